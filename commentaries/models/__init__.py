"""The public door to the models of one text and of what it must know of its series."""

from commentaries.models.absences import Absence
from commentaries.models.affirmations import Affirmation, Decision, Objection
from commentaries.models.attachments import Attachment
from commentaries.models.checked_links import CheckedLink
from commentaries.models.closed_days import ClosedDays
from commentaries.models.commentaries import PRINT, Authorship, CommentaryPage, Note
from commentaries.models.deposits import Deposit
from commentaries.models.details import AuthorDetails
from commentaries.models.followups import FollowUp
from commentaries.models.guests import GuestEditor
from commentaries.models.holds import HeldText, Hold, Removal
from commentaries.models.issues import Edition, Issue, NumberCounter
from commentaries.models.lines import DeskLine
from commentaries.models.links import Link
from commentaries.models.persons import Biography, Person
from commentaries.models.prints import PrintVersion
from commentaries.models.publishers import Publisher, PublisherAbout, PublisherIdentity
from commentaries.models.querysets import CommentaryQuerySet
from commentaries.models.reviews import Invitation, Review, UnsentReview
from commentaries.models.roles import SeriesRole
from commentaries.models.rounds import Reply, Withdrawal
from commentaries.models.series import Anonymity, Series, SeriesIdentity, Step
from commentaries.models.steps import FastTrack, Waiver
from commentaries.models.tallies import Tally
from commentaries.models.tasks import DecisionTask, ReviewTask
from commentaries.models.topics import TaggedCommentary, Topic, TopicName
from commentaries.models.versions import Version, VersionImage, VersionName
from commentaries.models.wishes import LetterWish

__all__ = [
    "PRINT",
    "Absence",
    "Affirmation",
    "Anonymity",
    "Attachment",
    "AuthorDetails",
    "Authorship",
    "Biography",
    "CheckedLink",
    "ClosedDays",
    "CommentaryPage",
    "CommentaryQuerySet",
    "Decision",
    "DecisionTask",
    "Deposit",
    "DeskLine",
    "Edition",
    "FastTrack",
    "FollowUp",
    "GuestEditor",
    "HeldText",
    "Hold",
    "Invitation",
    "Issue",
    "LetterWish",
    "Link",
    "Note",
    "NumberCounter",
    "Objection",
    "Person",
    "PrintVersion",
    "Publisher",
    "PublisherAbout",
    "PublisherIdentity",
    "Removal",
    "Reply",
    "Review",
    "ReviewTask",
    "Series",
    "SeriesIdentity",
    "SeriesRole",
    "Step",
    "TaggedCommentary",
    "Tally",
    "Topic",
    "TopicName",
    "UnsentReview",
    "Version",
    "VersionImage",
    "VersionName",
    "Waiver",
    "Withdrawal",
]
