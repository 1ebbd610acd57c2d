"""Keeps what an author says about themselves beside a text, and takes it over into the person and a new draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import affirming, mails, versions
from commentaries.contrasting import Description, Difference, biography_of, differences, known_of
from commentaries.links import ending
from commentaries.locking import lock_text
from commentaries.models import Affirmation, AuthorDetails, Biography, CommentaryPage, Link, Person
from commentaries.permissions import person_is_among_authors, user_can_edit
from commentaries.telling import written_moment

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class DetailsChanged(Exception):
    """The author has sent newer details, somebody has settled these, or the person is no author any more."""


class TextLocked(Exception):
    """The text cannot be written to now: it is scheduled, or somebody keeps it locked."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Whether the text is another now, and how many had said yes to what it was."""

    changes_text: bool
    lapsed: int = 0


@transaction.atomic
def describe(page: CommentaryPage, by: Person, said: Description, *, through: Link | None = None) -> AuthorDetails:
    """What an author says about themselves, in the place of what they sent before. Text and person stay as they are.

    The editors are told of what stands nowhere yet; the same words sent twice are told once.

    Raises:
        LinkEnded: the link was taken back.
        PermissionDenied: the person is not among the authors.
    """
    page = lock_text(page)
    ending.demand_still_open(through)
    latest = versions.latest_of(page)
    if not person_is_among_authors(by, latest):
        raise PermissionDenied(_("Only an author of the text can answer here."))
    before = AuthorDetails.objects.filter(page=page, person=by).first()
    if before and not before.outcome and Description.of(before) == said:
        return before
    is_new = bool(differences(said, known_of(by, latest)))
    now = timezone.now()
    settled = {"outcome": "", "settled_at": None} if is_new else {"outcome": "taken", "settled_at": now}
    facts = {**asdict(said), **settled, "settled_by": None, "language": latest.language, "sent_at": now}
    details, _made = AuthorDetails.objects.update_or_create(page=page, person=by, defaults={**facts, "link": through})
    if is_new:
        log(instance=page, action="commentaries.describe", user=by.account, data={"person": by.name})
        mails.details_sent(page, by=by, event=f"details-{details.pk}-{details.moment}")
    return details


@transaction.atomic
def take_over(details: AuthorDetails, user: AbstractBaseUser, *, seen: str, digest: str) -> TakenOver:
    """Writes what an author sent where it belongs: to the person, and where the text prints it, into a new draft.

    ``seen`` is the moment of the details that the user read, ``digest`` that of the text beside which they stood.

    Raises:
        PermissionDenied: the user may not edit the text.
        DetailsChanged: these are not the newest details, or settled.
        ContentChanged: the newest content has another digest.
        TextLocked: the text would change, and is locked.
    """
    page, details = _locked(details, user, seen)
    latest = versions.latest_of(page)
    affirming.demand_seen(page, latest, digest)
    if not person_is_among_authors(details.person, latest):
        raise DetailsChanged(_("%(person)s is no author of the text any more.") % {"person": details.person})
    found = differences(Description.of(details), known_of(details.person, latest))
    changes_text = any(each.is_in_text for each in found)
    if changes_text:
        _write_text(page, latest, details.person, found, user)
    _write_person(details, found, user)
    _settle(details, user, AuthorDetails.Outcome.TAKEN)
    log(instance=page, action="commentaries.take_details", user=user, data={"person": details.person.name})
    of_before = Affirmation.objects.standing().filter(version__page=page, version__digest=digest)
    return TakenOver(changes_text, of_before.count() if changes_text else 0)


@transaction.atomic
def set_aside(details: AuthorDetails, user: AbstractBaseUser, *, seen: str) -> None:
    """Leaves text and person as they are.

    Raises:
        PermissionDenied, DetailsChanged: as for ``take_over``.
    """
    page, details = _locked(details, user, seen)
    _settle(details, user, AuthorDetails.Outcome.ASIDE)
    log(instance=page, action="commentaries.set_details_aside", user=user, data={"person": details.person.name})


def _locked(details: AuthorDetails, user: AbstractBaseUser, seen: str) -> tuple[CommentaryPage, AuthorDetails]:
    """The text and the details as they are now, both locked, if this user may settle them."""
    page = lock_text(details.page)
    if not user_can_edit(user, page):
        raise PermissionDenied(_("Only those who may edit the text do this."))
    locked = AuthorDetails.objects.select_for_update(of=("self",)).select_related("person", "settled_by")
    details = locked.get(pk=details.pk)
    facts = {"person": details.person, "when": written_moment(details.sent_at, page.series.zone)}
    if details.moment != seen:
        raise DetailsChanged(_("%(person)s sent newer details on %(when)s. Look at these first.") % facts)
    if details.settled_at:
        facts = {"person": details.settled_by or details.person, "outcome": details.get_outcome_display()}
        facts["when"] = written_moment(details.settled_at, page.series.zone)
        raise DetailsChanged(_("Already settled by %(person)s on %(when)s: %(outcome)s. Nothing was changed.") % facts)
    return page, details


def _write_text(
    page: CommentaryPage, latest: CommentaryPage, person: Person, found: list[Difference], user: AbstractBaseUser
) -> None:
    """A revision like that of the editor's form, with what the text prints of the details."""
    if page.permissions_for_user(user).page_locked():
        raise TextLocked(
            _("The text is locked, so nothing was taken over. Take it off the schedule, or unlock it, first.")
        )
    wanted = {each.field: each.after for each in found}
    latest.interests = wanted.get("interests", latest.interests)
    rows = list(latest.authorships.all())
    for row in rows:
        if row.person_id == person.pk:
            row.affiliation = wanted.get("affiliation", row.affiliation)
    latest.authorships = rows
    latest.save_revision(user=user, changed=True, log_action=True, clean=False)


def _write_person(details: AuthorDetails, found: list[Difference], user: AbstractBaseUser) -> None:
    """What the site knows of the person, beside this text."""
    wanted = {each.field: each.after for each in found if each.field != "interests"}
    if not wanted:
        return
    person = Person.objects.select_for_update(of=("self",)).get(pk=details.person_id)
    for field in wanted.keys() - {"biography"}:
        setattr(person, field, wanted[field])
    person.save(update_fields=["affiliation", "orcid"])
    if "biography" in wanted:
        _write_biography(person, details.language, wanted["biography"])
    log(instance=person, action="wagtail.edit", user=user)


def _write_biography(person: Person, language: str, words: str) -> None:
    row = biography_of(person, language) or Biography(person=person, language=language)
    row.text = linebreaks(words, autoescape=True)
    if words:
        row.save()
    elif row.pk:
        row.delete()


def _settle(details: AuthorDetails, user: AbstractBaseUser, outcome: AuthorDetails.Outcome) -> None:
    details.outcome, details.settled_at = outcome, timezone.now()
    details.settled_by = Person.objects.for_account(user)
    details.save(update_fields=["outcome", "settled_at", "settled_by"])
