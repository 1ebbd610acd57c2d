"""Words what the log and the stored mails keep of an event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commentaries.citations import written_date
from commentaries.record import PublicationDate

_DAYS = {"target_on", "due_on"}
_PLANNED = {
    "title": gettext_lazy("working title"),
    "author": gettext_lazy("author"),
    "target_on": gettext_lazy("to appear on"),
}
"""What is noted of a plan, as its form calls it."""


def sentences() -> dict[str, str]:
    return {
        "wagtail.create": _("began the text"),
        "wagtail.copy": _("copied it from another text"),
        "wagtail.revert": _("went back to an earlier state"),
        "wagtail.workflow.start": _("submitted it"),
        "wagtail.workflow.resume": _("submitted it again"),
        "wagtail.workflow.cancel": _("withdrew it"),
        "wagtail.schedule.cancel": _("took it off the schedule"),
        "wagtail.unpublish": _("unpublished it"),
        "wagtail.move": _("moved it"),
        "commentaries.ask_back": _("asked to withdraw it, and so took it off the schedule"),
        "commentaries.end_fast_track": _("let it wait for reviews again"),
        "commentaries.postpone": _("changed the moment at which it appears"),
        "commentaries.publish_now": _("published it before its moment"),
        "commentaries.waive_consent": _("waived the yes of an author"),
        "commentaries.appoint": _("made somebody its guest editor"),
        "commentaries.dismiss": _("ended the part of its guest editor"),
        "commentaries.aim": _("set the day on which it is to appear"),
        "commentaries.ask_consent": _("asked the authors for consent"),
        "commentaries.brief": _("let the press read it"),
        "commentaries.end_review": _("ended the review without all answers"),
        "commentaries.hand_over": _("handed it over"),
        "commentaries.pass_advice": _("submitted it with open points"),
        "commentaries.postpone_review": _("set another day for a reviewer’s answer"),
        "commentaries.set_details_aside": _("set aside what an author sent about themselves"),
        "commentaries.set_due": _("set the day on which the step is due"),
        "commentaries.take_details": _("took over what an author sent about themselves"),
    }


def detail_of(action: str, data: dict[str, Any]) -> str:
    """What the log kept of an action, in words."""
    if action == "commentaries.hand_over" and not data.get("to"):
        return _("all editors of the series")
    known = {
        "commentaries.aim": ["target_on"],
        "commentaries.appoint": ["guest"],
        "commentaries.ask_back": ["reason"],
        "commentaries.brief": ["whom"],
        "commentaries.dismiss": ["guest"],
        "commentaries.end_review": ["reason"],
        "commentaries.hand_over": ["to"],
        "commentaries.postpone": ["reason"],
        "commentaries.set_details_aside": ["person"],
        "commentaries.set_due": ["due_on"],
        "commentaries.take_details": ["person"],
        "commentaries.waive_consent": ["person", "reason"],
    }
    return ": ".join(_worded(data, name) for name in known.get(action, []) if data.get(name))


def detail_of_plan(data: dict[str, Any]) -> str:
    """What of a plan was changed, each with what it is now."""
    before, after = data["before"], data["after"]
    changed = [name for name in ("title", "author", "target_on") if before.get(name) != after.get(name)]
    return "; ".join(
        _("%(what)s: %(now)s") % {"what": _PLANNED[name], "now": _worded(after, name) or "—"} for name in changed
    )


def _worded(data: dict[str, Any], name: str) -> str:
    """A day, which is stored as ISO 8601 has it, as it is written; anything else as it is."""
    stored = str(data.get(name) or "")
    return in_words(date.fromisoformat(stored)) if stored and name in _DAYS else stored


def mails() -> dict[str, str]:
    return {
        "submitted": _("the text was submitted"),
        "reviews_in": _("the review was ended"),
        "invited": _("a review is asked for"),
        "review_postponed": _("a review has another day"),
        "closed": _("a review is not needed any more"),
        "reviewed": _("a review is in"),
        "declined": _("a reviewer has declined"),
        "changes_asked": _("changes are asked for"),
        "rejected": _("the text is rejected"),
        "scheduled": _("the text is scheduled"),
        "postponed": _("the text appears at another moment"),
        "unscheduled": _("the text is off the schedule"),
        "taken_back": _("the text was taken back"),
        "asked_back": _("a withdrawal is asked for"),
        "withdrawn": _("the text is withdrawn"),
        "consent_asked": _("a consent is asked for"),
        "consented": _("a consent is in"),
        "reminder": _("a reminder of what is due"),
        "late": _("something is late"),
        "overdue": _("the day on which it was to appear is over"),
        "objected": _("an author objects"),
        "answer_recorded": _("an answer was recorded"),
        "published": _("the text has appeared"),
        "handed_over": _("the text is in their hands"),
        "manuscript_asked": _("a manuscript is asked for"),
        "manuscript_dropped": _("no manuscript is waited for"),
        "manuscript_arrived": _("a file has arrived"),
        "details_sent": _("an author has sent details about themselves"),
        "withheld": _("the text was taken from its readers, or shown again"),
    }


def in_words(day: date) -> str:
    return written_date(PublicationDate.of(day), get_language() or "en")
