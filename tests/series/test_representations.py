"""Tests the addresses of a text as a file: who gets it, whole or in part, for how long, and what stands there else."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Locale, PageViewRestriction

from commentaries import followups, printing, submitting, withholding
from commentaries.models import CommentaryPage, Edition, FollowUp, PrintVersion
from commentaries.pdf.orders import CannotPrint, Exhausted, NotNow, Patience
from commentaries.recording import record_of
from tests import factories
from tests.factories import House
from tests.kept_house import text_in


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


@pytest.fixture
def made(text: CommentaryPage) -> PrintVersion:
    return printing.print_of(Edition.objects.get(page=text))


def path_of(text: CommentaryPage) -> str:
    return f"/letters/{text.issue.address}.pdf"


def name_of(text: CommentaryPage) -> str:
    return f"{slugify(text.series.title)}-{text.issue.address}"


def ask(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_reader_gets_the_pdf_by_its_number(text: CommentaryPage, made: PrintVersion) -> None:
    answer = ask(path_of(text))
    content = content_of(answer)
    assert answer.status_code == HTTPStatus.OK
    assert content.startswith(b"%PDF-1.7")
    assert len(content) == made.size
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name_of(text)}.pdf"'
    assert answer.headers["ETag"] == f'"{made.sha256}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "public, max-age=3600, s-maxage=60"


def test_the_pdf_is_made_when_it_is_asked_for_and_missing(text: CommentaryPage) -> None:
    assert not PrintVersion.objects.exists()
    first = content_of(ask(path_of(text)))
    assert first == content_of(ask(path_of(text)))
    assert PrintVersion.objects.count() == 1


def test_a_text_without_a_number_has_its_pdf_under_its_name(house: House) -> None:
    house.series.number_pattern = house.series.address_pattern = ""
    house.series.save()
    text = factories.published(house)
    assert content_of(ask(f"/letters/{text.slug}.pdf")).startswith(b"%PDF")


def test_the_page_leads_to_its_pdf(text: CommentaryPage, made: PrintVersion) -> None:
    html = ask(text.get_url()).content.decode()
    assert f'<a href="{path_of(text)}">' in html
    assert f'<link rel="alternate" type="application/pdf" href="http://localhost{path_of(text)}">' in html
    assert f"{made.pages} page" in html


def test_a_page_that_was_kept_tells_of_a_print_that_was_made_since(
    text: CommentaryPage, django_capture_on_commit_callbacks: Any
) -> None:
    assert '<span class="detail">' not in ask(text.get_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        content_of(ask(path_of(text)))
    with_print = ask(text.get_url()).content.decode()
    assert f'<span class="detail">{PrintVersion.objects.get().pages} page' in with_print
    assert f'<img src="/letters/{text.issue.address}.small.png"' in with_print


def test_who_has_it_already_gets_no_content(text: CommentaryPage, made: PrintVersion) -> None:
    since = http_date(made.made_at.timestamp())
    for condition in ({"If-None-Match": f'"{made.sha256}"'}, {"If-Modified-Since": since}):
        answer = ask(path_of(text), **condition)
        assert (answer.status_code, content_of(answer)) == (HTTPStatus.NOT_MODIFIED, b"")


@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [("bytes=0-3", 0, 4), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-99999999", 5, None)],
)
def test_a_part_is_answered_by_that_part(
    text: CommentaryPage, made: PrintVersion, asked: str, first: int, stop: int | None
) -> None:
    whole = content_of(ask(path_of(text)))
    answer = ask(path_of(text), Range=asked)
    part = content_of(answer)
    start = first if first >= 0 else len(whole) + first
    assert answer.status_code == HTTPStatus.PARTIAL_CONTENT
    assert part == whole[first:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert int(answer.headers["Content-Length"]) == len(part)
    assert answer.headers["ETag"] == f'"{made.sha256}"'


ENDLESS = pytest.param(f"bytes=0-{'9' * 5000}", id="endless")


@pytest.mark.parametrize("asked", ["bytes=3-1", "bytes=0-3,8-9", "lines=0-3", "bytes=-", "bytes=a-b", ENDLESS])
def test_what_is_no_single_range_is_answered_by_the_whole(text: CommentaryPage, made: PrintVersion, asked: str) -> None:
    answer = ask(path_of(text), Range=asked)
    assert (answer.status_code, len(content_of(answer))) == (HTTPStatus.OK, made.size)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(text: CommentaryPage, made: PrintVersion, asked: str) -> None:
    answer = ask(path_of(text), Range=asked)
    assert answer.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert answer.headers["Content-Range"] == f"bytes */{made.size}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["ETag"] == f'"{made.sha256}"'


def test_a_part_of_an_older_file_is_not_continued(text: CommentaryPage, made: PrintVersion) -> None:
    stale = ask(path_of(text), Range="bytes=4-", **{"If-Range": '"another"'})
    assert (stale.status_code, len(content_of(stale))) == (HTTPStatus.OK, made.size)
    same = ask(path_of(text), Range="bytes=4-", **{"If-Range": f'"{made.sha256}"'})
    assert (same.status_code, len(content_of(same))) == (HTTPStatus.PARTIAL_CONTENT, made.size - 4)


@pytest.mark.parametrize(("size", "width"), [("small", printing.COVER_SMALL), ("large", printing.COVER_LARGE)])
def test_the_first_page_is_there_as_a_picture(text: CommentaryPage, made: PrintVersion, size: str, width: int) -> None:
    answer = ask(path_of(text).replace(".pdf", f".{size}.png"))
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(content_of(answer))).width == width


def test_no_page_names_the_place_where_a_print_is_stored(text: CommentaryPage, made: PrintVersion) -> None:
    assert "prints/" not in ask(text.get_url()).content.decode()


def test_each_print_version_keeps_an_address_for_ever(text: CommentaryPage, made: PrintVersion) -> None:
    by_checksum = f"/letters/{text.issue.address}-{made.sha256[:12]}.pdf"
    answer = ask(by_checksum)
    assert (answer.status_code, len(content_of(answer))) == (HTTPStatus.OK, made.size)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=60"
    assert ask(f"/letters/{text.issue.address}-{'0' * 12}.pdf").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("ending", [".pdf", "-{checksum}.pdf", ".small.png", ".large.png"])
def test_what_is_held_or_removed_answers_as_its_page_does(
    house: House, text: CommentaryPage, made: PrintVersion, ending: str
) -> None:
    path = f"/letters/{text.issue.address}{ending.format(checksum=made.sha256[:12])}"
    withholding.hold(text, house.editor, reason="A name in it is wrong.")
    held = ask(path)
    assert (held.status_code, held.headers["Cache-Control"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "no-store")
    assert held.headers["Content-Type"].startswith("text/html")
    withholding.remove(factories.reloaded(text), house.editor, reason="By order of a court.")
    removed = ask(path)
    assert (removed.status_code, removed.headers["X-Robots-Tag"]) == (HTTPStatus.GONE, "noindex")


def test_a_draft_and_an_archive_entry_have_no_pdf(house: House) -> None:
    draft = factories.submitted(house)
    assert ask(f"/letters/{draft.slug}.pdf").status_code == HTTPStatus.NOT_FOUND
    entry = factories.entered(house)
    assert ask(path_of(entry)).status_code == HTTPStatus.NOT_FOUND
    assert f"{entry.issue.address}.pdf" not in ask(entry.get_url()).content.decode()


@pytest.mark.parametrize(
    "path",
    ["/letters/26-99.pdf", "/nowhere/26-01.pdf", "/letters/2026.pdf", "/26-01.pdf", "/letters/letters/26-01.pdf"],
)
def test_an_unknown_address_is_not_found(text: CommentaryPage, path: str) -> None:
    assert ask(path).status_code == HTTPStatus.NOT_FOUND


def test_a_closed_circle_gives_the_password_first(text: CommentaryPage, made: PrintVersion) -> None:
    PageViewRestriction.objects.create(page=text, restriction_type="password", password="lighthouse")
    client = Client()
    closed = client.get(path_of(text))
    assert closed.headers["Content-Type"].startswith("text/html")
    assert b"%PDF" not in content_of(closed)
    restriction = PageViewRestriction.objects.get()
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{text.pk}/",
        {"password": "lighthouse", "return_url": path_of(text)},
    )
    opened = client.get(path_of(text))
    assert opened.headers["Content-Type"] == "application/pdf"
    assert "private" in opened.headers["Cache-Control"]
    assert "public" not in opened.headers["Cache-Control"]
    assert content_of(opened).startswith(b"%PDF")


def test_each_language_has_its_own_pdf(house: House, text: CommentaryPage, made: PrintVersion) -> None:
    factories.make_italian_pages(house.page)
    before = ask(f"/it{path_of(text)}")
    assert (before.status_code, before.headers["Location"]) == (HTTPStatus.FOUND, path_of(text))
    page = factories.reloaded(text.copy_for_translation(Locale.objects.get(language_code="it")))
    page = factories.edited(page, house.author, title="Verbali", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page)
    italian = ask(f"/it{path_of(text)}")
    assert italian.headers["Content-Disposition"] == f'inline; filename="{name_of(text)}-it.pdf"'
    assert italian.headers["ETag"] != f'"{made.sha256}"'
    assert content_of(italian).startswith(b"%PDF")


def test_a_text_that_cannot_be_set_is_not_found_and_no_error(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise CannotPrint("long word", "2001", at=1)

    monkeypatch.setattr(printing, "typeset", refuse)
    assert ask(path_of(text)).status_code == HTTPStatus.NOT_FOUND
    followups.carry_out(FollowUp.objects.get(kind=printing.KIND).pk)
    monkeypatch.setattr(printing, "typeset", lambda *args, **kwargs: pytest.fail("set again for every reader"))
    assert ask(path_of(text)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("failure", [Exhausted("slow", "8"), NotNow("busy"), NotNow("press", "OSError")])
def test_a_reader_who_comes_too_early_is_asked_to_come_back(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, failure: CannotPrint
) -> None:
    def refuse(*args: Any, patience: Patience, **kwargs: Any) -> None:
        assert 0 < patience.waiting < patience.setting < 10
        assert not patience.seeks_fault
        raise failure

    monkeypatch.setattr(printing, "typeset", refuse)
    answer = ask(path_of(text))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("60", "no-store")
    assert "is being made" in answer.content.decode()
    monkeypatch.undo()
    assert content_of(ask(path_of(text))).startswith(b"%PDF")


def test_a_lost_file_is_not_found_and_no_error(text: CommentaryPage, made: PrintVersion) -> None:
    Path(made.file.path).unlink()
    assert ask(path_of(text)).status_code == HTTPStatus.NOT_FOUND


def test_a_pdf_costs_the_same_few_queries(
    text: CommentaryPage, made: PrintVersion, django_assert_max_num_queries: Any
) -> None:
    content_of(ask(path_of(text)))
    with django_assert_max_num_queries(12):
        content_of(ask(path_of(text)))


def test_a_text_whose_address_is_in_other_letters_has_its_number_and_files(house: House) -> None:
    """Wagtail writes such an address in percent."""
    page = factories.published(house, slug="αθήνα")
    record = record_of(page)
    assert (record.series.path, record.number_url) == ("/letters/", f"http://localhost/letters/{page.issue.address}/")
    assert record.file_path("bib") == f"/letters/{page.issue.address}.bib"
    assert record.number_url in Client().get(page.get_url()).content.decode()
