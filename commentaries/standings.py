"""Turns the affirmations of one content into whether they are enough to publish it, and what is missing (D2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commentaries import versions
from commentaries.models import Affirmation, ClosedDays, CommentaryPage, Person, Review, Series
from commentaries.models.series import SecondAffirmation
from commentaries.steps import NO_STEPS, Steps, steps_of

SECOND_KINDS = {
    Affirmation.Kind.SUBMISSION,
    Affirmation.Kind.CONSENT,
    Affirmation.Kind.REVIEW,
    Affirmation.Kind.COLLEAGUE,
}
"""How somebody other than the editor says yes."""
SECOND_DAYS = 2
"""Working days within which the second yes follows a decision taken alone."""
_FIRST_KINDS = {Affirmation.Kind.DECISION, Affirmation.Kind.OVERRIDE, Affirmation.Kind.ENTERED}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which affirmations a content has, and whether they are enough: the one place that says so (D2).

    ``authors`` are the persons whose names the content bears. ``taken_back`` is what was said and holds no more.
    """

    affirmations: tuple[Affirmation, ...]
    authors: frozenset[int]
    taken_back: tuple[Affirmation, ...] = ()
    second_may_follow: bool = False
    is_archived: bool = False
    series: Series | None = None
    steps: Steps = NO_STEPS

    @property
    def decisions(self) -> list[Affirmation]:
        """Those by editors who are not among the authors."""
        return [a for a in self.affirmations if a.kind == Affirmation.Kind.DECISION and not a.voices & self.authors]

    @property
    def waiver(self) -> Affirmation | None:
        """An administrator's override, or the entering of an archive entry."""
        waiving = {Affirmation.Kind.OVERRIDE} | ({Affirmation.Kind.ENTERED} if self.is_archived else set())
        return next((a for a in self.affirmations if a.kind in waiving), None)

    def seconds_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> list[Affirmation]:
        """What others than this person have affirmed: the second yes, should this person decide.

        The word of a deputy is that of two, and a second yes to neither: not to the deputy's, not to the editor's.
        """
        return self._beside(voices_of(person, deputy_for))

    def _beside(self, voices: frozenset[int]) -> list[Affirmation]:
        return [a for a in self.affirmations if a.kind in SECOND_KINDS and not a.voices & voices]

    def is_affirmed_by(self, person: Person | None) -> bool:
        """Whether this person has said yes to exactly this content; to have checked its facts is another thing."""
        said = (a for a in self.affirmations if a.kind != Affirmation.Kind.FACT_CHECK)
        return person is not None and any(a.person_id == person.pk for a in said)

    @property
    def is_enough(self) -> bool:
        return self.waiver is not None or any(self._is_complete(decision) for decision in self.decisions)

    def _is_complete(self, decision: Affirmation) -> bool:
        """Whether this decision has a second yes beside it, or does without, and every step that it was to have."""
        has_second = self._beside(decision.voices) or (self.second_may_follow and decision.reason)
        return bool(has_second) and not self._lacking(decision)

    def _lacking(self, decision: Affirmation) -> list[str]:
        asked = self.steps.asked_by(decision)
        return self.steps.lacking(self.affirmations, beside=decision.voices, asked=asked)

    @property
    def second_due_on(self) -> date | None:
        """The day until which the second yes is owed; none when nothing is."""
        is_owed = self.decisions and not any(self._beside(each.voices) for each in self.decisions)
        if self.series is None or self.waiver or not is_owed:
            return None
        days = ClosedDays.objects.working_days_of(self.series)
        return days.after(self.series.today(self.decisions[0].affirmed_at), SECOND_DAYS)

    @property
    def missing(self) -> str:
        """What is missing, as a sentence with what to do; empty when nothing is."""
        if self.is_enough:
            return ""
        if not self.decisions and any(each.kind in _FIRST_KINDS for each in self.taken_back):
            return _(
                "The decision to publish exactly this text was taken back. "
                "Submit it again, then decide on it anew on its page “Decide”."
            )
        if not self.decisions:
            return _(
                "No editor has decided to publish exactly this text. Open “Decide” and publish it there; "
                "after a change, a text needs a new decision."
            )
        decision = self.decisions[0]
        if lacking := self._lacking(decision):
            return self.steps.demand(lacking[0], self.affirmations)
        return self.missing_beside(decision.person, deputy_for=decision.deputy_for)

    def step_lacking_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> str:
        """What a step of the series still lacks should this person decide now, in a sentence; empty when nothing."""
        beside = voices_of(person, deputy_for)
        lacking = self.steps.lacking(self.affirmations, beside=beside, asked=self.steps.asked)
        return self.steps.demand(lacking[0], self.affirmations) if lacking else ""

    def missing_beside(self, person: Person | None, *, deputy_for: Person | None = None) -> str:
        """What this person reads before deciding, when nobody else stands behind this content."""
        if self.seconds_beside(person, deputy_for=deputy_for):
            return ""
        return _(
            "Nobody else has said yes to exactly this text. Ask an author for consent, or let a colleague read it."
        )


def voices_of(person: Person | None, deputy_for: Person | None) -> frozenset[int]:
    """Whose word it would be: the keys of the person, and of the editor in whose place they speak."""
    return frozenset(each.pk for each in (person, deputy_for) if each is not None)


def standing_of(page: CommentaryPage, *, digest: str | None = None) -> Standing:
    """The affirmations of this content on this page. A page that was never saved has none."""
    affirmed: list[Affirmation] = []
    if page.pk:
        content = {"version__page_id": page.pk, "version__digest": digest or versions.digest_of(page)}
        affirmed = list(Affirmation.objects.filter(**content).select_related("person", "deputy_for"))
    standing = tuple(each for each in affirmed if each.withdrawn_at is None)
    return Standing(
        affirmations=standing,
        taken_back=tuple(each for each in affirmed if each.withdrawn_at is not None),
        authors=frozenset(authorship.person_id for authorship in page.authorships.all()),
        second_may_follow=page.series.second_affirmation == SecondAffirmation.MAY_FOLLOW,
        is_archived=page.archived,
        series=page.series,
        steps=steps_of(page, standing),
    )


def reservations_about(page: CommentaryPage) -> list[Review]:
    """The last answer of each reviewer, where it is no yes, to whatever version of a text, oldest first."""
    reviews = Review.objects.filter(version__page=page).select_related("invitation__person", "version")
    last = {review.invitation.person_id: review for review in reviews.order_by("answered_at", "pk")}
    return [review for review in last.values() if review.recommendation != Review.Recommendation.PUBLISH]
