"""Tests that a processor and styles that are not ours make the same citation of a text's CSL-JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from commentaries.citations.csl import cite_csl
from commentaries.citations.styles import STYLES, cite_styled_runs
from commentaries.record import Contributor, Kind, PersonName, PublicationDate, Record, Role
from tests.commentaries.citations.processing import FILES, FOLDER, comparable, marked, processed
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, SERIES, ZENO, record

MANY = [PersonName(f"Given{n} Family{n}", f"Family{n}", f"Given{n}") for n in range(22)]

SMITH = PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K.")


def named(role: Role, *names: PersonName) -> tuple[Contributor, ...]:
    return tuple(Contributor(name, role) for name in names)


ASKED = named(Role.INTERVIEWEE, ADA)
RECORDS = [
    *(each for each in HARD_RECORDS if each.language != "it"),  # what it is stands in the file in its own language
    *(record(*MANY[:many]) for many in (2, 3, 4, 6, 7, 20, 21, 22)),
    *(record(kind=kind) for kind in Kind),
    *(
        record(kind=Kind.INTERVIEW, contributors=ASKED + named(Role.INTERVIEWER, *MANY[:many]))
        for many in (1, 2, 3, 4, 6, 7)
    ),
    *(record(contributors=named(Role.AUTHOR, ADA) + named(Role.TRANSLATOR, *MANY[:many])) for many in (1, 2, 4, 6, 7)),
    record(label="", contributors=ASKED + named(Role.TRANSLATOR, ANNA)),
    record(kind=Kind.INTERVIEW, contributors=ASKED + named(Role.INTERVIEWER, ANNA) + named(Role.TRANSLATOR, ZENO)),
    record(contributors=named(Role.TRANSLATOR, ANNA)),
    record(ANNA, ZENO, PersonName("J.R.R. Jean-Marie Tern", "Tern", "J.R.R. Jean-Marie")),
    record(ADA, SMITH),
    record(contributors=ASKED + named(Role.INTERVIEWER, SMITH), kind=Kind.INTERVIEW),
    record(published=None),
    record(published=None, label="", number_url="", url=""),
    *(record(published=PublicationDate(2014, month, 2 * month)) for month in range(1, 13)),
    record(label="25"),
    record(label="S1"),
    record(title="Tides Inc.", doi="10.1234/a-b"),
    record(title="Wait... What Now", label="ARI 104/2017"),
    record(series=replace(SERIES, publisher="Tides Inc.", publisher_place="Washington D.C.")),
    record(series=replace(SERIES, publisher="", publisher_place="")),
    record(series=replace(SERIES, publisher_place="")),
]


def by_the_processor(cited: Record, style: str, language: str = "en") -> str:
    """Of the file that a reader downloads."""
    [item] = json.loads(cite_csl(cited))
    return processed(item, style, language, house=cited.series.publisher, particles={"van den Berg": "van den"})


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("cited", RECORDS)
def test_another_processor_makes_the_same_sentence(cited: Record, style: str) -> None:
    ours = marked(cite_styled_runs(replace(cited, remark=""), style))  # of a remark no style knows
    theirs = by_the_processor(cited, style)
    assert comparable(ours, style, cited.title) == comparable(theirs, style, cited.title)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "cited",
    [
        record(ANNA, ADA),
        record(*MANY[:3], doi="10.1234/a-b"),
        record(*MANY[:22]),
        record(contributors=(), label=""),
        record(contributors=named(Role.AUTHOR, ADA) + named(Role.TRANSLATOR, ANNA)),
        record(published=PublicationDate(2014)),
        record(title="Chi ha detto «no»?"),
    ],
)
def test_and_in_italian_words(cited: Record, style: str) -> None:
    italian = replace(cited, language="it")
    assert marked(cite_styled_runs(italian, style, "it")) == by_the_processor(italian, style, "it")


def test_the_styles_of_others_stand_beside_their_licence() -> None:
    notice = (FOLDER / "NOTICE").read_text()
    assert {path.name for path in FOLDER.glob("*.csl")} == set(FILES.values())
    for file in FILES.values():
        assert "http://creativecommons.org/licenses/by-sa/3.0/" in (FOLDER / file).read_text()
        assert file in notice
