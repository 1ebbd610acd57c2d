"""Turns a text into what its publication would do, by publishing it in a transaction that is rolled back.

The verbs are those that publish, so what is foretold cannot differ from what happens. Wagtail's own action does not
run, so no receiver of a host site hears of a publication that never was (docs/decisions/0021).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commentaries import closing, followups, indexing, mails, publishing, register, versions
from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, Decision, Edition, FollowUp, Issue, Person
from commentaries.models.prints import CHECKSUM_SHOWN
from commentaries.models.querysets import Place
from commentaries.record import Record
from commentaries.recording import record_of


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, to all who get it at the same moment; none before ``at``."""

    mail: str
    to: tuple[Person, ...]
    at: datetime

    @property
    def what(self) -> str:
        """What it says, in a few words."""
        return {
            "published": _("It is published: number, link, how to cite"),
            "scheduled": _("It is to appear: day and time"),
            "closed": _("A review is not needed any more"),
        }.get(self.mail, self.mail)


@dataclass(frozen=True, slots=True)
class Work:
    """One follow-up that is no mail."""

    kind: str
    at: datetime

    @property
    def what(self) -> str:
        return followups.sentence_on(self.kind)


@dataclass(frozen=True, slots=True)
class Replaced:
    """The edition that gives way, and the address at which its PDF stays; empty where there is none."""

    number: int
    published_at: datetime
    pdf_path: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """What readers, the register and the post would have after the publication of one content at one moment.

    ``edition`` is 0 where readers have this content already. ``newer`` and ``older`` stand beside it in the list of
    the series. ``lapsing`` is a reserved number that would be lost; ``unwritten`` are authors without an address.
    """

    record: Record
    moment: datetime
    day: date
    edition: int
    replaced: Replaced | None
    lapsing: str
    newer: CommentaryPage | None
    older: CommentaryPage | None
    letters: tuple[Letter, ...]
    works: tuple[Work, ...]
    unwritten: tuple[Person, ...]
    translations: tuple[CommentaryPage, ...]


def publication_of(page: CommentaryPage, *, by: Person | None, at: datetime | None = None) -> Foretold:
    """What would follow if this person decided now that the newest content is published, at once or at a moment.

    What is scheduled is foretold as it was decided on. Without a person, the letters are those to everybody, of
    whom whoever decides gets none. Nothing is kept and nothing leaves the machine; keys of rows are used up.

    Raises:
        NumberAlreadyGiven: the publication would be refused, as its number or its address is another text's.
    """
    with followups.noting() as noted, transaction.atomic():
        page = lock_text(page)
        foretold = _published(page, by, at, noted)
        transaction.set_rollback(True)
    return foretold


def content_to_appear(page: CommentaryPage) -> CommentaryPage:
    """What is scheduled, else the newest content."""
    scheduled = page.scheduled_revision
    return scheduled.as_object() if scheduled else versions.latest_of(page)


def _published(page: CommentaryPage, by: Person | None, at: datetime | None, noted: list[int]) -> Foretold:
    """Publishes for the time being. Must run in a transaction that is rolled back."""
    now, content = timezone.now(), content_to_appear(page)
    before = Edition.objects.filter(page=page).order_by("-pk").first()
    kept = register.entry_of(page)
    if scheduled := page.scheduled_revision:
        at = scheduled.approved_go_live_at
    elif by:
        _decide(content, by, at)
    at_once = set(noted)
    content.live = True
    edition = publishing.went_live(content, moment=at)
    indexing.plan(content)
    moment = at or now
    issue = content.issue
    newer, older = _neighbours(content, issue)
    letters, works = _post(noted, at_once, later=moment - now)
    return Foretold(
        record=record_of(content),
        moment=moment,
        day=content.series.today(moment),
        edition=edition.number if edition else 0,
        replaced=_replaced(before, record_of(content)) if edition and before else None,
        lapsing=kept.label if kept and kept.pk != issue.pk else "",
        newer=newer,
        older=older,
        letters=letters,
        works=works,
        unwritten=_without_address(content) if letters else (),
        translations=_translations(content),
    )


def _decide(content: CommentaryPage, by: Person, at: datetime | None) -> None:
    """The decision, whose person the letters ask for, and the letter that goes out with it."""
    version = versions.keep(content, by=by)
    decision = Decision.objects.create(version=version, person=by, outcome=Decision.Outcome.PUBLISH, publish_at=at)
    closing.close_invitations(content)
    if at:
        content.go_live_at = at
        mails.scheduled(content, by=by, event=f"decision-{decision.pk}", comment="")


def _post(noted: Iterable[int], at_once: set[int], *, later: timedelta) -> tuple[tuple[Letter, ...], tuple[Work, ...]]:
    """The follow-ups that wait after it: what was planned at go-live is due by its clock, the rest from now on."""
    rows = FollowUp.objects.filter(pk__in=noted, state=FollowUp.State.WAITING).order_by("next_at", "pk")
    waiting = [(row, row.next_at if row.pk in at_once else row.next_at + later) for row in rows]
    people = Person.objects.in_bulk([row.payload["to"] for row, _at in waiting if row.kind == mails.KIND])
    together: dict[tuple[str, datetime], list[Person]] = {}
    for row, at in waiting:
        if row.kind == mails.KIND:
            minute = at.replace(second=0, microsecond=0)
            together.setdefault((row.payload["mail"], minute), []).append(people[row.payload["to"]])
    letters = tuple(Letter(mail, tuple(to), at) for (mail, at), to in together.items())
    return letters, tuple(Work(row.kind, at) for row, at in waiting if row.kind != mails.KIND)


def _neighbours(content: CommentaryPage, issue: Issue) -> tuple[CommentaryPage | None, CommentaryPage | None]:
    """The texts above and below it in the list of its series, in its language, as the list is now."""
    place = Place(issue.placed_at, issue.pk)
    others = CommentaryPage.objects.public().filter(series=content.series_id, locale=content.locale_id)
    others = others.exclude(pk=content.pk).select_related("issue").defer("body")
    newer = others.placed_after(place).order_by("placed_at", "issue_id").first()
    return newer, others.placed_before(place).newest_first().first()


def _replaced(before: Edition, record: Record) -> Replaced:
    printed = before.prints.order_by("-pk").first()
    path = record.file_path("pdf") if printed else ""
    if printed and path:
        path = f"{path.removesuffix('.pdf')}-{printed.sha256[:CHECKSUM_SHOWN]}.pdf"
    return Replaced(before.number, before.published_at, path)


def _without_address(content: CommentaryPage) -> tuple[Person, ...]:
    authors = [authorship.person for authorship in content.authorships.all()]
    return tuple(person for person in authors if not mails.address_of(person))


def _translations(content: CommentaryPage) -> tuple[CommentaryPage, ...]:
    """The other languages of the text that readers have; each has editions of its own."""
    others = CommentaryPage.objects.filter(translation_key=content.translation_key, live=True).exclude(pk=content.pk)
    return tuple(others.select_related("locale").defer("body").order_by("pk"))
