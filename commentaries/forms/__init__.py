"""The public door to what checks the shape of everything that is typed about one text, in the admin and outside."""

from commentaries.forms.attachments import FileForm, ManuscriptForm, ParcelField
from commentaries.forms.briefings import BriefingForm, LinkForm
from commentaries.forms.details import DetailsForm, SettlingForm
from commentaries.forms.drafts import ASKED, REPLY, CommentaryForm
from commentaries.forms.moments import ConfirmationForm, MomentForm, WaiverForm
from commentaries.forms.pictures import PictureForm
from commentaries.forms.recorded import RecordedConsentForm, RecordedReviewForm
from commentaries.forms.reviews import AskedForm, DeclineForm, InvitationForm, PostponementForm, ReviewForm
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
    "REPLY",
    "AffirmationForm",
    "AskedForm",
    "AuthorForm",
    "BriefingForm",
    "CommentaryForm",
    "ConfirmationForm",
    "DecisionForm",
    "DeclineForm",
    "DetailsForm",
    "FileForm",
    "InvitationForm",
    "LinkForm",
    "ManuscriptForm",
    "MergeForm",
    "MessageForm",
    "MomentForm",
    "ObjectionForm",
    "PairForm",
    "ParcelField",
    "PictureForm",
    "PostponementForm",
    "ReasonForm",
    "RecordedConsentForm",
    "RecordedReviewForm",
    "ReviewForm",
    "SettlingForm",
    "VersionNameForm",
    "WaiverForm",
    "typed_in",
    "wrong_in",
]
