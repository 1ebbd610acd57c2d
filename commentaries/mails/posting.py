"""Turns a written letter into one that the mail server has, once or not at all, or says that nobody knows."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core import mail

from commentaries import followups
from commentaries.models import CommentaryPage

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.core.mail.backends.base import BaseEmailBackend

    from commentaries.models import DeskLine, FollowUp


def hand_over(letter: EmailMessage, follow_up: FollowUp) -> None:
    """Gives a letter to the mail server, at most once for all attempts at this follow-up.

    A server that cannot be reached, or answers no, has not taken it: the follow-up is tried again. Where the
    line breaks between the handing over and the answer, or the worker ends there, a person is asked.

    Raises:
        PerhapsDone: the line broke.
        LeaseLost: another worker may have the letter by now.
    """
    server = _server()
    server.open()
    try:
        followups.begin_once(follow_up)
        server.send_messages([letter])
    except OSError as error:
        if _is_an_answer(error):
            raise
        raise followups.PerhapsDone(f"{type(error).__name__}: {error}") from error
    finally:
        _hang_up(server)


def headers_of(follow_up: FollowUp) -> dict[str, str]:
    return {"Auto-Submitted": "auto-generated", "Message-ID": message_id(follow_up)}


def thread_of(about: CommentaryPage | DeskLine) -> dict[str, str]:
    """What makes mail programs show the letters about one text, or one plan, together: all answer one that was never
    sent."""
    root = _name(f"{'text' if isinstance(about, CommentaryPage) else 'plan'} {about.pk}")
    return {"In-Reply-To": root, "References": root}


def message_id(follow_up: FollowUp) -> str:
    """The same for each attempt at one letter: most mail programs show once what a person had sent again."""
    return _name(f"{follow_up.pk} {follow_up.key}")


def _name(text: str) -> str:
    name = sha256(text.encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or 'localhost'}>"


def _is_an_answer(error: OSError) -> bool:
    """Whether the server said no. After any other fault of the line, of SMTP or of a backend that speaks HTTP,
    nobody can say whether it has taken the letter: its answer is what is missing."""
    return isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected)


def _server() -> BaseEmailBackend:
    """The mail server of the site; Django 6.1 knows several and calls it by another name."""
    if django.VERSION >= (6, 1):
        return mail.mailers.default
    return mail.get_connection()


def _hang_up(server: BaseEmailBackend) -> None:
    """What goes wrong in saying goodbye says nothing about the letter."""
    with suppress(Exception):
        server.close()
