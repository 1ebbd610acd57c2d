"""Writes the register: gives, reserves and voids numbers. Nothing else writes there.

A number is given once. The counter's row is locked while it is taken; the unique constraints of
``Issue`` hold where a database cannot lock.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries.imprints import snapshot_of
from commentaries.labelling import Number, doi_for, number_for, period_of, unnumbered
from commentaries.models import CommentaryPage, Issue, NumberCounter, Person, Series
from commentaries.register import edition_of, entry_of, place_among
from commentaries.telling import within_quotation, written_moment


class NumberAlreadyGiven(PermissionDenied):
    """The number or the address stands in the register already: whatever door the text came by, it stays shut."""


class NoNumbers(Exception):
    """The series gives its texts no numbers."""


class NotASuffix(Exception):
    """What should tell an extra number from an ordinary one does not."""


class NothingToVoid(Exception):
    """Only a reserved number can be made void."""


class NotPublic(Exception):
    """Only what readers see, or would see but for a hold, can be taken from them."""


class NotHeld(Exception):
    """Only a held text can be released."""


_SUFFIX = re.compile("[A-Z]{0,3}")


@transaction.atomic
def take(page: CommentaryPage, *, moment: datetime | None = None) -> Issue:
    """The entry of a text that goes live: its own, a reserved one, or a new number.

    Must run in the publishing transaction. A reserved number of another period lapses.
    """
    moment = moment or timezone.now()
    series = page.series
    day = series.today(moment)
    entry = entry_of(page, lock=True)
    if entry and entry.state != Issue.State.RESERVED:
        _bring_back(entry)
        return entry
    suffix = entry.suffix if entry else ""
    if entry and entry.period != period_of(series, day):
        void(entry, reason=_("Lapsed: the text appeared in %(year)s.") % {"year": day.year})
        entry = None
    if entry is None:
        entry = _new_entry(series, page, day, suffix=suffix)
        if entry.state == Issue.State.PUBLIC and entry.published_on:
            return entry
    if entry.sequence is not None:
        _name(entry, number_for(series, day, entry.sequence, entry.suffix))
        entry.doi = doi_for(series, day, entry.sequence, entry.suffix)
    entry.state = Issue.State.PUBLIC
    entry.year = day.year
    entry.published_on = day
    entry.placed_at = moment
    _save(entry)
    return entry


def print_facts(issue: Issue, page: CommentaryPage) -> None:
    """Takes the snapshot of everything an issue prints that is not its text, once (D10)."""
    if not issue.as_printed:
        issue.as_printed = snapshot_of(page, issue)
        issue.save(update_fields=["as_printed", "changed_at"])


@transaction.atomic
def reserve(page: CommentaryPage, *, by: Person, year: int | None = None, suffix: str = "") -> Issue:
    """Keeps the next number of a year for this text; it lapses if the text appears in another year.

    With a suffix (``S`` for ``25 | S1``) it is an extra number, which has a count of its own.

    Raises:
        NoNumbers: the series gives none.
        NumberAlreadyGiven: the text has a number, given or reserved.
        NotASuffix: the suffix is not one to three letters, such as S.
    """
    if not _SUFFIX.fullmatch(suffix):
        raise NotASuffix(_("An extra number begins with one to three capital letters, such as S."))
    page = CommentaryPage.objects.lock(page.pk)
    series = page.series
    if not series.has_numbers:
        raise NoNumbers(_("%(series)s gives its texts no numbers, so none can be reserved.") % {"series": series})
    if entry := entry_of(page):
        raise NumberAlreadyGiven(_has_one(entry))
    today = series.today()
    day = today if year in (None, today.year) else date(year, 1, 1)
    issue = _new_entry(series, page, day, suffix=suffix)
    if issue.state != Issue.State.RESERVED or issue.reserved_at:
        raise NumberAlreadyGiven(_has_one(issue))
    issue.reserved_by = by
    issue.reserved_at = timezone.now()
    issue.save(update_fields=["reserved_by", "reserved_at"])
    return issue


@transaction.atomic
def move(page: CommentaryPage, *, to: Series) -> None:
    """A text now belongs to another series: a number that the old one had reserved for it becomes void."""
    CommentaryPage.objects.lock(page.pk)
    kept = Issue.objects.filter(work=page.translation_key, state=Issue.State.RESERVED)
    for issue in kept.exclude(series=to):
        void(issue, reason=_("The text was moved to another series."))
    CommentaryPage.objects.filter(pk=page.pk).update(series=to)


@transaction.atomic
def forsake(page: CommentaryPage) -> None:
    """A text is gone, or goes, without having used the number reserved for it: that becomes void."""
    for issue in Issue.objects.filter(work=page.translation_key, state=Issue.State.RESERVED):
        void(issue, reason=_("The text “%(title)s” was deleted.") % {"title": within_quotation(page.title)})


@transaction.atomic
def hold(issue: Issue) -> None:
    """The text of a public entry is out of sight for the moment. The row must be locked, as in the next two.

    Raises:
        NotPublic: it is held, removed, or not public yet.
    """
    if issue.state != Issue.State.PUBLIC:
        raise NotPublic(_("%(label)s is not public (any more), so it cannot be held.") % {"label": issue})
    _set_state(issue, Issue.State.HELD)


def release(issue: Issue) -> None:
    """The text of a held entry is public again.

    Raises:
        NotHeld: nobody holds it (any more).
    """
    if issue.state != Issue.State.HELD:
        raise NotHeld(_("%(label)s is not held (any more), so it cannot be released.") % {"label": issue})
    _set_state(issue, Issue.State.PUBLIC)


def remove(issue: Issue) -> None:
    """The text of an entry is gone; its number and its facts stay.

    Raises:
        NotPublic: it is removed already, or was never public.
    """
    if issue.state not in {Issue.State.PUBLIC, Issue.State.HELD}:
        raise NotPublic(_("%(label)s is not public (any more), so it cannot be removed.") % {"label": issue})
    _set_state(issue, Issue.State.REMOVED)


def bring_back(page: CommentaryPage) -> None:
    """A removed text has gone live again as it was: under the number that it had."""
    if entry := Issue.objects.select_for_update().filter(pk=page.issue_id, state=Issue.State.REMOVED).first():
        _bring_back(entry)


def _bring_back(issue: Issue) -> None:
    if issue.state == Issue.State.REMOVED:
        _set_state(issue, Issue.State.PUBLIC)


def _set_state(issue: Issue, state: Issue.State) -> None:
    issue.state = state
    issue.save(update_fields=["state", "changed_at"])


def void(issue: Issue, *, reason: str) -> None:
    """Makes a reserved number void, for ever and with a reason.

    Raises:
        NothingToVoid: the number is given, or void already.
    """
    issue.state = Issue.objects.select_for_update().values_list("state", flat=True).get(pk=issue.pk)
    if issue.state != Issue.State.RESERVED:
        raise NothingToVoid(_("%(label)s is not reserved, so it cannot be made void.") % {"label": issue.label})
    issue.state = Issue.State.VOID
    issue.void_reason = reason
    issue.save(update_fields=["state", "void_reason", "changed_at"])


@transaction.atomic
def enter(
    page: CommentaryPage, *, year: int, sequence: int | None, suffix: str = "", published_on: date | None = None
) -> Issue:
    """Enters an older issue with its number given; the counter moves on if it is behind.

    Raises:
        NumberAlreadyGiven: another text has this number or this address.
    """
    series = page.series
    day = published_on or date(year, 1, 1)
    if sequence is None:
        number = unnumbered(series, day, page.slug)
    else:
        number = number_for(series, day, sequence, suffix)
        counter = _locked_counter(series, number.period, suffix)
        if counter.last < sequence:
            counter.last = sequence
            counter.save(update_fields=["last"])
    taken = Issue.objects.filter(series=series, address=number.address)
    if taken.exists():
        raise _taken(series, number)
    return _write_entry(
        series,
        number,
        work=page.translation_key,
        language_edition=edition_of(page),
        state=Issue.State.PUBLIC,
        year=year,
        published_on=published_on,
        placed_at=place_among(series, number, year, published_on),
    )


def _new_entry(series: Series, page: CommentaryPage, day: date, *, suffix: str = "") -> Issue:
    """The next number, kept for this text; in a series without numbers the text's own slug, public at once."""
    if not series.has_numbers:
        number, state = unnumbered(series, day, page.slug), Issue.State.PUBLIC
    else:
        counter = _locked_counter(series, period_of(series, day), suffix)
        if entry := entry_of(page):  # a translation was quicker: both share the entry
            return entry
        counter.last += 1
        counter.save(update_fields=["last"])
        number, state = number_for(series, day, counter.last, suffix), Issue.State.RESERVED
    return _write_entry(
        series,
        number,
        work=page.translation_key,
        language_edition=edition_of(page),
        state=state,
        year=day.year,
        placed_at=timezone.now(),
    )


