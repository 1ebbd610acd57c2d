"""Tests that plain text reads well in a mail and loses nothing. Nobody reads it but persons: there is no parser."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from commentaries.citations import cite
from commentaries.fulltext import FullText, plain_of
from commentaries.fulltext.plain import WIDTH
from commentaries.fulltext.texts import Figure, Picture, Prose, Table
from commentaries.inlines import tree_of
from commentaries.record import Record
from tests.commentaries.citations.records import HARD_RECORDS, record
from tests.commentaries.fulltext.samples import FULL, HOSTILE_WORDS, INTERVIEW, hostile_text

GOLDEN = Path(__file__).parents[2] / "golden" / "fulltext"


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_the_citation_of_every_hard_record_stands_at_the_head(hard: Record) -> None:
    text = plain_of(hard, FULL)
    head = one_line(text.partition("* * *")[0])
    assert one_line(hard.title) in head
    assert one_line(cite(hard, hard.language)) in head
    if hard.remark:
        assert text.startswith(f"[{hard.remark}]\n")


def test_lines_are_no_longer_than_those_of_a_mail_but_for_an_address() -> None:
    long = f"<p>{'word ' * 60}<a href='https://example.org/{'a' * 90}'>there</a> {'word ' * 30}</p>"
    text = plain_of(INTERVIEW, FullText(blocks=(*FULL.blocks, Prose(tree_of(long))), notes=FULL.notes))
    longer = [line for line in text.splitlines() if len(line) > WIDTH]
    assert longer == [f"<https://example.org/{'a' * 90}>"]
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_every_word_is_there_and_nothing_that_nobody_sees(words: str) -> None:
    text = plain_of(record(title=words), hostile_text(words))
    seen = one_line("".join(c for c in words if c >= " "))
    assert one_line(text.replace("\n> ", " ")).count(seen) >= 15
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_a_mail_carries_it_unchanged() -> None:
    text = plain_of(INTERVIEW, FULL)
    letter = EmailMessage()
    letter.set_content(text)
    received = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert received.get_content() == text


def test_figures_that_are_raised_stay_raised() -> None:
    text = plain_of(
        record(), FullText(blocks=(Prose(tree_of("<p>10<sup>3</sup>, H<sub>2</sub>O, 1<sup>st</sup></p>")),))
    )
    assert "10³, H₂O, 1st" in text


def test_a_wide_table_is_told_row_by_row() -> None:
    wide = Table(rows=(("Trieste", "x" * 40, "y" * 40),), head=("Harbour", "First", ""), caption="Wide")
    text = plain_of(record(), FullText(blocks=(wide,)))
    assert f"- Harbour: Trieste\n  First: {'x' * 40}\n  {'y' * 40}" in text


def test_mere_decoration_is_credited_and_not_described() -> None:
    decoration = FullText(blocks=(Figure(Picture("https://example.org/p.webp"), "", "Ann Lee"),))
    assert "\n\n[Picture: Ann Lee]\n\n" in plain_of(record(), decoration)
    assert "Picture" not in plain_of(record(), FullText(blocks=(Figure(Picture("https://example.org/p.webp")),)))


def test_the_whole_text_is_as_it_was_accepted() -> None:
    assert plain_of(INTERVIEW, FULL) == (GOLDEN / "interview.txt").read_text()
