"""Tests the citations in the styles of others: sentences written by hand from the styles' own manuals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commentaries.citations.styles import STYLES, cite_styled, cite_styled_runs
from commentaries.record import Contributor, Kind, PersonName, PublicationDate, Record, Role
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, SERIES, ZENO, record

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


INTERVIEW = record(
    kind=Kind.INTERVIEW,
    title="Chi misura la marea",
    language="it",
    published=PublicationDate(2014, 9, 1),
    contributors=(
        Contributor(ADA, Role.INTERVIEWEE),
        Contributor(ANNA, Role.INTERVIEWER),
        Contributor(ZENO, Role.TRANSLATOR),
    ),
)


@pytest.mark.parametrize(
    ("style", "language", "sentence"),
    [
        (
            "apa",
            "en",
            "Quillon, A. (2014). Chi misura la marea (A. van den Berg, Interviewer; Zeno, Trans.; "
            "Interview 25 | 61; Letters from the Coast). Institute of Tides. https://example.org/letters/25-61/",
        ),
        (
            "apa",
            "it",
            "Quillon, A. (2014). Chi misura la marea (intervista di A. van den Berg; Zeno, Trad.; "
            "Intervista 25 | 61; Letters from the Coast). Institute of Tides. https://example.org/letters/25-61/",
        ),
        (
            "chicago",
            "en",
            "Quillon, Ada. 2014. Chi misura la marea. Interview by Anna van den Berg. Interview 25 | 61. "
            "Translated by Zeno. Letters from the Coast. Institute of Tides. https://example.org/letters/25-61/.",
        ),
        (
            "chicago",
            "it",
            "Quillon, Ada. 2014. Chi misura la marea. Intervista di Anna van den Berg. Intervista 25 | 61. "
            "Tradotto da Zeno. Letters from the Coast. Institute of Tides. https://example.org/letters/25-61/.",
        ),
        (
            "mla",
            "en",
            "Quillon, Ada. Chi misura la marea. Interview by Anna van den Berg. Translated by Zeno, "
            "Interview 25 | 61, Institute of Tides, 1 Sept. 2014, https://example.org/letters/25-61/. "
            "Letters from the Coast.",
        ),
        (
            "mla",
            "it",
            "Quillon, Ada. Chi misura la marea. Intervista di Anna van den Berg. Tradotto da Zeno, "
            "Intervista 25 | 61, Institute of Tides, 1º settembre 2014, https://example.org/letters/25-61/. "
            "Letters from the Coast.",
        ),
        (
            "harvard",
            "en",
            "Quillon, A. (2014) Chi misura la marea. Interview by A. van den Berg. Translated by Zeno. "
            "Interview 25 | 61. Trieste: Institute of Tides. Available at: https://example.org/letters/25-61/.",
        ),
        (
            "harvard",
            "it-IT",
            "Quillon, A. (2014) Chi misura la marea. Intervista di A. van den Berg. Tradotto da Zeno. "
            "Intervista 25 | 61. Trieste: Institute of Tides. Disponibile su: https://example.org/letters/25-61/.",
        ),
    ],
)
def test_whoever_asks_and_translates_is_named_in_the_readers_words(style: str, language: str, sentence: str) -> None:
    assert cite_styled(INTERVIEW, style, language) == sentence


@pytest.mark.parametrize(
    ("style", "english", "italian"),
    [
        ("apa", "Quillon, A. (n.d.). Minutes", "Quillon, A. (s.d.). Minutes"),
        ("chicago", "Quillon, Ada. n.d. Minutes", "Quillon, Ada. s.d. Minutes"),
        ("mla", "Quillon, Ada. Minutes", "Quillon, Ada. Minutes"),
        ("harvard", "Quillon, A. (no date) Minutes", "Quillon, A. (senza data) Minutes"),
    ],
)
def test_a_text_without_a_date_says_so_where_the_style_does(style: str, english: str, italian: str) -> None:
    undated = record(published=None)
    assert cite_styled(undated, style).startswith(english)
    assert cite_styled(undated, style, "it").startswith(italian)


OTHERS = (ANNA, ZENO, HOOKS, DE_VERE)


@pytest.mark.parametrize(
    ("many", "names"),
    [(2, "A. van den Berg and Zeno."), (3, "A. van den Berg, Zeno and bell hooks."), (4, "A. van den Berg et al.")],
)
def test_harvard_joins_others_as_it_joins_authors(many: int, names: str) -> None:
    for role, said in ((Role.INTERVIEWER, "Interview by"), (Role.TRANSLATOR, "Translated by")):
        others = tuple(Contributor(name, role) for name in OTHERS[:many])
        text = record(contributors=(Contributor(ADA, Role.INTERVIEWEE), *others))
        assert f"committee. {said} {names} Commentary 25 | 61" in cite_styled(text, "harvard")


def test_several_who_ask_in_italian_apa() -> None:
    asked = (
        Contributor(ADA, Role.INTERVIEWEE),
        Contributor(ANNA, Role.INTERVIEWER),
        Contributor(ZENO, Role.INTERVIEWER),
    )
    assert "(intervista di A. van den Berg & Zeno; Commento" in cite_styled(record(contributors=asked), "apa", "it")


def test_who_asks_comes_first_where_nobody_is_named_who_answered() -> None:
    asked = record(kind=Kind.INTERVIEW, contributors=(Contributor(ANNA, Role.INTERVIEWER),))
    assert cite_styled(asked, "mla").startswith("van den Berg, Anna. Minutes of a Silent Committee. Interview 25 | 61,")


@pytest.mark.parametrize("style", STYLES)
def test_an_interview_without_a_number_is_called_so_once(style: str) -> None:
    assert cite_styled(record(kind=Kind.INTERVIEW), style).count("Interview") == 1
    asked = (Contributor(ADA, Role.INTERVIEWEE), Contributor(ANNA, Role.INTERVIEWER))
    unnumbered = record(kind=Kind.INTERVIEW, contributors=asked, label="")
    said = cite_styled(unnumbered, style)
    assert said.count("[Interview]" if style == "apa" else "Interview") == 1


@pytest.mark.parametrize(
    ("name", "full", "short"),
    [
        (ADA, "Quillon, Ada.", "Quillon, A."),
        (DE_VERE, "Vere, Ursula Jean-Marie de.", "Vere, U. J.-M. de."),
        (PersonName("J.R.R. Tolkien", "Tolkien", "J.R.R."), "Tolkien, J.R.R.", "Tolkien, J. R. R."),
        (PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K."), "Smith, Ursula K., Jr.", "Smith, U. K., Jr."),
        (PersonName("J.-P. Sartre", "Sartre", "J.-P."), "Sartre, J.-P.", "Sartre, J.-P."),
        (PersonName("Jean‑Marie Sartre", "Sartre", "Jean‑Marie"), "Sartre, Jean‑Marie.", "Sartre, J.‑M."),
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


def test_an_english_title_has_large_letters_where_the_style_has_them() -> None:
    for style, written in (("mla", "A War between Friends"), ("chicago", "A War Between Friends")):
        assert f". {written}. " in cite_styled(record(title="A war between friends"), style)
    for style in ("apa", "harvard"):
        assert ") A war between friends" in cite_styled(record(title="A war between friends"), style).replace(").", ")")


@pytest.mark.parametrize(
    "title",
    [
        "Who said “no”?",
        "Who said “no?”",
        'Who said "no?"',
        "Tides Inc.",
        "Wait…",
        "Wait...",
        "من يدفع؟",
        "谁付钱？",
        "Wer? „Ich!“",
    ],
)
def test_no_full_stop_follows_another_end_of_a_sentence(title: str) -> None:
    assert f") {title} Commentary" in cite_styled(record(title=title), "harvard")


def test_one_follows_a_bracket() -> None:
    assert ") Who pays (and why?). Commentary" in cite_styled(record(title="Who pays (and why?)"), "harvard")
    assert ") Who pays (and why?). Commentary" in cite_styled(record(title=" Who pays (and why?) "), "harvard")


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("apa", "Commentary No. S25;"),
        ("chicago", "Commentary No. S25."),
        ("mla", "Commentary no. S25,"),
        ("harvard", "Commentary S25."),
    ],
)
def test_a_mere_figure_is_called_a_number(style: str, said: str) -> None:
    assert said in cite_styled(record(label="S25"), style)
    assert "Commento n. 25" in cite_styled(record(label="25"), "mla", "it")


@pytest.mark.parametrize("label", ["2020-20", "15|01", "ARI 104/2017", "25 & 26, double"])
@pytest.mark.parametrize("style", STYLES)
def test_a_number_is_written_as_it_is_printed(style: str, label: str) -> None:
    assert f"Commentary {label}" in cite_styled(record(label=label), style)


def test_the_house_stands_for_an_author_who_is_not_named() -> None:
    nobody = cite_styled(record(contributors=()), "chicago")
    assert nobody.startswith("Institute of Tides. 2025. Minutes of a Silent Committee. Commentary")
    assert nobody.count("Institute of Tides") == nobody.count("Minutes") == 1
    the_same = PersonName("Institute of Tides", "Institute of Tides")
    assert cite_styled(record(the_same), "chicago") == nobody


def test_the_series_stands_for_a_house_that_is_not_named_either() -> None:
    of_nobody = record(contributors=(), series=replace(SERIES, publisher=""))
    assert cite_styled(of_nobody, "apa") == (
        "Letters from the Coast. (2025). Minutes of a silent committee (Commentary 25 | 61). "
        "https://example.org/letters/25-61/"
    )
    assert cite_styled(replace(of_nobody, label=""), "mla").count("Letters from the Coast") == 1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_no_fact_is_lost_and_nothing_is_read_as_markup(hard: Record, style: str) -> None:
    runs = cite_styled_runs(hard, style)
    sentence = "".join(run.text for run in runs)
    assert " ".join(hard.title.split()).casefold() in sentence.casefold()
    assert [run.url for run in runs if run.url] == [hard.permanent_url]
    assert [run.text for run in runs if run.is_number] == ([hard.label] if hard.label else [])
    assert str(hard.published.year if hard.published else "") in sentence
    assert sentence.endswith(f" [{hard.remark}]" if hard.remark else (".", "/", hard.doi or "/"))
