"""The public door to the models of one text and of what it must know of its series."""

from commentaries.models.affirmations import Affirmation, Decision, Objection
from commentaries.models.attachments import Attachment
from commentaries.models.commentaries import PRINT, Authorship, CommentaryPage, Note
from commentaries.models.followups import FollowUp
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
from commentaries.models.series import Series, SeriesIdentity
from commentaries.models.tasks import DecisionTask, ReviewTask
from commentaries.models.topics import TaggedCommentary, Topic, TopicName
from commentaries.models.versions import Version, VersionImage, VersionName

__all__ = [
    "PRINT",
    "Affirmation",
    "Attachment",
    "Authorship",
    "Biography",
    "CommentaryPage",
    "CommentaryQuerySet",
    "Decision",
    "DecisionTask",
    "DeskLine",
    "Edition",
    "FollowUp",
    "HeldText",
    "Hold",
    "Invitation",
    "Issue",
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
    "Review",
    "ReviewTask",
    "Series",
    "SeriesIdentity",
    "SeriesRole",
    "TaggedCommentary",
    "Topic",
    "TopicName",
    "UnsentReview",
    "Version",
    "VersionImage",
    "VersionName",
]
