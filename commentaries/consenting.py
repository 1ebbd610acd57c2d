"""Turns what an author answers about exactly one content into a yes or an objection, and tells the editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import affirming, mails, reviewing, standings, versions
from commentaries.links import ending, standing
from commentaries.locking import lock_round
from commentaries.models import Affirmation, CommentaryPage, Link, Objection, Person, Step, Version, Waiver, Withdrawal
from commentaries.permissions import person_is_among_authors, user_can_decide, user_can_read_as_colleague
from commentaries.telling import last_step, on_behalf

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from commentaries.transcribing import Recorded


class NotAsked(Exception):
    """The text is not with the editors, so no author's yes is asked."""


@transaction.atomic
def consent(
    page: CommentaryPage,
    by: Person,
    *,
    digest: str,
    comment: str = "",
    through: Link | None = None,
    recorded: Recorded | None = None,
) -> Affirmation:
    """An author's yes to the content with this digest; an objection to it is taken back.

    ``through`` is the link by which it came; ``recorded`` says who took it down from a mail.

    Raises:
        PermissionDenied: the person is not among the authors.
        LinkEnded: the link was taken back.
        NotAsked: the text is with its authors, scheduled, or public as everybody wanted it.
        ContentChanged: the newest content has another digest.
    """
    page, latest = _demand_asked(page, by, digest, through)
    return affirming.say_yes(page, latest, by, Affirmation.Kind.CONSENT, comment=comment, recorded=recorded)


@transaction.atomic
def object_to(
    page: CommentaryPage,
    by: Person,
    *,
    digest: str,
    note: str,
    through: Link | None = None,
    recorded: Recorded | None = None,
) -> Objection:
    """An author's no to the content with this digest, with what should be different. Their yes to it is taken back.

    It stops nobody: whoever decides reads it first. The same words twice are one objection.

    Raises:
        PermissionDenied, LinkEnded, NotAsked, ContentChanged: as for ``consent``.
    """
    page, latest = _demand_asked(page, by, digest, through)
    version = versions.keep(latest, by=by)
    standing = Objection.objects.standing().filter(version=version, person=by)
    if same := standing.filter(note=note).first():
        return same
    standing.update(withdrawn_at=timezone.now())
    objection = Objection.objects.create(version=version, person=by, note=note, **reviewing.how_it_came(recorded))
    yes = Affirmation.objects.standing().filter(version=version, person=by)
    yes.filter(kind__in=[Affirmation.Kind.CONSENT, Affirmation.Kind.SUBMISSION]).withdraw()
    hand = recorded.by if recorded else by
    log(instance=page, action="commentaries.object", user=hand.account, data={"digest": digest, "person": by.name})
    mails.objected(page, by=by, event=f"objection-{objection.pk}", note=note, recorded=recorded)
    return objection


@transaction.atomic
def ask_for_consent(page: CommentaryPage, user: AbstractBaseUser, *, comment: str = "") -> Version:
    """Asks the authors to say yes to the newest content, once per version.

    Raises:
        PermissionDenied: the user does not work on the series, or is an author.
        NotAsked: the text is not with the editors, so no yes would count.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_read_as_colleague(user, latest) and not user_can_decide(user, latest):
        raise PermissionDenied(_("Only the editors of the series ask for consent."))
    if not is_asked(page, latest):
        raise _not_asked(page)
    person = Person.objects.for_account(user)
    version = versions.keep(latest, by=person)
    log(instance=page, action="commentaries.ask_consent", user=user, data={"digest": version.digest})
    mails.consent_asked(page, by=person, event=f"version-{version.pk}", comment=comment)
    return version


@transaction.atomic
def ask_again(page: CommentaryPage, author: Person, user: AbstractBaseUser) -> None:
    """Writes to one author who has not answered once more, with a link that works. Their yes is waited for again.

    Raises:
        PermissionDenied: the user does not work on the series, or is an author.
        NotAsked: nothing is asked of this person.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_read_as_colleague(user, latest):
        raise PermissionDenied(_("Only the editors of the series ask for consent."))
    if not person_is_among_authors(author, latest) or not is_asked(page, latest):
        raise _not_asked(page)
    Waiver.objects.standing().filter(page=page, person=author).update(ended_at=timezone.now())
    log(instance=page, action="commentaries.ask_consent", user=user, data={"digest": versions.digest_of(latest)})
    mails.consent_asked_again(page, author, by=Person.objects.for_account(user))


