"""Tests entries of BibTeX by their text, and by a reader that is not ours."""

from __future__ import annotations

import re

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

from commentaries.citations.bibtex import cite_bibtex
from commentaries.record import PersonName, Record, Role
from tests.commentaries.citations.records import ADA, ANNA, HARD_RECORDS, ZENO, record


def test_an_entry_says_what_a_library_wants_to_know() -> None:
    assert cite_bibtex(record()) == (
        "@techreport{quillon-25-61,\n"
        "  author = {Quillon, Ada},\n"
        "  title = {{Minutes of a silent committee}},\n"
        "  type = {Letters from the Coast},\n"
        "  number = {25 | 61},\n"
        "  institution = {Institute of Tides},\n"
        "  address = {Trieste},\n"
        "  year = {2025},\n"
        "  month = nov,\n"
        "  day = {25},\n"
        "  issn = {2532-6570, 2532-6562},\n"
        "  url = {https://example.org/letters/25-61/},\n"
        "  language = {en},\n"
        "  abstract = {What was not said.},\n"
        "  keywords = {harbours, votes},\n"
        "}\n"
    )


def test_what_tex_would_read_as_a_command_is_harmless() -> None:
    entry = cite_bibtex(record(title=r"50 % & \input{x} $y_1$ #2 ~ ^ }"))
    assert r"{{50 \% \& {\textbackslash}input\{x\} \$y\_1\$ \#2 {\textasciitilde} {\textasciicircum} \}}}" in entry


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_a_reader_that_is_not_ours_finds_the_same_facts(hard: Record) -> None:
    [entry] = read(cite_bibtex(hard))
    assert unescaped(entry["title"].strip("{}")) == " ".join(hard.title.split()).strip("{}")
    assert entry.get("number", "") == hard.label
    assert entry["type"] == hard.series.title
    assert entry.get("year", "") == (str(hard.published.year) if hard.published else "")
    assert entry.get("doi", "") == hard.doi
    assert entry["url"] == hard.permanent_url
    authors = [each for each in hard.contributors if each.role is not Role.TRANSLATOR]
    assert len(entry.get("author", [])) == len(authors)


def test_a_particle_belongs_to_the_name_and_a_only_name_is_held_together() -> None:
    [entry] = read(cite_bibtex(record(ANNA, ZENO)))
    first, second = entry["author"]
    assert (first.von, first.last, first.first) == (["van", "den"], ["Berg"], ["Anna"])
    assert second.last == ["{Zeno}"]


@pytest.mark.parametrize(
    ("name", "von", "last", "suffix"),
    [
        (PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K."), [], ["Smith"], ["Jr"]),
        (PersonName("Ahmed al-Sharaa", "al-Sharaa", "Ahmed", "Sharaa, Ahmed al-"), [], ["al-Sharaa"], []),
        (PersonName("Massimo D’Alema", "D’Alema", "Massimo", "Alema, Massimo D’"), [], ["D’Alema"], []),
    ],
)
def test_what_stands_around_a_family_name_is_read_as_such(
    name: PersonName, von: list[str], last: list[str], suffix: list[str]
) -> None:
    [entry] = read(cite_bibtex(record(name)))
    [author] = entry["author"]
    assert (author.von, author.last, author.jr) == (von, last, suffix)


def test_the_key_is_of_letters_that_every_tex_takes() -> None:
    keys = [re.match(r"@techreport\{([^,]*),", cite_bibtex(hard)) for hard in HARD_RECORDS]
    assert all(key and re.fullmatch(r"[a-z0-9-]+", key[1]) for key in keys)


def read(text: str) -> list[dict[str, object]]:
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert library.failed_blocks == []
    return [{field.key: field.value for field in entry.fields} for entry in library.entries]


def unescaped(text: str) -> str:
    words = {r"{\textbackslash}": "\\", r"{\textasciitilde}": "~", r"{\textasciicircum}": "^"}
    for command, sign in words.items():
        text = text.replace(command, sign)
    return re.sub(r"\\([{}&%$#_])", r"\1", text)


@pytest.mark.parametrize("name", [PersonName("李", "李"), ADA])
def test_texts_under_addresses_in_other_letters_are_told_apart(name: PersonName) -> None:
    slugs = ("中国", "日本", "中国-a", "日本-a", "_a", "a")
    both = [record(name, label="", address=slug, number_url="", path=f"/letters/{slug}/") for slug in slugs]
    keys = [entry.key for entry in bibtexparser.parse_string("\n".join(map(cite_bibtex, both))).entries]
    assert len(set(keys)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)
