"""Turns a person's yes to exactly one content into an affirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import mails, reviewing, versions
from commentaries.locking import lock_round
from commentaries.models import Affirmation, CommentaryPage, Objection, Person
from commentaries.permissions import (
    colleague_stood_in_for,
    user_can_check_facts,
    user_can_consent,
    user_can_read_as_colleague,
)
from commentaries.telling import last_change

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from commentaries.transcribing import Recorded


class ContentChanged(Exception):
    """The text is no longer the one that the person saw."""


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
        mails.consented(page, affirmation, event=event)
    return affirmation
