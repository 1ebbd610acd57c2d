"""Tests that the register gives each number once, to one text, and never again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Locale, Page

from commentaries import affirming, appearing, numbering, register, submitting, versions
from commentaries.models import Affirmation, CommentaryPage, Edition, Issue, NumberCounter, Person, Series
from commentaries.models.series import Restart, SeriesIdentity
from commentaries.recording import record_of
from tests import factories
from tests.factories import House

Clock = Callable[[datetime], None]


def labels(series: Series) -> list[str]:
    return list(Issue.objects.filter(series=series).order_by("pk").values_list("label", flat=True))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def in_2025(clock: Clock) -> Clock:
    clock(moment("2025-11-25 10:00"))
    return clock


def test_texts_are_numbered_in_the_order_in_which_they_go_live(house: House, in_2025: Clock) -> None:
    first, second = factories.submitted(house, title="One"), factories.submitted(house, title="Two")
    factories.decide(house, second)
    factories.decide(house, first)
    assert factories.reloaded(second).issue.label == "25 | 01"
    assert factories.reloaded(first).issue.label == "25 | 02"


def test_a_draft_and_a_submitted_text_take_no_number(house: House) -> None:
    factories.make_draft(house)
    factories.submitted(house, title="Other")
    assert labels(house.series) == []
    assert register.next_number(house.series).sequence == 1


def test_an_entry_holds_label_address_date_and_place(house: House, in_2025: Clock) -> None:
    issue = factories.published(house).issue
    assert (issue.label, issue.address, issue.period, issue.sequence) == ("25 | 01", "25-01", 2025, 1)
    assert (issue.year, issue.published_on, issue.state) == (2025, date(2025, 11, 25), Issue.State.PUBLIC)
    assert issue.placed_at == moment("2025-11-25 10:00")


def test_the_year_is_that_of_the_series_own_time_zone(house: House, clock: Clock) -> None:
    """23:30 on New Year's Eve in London is 2026 in Rome and still 2025 in New York."""
    clock(moment("2025-12-31 23:30"))
    assert factories.published(house).issue.label == "26 | 01"
    american = factories.make_house(slug="york", time_zone="America/New_York")
    issue = factories.published(american).issue
    assert (issue.label, issue.published_on) == ("25 | 01", date(2025, 12, 31))


def test_numbers_start_again_with_the_year(house: House, clock: Clock) -> None:
    clock(moment("2025-12-30 10:00"))
    factories.published(house, title="Old")
    clock(moment("2026-01-02 10:00"))
    factories.published(house, title="New")
    assert labels(house.series) == ["25 | 01", "26 | 01"]


def test_numbers_that_never_restart_go_on(clock: Clock, db: None) -> None:
    house = factories.make_house(number_pattern="{n}", address_pattern="n{n}", restart=Restart.NEVER)
    clock(moment("2025-12-30 10:00"))
    factories.published(house, title="Old")
    clock(moment("2026-01-02 10:00"))
    issue = factories.published(house, title="New").issue
    assert (issue.label, issue.address, issue.period, issue.year) == ("2", "n2", 0, 2026)


def test_a_series_without_numbers_gives_entries_without_label(db: None) -> None:
    house = factories.make_house(number_pattern="", address_pattern="")
    assert register.next_number(house.series) is None
    page = factories.published(house)
    assert (page.issue.label, page.issue.sequence, page.issue.address) == ("", None, page.slug)


def test_a_series_without_numbers_reserves_none(db: None) -> None:
    house = factories.make_house(number_pattern="", address_pattern="")
    page = factories.make_draft(house)
    with pytest.raises(numbering.NoNumbers):
        numbering.reserve(page, by=house.author_person)
    assert labels(house.series) == []


# reserving


