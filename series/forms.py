"""Checks the shape of what is typed at the desk: what to see of it, what is planned, who handles a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from commentaries.models import DeskLine, Person, Series
from commentaries.stages import STAGE_NAMES
from series import desk


class ChoiceForm(forms.Form):
    """What an editor wants to see. Whatever is no choice, in an address that was typed, chooses everything."""

    series = forms.ModelChoiceField(
        Series.objects.none(), label=_("Series"), required=False, empty_label=_("All series")
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    holder = forms.ChoiceField(label=_("With"), required=False)
    author = forms.CharField(label=_("Author"), required=False, max_length=100)
    late = forms.BooleanField(label=_("Late only"), required=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, series: QuerySet[Series], holders: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["series"].queryset = series
        if len(series) < 2:
            del self.fields["series"]
        self.fields["stage"].choices = [("", _("All stages")), *((code, STAGE_NAMES[code]) for code in desk.STAGES)]
        self.fields["holder"].choices = [("", _("Anybody")), *((str(each.pk), str(each)) for each in holders)]

    def choice(self) -> desk.Choice:
        self.is_valid()
        said = self.cleaned_data
        return desk.Choice(
            series=said["series"].pk if said.get("series") else None,
            stage=said.get("stage", ""),
            holder=int(said["holder"]) if said.get("holder") else None,
            author=said.get("author", ""),
            is_late=said.get("late", False),
            order=said.get("order") or "due",
        )

    @property
    def chooses(self) -> bool:
        """Whether some lines may be left out."""
        return any(self.cleaned_data.get(name) for name in ("series", "stage", "holder", "author", "late"))


class PlanForm(forms.ModelForm):
    class Meta:
        model = DeskLine
        fields = ["series", "working_title", "author", "target_on", "note"]
        widgets = {
            "author": AdminSnippetChooser(Person),
            "target_on": AdminDateInput,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, series: QuerySet[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_title"].required = True
        if self.instance.pk:
            del self.fields["series"]
            return
        self.fields["series"].queryset = series
        if len(series) == 1:
            self.fields["series"].initial = series[0]
            self.fields["series"].widget = self.fields["series"].hidden_widget()


class HandlingForm(forms.ModelForm):
    class Meta:
        model = DeskLine
        fields = ["target_on", "handled_by"]
        widgets = {"target_on": AdminDateInput}

    def __init__(self, *args: Any, editors: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handled_by"].queryset = Person.objects.filter(pk__in=[each.pk for each in editors])
        self.fields["handled_by"].empty_label = str(_("all editors of the series"))
