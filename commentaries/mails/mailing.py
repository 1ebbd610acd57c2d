"""Turns an event of the workflow into mails to exactly those concerned, each stored as a follow-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from commentaries import conf
from commentaries.linking import link_to_consent, link_to_review, link_to_send
from commentaries.mails.addressees import Plan, Text
from commentaries.mails.letters import HELD, hold_on, plan
from commentaries.models import (
    Attachment,
    CommentaryPage,
    Decision,
    DeskLine,
    Edition,
    FollowUp,
    Invitation,
    Issue,
    Person,
    Review,
    Step,
)
from commentaries.permissions import anonymity_of, person_works_on_text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commentaries.transcribing import Recorded


def manuscript_asked(line: DeskLine, *, by: Person, comment: str = "", again: bool = False) -> None:
    """A planned text is to be written: to its author, with the link by which to send it."""
    plan(
        "manuscript_asked",
        Plan(line),
        [line.author] if line.author else [],
        by=by,
        event=f"plan-{line.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        comment=comment,
        own_link=lambda author: link_to_send(line, by=by),
        also_to_sender=True,
        line=line.pk,
        due=line.target_on.isoformat() if line.target_on else "",
        again=again,
    )


def manuscript_dropped(line: DeskLine, author: Person, *, by: Person, comment: str = "") -> None:
    """A planned text was dropped: to the author who was asked to write it, if that letter has gone."""
    asked = {"mail": "manuscript_asked", "line": line.pk, "to": author.pk}
    asking = FollowUp.objects.filter(state=FollowUp.State.DONE, **{f"payload__{name}": asked[name] for name in asked})
    if asking.exists():
        plan("manuscript_dropped", Plan(line), [author], by=by, event=f"plan-{line.pk}", comment=comment, line=line.pk)


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
        link=_decision_link(page) if page else reverse("wagtailadmin_home"),
        **({} if page else {"line": line.pk}),
        file=attachment.name,
        is_first=is_first,
    )


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
        link=_decision_link(page),
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
    plan("reviews_in", text, text.editors(), by=by, event=event, comment=ended.comment, link=_decision_link(page))


def invited(page: CommentaryPage, invitation: Invitation, *, again_by: Person | None = None) -> None:
    """A person is asked for a review, or asked again: to that person."""
    text = Text(page)
    moment = timezone.now() if again_by else invitation.invited_at
    plan(
        "invited",
        text,
        [invitation.person],
        by=again_by or invitation.invited_by,
        event=f"invitation-{invitation.pk}-{moment:%Y%m%d%H%M%S}",
        comment=invitation.message,
        link=reverse("commentaries:review", args=[invitation.pk]),
        own_link=lambda person: link_to_review(invitation),
        due=invitation.due_on.isoformat(),
        anonymity=anonymity_of(invitation),
        again=again_by is not None,
    )


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
        link=_decision_link(page),
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
        link=_decision_link(page),
        instead=" ".join(filter(None, [invitation.instead_name, invitation.instead_email])),
    )


def closed(page: CommentaryPage, invitation: Invitation) -> None:
    """Nobody needs a review any more: to the person who was asked. Whoever asked gets the answer, unless that is an
    author, and why it ended is not told: it may be an author's doing, who is perhaps hidden.
    """
    text = Text(page)
    plan(
        "closed",
        text,
        [invitation.person],
        by=invitation.invited_by if invitation.invited_by_id not in text.writing() else None,
        event=f"invitation-{invitation.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        invitation=invitation.pk,
    )


def taken_back(page: CommentaryPage, *, by: Person, event: str) -> None:
    """A text was taken back from review or decision: to the editors."""
    text = Text(page)
    plan("taken_back", text, text.editors(), by=by, event=event, link=_decision_link(page))


def changes_asked(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor asks for changes: to the authors."""
    text = Text(page)
    plan("changes_asked", text, text.authors(), by=by, event=event, comment=reasons, link=_edit_link(page))


