"""Turns a text into the page of the admin to which a letter about it leads."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from commentaries.models import CommentaryPage


def to_draft(page: CommentaryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def to_own_text(page: CommentaryPage) -> str:
    """What an author is shown of their text, and asked."""
    return reverse("commentaries:consent", args=[page.pk])


def to_decision(page: CommentaryPage) -> str:
    return reverse("commentaries:decide", args=[page.pk])


def to_account() -> str:
    """The whole address at which one chooses what to be told of."""
    return whole(reverse("wagtailadmin_account"))


def leads_to_admin(address: str) -> bool:
    return address.startswith(whole(reverse("wagtailadmin_home")))


def whole(path: str) -> str:
    """The address where the site answers when the mail is sent, which may have waited; a whole one stays."""
    if not path.startswith("/"):
        return path
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
