"""Turns an event of a text's way into mails to its editors, each stored as a follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from commentaries.mails import ways
from commentaries.mails.addressees import Plan, Text
from commentaries.mails.planning import plan
from commentaries.mails.reasons import goes_only_if
from commentaries.models import Affirmation, Attachment, CommentaryPage, Hold, Invitation, Issue, Person, Review
from commentaries.permissions import person_works_on_text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commentaries.transcribing import Recorded

HELD, RELEASED, REMOVED = "held", "released", "removed"
"""What the mail about a public text taken from its readers says has happened."""


def submitted(page: CommentaryPage, *, by: Person, event: str, reviews: int, comment: str = "") -> None:
    """A text was submitted, first or again, perhaps unchanged: to the editors, once per round.

    ``reviews`` is how many are still to be asked for.
    """
    text = Text(page)
    newest = _rounds(page)[0]
    plan(
        "submitted",
        text,
        text.editors(),
        by=by,
        event=f"{event}-{newest.pk}",
        comment=comment,
        link=ways.to_decision(page),
        reviews=reviews,
        again=_was_under_way_before(page, newest),
    )


def reviews_in(page: CommentaryPage, *, by: Person, event: str) -> None:
    """The review was ended before all answers were in: to the editors, who now decide.

    When the last answer ends it, the mail about that answer says so.
    """
    text = Text(page)
    ended = _rounds(page).filter(status=TaskState.STATUS_APPROVED).first()
    if ended is None or _all_answers_in(page, ended.pk):
        return
    plan("reviews_in", text, text.editors(), by=by, event=event, comment=ended.comment, link=ways.to_decision(page))


def reviewed(page: CommentaryPage, review: Review) -> None:
    """A reviewer has answered: to the editors."""
    _tell_review(page, review, event=f"review-{review.pk}-{review.version_id}", amended=False)


def review_amended(page: CommentaryPage, review: Review) -> None:
    """A reviewer has changed an answer: to the editors, each time."""
    moment = f"{review.amended_at:%Y%m%d%H%M%S%f}"
    _tell_review(page, review, event=f"review-{review.pk}-{review.version_id}-amended-{moment}", amended=True)


def _tell_review(page: CommentaryPage, review: Review, *, event: str, amended: bool) -> None:
    text = Text(page)
    plan(
        "reviewed",
        text,
        _but(text.editors(), review.recorded_by),
        by=review.invitation.person,
        event=event,
        comment=review.whole,
        link=ways.to_decision(page),
        note=review.note,
        recommendation=review.recommendation,
        interests=review.interests,
        has_no_interests=review.has_no_interests,
        amended=amended,
        recorded_by=str(review.recorded_by or ""),
        all_in=_all_answers_in(page, review.invitation.task_state_id),
    )


def declined(page: CommentaryPage, invitation: Invitation) -> None:
    """A reviewer cannot: to the one who asked, or who stands in; to the editors if that is an author, who learns no
    reviewer's name, or somebody who does not work on the text any more.
    """
    text, asking_person = Text(page), invitation.invited_by
    may_know = asking_person.pk not in text.writing() and person_works_on_text(asking_person, page)
    asking = text.in_place_of(asking_person) if may_know else text.editors()
    plan(
        "declined",
        text,
        asking,
        by=invitation.person,
        event=f"declined-{invitation.pk}-{invitation.invited_at:%Y%m%d%H%M%S}",
        comment=invitation.decline_reason,
        link=ways.to_decision(page),
        instead=" ".join(filter(None, [invitation.instead_name, invitation.instead_email])),
    )


def taken_back(page: CommentaryPage, *, by: Person, event: str) -> None:
    """A text was taken back from review or decision: to the editors."""
    text = Text(page)
    plan("taken_back", text, text.editors(), by=by, event=event, link=ways.to_decision(page))


def consented(page: CommentaryPage, said: Affirmation, *, event: str) -> None:
    """An author or a colleague said yes, or somebody that they checked the facts, which is no yes: to the editors."""
    text = Text(page)
    plan(
        "consented",
        text,
        _but(text.editors(), said.recorded_by),
        by=said.person,
        event=event,
        comment=said.reason,
        link=ways.to_decision(page),
        recorded_by=str(said.recorded_by or ""),
        changed_at=(page.latest_revision_created_at or timezone.now()).isoformat(),
        facts_only=said.kind == Affirmation.Kind.FACT_CHECK,
    )


def objected(page: CommentaryPage, *, by: Person, event: str, note: str, recorded: Recorded | None = None) -> None:
    """An author wants the text to be different: to the editors."""
    text, hand = Text(page), recorded.by if recorded else None
    plan(
        "objected",
        text,
        _but(text.editors(), hand),
        by=by,
        event=event,
        comment=note,
        link=ways.to_decision(page),
        recorded_by=str(hand or ""),
    )


def details_sent(page: CommentaryPage, *, by: Person, event: str) -> None:
    """An author has sent details about themselves that stand nowhere yet: to the editors. The words stay out of it."""
    text = Text(page)
    plan("details_sent", text, text.editors(), by=by, event=event, link=ways.to_decision(page))


def file_arrived(attachment: Attachment, *, is_first: bool) -> None:
    """An author has sent a file: to the editors; ``is_first`` where it made a draft of a plan."""
    page, line = attachment.page, attachment.line
    text = Text(page) if page else Plan(line)
    plan(
        "manuscript_arrived",
        text,
        text.editors(),
        by=attachment.sent_by,
        event=f"attachment-{attachment.pk}",
        comment=attachment.note,
        link=ways.to_decision(page) if page else reverse("wagtailadmin_home"),
        **({} if page else {"line": line.pk}),
        file=attachment.name,
        is_first=is_first,
    )


def asked_back(page: CommentaryPage, *, by: Person, event: str, reason: str) -> None:
    """An author wants a decided text not to appear: to the editors."""
    text = Text(page)
    plan("asked_back", text, text.editors(), by=by, event=event, comment=reason, link=ways.to_decision(page))


def handed_over(text: Text, to: Person, *, by: Person, event: str, as_guest: bool = False) -> None:
    """A text was handed to one editor, or a guest editor was appointed: to them, or to who stands in."""
    told = text.in_place_of(to)
    plan(
        "handed_over",
        text,
        told,
        by=by,
        event=event,
        link=ways.to_decision(text.page),
        as_guest=as_guest,
        held_for="" if to in told else to.name,
    )


def withheld(page: CommentaryPage, *, by: Person, event: str, what: str, reason: str = "") -> None:
    """A public text was held, released or removed: to the other editors. Whether to tell the authors is theirs."""
    text = Text(page)
    plan(
        "withheld",
        text,
        text.editors(),
        by=by,
        event=event,
        comment=reason,
        link=ways.to_decision(page),
        what=what,
        hold=_hold_on(page) if what == HELD else None,
    )


@goes_only_if("withheld")
def is_still_withheld(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether the hold that is told has not ended, what was released is public, and what was removed is so still."""
    if page is None:
        return True
    state = page.issue.state if page.issue else ""
    if facts["what"] == HELD:
        return state == Issue.State.HELD and facts.get("hold") in {None, _hold_on(page)}
    return state == (Issue.State.PUBLIC if facts["what"] == RELEASED else Issue.State.REMOVED)


def _hold_on(page: CommentaryPage) -> int | None:
    """The key of the hold that a text is under."""
    return Hold.objects.filter(issue=page.issue_id, ended_at=None).values_list("pk", flat=True).first()


def _but(people: list[Person], hand: Person | None) -> list[Person]:
    """Without whoever took the answer down from a mail, and so knows it."""
    return [person for person in people if hand is None or person.pk != hand.pk]


def _rounds(page: CommentaryPage) -> QuerySet[TaskState]:
    """The rounds of the workflow under way, the newest first."""
    return TaskState.objects.filter(workflow_state=page.current_workflow_state).order_by("-pk")


def _was_under_way_before(page: CommentaryPage, newest: TaskState) -> bool:
    """Whether the text was submitted before, and came back or was withdrawn."""
    return TaskState.objects.filter(workflow_state__in=page.workflow_states.all()).exclude(pk=newest.pk).exists()


def _all_answers_in(page: CommentaryPage, round_pk: int | None) -> bool:
    """Whether a round of review has the answers that the series asks for."""
    answered = Invitation.objects.filter(task_state=round_pk, state=Invitation.State.ANSWERED)
    return answered.count() >= page.series.reviews_needed