def rejected(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor rejects the text: to the authors."""
    text = Text(page)
    plan("rejected", text, text.authors(), by=by, event=event, comment=reasons, link=_edit_link(page))


def scheduled(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The text will appear at a date: to the authors. The page has the moment; each reads it in their own words."""
    text = Text(page)
    plan(
        "scheduled",
        text,
        text.authors(),
        by=by,
        event=event,
        comment=comment,
        link=_own_text_link(page),
        publish_at=page.go_live_at.isoformat(),
    )


def postponed(
    page: CommentaryPage,
    *,
    by: Person,
    event: str,
    moment: datetime,
    before: datetime,
    comment: str,
    again: bool = False,
) -> None:
    """A scheduled text will appear at another moment, or, asked back, appears after all: to the authors."""
    text = Text(page)
    plan(
        "postponed",
        text,
        text.authors(),
        by=by,
        event=event,
        comment=comment,
        link=_own_text_link(page),
        publish_at=moment.isoformat(),
        before=before.isoformat(),
        again=again,
    )


def unscheduled(page: CommentaryPage, *, by: Person, event: str, before: datetime, comment: str) -> None:
    """A scheduled text was taken off the schedule: to the authors, who know the day."""
    text = Text(page)
    plan(
        "unscheduled",
        text,
        text.authors(),
        by=by,
        event=event,
        comment=comment,
        link=_edit_link(page),
        before=before.isoformat(),
        is_public=page.live,
    )


def asked_back(page: CommentaryPage, *, by: Person, event: str, reason: str) -> None:
    """An author wants a decided text not to appear: to the editors."""
    text = Text(page)
    plan("asked_back", text, text.editors(), by=by, event=event, comment=reason, link=_decision_link(page))


def withdrawn(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """An editor confirms that a decided text is withdrawn: to the authors."""
    text = Text(page)
    plan("withdrawn", text, text.authors(), by=by, event=event, comment=comment, link=_edit_link(page))


def consent_asked(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The editor has changed the text and asks for a yes: to the authors."""
    text = Text(page)
    _ask_for_consent(text, text.authors(), by=by, event=event, comment=comment)


def consent_asked_again(page: CommentaryPage, author: Person, *, by: Person) -> None:
    """An author has not answered: to that author."""
    event = f"text-{page.pk}-again-{timezone.now():%Y%m%d%H%M%S}"
    _ask_for_consent(Text(page), [author], by=by, event=event, again=True)


def _ask_for_consent(text: Text, authors: list[Person], *, by: Person, event: str, **facts: Any) -> None:
    plan(
        "consent_asked",
        text,
        authors,
        by=by,
        event=event,
        link=reverse("commentaries:consent", args=[text.page.pk]),
        own_link=lambda author: link_to_consent(text.page, author, by=by),
        every=Step.ALL_AUTHORS in text.series.steps,
        **facts,
    )


def details_sent(page: CommentaryPage, *, by: Person, event: str) -> None:
    """An author has sent details about themselves that stand nowhere yet: to the editors. The words stay out of it."""
    text = Text(page)
    plan("details_sent", text, text.editors(), by=by, event=event, link=_decision_link(page))


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
        link=_decision_link(page),
        recorded_by=str(hand or ""),
    )


def consented(page: CommentaryPage, *, by: Person, event: str, comment: str, recorded: Recorded | None = None) -> None:
    """An author or a colleague said yes: to the editors."""
    text, hand = Text(page), recorded.by if recorded else None
    plan(
        "consented",
        text,
        _but(text.editors(), hand),
        by=by,
        event=event,
        comment=comment,
        link=_decision_link(page),
        recorded_by=str(hand or ""),
        changed_at=(page.latest_revision_created_at or timezone.now()).isoformat(),
    )


def published(page: CommentaryPage, issue: Issue, edition: Edition) -> None:
    """The text is public: to its authors and the editors, after a while, so that it can be stopped.

    Who decides to publish at once acts and gets none. What was scheduled the clock publishes: then
    the mail goes to all, and the authors have read the editor's comment when it was scheduled.
    """
    text = Text(page)
    decision = _decision_behind(edition)
    at_once = decision is not None and decision.publish_at is None
    plan(
        "published",
        text,
        [*text.bylined(), *text.editors()],
        by=decision.person if decision else None,
        event=f"edition-{edition.pk}",
        issue=issue,
        comment=decision.reasons if at_once else "",
        after=timedelta(minutes=conf.get().MAIL_DELAY_MINUTES),
        also_to_sender=not at_once,
        edition=edition.number,
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
        link=_decision_link(page),
        what=what,
        hold=hold_on(page) if what == HELD else None,
    )


def handed_over(text: Text, to: Person, *, by: Person, event: str, as_guest: bool = False) -> None:
    """A text was handed to one editor, or a guest editor was appointed: to them, or to who stands in."""
    told = text.in_place_of(to)
    plan(
        "handed_over",
        text,
        told,
        by=by,
        event=event,
        link=_decision_link(text.page),
        as_guest=as_guest,
        held_for="" if to in told else to.name,
    )


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


def _decision_behind(edition: Edition) -> Decision | None:
    """The decision that made this edition public; none when an earlier content returns without one."""
    before = Edition.objects.filter(page=edition.page_id).exclude(pk=edition.pk).order_by("-published_at").first()
    decisions = Decision.objects.filter(version=edition.version_id, outcome=Decision.Outcome.PUBLISH)
    if before:
        decisions = decisions.filter(decided_at__gt=before.published_at)
    return decisions.select_related("person__account").order_by("-decided_at").first()


def _edit_link(page: CommentaryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _own_text_link(page: CommentaryPage) -> str:
    return reverse("commentaries:consent", args=[page.pk])


def _decision_link(page: CommentaryPage) -> str:
    return reverse("commentaries:decide", args=[page.pk])
