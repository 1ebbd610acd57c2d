"""The page before publication says what would follow, and its one button posts the decision on what it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from commentaries import reviewing, submitting, withholding
from commentaries.citations import unbroken
from commentaries.models import Decision, Issue, Person, Review, Series, SeriesRole
from tests import factories
from tests.factories import House, PersonFactory

AT_MOST, EACH = 157, 11
"""Queries of the page, which publishes and takes it back, and of each person who is written to."""


def address(page: Any) -> str:
    return f"/admin/commentaries/{page.pk}/before-publication/"


def opened(client: Client, house: House, page: Any, account: Any = None) -> Any:
    client.force_login(account or house.editor)
    response = client.get(address(page))
    assert response.status_code == HTTPStatus.OK
    return html.fromstring(response.content)


def words(tree: Any) -> str:
    return " ".join(tree.xpath("//main")[0].text_content().split())


def button(tree: Any) -> tuple[str, dict[str, str]] | None:
    """Where the one button posts, and what."""
    forms = tree.xpath('//form[contains(@class, "commentary-publish")]')
    if not forms:
        return None
    [form] = forms
    return form.get("action"), {each.get("name"): each.get("value", "") for each in form.xpath(".//input")}


def test_it_says_what_appears_who_is_mailed_and_what_is_done(client: Client, house: House) -> None:
    factories.published(house, title="An earlier letter")
    page = factories.submitted(house, authors=[house.author_person, PersonFactory(given_name="Mute", email="")])
    said = words(opened(client, house, page))
    year = house.series.today().year % 100
    assert unbroken(f"{year} | 02") in opened(client, house, page).text_content()
    assert f"/letters/{year}-02/" in said
    assert "/letters/minutes-of-a-silent-committee/" in said
    assert "At the top, above “An earlier letter”." in said
    assert "Nothing: readers have not had this text before." in said
    assert "Test Author, Test Second It is published: number, link, how to cite" in said
    assert "gets none: no address is known." in said
    assert "Its PDF is made and kept. " in said
    assert Issue.objects.count() == 1


def test_it_says_which_doi_the_text_gets(client: Client, house: House) -> None:
    page = factories.submitted(house)
    assert "DOI" not in words(opened(client, house, page))
    Series.objects.filter(pk=house.series.pk).update(doi_prefix="10.1234", doi_suffix="letters.{yyyy}.{n:02d}")
    assert f"DOI https://doi.org/10.1234/letters.{house.series.today().year}.01" in words(opened(client, house, page))


def test_the_button_publishes_exactly_what_is_shown(client: Client, house: House) -> None:
    page = factories.submitted(house)
    pressed = button(opened(client, house, page))
    assert pressed is not None
    assert pressed[1]["digest"] == factories.digest_now(page)
    response = client.post(*pressed, follow=True)
    assert "Published as" in response.content.decode()
    assert factories.reloaded(page).live


def test_a_text_changed_meanwhile_is_not_published(client: Client, house: House) -> None:
    page = factories.submitted(house)
    pressed = button(opened(client, house, page))
    assert pressed is not None
    factories.edited(page, house.editor, title="Another title")
    assert client.post(*pressed).status_code == HTTPStatus.CONFLICT
    assert not factories.reloaded(page).live


def test_a_text_decided_on_meanwhile_is_not_decided_on_twice(client: Client, house: House) -> None:
    page = factories.submitted(house)
    pressed = button(opened(client, house, page))
    assert pressed is not None
    factories.decide(house, page, Decision.Outcome.CHANGES, by=house.second_editor, reasons="Shorter, please.")
    assert client.post(*pressed).status_code == HTTPStatus.CONFLICT
    assert not factories.reloaded(page).live


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_it_is_for_those_who_work_on_the_series(client: Client, house: House, account: str) -> None:
    page = factories.submitted(house)
    client.force_login(getattr(house, account))
    response = client.get(address(page))
    assert response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.FOUND}
    assert page.title not in response.content.decode()


def test_without_the_second_yes_there_is_no_button_but_a_way_to_it(client: Client, house: House) -> None:
    page = factories.edited(factories.submitted(house), house.editor, abstract="The editor's own words.")
    tree = opened(client, house, page)
    assert button(tree) is None
    assert "Nobody else has said yes to exactly this text." in words(tree)
    assert tree.xpath(f'//a[@href="/admin/commentaries/{page.pk}/decide/#decision"]')


def test_what_must_be_mended_stands_in_the_way(client: Client, house: House) -> None:
    page = factories.edited(factories.submitted(house), house.author, body=[])
    tree = opened(client, house, page)
    assert button(tree) is None
    assert tree.xpath('//a[@href="#points"]')


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("assistant", "An editor of the series who is not among the authors decides."),
        ("admin", "You do not edit this series: to publish all the same, give a reason."),
    ],
)
def test_who_may_not_publish_with_one_button_is_told_why(
    client: Client, house: House, account: str, sentence: str
) -> None:
    tree = opened(client, house, factories.submitted(house), getattr(house, account))
    assert button(tree) is None
    assert sentence in words(tree)


def test_a_draft_is_foretold_and_not_published_from_here(client: Client, house: House) -> None:
    tree = opened(client, house, factories.make_draft(house))
    assert button(tree) is None
    assert "It cannot be published from here yet." in words(tree)
    assert "At the top" in words(tree) or "The first text." in words(tree)


def test_what_is_scheduled_is_told_for_its_moment(
    client: Client, house: House, clock: Callable[[datetime], None]
) -> None:
    page = factories.submitted(house)
    moment = timezone.now() + timedelta(days=400)
    factories.decide(house, page, publish_at=moment)
    tree = opened(client, house, page)
    assert button(tree) is None
    assert f"{house.series.today(moment).year % 100}-01/" in words(tree)
    assert "Decided: it appears by itself on" in words(tree)
    [date] = tree.xpath('//dt[text()="Date"]/following-sibling::dd[1]')
    assert date.text_content().count(str(house.series.today(moment).year)) == 1, "the day is said once"


def test_a_correction_says_what_gives_way(client: Client, house: House) -> None:
    page = factories.edited(factories.published(house), house.author, title="Minutes, corrected")
    page.get_workflow().start(page, house.author)
    tree = opened(client, house, page)
    assert "gives way to edition 2. Number, address and date of publication stay." in words(tree)
    assert button(tree) is not None


def test_a_held_text_is_published_knowingly(client: Client, house: House) -> None:
    page = factories.edited(factories.published(house), house.author, title="Minutes, corrected")
    withholding.hold(page, house.editor, reason="A name is wrong.")
    page = factories.reloaded(page)
    page.get_workflow().start(page, house.author)
    tree = opened(client, house, page)
    assert "A name is wrong." in words(tree)
    pressed = button(tree)
    assert pressed is not None
    client.post(*pressed)
    assert factories.reloaded(page).live


def test_an_address_that_is_taken_is_told_and_leaves_no_button(client: Client, house: House) -> None:
    Series.objects.filter(pk=house.series.pk).update(number_pattern="", address_pattern="")
    page = factories.submitted(house)
    Issue.objects.create(
        series=house.series, address=page.slug, state=Issue.State.PUBLIC, year=2025, placed_at=timezone.now()
    )
    tree = opened(client, house, page)
    assert button(tree) is None
    assert "is taken in" in words(tree)


def test_an_editor_among_the_authors_reads_no_reviewers_name(client: Client, house: House) -> None:
    page = factories.reviewed(house)
    assert "Test Reviewer" in words(opened(client, house, page))
    second = Person.objects.get(account=house.second_editor)
    row = page.authorships.model(person=second, name=second.name, sort_order=9)
    page = factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    assert "Test Reviewer" not in words(opened(client, house, page, house.second_editor))


def test_a_reviewer_who_asked_for_changes_is_named_and_of_which_version(client: Client, house: House) -> None:
    page = factories.in_review(house, reviews=1)
    changes = reviewing.Answer(Review.Recommendation.CHANGES, "Shorter.")
    reviewing.answer(factories.invited(house, page), house.reviewer_person, changes)
    said = "Test Reviewer: Publish after changes, "
    assert said in words(opened(client, house, page))
    assert "on an earlier version" not in words(opened(client, house, page))
    page = factories.edited(page, house.editor, abstract="Shorter now.")
    assert "on an earlier version" in words(opened(client, house, page))
    second = Person.objects.get(account=house.second_editor)
    row = page.authorships.model(person=second, name=second.name, sort_order=9)
    page = factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    assert said not in words(opened(client, house, page, house.second_editor))


def test_of_a_reviewer_asked_in_two_rounds_the_last_answer_counts(client: Client, house: House) -> None:
    page = factories.in_review(house, reviews=1)
    changes = reviewing.Answer(Review.Recommendation.CHANGES, "Shorter.")
    reviewing.answer(factories.invited(house, page), house.reviewer_person, changes)
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="As the review says.")
    page = factories.edited(page, house.author, abstract="Shorter now.")
    submitting.submit(page, house.author)
    publish = reviewing.Answer(Review.Recommendation.PUBLISH, "Clear.")
    reviewing.answer(factories.invited(house, page), house.reviewer_person, publish)
    assert Review.objects.count() == 2
    assert "What reviewers still want" not in words(opened(client, house, factories.reloaded(page)))


def test_a_reviewer_who_said_publish_wants_nothing_more(client: Client, house: House) -> None:
    assert "What reviewers still want" not in words(opened(client, house, factories.reviewed(house)))


def test_each_person_who_is_written_to_costs_a_few_queries_and_nothing_else_grows(client: Client, house: House) -> None:
    small = factories.submitted(house)
    opened(client, house, small)
    with CaptureQueriesContext(connection) as few:
        client.get(address(small))
    for _number in range(3):
        factories.give_role(house.series, factories.make_account(), SeriesRole.Role.EDITOR)
    large = factories.submitted(house, authors=[house.author_person, *PersonFactory.create_batch(3)])
    with CaptureQueriesContext(connection) as many:
        client.get(address(large))
    assert len(few) <= AT_MOST
    assert len(many) - len(few) <= 6 * EACH
