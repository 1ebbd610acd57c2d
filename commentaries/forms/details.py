"""Checks the shape of what an author says about themselves, and of an editor's word on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commentaries.forms.steps import UncutCharField, WordsField
from commentaries.models import AuthorDetails, CommentaryPage
from commentaries.sanitising import clean_line, clean_words

MOST_OF_BIOGRAPHY = MOST_OF_INTERESTS = 2_000


class DetailsForm(forms.Form):
    """What an author says about themselves, in plain words: what is left empty is to be empty."""

    biography = WordsField(
        label=_("Biography"),
        max_length=MOST_OF_BIOGRAPHY,
        rows=5,
        help_text=_("Two or three sentences, in the third person and in the language of the text."),
    )
    affiliation = UncutCharField(
        label=_("Affiliation"),
        required=False,
        max_length=AuthorDetails._meta.get_field("affiliation").max_length,
        help_text=_("As it is to be printed under this text."),
    )
    orcid = UncutCharField(
        label=_("ORCID iD"),
        required=False,
        max_length=100,
        help_text=_("Such as 0000-0002-1825-0097, or its whole address."),
    )
    interests = WordsField(
        label=_("Interests to declare"),
        max_length=MOST_OF_INTERESTS,
        rows=2,
        help_text=_(
            "Such as a post, a fee or a stake in what the text argues for: a sentence in the third person, as it is to "
            "be printed. Empty: none besides those that the text declares already."
        ),
    )

    def clean_biography(self) -> str:
        return clean_words(self.cleaned_data["biography"]).strip()

    def clean_affiliation(self) -> str:
        return " ".join(clean_line(self.cleaned_data["affiliation"]).split())

    def clean_orcid(self) -> str:
        if not self.cleaned_data["orcid"]:
            return ""
        field = AuthorDetails._meta.get_field("orcid")
        cleaned: str = field.clean(clean_line(self.cleaned_data["orcid"]), None)
        return cleaned

    def clean_interests(self) -> str:
        return clean_words(self.cleaned_data["interests"]).strip()


class SettlingForm(forms.Form):
    """Something about the details that one author sent: those of this moment, beside the content with this digest."""

    details = forms.ModelChoiceField(AuthorDetails.objects.none(), widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: CommentaryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["details"].queryset = AuthorDetails.objects.filter(page=page.pk).select_related("page")
