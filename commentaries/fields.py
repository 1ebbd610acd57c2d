"""Turns the field's identifiers and the body's blocks into model fields that check what is typed."""

from __future__ import annotations

import json
import re
from string import Formatter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

from commentaries.blocks import BodyBlock, KeyPointsBlock, Misshapen, stored
from commentaries.record import LICENCES
from commentaries.sanitising import stored_html

_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_REPEC_ARCHIVE = re.compile(r"[a-z]{3}")
_REPEC_SERIES = re.compile(r"[a-z0-9]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*")
LICENCE_CHOICES = [
    (code, licence.name if licence.url else _("All rights reserved")) for code, licence in LICENCES.items()
]
"""The licences as a field offers them: the names of public ones are the same everywhere."""
PATTERN_NAMES = ("yy", "yyyy", "n", "suffix", "month", "MONTH")
"""What a number pattern may name: year in two or four digits, number, suffix of an extra number, month."""
DOI_SUFFIX = re.compile("[A-Za-z0-9-]+(?:[._/][A-Za-z0-9-]+)*")
"""Of what a DOI may hold the part that no address, catalogue or reader stumbles over.

Crossref takes letters, digits and ``-._;()/`` (“Constructing your DOIs”). Here no dot stands at an end, where a
sentence's would be, and no step is of dots, which a browser takes for a way up.
"""
RESERVED_ADDRESSES = {
    "all", "atom", "bib", "catalogue", "csv", "feed", "feeds", "json", "libraries", "md", "pdf", "ris", "rss", "txt",
    "xml",
}  # fmt: skip
"""Pages, feeds and formats that a series has, or will have, below its own address (design, section 6)."""
_YEAR_OR_EDITION = re.compile(r"\d{4}|v\d+")


def issn_check_digit(digits: str) -> str:
    """The check digit of an ISSN's first seven digits, modulo 11 with weights 8 to 2 (ISO 3297)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11
    value = (11 - remainder) % 11
    return "X" if value == 10 else str(value)


def orcid_check_digit(digits: str) -> str:
    """The check digit of an ORCID's first fifteen digits (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return "X" if value == 10 else str(value)


def validate_issn(value: str) -> None:
    if not _ISSN.fullmatch(value):
        raise ValidationError(_("Write an ISSN as four digits, a hyphen and four more, such as 2532-6570."))
    digits = value.replace("-", "")
    if digits[7] != issn_check_digit(digits[:7]):
        raise ValidationError(
            _("The last character of this ISSN does not fit the others: please compare it with the certificate.")
        )


def validate_orcid(value: str) -> None:
    if not _ORCID.fullmatch(value):
        raise ValidationError(_("Write an ORCID iD as four groups of four, such as 0000-0002-1825-0097."))
    digits = value.replace("-", "")
    if digits[15] != orcid_check_digit(digits[:15]):
        raise ValidationError(_("The last character of this ORCID iD does not fit the others: please check it."))


def validate_language(value: str) -> None:
    if not _LANGUAGE.fullmatch(value):
        raise ValidationError(_("Write a language tag such as en, en-GB, it or ar."))


def validate_repec_archive(value: str) -> None:
    if not _REPEC_ARCHIVE.fullmatch(value):
        raise ValidationError(_("Write the three lower-case letters that RePEc has given to the institute."))


def validate_repec_series(value: str) -> None:
    if not _REPEC_SERIES.fullmatch(value):
        raise ValidationError(_("Write six lower-case letters or digits, such as commen."))


def refuse_another_code(row: models.Model, name: str) -> None:
    """Says at the field that a code by which others know this row does not become another.

    Raises:
        ValidationError: where one is stored and another is given. It may be taken away.
    """
    if row.pk is None:
        return
    stored = type(row)._default_manager.filter(pk=row.pk).values_list(name, flat=True).first()
    if stored and getattr(row, name) not in {"", stored}:
        raise ValidationError(
            {name: _("RePEc knows the texts by “%(code)s”, and what it knows never changes.") % {"code": stored}}
        )


def pattern_names(pattern: str) -> set[str]:
    """The names that a number pattern uses.

    Raises:
        ValueError: if braces do not match.
    """
    return {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name is not None}


def _is_boundless(pattern: str) -> bool:
    """Whether a width in it has three digits, or is written by another name: it could be one that fills the memory."""
    return any(spec and re.search(r"\d{3}|\{", spec) for _text, _name, spec, _conversion in Formatter().parse(pattern))


def is_reserved_address(slug: str) -> bool:
    """Whether this address below a series is a year or a page, feed or format of the series itself."""
    return slug in RESERVED_ADDRESSES or bool(_YEAR_OR_EDITION.fullmatch(slug))


