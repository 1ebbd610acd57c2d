"""Turns public texts into the file that registers their DOIs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from email.utils import parseaddr
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from commentaries import conf
from commentaries.citations.crossref import Batch, Deposited, write_batch, write_text
from commentaries.models import CommentaryPage
from commentaries.recording import pdf_path, record_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

_MOMENT = "%Y%m%d%H%M%S%f"


def public_texts() -> QuerySet[CommentaryPage]:
    """The public texts with a DOI, the original before its translations; with their facts, and without the body."""
    texts: QuerySet[CommentaryPage] = CommentaryPage.objects.public().exclude(issue__doi="").for_lists()
    return texts.order_by("pk")


def deposited(text: CommentaryPage) -> Deposited:
    """What is said of a text: its facts, and where machines read it whole."""
    record = record_of(text)
    return Deposited(record, record.absolute(pdf_path(record)), _original_of(text))


def leads_nowhere(said: Deposited) -> bool:
    """Whether readers would not find the text: the site's record still has a host name that only this machine knows."""
    host = urlsplit(said.record.url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host


def digest_of(said: Deposited) -> str:
    return sha256(write_text(said)).hexdigest()


def write(said: Iterable[Deposited], *, name: str = "", stamp: int = 0) -> bytes:
    """The file with all of them, to be sent or handed in by hand."""
    texts = list(said)
    given = conf.get()
    institute = next((each.record.series.publisher for each in texts if each.record.series.publisher), "")
    who = given.CROSSREF_DEPOSITOR or institute or settings.WAGTAIL_SITE_NAME
    email = given.CROSSREF_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    stamp = stamp or stamp_now()
    return write_batch(Batch(name or f"texts-{stamp}", stamp, who, email, institute or who), texts)


def stamp_now() -> int:
    """The moment in UTC with its milliseconds, as one number: the form that most depositors use, so none is greater."""
    return int(timezone.now().astimezone(UTC).strftime(_MOMENT)[:-3])


def _original_of(text: CommentaryPage) -> str:
    """The DOI of the text that this one translates, where translations have numbers of their own."""
    if not text.series.language_editions_number_for_themselves:
        return ""
    of_one_work = public_texts().filter(translation_key=text.translation_key)
    first = of_one_work.values_list("pk", "issue__doi").first()
    return first[1] if first and first[0] != text.pk else ""
