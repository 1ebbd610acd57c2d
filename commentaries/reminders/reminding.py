"""Turns the days on which steps are due into reminders: to whoever's turn it is before and after, then to the editor.

Each goes once by rule, step, day and person, in the morning of a working day by the clock of the series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.models import PageLogEntry

from commentaries import due
from commentaries.linking import link_to_consent, link_to_review, links_to_consent, links_to_review
from commentaries.mails import letters
from commentaries.mails.addressees import Text, gets_into_admin
from commentaries.models import (
    ClosedDays,
    CommentaryPage,
    DeskLine,
    FollowUp,
    Invitation,
    Link,
    Person,
    Series,
)
from commentaries.rounds import NOBODY, asked_about
from commentaries.working_days import WorkingDays

REMINDER, LATE = "reminder", "late"
"""The mails: to whoever's turn it is, and to the editor."""
BEFORE, AFTER, TO_THE_EDITOR = "before", "after", "late"
"""The rules."""
DAYS_BEFORE, DAYS_AFTER, DAYS_TO_THE_EDITOR = 2, 1, 3
"""Working days from the day on which a step is due to the day of each rule."""
GIVEN_UP_AFTER = 10
"""Working days after which nobody is told any more: whatever is older was told, or was there before reminders were."""
_MORNING, _EVENING = time(8), time(20)


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


def rule_on(day: date, step: due.Step, days: WorkingDays) -> str | None:
    """The rule that holds on a working day: before the due day and on it, after it, and when it is late.

    Nobody is reminded of what was asked on the same day.
    """
    if day <= step.due_on:
        from_day = max(days.before(step.due_on, DAYS_BEFORE), days.after(step.begun_on, 1))
        return BEFORE if from_day <= day else None
    over = days.between(step.due_on, day)
    if DAYS_AFTER <= over < DAYS_TO_THE_EDITOR:
        return AFTER
    return TO_THE_EDITOR if DAYS_TO_THE_EDITOR <= over < DAYS_TO_THE_EDITOR + GIVEN_UP_AFTER else None


def at_work(now: datetime) -> dict[Series, WorkingDays]:
    """The series by whose clock it is daytime, on a working day; with their working days."""
    by_day = [each for each in Series.objects.all() if _MORNING <= now.astimezone(each.zone).time() < _EVENING]
    days = ClosedDays.objects.working_days_of_each(by_day)
    return {each: days[each.pk] for each in by_day if days[each.pk].include(each.today(now))}


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
    stored = FollowUp.objects.filter(kind=letters.KIND, page__in=pages)
    stored = stored.filter(Q(key__startswith=f"{REMINDER}:") | Q(key__startswith=f"{LATE}:"))
    return {key.rpartition(":")[0] for key in stored.values_list("key", flat=True)}


def _remind_the_holders(reminder: Reminder) -> None:
    text, step = Text(reminder.page), reminder.step
    events = [event.partition(":")[2] for event in _events_of(reminder)]
    if step.code == due.REVIEW:
        for event, invitation in zip(events, step.invitations, strict=True):
            _plan_for_reviewer(reminder, text, invitation, event=event)
        return
    asking = _who_asked(reminder)
    letters.plan(
        REMINDER,
        text,
        _reached(text, step),
        by=asking,
        event=events[0],
        link=_where_to_answer(text, step),
        also_to_sender=True,
        own_link=_own_link(text, asking) if step.code == due.CONSENT else None,
        **_facts(reminder),
    )


def _plan_for_reviewer(reminder: Reminder, text: Text, invitation: Invitation, *, event: str) -> None:
    if not gets_into_admin(invitation.person) and not links_to_review([invitation]):
        return  # an editor took the link back, and no clock makes another
    letters.plan(
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
    late = [each.person for each in step.invitations] or _holders(text, step)
    letters.plan(
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


def in_charge(text: Text) -> list[Person]:
    """The editor to whom a text was handed over, or who stands in for them, else all who may decide on it."""
    editors = text.editors()
    line = DeskLine.objects.filter(page=text.page.pk).select_related("handled_by__account").first()
    if line is None or line.handled_by is None or line.handled_by_id in text.writing():
        return editors
    told = text.in_place_of(line.handled_by)
    return [person for person in editors if person in told] or editors


def _holders(text: Text, step: due.Step) -> list[Person]:
    """Whose turn a step is that is not the reviewers'; of the authors those who are silent, if all are waited for."""
    if step.code not in due.OF_AUTHORS:
        return in_charge(text)
    return [author for author in text.authors() if step.silent is None or author.pk in step.silent]


def _reached(text: Text, step: due.Step) -> list[Person]:
    """Those of them who can be asked: if an editor took the link of an author back, no clock makes another."""
    holders = _holders(text, step)
    if step.code != due.CONSENT:
        return holders
    links = links_to_consent(text.page)
    return [person for person in holders if gets_into_admin(person) or person.pk in links]


def _who_asked(reminder: Reminder) -> Person | None:
    """To whom an author's answer to the mail goes: the editor who asked."""
    page, step = reminder.page, reminder.step
    if step.code == due.CHANGES:
        return Person.objects.filter(decisions=page.last_decision).first()
    if step.code == due.CONSENT:
        asked = PageLogEntry.objects.filter(page=page.pk, action="commentaries.ask_consent").order_by("-timestamp")
        return Person.objects.filter(account=asked.values("user")[:1]).first()
    return None


def _where_to_answer(text: Text, step: due.Step) -> str:
    pages = {due.CHANGES: "wagtailadmin_pages:edit", due.CONSENT: "commentaries:consent"}
    return reverse(pages.get(step.code, "commentaries:decide"), args=[text.page.pk])


def _own_link(text: Text, asking: Person | None) -> Any:
    def link_of(author: Person) -> Link:
        return link_to_consent(text.page, author, by=asking)

    return link_of


@letters.goes_only_if(REMINDER, LATE)
def is_still_owed(facts: dict[str, Any], page: CommentaryPage) -> bool:
    """Whether what a stored reminder is about is still asked, until the same day and of the same person."""
    now = due.with_steps(CommentaryPage.objects.filter(pk=page.pk)).get()
    days = ClosedDays.objects.working_days_of(now.series)
    for step in due.steps_of(now, days, asked_about([now]).get(now.pk, NOBODY)):
        if (step.name, step.due_on.isoformat()) == (facts["step"], facts["due"]):
            if facts["mail"] == REMINDER and step.invitations:
                return facts["to"] in {each.person_id for each in step.invitations}
            holders = in_charge(Text(now)) if facts["mail"] == LATE else _holders(Text(now), step)
            return facts["to"] in {person.pk for person in holders}
    return False
