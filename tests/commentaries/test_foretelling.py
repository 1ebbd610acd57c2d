"""What is foretold of a publication is what then happens, and the foretelling itself leaves no trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from commentaries import appearing, foretelling, numbering, printing
from commentaries.foretelling import Foretold
from commentaries.models import (
    CommentaryPage,
    Decision,
    Edition,
    FollowUp,
    Issue,
    NumberCounter,
    Person,
    PrintVersion,
    Version,
)
from tests import factories
from tests.factories import House, PersonFactory

MOMENT = datetime(2025, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Rome"))
NEXT_YEAR = datetime(2026, 1, 7, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))

Clock = Callable[[datetime], None]
Due = Counter[tuple[str, str, int, datetime]]


@pytest.fixture(autouse=True)
def _standing_clock(clock: Clock) -> None:
    clock(MOMENT)


def editor_of(house: House) -> Person:
    return Person.objects.get(account=house.editor)


def foretold_due(foretold: Foretold) -> Due:
    """Kind, mail, recipient and moment of everything that is foretold."""
    letters = [("mail", each.mail, person.pk, each.at) for each in foretold.letters for person in each.to]
    return Counter([*letters, *((each.kind, "", 0, each.at) for each in foretold.works)])


def really_due() -> Due:
    """The same of what is stored."""
    rows = FollowUp.objects.filter(state=FollowUp.State.WAITING)
    return Counter((row.kind, row.payload.get("mail", ""), row.payload.get("to", 0), row.next_at) for row in rows)


def forget_follow_ups() -> None:
    """So that what waits afterwards is the publication's."""
    FollowUp.objects.all().delete()


def everything() -> list[Any]:
    """All rows that a publication writes."""
    models = (CommentaryPage, Decision, Edition, FollowUp, Issue, NumberCounter, Person, Version)
    return [list(model.objects.order_by("pk").values()) for model in models]


def outside_authors(house: House) -> list[Person]:
    return [house.author_person, PersonFactory(given_name="Nora"), PersonFactory(given_name="Mute", email="")]


def test_a_first_publication_is_foretold_as_it_happens(house: House) -> None:
    page = factories.submitted(house, authors=outside_authors(house))
    forget_follow_ups()
    foretold = foretelling.publication_of(page, by=editor_of(house))
    factories.decide(house, page)
    page = factories.reloaded(page)
    assert foretold_due(foretold) == really_due()
    assert {each.mail for each in foretold.letters} == {"published"}
    assert {each.kind for each in foretold.works} == {"print", "index", "refresh"}
    assert (foretold.record.label, foretold.record.url) == (page.issue.label, page.full_url)
    assert foretold.record.number_url.endswith("/letters/25-01/")
    assert (foretold.day, foretold.edition, foretold.replaced) == (page.issue.published_on, 1, None)
    assert [person.given_name for person in foretold.unwritten] == ["Mute"]


def test_the_one_who_decides_gets_no_mail_and_the_other_editor_does(house: House) -> None:
    page = factories.submitted(house)
    [letter] = foretelling.publication_of(page, by=editor_of(house)).letters
    assert [person.name for person in letter.to] == ["Test Author", "Test Second"]
    assert letter.at == timezone.now() + timedelta(minutes=15)


def test_for_whoever_cannot_decide_the_letters_to_every_editor_are_foretold(house: House) -> None:
    page = factories.submitted(house)
    [letter] = foretelling.publication_of(page, by=None).letters
    assert [person.name for person in letter.to] == ["Test Author", "Test Editor", "Test Second"]


def test_without_another_editor_only_the_authors_are_written_to(house: House) -> None:
    house.series.roles.filter(person__account=house.second_editor).delete()
    page = factories.submitted(house)
    forget_follow_ups()
    foretold = foretelling.publication_of(page, by=editor_of(house))
    factories.decide(house, page)
    assert foretold_due(foretold) == really_due()
    assert [person.name for letter in foretold.letters for person in letter.to] == ["Test Author"]


