"""Checks the shape of what is typed at a step of a text's way: decision, a yes, a reason, a few words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from commentaries.models import CommentaryPage, Decision, Person, Series, VersionName

MOST_REASONS = 5_000
"""Characters of a letter to the authors."""


class UncutCharField(forms.CharField):
    """Refuses in a sentence what is too long; given a ``maxlength``, a browser cuts what is pasted and says nothing."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class WordsField(UncutCharField):
    """Words in a box of so many rows, which may be left out."""

    def __init__(self, *, rows: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


MOST_WORDS = 20_000
"""What a valid link, or an account, sends in one field: more than anybody writes about one text."""


class ZonedDateTimeField(forms.DateTimeField):
    """A moment typed, and shown, by the clock of one place, whatever the clock of the account."""

    zone: tzinfo | None = None

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().to_python(value)


class DecisionForm(forms.Form):
    """The editor's decision on the content with this digest. A moment is one of the series' clock."""

    digest = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[
            (Decision.Outcome.PUBLISH, _("Publish it")),
            (Decision.Outcome.CHANGES, _("Ask the authors for changes")),
            (Decision.Outcome.REJECT, _("Reject it")),
        ],
        label=_("Decision"),
        widget=forms.RadioSelect,
    )
    publish_at = ZonedDateTimeField(label=_("Publish at"), required=False, widget=AdminDateTimeInput)
    reasons = UncutCharField(
        label=_("To the authors"),
        required=False,
        max_length=MOST_REASONS,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "data-controller": "commentary-count",
                "data-action": "commentary-count#count",
                "data-commentary-count-limit-value": MOST_REASONS,
                "data-commentary-count-sentence-value": _("{written} of {limit} characters"),
            }
        ),
        help_text=_(
            "Sent with the decision, up to 5,000 characters. Needed when you ask for changes or reject: "
            "the authors read this, and no review."
        ),
    )
    alone_reason = forms.CharField(
        label=_("Reason for publishing without a second yes"),
        required=False,
        max_length=500,
        help_text=_("The second yes is then due within two working days."),
    )

    def __init__(
        self,
        *args: Any,
        series: Series,
        may_decide_alone: bool = False,
        overrides: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.overrides = overrides
        self.fields["publish_at"].zone = series.zone
        self.fields["publish_at"].help_text = _("Empty: at once. Otherwise by %(clock)s.") % {"clock": series.clock}
        if not may_decide_alone:
            del self.fields["alone_reason"]
        elif overrides:
            self.fields["alone_reason"].label = _("Reason for publishing as administrator")
            self.fields["alone_reason"].help_text = _("You do not edit this series. Your reason is kept and shown.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in {Decision.Outcome.CHANGES, Decision.Outcome.REJECT} and not cleaned.get("reasons"):
            self.add_error("reasons", _("Say what you ask for, or why: the authors read this, and no review."))
        if self.overrides and cleaned.get("outcome") == Decision.Outcome.PUBLISH and not cleaned.get("alone_reason"):
            self.add_error("alone_reason", _("Say why you publish what an editor of the series would decide on."))
        if (when := cleaned.get("publish_at")) and when <= timezone.now():
            self.add_error("publish_at", _("This moment is past. Leave the field empty to publish at once."))
        return cleaned


class AffirmationForm(forms.Form):
    """A yes to the content with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    comment = WordsField(
        label=pgettext_lazy("to the editor", "Comment"),
        max_length=MOST_WORDS,
        rows=3,
    )


class PairForm(forms.Form):
    """Two states of a text to compare."""

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.ChoiceField(label=_("From"), choices=states, required=False)
        self.fields["to"] = forms.ChoiceField(label=_("To"), choices=states, required=False)


class VersionNameForm(forms.Form):
    """What a version is called, so that it is found again."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=VersionName._meta.get_field("name").max_length,
        help_text=_("Such as “before the cuts”. Whoever may read this version sees it. Empty: no name."),
    )


class ObjectionForm(forms.Form):
    """An author's no to the content with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    note = WordsField(label=_("What should be different"), max_length=MOST_WORDS, required=True, rows=4)


class AuthorForm(forms.Form):
    """Something about one author of a text."""

    author = forms.ModelChoiceField(Person.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writing = [authorship.person_id for authorship in page.authorships.all()]
        self.fields["author"].queryset = Person.objects.filter(pk__in=writing)


class ReasonForm(forms.Form):
    """A step that wants a reason."""

    reason = UncutCharField(label=_("Reason"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))


class MessageForm(forms.Form):
    """A step that may carry a few words."""

    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
