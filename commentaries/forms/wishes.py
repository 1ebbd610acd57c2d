"""Checks the shape of what a person chooses about their mails."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise

from commentaries.models import LetterWish


class WishesForm(forms.Form):
    """One choice for each mail. What a browser does not send stays as it was."""

    def __init__(self, *args: Any, news: dict[str, Promise], stated: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for mail, what in news.items():
            self.fields[mail] = forms.ChoiceField(
                label=what,
                choices=LetterWish.When.choices,
                initial=stated.get(mail, LetterWish.When.AT_ONCE),
                required=False,
            )

    @property
    def wishes(self) -> dict[str, str]:
        return {mail: when for mail, when in self.cleaned_data.items() if when}
