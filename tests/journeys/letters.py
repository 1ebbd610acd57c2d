"""Finds in the mails that were sent what a person would look for: their newest letter, and the link in it."""

from __future__ import annotations

import re

from django.core import mail
from django.core.mail import EmailMessage


def newest_letter_to(address: str) -> EmailMessage:
    return [letter for letter in mail.outbox if address in letter.to][-1]


def link_in(letter: EmailMessage) -> str:
    """The one link that a letter names."""
    [link] = re.findall(r"^https?://\S+$", str(letter.body), re.MULTILINE)
    return str(link)
