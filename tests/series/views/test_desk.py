"""Tests the desk as pages of the admin: who opens them, what they show, and what their forms do."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html

from commentaries import handing_over, handling
from commentaries.models import CommentaryPage, DeskLine, Person
from series.views.desk import LINES_ON_A_PAGE
from tests import factories
from tests.factories import House

DESK = "/admin/desk/"


def test_the_desk_lists_what_is_under_way_with_where_to_go(house: House, at_desk: Client) -> None:
    page = factories.submitted(house)
    handling.plan(house.series, house.editor, title="On tides <b>", target_on=house.series.today() - timedelta(days=1))
    html = at_desk.get(DESK).content.decode()
    assert f'href="{reverse("commentaries:decide", args=[page.pk])}"' in html
    assert "On tides &lt;b&gt;" in html
    assert "1 day late" in html
    assert "2 texts" in html
    assert "Waiting for you" in html


def test_each_cell_of_a_card_says_what_it_holds_and_an_empty_one_is_left_out(house: House, at_desk: Client) -> None:
    factories.submitted(house)
    [table] = lxml_html.fromstring(at_desk.get(DESK).content.decode()).xpath("//table[contains(@class, 'desk-lines')]")
    cells = table.xpath(".//tbody/tr/td")
    assert [cell.get("data-label") for cell in cells] == ["Number", None, "Stage", "Since", "With", "Due"]
    assert ["desk-line__nothing" in cell.get("class") for cell in cells] == [False] * 6
    assert {(table.get("role"), *{cell.get("role") for cell in cells})} == {("table", "cell")}


@pytest.mark.parametrize(
    ("order", "other", "sort"), [("number", "-number", "ascending"), ("-due", "due", "descending")]
)
def test_the_head_that_is_chosen_sorts_the_other_way_round(
    house: House, at_desk: Client, order: str, other: str, sort: str
) -> None:
    factories.submitted(house)
    page = lxml_html.fromstring(at_desk.get(f"{DESK}?order={order}").content.decode())
    [chosen] = page.xpath("//table[contains(@class, 'desk-lines')]//th[@aria-sort]")
    assert (chosen.get("aria-sort"), chosen.xpath("a/@href")) == (sort, [f"?order={other}"])


def test_an_empty_desk_says_what_will_stand_there(at_desk: Client) -> None:
    assert "Nothing is under way." in at_desk.get(DESK).content.decode()
    assert "No text on the desk is like that." in at_desk.get(f"{DESK}?stage=draft").content.decode()


def test_a_long_desk_has_pages_and_the_latest_of_the_late_stand_on_the_first(house: House, at_desk: Client) -> None:
    today, number = house.series.today(), LINES_ON_A_PAGE + 1
    for turn in range(number):
        handling.plan(house.series, house.editor, title=f"Plan {turn}.", target_on=today - timedelta(days=turn))
    first = at_desk.get(f"{DESK}?order=due").content.decode()
    assert f"{number} texts" in first
    assert f"Plan {number - 1}." in first
    assert "Plan 0." not in first
    assert 'href="?order=due&amp;p=2"' in first
    second = at_desk.get(f"{DESK}?order=due&p=2").content.decode()
    assert "Plan 0." in second
    assert "Plan 1." not in second
    assert 'href="?order=title"' in second


@pytest.mark.parametrize(
    "query", ["p=x", "p=99", "holder=x", "series=999", "stage=nonsense", "order=", "author=%00", "holder=9999999999"]
)
def test_an_address_that_was_typed_chooses_everything_or_nothing(house: House, at_desk: Client, query: str) -> None:
    factories.make_draft(house)
    assert at_desk.get(f"{DESK}?{query}").status_code == HTTPStatus.OK


def test_the_menu_leads_there_only_those_who_work_on_a_series(house: House, client: Client) -> None:
    for account, is_there in ((house.editor, True), (house.assistant, True), (house.author, False)):
        client.force_login(account)
        assert (f'"url": "{DESK}"' in client.get("/admin/").content.decode().replace("&quot;", '"')) is is_there
        assert (client.get(DESK).status_code == HTTPStatus.OK) is is_there


def test_a_text_is_planned_changed_begun(house: House, at_desk: Client) -> None:
    day = house.series.today() + timedelta(days=9)
    sent = {
        "series": house.series.pk,
        "working_title": "On tides",
        "author": house.author_person.pk,
        "target_on": day.isoformat(),
        "note": "Promised in June.",
    }
    answer = at_desk.post(reverse("series_plan_new"), sent)
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, DESK)
    line = DeskLine.objects.get()
    told = at_desk.get(DESK).content.decode().partition("is on the desk now")[2].partition("</li>")[0]
    assert f'href="{reverse("series_plan", args=[line.pk])}"' in told
    assert "Ask for the manuscript" in told
    assert (line.author, line.target_on, line.planned_by) == (
        house.author_person,
        day,
        Person.objects.get(account=house.editor),
    )
    address = reverse("series_plan", args=[line.pk])
    at_desk.post(address, sent | {"working_title": "On ebb and flow", "planned_as": handling.as_seen(line)})
    answer = at_desk.post(address, {"action": "begin"})
    page = CommentaryPage.objects.get()
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.draft_title, page.live, page.byline) == ("On ebb and flow", False, house.author_person.name)
    line.refresh_from_db()
    assert (line.page, line.target_on) == (page, day)
    assert at_desk.get(address).headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    again = at_desk.post(address, {"action": "begin"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "This text is not planned any more" in again.content.decode()
    assert CommentaryPage.objects.count() == 1


def test_a_plan_without_a_title_keeps_what_was_typed(house: House, at_desk: Client) -> None:
    answer = at_desk.post(reverse("series_plan_new"), {"series": house.series.pk, "note": "Promised in June."})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Promised in June." in answer.content.decode()
    assert not DeskLine.objects.exists()


def test_a_planned_text_is_dropped_and_kept_in_mind(house: House, at_desk: Client) -> None:
    line = handling.plan(house.series, house.editor, title="On tides")
    at_desk.post(reverse("series_plan", args=[line.pk]), {"action": "drop"})
    line.refresh_from_db()
    assert line.dropped_at
    assert "On tides" not in at_desk.get(DESK).content.decode().split("messages")[-1].split("desk-lines")[-1]


def test_a_text_gets_a_day_and_an_editor(house: House, at_desk: Client) -> None:
    page = factories.submitted(house)
    second = Person.objects.get(account=house.second_editor)
    day = house.series.today() + timedelta(days=3)
    address = reverse("series_handling", args=[page.pk])
    at_desk.post(address, {"target_on": day.isoformat(), "handled_by": second.pk})
    line = DeskLine.objects.get()
    assert (line.page, line.target_on, line.handled_by) == (page, day, second)
    at_desk.post(address, {"target_on": "", "aimed_at": day.isoformat(), "handled_by": "", "was_with": second.pk})
    line.refresh_from_db()
    assert (line.target_on, line.handled_by) == (None, None)


def test_a_text_is_handed_to_nobody_who_could_not_decide(house: House, at_desk: Client) -> None:
    page = factories.submitted(house)
    answer = at_desk.post(reverse("series_handling", args=[page.pk]), {"handled_by": house.reviewer_person.pk})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not DeskLine.objects.exclude(handled_by=None).exists()
    with pytest.raises(handing_over.NotAnEditor):
        handing_over.hand_over(page, house.editor, to=house.reviewer_person)


def test_what_stands_in_a_series_of_others_is_refused(house: House, client: Client) -> None:
    elsewhere = factories.make_house(slug="notes")
    page = factories.make_draft(house)
    line = handling.plan(house.series, house.editor, title="On tides")
    client.force_login(elsewhere.editor)
    for address in (reverse("series_plan", args=[line.pk]), reverse("series_handling", args=[page.pk])):
        for answer in (client.get(address), client.post(address, {"action": "drop", "target_on": "2030-01-01"})):
            assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}
            assert "On tides" not in answer.content.decode()
    line.refresh_from_db()
    assert line.dropped_at is None
    foreign = client.post(reverse("series_plan_new"), {"series": house.series.pk, "working_title": "Mine"})
    assert foreign.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert DeskLine.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "on_the_way_to", "lands_on"),
    [
        ("editor", "/admin/", DESK),
        ("editor", "/admin/reports/", "/admin/reports/"),
        ("author", "/admin/", "/admin/"),
    ],
)
def test_who_works_on_a_series_is_at_the_desk_after_login(
    house: House, client: Client, who: str, on_the_way_to: str, lands_on: str
) -> None:
    account = getattr(house, who)
    sent = {"username": account.username, "password": account.username, "next": on_the_way_to}
    answer = client.post("/admin/login/", sent)
    assert answer.headers["Location"] == on_the_way_to
    answer = client.get(on_the_way_to)
    assert answer.headers.get("Location", on_the_way_to) == lands_on
    assert client.get("/admin/").status_code == HTTPStatus.OK