def test_a_reserved_number_is_kept_for_its_text(house: House, in_2025: Clock) -> None:
    waiting = factories.submitted(house, title="Waiting")
    reserved = numbering.reserve(waiting, by=house.author_person)
    assert (reserved.state, reserved.label, reserved.as_printed) == (Issue.State.RESERVED, "25 | 01", {})
    assert factories.published(house, title="Quick").issue.label == "25 | 02"
    factories.decide(house, waiting)
    taken = factories.reloaded(waiting).issue
    assert (taken.pk, taken.label, taken.state) == (reserved.pk, "25 | 01", Issue.State.PUBLIC)


def test_a_reserved_number_is_not_public(house: House) -> None:
    page = factories.submitted(house)
    numbering.reserve(page, by=house.author_person)
    assert factories.reloaded(page).issue is None
    assert not CommentaryPage.objects.public().filter(pk=page.pk).exists()


def test_nobody_reserves_twice_for_one_text(house: House) -> None:
    page = factories.make_draft(house)
    numbering.reserve(page, by=house.author_person)
    with pytest.raises(numbering.NumberAlreadyGiven):
        numbering.reserve(page, by=house.author_person)
    with pytest.raises(numbering.NumberAlreadyGiven):
        numbering.reserve(factories.published(house, title="Out"), by=house.author_person)


def test_a_number_may_be_reserved_for_the_next_year(house: House, in_2025: Clock) -> None:
    page = factories.submitted(house)
    assert numbering.reserve(page, by=house.author_person, year=2026).label == "26 | 01"
    in_2025(moment("2026-01-07 10:00"))
    factories.decide(house, page)
    assert factories.reloaded(page).issue.label == "26 | 01"


def test_a_reserved_number_lapses_over_new_year_in_the_series_time_zone(house: House, in_2025: Clock) -> None:
    page = factories.submitted(house)
    reserved = numbering.reserve(page, by=house.author_person)
    in_2025(moment("2025-12-31 23:30"))  # already 2026 in Rome
    factories.decide(house, page)
    reserved.refresh_from_db()
    assert reserved.state == Issue.State.VOID
    assert "2026" in reserved.void_reason
    assert factories.reloaded(page).issue.label == "26 | 01"


def test_a_reserved_number_that_never_restarts_does_not_lapse(clock: Clock, db: None) -> None:
    house = factories.make_house(number_pattern="{n}", address_pattern="n{n}", restart=Restart.NEVER)
    clock(moment("2025-12-30 10:00"))
    page = factories.submitted(house)
    numbering.reserve(page, by=house.author_person)
    clock(moment("2026-01-02 10:00"))
    factories.decide(house, page)
    assert factories.reloaded(page).issue.label == "1"
    assert factories.reloaded(page).issue.year == 2026


def test_a_void_number_is_never_given_again(house: House, in_2025: Clock) -> None:
    page = factories.submitted(house)
    numbering.void(numbering.reserve(page, by=house.author_person), reason="The author changed her mind.")
    factories.decide(house, page)
    assert labels(house.series) == ["25 | 01", "25 | 02"]
    assert factories.reloaded(page).issue.label == "25 | 02"


def test_a_number_that_was_just_given_is_not_made_void_by_who_saw_it_reserved(house: House) -> None:
    page = factories.submitted(house)
    seen = numbering.reserve(page, by=house.author_person)
    factories.decide(house, page)
    with pytest.raises(numbering.NothingToVoid):
        numbering.void(seen, reason="Not needed.")
    assert factories.reloaded(page).issue.state == Issue.State.PUBLIC


def test_who_reserves_second_is_told_who_reserved(house: House) -> None:
    page = factories.make_draft(house)
    numbering.reserve(page, by=house.author_person)
    with pytest.raises(numbering.NumberAlreadyGiven, match=r"^Test Author already reserved the number .* on \d+ "):
        numbering.reserve(page, by=house.reviewer_person)


def test_only_a_reserved_number_can_be_made_void(house: House) -> None:
    page = factories.published(house)
    with pytest.raises(numbering.NothingToVoid):
        numbering.void(page.issue, reason="A mistake")
    page.issue.refresh_from_db()
    assert page.issue.state == Issue.State.PUBLIC


# copies, reverts, deletions, translations


