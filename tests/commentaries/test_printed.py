"""Tests the preview in print: what is typed as pictures of pages, what does not fit, and who may ask for it."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.users.models import UserProfile

from commentaries import numbering, versions
from commentaries.citations.house import unbroken
from commentaries.models import CommentaryPage, Series
from commentaries.pdf.orders import CannotPrint, Document, Misfit, NotNow, Proof
from commentaries.pdf.typesetting import draw
from commentaries.views import printed
from series.headers import HEADER
from tests import factories
from tests.commentaries.test_editing import sent_by_the_editor, with_paragraph
from tests.factories import House

SCRIPTED = {"X-Requested-With": "XMLHttpRequest"}
"""A refusal to a script is a 403; a person is led to the page they came from."""


class Press:
    """Stands for the press: keeps what it is asked to draw, and does what it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.document: Document
        self.asked: dict[str, Any] = {}
        self.answer: Proof | CannotPrint = Proof((_picture(8, 9), _picture(8, 9)))
        monkeypatch.setattr(printed, "draw", self.draw)

    def draw(self, document: Document, **asked: Any) -> Proof:
        self.document, self.asked = document, asked
        if isinstance(self.answer, CannotPrint):
            raise self.answer
        return self.answer


def _picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    return Press(monkeypatch)


def preview(client: Client, address: str, sent: dict[str, Any], query: str = "mode=print") -> HttpResponse:
    """What Wagtail's editor does: it hands over the form, and asks for what comes of it."""
    assert client.post(address, sent).json() == {"is_valid": True, "is_available": True}
    return client.get(f"{address}?{query}")


def address_of(page: CommentaryPage) -> str:
    return reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])


def test_a_text_is_previewed_as_web_page_first_and_in_print(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    assert [(name, str(label)) for name, label in page.preview_modes] == [("", "Web"), ("print", "Print")]
    client.force_login(house.author)
    sent = sent_by_the_editor(page, house)
    assert 'class="commentary' in preview(client, address_of(page), sent, query="").content.decode()
    shown = preview(client, address_of(page), sent).content.decode()
    assert 'class="commentary' not in shown
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)"', shown)
    total = len(pictures)
    assert f"<h1>{total} page" in shown
    for number, (content, alt, width, height) in enumerate(pictures, start=1):
        assert alt == f"Page {number} of {total}"
        assert Image.open(BytesIO(b64decode(content))).size == (int(width), int(height))


