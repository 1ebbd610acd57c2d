"""Turns what only the logs know of a text, and of the plan for it, into events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from commentaries.happenings.events import Event
from commentaries.happenings.wording import detail_of, detail_of_plan, sentences
from commentaries.models import CommentaryPage, DeskLine, Person
from commentaries.models.absences import in_place_of


def planned(page: CommentaryPage) -> Iterator[Event]:
    """The plan as it was noted first, and what was changed of it before the text was begun."""
    for line in DeskLine.objects.filter(page=page).exclude(working_title="").select_related("planned_by"):
        entries = ModelLogEntry.objects.for_instance(line).filter(action="commentaries.replan").select_related("user")
        changes = list(entries.order_by("timestamp", "pk"))
        titles = [each.data["before"]["title"] for each in changes] or [line.working_title]
        names = _names_of({each.user_id for each in changes if each.user_id})
        title = {"title": titles[0]}
        yield Event(line.planned_at, str(line.planned_by or ""), _("planned it as “%(title)s”") % title, line.note)
        for each in changes:
            yield Event(each.timestamp, names.get(each.user_id, ""), _("changed the plan"), detail_of_plan(each.data))


def logged(page: CommentaryPage) -> Iterator[Event]:
    """What only the log knows. One person's changes that follow each other on one day are told once, as of the last."""
    worded = sentences()
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=[*worded, "wagtail.edit"])
    rows = list(entries.order_by("timestamp", "pk").values_list("timestamp", "action", "user", "data"))
    names = _names_of({user for _when, _action, user, _data in rows if user})
    day_of = page.series.today
    edited: tuple[datetime, int | None] | None = None
    for when, action, user, data in rows:
        if action == "wagtail.edit":
            if edited and (edited[1], day_of(edited[0])) != (user, day_of(when)):
                yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))
            edited = when, user
            continue
        if edited:
            yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))
            edited = None
        who = names.get(user, "") if user else (data or {}).get("person", "")  # who came by a link has no account
        editor = (data or {}).get("deputy_for")
        yield Event(when, in_place_of(who, editor) if editor else who, worded[action], detail_of(action, data or {}))
    if edited:
        yield Event(edited[0], names.get(edited[1], ""), _("changed the text"))


def _names_of(users: set[int]) -> dict[int | None, str]:
    people = Person.objects.filter(account__in=users)
    names: dict[int | None, str] = {person.account_id: str(person) for person in people}
    for account in get_user_model().objects.filter(pk__in=users - names.keys()):
        names[account.pk] = account.get_full_name() or account.get_username()
    return names
