"""Tests on PostgreSQL that of two who hand texts over, or go away, at once, no two contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import PageLogEntry

from commentaries import deputising, handing_over
from commentaries.models import Absence, CommentaryPage, DeskLine, FollowUp, Person
from tests import factories
from tests.concurrency.test_locking import at_once, errors
from tests.factories import House, Role

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


def gives(page: CommentaryPage, by: Any, to: Person) -> Callable[[], DeskLine]:
    return lambda: handing_over.hand_over(page, factories.fresh(by), to=to, seen="")


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_hand_one_text_over_at_once_one_is_told(house: House, attempt: int) -> None:
    page = factories.submitted(house)
    FollowUp.objects.all().delete()
    editor, second = person(house.editor), person(house.second_editor)
    answers = at_once(gives(page, house.editor, second), gives(page, house.second_editor, editor))
    [lost] = errors(answers)
    assert isinstance(lost, handing_over.HandedOverMeanwhile), answers
    holder = DeskLine.objects.get(page=page).handled_by
    [entry] = PageLogEntry.objects.filter(page=page.pk, action="commentaries.hand_over")
    assert entry.data["to"] == str(holder)
    assert [each.payload["to"] for each in FollowUp.objects.filter(kind="mail")] == [holder.pk]
    assert str(holder) in str(lost)


def test_all_texts_handed_to_two_at_once_go_to_one_of_them(house: House) -> None:
    third = factories.make_account("third")
    factories.give_role(house.series, third, Role.EDITOR)
    pages = [factories.submitted(house, title=f"Text {number}") for number in range(5)]
    for page in pages:
        DeskLine.objects.create(series=house.series, page=page, handled_by=person(house.editor))
    keys = [page.pk for page in pages]

    def give_all(by: Any, to: Person, order: list[int]) -> Callable[[], handing_over.Handed]:
        of = person(house.editor)
        return lambda: handing_over.hand_over_all(order, factories.fresh(by), of=of, to=to)

    first, second = at_once(
        give_all(house.editor, person(house.second_editor), keys),
        give_all(house.assistant, person(third), keys[::-1]),
    )
    assert errors([first, second]) == []
    assert sorted([len(first.given), len(second.given)]) == [0, 5]
    assert len(first.given) + len(first.gone) == len(second.given) + len(second.gone) == 5
    winner = person(house.second_editor) if first.given else person(third)
    assert {line.handled_by for line in DeskLine.objects.all()} == {winner}
    entries = PageLogEntry.objects.filter(action="commentaries.hand_over")
    assert [entry.data["to"] for entry in entries] == [str(winner)] * 5


def test_of_two_editors_who_name_each_other_at_once_one_goes(house: House) -> None:
    today = house.series.today()

    def go(account: Any, deputy: Any) -> Callable[[], Absence]:
        away = deputising.Leave(person(account), person(deputy), today, today + timedelta(days=3))
        return lambda: deputising.leave(house.series, factories.fresh(account), away)

    answers = at_once(go(house.editor, house.second_editor), go(house.second_editor, house.editor))
    assert [type(error) for error in errors(answers)] == [deputising.CannotLeave], answers
    assert Absence.objects.count() == 1