def test_a_correction_is_foretold_as_it_happens(house: House) -> None:
    page = factories.published(house)
    printed = printing.print_of(Edition.objects.get())
    page = factories.edited(page, house.author, title="Minutes of a silent committee, corrected")
    page.get_workflow().start(page, house.author)
    forget_follow_ups()
    foretold = foretelling.publication_of(page, by=editor_of(house))
    factories.decide(house, page)
    assert foretold_due(foretold) == really_due()
    assert foretold.edition == Edition.objects.order_by("-pk").values_list("number", flat=True).first() == 2
    assert foretold.record.label == "25 | 01"
    assert foretold.replaced is not None
    assert foretold.replaced.number == 1
    assert foretold.replaced.pdf_path == f"/letters/25-01-{printed.sha256[:12]}.pdf"
    assert PrintVersion.objects.count() == 1


def test_what_is_to_be_scheduled_is_foretold_as_it_happens(house: House, clock: Clock) -> None:
    page = factories.submitted(house)
    forget_follow_ups()
    foretold = foretelling.publication_of(page, by=editor_of(house), at=NEXT_YEAR)
    factories.decide(house, page, publish_at=NEXT_YEAR)
    told_now = Counter({each: number for each, number in really_due().items() if each[0] == "mail"})
    forget_follow_ups()
    clock(NEXT_YEAR)
    appearing.publish_due()
    assert foretold_due(foretold) == told_now + really_due()
    assert foretold.record.label == factories.reloaded(page).issue.label == "26 | 01"
    assert {each.mail for each in foretold.letters} == {"published", "scheduled"}


def test_what_is_scheduled_already_is_foretold_for_its_moment(house: House, clock: Clock) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=NEXT_YEAR)
    forget_follow_ups()
    foretold = foretelling.publication_of(factories.reloaded(page), by=editor_of(house))
    clock(NEXT_YEAR)
    appearing.publish_due()
    assert foretold_due(foretold) == really_due()
    assert foretold.moment == NEXT_YEAR
    assert foretold.day == NEXT_YEAR.date()


def test_a_text_that_readers_have_already_would_change_nothing(house: House) -> None:
    page = factories.published(house)
    forget_follow_ups()
    foretold = foretelling.publication_of(page, by=editor_of(house))
    assert (foretold.edition, foretold.letters, foretold.replaced) == (0, (), None)


def test_nothing_is_left_of_it(house: House) -> None:
    """Rows, the tasks that would have been enqueued, and what would have run on commit."""
    page = factories.submitted(house)
    Person.objects.filter(account=house.admin).delete()
    before = everything()
    with TestCase.captureOnCommitCallbacks() as callbacks:
        foretelling.publication_of(page, by=editor_of(house))
    assert everything() == before
    assert callbacks == []
    assert not connection.needs_rollback


def test_a_reserved_number_is_kept_in_its_year_and_lapses_in_another(house: House) -> None:
    page = factories.submitted(house)
    numbering.reserve(page, by=editor_of(house))
    factories.published(house, title="A quicker one")
    now = foretelling.publication_of(page, by=editor_of(house))
    later = foretelling.publication_of(page, by=editor_of(house), at=NEXT_YEAR)
    assert (now.record.label, now.lapsing) == ("25 | 01", "")
    assert (later.record.label, later.lapsing) == ("26 | 01", "25 | 01")


def test_its_place_in_the_list_is_above_the_newest_and_a_correction_stays_where_it_was(
    house: House, clock: Clock
) -> None:
    old = factories.published(house, title="The first letter")
    clock(MOMENT + timedelta(hours=1))
    factories.published(house, title="The second letter")
    fresh = foretelling.publication_of(factories.submitted(house), by=editor_of(house))
    corrected = foretelling.publication_of(
        factories.edited(old, house.author, title="The very first letter"), by=editor_of(house)
    )
    assert fresh.newer is None
    assert fresh.older is not None
    assert fresh.older.title == "The second letter"
    assert corrected.newer is not None
    assert corrected.newer.title == "The second letter"
    assert corrected.older is None


def test_an_address_that_another_text_has_is_told_beforehand(house: House) -> None:
    house.series.number_pattern = house.series.address_pattern = ""
    house.series.save()
    page = factories.submitted(house)
    Issue.objects.create(
        series=house.series, address=page.slug, state=Issue.State.PUBLIC, year=2025, placed_at=timezone.now()
    )
    with pytest.raises(numbering.NumberAlreadyGiven):
        foretelling.publication_of(page, by=editor_of(house))
    assert Edition.objects.count() == 0


def test_every_follow_up_is_told_in_a_sentence(house: House) -> None:
    foretold = foretelling.publication_of(factories.submitted(house), by=editor_of(house))
    assert all(each.what.endswith(".") for each in foretold.works)
