"""Keeps a file that was weighed beside the text it is about, once however often it is sent, and lists what was sent."""

from __future__ import annotations

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commentaries import conf
from commentaries.models import Attachment, CommentaryPage, DeskLine, Person
from commentaries.weighing import Parcel


class TooManyFiles(Exception):
    """One person has sent so many files about one text that somebody should look at them first."""


def keep(
    parcel: Parcel,
    kind: Attachment.Kind,
    by: Person,
    *,
    page: CommentaryPage | None = None,
    line: DeskLine | None = None,
    note: str = "",
) -> tuple[Attachment, bool]:
    """The file of a parcel, stored, and whether it is new: the same bytes from the same person are one file.

    For a verb that has asked whether this person may, as its last step: a file that was written is not taken back
    when the transaction is.

    Raises:
        TooManyFiles: this person has sent too many.
    """
    about = {"page": page, "line": line}
    sent = Attachment.objects.filter(sent_by=by, kind=kind, **about)
    if same := sent.filter(sha256=parcel.sha256).first():
        return same, False
    if sent.count() >= conf.get().ATTACHMENTS_MOST:
        raise TooManyFiles(_("You have sent many files already. Write to the editors before you send another."))
    attachment = Attachment(
        kind=kind,
        sent_by=by,
        name=parcel.name,
        ending=parcel.ending,
        size=parcel.size,
        sha256=parcel.sha256,
        note=note,
        **about,
    )
    attachment.file.save(parcel.name, File(parcel.file), save=True)
    return attachment, True


def attachments_of(page: CommentaryPage, *, with_reviews: bool) -> list[Attachment]:
    """Everything that was sent about a text, also while it was planned, the newest first.

    What a reviewer sent names the reviewer; ``with_reviews`` is for whoever may know.
    """
    found = Attachment.objects.filter(Q(page=page.pk) | Q(line__page=page.pk)).select_related("sent_by")
    if not with_reviews:
        found = found.exclude(kind=Attachment.Kind.REVIEW)
    return list(found.order_by("-sent_at", "-pk"))


def sent_by(person: Person, page: CommentaryPage, kind: Attachment.Kind) -> list[Attachment]:
    """What one person sent about a text, the newest first."""
    return list(Attachment.objects.filter(page=page.pk, sent_by=person, kind=kind).order_by("-sent_at", "-pk"))


def forget(attachment: Attachment) -> None:
    """Takes the file of a row that was deleted from its place, once that is certain."""
    storage, name = attachment.file.storage, attachment.file.name
    transaction.on_commit(lambda: storage.delete(name))
