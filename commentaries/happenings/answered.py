"""Turns what persons were asked about a text, and what they answered and decided, into events."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commentaries.chronicle import steps_of
from commentaries.happenings.events import Event
from commentaries.happenings.wording import in_words
from commentaries.models import Affirmation, CommentaryPage, Invitation, Objection, Reply, Review
from commentaries.models.attachments import CameByMail
from commentaries.steps import AUTHORS_YES

Kind = Affirmation.Kind
_TOLD_ELSEWHERE = {Kind.SUBMISSION, Kind.REVIEW, Kind.DECISION}
"""A yes that goes with a submission, a review or a decision, which is told itself."""


def invited(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    asked = Invitation.objects.filter(version__page=page).select_related("person", "invited_by")
    for each in asked:
        reviewer = _("a reviewer") if hides and each.pk not in known else str(each.person)
        facts = {"person": reviewer, "day": in_words(each.due_on)}
        sentence = _("asked %(person)s for a review until %(day)s") % facts
        yield Event(each.invited_at, str(each.invited_by), sentence, "" if hides else each.message)
        if each.closed_at and each.state == Invitation.State.DECLINED:
            who = _("A reviewer") if hides else reviewer
            yield Event(each.closed_at, who, _("declined to review it"), "" if hides else each.decline_reason)


def reviewed(page: CommentaryPage, *, hides: bool, known: set[int]) -> Iterator[Event]:
    for each in Review.objects.filter(version__page=page).select_related("invitation__person", "recorded_by"):
        who = _("A reviewer") if hides and each.invitation_id not in known else str(each.invitation.person)
        given = {"recommendation": each.get_recommendation_display()}
        what = _("answered as reviewer") if hides else _("answered: %(recommendation)s") % given
        yield Event(each.answered_at, who, _as_it_came(what, each), "" if hides else each.text)
        if each.amended_at:
            yield Event(each.amended_at, who, _("amended the answer"))


def affirmed(page: CommentaryPage) -> Iterator[Event]:
    """Who said yes, and whose yes holds no more: an author takes it back, by an objection or by asking for the text."""
    said = Affirmation.objects.filter(version__page=page).exclude(kind__in=_TOLD_ELSEWHERE - {Kind.SUBMISSION})
    for each in said.select_related("person", "deputy_for", "recorded_by"):
        if each.kind not in _TOLD_ELSEWHERE:
            yield Event(each.affirmed_at, each.speaker, _as_it_came(str(each.get_kind_display()), each), each.reason)
        if each.withdrawn_at and each.kind in AUTHORS_YES:
            yield Event(each.withdrawn_at, each.speaker, _("took back the yes"))
        elif each.withdrawn_at:
            yield Event(each.withdrawn_at, "", _("The yes of %(person)s was taken back.") % {"person": each.speaker})


def objected(page: CommentaryPage) -> Iterator[Event]:
    for each in Objection.objects.filter(version__page=page).select_related("person", "recorded_by"):
        yield Event(each.made_at, str(each.person), _as_it_came(_("objected to it as it stood"), each), each.note)


def decided(page: CommentaryPage) -> Iterator[Event]:
    for step in steps_of(page):
        yield Event(step.when, str(step.person), _("decided: %(outcome)s") % {"outcome": step.what}, step.why)


def replied(page: CommentaryPage) -> Iterator[Event]:
    for each in Reply.objects.filter(version__page=page).select_related("person"):
        yield Event(each.sent_at, str(each.person), _("said what was done about the requests"), each.text)


def _as_it_came(what: str, answer: CameByMail) -> str:
    """What somebody answered, and who took it down if it came by mail."""
    if answer.recorded_by is None or answer.came_on is None:
        return what
    facts = {"what": what, "day": in_words(answer.came_on), "person": answer.recorded_by}
    return _("%(what)s, by mail of %(day)s, recorded by %(person)s") % facts
