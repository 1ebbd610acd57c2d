"""Tests the pages on which editors go away, come back, and hand their texts on."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commentaries import appointing, handing_over
from commentaries.models import Absence, CommentaryPage, DeskLine, GuestEditor, Person
from series import desk
from tests import factories
from tests.factories import House
from tests.series.views.answers import told

ABSENCES, HAND_ALL = "/admin/desk/absences/", "/admin/desk/hand-over/"


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


def leaving(house: House, at_desk: Client, **changes: Any) -> dict[str, Any]:
    """What an editor sends who goes away tomorrow."""
    editing = at_desk.get(ABSENCES).context["form"].initial["editing"]
    tomorrow = house.series.today() + timedelta(days=1)
    return {
        "editing": editing,
        "deputy": person(house.second_editor).pk,
        "first_day": tomorrow.isoformat(),
        "last_day": (tomorrow + timedelta(days=6)).isoformat(),
        "note": "On the islands.",
        **changes,
    }


def test_an_editor_goes_away_and_calls_it_off(house: House, at_desk: Client) -> None:
    response = at_desk.post(ABSENCES, leaving(house, at_desk))
    assert f"{person(house.second_editor)} stands in for {person(house.editor)}" in told(response)[0]
    absence = Absence.objects.get()
    html = at_desk.get(ABSENCES).content.decode()
    assert "On the islands." in html
    assert "Call it off" in html
    at_desk.post(f"{ABSENCES}{absence.pk}/end/")
    absence.refresh_from_db()
    assert absence.ended_at
    assert "No absences now" in at_desk.get(ABSENCES).content.decode()
    again = at_desk.post(f"{ABSENCES}{absence.pk}/end/")
    assert told(again)[-1] == "This absence is over already. Nothing was changed."


def test_what_cannot_be_is_said_beside_what_was_typed(house: House, at_desk: Client) -> None:
    sent = leaving(house, at_desk, deputy=person(house.editor).pk)
    response = at_desk.post(ABSENCES, sent)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nobody stands in for themselves." in response.content.decode()
    assert "On the islands." in response.content.decode()
    assert at_desk.post(ABSENCES, {**sent, "editing": "999"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Absence.objects.exists()


def test_deputies_and_guests_are_searched_for_and_not_listed(house: House, at_desk: Client) -> None:
    """The institute may have hundreds of accounts. Who has none can be found too, and is refused with the reason."""
    text, outside = factories.submitted(house), factories.PersonFactory()
    for address in (ABSENCES, f"/admin/desk/texts/{text.pk}/"):
        html = at_desk.get(address).content.decode()
        assert "snippet-chooser" in html
        assert str(person(house.stranger)) not in html
    refused = at_desk.post(ABSENCES, leaving(house, at_desk, deputy=outside.pk))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"{outside} has no account. Choose somebody who can log in." in refused.content.decode()
    refused = at_desk.post(f"/admin/desk/texts/{text.pk}/", {"action": "appoint", "guest": outside.pk})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "has no account to log in with" in refused.content.decode()


def test_an_assistant_reads_who_is_away_and_notes_nothing(house: House, client: Client) -> None:
    factories.away(house, house.second_editor)
    client.force_login(house.assistant)
    html = client.get(ABSENCES).content.decode()
    assert f"{person(house.second_editor)} stands in." in html
    assert "Note the absence" not in html
    assert "End it now" not in html
    assert client.get("/admin/account/").content.decode().count(ABSENCES) == 0
    client.force_login(house.editor)
    assert ABSENCES in client.get("/admin/account/").content.decode()


def test_the_desk_shows_a_deputy_with_the_editor_in_whose_place(house: House) -> None:
    deputy = factories.make_account("deputy", given="Dora")
    text = factories.submitted(house)
    handing_over.hand_over(text, house.editor, to=person(house.editor))
    factories.away(house, deputy)
    [line] = desk.lines_for(factories.fresh(deputy))
    assert line.holders == (f"{person(deputy)} for {person(house.editor)}",)
    assert line.holder_keys == {person(deputy).pk}
    handing_over.hand_over(text, house.editor, to=None)
    [line] = desk.lines_for(factories.fresh(house.second_editor))
    assert set(line.holders) == {str(person(house.second_editor)), f"{person(deputy)} for {person(house.editor)}"}


def test_a_text_whose_editor_has_left_is_with_all_others(house: House) -> None:
    text = factories.submitted(house)
    handing_over.hand_over(text, house.editor, to=person(house.second_editor))
    yesterday = house.series.today() - timedelta(days=1)
    person(house.second_editor).series_roles.update(until=yesterday)
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert line.holders == (str(person(house.editor)),)


def test_all_texts_go_to_another_in_one_step(house: House, at_desk: Client) -> None:
    texts = [factories.submitted(house, title=f"Text {number}") for number in range(2)]
    own = factories.submitted(house, title="Own", authors=[person(house.second_editor)])
    for text in (*texts, own):
        DeskLine.objects.create(series=house.series, page=text, handled_by=person(house.editor))
    html = at_desk.get(HAND_ALL).content.decode()
    assert "Hand over 3 texts" in html
    second = person(house.second_editor)
    sent = {"of": person(house.editor).pk, "texts": [text.pk for text in (*texts, own)], "to": second.pk}
    response = at_desk.post(HAND_ALL, sent)
    assert told(response) == [
        f"2 texts are with {second} now.",
        f"{second} cannot decide on these, so they stay where they are: Own.",
    ]
    assert "Text 0" in at_desk.get(f"{HAND_ALL}?of={second.pk}").content.decode()
    assert at_desk.post(HAND_ALL, {**sent, "to": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("query", ["", "?of=x", "?of=999", "?of="])
def test_where_nothing_is_handed_to_anybody_nothing_is_offered(house: House, at_desk: Client, query: str) -> None:
    factories.submitted(house)
    html = at_desk.get(f"{HAND_ALL}{query}").content.decode()
    assert ("handed to you alone" in html) is ("Handed to you" in html)
    assert "Hand over 1" not in html
    assert "Handed to None" not in html


def test_an_administrator_without_a_person_chooses_whose_texts_go(house: House, client: Client) -> None:
    text = factories.submitted(house)
    DeskLine.objects.create(series=house.series, page=text, handled_by=person(house.editor))
    client.force_login(factories.AccountFactory(username="root", is_superuser=True, is_staff=True))
    html = client.get(HAND_ALL).content.decode()
    assert "Choose below whose texts are to be handed over." in html
    assert f'href="?of={person(house.editor).pk}"' in html
    assert "Handed to None" not in html


def test_of_two_who_hand_it_over_the_second_is_told(house: House, at_desk: Client) -> None:
    text = factories.submitted(house)
    handing_over.hand_over(text, house.second_editor, to=person(house.second_editor))
    address = f"/admin/desk/texts/{text.pk}/"
    day = (house.series.today() + timedelta(days=2)).isoformat()
    response = at_desk.post(address, {"target_on": day, "handled_by": person(house.editor).pk, "was_with": ""})
    assert response.status_code == HTTPStatus.CONFLICT
    assert f"{person(house.second_editor)} handed this text to" in response.content.decode()
    assert DeskLine.objects.get().target_on is None
    at_desk.post(address, {"target_on": day, "handled_by": "", "was_with": ""})
    line = DeskLine.objects.get()
    assert (str(line.target_on), line.handled_by) == (day, person(house.second_editor)), "the day alone was changed"


def test_a_guest_editor_is_appointed_on_the_page_of_the_text(house: House, at_desk: Client) -> None:
    guest = factories.make_account("guest", given="Greta")
    text = factories.submitted(house)
    address = f"/admin/desk/texts/{text.pk}/"
    response = at_desk.post(address, {"action": "appoint", "guest": person(guest).pk})
    assert "is guest editor of" in told(response)[0]
    assert str(person(guest)) in at_desk.get(address).content.decode()
    wrong = at_desk.post(address, {"action": "appoint", "guest": house.author_person.pk})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    at_desk.post(address, {"action": "dismiss", "guest": GuestEditor.objects.get().pk})
    assert not GuestEditor.objects.exists()


def test_a_guest_editor_meets_one_text_on_the_desk_and_no_plan(house: House, client: Client) -> None:
    guest = factories.make_account("guest", given="Greta")
    factories.submitted(house, title="Another text")
    text = factories.submitted(house, title="The text of the guest")
    appointing.appoint(text, house.editor, guest=person(guest))
    client.force_login(guest)
    for address in (
        "/admin/desk/",
        "/admin/desk/calendar/",
        f"/admin/pages/{house.page.pk}/",
        "/admin/reports/site-history/",
    ):
        html = client.get(address).content.decode()
        assert "Another text" not in html, address
    html = client.get("/admin/desk/").content.decode()
    assert "The text of the guest" in html
    assert "Plan a text" not in html
    for address in ("/admin/desk/plan/", HAND_ALL, ABSENCES):
        assert client.get(address).status_code == HTTPStatus.FOUND
    assert client.get(f"/admin/desk/texts/{text.pk}/").status_code == HTTPStatus.OK
    other = CommentaryPage.objects.exclude(pk=text.pk).get()
    assert client.get(f"/admin/desk/texts/{other.pk}/").status_code == HTTPStatus.FOUND


def test_of_the_absences_that_are_over_the_last_ten_are_read(house: House, at_desk: Client) -> None:
    today = house.series.today()
    known = {"series": house.series, "person": person(house.editor), "deputy": person(house.second_editor)}
    for weeks in range(1, 13):
        day = today - timedelta(weeks=weeks)
        Absence.objects.create(**known, first_day=day, last_day=day, note="On the islands." if weeks > 10 else "")
    first = Absence.objects.create(**known, first_day=today, last_day=today)
    with CaptureQueriesContext(connection) as captured:
        answer = at_desk.get(ABSENCES)
    assert [each["absence"] for each in answer.context["absences"]] == [first]
    assert [each.last_day for each in answer.context["over"]] == [today - timedelta(weeks=n) for n in range(1, 11)]
    read = [each["sql"] for each in captured if 'FROM "commentaries_absence"' in each["sql"]]
    assert all("last_day" in sql.partition("WHERE")[2] for sql in read), "not all of all years"
