"""Tests the page by which a manuscript arrives, and the door through which those who work on the series get it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commentaries import handling
from commentaries.links import revoking
from commentaries.models import Attachment, CommentaryPage, DeskLine, Link
from series.headers import HEADER
from tests import factories
from tests.commentaries import files
from tests.factories import House


@pytest.fixture(autouse=True)
def _warnings_are_expected(caplog: pytest.LogCaptureFixture) -> None:
    """What is refused is logged."""


@pytest.fixture
def link(house: House) -> Link:
    return factories.asked_for_manuscript(house)


@pytest.fixture
def path(link: Link) -> str:
    return f"/manuscript/{factories.token_of(link)}/"


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (CommentaryPage, Attachment, Link, DeskLine))


def test_whoever_looks_changes_nothing(client: Client, path: str) -> None:
    before = counts()
    for method in ("get", "head", "options"):
        answer = getattr(client, method)(f"{path}?title=x&message=y")
        assert answer.status_code == HTTPStatus.OK
    assert counts() == before
    assert not client.cookies
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_page_says_what_is_waited_for_and_needs_no_script(client: Client, path: str) -> None:
    answer = client.get(path)
    html = answer.content.decode()
    assert "Tides and votes" in html
    assert "asks you to send the manuscript here" in html
    assert "<script" not in html
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "unsafe" not in answer[HEADER]


def test_a_file_sent_is_confirmed_and_a_second_may_follow(client: Client, path: str) -> None:
    answer = client.post(path, {"file": files.sent(), "title": "Tides", "message": "Here it is."}, follow=True)
    html = answer.content.decode()
    key = Attachment.objects.get().pk
    assert answer.redirect_chain == [(f"{path}?arrived={key}#top", HTTPStatus.FOUND)]
    assert "“My text.docx” has arrived" in html
    later = client.get(path).content.decode()
    assert ("has arrived" in later, "My text.docx" in later) == (False, True), "thanked once, and listed for good"
    assert "Send another file" in html
    assert CommentaryPage.objects.get().title == "Tides"
    client.post(path, {"file": files.sent(files.odt(), "newer.odt")})
    assert client.get(path).content.decode().count('class="file-name"') == 2
    assert CommentaryPage.objects.count() == 1


def test_the_page_answers_in_the_language_chosen(client: Client, path: str) -> None:
    answer = client.post(f"{path}?language=it", {"file": files.sent()}, follow=True)
    key = Attachment.objects.get().pk
    assert answer.redirect_chain == [(f"{path}?language=it&arrived={key}#top", HTTPStatus.FOUND)]
    assert "è arrivato" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"MZ\x90\x00", "Files of this kind are not taken"),
        (files.docx() + b"x", "damaged"),
        (b"", "empty"),
        (None, "Choose the file."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_at_its_field_and_words_stay(
    client: Client, path: str, data: bytes | None, told: str
) -> None:
    before = counts()
    sent: dict[str, Any] = {"title": "Tides", "message": "Words that stay."}
    answer = client.post(path, sent if data is None else sent | {"file": files.sent(data)})
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told in html
    assert "Words that stay." in html
    assert counts() == before


@pytest.mark.parametrize("how", ["revoked", "expired", "dropped", "begun", "gone"])
def test_a_link_that_has_ended_says_so_names_nothing_and_loses_no_word(
    house: House, link: Link, path: str, client: Client, how: str
) -> None:
    match how:
        case "revoked":
            revoking.revoke(link, house.editor)
        case "expired":
            Link.objects.update(expires_at=link.made_at)
        case "dropped":
            handling.drop(link.line, house.editor)
        case "begun":
            DeskLine.objects.update(page=factories.submitted(house))
        case "gone":
            link.line.delete()
    assert client.get(path).status_code == HTTPStatus.GONE
    answer = client.post(path, {"file": files.sent(), "message": "Words that stay."})
    said = answer.content.decode()
    assert answer.status_code == HTTPStatus.GONE
    assert "Words that stay." in said
    names = ["Tides and votes", "Nora", str(house.series), "Minutes of a silent committee"]
    assert [name for name in names if name in said] == []
    assert not Attachment.objects.exists()


def test_a_link_to_something_else_opens_nothing_here(house: House, link: Link, client: Client) -> None:
    token = factories.token_of(link)
    for other in ("review", "consent"):
        assert client.get(f"/{other}/{token}/").status_code == HTTPStatus.FORBIDDEN
    review = factories.token_of(factories.asked_outside(house, family_name="Else", email="e@x.org").links.get())
    assert client.get(f"/manuscript/{review}/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/manuscript/guess/").status_code == HTTPStatus.NOT_FOUND


# Getting the file


@pytest.fixture
def attachment(link: Link, path: str, client: Client) -> Attachment:
    client.post(path, {"file": files.sent(name='Fluß "x".docx')})
    return Attachment.objects.get()


@pytest.mark.parametrize(
    ("account", "status"),
    [("editor", 200), ("assistant", 200), ("admin", 200), ("author", 403), ("reviewer", 403), ("stranger", 403)],
)
def test_only_those_who_work_on_the_series_get_a_file(
    house: House, attachment: Attachment, client: Client, account: str, status: int
) -> None:
    client.force_login(getattr(house, account))
    answer = client.get(reverse("commentaries:attachment", args=[attachment.pk]))
    assert (answer.status_code == HTTPStatus.OK) == (status == HTTPStatus.OK)
    if status != HTTPStatus.OK:
        return
    assert b"".join(answer.streaming_content) == files.docx()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Flu%C3%9F")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer[HEADER] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private, no-store")


def test_no_public_address_leads_to_a_file(attachment: Attachment, client: Client) -> None:
    for address in (f"/media/{attachment.file.name}", f"/{attachment.file.name}", f"/private/{attachment.file.name}"):
        assert client.get(address, follow=True).status_code == HTTPStatus.NOT_FOUND


def test_the_editor_finds_the_file_where_the_text_is(house: House, attachment: Attachment, client: Client) -> None:
    client.force_login(house.editor)
    address = reverse("commentaries:attachment", args=[attachment.pk])
    page = attachment.page
    for name in ("commentaries:decide", "series_handling"):
        html = client.get(reverse(name, args=[page.pk])).content.decode()
        assert address in html
        assert "Nora Outside" in html


def test_an_editor_asks_takes_back_and_asks_again(house: House, client: Client) -> None:
    line = factories.planned(house)
    client.force_login(house.editor)
    plan = reverse("series_plan", args=[line.pk])
    assert "Send the author a link" in client.get(plan).content.decode()
    assert client.post(plan, {"action": "ask", "message": "Soon?"}).url == plan
    assert "Send the link again" in client.get(plan).content.decode()
    first = Link.objects.standing().get()
    client.post(plan, {"action": "revoke"})
    assert not Link.objects.standing().exists()
    client.post(plan, {"action": "ask"})
    assert Link.objects.standing().get().key != first.key


def test_a_plan_without_an_address_says_so(house: House, client: Client) -> None:
    line = factories.planned(house, author=factories.PersonFactory(email=""))
    client.force_login(house.admin)
    page = client.get(reverse("series_plan", args=[line.pk])).content.decode()
    assert "no link for the manuscript can be sent yet" in page
    assert "Send the author a link" not in page
    assert f'/edit/{line.author_id}/">Write one down with the person' in page
    answer = client.post(reverse("series_plan", args=[line.pk]), {"action": "ask"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No e-mail is known" in answer.content.decode()
