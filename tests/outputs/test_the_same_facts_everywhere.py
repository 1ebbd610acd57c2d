"""Title, authors in order, number, ISSNs, date, DOI, terms and language of a text agree in every output."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import pytest
from django.test import Client

from tests.outputs.readers import OUTPUTS, Output, Place
from tests.outputs.texts import Facts, facts_of, hard, make_hard_house, publish

A_HUNDRED = 100
AT_ONCE = 10


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
