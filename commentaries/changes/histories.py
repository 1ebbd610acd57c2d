"""Turns the versions of a text into a list: who made each, when, and what for, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import PageLogEntry

from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    Edition,
    Invitation,
    Person,
    Review,
    Version,
)
from commentaries.permissions import (
    authors_are_hidden_from,
    invitations_known_to,
    person_of,
    user_can_see,
    user_knows_reviewers,
    versions_readable_by,
)
from commentaries.telling import written_moment, written_on
from commentaries.versions import latest_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_FOR_CONSENT, _SUBMITTED_FOR = "commentaries.ask_consent", "commentaries.submit_for"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with a version."""

    when: datetime
    told: str
    by: int | None = None
    """Whose word it was, if it was one on the version."""
    is_submission: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as the list shows it, with what was done with it from first to last."""

    pk: int
    digest: str
    made_at: datetime
    moment: str
    name: str
    steps: tuple[Step, ...]

    @property
    def key(self) -> str:
        """Its word in an address."""
        return str(self.pk)

    @property
    def label(self) -> str:
        """What it is called where there is one line for it."""
        if self.name:
            return f"{self.name} ({self.moment})"
        return f"{self.moment}: {self.steps[0].told}" if self.steps else self.moment


def history_of(page: CommentaryPage, user: AbstractBaseUser) -> list[Kept]:
    """The versions that the user may read, the newest first; in as many queries for twenty as for one."""
    versions = versions_readable_by(user, page).defer("content").select_related("naming").order_by("-made_at", "-pk")
    found = list(versions)
    steps = _Steps(page, user, found).by_version()
    return [
        Kept(
            version.pk,
            version.digest,
            version.made_at,
            written_moment(version.made_at, page.series.zone),
            version.naming.name if hasattr(version, "naming") else "",
            tuple(sorted(steps.get(version.pk, ()), key=lambda step: step.when)),
        )
        for version in found
    ]


def last_word(history: Iterable[Kept], person: Person | None) -> tuple[Kept, Step] | None:
    """The version on which this person last said something, and what."""
    said = [(kept, step) for kept in history for step in kept.steps if person and step.by == person.pk]
    return max(said, key=lambda pair: pair[1].when, default=None)


def last_submission(history: Iterable[Kept], *, but: str = "") -> Kept | None:
    """The version that was submitted last, but for one with this digest."""
    handed_in = [(step.when, kept) for kept in history for step in kept.steps if step.is_submission]
    others = [pair for pair in handed_in if pair[1].digest != but]
    return max(others, key=lambda pair: pair[0])[1] if others else None


def worth_comparing(history: list[Kept], person: Person | None, *, digest: str = "") -> Kept | None:
    """The version from which on changes are news to this person: the one on which they last said something.

    Else the one submitted last of those that say something else than the text does now, by its ``digest``. A reviewer
    does not see the text as it is now: for them, the newest version is what stands.
    """
    older = history if digest else history[1:]
    if said := last_word(older, person):
        return said[0]
    return last_submission(older, but=digest) or next((kept for kept in older if kept.digest != digest), None)


def news_for(page: CommentaryPage, person: Person | None, *, digest: str) -> str:
    """What the way to the changes is called for this person; ``digest`` is that of the text as it stands.

    Empty when nothing is news: the text still says what they last said something about, or what was submitted last.
    """
    said = Affirmation.objects.filter(version__page=page).select_related("version").defer("version__content")
    decided = Decision.objects.filter(version__page=page, person=person).select_related("version")
    yes = said.filter(person=person).order_by("-affirmed_at").first()
    no = decided.defer("version__content").order_by("-decided_at").first()
    if no is not None and (yes is None or no.decided_at > yes.affirmed_at):
        version, when, told = no.version, no.decided_at, _("What changed since your decision of %(day)s")
    elif yes is not None:
        version, when, told = yes.version, yes.affirmed_at, _("What changed since your yes of %(day)s")
        if yes.kind == Affirmation.Kind.SUBMISSION:
            told = _("What changed since you submitted it on %(day)s")
    elif handed_in := said.filter(kind=Affirmation.Kind.SUBMISSION).order_by("-affirmed_at").first():
        version, when = handed_in.version, handed_in.affirmed_at
        told = _("What changed since it was submitted on %(day)s")
    else:
        return ""
    return "" if version.digest == digest else told % {"day": written_on(when, page.series.zone)}


def last_read(user: AbstractBaseUser, version: Version) -> Version | None:
    """The newest of the other versions that a reviewer may read: the one they read before this."""
    others = versions_readable_by(user, version.page).exclude(pk=version.pk)
    return others.filter(made_at__lt=version.made_at).defer("content").order_by("-made_at").first()


class _Steps:
    """Collects what was done with versions, in the words of this reader.

    Authors read that a reviewer answered, and only in the open who (docs/decisions/0023); a reviewer reads of no other,
    and of the authors only where these are not hidden.
    """

    def __init__(self, page: CommentaryPage, user: AbstractBaseUser, versions: list[Version]) -> None:
        self.page, self.versions = page, versions
        self.person = person_of(user)
        self.is_insider = user_can_see(user, page)
        newest = latest_of(page)  # which may name authors whom the row does not
        self.knows_reviewers = user_knows_reviewers(user, newest)
        self.known = set() if self.knows_reviewers else {each.pk for each in invitations_known_to(user, newest)}
        self.hides_authors = not self.is_insider and authors_are_hidden_from(self.person, page)

    def by_version(self) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {}
        sources = [self._affirmations(), self._invitations(), self._reviews()]
        if self.is_insider:
            sources += [self._decisions(), self._editions(), self._log()]
        for source in sources:
            for version, step in source:
                found.setdefault(version, []).append(step)
        return found

    def _affirmations(self) -> Iterator[tuple[int, Step]]:
        """A reviewer's yes is told with the review."""
        given = Affirmation.objects.filter(version__in=self.versions).select_related("person", "deputy_for")
        for each in given.exclude(kind=Affirmation.Kind.REVIEW):
            is_submission = each.kind == Affirmation.Kind.SUBMISSION
            if self.is_insider or is_submission:
                person = _("The authors") if self.hides_authors else each.speaker
                told = _("%(person)s %(what)s") % {"person": person, "what": each.get_kind_display()}
                if each.withdrawn_at:
                    told = _("%(told)s (taken back)") % {"told": told}
                yield each.version_id, Step(each.affirmed_at, told, each.person_id, is_submission)

    def _decisions(self) -> Iterator[tuple[int, Step]]:
        """A decision to publish is told as the yes that it is."""
        taken = Decision.objects.filter(version__in=self.versions).select_related("person", "deputy_for")
        for each in taken.exclude(outcome=Decision.Outcome.PUBLISH):
            told = _("%(person)s decided: %(what)s") % {"person": each.speaker, "what": each.get_outcome_display()}
            yield each.version_id, Step(each.decided_at, told, each.person_id)

    def _invitations(self) -> Iterator[tuple[int, Step]]:
        invited = Invitation.objects.filter(version__in=self.versions).select_related("person")
        if not self.is_insider:
            invited = invited.filter(person=self.person)
        together: dict[int, list[Invitation]] = {}
        for each in invited:
            together.setdefault(each.version_id, []).append(each)
        for version, some in together.items():
            yield version, Step(min(each.invited_at for each in some), self._asked([each.person for each in some]))

    def _asked(self, persons: list[Person]) -> str:
        if not self.is_insider:
            return _("You were asked to review it")
        if self.knows_reviewers:
            return _("For review: %(persons)s") % {"persons": ", ".join(str(person) for person in persons)}
        number = len(persons)
        return ngettext("For review, by a reviewer", "For review, by %(number)s reviewers", number) % {"number": number}

    def _reviews(self) -> Iterator[tuple[int, Step]]:
        given = Review.objects.filter(version__in=self.versions).select_related("invitation__person")
        if not self.is_insider:
            given = given.filter(invitation__person=self.person)
        for each in given:
            when, person = each.amended_at or each.answered_at, each.invitation.person_id
            yield each.version_id, Step(when, self._answered(each), person)

    def _answered(self, review: Review) -> str:
        if not self.is_insider:
            return _("You answered: %(what)s") % {"what": review.get_recommendation_display()}
        if self.knows_reviewers:
            facts = {"person": review.invitation.person, "what": review.get_recommendation_display()}
            return _("%(person)s answered as reviewer: %(what)s") % facts
        if review.invitation_id in self.known:
            return _("%(person)s answered as reviewer") % {"person": review.invitation.person}
        return _("A reviewer answered")

    def _editions(self) -> Iterator[tuple[int, Step]]:
        for each in Edition.objects.filter(version__in=self.versions):
            yield (
                each.version_id,
                Step(each.published_at, _("Published as edition %(number)s") % {"number": each.number}),
            )

    def _log(self) -> Iterator[tuple[int, Step]]:
        """What has no row of its own: that it was submitted for the authors, or that they were asked for their yes."""
        by_digest = {version.digest: version.pk for version in self.versions}
        entries = PageLogEntry.objects.filter(page=self.page.pk, action__in=[_FOR_CONSENT, _SUBMITTED_FOR])
        people = {person.account_id: person for person in Person.objects.filter(account__in=entries.values("user"))}
        for entry in entries:
            person = people.get(entry.user_id)
            if (version := by_digest.get(entry.data.get("digest", ""))) is None:
                continue
            if entry.action == _FOR_CONSENT:
                yield version, Step(entry.timestamp, _("The authors were asked for their yes"))
            else:
                told = _("%(person)s submitted it for its authors") % {"person": person or _("Somebody")}
                yield version, Step(entry.timestamp, told, person and person.pk, is_submission=True)
