"""The public door to what checks the shape of everything that is typed about one text, in the admin and outside."""

from commentaries.forms.drafts import ASKED, REPLY, CommentaryForm
from commentaries.forms.moments import ConfirmationForm, MomentForm, WaiverForm
from commentaries.forms.pictures import PictureForm
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
    "CommentaryForm",
    "ConfirmationForm",
    "DecisionForm",
    "DeclineForm",
    "InvitationForm",
    "MergeForm",
    "MessageForm",
    "MomentForm",
    "ObjectionForm",
    "PairForm",
    "PictureForm",
    "PostponementForm",
    "ReasonForm",
    "ReviewForm",
    "VersionNameForm",
    "WaiverForm",
    "typed_in",
    "wrong_in",
]
