"""Turns the yes of persons into affirmations, and the editor's word into a decision, under a lock (D3)."""

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

from commentaries import closing, fasttracking, mails, publishing, reviewing, versions, withholding
from commentaries.locking import lock_round
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    DecisionTask,
    Issue,
    Objection,
    Person,
    Version,
)
from commentaries.permissions import (
    colleague_stood_in_for,
    editor_stood_in_for,
    user_can_check_facts,
    user_can_consent,
    user_can_decide,
    user_can_read_as_colleague,
    user_edits_text,
)
from commentaries.readiness import NotReady, forbidding
from commentaries.telling import last_change, last_step, written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from commentaries.transcribing import Recorded


class DecisionAlreadyTaken(Exception):
    """Somebody decided first; the message says who and when."""


class ContentChanged(Exception):
    """The text is no longer the one that the person saw."""


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


@transaction.atomic
def affirm(page: CommentaryPage, user: AbstractBaseUser, *, digest: str, comment: str = "") -> Affirmation:
    """An author's consent, or a colleague's reading, to the content with this digest.

    Raises:
        PermissionDenied: the user is neither an author nor a colleague in the series.
        ContentChanged: the newest content has another digest.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    deputy_for = None
    if user_can_consent(user, latest):
        kind = Affirmation.Kind.CONSENT
    elif user_can_read_as_colleague(user, latest):
        kind, deputy_for = Affirmation.Kind.COLLEAGUE, colleague_stood_in_for(user, latest)
    else:
        raise PermissionDenied(_("Only an author or a colleague of the series can say yes to this text."))
    demand_seen(page, latest, digest)
    by = Person.objects.for_account(user)
    return say_yes(page, latest, by, kind, comment=comment, deputy_for=deputy_for)


@transaction.atomic
def check_facts(page: CommentaryPage, user: AbstractBaseUser, *, digest: str, comment: str = "") -> Affirmation:
    """Somebody's word that the facts of the content with this digest were checked. It is no second yes.

    Raises:
        PermissionDenied: the user does not work on the text, or is among the authors.
        ContentChanged: the newest content has another digest.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_check_facts(user, latest):
        raise PermissionDenied(_("Only somebody who works on the series and is not among the authors checks facts."))
    demand_seen(page, latest, digest)
    by, deputy_for = Person.objects.for_account(user), colleague_stood_in_for(user, latest)
    return say_yes(page, latest, by, Affirmation.Kind.FACT_CHECK, comment=comment, deputy_for=deputy_for)


def demand_seen(page: CommentaryPage, latest: CommentaryPage, digest: str) -> None:
    """Refuses an answer to another content than the newest.

    Raises:
        ContentChanged: saying who changed it, and when.
    """
    if versions.digest_of(latest) != digest:
        sentence = _("The text was changed while you read it. Look at the newest version, then answer.")
        raise ContentChanged(f"{sentence} {last_change(page)}".strip())


def say_yes(
    page: CommentaryPage,
    latest: CommentaryPage,
    by: Person,
    kind: Affirmation.Kind,
    *,
    comment: str = "",
    deputy_for: Person | None = None,
    recorded: Recorded | None = None,
) -> Affirmation:
    """Stores a person's yes to the content in hand, once, and tells the editors. Said in person it takes the place of
    one that was recorded from a mail. For a verb that has locked the text and asked whether this person may, and
    whether this is what they saw.
    """
    version = versions.keep(latest, by=by)
    affirmation, is_new = Affirmation.objects.get_or_create(
        version=version,
        person=by,
        kind=kind,
        withdrawn_at=None,
        defaults={"reason": comment, "deputy_for": deputy_for, **reviewing.how_it_came(recorded)},
    )
    is_own_word_at_last = not is_new and recorded is None and affirmation.recorded_by_id is not None
    if is_own_word_at_last:
        for name, value in {**reviewing.how_it_came(None), "reason": comment}.items():
            setattr(affirmation, name, value)
        affirmation.save(update_fields=[*reviewing.how_it_came(None), "reason"])
    if is_new or is_own_word_at_last:
        Objection.objects.standing().filter(version=version, person=by).update(withdrawn_at=timezone.now())
        data = {"kind": kind, "digest": version.digest} | ({} if by.account and not recorded else {"person": by.name})
        data |= {"deputy_for": deputy_for.name} if deputy_for else {}
        hand = recorded.by if recorded else by
        log(instance=page, action="commentaries.affirm", user=hand.account, data=data)
        event = f"affirmation-{affirmation.pk}" + ("-in-person" if is_own_word_at_last else "")
        mails.consented(page, by=by, event=event, comment=comment, recorded=recorded)
    return affirmation


@transaction.atomic
def ask_for_consent(page: CommentaryPage, user: AbstractBaseUser, *, comment: str = "") -> Version:
    """Asks the authors to say yes to the newest content, once per version.

    Raises:
        PermissionDenied: the user does not work on the series.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    if not user_can_read_as_colleague(user, page) and not user_can_decide(user, page):
        raise PermissionDenied(_("Only the editors of the series ask for consent."))
    person = Person.objects.for_account(user)
    version = versions.keep(versions.latest_of(page), by=person)
    log(instance=page, action="commentaries.ask_consent", user=user, data={"digest": version.digest})
    mails.consent_asked(page, by=person, event=f"version-{version.pk}", comment=comment)
    return version


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
    person, version = decision.person, decision.version
    _affirm_decision(latest, user, decision, verdict)
    moment = verdict.publish_at if verdict.publish_at and verdict.publish_at > timezone.now() else None
    fasttracking.end(latest, person)
    withholding.make_way(latest, user, decided_at=decision.decided_at, at_once=moment is None)
    if latest.go_live_at != moment:
        latest.go_live_at = moment
        latest.save_revision(user=user, clean=False)
    task_state.specific.approve(user=user, comment=verdict.reasons)
    if moment:
        mails.scheduled(latest, by=person, event=f"version-{version.pk}-{moment:%Y%m%d%H%M}", comment=verdict.reasons)


def _affirm_decision(latest: CommentaryPage, user: AbstractBaseUser, decision: Decision, verdict: Verdict) -> None:
    """The editor's yes; an administrator who does not edit the series overrides, with a reason."""
    person, version, deputy_for = decision.person, decision.version, decision.deputy_for
    standing = publishing.standing_of(latest, digest=version.digest)
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
