"""Asks the author of a planned text for the manuscript, makes the draft when it arrives, and keeps authors' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commentaries import attaching, handling, mails, versions
from commentaries.consenting import NotAsked, is_asked
from commentaries.handling import NoPlace, NotPlanned
from commentaries.links import ending, standing
from commentaries.locking import lock_text
from commentaries.mails import address_of
from commentaries.models import Attachment, CommentaryPage, DeskLine, Link, Person
from commentaries.permissions import person_is_among_authors, text_is_with_the_author, user_works_on_series
from commentaries.weighing import Parcel

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NobodyToAsk(Exception):
    """The plan names no author, or one who cannot be written to."""


@transaction.atomic
def ask(line: DeskLine, user: AbstractBaseUser, *, message: str = "") -> None:
    """Sends the author of a planned text the link by which to send the manuscript, again where it was sent before.

    Raises:
        PermissionDenied: the user does not work on the series.
        NotPlanned: the text was dropped or begun meanwhile.
        NobodyToAsk: there is no author yet, or no address.
        NoPlace: the series has no page below which the draft could stand.
    """
    if not user_works_on_series(user, line.series):
        raise PermissionDenied(_("Only those who work on the series do this."))
    line = _locked(line)
    if line.page_id or line.dropped_at:
        raise NotPlanned(_("This text is not planned any more: it was begun, or dropped, meanwhile."))
    if line.author is None:
        raise NobodyToAsk(_("Name the author first, and save the plan."))
    if not address_of(line.author):
        raise NobodyToAsk(
            _("No e-mail is known of %(person)s. Write one down with the person.") % {"person": line.author}
        )
    if not line.series.pages.exists():
        raise NoPlace(_("The series has no page yet, below which its texts could stand. Make one first."))
    was_asked = standing.link_to_manuscript(line)
    again = was_asked is not None and was_asked.person_id == line.author_id
    mails.manuscript_asked(line, by=Person.objects.for_account(user), comment=message, again=again)


@transaction.atomic
def send(
    line: DeskLine, by: Person, parcel: Parcel, *, title: str = "", message: str = "", through: Link | None = None
) -> Attachment:
    """A manuscript from the author of a planned text: the first makes the draft, each further one is added to it.

    Nothing in the file is read; the draft has title and author. Where the series has lost its page, the file waits
    with the plan.

    Raises:
        PermissionDenied: the person is not the author to come.
        LinkEnded: the link was taken back, or the text is on its way.
        TooManyFiles: this person has sent too many.
    """
    line = _locked(line)  # of two that arrive at once, the second finds the draft of the first
    ending.demand_still_open(through)
    if line.author_id != by.pk:
        raise PermissionDenied(_("Only the author of a planned text sends its manuscript here."))
    page, is_first = line.page, False
    if page is None:
        page = _begun(line, by, title)
        is_first = page is not None
    attachment, is_new = attaching.keep(parcel, Attachment.Kind.MANUSCRIPT, by, page=page, line=line, note=message)
    if is_new:
        mails.file_arrived(attachment, is_first=is_first)
    return attachment


@transaction.atomic
def send_revision(
    page: CommentaryPage, by: Person, parcel: Parcel, *, message: str = "", through: Link | None = None
) -> Attachment:
    """A new file from an author of a text that is under way: kept beside it for the editors, and the text stays.

    Raises:
        PermissionDenied: the person is not among the authors.
        LinkEnded: the link was taken back.
        NotAsked: the text is public as everybody wanted it, so nothing waits for a file.
        TooManyFiles: this person has sent too many.
    """
    page = lock_text(page)
    latest = versions.latest_of(page)
    ending.demand_still_open(through)  # first: whoever comes by a link is told what became of it, with what they typed
    if not person_is_among_authors(by, latest):
        raise PermissionDenied(_("Only an author of the text can answer here."))
    if not takes_files(page, latest):
        raise NotAsked(_("The text is finished, so no file is taken here any more. Write to the editors."))
    attachment, is_new = attaching.keep(parcel, Attachment.Kind.REVISION, by, page=page, note=message)
    if is_new:
        mails.file_arrived(attachment, is_first=False)
    return attachment


def takes_files(page: CommentaryPage, latest: CommentaryPage) -> bool:
    """Whether an author's new file could still find its way into a text."""
    return text_is_with_the_author(page) or is_asked(page, latest)


def _begun(line: DeskLine, by: Person, title: str) -> CommentaryPage | None:
    try:
        return handling.draft_of(line, by.account, title=title)
    except NoPlace:
        return None


def _locked(line: DeskLine) -> DeskLine:
    """The plan as it stands now. Nothing is joined: a joined page would be that of before the wait for the lock."""
    return DeskLine.objects.select_for_update().get(pk=line.pk)
