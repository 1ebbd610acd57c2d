"""Keeps what the authors did about the editor's requests, from the first word on to the version that answers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from commentaries.locking import lock_text
from commentaries.models import CommentaryPage, Decision, Person, Reply, Version
from commentaries.permissions import text_is_with_the_author, user_can_edit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def note(page: CommentaryPage, user: AbstractBaseUser, *, text: str) -> None:
    """Keeps what is written so far about the requests that a text came back with. Nobody is told yet.

    Nothing is kept where nothing is requested, or where the user may not write to the text.
    """
    lock_text(page)
    page = CommentaryPage.objects.get(pk=page.pk)
    requests = requests_to(page)
    if requests is None or not user_can_edit(user, page):
        return
    known = unsent_reply(requests)
    if text == (known.text if known else ""):
        return
    facts = {"text": text, "person": Person.objects.for_account(user), "written_at": timezone.now()}
    Reply.objects.update_or_create(decision=requests, defaults=facts)


def send(version: Version) -> str:
    """Ties what was written about the requests to the version that answers them, and gives the words; often none."""
    requests = _last_requests(version.page)
    reply = unsent_reply(requests) if requests else None
    if reply is None or not reply.text.strip():
        return ""
    reply.version, reply.sent_at = version, timezone.now()
    reply.save(update_fields=["version", "sent_at"])
    return reply.text


def requests_to(page: CommentaryPage) -> Decision | None:
    """The decision by which the text is back with its authors, to be changed."""
    return _last_requests(page) if text_is_with_the_author(page) else None


def unsent_reply(requests: Decision) -> Reply | None:
    """What is written about these requests and was not submitted yet."""
    return Reply.objects.filter(decision=requests, version=None).first()


def reply_in_this_round(page: CommentaryPage) -> Reply | None:
    """What the authors did about the last requests, as long as the text is with the editors or decided on since."""
    requests = _last_requests(page)
    if requests is None:
        return None
    sent = Reply.objects.filter(decision=requests).exclude(version=None)
    return sent.select_related("decision__person", "decision__version", "person", "version").first()


def replies_with(versions: Iterable[int]) -> list[Reply]:
    """What was said with these versions, named by their keys, first to last."""
    sent = Reply.objects.filter(version__in=list(versions)).select_related("decision", "person")
    return list(sent.order_by("sent_at"))


def reply_read_with(version: Version) -> Reply | None:
    """What a reviewer who is asked about this version reads of what was done since the last decision."""
    sent = Reply.objects.filter(version__page=version.page_id, version__made_at__lte=version.made_at)
    return sent.order_by("-sent_at").first()


def _last_requests(page: CommentaryPage | None) -> Decision | None:
    """The last decision, if it asks for changes."""
    last = Decision.objects.filter(version__page=page).select_related("person").order_by("-decided_at").first()
    return last if last and last.outcome == Decision.Outcome.CHANGES else None
