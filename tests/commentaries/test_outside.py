"""Tests the pages that open by a link: to whom, with which headers, in which language, and what they never do."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.serializers import serialize
from django.http import HttpResponse
from django.test import Client
from wagtail.users.models import UserProfile

from commentaries import reviewing, submitting, throttling
from commentaries.forms.steps import MOST_WORDS
from commentaries.links import revoking
from commentaries.models import Link, Person
from commentaries.throttling import ANSWERS, TOKENS
from series.headers import HEADER
from tests import factories
from tests.factories import House

BELOW = ("", "text/", "text.pdf")


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def link(house: House) -> Link:
    return factories.asked_outside(house).links.get()


@pytest.fixture
def path(link: Link) -> str:
    return f"/review/{factories.token_of(link)}/"


def rows() -> dict[str, str]:
    """Every row of the database, by model."""
    return {
        model._meta.label: json.dumps(serialize("python", model._base_manager.order_by("pk")), default=str)
        for model in apps.get_models()
    }


def names_of(house: House, link: Link) -> list[str]:
    return [link.page.title, str(house.series), link.person.name, link.person.email, house.author_person.name]


# What a program that looks at mails may do


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whatever_follows_links_changes_nothing(client: Client, path: str, below: str, method: str) -> None:
    before = rows()
    for _time in range(2):
        assert getattr(client, method)(f"{path}{below}").status_code == HTTPStatus.OK
    client.get(f"{path}{below}?action=answer&recommendation=publish&has_no_interests=on&seen=&language=it")
    client.get(f"{path}?action=decline")
    assert rows() == before
    assert not client.cookies, "neither a session nor anything else is left with the browser"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_is_answered(client: Client, path: str, method: str) -> None:
    before = rows()
    for below in BELOW:
        assert getattr(client, method)(f"{path}{below}").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(f"{path}text/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert rows() == before


# Who is let in, and what the others are told


def ended(house: House, link: Link, how: str) -> None:
    match how:
        case "revoked":
            revoking.revoke(link, house.editor)
        case "expired":
            Link.objects.update(expires_at=link.made_at)
        case "declined":
            reviewing.decline(link.invitation, link.person)
        case "cancelled":
            submitting.withdraw(link.page, house.author)
        case "gone":
            submitting.withdraw(link.page, house.author)
            factories.reloaded(link.page).delete()


@pytest.mark.parametrize("how", ["revoked", "expired", "declined", "cancelled", "gone"])
def test_a_link_that_has_ended_says_what_to_do_and_names_nothing(
    house: House, link: Link, path: str, client: Client, how: str
) -> None:
    names = names_of(house, link)
    assert client.get(path).status_code == HTTPStatus.OK
    ended(house, link, how)
    for below in BELOW:
        answer = client.get(f"{path}{below}")
        said = answer.content.decode() + str(answer.headers)
        assert answer.status_code == HTTPStatus.GONE
        assert "mail" in said or how == "cancelled"
        assert [name for name in names if name in said] == []


def test_a_guessed_link_is_not_found_and_names_nothing(house: House, link: Link, client: Client) -> None:
    for token in ("A" * 43, factories.token_of(link)[:-1], link.key, link.token_hash, "%2e%2e", "'"):
        for below in BELOW:
            answer = client.get(f"/review/{token}/{below}")
            assert answer.status_code == HTTPStatus.NOT_FOUND
            assert "This link leads nowhere" in answer.content.decode()
            assert [name for name in names_of(house, link) if name in answer.content.decode()] == []


def test_a_link_to_something_else_is_refused(link: Link, path: str, client: Client) -> None:
    Link.objects.update(kind=Link.Kind.CONSENT)
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "This link is for something else" in answer.content.decode()
    assert link.page.title not in answer.content.decode()


def test_one_link_opens_no_other_text(house: House, link: Link, path: str, client: Client) -> None:
    other = factories.asked_outside(
        house,
        factories.in_review(house, title="Another text", slug="another"),
        family_name="Elsewhere",
        email="e@x.org",
    )
    assert "Another text" in client.get(f"/review/{factories.token_of(other.links.get())}/").content.decode()
    for below in ("", "text/"):
        assert "Another text" not in client.get(f"{path}{below}").content.decode()


def test_whoever_guesses_waits_and_the_holder_does_not(link: Link, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "time", lambda: 1_800_000_100.0)
    guesser, holder = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for number in range(TOKENS.attempts):
        assert guesser.get(f"/review/guess-{number}/").status_code == HTTPStatus.NOT_FOUND
    answer = guesser.get(path)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0
    assert link.page.title not in answer.content.decode()
    for _time in range(2 * TOKENS.attempts):
        assert holder.get(path).status_code == HTTPStatus.OK
    cache.clear()
    assert guesser.get(path).status_code == HTTPStatus.OK


def test_whoever_sends_too_often_by_a_link_reads_what_they_typed(
    link: Link, path: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "time", lambda: 1_800_000_100.0)
    sent = {"action": "save", "text": "All that I had to say.", "seen": "nothing"}
    for number in range(ANSWERS.attempts):
        at = Client(REMOTE_ADDR=f"192.0.2.{number}")  # by the link, wherever it is opened
        assert at.post(path, sent).status_code == HTTPStatus.CONFLICT
    answer = client.post(path, sent)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0
    assert "All that I had to say." in answer.content.decode()
    assert link.page.title not in answer.content.decode()
    assert client.get(path).status_code == HTTPStatus.OK


@pytest.mark.parametrize(("action", "name"), [("answer", "text"), ("save", "note"), ("decline", "reason")])
def test_nothing_longer_than_anybody_writes_is_taken(path: str, client: Client, action: str, name: str) -> None:
    before = rows()
    answer = client.post(path, {"action": action, name: "x" * (MOST_WORDS + 1), "recommendation": "publish"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "x" * (MOST_WORDS + 1) in answer.content.decode()
    assert f"{MOST_WORDS}" in answer.content.decode()
    assert rows() == before


def test_an_account_opens_nothing_more(house: House, link: Link, path: str, client: Client) -> None:
    """The token alone opens; whoever is logged in beside it neither loses nor gains by that."""
    client.force_login(house.admin)
    assert client.get(path).status_code == HTTPStatus.OK
    revoking.revoke(link, house.editor)
    assert client.get(path).status_code == HTTPStatus.GONE


# What goes along with every answer


def answers(house: House, link: Link, path: str, client: Client) -> list[HttpResponse]:
    fine = [client.get(f"{path}{below}") for below in BELOW]
    seen = fine[0].context["seen"]
    sent = [client.post(path, {"action": action, "seen": seen}) for action in ("answer", "save", "dance")]
    unknown = client.get("/review/unknown/")
    declined = [client.post(path, {"action": "decline"}), client.get(path), client.post(path, {"action": "answer"})]
    return [*fine, *sent, unknown, *declined]


def test_no_answer_is_kept_found_framed_or_told_to_another_page(
    house: House, link: Link, path: str, client: Client
) -> None:
    said = answers(house, link, path, client)
    assert [answer.status_code for answer in said] == [200, 200, 200, 422, 302, 400, 404, 302, 410, 410]
    for answer in said:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer[HEADER]
        assert "unsafe" not in answer[HEADER]
        assert "Set-Cookie" not in answer


def test_the_page_cache_keeps_nothing(path: str, client: Client, link: Link, house: House) -> None:
    client.get(path)
    revoking.revoke(link, house.editor)
    assert client.get(path).status_code == HTTPStatus.GONE


def test_no_page_needs_a_script_or_leads_to_another_host(path: str, client: Client) -> None:
    for below in ("", "text/"):
        html = client.get(f"{path}{below}").content.decode()
        assert "<script" not in html
        assert " style=" not in html
        assert 'name="referrer" content="no-referrer"' in html


def test_a_form_needs_no_cookie(path: str, link: Link) -> None:
    """The address is the key; some mail programs keep no cookies."""
    client = Client(enforce_csrf_checks=True)
    said = {"action": "decline", "reason": "No time."}
    answer = client.post(path, said, HTTP_ORIGIN="null")  # what a browser says under no-referrer
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == f"{path}#top"
    assert "csrfmiddlewaretoken" not in client.get(path).content.decode()


# In which language


ITALIAN = "Leggi il testo"


def is_italian(answer: HttpResponse) -> bool:
    assert answer["Content-Language"] == ("it" if ITALIAN in answer.content.decode() else "en")
    return ITALIAN in answer.content.decode()


def test_a_page_speaks_the_language_in_which_the_person_is_written_to(path: str, client: Client) -> None:
    assert not is_italian(client.get(path))
    Person.objects.filter(email="nora@example.org").update(language="it")
    assert is_italian(client.get(path))
    assert is_italian(client.get(path, HTTP_ACCEPT_LANGUAGE="en"))
    assert not is_italian(client.get(f"{path}?language=en"))
    assert is_italian(client.get(f"{path}?language=xx"))


def test_who_states_no_language_is_spoken_to_in_the_browsers(path: str, client: Client) -> None:
    assert is_italian(client.get(path, HTTP_ACCEPT_LANGUAGE="it-IT,it;q=0.9"))
    assert not is_italian(client.get(path, HTTP_ACCEPT_LANGUAGE="en"))


def test_the_language_chosen_stays_from_page_to_page(path: str, client: Client) -> None:
    html = client.get(f"{path}?language=it").content.decode()
    assert f'href="{path}text/?language=it"' in html
    assert f'href="{path}?language=en"' in html, "the header's switch"
    sent = client.post(f"{path}?language=it", {"action": "save", "text": "Bene.", "seen": _seen(client, path)})
    assert sent["Location"] == f"{path}?language=it#top"


def _seen(client: Client, path: str) -> str:
    return str(client.get(path).context["seen"])


@pytest.mark.parametrize("below", ["", "text/"])
def test_the_switch_of_languages_stays_on_the_page_of_the_link(path: str, client: Client, below: str) -> None:
    """The text is shown as on its public page, whose own switch would lead away to where nobody gets in yet."""
    shown = client.get(f"{path}{below}").content.decode()
    assert f'href="{path}{below}?language=it" lang="it"' in shown
    answer = client.get(f"{path}{below}?language=it")
    assert (answer.status_code, answer.headers["Content-Language"]) == (HTTPStatus.OK, "it")
    assert f'href="{path}{below}?language=en" lang="en"' in answer.content.decode()


def test_the_account_of_a_person_says_its_language(house: House, client: Client, link: Link, path: str) -> None:
    UserProfile.objects.create(user=house.stranger, preferred_language="it")
    Person.objects.filter(account=house.stranger).update(account=None)
    Person.objects.filter(pk=link.person_id).update(account=house.stranger)
    assert is_italian(client.get(path))


def test_an_end_is_told_in_the_same_language(house: House, client: Client, link: Link, path: str) -> None:
    Person.objects.filter(pk=link.person_id).update(language="it")
    revoking.revoke(link, house.editor)
    assert "Questo collegamento non funziona più" in client.get(path).content.decode()
    italian = client.get("/review/unknown/", HTTP_ACCEPT_LANGUAGE="it").content.decode()
    assert "Questo collegamento non porta da nessuna parte" in italian


@pytest.mark.parametrize("act", ["answer", "save", "decline"])
def test_nothing_typed_is_lost_when_the_link_has_ended(
    house: House, client: Client, link: Link, path: str, act: str
) -> None:
    seen = _seen(client, path)
    revoking.revoke(link, house.editor)
    said = {"action": act, "text": "Four hours of work.", "reason": "On leave.", "seen": seen}
    answer = client.post(path, said)
    assert answer.status_code == HTTPStatus.GONE
    html = answer.content.decode()
    assert "What you wrote was not sent. Here it is:" in html
    assert "Four hours of work." in html
    assert "On leave." in html


def test_a_link_that_ends_while_its_holder_sends_takes_nothing_and_loses_nothing(
    house: House, client: Client, link: Link, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _seen(client, path)
    take: Callable[..., Any] = reviewing.answer

    def after_the_revocation(*args: Any, **kwargs: Any) -> Any:
        revoking.revoke(link, house.editor)
        return take(*args, **kwargs)

    monkeypatch.setattr(reviewing, "answer", after_the_revocation)
    said = {"action": "answer", "recommendation": "publish", "text": "Clear.", "has_no_interests": "on", "seen": seen}
    answer = client.post(path, said)
    assert answer.status_code == HTTPStatus.GONE
    assert "Clear." in answer.content.decode()
    assert not link.invitation.__class__.objects.exclude(review=None).exists()
