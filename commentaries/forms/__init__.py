"""The public door to what checks the shape of everything that is typed in the admin about one text."""

from commentaries.forms.drafts import ASKED, CommentaryForm
from commentaries.forms.pictures import PictureForm
from commentaries.forms.steps import (
    AffirmationForm,
    DecisionForm,
    DeclineForm,
    InvitationForm,
    MessageForm,
    ReasonForm,
    ReviewForm,
)
from commentaries.forms.topics import MergeForm

__all__ = [
    "ASKED",
    "AffirmationForm",
    "CommentaryForm",
    "DecisionForm",
    "DeclineForm",
    "InvitationForm",
    "MergeForm",
    "MessageForm",
    "PictureForm",
    "ReasonForm",
    "ReviewForm",
]
