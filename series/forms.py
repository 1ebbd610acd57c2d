"""Checks the shape of what is typed at the desk: what to see of it, what is planned, who handles a text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from commentaries import deputising, due, handling
from commentaries.citations import written_date
from commentaries.models import DeskLine, Person, Series
from commentaries.permissions import editorships_of
from commentaries.record import PublicationDate
from commentaries.stages import STAGE_NAMES
from series import desk

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class DoisOf(NamedTuple):
    """Of which series and which year DOIs are to be seen; every year without one."""

    series: list[Series]
    year: int | None


class DoisForm(forms.Form):
    """Whose DOIs somebody wants to see. Whatever is no choice, in an address that was typed, chooses everything."""

    series = forms.ModelChoiceField(
        Series.objects.none(), label=_("Series"), required=False, empty_label=_("All series")
    )
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, series: QuerySet[Series], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.every = series
        self.fields["series"].queryset = series
        if len(series) < 2:
            del self.fields["series"]
        self.fields["year"].choices = [("", _("All years")), *((year, str(year)) for year in years)]

    def choice(self) -> DoisOf:
        self.is_valid()
        one = self.cleaned_data.get("series")
        return DoisOf([one] if one else list(self.every), self.cleaned_data.get("year"))


class ChoiceForm(forms.Form):
    """What an editor wants to see. Whatever is no choice, in an address that was typed, chooses everything."""

    series = forms.ModelChoiceField(
        Series.objects.none(), label=_("Series"), required=False, empty_label=_("All series")
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    holder = forms.ChoiceField(label=_("With"), required=False)
    author = forms.CharField(label=_("Author’s name"), required=False, max_length=100)
    late = forms.BooleanField(label=_("Late only"), required=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, series: QuerySet[Series], holders: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.series = series
        self.fields["series"].queryset = series
        if len(series) < 2:
            del self.fields["series"]
        self.fields["stage"].choices = [("", _("All stages")), *((code, STAGE_NAMES[code]) for code in desk.STAGES)]
        self.fields["holder"].choices = [("", _("Everybody")), *((str(each.pk), str(each)) for each in holders)]

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

    planned_as = forms.CharField(required=False, widget=forms.HiddenInput)
    """The plan as it was when the form was shown."""

    def __init__(self, *args: Any, series: QuerySet[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_title"].required = True
        if self.instance.pk:
            self.initial["planned_as"] = handling.as_seen(self.instance)
            del self.fields["series"]
            return
        del self.fields["planned_as"]
        self.fields["series"].queryset = series
        if len(series) == 1:
            self.fields["series"].initial = series[0]
            self.fields["series"].widget = self.fields["series"].hidden_widget()


DUE: dict[str, Any] = {
    due.INVITING: _("Reviewers are to be invited by"),
    due.DECISION: _("The decision is due on"),
    due.CHANGES: _("The changes are due on"),
    due.CONSENT: _("The authors’ yes is due on"),
}
"""By the code of the step that the text is at."""


class HandlingForm(forms.ModelForm):
    """The day until which the step under way is due, where there is one, the day to appear on, and the editor."""

    class Meta:
        model = DeskLine
        fields = ["target_on", "handled_by"]
        widgets = {"target_on": AdminDateInput}
        help_texts = {
            "target_on": _(
                "This is a target date and publishes nothing. The publication date is set on the page “Decide”."
            )
        }

    was_with = forms.CharField(required=False, widget=forms.HiddenInput)
    """The key of the editor who had the text when the form was shown; empty for all."""
    aimed_at = forms.CharField(required=False, widget=forms.HiddenInput)
    """The day to appear on that was noted when the form was shown; empty for none."""

    def __init__(self, *args: Any, editors: list[Person] | None, step: due.Step | None, **kwargs: Any) -> None:
        """``editors`` are those to whom the text can be handed; ``None`` where the user hands it to nobody."""
        super().__init__(*args, **kwargs)
        self.initial["aimed_at"] = handling.day_as_seen(self.instance)
        self.is_about_reviews = step is not None and step.code == due.REVIEW
        if "seen" in self.data or (step and step.is_changeable):
            self._ask_for_the_day_of(step)
        if editors is None:
            del self.fields["handled_by"], self.fields["was_with"]
            return
        self.fields["handled_by"].queryset = Person.objects.filter(pk__in=[each.pk for each in editors])
        self.fields["handled_by"].empty_label = str(_("all editors of the series"))

    def _ask_for_the_day_of(self, step: due.Step | None) -> None:
        """Also of a step that was shown and has ended since: the verb says so."""
        code, usual = (step.code, step.usual_on) if step else (due.DECISION, None)
        seen = step.as_seen if step else ""
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen)
        self.fields["due_on"] = forms.DateField(
            label=DUE.get(code, DUE[due.DECISION]),
            required=False,
            widget=AdminDateInput,
            initial=step.due_on if step else None,
            help_text=usual and _("Empty: %(day)s, as the series says.") % {"day": _in_words(usual)},
        )
        self.order_fields(["due_on"])

    @property
    def seen_step(self) -> str:
        """The step ``as_seen`` whose day is asked for; empty where none is."""
        return str(self["seen"].initial) if "seen" in self.fields else ""

    @property
    def sets_due(self) -> bool:
        """Whether another day than the one that was shown was typed."""
        typed, seen = self.cleaned_data.get("due_on"), self.cleaned_data.get("seen")
        return bool(seen) and (typed.isoformat() if typed else "") != seen.rpartition("/")[2]

    @property
    def aims(self) -> bool:
        """Whether another day to appear on was typed than the one that was shown."""
        typed = self.cleaned_data["target_on"]
        return bool((typed.isoformat() if typed else "") != self.cleaned_data["aimed_at"])

    @property
    def hands_over(self) -> bool:
        """Whether another editor was chosen than the one who was shown."""
        if "handled_by" not in self.fields:
            return False
        chosen = self.cleaned_data["handled_by"]
        return self.cleaned_data["was_with"] != str(chosen.pk if chosen else "")

    def typed_beside(self, now: HandlingForm) -> QueryDict:
        """What was typed, for ``now``, the form as it is shown now: a field that was left alone is what it shows, and
        so is the day of a step that has ended."""
        sent = self.data.copy()
        step, step_now = (str(each).rpartition("/")[0] for each in (sent.get("seen", ""), now.seen_step))
        answers = (
            ("handled_by", "was_with", self.hands_over),
            ("target_on", "aimed_at", self.aims),
            ("due_on", "seen", self.sets_due and step == step_now),
        )
        for name, seen, is_typed in answers:
            for field in [seen] if is_typed else [name, seen]:
                shown = now[field].initial if field in now.fields else None
                sent[field] = "" if shown is None else str(shown)
            if seen not in now.fields:
                del sent[seen]
        return sent


class GuestForm(forms.Form):
    """Who is to be guest editor of one text: anybody, who is searched for; whether they can be, the verb says."""

    guest = forms.ModelChoiceField(Person.objects.all(), label=_("Guest editor"))
    was_with = forms.CharField(required=False, widget=forms.HiddenInput)
    """The key of the editor who had the text when the form was shown; empty for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_guest_%s", **kwargs)
        self.fields["guest"].widget = AdminSnippetChooser(Person)  # here, as its words are in the reader's language


