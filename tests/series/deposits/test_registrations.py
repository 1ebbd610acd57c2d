"""Tests that editors see how far each DOI is, and red where a person is needed; and what they can do about it."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree
from lxml import html as lxml_html
from wagtail.models import Site

from commentaries import foretelling, withholding
from commentaries.happenings import events_of
from commentaries.models import CommentaryPage, Deposit, FollowUp, Issue, Person
from commentaries.waiting import failed_for
from series import deposits, desk
from series.views.registrations import as_download
from tests import factories
from tests.factories import House
from tests.schemas.crossref import deposit_schema
from tests.series.deposits.story import MINUTE, QUARTER, Story
from tests.series.registrars.stand_in import StandIn

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def on_desk(house: House) -> tuple[str, bool]:
    [line] = desk.lines_for(factories.fresh(house.editor))
    assert line.registration is not None
    return line.registration.worded, line.registration.needs_somebody


def page_of(text: CommentaryPage) -> str:
    return reverse("series_registration", args=[text.pk])


def test_each_state_stands_on_the_desk(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners, crossref.logs = ["busy", "drop", "accept"], ["queue"]
    factories.published(house)
    assert on_desk(house) == ("DOI to be registered", False)
    story.go_on(QUARTER)
    assert on_desk(house) == ("DOI to be sent", False)
    story.go_on(MINUTE)
    assert on_desk(house) == ("DOI sent, not confirmed yet", False)
    story.go_on(HOUR)
    assert on_desk(house) == ("DOI not confirmed in time", True)
    crossref.logs = ["judge"]
    FollowUp.objects.update(state=FollowUp.State.WAITING)
    story.go_on(MINUTE)
    assert on_desk(house) == ("DOI registered", False)
    Deposit.objects.update(state=Deposit.State.REJECTED)
    assert on_desk(house) == ("DOI rejected", True)


def test_a_site_without_an_account_says_no_state_and_a_text_without_a_doi_has_none(house: House, story: Story) -> None:
    page = factories.published(house)
    assert on_desk(house) == ("DOI", False)
    Issue.objects.filter(pk=page.issue_id).update(doi="")
    assert on_desk(house) == ("", False)


@pytest.mark.parametrize("steps", [0, 1])
def test_nobody_at_work_is_red_after_an_hour_even_on_a_text_that_is_long_out(
    house: House, crossref: StandIn, story: Story, steps: int
) -> None:
    crossref.logs = ["queue"]
    page = factories.published(house)
    story.go_on(QUARTER, without_worker=not steps)
    story.go_on(HOUR - MINUTE, without_worker=True)
    assert not on_desk(house)[1]
    story.go_on(2 * MINUTE, without_worker=True)
    assert on_desk(house)[1]
    CommentaryPage.objects.filter(pk=page.pk).update(placed_at=story.now - timedelta(days=100))
    assert on_desk(house)[1]


def test_the_desk_asks_no_more_for_many_dois(
    house: House, crossref: StandIn, story: Story, django_assert_max_num_queries: Any
) -> None:
    factories.published(house, title="One")
    with django_assert_max_num_queries(200) as few:
        desk.lines_for(factories.fresh(house.editor))
    for number in range(4):
        factories.published(house, title=f"More {number}")
    story.go_on(QUARTER)
    with django_assert_max_num_queries(len(few)):
        desk.lines_for(factories.fresh(house.editor))


def test_a_rejection_stands_on_the_home_page_and_on_the_texts_own_and_is_tried_again_by_button(
    house: House, crossref: StandIn, story: Story, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.objection = "The prefix is not yours"
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    [failed] = failed_for(house.editor)
    assert (failed.what, failed.page) == ("The DOI of this text is not confirmed", page)
    client.force_login(house.editor)
    listed = lxml_html.fromstring(client.get(reverse("series_desk")).content.decode())
    [red] = listed.xpath("//a[@class='desk-line__failed']")
    assert (red.get("href"), red.text_content().strip()) == (page_of(page), "DOI rejected")
    shown = lxml_html.fromstring(client.get(page_of(page)).content.decode())
    assert "The prefix is not yours" in shown.text_content()
    assert shown.xpath("//form[@method='post']//button[contains(., 'Try again')]/@value") == ["register"]
    crossref.objection = ""
    assert client.post(page_of(page), {"action": "register"}).status_code == HTTPStatus.FOUND
    story.go_on(2 * MINUTE)
    assert on_desk(house) == ("DOI registered", False)
    after = client.get(page_of(page)).content.decode()
    assert "Try again" not in after
    assert "Successfully added" in after


def test_a_test_system_is_never_taken_for_the_real_one(
    house: House, crossref: StandIn, story: Story, client: Client, settings: Any
) -> None:
    page = factories.published(house)
    client.force_login(house.editor)
    note = "goes to Crossref’s test system"
    assert note not in client.get(page_of(page)).content.decode()
    settings.COMMENTARIES = {**settings.COMMENTARIES, "CROSSREF_TEST": True}
    story.go_on(QUARTER + MINUTE)
    assert on_desk(house) == ("DOI taken by the test system", False)
    for address in (page_of(page), reverse("series_registrations")):
        assert note in client.get(address).content.decode()


def test_what_could_not_be_sent_is_red_at_once(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    crossref.manners = ["refuse"]
    factories.published(house)
    story.go_on(QUARTER)
    assert on_desk(house) == ("DOI could not be sent", True)


def test_a_text_from_before_the_account_is_registered_by_button_once_for_two_presses(
    house: House, crossref: StandIn, story: Story, client: Client
) -> None:
    page = factories.published(house)
    FollowUp.objects.filter(kind=deposits.KIND).delete()
    client.force_login(house.editor)
    assert on_desk(house) == ("DOI not registered", False)
    shown = client.get(page_of(page)).content.decode()
    assert "Register now" in shown
    assert not FollowUp.objects.filter(kind=deposits.KIND).exists(), "to look changes nothing"
    for _press in range(2):
        client.post(page_of(page), {"action": "register"})
    story.go_on(MINUTE)
    client.post(page_of(page), {"action": "register"})
    story.go_on(2 * MINUTE)
    assert (on_desk(house), len(crossref.files)) == (("DOI registered", False), 1)
    assert "Register now" not in client.get(page_of(page)).content.decode()


def test_what_waits_for_its_quarter_of_an_hour_is_sent_at_once_by_button(
    house: House, crossref: StandIn, story: Story, client: Client
) -> None:
    page = factories.published(house)
    client.force_login(house.editor)
    client.post(page_of(page), {"action": "register"})
    story.go_on(MINUTE)
    assert len(crossref.files) == 1
    client.post(page_of(page), {"action": "register"})
    story.go_on(2 * MINUTE)
    assert (on_desk(house), len(crossref.files)) == (("DOI registered", False), 1)


def test_it_is_stopped_by_button_as_long_as_it_waits(
    house: House, crossref: StandIn, story: Story, client: Client
) -> None:
    page = factories.published(house)
    client.force_login(house.editor)
    assert "Do not send it" in client.get(page_of(page)).content.decode()
    client.post(page_of(page), {"action": "stop"})
    story.go_on(2 * QUARTER)
    assert (crossref.files, on_desk(house)) == ([], ("DOI not registered", False))
    client.post(page_of(page), {"action": "register"})
    story.go_on(MINUTE)
    said = client.post(page_of(page), {"action": "stop"}, follow=True).content.decode()
    assert "It was too late to stop it" in said
    story.go_on(MINUTE)
    assert on_desk(house) == ("DOI registered", False)


def test_neither_authors_nor_reviewers_press_a_button(
    house: House, crossref: StandIn, story: Story, client: Client
) -> None:
    page = factories.published(house)
    before = FollowUp.objects.filter(kind=deposits.KIND).values()[0]
    for account in (house.author, house.reviewer):
        client.force_login(account)
        for address in (page_of(page), reverse("series_registrations")):
            for action in ("register", "stop"):
                assert client.post(address, {"action": action}).status_code == HTTPStatus.FOUND
    assert list(FollowUp.objects.filter(kind__startswith="deposit").values()) == [before]


def test_a_held_text_is_not_sent_by_button(house: House, crossref: StandIn, story: Story, client: Client) -> None:
    page = factories.published(house)
    withholding.hold(page, house.editor, reason="A doubt.")
    client.force_login(house.editor)
    said = client.post(page_of(page), {"action": "register"}, follow=True).content.decode()
    assert "Nothing was sent" in said
    assert "Register now" not in said


def test_a_site_that_only_this_machine_knows_is_warned_of_before_a_file_is_handed_in(
    house: House, client: Client
) -> None:
    page = factories.published(house)
    client.force_login(house.editor)
    assert "Give the site its host name" not in client.get(page_of(page)).content.decode()
    site = Site.objects.get()
    site.hostname = "localhost"
    site.save()
    assert "Give the site its host name" in client.get(page_of(page)).content.decode()


def test_the_file_can_be_downloaded_without_an_account_and_is_valid(house: House, client: Client) -> None:
    page = factories.published(house)
    client.force_login(house.editor)
    address = reverse("series_deposit_file", args=[page.pk])
    assert address in client.get(page_of(page)).content.decode()
    response = client.get(address)
    assert response.headers["Content-Disposition"] == 'attachment; filename="25-01-crossref.xml"'.replace(
        "25-01", page.issue.address
    )
    tree = etree.fromstring(response.content)
    assert deposit_schema().validate(tree), deposit_schema().error_log
    assert tree.xpath("//*[local-name() = 'doi']/text()") == [page.issue.doi]
    assert not Deposit.objects.exists()


@pytest.mark.parametrize("name", ["series_registration", "series_deposit_file"])
def test_only_those_who_work_on_the_text_are_told(house: House, client: Client, name: str) -> None:
    page = factories.published(house)
    for account, status in (
        (house.editor, HTTPStatus.OK),
        (house.assistant, HTTPStatus.OK),
        (house.author, HTTPStatus.FOUND),
        (house.reviewer, HTTPStatus.FOUND),
    ):
        client.force_login(account)
        assert client.get(reverse(name, args=[page.pk])).status_code == status, account


def test_a_draft_has_a_page_that_says_so_and_no_file(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    client.force_login(house.editor)
    assert "This text has no DOI." in client.get(page_of(page)).content.decode()
    assert client.get(reverse("series_deposit_file", args=[page.pk])).status_code == HTTPStatus.NOT_FOUND


def test_what_happened_tells_when_it_was_sent_and_how_that_ended(
    house: House, crossref: StandIn, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    page = factories.published(house)
    story.go_on(QUARTER + MINUTE)
    told = [event.what for event in events_of(page, house.editor) if "DOI" in event.what]
    doi = page.issue.doi
    assert told == [f"The DOI {doi} was sent to be registered.", f"The DOI {doi} was registered."]


def test_it_is_foretold_before_the_publication(house: House, crossref: StandIn, story: Story) -> None:
    page = factories.submitted(house)
    foretold = foretelling.publication_of(page, by=Person.objects.get(account=house.editor))
    told = {each.what: each.at for each in foretold.works if each.kind == deposits.KIND}
    assert told == {"Its DOI is registered at Crossref.": story.now + QUARTER}
    assert not FollowUp.objects.filter(kind=deposits.KIND).exists()


def test_a_file_is_called_by_its_address_in_any_letters() -> None:
    disposition = as_download(b"<a/>", "море-crossref.xml").headers["Content-Disposition"]
    assert disposition == f"attachment; filename*=utf-8''{quote('море')}-crossref.xml"
