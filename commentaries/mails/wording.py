"""Turns the stored facts of a mail into what its templates say, in the recipient's language; each mail in its own way.

Titles and names fit on a line, and what somebody typed stands apart from our words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commentaries.blinding import promise_of
from commentaries.citations import cite, join_names, written_date
from commentaries.mails.stationery import on_one_line
from commentaries.mails.ways import whole
from commentaries.models import CommentaryPage, DeskLine, FollowUp, Review, Series
from commentaries.record import PublicationDate
from commentaries.recording import record_of

Facts = dict[str, Any]
Wording = Callable[[FollowUp, str], Facts]
_wordings: dict[str, Wording] = {}


def words(*mails: str) -> Callable[[Wording], Wording]:
    """Registers what mails of these names say besides what all say, from a stored one and a language."""

    def register(wording: Wording) -> Wording:
        _wordings.update(dict.fromkeys(mails, wording))
        return wording

    return register


def told(follow_up: FollowUp, language: str) -> Facts:
    """What a stored mail says, worded in this language."""
    facts = follow_up.payload
    common = {
        **facts,
        "series": series_of(follow_up),
        "authors": join_names(facts["authors"], language),
        "comment": quoted(facts["comment"]),
        "link": whole(facts["link"]),
    }
    if facts.get("recorded_by"):
        common["recorded_by"] = on_one_line(facts["recorded_by"])
    if facts.get("due"):
        common["due"] = written_date(PublicationDate.of(date.fromisoformat(facts["due"])), language)
    wording = _wordings.get(facts["mail"])
    return common | wording(follow_up, language) if wording else common


def text_or_plan(follow_up: FollowUp) -> CommentaryPage | DeskLine:
    """The text that a letter is about, or the plan for one."""
    return follow_up.page or DeskLine.objects.select_related("series").get(pk=follow_up.payload["line"])


def series_of(follow_up: FollowUp) -> Series:
    return text_or_plan(follow_up).series


def quoted(text: str) -> str:
    """Somebody's words as an indented block, line by line, so that nothing in them passes for ours."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


@words("invited")
def _invited(follow_up: FollowUp, language: str) -> Facts:
    return {"promise": promise_of(follow_up.payload.get("anonymity", ""))}


@words("late")
def _late(follow_up: FollowUp, language: str) -> Facts:
    return {"late": join_names(follow_up.payload["late"], language)}


@words("declined")
def _declined(follow_up: FollowUp, language: str) -> Facts:
    return {"instead": on_one_line(follow_up.payload["instead"])}


@words("reviewed")
def _reviewed(follow_up: FollowUp, language: str) -> Facts:
    facts = follow_up.payload
    return {
        "note": quoted(facts["note"]),
        "interests": quoted(facts.get("interests", "")),
        "recommendation": Review.Recommendation(facts["recommendation"]).label,
    }


@words("consented")
def _consented(follow_up: FollowUp, language: str) -> Facts:
    return {"day": _clock(follow_up, "changed_at", language)[0]}


@words("answer_recorded")
def _answer_recorded(follow_up: FollowUp, language: str) -> Facts:
    facts = follow_up.payload
    recommended = facts.get("recommendation")
    return {
        "came_on": written_date(PublicationDate.of(date.fromisoformat(facts["came_on"])), language),
        "note": quoted(facts.get("note", "")),
        "recommendation": Review.Recommendation(recommended).label if recommended else "",
    }


@words("scheduled")
def _scheduled(follow_up: FollowUp, language: str) -> Facts:
    day, time = _clock(follow_up, "publish_at", language)
    return {"day": day, "time": time}


@words("postponed", "unscheduled")
def _rescheduled(follow_up: FollowUp, language: str) -> Facts:
    said = {}
    for name in {"publish_at", "before"} & follow_up.payload.keys():
        said[f"{name}_day"], said[f"{name}_time"] = _clock(follow_up, name, language)
    return said


@words("published")
def _published(follow_up: FollowUp, language: str) -> Facts:
    record = record_of(follow_up.page)
    return {
        "link": follow_up.page.full_url or "",
        "title": on_one_line(record.title),
        "authors": join_names([each.name.printed for each in record.authors], language),
        "number": record.label,
        "citation": quoted(cite(record, language)),
    }


def _clock(follow_up: FollowUp, name: str, language: str) -> tuple[str, str]:
    """Day and time of a stored moment by the clock of the series."""
    moment = timezone.localtime(datetime.fromisoformat(follow_up.payload[name]), series_of(follow_up).zone)
    return written_date(PublicationDate.of(moment.date()), language), f"{moment:%H:%M}"
