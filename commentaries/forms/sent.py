"""Turns forms that were sent into the words typed into them, and into the fields that were filled in wrongly."""

from __future__ import annotations

from collections.abc import Iterable

from django.forms import BaseForm, BoundField, CharField


def typed_in(forms: Iterable[BaseForm]) -> list[tuple[str, str]]:
    """Label and words of everything typed, whether or not it is valid: for whoever could not be served."""
    return [
        (str(field.label), field.value())
        for form in forms
        for field in form.visible_fields()
        if isinstance(field.field, CharField) and not field.field.widget.is_hidden and field.value()
    ]


def wrong_in(forms: Iterable[BaseForm]) -> list[BoundField]:
    """The fields with mistakes, in the order of the page."""
    return [field for form in forms for field in form.visible_fields() if field.errors]