def test_a_copy_is_a_draft_without_number(house: House) -> None:
    page = factories.published(house)
    copy = CopyPageAction(page, keep_live=False, user=house.admin, update_attrs={"slug": "copy"}).execute()
    copy = factories.reloaded(copy)
    assert (copy.live, copy.issue, copy.archived) == (False, None, False)
    assert Issue.objects.count() == 1


def test_publishing_a_copy_needs_a_decision_and_takes_a_number_of_its_own(house: House) -> None:
    page = factories.published(house)
    copy = CopyPageAction(page, keep_live=False, user=house.admin, update_attrs={"slug": "copy"}).execute()
    copy = factories.reloaded(copy)
    with pytest.raises(PermissionDenied), transaction.atomic():
        copy.get_latest_revision().publish()
    assert factories.reloaded(copy).issue is None
    assert factories.reloaded(page).issue.sequence == 1


def test_an_older_revision_keeps_the_number(house: House, in_2025: Clock) -> None:
    page = factories.published(house)
    issue, first = page.issue, page.latest_revision
    page = factories.edited(page, house.editor, title="A new title")
    consent_and_publish(house, page)
    in_2025(moment("2026-02-01 10:00"))
    first.publish(user=house.editor)
    page = factories.reloaded(page)
    assert page.title != "A new title"
    assert page.issue_id == issue.pk
    assert Issue.objects.count() == 1
    page.issue.refresh_from_db()
    assert (page.issue.label, page.issue.published_on) == ("25 | 01", date(2025, 11, 25))


def consent_and_publish(house: House, page: CommentaryPage) -> None:
    """A new edition of a public text: its author says yes, then the editor decides."""
    digest = factories.digest_now(page)
    affirming.affirm(page, house.author, digest=digest)
    version = versions.keep(versions.latest_of(page), by=None)
    Affirmation.objects.create(
        version=version, person=Person.objects.get(account=house.editor), kind=Affirmation.Kind.DECISION
    )
    page.get_latest_revision().publish(user=house.editor)


def test_unpublishing_and_publishing_again_keeps_the_number(house: House) -> None:
    page = factories.published(house)
    issue = page.issue
    page.unpublish(user=house.editor)
    factories.published(house, title="Between")
    factories.reloaded(page).get_latest_revision().publish(user=house.editor)
    page = factories.reloaded(page)
    assert page.live
    assert page.issue == issue
    assert Edition.objects.filter(issue=issue).count() == 1


def test_taking_the_newest_text_from_readers_frees_no_number(house: House) -> None:
    page = factories.published(house)
    year = page.issue.year
    page.unpublish(user=house.editor)
    assert Issue.objects.get().sequence == 1
    assert factories.published(house, title="Next").issue.sequence == 2
    assert NumberCounter.objects.get(series=house.series, period=year).last == 2


def test_a_new_edition_counts_and_keeps_the_number(house: House) -> None:
    page = factories.published(house)
    page = factories.edited(page, house.editor, title="A corrected title")
    consent_and_publish(house, page)
    assert list(page.issue.editions.values_list("number", flat=True)) == [1, 2]
    assert factories.reloaded(page).issue == page.issue


def translated(house: House, page: CommentaryPage, **changes: Any) -> CommentaryPage:
    """A translation of a public text, submitted by its author."""
    factories.make_italian_pages(house.page)
    italian = Locale.objects.get(language_code="it")
    copy = factories.reloaded(page.copy_for_translation(italian))
    copy.owner, copy.language = house.author, "it"
    copy.save()
    copy = factories.edited(copy, house.author, language="it", title="Verbali", **changes)
    submitting.submit(copy, factories.fresh(house.author))
    return factories.reloaded(copy)


def test_a_translation_shares_the_number(house: House) -> None:
    page = factories.published(house)
    copy = translated(house, page)
    assert copy.issue is None
    factories.decide(house, copy)
    copy = factories.reloaded(copy)
    assert copy.issue == page.issue
    assert labels(house.series) == [page.issue.label]
    assert set(Edition.objects.values_list("language", "number")) == {(page.language, 1), ("it", 1)}


