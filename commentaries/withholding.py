"""Takes a public text from its readers, for the moment or for good, and shows it again.

A text that is held or removed is not live, so that no list, search or interface of Wagtail's or of a
host site shows it either. Number and address stay; the public page says what has happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from commentaries import mails, numbering, register
from commentaries.locking import lock_text
from commentaries.models import Affirmation, CommentaryPage, HeldText, Hold, Issue, Person, Removal
from commentaries.permissions import user_can_withhold
from commentaries.publishing import NotAffirmed, TextIsHeld
from commentaries.telling import on_behalf, written_moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


class WithheldMeanwhile(Exception):
    """The text was taken from readers while somebody who did not know decided to publish it."""


class OriginalIsRemoved(NotAffirmed):
    """A translation would bring back the number of a text that was removed, and not the text."""


@transaction.atomic
def hold(page: CommentaryPage, user: AbstractBaseUser, *, reason: str) -> Hold:
    """Makes a public text invisible for the moment, in every language, on one editor's word.

    What was to appear at a date is taken off the schedule: the clock ends no hold.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotPublic: it is not public, or held already.
    """
    issue = _locked_entry(page, user)
    under = withheld_by(page.issue_id)
    if isinstance(under, Hold):
        facts = {"person": under.held_by, "when": written_moment(under.held_at, page.series.zone)}
        raise numbering.NotPublic(_("Already held by %(person)s since %(when)s. Nothing was changed.") % facts)
    numbering.hold(issue)
    person = Person.objects.for_account(user)
    made = Hold.objects.create(issue=issue, held_by=person, reason=reason)
    for text in _texts_of(issue).filter(live=True):
        HeldText.objects.create(hold=made, page=text, revision=text.live_revision)
        _take_from_readers(text, user, action="commentaries.hold", reason=reason)
    mails.withheld(lock_text(page), by=person, event=f"hold-{made.pk}", what=mails.HELD, reason=reason)
    return made


@transaction.atomic
def release(page: CommentaryPage, user: AbstractBaseUser) -> None:
    """Shows a held text again as readers saw it; its content was affirmed before, so nothing new is asked.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotHeld: it is not held (any more).
        NotAffirmed: its content was changed meanwhile, past everything that asks for two persons.
    """
    issue = _locked_entry(page, user)
    numbering.release(issue)
    person = Person.objects.for_account(user)
    ended = _end(issue, person, at=timezone.now())
    for text in ended:
        _show(text, user)
    mails.withheld(
        lock_text(page), by=person, event=f"release-{issue.pk}-{timezone.now():%Y%m%d%H%M%S%f}", what=mails.RELEASED
    )


@transaction.atomic
def remove(page: CommentaryPage, user: AbstractBaseUser, *, reason: str) -> None:
    """Takes a public, held or unpublished text from its readers for good, in every language; its number stays.

    What editors decided before is taken back, so that no door shows the text again without a new decision, and a
    translation that was to appear at a date is taken off the schedule.

    Raises:
        PermissionDenied: the user may not decide on this text.
        NotPublic: it never was public, or is removed already.
    """
    issue = _locked_entry(page, user)
    if issue.state != Issue.State.REMOVED or withheld_by(issue.pk):  # else it was unpublished, and may come back
        numbering.remove(issue)
    person = Person.objects.for_account(user)
    moment = timezone.now()
    _end(issue, person, at=moment)
    made = Removal.objects.create(issue=issue, removed_by=person, removed_at=moment, reason=reason)
    for text in _texts_of(issue):
        _take_from_readers(text, user, action="commentaries.remove", reason=reason)
    for text in _languages_of(issue):
        Affirmation.objects.filter(version__page=text).for_publication().withdraw()
        text.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    event = f"removal-{made.pk}"
    mails.withheld(lock_text(page), by=person, event=event, what=mails.REMOVED, reason=reason)


def make_way(page: CommentaryPage, user: AbstractBaseUser, *, decided_at: datetime, at_once: bool) -> None:
    """Ends the hold on a text that an editor has just decided to publish, so that its new content can appear.

    Must run under the lock of the text. What else the hold took from readers is shown again with it. A removal
    ends when the text is public again.

    Raises:
        TextIsHeld: the decision is for a later date, or on a translation that was not public when the hold began.
        OriginalIsRemoved: the decision is on a translation that was never public.
    """
    entry = register.entry_of(page, lock=True)
    if entry is None:
        return
    if entry.state == Issue.State.REMOVED and not page.issue_id and isinstance(withheld_by(entry.pk), Removal):
        raise OriginalIsRemoved(
            _("%(number)s has been removed. Decide on the original first; its translations can appear after that.")
            % {"number": entry.label or page.title}
        )
    if entry.state != Issue.State.HELD:
        return
    if not (at_once and HeldText.objects.filter(hold__issue=entry, hold__ended_at=None, page=page.pk).exists()):
        raise TextIsHeld(_("This text is held. Release it first, or decide to publish it at once."))
    numbering.release(entry)
    for held in _end(entry, Person.objects.for_account(user), at=decided_at):
        if held.page_id != page.pk:
            _show(held, user)


def demand_seen(page: CommentaryPage, seen: str) -> None:
    """Whoever decides to publish what was taken from readers brings it back, and so has to know of it.

    ``seen`` is the ``key_of`` what the person had before them, empty if the text was public or never had been.

    Raises:
        WithheldMeanwhile: it is another hold or removal that the text is under.
    """
    current = withheld_by(page.issue_id)
    if current is None or seen == key_of(current):
        return
    if isinstance(current, Removal):
        person, moment = current.removed_by, current.removed_at
        sentence = _("%(person)s removed this text on %(when)s while you read it. Decide again if it should come back.")
    else:
        person, moment = current.held_by, current.held_at
        sentence = _(
            "%(person)s held this text on %(when)s while you read it. Decide again if it should appear after all."
        )
    raise WithheldMeanwhile(sentence % {"person": person, "when": written_moment(moment, page.series.zone)})


def withheld_by(issue: int | None) -> Hold | Removal | None:
    """The hold or removal that keeps an issue, named by its key, from its readers, with who it was."""
    if issue is None:
        return None
    held = Hold.objects.filter(issue=issue, ended_at=None).select_related("held_by").first()
    return held or Removal.objects.filter(issue=issue, ended_at=None).select_related("removed_by").first()


def key_of(withheld: Hold | Removal | None) -> str:
    """What a form says back of the hold or removal that it was shown with."""
    return f"{withheld._meta.model_name}-{withheld.pk}" if withheld else ""


def left_readers(page: CommentaryPage) -> None:
    """A text was unpublished by a door of Wagtail's: its entry is removed with the last of its languages."""
    if not page.issue_id:
        return
    issue = Issue.objects.select_for_update().get(pk=page.issue_id)  # first: of two languages at once, one is the last
    if issue.state == Issue.State.PUBLIC and not _texts_of(issue).filter(live=True).exists():
        numbering.remove(issue)


