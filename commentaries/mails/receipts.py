"""Turns an answer that somebody took down from a mail into a receipt for whoever gave it, who says if it is wrong."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commentaries.mails import ways
from commentaries.mails.addressees import Text
from commentaries.mails.planning import plan
from commentaries.models import Affirmation, Objection, Person, Review

YES, OBJECTION, REVIEW = "yes", "objection", "review"
"""What the receipt says was recorded."""


def answer_recorded(answer: Affirmation | Objection | Review) -> None:
    """A person's answer was taken down: to that person. What they reply goes to whoever did it.

    It says word for word what was recorded, as it counts like an answer given on the page.
    """
    page = answer.version.page
    person, link, facts = _received(answer)
    plan(
        "answer_recorded",
        Text(page),
        [person],
        by=answer.recorded_by,
        event=f"{facts['what']}-{answer.pk}",
        link=link,
        came_on=answer.came_on.isoformat(),
        **facts,
    )


def _received(answer: Affirmation | Objection | Review) -> tuple[Person, str, dict[str, Any]]:
    """Whose answer it is, the page of the admin where they give it themselves, and what it says."""
    if isinstance(answer, Review):
        link = reverse("commentaries:review", args=[answer.invitation_id])
        said = {"comment": answer.whole, "note": answer.note, "recommendation": answer.recommendation}
        return answer.invitation.person, link, {"what": REVIEW, **said}
    link = ways.to_own_text(answer.version.page)
    if isinstance(answer, Objection):
        return answer.person, link, {"what": OBJECTION, "comment": answer.note}
    return answer.person, link, {"what": YES, "comment": answer.reason}
