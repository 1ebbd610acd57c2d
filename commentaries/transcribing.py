"""Takes down an answer that came by mail, with the mail beside it: it counts as if it had come by the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import attaching, consenting, mails, reviewing, versions
from commentaries.locking import lock_round
from commentaries.models import Affirmation, Attachment, CommentaryPage, Invitation, Objection, Person, Review
from commentaries.permissions import user_can_record_answer
from commentaries.weighing import Parcel

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


class AnsweredInPerson(Exception):
    """The author has answered by their own account or link; no mail is recorded over that."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who took an answer down, and the day of the mail in which it came."""

    by: Person
    came_on: date


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail in which an answer came."""

    came_on: date
    parcel: Parcel


@transaction.atomic
def record_review(
    invitation: Invitation, user: AbstractBaseUser, given: reviewing.Answer, mail: Mail, *, version: int
) -> Review:
    """A reviewer's answer, from a mail, to the version with this key. An answer given on the page is not written over.

    Raises:
        PermissionDenied: the user may not know the reviewers, or is the reviewer.
        NotInReview: it was answered or closed already.
        AnswerChanged: the reviewer is asked about another version by now.
        OwnText: the reviewer has become an author.
        TooManyFiles: many mails of this person are kept already; the same of the other two.
    """
    recorded = _recorded(invitation.version.page, invitation.person, user, mail)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state != Invitation.State.OPEN:
        raise reviewing.NotInReview(_("This invitation is not open any more."))
    if invitation.version_id != version:
        raise reviewing.AnswerChanged(_("The reviewer is asked about a newer version by now. Nothing was changed."))
    review = reviewing.answer(invitation, invitation.person, given, recorded=recorded)
    _keep(review, Attachment.Kind.REVIEW, invitation.person, user, mail)
    return review


@transaction.atomic
def record_consent(
    page: CommentaryPage, author: Person, user: AbstractBaseUser, mail: Mail, *, digest: str, comment: str = ""
) -> Affirmation:
    """An author's yes, from a mail, to the content with this digest.

    Raises:
        PermissionDenied: the user does not work on the series, or is an author; or this person is none.
        AnsweredInPerson: the author has objected to this content on their own page.
        NotAsked, ContentChanged: as for ``consenting.consent``.
    """
    recorded = _recorded(page, author, user, mail)
    _demand_no_answer(page, author, Objection.objects.standing(), digest)
    yes = consenting.consent(page, author, digest=digest, comment=comment, recorded=recorded)
    _keep(yes, Attachment.Kind.CONSENT, author, user, mail)
    return yes


@transaction.atomic
def record_objection(
    page: CommentaryPage, author: Person, user: AbstractBaseUser, mail: Mail, *, digest: str, note: str
) -> Objection:
    """An author's no, from a mail, to the content with this digest.

    Raises:
        AnsweredInPerson: the author has said yes to this content, or objected to it, on their own page.
        PermissionDenied, NotAsked, ContentChanged: as for ``record_consent``.
    """
    recorded = _recorded(page, author, user, mail)
    yes = Affirmation.objects.standing().filter(kind__in=[Affirmation.Kind.CONSENT, Affirmation.Kind.SUBMISSION])
    _demand_no_answer(page, author, yes, digest)
    _demand_no_answer(page, author, Objection.objects.standing(), digest)
    objection = consenting.object_to(page, author, digest=digest, note=note, recorded=recorded)
    _keep(objection, Attachment.Kind.CONSENT, author, user, mail)
    return objection


def _recorded(page: CommentaryPage, person: Person, user: AbstractBaseUser, mail: Mail) -> Recorded:
    """Who takes it down, if this user may; the round is locked from here on, as by every answer."""
    lock_round(page)
    latest = versions.latest_of(CommentaryPage.objects.get(pk=page.pk))
    if not user_can_record_answer(user, person, latest):
        raise PermissionDenied(
            _("An answer that came by mail is recorded by those who work on the series, and never for oneself.")
        )
    return Recorded(Person.objects.for_account(user), mail.came_on)


def _demand_no_answer(page: CommentaryPage, author: Person, standing: QuerySet[Any], digest: str) -> None:
    """Refuses to write over what an author has said in person. For a verb that has locked the round."""
    own = standing.filter(version__page=page.pk, version__digest=digest, person=author, recorded_by=None)
    if own.exists():
        sentence = _(
            "%(person)s has answered in person, so no mail is recorded in its place. Only they can change that answer, "
            "by their account or their link."
        )
        raise AnsweredInPerson(sentence % {"person": author})


def _keep(answer: Any, kind: Attachment.Kind, person: Person, user: AbstractBaseUser, mail: Mail) -> None:
    """The mail beside the answer, a receipt for whoever gave it, and a line in the log that names no reviewer: authors
    read that."""
    page = answer.version.page
    try:
        attachment, _is_new = attaching.keep(mail.parcel, kind, person, page=page)
    except attaching.TooManyFiles:
        sentence = _(
            "So many mails of %(person)s about this text are kept already that no further one is. "
            "Nothing was recorded: ask them to answer on their own page."
        )
        raise attaching.TooManyFiles(sentence % {"person": person}) from None
    if answer.recorded_by_id:  # else the person has said the same on the page already
        answer.evidence = attachment
        answer.save(update_fields=["evidence"])
        mails.answer_recorded(answer)
    log(instance=page, action="commentaries.record_answer", user=user)