def test_a_translation_may_have_a_number_of_its_own(db: None) -> None:
    house = factories.make_house(language_editions_number_for_themselves=True)
    page = factories.published(house)
    copy = translated(house, page)
    factories.decide(house, copy)
    assert factories.reloaded(copy).issue.sequence == 2
    assert Issue.objects.filter(work=page.translation_key).count() == 2


# older issues


def test_an_older_issue_is_entered_with_its_number(house: House) -> None:
    issue = factories.entered(house, published_on=date(2014, 3, 1)).issue
    assert (issue.label, issue.address, issue.published_on, issue.year) == ("14 | 07", "14-07", date(2014, 3, 1), 2014)


def test_the_counter_moves_on_when_it_is_behind(house: House, in_2025: Clock) -> None:
    factories.entered(house, year=2025, sequence=60)
    assert factories.published(house).issue.label == "25 | 61"
    factories.entered(house, title="Late", year=2025, sequence=12)
    assert factories.published(house, title="Next").issue.label == "25 | 62"


def test_a_number_is_entered_once(house: House, in_2025: Clock) -> None:
    factories.published(house)
    with pytest.raises(numbering.NumberAlreadyGiven), transaction.atomic():
        factories.entered(house, year=2025, sequence=1)
    assert labels(house.series) == ["25 | 01"]


def test_an_extra_number_has_a_suffix_and_a_count_of_its_own(db: None, clock: Clock) -> None:
    clock(moment("2025-11-25 10:00"))
    house = factories.make_house(number_pattern="{yy} | {suffix}{n:02d}", address_pattern="{yy}-{suffix}{n:02d}")
    extra = factories.entered(house, year=2025, sequence=1, suffix="S").issue
    assert (extra.label, extra.address, extra.suffix) == ("25 | S01", "25-s01", "S")
    assert factories.published(house).issue.label == "25 | 01"


def test_a_suffix_precedes_the_number_where_the_pattern_has_no_place_for_it(house: House) -> None:
    extra = factories.entered(house, year=2025, sequence=1, suffix="S").issue
    assert (extra.label, extra.address) == ("25 | S1", "25-s1")


def test_an_extra_number_is_kept_for_its_text_before_it_goes_live(house: House, in_2025: Clock) -> None:
    editor = Person.objects.get(account=house.editor)
    extra = factories.submitted(house, title="Extra")
    kept = numbering.reserve(extra, by=editor, suffix="S")
    assert (kept.label, kept.address, kept.sequence, kept.state) == ("25 | S1", "25-s1", 1, Issue.State.RESERVED)
    assert factories.published(house, title="Ordinary").issue.label == "25 | 01"
    factories.decide(house, extra)
    assert factories.reloaded(extra).issue.label == "25 | S1"
    assert numbering.reserve(factories.make_draft(house, title="Next"), by=editor, suffix="S").label == "25 | S2"
    assert register.next_number(house.series).label == "25 | 02"


def test_an_extra_number_that_lapses_is_followed_by_one_of_the_new_year(house: House, in_2025: Clock) -> None:
    page = factories.submitted(house)
    lapsed = numbering.reserve(page, by=house.author_person, suffix="S")
    in_2025(moment("2026-01-02 10:00"))
    factories.decide(house, page)
    lapsed.refresh_from_db()
    assert (lapsed.state, factories.reloaded(page).issue.label) == (Issue.State.VOID, "26 | S1")


@pytest.mark.parametrize("suffix", ["s", "EXTRA", "S1", "-"])
def test_an_extra_number_begins_with_capital_letters(house: House, suffix: str) -> None:
    page = factories.make_draft(house)
    with pytest.raises(numbering.NotASuffix, match=r"\.$"):
        numbering.reserve(page, by=house.author_person, suffix=suffix)
    assert labels(house.series) == []


