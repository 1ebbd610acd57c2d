"""Checks the shape of what is typed to ask for a review, to give one, and to decline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from commentaries.citations.wording import wording_for
from commentaries.conflicts import Conflicts
from commentaries.forms.passages import PassagesForm
from commentaries.forms.steps import MOST_WORDS, WordsField
from commentaries.introducing import Newcomer, known_at
from commentaries.models import CommentaryPage, Invitation, Person, Review
from commentaries.permissions import persons_to_invite


def _languages() -> list[tuple[str, str]]:
    """Those in which letters are written, by their own names."""
    codes = dict.fromkeys(wording_for(code) for code, _name in settings.LANGUAGES)
    return [(code, capfirst(get_language_info(code)["name_local"])) for code in codes]


class ReviewersField(forms.ModelMultipleChoiceField):
    """Who may be asked, each with what may make them partial."""

    conflicts: Conflicts

    def label_from_instance(self, person: Person) -> str:
        return " ".join([str(person), *(f"({each})" for each in self.conflicts.of(person))])


class InvitationForm(forms.Form):
    """Whom the editor asks for a review, from the list or named in words, until when, and with which words."""

    persons = ReviewersField(
        Person.objects.none(), label=_("Reviewers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label=_("Somebody else"), required=False, max_length=200, help_text=_("Given and family name.")
    )
    email = forms.EmailField(
        label=_("Their e-mail"),
        required=False,
        help_text=_("They need no account: the mail brings a link of their own."),
    )
    language = forms.ChoiceField(label=_("Language of their mail"), choices=_languages, required=False)
    due_on = forms.DateField(label=_("Answer until"), widget=AdminDateInput)
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    despite_conflicts = forms.BooleanField(
        label=_("Invite all the same"),
        required=False,
        help_text=_("For somebody beside whose name it says what may make them partial."),
    )

    def __init__(self, *args: Any, page: CommentaryPage, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts = self.fields["persons"].conflicts = Conflicts(page)
        self.today = page.series.today()
        self.initial.setdefault("language", wording_for(page.language))
        self.fields["persons"].queryset = persons_to_invite(user, page).select_related("account")

    def clean_due_on(self) -> date:
        if self.cleaned_data["due_on"] < self.today:
            raise forms.ValidationError(_("This day is past. Choose one that leaves time to read the text."))
        return self.cleaned_data["due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, email = cleaned.get("name"), cleaned.get("email")
        if name and not email and "email" not in self.errors:
            self.add_error("email", _("Write the address to which the invitation goes."))
        if email and not name and known_at(email) is None:
            self.add_error("name", _("Nobody is known by this address yet. Write the name, too."))
        if not name and not email and not cleaned.get("persons") and not self.errors:
            self.add_error("persons", _("Choose somebody, or name somebody else."))
        cleaned["newcomers"] = [Newcomer(name or "", email, cleaned.get("language") or "")] if email else []
        if not cleaned.get("despite_conflicts"):
            self._ask_about_conflicts(cleaned)
        return cleaned

    def _ask_about_conflicts(self, cleaned: dict[str, Any]) -> None:
        """Whoever may be partial is asked only by somebody who has read why; authors are refused by the verb."""
        named = [
            known_at(each.email) or Person(family_name=each.name, email=each.email) for each in cleaned["newcomers"]
        ]
        for person in (*cleaned.get("persons", ()), *named):
            for sentence in () if self.conflicts.is_author(person) else self.conflicts.of(person):
                self.add_error("despite_conflicts", f"{person}: {sentence}")


class AskedForm(forms.Form):
    """Something about one invitation of a text."""

    invitation = forms.ModelChoiceField(Invitation.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invitation"].queryset = Invitation.objects.filter(version__page=page)


class PostponementForm(AskedForm):
    """Another day for one reviewer's answer."""

    due_on = forms.DateField(label=_("Answer until"))

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, page=page, **kwargs)
        self.today = page.series.today()

    def clean_due_on(self) -> date:
        if self.cleaned_data["due_on"] < self.today:
            raise forms.ValidationError(_("This day is past. Choose one that leaves time to read the text."))
        return self.cleaned_data["due_on"]


class ReviewForm(PassagesForm):
    """A reviewer's answer; ``is_for_later`` asks for nothing, as it is only kept."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=Review.Recommendation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    text = WordsField(
        label=_("What you say about the text"),
        max_length=MOST_WORDS,
        rows=8,
        help_text=_("What should change, and why. It goes to the editor, who may pass it on to the authors."),
    )
    has_no_interests = forms.BooleanField(label=_("I have no interest to declare"), required=False)
    interests = WordsField(
        label=_("Or the interest that I have"),
        max_length=MOST_WORDS,
        rows=2,
        help_text=_(
            "Such as work with an author, or a stake in what the text argues for. Nobody but the editors reads this."
        ),
    )
    note = WordsField(
        label=_("For the editor alone"),
        max_length=MOST_WORDS,
        rows=3,
        help_text=_("Nobody but the editors reads this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommendation"].required = not self.is_for_later

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_for_later:
            return cleaned
        wants_changes = cleaned.get("recommendation") in {Review.Recommendation.CHANGES, Review.Recommendation.REJECT}
        if wants_changes and not any(cleaned.get(name) for name in ("text", "note", "passages")):
            self.add_error("text", _("Say in a sentence or two what should change, or why not."))
        if cleaned.get("has_no_interests") and cleaned.get("interests"):
            self.add_error("interests", _("You have ticked above that there is none: remove the tick, or these words."))
        if not cleaned.get("has_no_interests") and not cleaned.get("interests"):
            self.add_error("has_no_interests", _("Tick this, or say below which interest you have."))
        return cleaned


class DeclineForm(forms.Form):
    """A reviewer's no to the invitation, and whom to ask instead."""

    reason = WordsField(
        label=_("I cannot, because"),
        max_length=MOST_WORDS,
        rows=2,
    )
    instead_name = forms.CharField(label=_("Somebody you could ask instead"), required=False, max_length=200)
    instead_email = forms.EmailField(
        label=_("Their e-mail, if you know it"), required=False, help_text=_("The editor decides whether to write.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("instead_email") and not cleaned.get("instead_name"):
            self.add_error("instead_name", _("Whose address is it? Write the name, too."))
        return cleaned
