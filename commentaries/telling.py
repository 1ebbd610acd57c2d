"""Turns the last thing that happened to a text into a sentence: who did it, and when by the clock of the series.

And the words that sentences share: a moment, and a title between their quotation marks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from commentaries.citations import nest_quotations, written_date, written_day
from commentaries.models import CommentaryPage
from commentaries.permissions import editor_stood_in_for, person_of
from commentaries.record import PublicationDate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def last_change(page: CommentaryPage) -> str:
    """Who changed the text last, and when, for the one who is told to look again."""
    newest = page.get_latest_revision()
    if newest is None:
        return ""
    return _("It was changed by %(person)s on %(when)s.") % {
        "person": _name_of(newest.user),
        "when": written_moment(newest.created_at, page.series.zone),
    }


def last_step(page: CommentaryPage) -> str:
    """Who took the last step on the text's way, and when, for the one who came too late."""
    kind = page.get_base_content_type()
    ended = TaskState.objects.filter(workflow_state__object_id=str(page.pk), workflow_state__base_content_type=kind)
    last = ended.exclude(finished_at=None).exclude(status=TaskState.STATUS_SKIPPED).order_by("-finished_at").first()
    state = page.current_workflow_state
    if state and (last is None or last.workflow_state_id != state.pk):
        return _("It was submitted by %(person)s on %(when)s.") % {
            "person": _name_of(state.requested_by),
            "when": written_moment(state.created_at, page.series.zone),
        }
    if last is None:
        return ""
    return _("The step “%(step)s” was ended by %(person)s on %(when)s.") % {
        "step": last.task.name,
        "person": _name_of(last.finished_by),
        "when": written_moment(last.finished_at, page.series.zone),
    }


def on_behalf(user: AbstractBaseUser, page: CommentaryPage) -> dict[str, str]:
    """What the log keeps of an editor's act beside the rest: in whose place it was done, if it was."""
    behind = editor_stood_in_for(user, page)
    return {"deputy_for": behind.name} if behind else {}


def written_moment(moment: datetime, zone: ZoneInfo) -> str:
    """``25 November 2025, 10:32`` by the clock of the series."""
    local = timezone.localtime(moment, zone)
    return f"{written_date(PublicationDate.of(local.date()), get_language() or 'en')}, {local:%H:%M}"


def written_days(first: date, last: date) -> str:
    """``from 3 December 2026 to 10 December 2026``."""
    words = [written_date(PublicationDate.of(day), get_language() or "en") for day in (first, last)]
    return _("from %(first)s to %(last)s") % {"first": words[0], "last": words[1]}


def within_quotation(title: str) -> str:
    """A title as it stands between the quotation marks of a sentence: its own are turned inwards, none is doubled."""
    return nest_quotations(title, get_language() or "en")


def written_on(moment: datetime, zone: ZoneInfo) -> str:
    """``25 November``: the day of these weeks, by the clock of the series."""
    local = timezone.localtime(moment, zone)
    return written_day(PublicationDate.of(local.date()), get_language() or "en")


def _name_of(user: AbstractBaseUser | None) -> str:
    return str((user and person_of(user)) or user or _("somebody"))
