"""Turns texts under way into those who are asked about each: its reviewers, and the authors whose yes is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commentaries.models import Affirmation, Invitation, Step, Waiver
from commentaries.steps import AUTHORS_YES

if TYPE_CHECKING:
    from commentaries.models import CommentaryPage


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about one text. ``invitations`` are those of its round, answered or not.

    ``silent`` are the keys of the authors who have neither said yes to the content that they were asked about nor
    need to, in a series that waits for every author; ``None`` where the yes of one is enough, or nobody was asked.
    """

    invitations: tuple[Invitation, ...] = ()
    silent: tuple[int, ...] | None = None


NOBODY = Asked()


def asked_about(texts: Collection[CommentaryPage]) -> dict[int, Asked]:
    """By the key of the text, for those where somebody is asked. The texts were read ``due.with_steps``."""
    invitations, silent = _invitations_to(texts), _silent_in(texts)
    return {
        page.pk: Asked(tuple(invitations[page.pk]), silent.get(page.pk))
        for page in texts
        if page.pk in invitations or page.pk in silent
    }


def round_of(page: CommentaryPage) -> int | None:
    state = page.current_workflow_state
    return state.current_task_state_id if state else None


def draft_authors_of(page: CommentaryPage) -> list[tuple[int, str]]:
    """Person and printed name of the authors in the newest draft, in their order."""
    rows = page.draft_authors or []
    return [(row["person"], row.get("name") or "") for row in rows if row.get("person")]


def _invitations_to(texts: Iterable[CommentaryPage]) -> dict[int, list[Invitation]]:
    rounds = {key: page.pk for page in texts if (key := round_of(page))}
    found: dict[int, list[Invitation]] = defaultdict(list)
    for invitation in Invitation.objects.filter(task_state__in=rounds).select_related("person").order_by("pk"):
        found[rounds[invitation.task_state_id]].append(invitation)
    return found


def _silent_in(texts: Iterable[CommentaryPage]) -> dict[int, tuple[int, ...]]:
    """By digest and not by day, as the guard counts: a yes outlives a saving that changed nothing."""
    asking = {page.pk: page for page in texts if page.consent_asked_for and Step.ALL_AUTHORS in page.series.steps}
    if not asking:
        return {}
    settled = set(Waiver.objects.standing().filter(page__in=asking).values_list("page", "person"))
    yes = Affirmation.objects.standing().filter(version__page__in=asking, kind__in=AUTHORS_YES)
    for page, digest, person in yes.values_list("version__page", "version__digest", "person"):
        if digest == asking[page].consent_asked_for:
            settled.add((page, person))
    return {
        key: tuple(person for person, _name in draft_authors_of(page) if (key, person) not in settled)
        for key, page in asking.items()
    }
