"""Says which steps a text needs before publication besides the second yes, and which of them one content has behind it.

A series switches them on (docs/decisions/0020). What was on when an editor decided is noted with the decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commentaries.citations import join_names
from commentaries.models import Affirmation, CommentaryPage, Person, SeriesRole, Step, Waiver

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Kind = Affirmation.Kind
AUTHORS_YES = {Kind.SUBMISSION, Kind.CONSENT}
_EDITORS_YES = {Kind.COLLEAGUE, Kind.DECISION}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step as the page of decision lists it: what it is called, whether it is done, and who or what is missing."""

    label: str
    is_done: bool
    told: str


@dataclass(frozen=True, slots=True)
class Steps:
    """By what the steps of one text are judged, besides the affirmations of its content.

    ``asked`` are those that the series asks for now. ``roles`` are the editors of the series, present and past.
    Where nothing ``is_known``, as in an audit of many texts, nothing is asked either.
    """

    asked: tuple[str, ...] = ()
    authors: tuple[Person, ...] = ()
    waived: frozenset[int] = frozenset()
    roles: tuple[SeriesRole, ...] = ()
    zone: ZoneInfo | None = None
    is_known: bool = True

    def asked_by(self, decision: Affirmation) -> tuple[str, ...]:
        """What was asked for when this was decided; today's where that was not noted."""
        if not self.is_known:
            return ()
        return self.asked if decision.steps_asked is None else tuple(decision.steps_asked)

    def lacking(self, said: Iterable[Affirmation], *, beside: frozenset[int], asked: Iterable[str]) -> list[str]:
        """Those of the steps that nobody has taken, or not everybody, should those decide whose voices are ``beside``:
        a person, and the editor in whose place they decide.
        """
        said = list(said)
        return [step for step in asked if not self._is_done(step, said, beside)]

    def demand(self, step: str, said: Iterable[Affirmation]) -> str:
        """What a step lacks, as a sentence with what to do."""
        if step == Step.FACT_CHECK:
            return _(
                "Nobody has checked the facts of exactly this text. "
                "Whoever works on the series and is not among its authors does that on its page “Decide”."
            )
        if step == Step.SECOND_EDITOR:
            return _(
                "No second editor has said yes to exactly this text. "
                "Let another editor of the series read it and say yes on its page “Decide”."
            )
        return _(
            "Not every author has said yes to exactly this text: %(names)s. "
            "Ask them on its page “Decide”, or waive a yes there with a reason."
        ) % {"names": _joined(self.silent(said))}

    def taken(self, said: Iterable[Affirmation], *, beside: frozenset[int]) -> list[StepTaken]:
        """Every step that the series asks for, done or not."""
        said = list(said)
        return [
            StepTaken(str(Step(step).label), self._is_done(step, said, beside), self._told(step, said, beside))
            for step in self.asked
        ]

    def silent(self, said: Iterable[Affirmation]) -> list[Person]:
        """The authors whose yes is missing and not waived."""
        yes = {each.person_id for each in said if each.kind in AUTHORS_YES}
        return [author for author in self.authors if author.pk not in yes | self.waived]

    def checks(self, said: Iterable[Affirmation]) -> list[Affirmation]:
        writing = {author.pk for author in self.authors}
        return [each for each in said if each.kind == Kind.FACT_CHECK and each.person_id not in writing]

    def editors_beside(self, said: Iterable[Affirmation], voices: frozenset[int]) -> list[Affirmation]:
        """The yeses of others who edited the series on the day they said it, or stood in for an editor, and are not
        among the authors.
        """
        others = {author.pk for author in self.authors} | voices
        return [
            each for each in said if each.kind in _EDITORS_YES and not each.voices & others and self._was_editors(each)
        ]

    def _is_done(self, step: str, said: list[Affirmation], beside: frozenset[int]) -> bool:
        if step == Step.FACT_CHECK:
            return bool(self.checks(said))
        if step == Step.SECOND_EDITOR:
            return bool(self.editors_beside(said, beside))
        return not self.silent(said)

    def _told(self, step: str, said: list[Affirmation], beside: frozenset[int]) -> str:
        if step == Step.ALL_AUTHORS:
            silent = self.silent(said)
            return (
                _("not yet: %(names)s") % {"names": _joined(silent)} if silent else _("all have said yes, or need not")
            )
        found = self.checks(said) if step == Step.FACT_CHECK else self.editors_beside(said, beside)
        return _joined(each.speaker for each in found) if found else _("nobody yet")

    def _was_editors(self, said: Affirmation) -> bool:
        """Whether it was an editor's word on that day, their own or that of who stood in for them."""
        day = timezone.localtime(said.affirmed_at, self.zone).date()
        return any(role.person_id in said.voices and role.holds_on(day) for role in self.roles)


NO_STEPS = Steps(is_known=False)
"""Where none is asked for, or nobody has looked."""


def steps_of(page: CommentaryPage, said: Iterable[Affirmation]) -> Steps:
    """What the steps of this text are judged by; nothing is asked of the database that no step needs."""
    series = page.series
    wanted = {*series.steps, *(step for each in said for step in each.steps_asked or ())}
    if not wanted:
        return NO_STEPS
    waived: Iterable[int] = ()
    if Step.ALL_AUTHORS in wanted:
        waived = Waiver.objects.standing().filter(page=page.pk).values_list("person", flat=True)
    roles: Iterable[SeriesRole] = ()
    if Step.SECOND_EDITOR in wanted:
        roles = SeriesRole.objects.filter(series=series.pk, role=SeriesRole.Role.EDITOR)
    keys = list(dict.fromkeys(authorship.person_id for authorship in page.authorships.all()))
    people = Person.objects.in_bulk(keys)
    return Steps(
        asked=series.steps,
        authors=tuple(people[key] for key in keys if key in people),
        waived=frozenset(waived),
        roles=tuple(roles),
        zone=series.zone,
    )


def _joined(people: Iterable[Person | str]) -> str:
    return join_names([str(person) for person in people], get_language() or "en")
