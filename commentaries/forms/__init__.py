"""The public door to what checks the shape of everything that is typed about one text, in the admin and outside."""

from commentaries.forms.attachments import FileForm, ManuscriptForm, ParcelField
from commentaries.forms.briefings import BriefingForm, LinkForm
from commentaries.forms.drafts import ASKED, CommentaryForm
from commentaries.forms.pictures import PictureForm
from commentaries.forms.recorded import RecordedConsentForm, RecordedReviewForm
from commentaries.forms.reviews import AskedForm, DeclineForm, InvitationForm, ReviewForm
from commentaries.forms.sent import typed_in, wrong_in
from commentaries.forms.steps import (
    AffirmationForm,
    AuthorForm,
    DecisionForm,
    MessageForm,
    ObjectionForm,
    PairForm,
    ReasonForm,
    VersionNameForm,
)
from commentaries.forms.topics import MergeForm

__all__ = [
    "ASKED",
    "AffirmationForm",
    "AskedForm",
    "AuthorForm",
    "BriefingForm",
    "CommentaryForm",
    "DecisionForm",
    "DeclineForm",
    "FileForm",
    "InvitationForm",
    "LinkForm",
    "ManuscriptForm",
    "MergeForm",
    "MessageForm",
    "ObjectionForm",
    "PairForm",
    "ParcelField",
    "PictureForm",
    "ReasonForm",
    "RecordedConsentForm",
    "RecordedReviewForm",
    "ReviewForm",
    "VersionNameForm",
    "typed_in",
    "wrong_in",
]
