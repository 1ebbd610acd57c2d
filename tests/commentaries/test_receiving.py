"""Tests that the file of an author without an account becomes the draft of a plan, once, with the file beside it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from commentaries import attaching, handling, receiving, submitting, weighing, withdrawing
from commentaries.happenings import events_of
from commentaries.links import addressing, ending, revoking
from commentaries.links.ending import LinkEnded
from commentaries.models import Attachment, CommentaryPage, DeskLine, Link, Person
from commentaries.weighing import Parcel
from series.models import SeriesPage
from tests import factories
from tests.commentaries import files, outbox
from tests.factories import House


@pytest.fixture
def line(house: House) -> DeskLine:
    return factories.planned(house, target_on=date(2026, 12, 24))


@pytest.fixture
def link(house: House, line: DeskLine) -> Link:
    return factories.asked_for_manuscript(house, line)


def parcel(words: bytes = b"x", name: str = "My text.docx") -> Parcel:
    return weighing.weighed(files.sent(files.docx(more=words), name), name)


def send(link: Link, words: bytes = b"x", **facts: str) -> Attachment:
    return receiving.send(link.line, link.person, parcel(words), through=link, **facts)


def again(link: Link) -> Link:
    return Link.objects.select_related("line__page", "person").get(pk=link.pk)


# Asking


def test_the_author_is_written_to_with_a_link_of_their_own(house: House, link: Link) -> None:
    [letter] = outbox.deliver()
    assert letter.subject == f"{house.series.title}: Tides and votes – please send your text"
    assert letter.recipients() == ["nora@example.org"]
    assert letter.reply_to == ["editor@example.org"]
    lines = letter.body.splitlines()
    assert addressing.address_of(link) in lines
    assert "    By Friday?" in lines
    assert "It is to appear on 24 December 2026." in lines
    assert f"/manuscript/{factories.token_of(link)}/" in letter.body


def test_an_author_with_an_account_gets_the_link_too(house: House) -> None:
    factories.asked_for_manuscript(house, factories.planned(house, author=house.author_person))
    [letter] = outbox.deliver()
    assert "/manuscript/" in letter.body


def test_asked_again_the_same_link_goes_out_again(house: House, line: DeskLine, link: Link) -> None:
    outbox.deliver()
    receiving.ask(line, house.editor)
    [letter] = outbox.deliver()
    assert letter.subject == f"{house.series.title}: Tides and votes – reminder, please send your text"
    assert factories.token_of(link) in letter.body
    assert Link.objects.count() == 1


def test_another_author_gets_another_link_and_the_first_is_over(house: House, line: DeskLine, link: Link) -> None:
    other = factories.PersonFactory(email="other@example.org")
    handling.replan(line, house.editor, title="Tides and votes", author=other)
    with pytest.raises(LinkEnded, match="dropped"):
        ending.demand_open(again(link))
    receiving.ask(line, house.editor)
    assert Link.objects.standing().get().person == other
    outbox.deliver()
    with pytest.raises(LinkEnded, match="revoked"):
        send(link)


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_asks_or_takes_the_link_back(house: House, line: DeskLine, link: Link, account: str) -> None:
    for verb in (lambda user: receiving.ask(line, user), lambda user: revoking.revoke(link, user)):
        with pytest.raises(PermissionDenied), transaction.atomic():
            verb(getattr(house, account))


def test_without_an_author_or_an_address_nobody_is_asked(house: House, line: DeskLine) -> None:
    Person.objects.filter(pk=line.author_id).update(email="")
    with pytest.raises(receiving.NobodyToAsk, match="No e-mail is known"):
        receiving.ask(line, house.editor)
    DeskLine.objects.update(author=None)
    with pytest.raises(receiving.NobodyToAsk, match="Name the author"):
        receiving.ask(line, house.editor)


def test_a_dropped_plan_is_not_asked_for_and_its_letter_does_not_go(house: House, line: DeskLine, link: Link) -> None:
    handling.drop(line, house.editor)
    assert outbox.deliver() == []
    with pytest.raises(handling.NotPlanned):
        receiving.ask(line, house.editor)


# Sending


def test_the_manuscript_makes_the_draft(house: House, link: Link) -> None:
    outbox.deliver()
    attachment = send(link, title="Tides", message="A bit long.")
    page = CommentaryPage.objects.get()
    assert (page.title, page.live, page.owner, page.series) == ("Tides", False, None, house.series)
    assert [(each.name, each.affiliation) for each in page.authorships.all()] == [
        ("Nora Outside", "Institute of Tides")
    ]
    assert page.desk_line == again(link).line
    assert (attachment.page, attachment.kind, attachment.sent_by) == (page, "manuscript", link.person)
    assert attachment.file.read() == files.docx(more=b"x")
    attachment.file.close()
    letters = outbox.deliver()
    assert outbox.addresses(letters) == ["editor@example.org", "second@example.org"]
    assert letters[0].subject == f"{house.series.title}: Tides – manuscript arrived"
    assert letters[0].reply_to == ["nora@example.org"]
    assert "A bit long." in letters[0].body
    assert f"/admin/commentaries/{page.pk}/decide/" in letters[0].body


def test_without_a_title_the_plan_gives_it(link: Link) -> None:
    assert send(link).page.title == "Tides and votes"


def test_a_second_file_is_added_and_the_editors_are_told(link: Link) -> None:
    first = send(link)
    outbox.deliver()
    second = send(again(link), b"newer", title="Another title")
    assert second.page == first.page
    assert CommentaryPage.objects.get().title == "Tides and votes"
    assert [each.pk for each in attaching.attachments_of(first.page, with_reviews=False)] == [second.pk, first.pk]
    told = f"{link.line.series.title}: Tides and votes – file arrived"
    assert [letter.subject for letter in outbox.deliver()] == [told] * 2


def test_the_button_pressed_twice_is_one_file(link: Link) -> None:
    outbox.deliver()
    first = send(link)
    assert send(again(link)) == first
    assert Attachment.objects.count() == CommentaryPage.objects.count() == 1
    assert len(outbox.deliver()) == 2


def test_a_draft_that_the_editor_began_meanwhile_takes_the_file(house: House, line: DeskLine, link: Link) -> None:
    page = handling.begin(line, house.editor)
    assert send(again(link)).page == page
    assert CommentaryPage.objects.count() == 1


def test_once_the_text_is_on_its_way_no_file_is_taken(house: House, link: Link) -> None:
    page = factories.submitted(house)
    DeskLine.objects.filter(pk=link.line_id).update(page=page)
    with pytest.raises(LinkEnded, match="begun"):
        send(again(link))
    submitting.withdraw(page, house.author)
    assert send(again(link)).page == page


def test_once_the_text_was_withdrawn_its_link_takes_no_further_file(house: House, link: Link) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=2))
    DeskLine.objects.filter(pk=link.line_id).update(page=page)
    withdrawing.ask(page, house.author, reason="A doubt.")
    withdrawing.confirm(page, house.editor, keeps_number=True)
    with pytest.raises(LinkEnded, match="revoked"), transaction.atomic():
        send(again(link))


def test_a_link_taken_back_takes_nothing(house: House, link: Link) -> None:
    revoking.revoke(link, house.editor)
    with pytest.raises(LinkEnded, match="revoked"), transaction.atomic():
        send(link)
    assert not CommentaryPage.objects.exists()
    assert not Attachment.objects.exists()


def test_a_series_without_a_page_keeps_the_file_with_the_plan(house: House, link: Link) -> None:
    outbox.deliver()
    SeriesPage.objects.get(pk=house.page.pk).delete()
    attachment = send(link)
    assert (attachment.page, attachment.line) == (None, link.line)
    told = f"{house.series.title}: Tides and votes – file arrived"
    assert [letter.subject for letter in outbox.deliver()] == [told] * 2


@override_settings(COMMENTARIES={"ATTACHMENTS_MOST": 2})
def test_somebody_who_sends_without_end_is_stopped(link: Link) -> None:
    for words in (b"1", b"2"):
        send(again(link), words)
    with pytest.raises(attaching.TooManyFiles), transaction.atomic():
        send(again(link), b"3")
    assert Attachment.objects.count() == 2


def test_nobody_sends_in_the_place_of_the_author(house: House, link: Link) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        receiving.send(link.line, house.reviewer_person, parcel())


# What is kept


def test_a_file_lies_under_a_word_that_says_nothing_and_goes_with_its_text(
    link: Link, django_capture_on_commit_callbacks: Any
) -> None:
    attachment = send(link)
    storage, place = attachment.file.storage, attachment.file.name
    assert "." not in place
    assert "text" not in place
    assert storage.exists(place)
    assert not Path(storage.path(place)).is_relative_to(settings.MEDIA_ROOT)
    with django_capture_on_commit_callbacks(execute=True):
        CommentaryPage.objects.get().delete()
    assert not storage.exists(place)


def test_what_happened_tells_of_it(house: House, link: Link) -> None:
    outbox.deliver()
    page = send(link, message="A bit long.").page
    told = [(event.who, event.what, event.detail) for event in events_of(page, house.editor)]
    assert ("Nora Outside", "sent the manuscript “My text.docx”", "A bit long.") in told
    assert ("", "Mail to Nora Outside: a manuscript is asked for.", "") in told
