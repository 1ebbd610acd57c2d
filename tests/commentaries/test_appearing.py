"""Tests that what is scheduled appears at its moment, each text for itself, and takes its number then."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from commentaries import appearing, numbering
from commentaries.models import Affirmation, CommentaryPage, FollowUp, Issue, Person
from commentaries.signals import issue_published
from tests import factories
from tests.commentaries.test_publishing import is_live
from tests.factories import House


def scheduled(house: House, title: str, minutes: int) -> CommentaryPage:
    page = factories.submitted(house, title=title)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(minutes=minutes))
    return factories.reloaded(page)


def later(clock: Any, minutes: int) -> None:
    clock(timezone.now() + timedelta(minutes=minutes))


def test_a_scheduled_text_takes_its_number_when_it_goes_live(house: House, clock: Any) -> None:
    page = scheduled(house, "Later", 10)
    assert not page.live
    assert Issue.objects.count() == 0
    assert appearing.publish_due() == ([], [])
    assert factories.published(house, title="Now").issue.sequence == 1
    later(clock, 11)
    assert appearing.publish_due() == (["Later"], [])
    assert factories.reloaded(page).issue.sequence == 2


def test_texts_due_together_take_numbers_in_the_order_of_their_decisions(house: House, clock: Any) -> None:
    """Due at the same minute: by reservation, then by time of decision (D1)."""
    moment = timezone.now() + timedelta(minutes=10)
    pages = [factories.submitted(house, title=title) for title in ("B", "A")]
    for page in reversed(pages):
        factories.decide(house, page, publish_at=moment)
    later(clock, 11)
    appearing.publish_due()
    numbers = {factories.reloaded(page).title: factories.reloaded(page).issue.sequence for page in pages}
    assert numbers == {"A": 1, "B": 2}


def test_a_reserved_number_comes_before_the_time_of_decision(house: House, clock: Any) -> None:
    """The first number to be reserved goes first; who has none takes the next that is free (D1)."""
    moment = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    order: list[str] = []
    pages = {title: factories.submitted(house, title=title) for title in ("Decided first", "Second", "First")}
    for seconds, page in enumerate(pages.values()):
        factories.decide(house, page, publish_at=moment + timedelta(seconds=seconds))
    for title in ("First", "Second"):
        numbering.reserve(pages[title], by=Person.objects.get(account=house.editor))

    def note(page: CommentaryPage, **kwargs: Any) -> None:
        order.append(page.title)

    issue_published.connect(note)
    later(clock, 11)
    appearing.publish_due()
    issue_published.disconnect(note)
    assert order == ["First", "Second", "Decided first"]
    assert [factories.reloaded(pages[title]).issue.sequence for title in order] == [1, 2, 3]


def test_what_breaks_one_text_stops_no_other(house: House, clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    broken, fine = scheduled(house, "Broken", 10), scheduled(house, "Fine", 12)

    def fail(page: CommentaryPage, **kwargs: Any) -> None:
        if page.pk == broken.pk:
            raise RuntimeError("no room on the disk")

    issue_published.connect(fail)
    later(clock, 15)
    done, refused = appearing.publish_due()
    issue_published.disconnect(fail)
    assert (done, is_live(fine), is_live(broken)) == (["Fine"], True, False)
    assert refused == ["Broken: It could not be published (RuntimeError) and keeps its schedule."]
    assert factories.reloaded(broken).scheduled_revision is not None
    assert "no room on the disk" in caplog.text, "with its traceback"


def test_a_text_unscheduled_meanwhile_is_not_published(house: House, clock: Any) -> None:
    """As when an editor takes back the schedule of the second while the first is being published."""
    first, second = scheduled(house, "First", 10), scheduled(house, "Second", 12)

    def unschedule(page: CommentaryPage, **kwargs: Any) -> None:
        second.revisions.update(approved_go_live_at=None)

    issue_published.connect(unschedule)
    later(clock, 15)
    answer = appearing.publish_due()
    issue_published.disconnect(unschedule)
    assert answer == (["First"], [])
    assert is_live(first)
    assert not is_live(second)


def test_the_history_reads_as_after_wagtails_own_scheduler(house: House, clock: Any) -> None:
    def history(page: CommentaryPage) -> list[tuple[str, Any]]:
        return [(entry.action, entry.user_id) for entry in PageLogEntry.objects.filter(page=page.pk).order_by("pk")]

    ours = scheduled(house, "Ours", 10)
    later(clock, 11)
    appearing.publish_due()
    theirs = scheduled(house, "Theirs", 10)
    later(clock, 11)
    call_command("publish_scheduled")
    assert history(ours) == history(theirs)
    assert history(ours)[-1] == ("wagtail.publish.scheduled", None)


def test_other_pages_that_are_due_are_published_too(house: House, clock: Any) -> None:
    front = house.page.get_parent().specific
    front.title, front.go_live_at = "Institute of Waves", timezone.now() + timedelta(minutes=10)
    front.save_revision().publish()
    later(clock, 11)
    assert appearing.publish_due() == (["Institute of Waves"], [])
    assert Page.objects.get(pk=front.pk).title == "Institute of Waves"


@pytest.mark.parametrize("run", ["tick", "publish_scheduled"])
def test_a_refused_text_stops_no_other_and_keeps_its_schedule(
    house: House, clock: Any, caplog: pytest.LogCaptureFixture, run: str, capsys: Any
) -> None:
    refused, fine = scheduled(house, "Refused", 10), scheduled(house, "Fine", 12)
    Affirmation.objects.filter(version__page=refused).delete()
    later(clock, 15)
    with caplog.at_level(logging.WARNING):
        call_command(run)
    assert is_live(fine)
    assert not is_live(refused)
    assert factories.reloaded(refused).scheduled_revision is not None
    assert any("Refused" in record.getMessage() for record in caplog.records)


def test_a_number_that_is_taken_stops_no_other_scheduled_text(
    clock: Any, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    """In a series without numbers the address is the slug, which an older text may hold in the register."""
    house = factories.make_house(number_pattern="", address_pattern="")
    factories.published(house, slug="same", parent=factories.make_italian_pages(house.page))
    taken = scheduled(house, "Taken", 10)
    CommentaryPage.objects.filter(pk=taken.pk).update(slug="same")
    fine = scheduled(house, "Fine", 12)
    revision = factories.reloaded(taken).scheduled_revision
    revision.content = {**revision.content, "slug": "same"}
    revision.save()
    later(clock, 15)
    done, refused = appearing.publish_due()
    assert (done, is_live(fine)) == (["Fine"], True)
    assert len(refused) == 1
    assert "Taken" in refused[0]
    assert "same" in refused[0]


def test_a_change_after_scheduling_does_not_go_live_with_it(house: House, clock: Any) -> None:
    page = scheduled(house, "Scheduled", 10)
    factories.edited(page, house.editor, title="Sneaked in")
    later(clock, 11)
    appearing.publish_due()
    page = factories.reloaded(page)
    assert page.live
    assert page.title == "Scheduled"


def test_nothing_goes_out_to_a_page_that_is_only_scheduled(house: House) -> None:
    scheduled(house, "Later", 10)
    assert not FollowUp.objects.filter(key__startswith="published").exists()
