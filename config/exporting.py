"""Turns what somebody typed into a cell that no spreadsheet takes for a formula, in the tables that Wagtail exports."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FIRST = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell of a CSV file becomes a formula, or a command, when it is opened (OWASP, CSV Injection)."""


def inert(value: Any) -> Any:
    """The same words, after an apostrophe where they would be more than words. Numbers stay numbers."""
    words = force_str(value, strings_only=True)
    return f"'{words}" if isinstance(words, str) and words.startswith(FIRST) else words


def make_exports_inert() -> None:
    """Wagtail does so for spreadsheets of its own format, and not for CSV; its views ask this table by kind of value.

    ``object`` comes last, as the first kind that fits is taken.
    """
    SpreadsheetExportMixin.custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        object: {SpreadsheetExportMixin.FORMAT_CSV: inert},
    }