class HandAllForm(forms.Form):
    """To whom all texts of one editor go; ``texts`` are those that the user saw."""

    to = forms.ModelChoiceField(Person.objects.none(), label=_("To"), empty_label=_("Choose an editor"))

    def __init__(self, *args: Any, of: Person | None, lines: list[desk.Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.lines = of, lines
        editing = desk.editors_in({line.series.pk: line.series for line in lines})
        self.fields["to"].queryset = Person.objects.filter(pk__in=editing - {of.pk if of else 0}).order_by("sort_name")

    def texts(self) -> set[int]:
        """Of those that were shown, those on the desk still."""
        return {line.text for line in self.lines if line.text} & {
            int(key) for key in self.data.getlist("texts") if key.isdecimal()
        }


class LeaveForm(forms.Form):
    """Which editor is away, when, and who stands in: anybody; whether it can be is asked of ``deputising``."""

    editing = forms.ChoiceField(label=_("Who is away"))
    deputy = forms.ModelChoiceField(
        Person.objects.all(),
        label=_("Who stands in"),
        help_text=_("On these days they decide as the editor would, and get the editor’s mails."),
    )
    first_day = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_day = forms.DateField(label=_("Last day"), widget=AdminDateInput, help_text=_("This day is included."))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=255, help_text=_("For those who work on the series.")
    )

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].widget = AdminSnippetChooser(Person)
        self.roles = {str(role.pk): role for role in editorships_of(user)}
        names_series = len({role.series_id for role in self.roles.values()}) > 1
        names_person = len({role.person_id for role in self.roles.values()}) > 1
        self.fields["editing"].choices = [
            (key, f"{role.person} ({role.series})" if names_series else str(role.person))
            for key, role in self.roles.items()
        ]
        if not names_series and not names_person:
            self.fields["editing"].widget = forms.HiddenInput()
            self.initial.setdefault("editing", next(iter(self.roles), ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        role = self.roles[cleaned["editing"]]
        leave = deputising.Leave(
            role.person, cleaned["deputy"], cleaned["first_day"], cleaned["last_day"], cleaned["note"]
        )
        if reason := deputising.why_not(role.series, leave):
            raise forms.ValidationError(reason)
        return {**cleaned, "series": role.series, "leave": leave}


def _in_words(day: date) -> str:
    return written_date(PublicationDate.of(day), get_language() or "en")
