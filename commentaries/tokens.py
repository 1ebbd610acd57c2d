"""Turns the site's style sheet of tokens into plain values, so that page and print share one look."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_SHEET = Path(__file__).parent / "static" / "commentaries" / "tokens.css"
_FIRST_BLOCK = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def _declared() -> dict[str, str]:
    """The declarations of the sheet's first block: the light scheme and the wide screen, which is the print's."""
    block = _FIRST_BLOCK.search(_COMMENT.sub("", _SHEET.read_text()))
    return dict(_DECLARATION.findall(block[1])) if block else {}


def look_of_today(accent: str = "") -> dict[str, dict[str, str | float]]:
    """Colours as ``#rrggbb``; sizes in rem; weights and line heights as numbers.

    ``accent`` is the series' own colour, in place of the site's.
    """
    declared = _declared()
    colours: dict[str, str | float] = {
        name: value for name, value in declared.items() if re.fullmatch(r"#[0-9a-f]{6}", value)
    }
    if re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        colours["accent"] = accent.lower()
    return {
        "colour": colours,
        "size": _numbers(declared, "size-", "rem"),
        "weight": _numbers(declared, "weight-"),
        "leading": _numbers(declared, "leading-"),
    }


def _numbers(declared: dict[str, str], prefix: str, unit: str = "") -> dict[str, str | float]:
    return {
        name.removeprefix(prefix): float(value.removesuffix(unit))
        for name, value in declared.items()
        if name.startswith(prefix) and re.fullmatch(rf"[\d.]+{unit}", value)
    }
