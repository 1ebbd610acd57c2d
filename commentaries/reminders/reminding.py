"""Turns the days on which steps are due into reminders: to whoever's turn it is before and after, then to the editor.

Each goes once by rule, step, day and person, in the morning of a working day by the clock of the series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from commentaries import due, mails
from commentaries.links.giving import link_to_consent, link_to_review
from commentaries.links.standing import links_to_consent, links_to_review
from commentaries.mails import Text, gets_into_admin
from commentaries.models import (
    ClosedDays,
    CommentaryPage,
    FollowUp,
    Invitation,
    Link,
    Person,
)
from commentaries.reminders.holders import holders_of, in_charge, reached, who_asked
from commentaries.reminders.rules import TO_THE_EDITOR, at_work, rule_on
from commentaries.rounds import NOBODY, asked_about

REMINDER, LATE = "reminder", "late"
"""The mails: to whoever's turn it is, and to the editor."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rule that holds today for one step of one text."""

    page: CommentaryPage
    step: due.Step
    rule: str


def remind(now: datetime) -> int:
    """Stores a mail for every reminder that is due and was not stored before; returns for how many steps."""
    reminders = list(_due_at(now))
    events = _events_stored({each.page.pk for each in reminders})
    new = [each for each in reminders if not events.issuperset(_events_of(each))]
    for reminder in new:
        tell = _tell_the_editor if reminder.rule == TO_THE_EDITOR else _remind_the_holders
        with transaction.atomic():  # all its mails or none: the next turn looks for one of them
            tell(reminder)
    return len(new)


def _due_at(now: datetime) -> Iterator[Reminder]:
    open_ones = at_work(now)
    days = {series.pk: each for series, each in open_ones.items()}
    today = {series.pk: series.today(now) for series in open_ones}
    pages = list(due.with_steps(_texts_with_steps(list(days))))
    asked = asked_about(pages)
    for page in pages:
        for step in due.steps_of(page, days[page.series_id], asked.get(page.pk, NOBODY)):
            if rule := rule_on(today[page.series_id], step, days[page.series_id]):
                yield Reminder(page, step, rule)


def _texts_with_steps(series: list[int]) -> Any:
    """Those in a workflow, and those that appeared on the editor's word alone and still wait for another's."""
    texts = CommentaryPage.objects.filter(series__in=series, archived=False)
    return texts.filter(due.is_in_a_workflow() | Q(pk__in=due.owing_a_second_yes().values("pk"))).order_by("pk")


def _events_of(reminder: Reminder) -> list[str]:
    """The events, as the keys of the mails name them: one, or one for each reviewer who has not answered."""
    step, rule = reminder.step, reminder.rule
    mail = LATE if rule == TO_THE_EDITOR else REMINDER
    names = [f"{step.name}-{each.pk}" for each in step.invitations] if mail == REMINDER else []
    return [f"{mail}:{rule}-{name}-{step.due_on:%Y%m%d}" for name in names or [step.name]]


def _events_stored(pages: set[int]) -> set[str]:
    stored = FollowUp.objects.filter(kind=mails.KIND, page__in=pages)
    stored = stored.filter(Q(key__startswith=f"{REMINDER}:") | Q(key__startswith=f"{LATE}:"))
    return {key.rpartition(":")[0] for key in stored.values_list("key", flat=True)}


def _remind_the_holders(reminder: Reminder) -> None:
    text, step = Text(reminder.page), reminder.step
    events = [event.partition(":")[2] for event in _events_of(reminder)]
    if step.code == due.REVIEW:
        for event, invitation in zip(events, step.invitations, strict=True):
            _plan_for_reviewer(reminder, text, invitation, event=event)
        return
    asking = who_asked(reminder.page, step)
    mails.plan(
        REMINDER,
        text,
        reached(text, step),
        by=asking,
        event=events[0],
        link=_where_to_answer(text, step),
        also_to_sender=True,
        own_link=_own_link(text, asking) if step.code in due.OF_AUTHORS else None,
        **_facts(reminder),
    )


def _plan_for_reviewer(reminder: Reminder, text: Text, invitation: Invitation, *, event: str) -> None:
    if not gets_into_admin(invitation.person) and not links_to_review([invitation]):
        return  # an editor took the link back, and no clock makes another
    mails.plan(
        REMINDER,
        text,
        [invitation.person],
        by=invitation.invited_by,
        event=event,
        link=reverse("commentaries:review", args=[invitation.pk]),
        also_to_sender=True,
        own_link=lambda person: link_to_review(invitation),
        **_facts(reminder),
    )


def _tell_the_editor(reminder: Reminder) -> None:
    text, step = Text(reminder.page), reminder.step
    late = [each.person for each in step.invitations] or holders_of(text, step)
    mails.plan(
        LATE,
        text,
        in_charge(text),
        by=None,
        event=_events_of(reminder)[0].partition(":")[2],
        link=reverse("commentaries:decide", args=[text.page.pk]),
        late=[str(person) for person in late],
        **_facts(reminder),
    )


def _facts(reminder: Reminder) -> dict[str, Any]:
    step = reminder.step
    every = {"every": step.silent is not None} if step.code == due.CONSENT else {}
    return {"what": step.code, "rule": reminder.rule, "step": step.name, "due": step.due_on.isoformat(), **every}


def _where_to_answer(text: Text, step: due.Step) -> str:
    pages = {due.CHANGES: "wagtailadmin_pages:edit", due.CONSENT: "commentaries:consent"}
    return reverse(pages.get(step.code, "commentaries:decide"), args=[text.page.pk])


def _own_link(text: Text, asking: Person | None) -> Callable[[Person], Link | None]:
    """For longer, to whoever has one; no clock makes another."""
    standing = links_to_consent(text.page)

    def link_of(author: Person) -> Link | None:
        return link_to_consent(text.page, author, by=asking) if author.pk in standing else None

    return link_of


@mails.goes_only_if(REMINDER, LATE)
def is_still_owed(facts: dict[str, Any], page: CommentaryPage) -> bool:
    """Whether what a stored reminder is about is still asked, until the same day and of the same person."""
    now = due.with_steps(CommentaryPage.objects.filter(pk=page.pk)).get()
    days = ClosedDays.objects.working_days_of(now.series)
    for step in due.steps_of(now, days, asked_about([now]).get(now.pk, NOBODY)):
        if (step.name, step.due_on.isoformat()) == (facts["step"], facts["due"]):
            if facts["mail"] == REMINDER and step.invitations:
                return facts["to"] in {each.person_id for each in step.invitations}
            holders = in_charge(Text(now)) if facts["mail"] == LATE else holders_of(Text(now), step)
            return facts["to"] in {person.pk for person in holders}
    return False
