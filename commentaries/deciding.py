"""Turns the editor's word into a decision, under a lock (D3), and takes it to where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState

from commentaries import closing, fasttracking, mails, standings, versions, withholding
from commentaries.affirming import ContentChanged
from commentaries.locking import lock_round
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    DecisionTask,
    Issue,
    Person,
    Version,
)
from commentaries.permissions import (
    editor_stood_in_for,
    user_can_decide,
    user_edits_text,
)
from commentaries.readiness import NotReady, forbidding
from commentaries.telling import last_change, last_step, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class DecisionAlreadyTaken(Exception):
    """Somebody decided first; the message says who and when."""


class SecondAffirmationMissing(Exception):
    """Only the editor has said yes to this content so far."""


class StepMissing(Exception):
    """A step that the series asks for was not taken; the sentence says which, and what to do."""


class ReasonMissing(Exception):
    """An administrator publishes what an editor of the series would decide on, and does not say why."""


class UseOurPages(PermissionDenied):
    """Review and decision are given on their own pages, where version and digest are known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the editor says. ``publish_at`` in the future schedules; ``alone_reason`` where the series allows it.

    ``withheld_seen`` is the key of the hold or removal that the text is under, as far as the editor knows
    (``withholding.key_of``); with ``None``, nothing is asked.
    """

    outcome: Decision.Outcome
    reasons: str = ""
    publish_at: datetime | None = None
    alone_reason: str = ""
    withheld_seen: str | None = None


@transaction.atomic
def decide(page: CommentaryPage, user: AbstractBaseUser, verdict: Verdict, *, digest: str) -> Decision:
    """Takes the editor's decision on the content with this digest.

    Raises:
        PermissionDenied: the user may not decide on this text.
        DecisionAlreadyTaken: the round is over.
        ContentChanged: the newest content has another digest.
        WithheldMeanwhile: the text was taken from readers, and the editor does not know.
        SecondAffirmationMissing: nobody else has affirmed this content.
        StepMissing: a step that the series asks for was not taken.
        ReasonMissing: an administrator overrides without a reason.
        NotReady: an edit since the submission left something that forbids publication.
    """
    task_state = lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_decide(user, latest):
        raise PermissionDenied(_("Only an editor of the series who is not among the authors may decide on a text."))
    if task_state is None or not isinstance(task_state.task.specific, DecisionTask):
        raise DecisionAlreadyTaken(_last_word(page))
    if versions.digest_of(latest) != digest:
        sentence = _("The text was changed while you read it. Look at the newest version, then decide.")
        raise ContentChanged(f"{sentence} {last_change(page)}".strip())
    if verdict.outcome == Decision.Outcome.PUBLISH and verdict.withheld_seen is not None:
        withholding.demand_seen(page, verdict.withheld_seen)
    if verdict.outcome == Decision.Outcome.PUBLISH and (points := forbidding(latest)):
        raise NotReady(points)
    person = Person.objects.for_account(user)
    version = versions.keep(latest, by=person, digest=digest)
    decision = _store(version, person, task_state, verdict, deputy_for=editor_stood_in_for(user, latest))
    if decision.deputy_for:
        log(instance=page, action="commentaries.decide_for", user=user, data={"deputy_for": decision.deputy_for.name})
    if verdict.outcome != Decision.Outcome.PUBLISH:
        withdraw_earlier_decisions(page)
    if verdict.outcome == Decision.Outcome.PUBLISH:
        _publish(latest, user, decision, verdict, task_state)
    elif verdict.outcome == Decision.Outcome.CHANGES:
        task_state.specific.reject(user=user, comment=verdict.reasons)
        mails.changes_asked(page, by=person, event=f"decision-{decision.pk}", reasons=verdict.reasons)
    else:
        _reject(page, user, person, decision, task_state, verdict)
    closing.close_invitations(page)
    return decision


def refuse_shortcut(task_state: TaskState, user: AbstractBaseUser, action_name: str) -> None:
    """Wagtail's own approve and reject know no digest, so they are not taken.

    Raises:
        UseOurPages: always.
    """
    raise UseOurPages(_("Please answer on the page “Decide”, where you see exactly the text that you decide on."))


def _store(
    version: Version, person: Person, task_state: TaskState, verdict: Verdict, *, deputy_for: Person | None
) -> Decision:
    try:
        with transaction.atomic():
            return Decision.objects.create(
                version=version,
                person=person,
                deputy_for=deputy_for,
                task_state=task_state,
                outcome=verdict.outcome,
                decided_at=timezone.now(),
                reasons=verdict.reasons,
                publish_at=verdict.publish_at,
                alone_reason=verdict.alone_reason,
            )
    except IntegrityError:
        raise DecisionAlreadyTaken(_last_word(version.page)) from None


def _publish(
    latest: CommentaryPage, user: AbstractBaseUser, decision: Decision, verdict: Verdict, task_state: TaskState
) -> None:
    """Affirms the version, then lets Wagtail finish the workflow, which publishes or schedules."""
    person = decision.person
    _affirm_decision(latest, user, decision, verdict)
    moment = verdict.publish_at if verdict.publish_at and verdict.publish_at > timezone.now() else None
    fasttracking.end(latest, person)
    withholding.make_way(latest, user, decided_at=decision.decided_at, at_once=moment is None)
    if latest.go_live_at != moment:
        latest.go_live_at = moment
        latest.save_revision(user=user, clean=False)
    task_state.specific.approve(user=user, comment=verdict.reasons)
    if moment:
        mails.scheduled(latest, by=person, event=f"decision-{decision.pk}", comment=verdict.reasons)


def _affirm_decision(latest: CommentaryPage, user: AbstractBaseUser, decision: Decision, verdict: Verdict) -> None:
    """The editor's yes; an administrator who does not edit the series overrides, with a reason."""
    person, version, deputy_for = decision.person, decision.version, decision.deputy_for
    standing = standings.standing_of(latest, digest=version.digest)
    kind, reason = Affirmation.Kind.DECISION, verdict.alone_reason
    alone = not standing.seconds_beside(person, deputy_for=deputy_for) and not (standing.second_may_follow and reason)
    lacking = standing.step_lacking_beside(person, deputy_for=deputy_for)
    if not user_edits_text(user, latest) or ((alone or lacking) and user.is_superuser and reason):
        kind = Affirmation.Kind.OVERRIDE
        if not reason:
            raise ReasonMissing(_("You do not edit this series. To publish all the same, give a reason; it is shown."))
    elif alone:
        raise SecondAffirmationMissing(standing.missing_beside(person, deputy_for=deputy_for))
    elif lacking:
        raise StepMissing(lacking)
    asked = [str(step) for step in latest.series.steps]
    said = {"reason": reason, "steps_asked": asked, "deputy_for": deputy_for}
    Affirmation.objects.update_or_create(version=version, person=person, kind=kind, withdrawn_at=None, defaults=said)