@deconstructible
class NumberPatternValidator:
    """Refuses a pattern that would fail, or print no number, when a text goes live."""

    def __init__(self, *, is_address: bool = False, is_doi: bool = False) -> None:
        self.is_address, self.is_doi = is_address, is_doi

    def __call__(self, value: str) -> None:
        try:
            names = pattern_names(value)
            if _is_boundless(value):
                raise ValueError("a width of more than two digits")
            sample = value.format(yy="25", yyyy="2025", n=61, suffix="", month="November", MONTH="NOVEMBER")
        except (ValueError, KeyError, IndexError, AttributeError, TypeError):
            raise ValidationError(
                _("This pattern cannot be read. Use %(names)s in braces, such as {yy} | {n:02d}."),
                params={"names": ", ".join(PATTERN_NAMES)},
            ) from None
        if names - set(PATTERN_NAMES):
            raise ValidationError(
                _("A pattern may use only %(names)s in braces."), params={"names": ", ".join(PATTERN_NAMES)}
            )
        if "n" not in names:
            raise ValidationError(_("The pattern must contain the number, {n}."))
        if self.is_address and not re.fullmatch(r"[a-z0-9-]+", sample.lower()):
            raise ValidationError(
                _("Only letters, digits and hyphens may stand here beside the braces, such as {yy}-{n:02d}.")
            )
        if self.is_doi and not DOI_SUFFIX.fullmatch(sample):
            raise ValidationError(
                _(
                    "Only letters, digits and hyphens may stand here beside the braces, and between them single dots, "
                    "underscores and slashes, such as letters.{yyyy}.{n:02d}."
                )
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberPatternValidator) and hash(other) == hash(self)

    def __hash__(self) -> int:
        return hash((self.is_address, self.is_doi))


class IssnField(models.CharField):
    """An ISSN with its hyphen, check digit verified."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 9)
        super().__init__(*args, **kwargs)
        if validate_issn not in self.validators:
            self.validators = [*self.validators, validate_issn]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().upper() if isinstance(value, str) else value


class OrcidField(models.CharField):
    """An ORCID iD; a pasted https://orcid.org/ address is cut to the bare identifier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)
        if validate_orcid not in self.validators:
            self.validators = [*self.validators, validate_orcid]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip().removesuffix("/").rsplit("/", 1)[-1].upper() if isinstance(value, str) else value


class _CleanHtml(models.TextField):
    """HTML that is reduced to the allow-list by whichever way it comes: form, API, script, revision, ``loaddata``.

    ``to_python`` meets what is read from forms and from stored JSON, ``pre_save`` what a script has set and
    what a revision is about to keep, ``get_prep_value`` what is written without a row in hand. To the
    database it is its parent: migrations need not know.
    """

    path_in_migrations: str

    def to_python(self, value: Any) -> Any:
        return _clean(super().to_python(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = _clean(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return _clean(super().get_prep_value(value))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, self.path_in_migrations, args, kwargs


def _clean(value: Any) -> Any:
    return stored_html(value) if isinstance(value, str) else value


class CleanRichTextField(_CleanHtml, RichTextField):
    """Rich text written in Wagtail's editor."""

    path_in_migrations = "wagtail.fields.RichTextField"


class CleanHtmlField(_CleanHtml):
    """Words in which a few tags are understood, written in a plain field."""

    path_in_migrations = "django.db.models.TextField"


class _BlocksOfOurs(StreamField):
    """A StreamField whose blocks are named in code and kept out of migrations.

    What comes in as JSON must have the shape of the blocks, and is cleaned then and whenever it is written.
    """

    block_class: type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_types", None)
        kwargs.pop("block_lookup", None)
        super().__init__(self.block_class(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def to_python(self, value: Any) -> StreamValue:
        if isinstance(value, StreamValue) or self._is_of_a_script(value):
            return super().to_python(value)
        try:
            shaped = stored(self.stream_block, json.loads(value) if isinstance(value, str) and value else value or [])
        except (Misshapen, json.JSONDecodeError, RecursionError) as wrong:
            raise ValidationError(
                {self.name: _("“%(field)s” cannot be read: %(reason)s") % {"field": self.verbose_name, "reason": wrong}}
            ) from wrong
        return super().to_python(shaped)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> StreamValue:
        """What this field wrote needs no second look."""
        return super().to_python(self.json_field.from_db_value(value, expression, connection))

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return stored(self.stream_block, prepared) if isinstance(value, StreamValue) else prepared

    @staticmethod
    def _is_of_a_script(value: Any) -> bool:
        """Whether it is a list of pairs of name and value, which blocks take as it is."""
        return isinstance(value, list) and bool(value) and isinstance(value[0], tuple)


class BodyField(_BlocksOfOurs):
    """The running text: paragraphs, headings, pull quotes, figures and the rest of D12."""

    block_class = BodyBlock


class KeyPointsField(_BlocksOfOurs):
    """The key points above the text, each a lead sentence and perhaps more."""

    block_class = KeyPointsBlock
