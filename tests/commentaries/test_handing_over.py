"""Tests handing one text or all of them to another editor: who has it then, who is told, and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry

from commentaries import handing_over
from commentaries.models import CommentaryPage, DeskLine, Person
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House, Role


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


@pytest.fixture
def page(house: House) -> CommentaryPage:
    page = factories.submitted(house)
    deliver()
    return page


def handler(page: CommentaryPage) -> Person | None:
    return DeskLine.objects.get(page=page).handled_by


def test_the_one_to_whom_a_text_is_handed_gets_a_mail_with_the_way_to_it(house: House, page: CommentaryPage) -> None:
    handing_over.hand_over(page, house.editor, to=person(house.second_editor))
    [letter] = deliver()
    assert (letter.to, letter.subject) == (["second@example.org"], f"{page.series}: {page.title} – handed to you")
    assert letter.reply_to == ["editor@example.org"]
    assert f"/admin/commentaries/{page.pk}/decide/" in letter.body
    handing_over.hand_over(page, house.editor, to=person(house.second_editor))
    handing_over.hand_over(page, house.second_editor, to=None)
    assert deliver() == []


def test_what_is_handed_to_an_editor_who_is_away_is_told_to_the_deputy(house: House, page: CommentaryPage) -> None:
    deputy = factories.make_account("deputy")
    factories.away(house, deputy, editor=house.second_editor)
    handing_over.hand_over(page, house.editor, to=person(house.second_editor))
    [letter] = deliver()
    assert letter.to == ["deputy@example.org"]
    assert f"to {person(house.second_editor)}, for whom you stand in" in " ".join(letter.body.split())


def test_the_second_of_two_is_told_who_was_first(house: House, page: CommentaryPage) -> None:
    handing_over.hand_over(page, house.editor, to=person(house.second_editor), seen="")
    with pytest.raises(handing_over.HandedOverMeanwhile, match=f"{person(house.editor)} handed this text to"):
        handing_over.hand_over(page, house.second_editor, to=person(house.editor), seen="")
    assert handler(page) == person(house.second_editor)
    assert addresses(deliver()) == ["second@example.org"]


def test_who_joined_the_authors_in_the_newest_draft_cannot_be_handed_it(house: House, page: CommentaryPage) -> None:
    rows = [*page.authorships.all(), factories.Authorship(person=person(house.second_editor), name="S", sort_order=9)]
    page = factories.edited(page, house.editor, authorships=rows)
    with pytest.raises(handing_over.NotAnEditor):
        handing_over.hand_over(page, house.editor, to=person(house.second_editor))


def test_all_texts_of_an_editor_go_in_one_step_but_those_the_other_wrote(house: House) -> None:
    mine = [factories.submitted(house, title=f"Text {number}") for number in range(2)]
    own = factories.submitted(house, title="Own", authors=[person(house.second_editor)])
    moved = factories.submitted(house, title="Moved")
    third = factories.make_account("third")
    factories.give_role(house.series, third, Role.EDITOR)
    for page in (*mine, own, moved):
        DeskLine.objects.create(series=house.series, page=page, handled_by=person(house.editor))
    DeskLine.objects.filter(page=moved).update(handled_by=person(third))
    deliver()
    keys = [page.pk for page in (*mine, own, moved)]
    handed = handing_over.hand_over_all(keys, house.assistant, of=person(house.editor), to=person(house.second_editor))
    assert [page.title for page in handed.given] == ["Text 0", "Text 1"]
    assert [page.title for page in handed.own] == ["Own"]
    assert [page.title for page in handed.gone] == ["Moved"]
    assert [handler(page) for page in (*mine, own, moved)] == [
        person(house.second_editor), person(house.second_editor), person(house.editor), person(third)
    ]  # fmt: skip
    entries = PageLogEntry.objects.filter(action="commentaries.hand_over")
    assert {entry.page_id for entry in entries} == {page.pk for page in mine}
    assert addresses(deliver()) == ["second@example.org"] * 2


def test_all_of_them_or_none(house: House) -> None:
    elsewhere = factories.make_house(slug="notes")
    mine, foreign = factories.submitted(house), factories.submitted(elsewhere)
    for page in (mine, foreign):
        DeskLine.objects.create(series=page.series, page=page, handled_by=person(house.editor))
    with pytest.raises(PermissionDenied):
        handing_over.hand_over_all(
            [mine.pk, foreign.pk], house.editor, of=person(house.editor), to=person(house.second_editor)
        )
    assert handler(mine) == person(house.editor)
