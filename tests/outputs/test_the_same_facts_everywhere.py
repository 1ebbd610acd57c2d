"""Title, authors in order, number, ISSNs, date, DOI, terms and language of a text agree in every output."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest
from django.test import Client

from tests.outputs.readers import OUTPUTS, PROSE, Output, Place, Prose
from tests.outputs.texts import Facts, facts_of, hard, make_hard_house, publish

A_HUNDRED = 100
AT_ONCE = 10
_WORD = re.compile(r"\w+")


@pytest.mark.parametrize("first", range(0, A_HUNDRED, AT_ONCE))
def test_difficult_texts(db: None, client: Client, first: int) -> None:
    house = make_hard_house()
    given: Counter[str] = Counter()
    series = house.page.get_url()
    public: list[tuple[Place, Facts]] = []
    for number in range(first, first + AT_ONCE):
        text = hard(number)
        page = publish(house, text)
        given[text.suffix] += 1
        place = Place(page.get_url(), f"{series}{page.issue.address}", series)
        public.append((place, facts_of(text, given[text.suffix], on=house.series.today())))
    for place, true in public:
        for output in OUTPUTS:
            _agrees(output, output.read(client, place), true)
        for prose in PROSE:
            _says(prose, prose.words(client, place), true)


def _agrees(output: Output, said: Facts, true: Facts) -> None:
    """A page shows one space where a title has two, and so may every output."""
    for each in fields(Facts):
        wanted, found = getattr(true, each.name), getattr(said, each.name)
        if each.name not in output.says:
            assert found is None, f"{output.name}: {each.name}"
        elif each.name in output.bluntly:
            assert found
            assert wanted.startswith(found), f"{output.name}: {each.name}"
        else:
            same = " ".join(found.split()) if each.name == "title" else found
            assert same == (" ".join(wanted.split()) if each.name == "title" else wanted), f"{output.name}: {each.name}"


def _says(prose: Prose, words: str, true: Facts) -> None:
    """Each fact as it is written, the authors one after the other; how lines are broken does not matter."""
    for name in prose.says:
        wanted = getattr(true, name)
        parts = [wanted] if isinstance(wanted, str) else list(wanted)
        in_order = prose.in_order and name != "issns"
        if not _stand_in(words, parts, in_order=in_order):
            pytest.fail(f"{prose.name}: {name} {parts!r} in {words[:600]!r}")


def _stand_in(words: str, parts: list[str], *, in_order: bool) -> bool:
    if not in_order:
        return _letters_of(" ".join(parts)) <= _letters_of(words)
    between = ".*" if len(parts) > 1 else ""
    return bool(re.search(between.join(re.escape(_run_together(part)) for part in parts), _run_together(words)))


def _letters_of(words: str) -> set[str]:
    """The letters of each word, as even a word of letters and figures may be turned round."""
    return {"".join(sorted(word)) for word in _WORD.findall(words)}


def _run_together(words: str) -> str:
    """Without spaces, and without quotation marks, which a citation turns inwards."""
    return re.sub("[\\s\u00ad\u200b\u2060“”‘’«»‹›\"']+", "", words)