def _has_one(entry: Issue) -> str:
    if entry.state != Issue.State.RESERVED or entry.reserved_by is None or entry.reserved_at is None:
        return _("This text has the number %(label)s already.") % {"label": entry.label}
    return _("%(person)s already reserved the number %(label)s for this text on %(when)s.") % {
        "person": entry.reserved_by,
        "label": entry.label,
        "when": written_moment(entry.reserved_at, entry.series.zone),
    }


def _name(entry: Issue, number: Number) -> None:
    """Label and address as the pattern writes them on the day of publication; a month may have passed since."""
    taken = Issue.objects.filter(series_id=entry.series_id, address=number.address).exclude(pk=entry.pk)
    if taken.exists():
        raise _taken(entry.series, number)
    entry.label, entry.address = number.label, number.address


def _save(entry: Issue) -> None:
    """Whoever changed the pattern of DOIs past its form may have named two texts alike."""
    if not entry.doi:
        entry.save()
        return
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise NumberAlreadyGiven(
            _("The DOI %(doi)s is taken. Give %(series)s another pattern for the suffix of its DOIs.")
            % {"doi": entry.doi, "series": entry.series}
        ) from error


def _taken(series: Series, number: Number) -> NumberAlreadyGiven:
    facts = {"label": number.label or number.address, "series": series}
    return NumberAlreadyGiven(_("%(label)s is taken in %(series)s.") % facts)


def _write_entry(series: Series, number: Number, **facts: Any) -> Issue:
    try:
        with transaction.atomic():
            return Issue.objects.create(
                series=series,
                period=number.period,
                sequence=number.sequence,
                suffix=number.suffix,
                label=number.label,
                address=number.address,
                **facts,
            )
    except IntegrityError as error:
        raise _taken(series, number) from error


def _locked_counter(series: Series, period: int, suffix: str) -> NumberCounter:
    NumberCounter.objects.get_or_create(series=series, period=period, suffix=suffix)
    return NumberCounter.objects.select_for_update().get(series=series, period=period, suffix=suffix)
