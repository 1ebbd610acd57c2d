"""The links of a submitted text are checked in the background, once a day, and what is dead is advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from commentaries import checking_links, followups, panels, pruning, readiness, submitting, versions
from commentaries.knocking import Answer, Manners
from commentaries.models import CheckedLink, CommentaryPage, FollowUp
from commentaries.models.checked_links import key_of_address
from commentaries.outward import links_out
from tests import factories
from tests.factories import House

GOOD, BAD, SHUT = "https://good.example.org/", "https://bad.example.org/a?b=1&c=2", "https://shut.example.org/"
OTHERS = (
    '<p><a href="mailto:a@example.org">write</a> <a href="/letters/">here</a> <a linktype="page" id="1">there</a></p>'
)


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.COMMENTARIES = {**settings.COMMENTARIES, "CHECK_LINKS": True}


@pytest.fixture
def knocked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked; nothing leaves the machine."""
    asked: list[str] = []
    answers = {GOOD: Answer(200), BAD: Answer(404), SHUT: Answer(403)}

    def knock(address: str, manners: Manners) -> Answer:
        asked.append(address)
        return answers.get(address, Answer(error="host"))

    monkeypatch.setattr(checking_links, "knock", knock)
    return asked


def linked(*addresses: str) -> list[tuple[str, Any]]:
    links = " ".join(f'<a href="{each.replace("&", "&amp;")}">see</a>' for each in addresses)
    return [*factories.ready_body(), ("paragraph", f"<p>Read on: {links}.</p>{OTHERS}")]


def check(page: CommentaryPage) -> None:
    """What the worker does once ``tick`` has handed it out."""
    FollowUp.objects.filter(kind=checking_links.KIND).update(next_at=timezone.now())
    followups.carry_out(FollowUp.objects.get(kind=checking_links.KIND, page=page).pk)


def dead(page: CommentaryPage) -> list[tuple[str, str, int | None, bool]]:
    points = readiness.open_points(versions.latest_of(page))
    return [(p.message, p.field, p.block, p.forbids) for p in points if p.code == "dead-link"]


def test_only_addresses_of_the_web_that_are_not_ours_lead_out(house: House, settings: Any) -> None:
    body = linked(GOOD, f"{GOOD}#part", BAD, f"{settings.SITE_URL}/letters/")
    body.append(("embed", {"image": None, "title": "A film", "url": SHUT, "caption": ""}))
    page = factories.make_draft(house, body=body)
    assert [(each.address, each.field, each.block) for each in links_out(page)] == [
        (GOOD, "body", 4),
        (BAD, "body", 4),
        (SHUT, "body", 5),
    ]


def test_a_submission_plans_the_check_and_does_not_wait_for_it(house: House, knocked: list[str]) -> None:
    page = factories.submitted(house, body=linked(GOOD))
    planned = FollowUp.objects.get(kind=checking_links.KIND)
    assert (planned.page_id, planned.state) == (page.pk, FollowUp.State.WAITING)
    assert planned.next_at > planned.created_at
    assert knocked == []


def test_a_text_without_links_plans_nothing(house: House) -> None:
    factories.submitted(house)
    assert not FollowUp.objects.filter(kind=checking_links.KIND).exists()


def test_a_site_that_has_switched_it_off_asks_nobody(house: House, knocked: list[str], settings: Any) -> None:
    page = factories.submitted(house, body=linked(BAD))
    settings.COMMENTARIES = {**settings.COMMENTARIES, "CHECK_LINKS": False}
    check(page)
    assert knocked == []
    assert checking_links.plan(page) is None
    assert checking_links.shown_for(page) == []


def test_a_dead_link_is_advice_at_its_place(house: House, knocked: list[str]) -> None:
    page = factories.submitted(house, body=linked(GOOD, BAD, SHUT, "https://nobody.example.org/"))
    assert dead(page) == []
    check(page)
    assert dead(page) == [
        (f"The link to {BAD} answers 404. Mend it, or take it out.", "body", 4, False),
        ("The link to https://nobody.example.org/ leads nowhere: nobody knows its host.", "body", 4, False),
    ]
    [first, *_others] = [p for p in panels.open_points_context(page)["points"] if "404" in p.message]
    assert first.place.startswith("Go to the paragraph")
    factories.decide(house, page)
    assert factories.reloaded(page).live