def test_two_texts_of_one_day_have_two_numbers_and_the_order_of_their_hours(house: House, clock: Clock) -> None:
    clock(moment("2025-11-25 09:00"))
    first = factories.published(house, title="Morning").issue
    clock(moment("2025-11-25 17:00"))
    second = factories.published(house, title="Evening").issue
    assert (first.published_on, first.label) == (second.published_on, "25 | 01")
    assert second.label == "25 | 02"
    assert [page.title for page in CommentaryPage.objects.public().newest_first()] == ["Evening", "Morning"]


def test_a_text_scheduled_across_new_year_is_numbered_in_the_year_of_the_series_time_zone(
    house: House, clock: Clock
) -> None:
    """Decided on New Year's Eve for half past eleven by the clock of London, when it is 2026 in Rome."""
    clock(moment("2025-12-31 10:00"))
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=moment("2025-12-31 23:30"))
    clock(moment("2025-12-31 23:31"))
    assert appearing.publish_due()[0] == [page.title]
    issue = factories.reloaded(page).issue
    assert (issue.label, issue.period, issue.published_on) == ("26 | 01", 2026, date(2026, 1, 1))


def test_a_text_that_moved_before_it_was_numbered_is_numbered_in_its_new_series(house: House, in_2025: Clock) -> None:
    page = factories.make_draft(house)
    other = factories.make_house(slug="papers")
    page.move(other.page, pos="last-child", user=house.admin)
    page = factories.reloaded(page)
    submitting.submit(page, house.author)
    factories.decide(other, page)
    assert labels(other.series) == ["25 | 01"]
    assert labels(house.series) == []


def test_the_numbers_of_a_series_outlive_its_page(house: House, in_2025: Clock) -> None:
    """The page goes only when no text below it has a number; what was made void stays in the register."""
    page = factories.make_draft(house)
    numbering.reserve(page, by=house.author_person)
    Page.objects.get(pk=house.page.pk).delete()
    anew = factories.make_series_page(house.series, slug="letters")
    later = factories.submitted(house, title="Later", parent=anew)
    factories.decide(house, later)
    assert labels(house.series) == ["25 | 01", "25 | 02"]
    assert factories.reloaded(later).issue.label == "25 | 02"


def test_a_reserved_number_is_printed_as_on_the_day_of_publication(db: None, clock: Clock) -> None:
    house = factories.make_house(number_pattern="{yy} | {n:02d} - {MONTH} {yyyy}", address_pattern="{yy}-{n:02d}")
    clock(moment("2025-03-10 10:00"))
    page = factories.submitted(house)
    assert numbering.reserve(page, by=Person.objects.get(account=house.editor)).label == "25 | 01 - MARCH 2025"
    clock(moment("2025-04-02 10:00"))
    factories.decide(house, page)
    assert factories.reloaded(page).issue.label == "25 | 01 - APRIL 2025"


def test_a_reserved_number_becomes_void_when_the_text_moves_to_another_series(house: House) -> None:
    page = factories.make_draft(house)
    kept = numbering.reserve(page, by=Person.objects.get(account=house.editor))
    other = factories.make_house(slug="papers")
    page.move(other.page, pos="last-child", user=house.admin)
    kept.refresh_from_db()
    assert (kept.state, kept.void_reason) == (Issue.State.VOID, "The text was moved to another series.")
    anew = numbering.reserve(factories.reloaded(page), by=Person.objects.get(account=house.editor))
    assert anew.series == other.series


def test_the_doi_follows_from_the_number(db: None, clock: Clock) -> None:
    clock(moment("2025-11-25 10:00"))
    house = factories.make_house(doi_prefix="10.1234")
    page = factories.published(house)
    assert page.issue.doi == "10.1234/2025-01"
    assert record_of(page).doi == "10.1234/2025-01"


def test_the_register_says_when_an_entry_changed(house: House, clock: Clock) -> None:
    clock(moment("2025-03-10 10:00"))
    page = factories.make_draft(house)
    issue = numbering.reserve(page, by=Person.objects.get(account=house.editor))
    clock(moment("2025-03-11 10:00"))
    numbering.void(issue, reason="Not needed.")
    issue.refresh_from_db()
    assert issue.changed_at == moment("2025-03-11 10:00")