@transaction.atomic
def waive(page: CommentaryPage, author: Person, user: AbstractBaseUser, *, reason: str) -> Waiver:
    """Lets a text appear without the yes of one author, in a series that asks for the consent of all.

    It is about the person and not about a content: whatever is changed later, this yes is not waited for.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotAsked: the series does not ask for the consent of all, or the person is no author.
    """
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    if not user_can_decide(user, latest):
        raise PermissionDenied(_("Only an editor of the series who is not among the authors waives a yes."))
    if Step.ALL_AUTHORS not in page.series.steps or not person_is_among_authors(author, latest):
        raise NotAsked(_("The yes of %(person)s is not waited for, so nothing is to be waived.") % {"person": author})
    facts = {"reason": reason, "waived_by": Person.objects.for_account(user)}
    waiver, is_new = Waiver.objects.get_or_create(page=page, person=author, ended_at=None, defaults=facts)
    if is_new:
        data = {"person": author.name, "reason": reason, **on_behalf(user, latest)}
        log(instance=page, action="commentaries.waive_consent", user=user, data=data)
    return waiver


def is_asked(page: CommentaryPage, latest: CommentaryPage) -> bool:
    """Whether an author's yes would count: the text is under way, asked back, or out on the editor's word alone."""
    if page.current_workflow_task is not None or Withdrawal.objects.open().filter(page=page.pk).exists():
        return True
    return page.live and standings.standing_of(latest).second_due_on is not None


@dataclass(frozen=True, slots=True)
class AuthorsAnswer:
    """What one author has said to exactly one content, if anything."""

    person: Person
    yes: Affirmation | None = None
    objection: Objection | None = None
    link: Link | None = None
    waiver: Waiver | None = None

    @property
    def was_given_in_person(self) -> bool:
        """Whether the author answered by their own account or link: no mail is recorded over that."""
        answer = self.objection or self.yes
        return answer is not None and answer.recorded_by_id is None

    @property
    def may_say_yes(self) -> bool:
        """Whether a yes from the author would say something new: a recorded one they may give in person."""
        return self.yes is None or self.yes.recorded_by_id is not None

    @property
    def answered_at(self) -> datetime | None:
        if self.objection:
            return self.objection.made_at
        return self.yes.affirmed_at if self.yes else None


def answers_of_authors(latest: CommentaryPage, digest: str) -> list[AuthorsAnswer]:
    """Every author of the content in hand, in their order, with their answer to it and the link they have."""
    of_this = {"version__page": latest.pk, "version__digest": digest}
    yes = {
        each.person_id: each for each in Affirmation.objects.standing().filter(**of_this).select_related("recorded_by")
    }
    objections = {
        each.person_id: each for each in Objection.objects.standing().filter(**of_this).select_related("recorded_by")
    }
    links = standing.links_to_consent(latest)
    waivers = Waiver.objects.standing().filter(page=latest.pk).select_related("waived_by")
    waived = {each.person_id: each for each in waivers}
    authors = [authorship.person for authorship in latest.authorships.all()]
    return [
        AuthorsAnswer(each, yes.get(each.pk), objections.get(each.pk), links.get(each.pk), waived.get(each.pk))
        for each in dict.fromkeys(authors)
    ]


def _demand_asked(
    page: CommentaryPage, by: Person, digest: str, through: Link | None
) -> tuple[CommentaryPage, CommentaryPage]:
    """Locks the round, and gives text and newest content as they are now, if this author may answer about it."""
    lock_round(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    latest = versions.latest_of(page)
    ending.demand_still_open(through)  # first: whoever comes by a link is told what became of it, with what they typed
    if not person_is_among_authors(by, latest):
        raise PermissionDenied(_("Only an author of the text can answer here."))
    if not is_asked(page, latest):
        raise _not_asked(page)
    affirming.demand_seen(page, latest, digest)
    return page, latest


def _not_asked(page: CommentaryPage) -> NotAsked:
    sentence = _("The text is not with the editors, so no yes is needed at the moment.")
    return NotAsked(f"{sentence} {last_step(page)}".strip())
