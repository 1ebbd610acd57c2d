"""Weighs a file that is sent before anything else is done with it, and says at the field why it is not taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commentaries.forms.steps import UncutCharField, WordsField
from commentaries.models import CommentaryPage
from commentaries.sanitising import clean_line
from commentaries.weighing import TYPES, Unwanted, weighed

MOST_MESSAGE = 5_000
ACCEPTED = ",".join(f".{ending}" for ending in TYPES)
"""What the browser offers; what is taken is decided by what a file holds."""


class ParcelField(forms.FileField):
    """A file that may be kept; its value is a ``Parcel``."""

    default_error_messages = {"required": _("Choose the file.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        if not sent:
            return None
        try:
            return weighed(sent, sent.name)
        except Unwanted as refusal:
            raise forms.ValidationError(str(refusal), code="unwanted") from refusal


class FileForm(forms.Form):
    """A file from an author, with a few words."""

    file = ParcelField(label=_("The file"), help_text=_("A .docx or .odt file is best."))
    message = WordsField(label=_("Message"), max_length=MOST_MESSAGE, rows=3)


class ManuscriptForm(FileForm):
    """The manuscript of a planned text; its title, where the author has another one."""

    title = UncutCharField(
        label=_("Its title"),
        required=False,
        max_length=CommentaryPage._meta.get_field("title").max_length,
        help_text=_("Leave it as it is if you have no other."),
    )
    field_order = ["file", "title", "message"]

    def clean_title(self) -> str:
        return " ".join(clean_line(self.cleaned_data["title"]).split())
