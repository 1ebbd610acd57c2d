"""Tests that words are told apart one by one, that nothing is lost, and that what is shown can be read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from commentaries.differences.effort import Effort
from commentaries.differences.sequences import common, rising
from commentaries.differences.texts import Run
from commentaries.differences.tokens import tokens_of
from commentaries.differences.words import How, Piece, compare
from tests.commentaries.differences.writing import marked, written


def shown(old: str, new: str) -> str:
    return written(compare([Run(old)], [Run(new)], Effort()))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The same words.", "The same words.", "The same words."),
        ("", "All new.", "[+All new.+]"),
        ("All gone.", "", "[-All gone.-]"),
        ("One word here.", "One sentence here.", "One [-word-] [+sentence+] here."),
        ("It was said, and heard.", "It was said; and heard.", "It was said[-,-][+;+] and heard."),
        ("A cat, a dog.", "A cat, a bird, a dog.", "A cat, [+a bird,+] a dog."),
        ("He came. He left.", "He came. He slept. He left.", "He came. [+He slept.+] He left."),
        ("the point of it", "“the point” of it", "[+“+]the point[+”+] of it"),
        ("Why ? Because", "Why? Because", "Why [-?-][+?+] Because"),
        ("First words. Then others.", "Then others.", "[-First words.-] Then others."),
        ("a well-known name", "a well known name", "a [-well-known-] [+well known+] name"),
        ("l’acqua alta", "l’acqua bassa", "l’acqua [-alta-] [+bassa+]"),
        ("水法は量をめぐる", "水法は質をめぐる", "水法は[-量-][+質+]をめぐる"),
        ("हिन्दी में", "हिन्दू में", "[-हिन्दी-] [+हिन्दू+] में"),
        (
            "The administration of the government was slow.",
            "The management of the ministry was slow.",
            "The [-administration of the government-] [+management of the ministry+] was slow.",
        ),
    ],
)
def test_what_came_and_went_is_told_by_word(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_sentence_of_which_hardly_a_word_is_left_is_read_as_rewritten() -> None:
    old = "Nobody in the whole of the valley had expected the water to come so early."
    new = "Engineers, in contrast to the mayor, knew of the flood three days before."
    assert shown(old, new) == f"[-{old[:-1]}-] [+{new[:-1]}+]."


def test_what_little_was_there_before_is_not_picked_out_of_what_is_new() -> None:
    new = "In a long sentence there is the one word, and far behind it comes law."
    assert shown("the law", new) == f"[-the law-] [+{new}+]"


def test_what_only_looks_different_is_not_told_as_new() -> None:
    old = [Run("Read "), marked("the minutes", "link https://example.org/a"), Run(" of May "), marked("now", "strong")]
    new = [Run("Read the "), marked("minutes", "link https://example.org/b"), Run(" of "), Run("May now")]
    pieces = [piece for piece in compare(old, new, Effort()) if piece.how is not How.KEPT]
    assert [(piece.words, piece.was, piece.marks) for piece in pieces] == [
        ("the", (("link", "https://example.org/a"),), ()),
        ("minutes", (("link", "https://example.org/a"),), (("link", "https://example.org/b"),)),
        ("now", (("strong", ""),), ()),
    ]
    assert {piece.how for piece in pieces} == {How.RESTYLED}


def test_half_a_word_may_look_different() -> None:
    old, new = [Run("unbelievable")], [Run("un"), marked("believ", "emphasis"), Run("able")]
    assert written(compare(old, new, Effort())) == "un[~believ~]able"


def test_a_note_that_is_merely_counted_otherwise_is_the_same_note() -> None:
    old = [Run("On record."), Run("1", key="note:a"), Run(" And so on."), Run("2", key="note:b")]
    new = [Run("On record."), Run("2", key="note:a"), Run(" And so on."), Run("1", key="note:c")]
    assert written(compare(old, new, Effort())) == "On record.2 And so on.[-2-][+1+]"


def all_words(pieces: tuple[Piece, ...], *, without: How) -> str:
    return "".join("".join(piece.space + piece.words for piece in pieces if piece.how is not without).split())


VOCABULARY = [
    "water",
    "law",
    "the",
    "of",
    ",",
    ".",
    "“",
    "”",
    "dam",
    "’s",
    "-",
    "1",
    "é",
    "e\u0301",
    "水",
    "\u00a0",
    "  ",
]
MARKS = [(), (), (), (("strong", ""),), (("link", "https://example.org/"),), (("emphasis", ""), ("strong", ""))]


def some_runs(dice: random.Random) -> list[Run]:
    runs = []
    for _ in range(dice.randrange(5)):
        words = "".join(dice.choice([" ", ""]) + dice.choice(VOCABULARY) for _ in range(dice.randrange(1, 8)))
        runs.append(Run(words, dice.choice(MARKS)) if dice.random() < 0.85 else Run("¹", key=dice.choice("ab")))
    return runs


def edited(dice: random.Random, runs: list[Run]) -> list[Run]:
    """The same runs, here and there with another word, other marks, or left out."""
    changed = []
    for run in runs:
        match dice.randrange(6):
            case 0:
                continue
            case 1 if not run.key:
                changed.append(Run(run.words, dice.choice(MARKS)))
            case 2 if not run.key:
                changed.append(Run(run.words + " " + dice.choice(VOCABULARY), run.marks))
            case _:
                changed.append(run)
    return changed


@pytest.mark.parametrize("seed", range(8))
def test_no_word_is_lost_or_made_up(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(250):
        old = some_runs(dice)
        new = edited(dice, old) if dice.random() < 0.7 else some_runs(dice)
        pieces = compare(old, new, Effort(dice.choice([2_000_000, 400, 30])))
        assert all_words(pieces, without=How.DELETED) == "".join("".join(run.words for run in new).split())
        assert all_words(pieces, without=How.INSERTED) == "".join("".join(run.words for run in old).split())


@pytest.mark.parametrize("seed", range(4))
def test_marks_are_those_that_the_words_bear(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(200):
        old = some_runs(dice)
        new = edited(dice, old)
        pieces = compare(old, new, Effort())
        after = [(c, p.marks) for p in pieces if p.how is not How.DELETED for c in p.words if not c.isspace()]
        assert after == [(c, run.marks) for run in new for c in run.words if not c.isspace()]
        before = [
            (c, p.was if p.how is How.RESTYLED else p.marks)
            for p in pieces
            if p.how is not How.INSERTED
            for c in p.words
            if not c.isspace()
        ]
        assert before == [(c, run.marks) for run in old for c in run.words if not c.isspace()]


def test_tokens_hold_every_letter() -> None:
    runs = [Run("Ünder (the) e\u0301tat: "), marked("“so-called”", "strong"), Run(" 3.5 km…\n")]
    assert (
        "".join(token.space + token.words for token in tokens_of(runs)) == "".join(run.words for run in runs).rstrip()
    )
    assert [token.words for token in tokens_of([Run("e\u0301tat d’un coup-d’œil")])] == [
        "e\u0301tat",
        "d’un",
        "coup-d’œil",
    ]


def longest(one: list[int], other: list[int]) -> int:
    """The length of a longest common subsequence, in the way of the textbook."""
    row = [0] * (len(other) + 1)
    for thing in one:
        before = row[:]
        for at, here in enumerate(other):
            row[at + 1] = before[at] + 1 if thing == here else max(before[at + 1], row[at])
    return row[-1]


def test_what_has_nothing_unique_in_common_is_matched_with_the_fewest_edits() -> None:
    dice = random.Random(5)
    for _ in range(400):
        one, other = ([dice.choice([1, 1, 2, 3]) for _ in range(dice.randrange(16))] * 2 for _ in range(2))
        pairs = common(one, other, Effort())
        assert all(one[i] == other[j] for i, j in pairs)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
        assert len(pairs) == longest(one, other)


def test_the_heaviest_rising_places_are_found() -> None:
    dice = random.Random(6)
    for _ in range(300):
        places = dice.sample(range(20), dice.randrange(9))
        weights = [dice.randrange(1, 6) for _ in places]
        kept = rising(places, weights)
        chosen = [[n for n in range(len(places)) if mask >> n & 1] for mask in range(1 << len(places))]
        valid = [each for each in chosen if sorted(places[n] for n in each) == [places[n] for n in each]]
        assert kept in valid
        assert sum(weights[n] for n in kept) == max(sum(weights[n] for n in each) for each in valid)


@pytest.mark.parametrize("vocabulary", [2, 300, 10**9])
def test_a_long_passage_is_compared_as_far_as_it_may_cost_and_says_so(
    vocabulary: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(7)
    old, new = (" ".join(str(dice.randrange(vocabulary)) for _ in range(5_000)) for _ in range(2))
    effort = Effort()
    began = time.process_time()
    pieces = compare([Run(old)], [Run(new)], effort)
    seconds = time.process_time() - began
    record_property("figures", f"5,000 words against 5,000 others of {vocabulary}: {seconds:.2f} s of the processor")
    assert effort.fell_short
    assert all_words(pieces, without=How.DELETED) == "".join(new.split())
