"""Turns an edition into its print version: a stored PDF with a checksum, made once and replaced for a stated reason."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commentaries import conf, followups, register, versions
from commentaries.models import Edition, FollowUp, PrintVersion
from commentaries.pdf.documents import document_of
from commentaries.pdf.misfits import refusal
from commentaries.pdf.orders import HOUSE, PATIENT, CannotPrint, Document, Exhausted, NotNow, Patience, Template
from commentaries.pdf.press import press_for
from commentaries.pdf.typesetting import typeset
from commentaries.signals import public_content_changed

if TYPE_CHECKING:
    from commentaries.models import CommentaryPage, Issue, Series

logger = logging.getLogger(__name__)

KIND = "print"
COVER_LARGE, COVER_SMALL = 1240, 420
"""Width in pixels of the pictures of the first page: for a card on another site, and for a list."""
A4_INCHES = 210 / 25.4
FOR_A_READER = Patience(setting=8, waiting=4, seeks_fault=False)
"""Who asks for what is not made yet waits a moment, and is told to come back; the follow-up goes on without them."""
TRIES = 2
"""How often a text may take too much before that is its own fault, and not that of a busy machine."""


class NothingToPrint(Exception):
    """The text itself is not held here, so there is nothing to set."""


class ReasonMissing(Exception):
    """A published PDF is not replaced without saying why (D4)."""


def plan(edition: Edition) -> FollowUp | None:
    """Stores, in the publishing transaction, that the edition is to be printed; nothing for an archive entry."""
    if edition.page is None or edition.page.archived:
        return None
    return followups.plan(KIND, _key(edition), page=edition.page, issue=edition.issue, payload={"edition": edition.pk})


@followups.handles(KIND, does=_("Its PDF is made and kept."))
def carry_out(follow_up: FollowUp) -> None:
    """Prints the edition if that has not been done. What cannot be set is not tried again by itself.

    Raises:
        InVain: it cannot be set, and why.
        NotNow, Exhausted: it could not be set this time.
    """
    edition = Edition.objects.select_related("issue", "version").filter(pk=follow_up.payload["edition"]).first()
    if edition is None:
        return
    try:
        print_of(edition)
    except NotNow:
        raise
    except CannotPrint as failure:
        if isinstance(failure, Exhausted) and follow_up.attempts < TRIES:
            raise
        raise followups.InVain(refusal(failure, document_for(edition))) from failure


def has_failed(edition: Edition) -> bool:
    """Whether the edition could not be set, and waits for a person: whoever asks meanwhile does not set it again."""
    return FollowUp.objects.filter(kind=KIND, key=_key(edition), state=FollowUp.State.FAILED).exists()


def current_edition(page: CommentaryPage) -> Edition | None:
    """The edition that readers see, or saw last, in the page's language."""
    return page.editions.select_related("issue", "version").order_by("-pk").first()


def print_of(edition: Edition, *, patience: Patience = PATIENT) -> PrintVersion:
    """The newest print version of an edition, made now if there is none.

    Raises:
        NothingToPrint: the edition is of an archive entry, or its page is gone.
        CannotPrint: naming the block that cannot be set.
    """
    if existing := newest(edition):
        return existing
    with press_for(template_of(edition.issue.series)).turn(patience.waiting):
        if existing := newest(edition):  # made for whoever was before us
            return existing
        try:
            return _store(edition, reason="", patience=patience)
        except IntegrityError:  # another process was quicker, with the same bytes
            return edition.prints.get(reason="")


def newest(edition: Edition) -> PrintVersion | None:
    """The print version that readers of an edition get."""
    return edition.prints.order_by("-pk").first()


def print_anew(edition: Edition, *, reason: str) -> PrintVersion:
    """A new print version for a stated reason; the one before keeps its address. The same bytes again are no new one.

    Raises:
        ReasonMissing: no reason is given.
        NothingToPrint, CannotPrint: as for ``print_of``.
    """
    if not reason.strip():
        raise ReasonMissing
    print_of(edition)
    return _store(edition, reason=reason, patience=PATIENT)


def document_for(edition: Edition) -> Document:
    """What an edition prints, of its own version and its own day.

    Raises:
        NothingToPrint: the edition is of an archive entry, or its page is gone.
    """
    if edition.version.page is None or edition.version.page.archived:
        raise NothingToPrint
    return document_of(versions.page_as_of(edition.version), is_draft=False)


def draft_of(page: CommentaryPage, *, patience: Patience) -> bytes:
    """A content that nobody has published yet as a PDF that says so: made whenever it is asked for, and kept nowhere.

    Raises:
        NothingToPrint: it is an archive entry.
        CannotPrint: naming the block that cannot be set.
    """
    if page.archived:
        raise NothingToPrint
    if page.issue is None:
        page.issue = register.entry_of(page)
    return typeset(document_of(page, is_draft=True), template=template_of(page.series), patience=patience).pdf


def template_of(series: Series) -> Template:
    """The layout that the series has chosen; the house's where the site no longer knows it."""
    folder = conf.get().PRINT_TEMPLATES.get(series.print_template)
    return HOUSE.overlaid(Path(folder)) if folder else HOUSE


def file_name(issue: Issue, language: str, ending: str = "pdf") -> str:
    """``iai-commentaries-25-61.pdf``; the language follows where translations share a number with their original."""
    printed = issue.as_printed.get("series", {})
    series = slugify(printed.get("title") or issue.series.title)
    is_original = issue.editions.order_by("pk").values_list("language", flat=True).first() in {None, language}
    parts = [series, issue.address, "" if is_original else slugify(language)]
    return f"{'-'.join(part for part in parts if part)}.{ending}"


def _key(edition: Edition) -> str:
    return f"edition-{edition.pk}"


def _store(edition: Edition, *, reason: str, patience: Patience) -> PrintVersion:
    document, template = document_for(edition), template_of(edition.issue.series)
    covers = (COVER_SMALL / A4_INCHES, COVER_LARGE / A4_INCHES)
    made = typeset(document, template=template, patience=patience, covers=covers)
    small, large = made.covers
    checksum = sha256(made.pdf).hexdigest()
    if (before := newest(edition)) and before.sha256 == checksum:
        return before
    for misfit in made.misfits:
        logger.info("print of %s: %s %s (block %s)", edition, misfit.kind, misfit.detail, misfit.at)
    version = PrintVersion(edition=edition, sha256=checksum, size=len(made.pdf), pages=made.pages, reason=reason)
    name = file_name(edition.issue, edition.language)
    stem = name.removesuffix(".pdf")
    version.file.save(name, ContentFile(made.pdf), save=False)
    version.cover_small.save(f"{stem}-small.png", ContentFile(small), save=False)
    version.cover_large.save(f"{stem}-large.png", ContentFile(large), save=False)
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        for stored in (version.file, version.cover_small, version.cover_large):
            stored.storage.delete(stored.name)
        raise
    public_content_changed.send(sender=PrintVersion, instance=version)  # the page tells how many pages it has
    return version
