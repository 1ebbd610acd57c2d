"""Checks the shape of what is typed about a text after the decision: another moment, a withdrawal, a waived yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from commentaries.forms.steps import AuthorForm, ZonedDateTimeField
from commentaries.models import Series


class MomentForm(forms.Form):
    """When a text is to appear, by the clock of its series, and a few words to its authors."""

    publish_at = ZonedDateTimeField(label=_("To appear on"), widget=AdminDateTimeInput)
    comment = forms.CharField(label=_("To the authors"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, series: Series, moment: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"publish_at": moment}, **kwargs)
        self.fields["publish_at"].zone = series.zone
        self.fields["publish_at"].help_text = _("By %(clock)s.") % {"clock": series.clock}


class ConfirmationForm(forms.Form):
    """An editor confirms a withdrawal, and says what becomes of the number reserved for the text."""

    KEEP, VOID = "keep", "void"
    number = forms.ChoiceField(
        label=_("The number reserved for it"),
        choices=[(KEEP, _("Keep it for this text")), (VOID, _("Make it void: it is never given again"))],
        widget=forms.RadioSelect,
        initial=KEEP,
    )
    comment = forms.CharField(label=_("To the authors"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_number:
            del self.fields["number"]


class WaiverForm(AuthorForm):
    """Why the yes of one author is not waited for."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
