"""Turns a user into the texts, and the entries of the history, that they may not know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context

from commentaries.models import CommentaryPage
from commentaries.permissions import EDITORIAL, series_of, texts_of, texts_worked_on_by, user_is_author_of
from commentaries.standing_in import guest_texts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet


def texts_of_others(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts, public or not, that are not the user's own and that the user does not work on."""
    if user.is_active and user.is_superuser:
        return CommentaryPage.objects.none()
    elsewhere = CommentaryPage.objects.exclude(texts_worked_on_by(user))
    return elsewhere.exclude(pk__in=texts_of(user).values("pk"))


def texts_hidden_from(user: AbstractBaseUser) -> QuerySet[CommentaryPage]:
    """The texts whose titles the user may not know: drafts of others, that the user does not work on."""
    return texts_of_others(user).filter(live=False)


def text_is_hidden_from(user: AbstractBaseUser, pk: int) -> bool:
    return texts_hidden_from(user).filter(pk=pk).exists()


def entries_hidden_from(user: AbstractBaseUser) -> Q:
    """The log entries about the texts of others, and about texts that are no more."""
    if user.is_active and user.is_superuser:
        return Q(pk=None)
    theirs = CommentaryPage.objects.exclude(pk__in=texts_of_others(user).values("pk"))
    text = ContentType.objects.get_for_model(CommentaryPage)
    return Q(page__in=texts_of_others(user).values("pk")) | (Q(content_type=text) & ~Q(page__in=theirs.values("pk")))


def title_in_admin(page: CommentaryPage, title: str) -> str:
    """The title, or in its place a word for a text that whoever is at work in Wagtail's admin may not know of.

    Who that is Wagtail keeps for its log; nobody is in a task, in a command and on the pages of readers.
    """
    user = get_active_log_context().user
    if user is None or page.live or _works_on_text(user, page) or user_is_author_of(user, page):
        return title
    return _("(private %(kind)s)") % {"kind": page._meta.verbose_name}


def _works_on_text(user: AbstractBaseUser, page: CommentaryPage) -> bool:
    """As ``user_works_on_text``, without reading the series of each text of a list."""
    if user.is_active and user.is_superuser:
        return True
    return page.series_id in series_of(user, *EDITORIAL) or page.pk in guest_texts_of(user)
