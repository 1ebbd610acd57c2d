"""Walks every address that the project serves as everyone, and reads the answers for words that are not theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings

from commentaries import followups
from tests.access import rows, walking
from tests.access.addresses import Address, addresses, patterns
from tests.access.world import ARBITER, OUTSIDER, REFEREE, ROLES, SHARED, UMPIRE, World, make_world

pytestmark = pytest.mark.django_db
REVIEWERS = {REFEREE, ARBITER, UMPIRE, OUTSIDER}
LISTS_OF_PERSONS = (
    "wagtailsnippets_commentaries_person:",
    "wagtailsnippetchoosers_commentaries_person:",
    "series_absences",
)
"""Where persons stand as persons, whether they review or not."""
SHOW_REVIEWERS = {"review", "changes", "decision", "changed", "editors"}
ASKED_BY_DEFAULT = ("anonymous", "stranger", "reviewer", "author", "assistant", "editor")
"""Each kind of rights once; the long tests ask at every door as everyone."""
WALKED_BY_DEFAULT = ("stranger", "author")
"""An account that is nobody here, and the author, who must not learn who reviews; the long walk goes as everyone."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, for all tests of this module, and taken back after them."""
    settings = override_settings(ROOT_URLCONF="tests.access.urls", WAGTAILADMIN_RECENT_EDITS_LIMIT=50)
    with django_db_blocker.unblock(), settings, transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def everything(world: World) -> list[Address]:
    return [address for pattern in patterns() for address in addresses(pattern, world)]


def leaks(world: World, role: str, asked: list[Address], *, methods: tuple[str, ...] = ("GET",)) -> dict[str, set[str]]:
    """The words met that are not for this role, by the name of the address."""
    client = walking.client_of(world, role)
    found: dict[str, set[str]] = {}
    for address in asked:
        foreign = world.words() - world.words_for(role) - _told_there(address)
        for method in methods:
            said = walking.ask(client, address, method=method).words
            if met := {word for word in foreign if word in said}:
                found.setdefault(f"{method} {address.pattern.known_as}", set()).update(met)
    return found


def _told_there(address: Address) -> set[str]:
    """A link tells whoever has it of one text. The editor chooses reviewers and guests from the list of all persons,
    though not for a text of her own."""
    text = address.text
    if address.pattern.known_as.startswith("outside:consent") and text:
        return {text.title, text.body, text.newer, text.working}
    if address.pattern.known_as.startswith("outside:press") and text and text.state == "decision":
        return {text.title, text.body}
    if address.pattern.known_as == "outside:manuscript":
        return {"zqplanned"}
    if address.pattern.known_as.startswith("outside:review") and text:
        is_open = rows.who_has_the_link("anonymous", text.state) == walking.ALLOWED
        return {text.title, text.body, OUTSIDER} if is_open else set()
    chooses = address.pattern.known_as in {"commentaries:decide", "series_handling"}
    invites = chooses and address.text and address.text.state != "editors"
    return REVIEWERS if invites or address.pattern.known_as.startswith(LISTS_OF_PERSONS) else set()


def tells_something(address: Address, role: str) -> bool:
    """Of one's own text only the names of reviewers are not for oneself; a list tells what its results tell."""
    if re.search(r"results(/|$|\?)", address.path):
        return False
    is_own = address.text is not None and role in address.text.insiders()
    return not is_own or address.text.state in SHOW_REVIEWERS


def test_every_address_of_ours_has_a_row() -> None:
    with override_settings(ROOT_URLCONF="tests.access.urls"):
        ours = {pattern.known_as for pattern in patterns() if pattern.is_ours}
    assert ours == set(rows.ROWS), "Say in tests/access/rows.py who is let in there."


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=[] if role in ASKED_BY_DEFAULT else [pytest.mark.long]) for role in ROLES]
)
def test_our_own_addresses_let_in_whom_they_should(world: World, role: str) -> None:
    client = walking.client_of(world, role)
    wrong = []
    for address in everything(world):
        name, state = address.pattern.known_as, address.text.state if address.text else ""
        if not address.pattern.is_ours or not (expected := rows.ROWS[name](role, state)):
            continue
        answer = walking.ask(client, address, method=rows.METHODS.get(name, "GET"))
        foreign = world.words() - world.words_for(role) - _told_there(address)
        met = {word for word in foreign if word in answer.words}
        if answer.outcome != expected or met:
            wrong.append((name, state, answer.status, answer.outcome, f"expected: {expected}", met))
    assert wrong == []