def test_what_no_text_under_way_names_is_forgotten_after_ninety_days(
    house: House, knocked: list[str], clock: Callable[[datetime], None]
) -> None:
    monday = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
    clock(monday)
    check(factories.submitted(house, body=linked(BAD)))
    gone = factories.submitted(house, body=linked(GOOD, SHUT))
    check(gone)
    submitting.withdraw(gone, house.author)
    factories.reloaded(gone).delete()
    for days, known in ((89, {BAD, GOOD, SHUT}), (91, {BAD})):
        clock(monday + timedelta(days=days))
        call_command("tick")
        followups.carry_out_due()
        assert set(CheckedLink.objects.values_list("address", flat=True)) == known
    assert FollowUp.objects.filter(kind=pruning.KIND, state=FollowUp.State.DONE).count() == 2


def test_what_is_known_from_today_is_not_asked_again_and_is_tomorrow(house: House, knocked: list[str]) -> None:
    page = factories.submitted(house, body=linked(GOOD, BAD))
    check(page)
    checking_links.plan(page)
    check(page)
    assert sorted(knocked) == [BAD, GOOD]
    CheckedLink.objects.update(checked_at=timezone.now() - timedelta(hours=25))
    checking_links.plan(page)
    check(page)
    assert len(knocked) == 4
    assert CheckedLink.objects.count() == 2


def test_an_editor_has_them_checked_again(client: Client, house: House, knocked: list[str]) -> None:
    page = factories.submitted(house, body=linked(GOOD, BAD))
    check(page)
    client.force_login(house.editor)
    address = f"/admin/commentaries/{page.pk}/before-publication/"
    assert "answers 404" in client.get(address).content.decode()
    client.post(address)
    assert "not checked yet" in client.get(address).content.decode()
    assert dead(page) == []
    check(page)
    assert len(knocked) == 4


def test_one_follow_up_asks_so_many_and_leaves_the_rest_to_the_next(house: House, knocked: list[str]) -> None:
    many = [f"https://example.org/{number}" for number in range(checking_links.AT_ONCE + 3)]
    page = factories.submitted(house, body=linked(*many))
    check(page)
    assert len(knocked) == checking_links.AT_ONCE
    assert FollowUp.objects.get(kind=checking_links.KIND).state == FollowUp.State.WAITING
    check(page)
    assert sorted(knocked) == sorted(many)
    assert FollowUp.objects.get(kind=checking_links.KIND).state == FollowUp.State.DONE


def test_whoever_does_not_answer_in_time_has_not_answered(
    house: House, knocked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = factories.submitted(house, body=linked(GOOD))
    monkeypatch.setattr(checking_links, "wait", lambda *args, **kwargs: None)
    monkeypatch.setattr(checking_links.ThreadPoolExecutor, "submit", lambda *args, **kwargs: _Never())
    check(page)
    assert CheckedLink.objects.get().error == CheckedLink.Error.TIME


class _Never:
    def done(self) -> bool:
        return False


def test_an_address_of_any_length_is_kept_once(house: House, knocked: list[str]) -> None:
    long = f"https://example.org/{'x' * 5_000}"
    page = factories.submitted(house, body=linked(long))
    check(page)
    assert CheckedLink.objects.get().key == key_of_address(long)
    [(sentence, *_rest)] = dead(page)
    assert len(sentence) < 200


def test_the_open_points_ask_once_for_all_links(house: House, django_assert_num_queries: Any) -> None:
    few = versions.latest_of(factories.submitted(house, body=linked(GOOD)))
    many = versions.latest_of(
        factories.submitted(house, body=linked(*(f"https://example.org/{number}" for number in range(30))))
    )
    for page in (few, many):
        readiness.open_points(page)
        with django_assert_num_queries(1):
            list(readiness.dead_links(page))


@pytest.mark.parametrize(
    ("status", "error", "is_dead"),
    [(200, "", False), (204, "", False), (403, "", False), (429, "", False), (404, "", True), (410, "", True),
     (500, "", True), (0, "time", True), (0, "private", True), (0, "unknown", False)],
)  # fmt: skip
def test_what_counts_as_dead(status: int, error: str, is_dead: bool) -> None:
    checked = CheckedLink(address=GOOD, checked_at=timezone.now(), status=status, error=error)
    assert checked.is_dead is is_dead


def test_we_knock_under_the_name_of_the_site(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://letters.example.org"
    manners = checking_links.manners()
    assert "+https://letters.example.org" in manners.agent
    assert (manners.seconds, manners.redirects) == (5, 5)
