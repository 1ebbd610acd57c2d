"""Tests the citations in the styles of others: sentences written by hand from the styles' own manuals."""

from __future__ import annotations

import pytest

from commentaries.citations.styles import STYLES, cite_styled, cite_styled_runs
from commentaries.record import Contributor, Kind, PersonName, Record, Role
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, ZENO, record

PEACE = "The Kremlin Sets Its Sights on Kyiv: The Bluff behind Russia’s “Peace Plan”"
DE_VERE = PersonName("Ursula Jean-Marie de Vere", "Vere", "Ursula Jean-Marie de", "Vere, Ursula Jean-Marie de")
HOOKS = PersonName("bell hooks", "hooks", "bell", "hooks, bell")
WANG = PersonName("王小明", "王", "小明", "王, 小明")
QASIM = PersonName("محمد القاسم", "القاسم", "محمد", "القاسم, محمد")


@pytest.mark.parametrize(
    ("style", "sentence"),
    [
        (
            "apa",
            "van den Berg, A., & Quillon, A. (2025). "
            f"{PEACE} (Commentary 25 | 61; Letters from the Coast). Institute of Tides. https://doi.org/10.1234/a-b",
        ),
        (
            "chicago",
            "Berg, Anna van den, and Ada Quillon. 2025. "
            f"{PEACE}. Commentary 25 | 61. Letters from the Coast. Institute of Tides. https://doi.org/10.1234/a-b.",
        ),
        (
            "mla",
            "van den Berg, Anna, and Ada Quillon. "
            f"{PEACE}. Commentary 25 | 61, Institute of Tides, 25 Nov. 2025, https://doi.org/10.1234/a-b. "
            "Letters from the Coast.",
        ),
        (
            "harvard",
            "van den Berg, A. and Quillon, A. (2025) "
            f"{PEACE}. Commentary 25 | 61. Trieste: Institute of Tides. Available at: https://doi.org/10.1234/a-b.",
        ),
    ],
)
def test_each_style_has_its_own_sentence(style: str, sentence: str) -> None:
    assert cite_styled(record(ANNA, ADA, title=PEACE, doi="10.1234/a-b"), style) == sentence


def test_the_words_are_those_of_the_reader() -> None:
    italian = record(ADA, ANNA, published=None)
    assert cite_styled(italian, "harvard", "it-IT") == (
        "Quillon, A. e van den Berg, A. (senza data) Minutes of a silent committee. Commento 25 | 61. "
        "Trieste: Institute of Tides. Disponibile su: https://example.org/letters/25-61/."
    )


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        (ADA, "Quillon, Ada.", "Quillon, A."),
        (DE_VERE, "Vere, Ursula Jean-Marie de.", "Vere, U. J.-M. de."),
        (PersonName("J.R.R. Tolkien", "Tolkien", "J.R.R."), "Tolkien, J.R.R.", "Tolkien, J. R. R."),
        (PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K."), "Smith, Jr, Ursula K.", "Smith, Jr, U. K."),
        (HOOKS, "hooks, bell.", "hooks, bell."),
        (ZENO, "Zeno.", "Zeno."),
        (WANG, "王小明.", "王小明."),
        (QASIM, "محمد القاسم.", "محمد القاسم."),
        (PersonName("小明 Wang", "Wang", "小明"), "小明 Wang.", "小明 Wang."),
        (PersonName("Łukasz Żak", "Żak", "Łukasz"), "Żak, Łukasz.", "Żak, Ł."),
    ],
)
def test_a_name_is_turned_and_shortened_only_where_it_can_be(name: PersonName, full: str, short: str) -> None:
    assert cite_styled(record(name), "mla").startswith(f"{full} Minutes")
    assert cite_styled(record(name), "apa").startswith(f"{short} (2025).")


