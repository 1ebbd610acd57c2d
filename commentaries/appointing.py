"""Turns a person into the guest editor of one text, and back into somebody who has nothing to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from commentaries import mails
from commentaries.conflicts import Conflicts
from commentaries.deputising import persons_to_stand_in
from commentaries.handing_over import demand_with
from commentaries.handling import locked_line
from commentaries.mails import Text, address_of
from commentaries.models import CommentaryPage, GuestEditor, Person, SeriesRole
from commentaries.permissions import user_can_appoint

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


class CannotEdit(Exception):
    """The person wrote the text, edits it already, cannot log in or has no address; the message says which."""


@transaction.atomic
def appoint(page: CommentaryPage, user: AbstractBaseUser, *, guest: Person, seen: str | None = None) -> GuestEditor:
    """Makes a person the editor of this text and of no other, hands it to them, and writes to them.

    ``seen`` is the key of the person who had it as far as the user knows, as for ``hand_over``.

    Raises:
        PermissionDenied: the user does not edit the series, or is among the authors.
        CannotEdit: with a sentence that says why.
        HandedOverMeanwhile: somebody else has the text by now.
    """
    line = locked_line(page, user)
    text = Text(CommentaryPage.objects.get(pk=page.pk))
    if not user_can_appoint(user, text.latest):
        raise PermissionDenied(_("Only an editor of the series who is not among the authors appoints a guest editor."))
    facts = {"person": guest}
    if guest.pk in text.writing() or Conflicts(text.latest).is_author(guest):
        raise CannotEdit(_("%(person)s is an author of this text and cannot decide on it.") % facts)
    if not persons_to_appoint(text).filter(pk=guest.pk).exists():
        raise CannotEdit(_("%(person)s edits this text already, or has no account to log in with.") % facts)
    if not address_of(guest):
        raise CannotEdit(
            _("%(person)s has no address to which the mails could go. Note one with the person first.") % facts
        )
    demand_with(line, text.page, seen)
    by = Person.objects.for_account(user)
    made = GuestEditor.objects.create(page_id=page.pk, person=guest, appointed_by=by)
    line.handled_by = guest
    line.save(update_fields=["handled_by"])
    log(instance=page, action="commentaries.appoint", user=user, data={"guest": guest.name})
    mails.handed_over(text, guest, by=by, event=f"guest-{made.pk}", as_guest=True)
    return made


@transaction.atomic
def dismiss(page: CommentaryPage, user: AbstractBaseUser, *, guest: Person) -> None:
    """Ends a guest editor's part; what they decided stays. The text goes back to all editors if it was with them.

    Raises:
        PermissionDenied: the user does not edit the series, or is among the authors.
    """
    line = locked_line(page, user)
    if not user_can_appoint(user, Text(CommentaryPage.objects.get(pk=page.pk)).latest):
        raise PermissionDenied(_("Only an editor of the series who is not among the authors does this."))
    gone, _rows = GuestEditor.objects.filter(page=page.pk, person=guest).delete()
    if not gone:
        return
    if line.handled_by_id == guest.pk:
        line.handled_by = None
        line.save(update_fields=["handled_by"])
    log(instance=page, action="commentaries.dismiss", user=user, data={"guest": guest.name})


def persons_to_appoint(text: Text) -> QuerySet[Person]:
    """Everybody with an account who neither wrote the text nor edits it already."""
    editing = SeriesRole.objects.filter(series=text.page.series_id, role=SeriesRole.Role.EDITOR)
    editing = editing.filter(Q(until=None) | Q(until__gte=text.page.series.today()))
    guests = GuestEditor.objects.filter(page=text.page.pk)
    taken = Q(pk__in=editing.values("person")) | Q(pk__in=guests.values("person")) | Q(pk__in=text.writing())
    return persons_to_stand_in().exclude(taken)
