"""Tests that each edition is printed once, of its own day, and replaced for a stated reason alone."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from PIL import Image

from commentaries import affirming, followups, printing, submitting
from commentaries.models import CommentaryPage, Edition, FollowUp, PrintVersion, Series
from commentaries.pdf.orders import HOUSE, PATIENT, CannotPrint, Exhausted, NotNow
from tests import factories
from tests.factories import House
from tests.kept_house import text_in


@pytest.fixture
def text(house: House) -> CommentaryPage:
    return text_in(house, factories.published)


@pytest.fixture
def edition(text: CommentaryPage) -> Edition:
    return Edition.objects.get(page=text)


def content_of(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        content: bytes = file.read()
    return content


def words_of(made: PrintVersion) -> str:
    pdf = pypdfium2.PdfDocument(content_of(made.file))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def printing_of(text: CommentaryPage) -> FollowUp:
    return FollowUp.objects.get(kind=printing.KIND, page=text)


def make_due(follow_up: FollowUp) -> None:
    FollowUp.objects.filter(pk=follow_up.pk).update(next_at=timezone.now())


def test_a_publication_is_followed_by_its_print(text: CommentaryPage) -> None:
    assert not PrintVersion.objects.exists()
    assert followups.carry_out(printing_of(text).pk)
    made = PrintVersion.objects.get()
    content = content_of(made.file)
    assert (made.edition.page, made.size, made.reason) == (text, len(content), "")
    assert made.sha256 == sha256(content).hexdigest()
    assert made.pages == len(pypdfium2.PdfDocument(content))
    assert text.title in words_of(made)
    assert made.file.name.endswith(f"-{text.issue.address}.pdf")


def test_the_first_page_is_kept_as_a_picture_in_two_sizes(edition: Edition) -> None:
    made = printing.print_of(edition)
    small, large = (Image.open(BytesIO(content_of(cover))) for cover in (made.cover_small, made.cover_large))
    assert (small.width, large.width) == (printing.COVER_SMALL, printing.COVER_LARGE)
    assert small.height / small.width == pytest.approx(297 / 210, abs=0.01)


def test_a_follow_up_that_comes_twice_prints_once(text: CommentaryPage, edition: Edition) -> None:
    first = printing.print_of(edition)
    followups.carry_out(printing_of(text).pk)
    assert PrintVersion.objects.get() == first


def test_an_archive_entry_is_not_printed(house: House) -> None:
    page = factories.entered(house)
    assert not FollowUp.objects.filter(kind=printing.KIND).exists()
    with pytest.raises(printing.NothingToPrint):
        printing.print_of(Edition.objects.get(page=page))


def test_a_new_logo_or_layout_replaces_nothing(edition: Edition, settings: Any, tmp_path: Path) -> None:
    first = printing.print_of(edition)
    Series.objects.filter(pk=edition.issue.series_id).update(accent="#7a1f1f", title="Another name")
    assert printing.print_of(Edition.objects.get(pk=edition.pk)) == first


def test_a_print_made_later_says_what_the_day_of_publication_said(edition: Edition, house: House) -> None:
    title = edition.issue.series.title
    Series.objects.filter(pk=edition.issue.series_id).update(title="Another Name Altogether")
    factories.published(house, title="A later letter")
    words = words_of(printing.print_of(Edition.objects.select_related("issue", "version").get(pk=edition.pk)))
    assert title in words
    assert "Another Name Altogether" not in words
    assert "A later letter" not in words


def test_a_new_print_needs_a_reason_and_leaves_the_first_where_it_is(
    edition: Edition, settings: Any, tmp_path: Path
) -> None:
    first = printing.print_of(edition)
    with pytest.raises(printing.ReasonMissing):
        printing.print_anew(edition, reason=" ")
    assert printing.print_anew(edition, reason="A broken font.") == first  # the same bytes are no new print
    look = (HOUSE.folders[0] / "look.typ").read_text(encoding="utf-8")
    (tmp_path / "look.typ").write_text(look.replace('colour("accent")', 'rgb("#7a1f1f")'), encoding="utf-8")
    settings.COMMENTARIES = {**settings.COMMENTARIES, "PRINT_TEMPLATES": {"red": str(tmp_path)}}
    Series.objects.filter(pk=edition.issue.series_id).update(print_template="red")
    edition = Edition.objects.get(pk=edition.pk)
    assert printing.print_of(edition) == first
    second = printing.print_anew(edition, reason="The colour of the institute was wrong.")
    assert (second.reason, second.sha256 != first.sha256) == ("The colour of the institute was wrong.", True)
    assert list(edition.prints.all()) == [first, second]
    assert sha256(content_of(first.file)).hexdigest() == first.sha256
    assert printing.print_of(edition) == second


def test_each_edition_has_a_print_of_its_own(house: House, text: CommentaryPage, edition: Edition) -> None:
    first = printing.print_of(edition)
    page = factories.edited(text, house.author, title="A corrected title")
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)
    second = printing.print_of(printing.current_edition(factories.reloaded(text)))
    assert second.edition.number == 2
    assert "A corrected title" in words_of(second)
    assert "A corrected title" not in words_of(first)


def test_a_correction_of_the_language_is_what_readers_get(house: House, text: CommentaryPage) -> None:
    page = factories.edited(text, house.author, title="A corrected title", language="en-GB")
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)
    after = factories.reloaded(text)
    shown = printing.current_edition(after)
    assert shown is not None
    assert (shown.language, shown.version.title) == ("en-GB", "A corrected title")
    after.save()
    assert after.editions.count() == 2


def test_what_cannot_be_set_is_shown_at_once_and_not_tried_again(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise CannotPrint("long word", "9999", at=1)

    monkeypatch.setattr(printing, "typeset", refuse)
    followups.carry_out(printing_of(text).pk)
    failed = printing_of(text)
    assert (failed.state, failed.attempts) == (FollowUp.State.FAILED, 1)
    assert re.fullmatch(r"In block 1, the .+ “.+”: this holds a word of 9,999 characters\. Divide it\.", failed.error)


def test_what_took_too_long_on_a_busy_machine_is_tried_once_more(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise Exhausted("slow", "20")

    whole = printing.typeset
    monkeypatch.setattr(printing, "typeset", refuse)
    followups.carry_out(printing_of(text).pk)
    assert printing_of(text).state == FollowUp.State.WAITING
    make_due(printing_of(text))
    monkeypatch.setattr(printing, "typeset", whole)
    assert followups.carry_out(printing_of(text).pk)
    assert PrintVersion.objects.exists()


def test_what_took_too_long_twice_waits_for_a_person(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise Exhausted("slow", "20")

    monkeypatch.setattr(printing, "typeset", refuse)
    followups.carry_out(printing_of(text).pk)
    make_due(printing_of(text))
    followups.carry_out(printing_of(text).pk)
    failed = printing_of(text)
    assert (failed.state, failed.attempts) == (FollowUp.State.FAILED, 2)
    assert failed.error == "This could not be set within 20 seconds. Divide or shorten it."


def test_a_fault_of_the_press_is_tried_again_like_any_other(
    text: CommentaryPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise NotNow("press", "OSError: no space is left")

    monkeypatch.setattr(printing, "typeset", refuse)
    for _attempt in range(3):
        followups.carry_out(printing_of(text).pk)
        assert printing_of(text).state == FollowUp.State.WAITING
        make_due(printing_of(text))


def test_whoever_waited_finds_it_made(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, asked = printing.newest, []

    def newest(edition: Edition) -> PrintVersion | None:
        found = whole(edition)
        asked.append(found)
        if len(asked) == 1:  # made by another while we wait for the press
            whole_store(edition, reason="", patience=PATIENT)
        return found

    whole_store = printing._store
    monkeypatch.setattr(printing, "newest", newest)
    made = printing.print_of(edition)
    assert asked[0] is None
    assert made == PrintVersion.objects.get()


def test_a_layout_that_was_better_after_all_comes_back(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printing.print_of(edition)
    whole = printing.typeset
    monkeypatch.setattr(
        printing,
        "typeset",
        lambda *args, **asked: (made := whole(*args, **asked)) and replace(made, pdf=made.pdf + b"\n"),
    )
    second = printing.print_anew(edition, reason="A mistake.")
    monkeypatch.setattr(printing, "typeset", whole)
    third = printing.print_anew(edition, reason="It was none.")
    assert (third.sha256, third.reason) == (first.sha256, "It was none.")
    assert printing.print_of(edition) == third
    assert list(edition.prints.order_by("pk")) == [first, second, third]
