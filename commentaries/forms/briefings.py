"""Checks the shape of what is typed to let the press read a text before its day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from commentaries.models import CommentaryPage, Link

MOST_DAYS = 90


class BriefingForm(forms.Form):
    """Whom a link is for, and the last day on which it works."""

    digest = forms.CharField(widget=forms.HiddenInput)
    whom = forms.CharField(
        label=_("For whom"),
        max_length=Link._meta.get_field("note").max_length,
        help_text=_(
            "Name and newspaper. It is shown on their page, so that a link that is passed on tells whom it was for."
        ),
    )
    until = forms.DateField(label=_("Works until"), widget=AdminDateInput)

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = page.series.today()
        self.initial.setdefault("until", self.today + timedelta(days=14))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("This day is past."))
        if until > self.today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("That is too long. Choose a day within three months."))
        return until


class LinkForm(forms.Form):
    """Something about one link of a text to the press."""

    link = forms.ModelChoiceField(Link.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].queryset = Link.objects.filter(page=page.pk, kind=Link.Kind.PRESS)
