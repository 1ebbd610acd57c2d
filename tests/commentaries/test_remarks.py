"""Tests what is taken for a remark from drafting, and which brackets of an editor's are left alone."""

from __future__ import annotations

import pytest

from commentaries.remarks import remarks_in


@pytest.mark.parametrize(
    "remark",
    [
        "[TODO: check figure]", "[todo]", "[To do: ask Anna]", "[TBC]", "[tbd]", "[TK]", "[FIXME]",
        "[XX]", "[xx]", "[XX %]", "[XX.X]", "[?]", "[??]",
        "[check figure]", "[CHECK with the ministry]", "[add source]", "[insert table here]", "[source?]",
        "[citation needed]", "[date missing]", "[to be confirmed]", "[to be added by Monday]",
        "[Mirela: a paragraph here on how missions could lend them some]",
        "[NB: ask the lawyers]", "[Editor: may this stay?]",
        "[Conclusion to come. Idea: the queue is the picture of democracy.]",
        "[da verificare]", "[Da completare]", "[verificare la cifra]", "[fonte?]", "[aggiungere fonte]",
    ],
)  # fmt: skip
def test_a_remark_from_drafting_is_found(remark: str) -> None:
    assert list(remarks_in(f"The committee met {remark} and was silent.")) == [remark]


@pytest.mark.parametrize(
    "words",
    [
        "He wrote “recieve” [sic] twice.", "“We […] shall see [...] in time.”", "“[The ministry] was informed.”",
        "“They [check] the figures.”", "“It was [add]ed later.”", "“in the years [to come]”",
        "“a vote [emphasis added]”", "“a vote [Emphasis in the original.]”", "[Laughter.]",
        "[Translator’s note: in the original, “commons”, which has no equal in English or in Italian at all.]",
        "[Nota del traduttore: in italiano nel testo.]", "[NdT: in italiano nel testo.]",
        "[Ed.: the figures were revised by the office in the week after this text appeared.]",
        "il secolo [XXI], il [XX secolo]", "the years [2024–25]", "vote [12] of the series",
        "Who counted? Nobody? What!? Really?!", "see section [a] and section [b]: both",
        "“[she said the figures]”",
    ],
)  # fmt: skip
def test_an_editors_brackets_are_left_alone(words: str) -> None:
    assert list(remarks_in(words)) == []


def test_a_doubt_is_quoted_with_what_is_doubted() -> None:
    assert list(remarks_in("They met in May. Of 300 observers?? The rest slept.")) == ["Of 300 observers??"]
    assert list(remarks_in("Two [XX] marks ???")) == ["[XX]", "Two  marks ???"]


def test_hostile_words_take_no_time() -> None:
    assert list(remarks_in("[" * 50_000 + "check x" + "?" * 50_000))[:0] == []
    assert list(remarks_in("[a " * 50_000)) == []
