"""An event that is told twice is one mail."""

from __future__ import annotations

from commentaries import consenting
from tests.commentaries.outbox import (
    addresses,
    awaiting_decision,
    deliver,
    due_mails,
)
from tests.factories import House


def test_an_event_told_twice_is_one_mail(house: House) -> None:
    page = awaiting_decision(house)
    for _time in range(2):
        consenting.ask_for_consent(page, house.editor)
        assert len(due_mails()) == 1
    assert addresses(deliver()) == ["author@example.org"]
    consenting.ask_for_consent(page, house.editor)
    assert deliver() == []