def test_older_issues_take_the_patterns_of_their_day(house: House) -> None:
    series = house.series
    series.identity_since = date(2020, 1, 1)
    series.identities = [
        SeriesIdentity(title="Old Letters", number_pattern="{yy}|{n:02d}", address_pattern="old-{yy}-{n:02d}")
    ]
    series.save()
    issue = factories.entered(house).issue
    assert (issue.label, issue.address) == ("14|07", "old-14-07")
    assert issue.as_printed["series"]["title"] == "Old Letters"


@pytest.mark.parametrize(("neighbour", "is_newer"), [(5, True), (9, False)])
def test_an_issue_without_a_date_stands_next_to_its_neighbour(house: House, neighbour: int, is_newer: bool) -> None:
    known = factories.entered(house, title="Known", sequence=neighbour, published_on=date(2014, 6, 1)).issue
    issue = factories.entered(house, sequence=7).issue
    assert issue.published_on is None
    assert (issue.placed_at > known.placed_at) is is_newer
    assert issue.placed_at.date() == date(2014, 6, 1)


def test_undated_issues_stand_in_the_order_of_their_numbers(house: House) -> None:
    for sequence in (3, 1, 2):
        factories.entered(house, title=f"Letter {sequence}", sequence=sequence)
    order = Issue.objects.order_by("-placed_at", "-pk").values_list("sequence", flat=True)
    assert list(order) == [3, 2, 1]


# what the database holds


@pytest.mark.parametrize("same", ["number", "address", "work"])
def test_the_database_refuses_a_second_entry(house: House, same: str) -> None:
    issue = factories.published(house).issue
    facts: dict[str, Any] = {
        "series": issue.series, "period": issue.period, "sequence": 99, "address": "other", "label": "",
        "state": Issue.State.PUBLIC, "year": issue.year, "placed_at": issue.placed_at,
    }  # fmt: skip
    facts |= {
        "number": {"sequence": issue.sequence},
        "address": {"address": issue.address},
        "work": {"work": issue.work},
    }[same]
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(**facts)


def test_an_unnumbered_address_that_is_taken_is_named(db: None) -> None:
    house = factories.make_house(number_pattern="", address_pattern="")
    page = factories.published(house)
    again = factories.submitted(house, parent=factories.make_italian_pages(house.page), slug=page.slug)
    with pytest.raises(numbering.NumberAlreadyGiven, match=page.slug), transaction.atomic():
        factories.decide(house, again)


def test_what_is_printed_is_frozen_with_the_first_edition(house: House) -> None:
    page = factories.published(house)
    printed = page.issue.as_printed
    assert printed["series"]["title"] == house.series.title
    assert printed["publisher"]["name"] == "Institute of Tides"
    assert printed["byline"][0]["name"] == house.author_person.name
    Series.objects.update(title="Renamed", number_pattern="No. {n}")
    page = factories.edited(page, house.editor, title="Corrected")
    consent_and_publish(house, page)
    page = factories.reloaded(page)
    assert page.issue.as_printed == printed
    assert page.issue.label == printed["label"]


def test_the_back_page_names_the_authors_of_the_text_that_appears(house: House) -> None:
    second = factories.PersonFactory(given_name="Second", family_name="Author")
    page = factories.make_draft(house)
    rows = [*page.authorships.all(), page.authorships.model(person=second, name=second.name, sort_order=1)]
    page = factories.edited(page, house.author, authorships=rows)
    submitting.submit(page, house.author)
    factories.decide(house, page)
    [line] = factories.reloaded(page).issue.as_printed["latest"]
    assert line[1] == [house.author_person.name, "Second Author"]


def test_the_address_of_a_public_text_stays(house: House) -> None:
    page = factories.published(house)
    slug, url_path = page.slug, page.url_path
    page = factories.edited(page, house.editor, title="Corrected", slug="corrected")
    consent_and_publish(house, page)
    page = factories.reloaded(page)
    assert (page.title, page.slug, page.url_path) == ("Corrected", slug, url_path)