def test_each_page_has_a_box_that_enlarges_it(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    shown = preview(client, address_of(page), sent_by_the_editor(page, house)).content.decode()
    assert shown.lstrip().startswith("<!doctype html>")
    boxes = re.findall(r'<input type="checkbox" id="([^"]+)" aria-label="([^"]+)">', shown)
    assert boxes == [("enlarged-1", "Enlarge: Page 1 of 2"), ("enlarged-2", "Enlarge: Page 2 of 2")]
    for name, _label in boxes:
        assert re.search(rf'<label class="page" for="{name}"><img ', shown)


def test_what_is_typed_is_set_and_not_what_is_stored(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    typed = with_paragraph("Typed just now.") | {"title": "A title of this minute"}
    preview(client, address_of(page), sent_by_the_editor(page, house, **typed))
    assert press.document.data["title"] == "A title of this minute"
    assert press.document.data["body"][0]["of"][0]["of"] == ["Typed just now."]
    assert press.document.data["byline"] == f"by {house.author_person.name}"
    assert versions.latest_of(factories.reloaded(page)).title != "A title of this minute"


def test_a_draft_says_so_and_keeps_the_place_of_its_number(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    preview(client, address_of(page), sent_by_the_editor(page, house))
    assert press.document.data["draft"] == "Draft, not for citation"
    assert press.document.data["label"] == unbroken(f"{timezone.now():%y} | —")


def test_a_text_that_was_never_saved_is_previewed(house: House, client: Client, press: Press) -> None:
    client.force_login(house.author)
    new = reverse("wagtailadmin_pages:preview_on_add", args=["commentaries", "commentarypage", house.page.pk])
    answer = preview(client, new, sent_by_the_editor(None, house, title="Never saved"))
    assert "<h1>2 pages</h1>" in answer.content.decode()
    data = press.document.data
    assert (data["title"], data["label"]) == ("Never saved", unbroken(f"{timezone.now():%y} | —"))
    assert data["byline"] == f"by {house.author_person.name}"
    assert not CommentaryPage.objects.filter(title="Never saved").exists()
    assert draw(press.document).pictures


@pytest.mark.parametrize(("language", "title"), [("en-GB", "Without a title"), ("it", "Senza titolo")])
@pytest.mark.parametrize("typed", ["", "  "])
def test_a_text_without_a_title_says_so_in_its_language_in_both_previews(
    house: House, client: Client, press: Press, language: str, title: str, typed: str
) -> None:
    client.force_login(house.author)
    new = reverse("wagtailadmin_pages:preview_on_add", args=["commentaries", "commentarypage", house.page.pk])
    draft = factories.make_draft(house)
    for page, address in ((None, new), (draft, address_of(draft))):
        sent = sent_by_the_editor(page, house, title=typed, language=language)
        preview(client, address, sent)
        assert press.document.data["title"] == title
        shown = preview(client, address, sent, query="").content.decode()
        assert f">{title}</h1>" in shown
        assert "Placeholder" not in shown


def test_a_reserved_number_and_that_of_a_public_text_are_printed_on_a_draft(
    house: House, client: Client, press: Press
) -> None:
    public = factories.published(house)
    reserved = factories.make_draft(house)
    entry = numbering.reserve(reserved, by=house.author_person)
    client.force_login(house.editor)
    for page, label in ((public, public.issue.label), (reserved, entry.label)):
        preview(client, address_of(page), sent_by_the_editor(page, house, title="Changed"))
        data = press.document.data
        assert (data["label"], data["draft"], data["title"]) == (unbroken(label), "Draft, not for citation", "Changed")


def test_what_does_not_fit_is_told_above_the_pages(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    press.answer = Proof((_picture(8, 9),), (Misfit("long heading", at=1),))
    shown = preview(client, address_of(page), sent_by_the_editor(page, house)).content.decode()
    assert "What does not fit" in shown
    assert "In block 1, the heading “A heading”: this heading takes more than three lines" in shown


def test_what_cannot_be_printed_says_why_instead(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    press.answer = CannotPrint("layout", "no <page>", at=1)
    shown = preview(client, address_of(page), sent_by_the_editor(page, house))
    assert shown.status_code == 200
    assert "In block 1, the heading “A heading”: the layout reports: no &lt;page&gt;" in shown.content.decode()
    assert "stays in the editor" in shown.content.decode()
    assert "<img" not in shown.content.decode()
    press.answer = NotNow("busy")
    assert "come with the next change" in client.get(f"{address_of(page)}?mode=print").content.decode()


def test_an_archive_entry_has_no_pages(house: House, client: Client, press: Press, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = house.editor
    assert "no text of its own" in printed.serve_pages(factories.entered(house), request).content.decode()
    assert not press.asked


def test_the_panel_gets_smaller_pictures_than_a_window(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    preview(client, address_of(page), sent_by_the_editor(page, house))
    large = press.asked["ppi"]
    client.get(f"{address_of(page)}?mode=print&in_preview_panel=true")
    assert press.asked["ppi"] < large
    assert 0 < press.asked["patience"].waiting < press.asked["patience"].setting < 20


def test_it_speaks_the_language_of_who_edits(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    UserProfile.objects.update_or_create(user=house.author, defaults={"preferred_language": "it"})
    client.force_login(house.author)
    shown = preview(client, address_of(page), sent_by_the_editor(page, house)).content.decode()
    assert '<html lang="it"' in shown
    assert "Pagina 1 di 2" in shown
    assert press.document.data["words"]["lang"] == "en"


def test_it_may_be_framed_by_the_editor_and_is_kept_nowhere(house: House, client: Client, press: Press) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    answer = preview(client, address_of(page), sent_by_the_editor(page, house))
    assert answer["X-Frame-Options"].upper() == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    assert "data:" in re.search(r"img-src ([^;]*)", answer[HEADER])[1]  # type: ignore[index]
    assert not re.search(r"<script|<style|\sstyle=", answer.content.decode())


@pytest.mark.parametrize("account", ["reviewer", "stranger"])
def test_whoever_may_not_edit_sees_no_page(house: House, client: Client, press: Press, account: str) -> None:
    page = factories.submitted(house)
    client.force_login(getattr(house, account))
    for name in ("preview_on_edit", "view_draft"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) + "?mode=print", headers=SCRIPTED)
        assert answer.status_code == 403
    assert not press.asked


def test_a_proof_and_a_version_are_shown_in_print_to_those_who_may_read_them(
    house: House, client: Client, press: Press
) -> None:
    Series.objects.update(reviews_needed=1)
    house.series.refresh_from_db()
    page = factories.submitted(house)
    version = page.versions.get()
    proof = reverse("commentaries:proof", args=[page.pk, factories.digest_now(page)])
    kept = reverse("commentaries:version", args=[version.pk])
    for account, status in (("editor", 200), ("author", 200), ("stranger", 403)):
        client.force_login(getattr(house, account))
        press.asked = {}
        for address in (proof, kept):
            assert client.get(f"{address}?mode=print", headers=SCRIPTED).status_code == status
        assert bool(press.asked) == (status == 200)
    factories.invited(house, page)
    client.force_login(house.reviewer)
    assert "Page 2 of 2" in client.get(f"{kept}?mode=print").content.decode()
    assert client.get(f"{proof}?mode=print", headers=SCRIPTED).status_code == 403