def withdraw_earlier_decisions(page: CommentaryPage) -> None:
    """A decision against publication takes back every one for it, also one that was to wait for its date.

    The edition that readers see, or would see but for a hold, stays affirmed: it is not what was decided on.
    """
    earlier = Affirmation.objects.filter(version__page=page).for_publication()
    if page.live or (page.issue and page.issue.state == Issue.State.HELD):
        shown = page.editions.order_by("-pk").values_list("version", flat=True).first()
        earlier = earlier.exclude(version=shown)
    earlier.withdraw()


def _reject(
    page: CommentaryPage,
    user: AbstractBaseUser,
    person: Person,
    decision: Decision,
    task_state: TaskState,
    verdict: Verdict,
) -> None:
    task_state.specific.reject(user=user, comment=verdict.reasons, update=False)
    WorkflowState.objects.get(pk=task_state.workflow_state_id).cancel(user=user)
    mails.rejected(page, by=person, event=f"decision-{decision.pk}", reasons=verdict.reasons)


def _last_word(page: CommentaryPage) -> str:
    decisions = Decision.objects.filter(version__page=page).select_related("person", "deputy_for")
    last = decisions.order_by("-decided_at").first()
    if last is None:
        return f"{_('This text does not wait for a decision.')} {last_step(page)}".strip()
    return _("Already decided by %(person)s on %(when)s: %(outcome)s. Nothing was changed.") % {
        "person": last.speaker,
        "when": written_moment(last.decided_at, page.series.zone),
        "outcome": last.get_outcome_display(),
    }
