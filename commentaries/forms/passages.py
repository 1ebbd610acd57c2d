"""Checks the passages of a text that a reviewer marks: words that stand in it, and a remark on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from commentaries.forms.steps import UncutCharField, WordsField
from commentaries.marking import stands_there
from commentaries.sanitising import clean_words

MOST_PASSAGES, EMPTY_ROWS = 10, 2
MOST_OF_WORDS, MOST_OF_REMARK = 1_000, 2_000


class PassagesForm(forms.Form):
    """Pairs of words and remark, to be looked for in ``text``; ``is_for_later`` asks for nothing."""

    def __init__(self, *args: Any, is_for_later: bool = False, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_for_later, self.text = is_for_later, text
        for number in range(1, MOST_PASSAGES + 1):
            self.fields[f"words_{number}"] = _field(
                _("Passage %(number)s: words from the text") % {"number": number}, MOST_OF_WORDS
            )
            self.fields[f"remark_{number}"] = _field(
                _("Passage %(number)s: your remark") % {"number": number}, MOST_OF_REMARK
            )
        for number, passage in enumerate(self.initial.get("passages", ()), start=1):
            self.initial |= {f"words_{number}": passage["words"], f"remark_{number}": passage["remark"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["passages"] = list(self._passages(cleaned))
        return cleaned

    def main_fields(self) -> list[BoundField]:
        """What is asked besides the passages."""
        rows = {field.name for row in self._rows() for field in row}
        return [field for field in self.visible_fields() if field.name not in rows]

    def rows_shown(self) -> list[tuple[BoundField, BoundField]]:
        """The rows that are filled in, and some empty ones."""
        rows = self._rows()
        last = max((number for number, row in enumerate(rows, 1) if any(field.value() for field in row)), default=0)
        return rows[: last + EMPTY_ROWS]

    @property
    def has_passages(self) -> bool:
        return any(field.value() for row in self._rows() for field in row)

    @property
    def may_have_more(self) -> bool:
        return len(self.rows_shown()) < MOST_PASSAGES

    def _rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"words_{number}"], self[f"remark_{number}"]) for number in range(1, MOST_PASSAGES + 1)]

    def _passages(self, cleaned: dict[str, Any]) -> Iterator[dict[str, str]]:
        for number in range(1, MOST_PASSAGES + 1):
            names = f"words_{number}", f"remark_{number}"
            words, remark = (clean_words(cleaned.pop(name, "")).strip() for name in names)
            if not self.is_for_later and not any(name in self.errors for name in names):
                self._demand_whole(names, words, remark)
            if words or remark:
                yield {"words": words, "remark": remark}

    def _demand_whole(self, names: tuple[str, str], words: str, remark: str) -> None:
        if remark and not words:
            self.add_error(names[0], _("Copy here the words of the text that you remark on."))
        elif words and not remark:
            self.add_error(names[1], _("Add your remark on these words."))
        elif words and not stands_there(words, self.text):
            self.add_error(
                names[0],
                _("These words are not in the text that you are asked about. Copy them from it, leaving nothing out."),
            )


def _field(label: str, most: int) -> UncutCharField:
    return WordsField(label=label, max_length=most, rows=2)
