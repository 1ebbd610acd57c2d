"""Tests the citation in the series' own style, without a database."""

from __future__ import annotations

import pytest

from commentaries.citations import cite, cite_runs, unbroken
from commentaries.citations.house import nest_quotations
from commentaries.record import Contributor, PersonName, PublicationDate, Record, Role, SeriesFacts

SERIES = SeriesFacts("Letters from the Coast", publisher="Institute of Tides", publisher_place="Trieste")


def record(*names: str, **facts: object) -> Record:
    given = {
        "title": "Minutes of a silent committee",
        "series": SERIES,
        "contributors": tuple(Contributor(PersonName(name, name)) for name in names),
        "label": "25 | 61",
        "sequence": 61,
        "period": 2025,
        "published": PublicationDate(2025, 11, 25),
        "number_url": "https://example.org/letters/25-61/",
        **facts,
    }
    return Record(**given)  # type: ignore[arg-type]


def test_an_english_citation() -> None:
    assert cite(record("Ada Quillon", "Bo Reed")) == (
        "Ada Quillon and Bo Reed, “Minutes of a silent committee”, Letters from the Coast 25 | 61, Trieste, "
        "Institute of Tides, 25 November 2025, https://example.org/letters/25-61/"
    )


def test_an_italian_citation() -> None:
    assert cite(record("Ada Quillon", "Bo Reed", "Cy Dahl"), "it-IT") == (
        "Ada Quillon, Bo Reed e Cy Dahl, «Minutes of a silent committee», Letters from the Coast 25 | 61, Trieste, "
        "Institute of Tides, 25 novembre 2025, https://example.org/letters/25-61/"
    )


def test_only_the_series_title_is_set_in_italics() -> None:
    assert [run.text for run in cite_runs(record("Ada Quillon")) if run.is_italic] == ["Letters from the Coast"]


def test_the_number_is_a_run_of_its_own_with_ordinary_spaces() -> None:
    assert [run.text for run in cite_runs(record("Ada Quillon")) if run.is_number] == ["25 | 61"]
    assert "\N{NO-BREAK SPACE}" not in "".join(run.text for run in cite_runs(record("Ada Quillon")))


def test_a_number_in_a_sentence_gives_a_line_no_place_to_end() -> None:
    assert unbroken("25 | 61") == "25\N{NO-BREAK SPACE}|\N{WORD JOINER}\N{NO-BREAK SPACE}61"


def test_a_text_without_number_is_cited_without_one() -> None:
    unnumbered = cite(record("Ada Quillon", label="", sequence=None, period=0))
    assert "Letters from the Coast, Trieste" in unnumbered
    assert "|" not in unnumbered


def test_a_text_without_author_begins_with_its_title() -> None:
    assert cite(record()).startswith("“Minutes")


def test_only_the_year_is_given_when_no_more_is_known() -> None:
    assert ", Institute of Tides, 2014, " in cite(record(published=PublicationDate(2014)))


def test_the_doi_goes_before_the_address() -> None:
    assert cite(record(doi="10.1234/2025-61")).endswith(", https://doi.org/10.1234/2025-61")


def test_a_remark_stands_at_the_end() -> None:
    assert cite(record(remark="Speech given in Rome on 9 May")).endswith(" [Speech given in Rome on 9 May]")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Ada Quillon, “Minutes of a silent committee”, translated by Tim Vera and Bo Reed, Letters"),
        ("it", "Ada Quillon, «Minutes of a silent committee», traduzione di Tim Vera e Bo Reed, Letters"),
    ],
)
def test_who_translated_is_no_author_and_is_named_after_the_title(language: str, names: str) -> None:
    translators = (Contributor(PersonName(name, name), role=Role.TRANSLATOR) for name in ("Tim Vera", "Bo Reed"))
    text = record(contributors=(*record("Ada Quillon").contributors, *translators))
    assert cite(text, language).startswith(names)


def test_a_text_that_names_its_translator_alone_names_them_once() -> None:
    tim = Contributor(PersonName("Tim Vera", "Vera"), role=Role.TRANSLATOR)
    assert cite(record(contributors=(tim,))).startswith("Tim Vera, “Minutes of a silent committee”, Letters")


@pytest.mark.parametrize(
    ("title", "language", "nested"),
    [
        ("Who said “no”?", "en", "Who said ‘no’?"),
        ("Who said “a ‘firm’ no”?", "en", "Who said ‘a “firm” no’?"),
        ("The states’ “will”", "en", "The states’ ‘will’"),
        ("“It’s ‘late’”", "en", "‘It’s “late”’"),
        ("Una «svolta»", "it", "Una “svolta”"),
        ("Plain", "en", "Plain"),
    ],
)
def test_quotation_marks_in_a_title_turn_inwards(title: str, language: str, nested: str) -> None:
    assert nest_quotations(title, language) == nested
