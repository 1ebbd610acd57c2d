"""Tests that the press reads exactly one version by a link, until its day, its revocation, or the text's withdrawal."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from commentaries import affirming, briefing, submitting, withdrawing, withholding
from commentaries.links import addressing, revoking
from commentaries.models import CommentaryPage, Decision, Link, Person
from tests import factories
from tests.factories import House

TITLE = "Minutes of a silent committee"


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def page(house: House) -> CommentaryPage:
    return factories.submitted(house)


def brief(house: House, page: CommentaryPage, user: object = None, whom: str = "Ida Press, The Daily") -> Link:
    until = house.series.today() + timedelta(days=3)
    return briefing.brief(page, user or house.editor, whom=whom, until=until, digest=factories.digest_now(page))


def path_of(link: Link) -> str:
    return f"/press/{factories.token_of(link)}/"


def test_the_press_reads_the_version_whatever_is_changed_since(
    house: House, page: CommentaryPage, client: Client
) -> None:
    path = path_of(brief(house, page))
    factories.edited(page, house.editor, title="Another title")
    for below in ("", "text/"):
        html = client.get(f"{path}{below}").content.decode()
        assert TITLE in html
        assert "Another title" not in html
    answer = client.get(f"{path}text.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.OK, "application/pdf")
    assert client.post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert not client.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"


def test_looking_at_a_link_leaves_its_address_and_a_button_makes_it_anew(
    house: House, page: CommentaryPage, client: Client
) -> None:
    link = brief(house, page)
    path, before = path_of(link), Link.objects.get().token_hash
    client.force_login(house.editor)
    decide, offer = reverse("commentaries:decide", args=[page.pk]), "Make the address anew"
    shown = client.get(decide).content.decode()
    assert path in shown
    assert offer not in shown
    with override_settings(SECRET_KEY="another-secret-of-this-site"):
        client.force_login(house.editor)
        shown = client.get(decide).content.decode()
        assert "/press/" not in shown
        assert offer in shown
        assert Link.objects.get().token_hash == before
        assert Client().get(path).status_code == HTTPStatus.OK
        sent = {"action": "renew_press", "link": link.pk}
        assert client.post(decide, sent).status_code == HTTPStatus.FOUND
        new = path_of(Link.objects.get())
        assert new in client.get(decide).content.decode()
        assert client.post(decide, sent).status_code == HTTPStatus.FOUND
        assert (new == path, path_of(Link.objects.get()) == new) == (False, True)
        assert Client().get(path).status_code == HTTPStatus.NOT_FOUND
        with pytest.raises(PermissionDenied), transaction.atomic():
            briefing.renew_address(link, house.assistant)
    revoking.revoke(link, house.editor)
    with pytest.raises(briefing.NothingToBrief), transaction.atomic():
        briefing.renew_address(link, house.editor)


def test_the_notice_says_the_day(house: House, page: CommentaryPage, client: Client) -> None:
    path = path_of(brief(house, page))
    assert "its day is still to be fixed" in client.get(path).content.decode()
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=2))
    assert "Not for publication before" in client.get(path).content.decode()
    assert "Ida Press, The Daily" in client.get(path).content.decode()


def test_once_it_is_public_the_page_leads_there(house: House, page: CommentaryPage, client: Client) -> None:
    path = path_of(brief(house, page))
    factories.decide(house, page)
    html = client.get(path).content.decode()
    assert "It has appeared" in html
    assert factories.reloaded(page).full_url in html


@pytest.mark.parametrize("how", ["revoked", "expired", "withdrawn", "submitted again", "changes", "rejected", "held"])
def test_a_link_that_has_ended_names_nothing(house: House, page: CommentaryPage, client: Client, how: str) -> None:
    link = brief(house, page)
    match how:
        case "revoked":
            revoking.revoke(link, house.second_editor)
        case "expired":
            Link.objects.update(expires_at=link.made_at)
        case "withdrawn":
            submitting.withdraw(page, house.author)
        case "submitted again":
            submitting.withdraw(page, house.author)
            submitting.submit(factories.reloaded(page), house.author)
        case "changes":
            factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter.")
        case "rejected":
            factories.decide(house, page, Decision.Outcome.REJECT, reasons="No.")
        case "held":
            factories.decide(house, page)
            withholding.hold(factories.reloaded(page), house.editor, reason="A doubt.")
    for below in ("", "text/", "text.pdf"):
        answer = client.get(f"{path_of(link)}{below}")
        assert answer.status_code == HTTPStatus.GONE
        said = answer.content.decode()
        assert [name for name in (TITLE, "Ida Press", str(house.series)) if name in said] == []


def test_while_an_author_wants_the_text_back_the_press_reads_nothing(
    house: House, page: CommentaryPage, client: Client
) -> None:
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=2))
    path = path_of(brief(house, factories.reloaded(page)))
    withdrawing.ask(page, house.author, reason="A doubt.")
    assert client.get(path).status_code == HTTPStatus.GONE
    with pytest.raises(briefing.NothingToBrief), transaction.atomic():
        brief(house, factories.reloaded(page))
    client.force_login(house.editor)
    decide = client.get(reverse("commentaries:decide", args=[page.pk])).content.decode()
    assert "Let the press read it" not in decide
    withdrawing.schedule_again(page, house.editor, at=timezone.now() + timedelta(days=3))
    assert "Not for publication before" in client.get(path).content.decode()
    withdrawing.ask(page, house.author, reason="A doubt after all.")
    withdrawing.confirm(page, house.editor, keeps_number=True)
    assert client.get(path).status_code == HTTPStatus.GONE


@pytest.mark.parametrize("account", ["assistant", "author", "reviewer", "stranger"])
def test_only_whoever_may_decide_gives_a_text_to_the_press(house: House, page: CommentaryPage, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        brief(house, page, getattr(house, account))


def test_no_draft_is_given_to_the_press(house: House) -> None:
    with pytest.raises(briefing.NothingToBrief), transaction.atomic():
        brief(house, factories.make_draft(house))


def test_the_editor_makes_copies_and_takes_back(house: House, page: CommentaryPage, client: Client) -> None:
    client.force_login(house.editor)
    decide = reverse("commentaries:decide", args=[page.pk])
    until = house.series.today() + timedelta(days=5)
    sent = {"action": "brief", "whom": "Ida Press", "until": until, "digest": factories.digest_now(page)}
    assert client.post(decide, sent).status_code == HTTPStatus.FOUND
    link = Link.objects.standing().get(kind=Link.Kind.PRESS)
    assert (link.person, link.note, link.last_day) == (None, "Ida Press", until)
    html = client.get(decide).content.decode()
    assert addressing.address_of(link) in html
    assert html.count('data-action="w-clipboard#copy"') == html.count('data-w-clipboard-target="value"') == 1
    assert 'keep-owner-value=""' not in html, "what is typed is kept for whoever typed it"
    client.force_login(house.assistant)
    html = client.get(decide).content.decode()
    assert "Ida Press" in html
    assert addressing.address_of(link) not in html
    assert "w-clipboard#copy" not in html, "there is nothing to copy"
    client.post(decide, {"action": "revoke_press", "link": link.pk})
    assert not Link.objects.standing().filter(kind=Link.Kind.PRESS).exists()
    assert Link.objects.get(pk=link.pk).revoked_by == Person.objects.get(account=house.assistant)