def test_what_is_shortened_stands_close_in_harvard() -> None:
    assert cite_styled(record(DE_VERE), "harvard").startswith("Vere, U.J.-M. de (2025)")


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Minutes of a silent committee", "Minutes of a Silent Committee"),
        ("“The ‘last’ word” on 100 % of it: a reply", "“The ‘Last’ Word” on 100 % of It: A Reply"),
        ("What the eU and iOS mean", "What the eU and iOS Mean"),
        (PEACE, PEACE),
        ("Rome", "Rome"),
    ],
)
def test_an_english_title_has_large_letters_where_the_style_has_them(title: str, headline: str) -> None:
    assert f". {headline}. " in cite_styled(record(title=title), "mla")
    assert f"{title} (Commentary" in cite_styled(record(title=title), "apa")
    assert f". {title}. " in cite_styled(record(title=title, language="it"), "mla")


def test_no_full_stop_follows_another_end_of_a_sentence() -> None:
    assert ". Who Said “No”? Commentary" in cite_styled(record(title="Who said “no”?"), "mla")
    assert ". Who Said “No?” Commentary" in cite_styled(record(title="Who said “no?”"), "chicago")
    assert ". Tides Inc. Commentary" in cite_styled(record(title="Tides Inc."), "chicago")
    assert ") Wait… Commentary" in cite_styled(record(title="Wait…"), "harvard")
    assert ") Wait... Commentary" in cite_styled(record(title="Wait..."), "harvard")


@pytest.mark.parametrize("label", ["2020-20", "15|01", "ARI 104/2017", "25 & 26, double"])
@pytest.mark.parametrize("style", STYLES)
def test_a_number_is_written_as_it_is_printed(style: str, label: str) -> None:
    assert f"Commentary {label}" in cite_styled(record(label=label), style)


def test_a_number_is_not_found_within_a_year_or_an_address() -> None:
    runs = cite_styled_runs(record(label="25", number_url="https://example.org/25/"), "apa")
    assert [run.text for run in runs if run.is_number] == ["25"]
    assert [run.text for run in runs if run.url] == ["https://example.org/25/"]


def test_what_is_not_english_is_in_italics_where_the_style_has_it() -> None:
    runs = cite_styled_runs(record(ADA, ANNA, ZENO, ADA), "harvard")
    assert [run.text for run in runs if run.is_italic] == ["et al.", "Minutes of a silent committee"]


def test_whoever_asks_the_questions_is_named_as_such() -> None:
    asked = (Contributor(ADA, Role.INTERVIEWEE), Contributor(ANNA, Role.INTERVIEWER))
    interview = record(kind=Kind.INTERVIEW, contributors=asked)
    assert "Quillon, Ada. 2025. " in cite_styled(interview, "chicago")
    assert " Interview by Anna van den Berg. " in cite_styled(interview, "chicago")


def test_the_house_stands_for_an_author_who_is_not_named() -> None:
    nobody = cite_styled(record(contributors=()), "chicago")
    assert nobody.startswith("Institute of Tides. 2025. Minutes of a Silent Committee. Commentary")
    assert nobody.count("Institute of Tides") == nobody.count("Minutes") == 1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_no_fact_is_lost_and_nothing_is_read_as_markup(hard: Record, style: str) -> None:
    runs = cite_styled_runs(hard, style)
    sentence = "".join(run.text for run in runs)
    assert " ".join(hard.title.split()).casefold() in sentence.casefold()
    assert [run.url for run in runs if run.url] == [hard.permanent_url]
    assert [run.text for run in runs if run.is_number] == ([hard.label] if hard.label else [])
    assert str(hard.published.year if hard.published else "") in sentence
    assert any(run.is_italic for run in runs)
    assert sentence.endswith(f" [{hard.remark}]" if hard.remark else (".", "/", hard.doi or "/"))
    assert not any(0xE000 <= ord(sign) <= 0xF8FF for sign in sentence)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", ["Wait... What Now", "... And Then", "“Wait...” What Now"])
def test_three_full_stops_are_the_authors_own(style: str, title: str) -> None:
    assert title in cite_styled(record(title=title), style)
