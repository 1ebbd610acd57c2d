"""Checks the shape of an answer that came by mail: when it came, what it says, and the mail, as a file or as words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from commentaries.forms.attachments import ParcelField
from commentaries.forms.reviews import AskedForm
from commentaries.forms.steps import AuthorForm
from commentaries.models import CommentaryPage, Review
from commentaries.weighing import Unwanted, weighed


class MailForm(forms.Form):
    """The day of a mail, and the mail itself; ``parcel`` is what is kept of it."""

    came_on = forms.DateField(label=_("Date of the mail"), widget=AdminDateInput)
    file = ParcelField(
        label=_("The mail, as a file"),
        required=False,
        help_text=_("Saved from the mail program, such as .eml or .msg."),
    )
    words = forms.CharField(
        label=_("Or its words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copied from the mail, with its head. They are kept as a file."),
    )

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.today = page.series.today()

    def clean_came_on(self) -> date:
        if self.cleaned_data["came_on"] > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["came_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = cleaned.get("words", "")
        cleaned["parcel"] = cleaned.get("file")
        if not cleaned["parcel"] and "file" not in self.errors:
            if not words:
                self.add_error("file", _("Attach the mail, or copy its words below: it is kept beside the answer."))
                return cleaned
            try:
                cleaned["parcel"] = weighed(ContentFile(words.encode()), "mail.txt")
            except Unwanted as refusal:
                self.add_error("words", str(refusal))
        return cleaned


class RecordedReviewForm(MailForm, AskedForm):
    """A reviewer's answer from a mail, to the version that they are asked about."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=Review.Recommendation.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What it says about the text"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    interests = forms.CharField(
        label=_("An interest that the reviewer declares"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty if the mail says nothing of one."),
    )
    field_order = ["came_on", "recommendation", "text", "interests", "file", "words"]


class RecordedConsentForm(MailForm, AuthorForm):
    """An author's answer from a mail, to the content with this digest."""

    YES, NO = "yes", "no"
    digest = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What the author says"),
        choices=[(YES, _("Yes to the text as it stands")), (NO, _("Something should be different"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Comment, or what should be different"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["came_on", "answer", "note", "file", "words"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") == self.NO and not cleaned.get("note"):
            self.add_error("note", _("Say what should be different."))
        return cleaned