@pytest.mark.parametrize("role", WALKED_BY_DEFAULT)
def test_no_page_holds_a_word_that_is_not_for_its_reader(world: World, role: str) -> None:
    assert leaks(world, role, [each for each in everything(world) if tells_something(each, role)]) == {}


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_no_answer_to_a_form_holds_one_either(world: World, role: str) -> None:
    assert leaks(world, role, everything(world), methods=("GET", "POST")) == {}


def test_the_administrator_meets_every_word(world: World) -> None:
    """The walk reads what it should: somebody who may read everything finds everything."""
    client = walking.client_of(world, "admin")
    names = (
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:history",
        "commentaries:decide",
        "/admin/reports/site",
        "series_desk",
    )
    asked = [address for address in everything(world) if address.pattern.known_as.startswith(names)]
    answers = [walking.ask(client, address) for address in asked]
    assert {word for word in world.words() if any(word in answer.words for answer in answers)} == world.words()
    assert not [answer for answer in answers if answer.outcome == walking.BROKEN]


def typed(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Forms that name a page, filled in with every text: where they are sent, and what is typed."""
    shelf = world.shelf.page.pk
    return [
        form
        for text in world.texts.values()
        for form in (
            ("/admin/choose-external-link/", {"external-link-chooser-url": f"http://localhost/{text.path}",
                                              "external-link-chooser-link_text": "here"}),
            ("/admin/redirects/add/", {"old_path": "", "redirect_page": text.page.pk}),
            (f"/admin/pages/{shelf}/copy/", {"new_parent_page": text.page.pk, "new_title": "A", "new_slug": "a"}),
            (f"/admin/pages/{shelf}/move/", {"new_parent_page": text.page.pk}),
            (f"/admin/pages/{shelf}/move/{text.page.pk}/confirm/", {}),
            (f"/admin/bulk/wagtailcore/page/move/?id={shelf}", {"chooser": text.page.pk}),
            (f"/admin/pages/{text.page.pk}/copy/", {"new_parent_page": shelf, "new_title": "A", "new_slug": "a"}),
            (f"/admin/workflows/edit/{text.task_state().workflow_state.workflow_id if text.task_state() else 1}/",
             {"name": "", "pages-TOTAL_FORMS": 1, "pages-INITIAL_FORMS": 0, "pages-0-page": text.page.pk}),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["stranger", "elsewhere", "other"])
def test_a_form_that_takes_any_page_does_not_name_it(world: World, role: str) -> None:
    client = walking.client_of(world, role)
    foreign = world.words() - world.words_for(role)
    met: dict[str, set[str]] = {}
    for path, data in typed(world):
        with transaction.atomic():
            response = client.post(path, data)
            said = walking.said(response, path, walking.messages_of(response))
            transaction.set_rollback(True)
        said = said.replace(str(data.get("external-link-chooser-url", path)), "")
        if words := {word for word in foreign if word in said}:
            met.setdefault(path, set()).update(words)
    assert met == {}


@pytest.mark.usefixtures("world")
def test_no_mail_tells_an_author_who_reviews() -> None:
    followups.carry_out_due()
    to_authors = [m for m in mail.outbox if {"author@example.org", "coauthor@example.org"} & set(m.to)]
    assert to_authors
    assert [m.subject for m in to_authors if any(name in f"{m.body} {m.subject}".lower() for name in REVIEWERS)] == []


@pytest.mark.usefixtures("world")
def test_the_search_for_what_all_texts_share_finds_the_public_ones(client: Any) -> None:
    said = client.get(f"/search/?q={SHARED}").content.decode().lower()
    assert "zqtitlepublic" in said
    assert "zqtitlechanged" in said
