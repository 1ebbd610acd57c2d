"""Turns an event of a text's way into mails to its authors, each stored as a follow-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from commentaries import conf, standings
from commentaries.links.giving import link_to_consent, link_to_send
from commentaries.mails import ways
from commentaries.mails.addressees import Plan, Text
from commentaries.mails.planning import plan
from commentaries.mails.reasons import goes_only_if
from commentaries.models import ClosedDays, CommentaryPage, Decision, DeskLine, Edition, FollowUp, Issue, Person, Step


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


def changes_asked(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor asks for changes: to the authors. Without an account they send what they changed by their link."""
    text = Text(page)
    plan(
        "changes_asked",
        text,
        text.authors(),
        by=by,
        event=event,
        comment=reasons,
        link=ways.to_draft(page),
        own_link=lambda author: link_to_consent(page, author, by=by),
        due=_in_working_days(page, page.series.changes_days),
    )


def rejected(page: CommentaryPage, *, by: Person, event: str, reasons: str) -> None:
    """The editor rejects the text: to the authors."""
    text = Text(page)
    plan("rejected", text, text.authors(), by=by, event=event, comment=reasons, link=ways.to_draft(page))


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
        link=ways.to_own_text(page),
        own_link=lambda author: link_to_consent(page, author, by=by),
        publish_at=page.go_live_at.isoformat(),
    )


@goes_only_if("scheduled")
def is_still_scheduled(facts: dict[str, Any], page: CommentaryPage) -> bool:
    """Whether the text is to appear at the minute that is told: it was not taken off the schedule, and has no other."""
    revision = page.scheduled_revision
    told = datetime.fromisoformat(facts["publish_at"])
    return revision is not None and _minute(revision.approved_go_live_at) == _minute(told)


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
        link=ways.to_own_text(page),
        own_link=lambda author: link_to_consent(page, author, by=by),
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
        link=ways.to_draft(page),
        before=before.isoformat(),
        is_public=page.live,
    )


def withdrawn(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """An editor confirms that a decided text is withdrawn: to the authors."""
    text = Text(page)
    plan("withdrawn", text, text.authors(), by=by, event=event, comment=comment, link=ways.to_draft(page))


def consent_asked(page: CommentaryPage, *, by: Person, event: str, comment: str) -> None:
    """The editor has changed the text and asks for a yes: to the authors."""
    text = Text(page)
    _ask_for_consent(text, text.authors(), by=by, event=event, comment=comment, due=_answer_due(text))


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
        link=ways.to_own_text(text.page),
        own_link=lambda author: link_to_consent(text.page, author, by=by),
        every=Step.ALL_AUTHORS in text.series.steps,
        **facts,
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


@goes_only_if("published")
def is_still_public(facts: dict[str, Any], page: CommentaryPage | None) -> bool:
    """Whether the text was not taken from its readers before it was announced."""
    return page is None or page.live


def _in_working_days(page: CommentaryPage, number: int) -> str:
    """The day on which a step that begins today is due, as ``due`` will derive it, in ISO 8601."""
    days = ClosedDays.objects.working_days_of(page.series)
    return days.after(page.series.today(), number).isoformat()


def _answer_due(text: Text) -> str:
    """The day on which a yes that is asked for today is due, as ``due`` derives it, in ISO 8601; empty where none is.

    A text under way waits for it so many days; one that is out on the editor's word alone is owed it since then; and
    one that was asked back waits for the editors.
    """
    page = text.page
    if page.current_workflow_task is not None:
        return _in_working_days(page, page.series.consent_days)
    owed_until = standings.standing_of(text.latest).second_due_on if page.live else None
    return owed_until.isoformat() if owed_until else ""


def _minute(moment: datetime) -> datetime:
    """As exact as a letter is; a revision keeps less of a second than whoever chose the moment."""
    return moment.replace(second=0, microsecond=0)


def _decision_behind(edition: Edition) -> Decision | None:
    """The decision that made this edition public; none when an earlier content returns without one."""
    before = Edition.objects.filter(page=edition.page_id).exclude(pk=edition.pk).order_by("-published_at").first()
    decisions = Decision.objects.filter(version=edition.version_id, outcome=Decision.Outcome.PUBLISH)
    if before:
        decisions = decisions.filter(decided_at__gt=before.published_at)
    return decisions.select_related("person__account").order_by("-decided_at").first()
