"""Turns font files into the set of characters they can print, and a text into one that they can print."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_SPACES = re.compile("[\t\n\r\f\v\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
STAND_IN = "\u25a1"
"""What is printed for a character that no font has; PDF/UA forbids a missing glyph."""
_SELECTORS = {*range(0xFE00, 0xFE10), 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0100, 0xE01F0)}
"""They change the character before them: without it they mean nothing."""
_LEFT_OUT = {0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x2070)}
"""Embeddings, overrides and isolates, by which a text would read otherwise than it is stored; the joiner of words,
which no font has: what belongs together is kept so by the template; and the mark of byte order, often pasted along,
which PDF/A forbids."""
_WITHOUT_GLYPH = {0x20, 0xA0, 0xAD, 0x200B}


def coverage(*folders: Path) -> frozenset[int]:
    """Every character that some font in these folders can print."""
    return _coverage(tuple((path, path.stat().st_mtime_ns) for folder in folders for path in folder.glob("*.[ot]tf")))


@cache
def _coverage(fonts: tuple[tuple[Path, int], ...]) -> frozenset[int]:
    """The same for files of a moment: a font may be exchanged while the site runs."""
    return frozenset(_WITHOUT_GLYPH.union(*(_characters_of(path) for path, _changed in fonts)))


def name_of(character: str) -> str:
    """A character as a person can look it up: ``中 (U+4E2D CJK UNIFIED IDEOGRAPH-4E2D)``."""
    return f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


def printable(value: Any, covered: frozenset[int], miss: Callable[[str], None]) -> Any:
    """A JSON value with a stand-in for each character that no font has; ``miss`` hears of every such character."""
    if isinstance(value, str):
        words = _CONTROL.sub("", _SPACES.sub(" ", value))
        return words if words.isascii() else _printable_words(unicodedata.normalize("NFC", words), covered, miss)
    if isinstance(value, list):
        return [printable(item, covered, miss) for item in value]
    if isinstance(value, dict):
        return {key: printable(item, covered, miss) for key, item in value.items()}
    return value


def _printable_words(words: str, covered: frozenset[int], miss: Callable[[str], None]) -> str:
    kept = []
    for character in words:
        if ord(character) in _LEFT_OUT:
            continue
        if ord(character) in covered:
            kept.append(character)
        elif ord(character) not in _SELECTORS and unicodedata.category(character) not in {"Cf", "Cc", "Cs"}:
            miss(character)
            kept.append(STAND_IN)
    return "".join(kept)


def _characters_of(path: Path) -> set[int]:
    """The characters of a font's ``cmap`` (OpenType specification, subtables of format 4 and 12)."""
    font = path.read_bytes()
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _characters_in(font, offset)
    return set()


def _characters_in(font: bytes, cmap: int) -> set[int]:
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        offset = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * number + 4)[0]
        match struct.unpack_from(">H", font, offset)[0]:
            case 4:
                found |= _of_format_4(font, offset)
            case 12:
                found |= _of_format_12(font, offset)
    return found


def _of_format_4(font: bytes, offset: int) -> set[int]:
    count = struct.unpack_from(">H", font, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, offset + 14)
    starts = struct.unpack_from(f">{count}H", font, offset + 16 + 2 * count)
    return {code for start, end in zip(starts, ends, strict=True) for code in range(start, end + 1)} - {0xFFFF}


def _of_format_12(font: bytes, offset: int) -> set[int]:
    groups = struct.unpack_from(">I", font, offset + 12)[0]
    ranges = [struct.unpack_from(">II", font, offset + 16 + 12 * number) for number in range(groups)]
    return {code for start, end in ranges for code in range(start, end + 1)}