def _locked_entry(page: CommentaryPage, user: AbstractBaseUser) -> Issue:
    """The register's entry of a text that this user may withhold, locked after all its languages."""
    if page.issue_id is None:
        raise numbering.NotPublic(_("This text is not public, so it cannot be taken from readers."))
    languages = CommentaryPage.objects.filter(translation_key=page.translation_key)  # also those to come
    list(languages.select_for_update().order_by("pk").values_list("pk"))
    page = lock_text(page)
    if not user_can_withhold(user, page):
        raise PermissionDenied(
            _("Only an editor of the series who is not among the authors may hold, release or remove a text.")
        )
    return Issue.objects.select_for_update().get(pk=page.issue_id)


def _texts_of(issue: Issue) -> QuerySet[CommentaryPage]:
    return CommentaryPage.objects.filter(issue=issue).order_by("pk")


def _languages_of(issue: Issue) -> list[CommentaryPage]:
    """Its texts and those that were never public too: they share the entry, and would make it public again."""
    texts = CommentaryPage.objects.filter(translation_key=issue.work, series=issue.series_id).order_by("pk")
    return [text for text in texts if register.entry_of(text) == issue]


def _take_from_readers(text: CommentaryPage, user: AbstractBaseUser, *, action: str, reason: str) -> None:
    if text.live:
        UnpublishPageAction(text, user=user, log_action=False).execute(skip_permission_checks=True)
    log(instance=text, action=action, user=user, data={"reason": reason, **on_behalf(user, text)})


def _end(issue: Issue, person: Person, *, at: datetime) -> list[HeldText]:
    """Ends the hold on an issue, if there is one, and returns what it had taken from readers.

    What ended it happened at that very moment, by which ``chronicle`` knows it again.
    """
    under = Hold.objects.filter(issue=issue, ended_at=None)
    texts = list(HeldText.objects.filter(hold__in=under).select_related("page", "revision").order_by("page"))
    under.update(ended_by=person, ended_at=at)
    return texts


def _show(held: HeldText, user: AbstractBaseUser) -> None:
    """The row still says what readers saw last; the guard compares it with the last edition."""
    text = CommentaryPage.objects.get(pk=held.page_id)
    text.live, text.live_revision = True, held.revision
    text.has_unpublished_changes = text.latest_revision_id != held.revision_id
    text.save(clean=False)
    log(instance=text, action="commentaries.release", user=user, data=on_behalf(user, text))
