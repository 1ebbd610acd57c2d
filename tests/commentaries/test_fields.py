"""Tests the identifiers and patterns that the model fields check."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from commentaries.fields import (
    BodyField,
    IssnField,
    NumberPatternValidator,
    OrcidField,
    is_reserved_address,
    issn_check_digit,
    orcid_check_digit,
    validate_issn,
    validate_language,
    validate_orcid,
)
from commentaries.models import CommentaryPage, Series


@pytest.mark.parametrize("issn", ["2532-6570", "0317-8471", "2434-561X", "0000-0000"])
def test_a_right_issn_passes(issn: str) -> None:
    validate_issn(issn)


@pytest.mark.parametrize(
    "issn", ["2532-6571", "2434-5610", "0317-847X", "25326570", "2532-657", "2532-6570 ", "2532-657x", "X532-6570", ""]
)
def test_a_wrong_issn_is_refused(issn: str) -> None:
    with pytest.raises(ValidationError):
        validate_issn(issn)


def test_every_single_wrong_digit_of_an_issn_is_found() -> None:
    digits = "2532657"
    for place in range(7):
        for other in "0123456789":
            if other != digits[place]:
                changed = digits[:place] + other + digits[place + 1 :]
                assert issn_check_digit(changed) != issn_check_digit(digits)


def test_an_issn_is_stored_in_capitals_and_without_spaces() -> None:
    assert IssnField().clean(" 2434-561x ", None) == "2434-561X"


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"])
def test_a_right_orcid_passes(orcid: str) -> None:
    validate_orcid(orcid)
    assert orcid_check_digit(orcid.replace("-", "")[:15]) == orcid[-1]


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "0000-0002-1694-2330", "0000-0002-1825", "0000000218250097"])
def test_a_wrong_orcid_is_refused(orcid: str) -> None:
    with pytest.raises(ValidationError):
        validate_orcid(orcid)


@pytest.mark.parametrize(
    "pasted",
    ["https://orcid.org/0000-0002-1694-233X", "orcid.org/0000-0002-1694-233x/", " 0000-0002-1694-233X "],
)
def test_a_pasted_orcid_address_is_cut_to_the_identifier(pasted: str) -> None:
    assert OrcidField().clean(pasted, None) == "0000-0002-1694-233X"


@pytest.mark.parametrize("tag", ["en", "en-GB", "it", "ar", "zh-Hant", "zh-Hant-TW", "es-419", "de-1996", "ast"])
def test_a_language_tag_passes(tag: str) -> None:
    validate_language(tag)


@pytest.mark.parametrize("tag", ["", "english", "EN", "en_GB", "en-gb", "e", "en-", "en-GB\n", "en-GB; x"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValidationError):
        validate_language(tag)


@pytest.mark.parametrize(
    "pattern",
    [
        "{yy}", "no number", "{n", "{n:q}", "{year}-{n}", "{}", "{0}", "{n.real}", "{n!x}", "{n:{yy}}{m}",
        "{n:9999999999}", "{yy} {n:0{n}{n}{n}{n}{n}}", "{n:>100}",
    ],
)  # fmt: skip
def test_a_pattern_that_would_fail_at_go_live_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        NumberPatternValidator()(pattern)


@pytest.mark.parametrize("pattern", ["{yy} {n}", "{yy}|{n}", "{yy}/{n}", "ö{n}", "{n}.pdf", "{n}?", "{n}#"])
def test_an_address_takes_letters_digits_and_hyphens_only(pattern: str) -> None:
    NumberPatternValidator()(pattern)
    with pytest.raises(ValidationError):
        NumberPatternValidator(is_address=True)(pattern)


@pytest.mark.parametrize(
    "pattern", ["{yy}-{n}", "a.{yy}.{n:02d}", "{yyyy}/{n}", "a_{n}", "iai.com.{yy}-{n}", "{yy}C{n}"]
)
def test_a_doi_takes_single_dots_underscores_and_slashes_too(pattern: str) -> None:
    NumberPatternValidator(is_doi=True)(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["{n}.", "/{n}", "{n}/", "a..{n}", "../{n}", "a/./{n}", "a//{n}", "{n} ", "{n}<", "{n};", "({n})", "ö{n}"],
)
def test_a_doi_takes_nothing_that_an_address_or_a_sentence_would_change(pattern: str) -> None:
    with pytest.raises(ValidationError, match="between them single dots"):
        NumberPatternValidator(is_doi=True)(pattern)


def test_a_series_gives_both_patterns_or_neither() -> None:
    with pytest.raises(ValidationError, match="both patterns"):
        Series(title="Any", number_pattern="{n}", address_pattern="").clean()
    Series(title="Any", number_pattern="", address_pattern="").clean()


def test_block_definitions_stay_out_of_migrations() -> None:
    field = CommentaryPage._meta.get_field("body")
    assert isinstance(field, BodyField)
    _name, path, args, kwargs = field.deconstruct()
    assert path == "commentaries.fields.BodyField"
    assert args == []
    assert not {"block_types", "block_lookup"} & set(kwargs)


def test_years_editions_and_pages_of_a_series_are_reserved() -> None:
    assert all(is_reserved_address(slug) for slug in ("2030", "v1", "catalogue", "libraries", "feed", "pdf"))
    assert not any(is_reserved_address(slug) for slug in ("203", "20300", "version", "feeding-cities"))
