"""Lists a person's own texts on their way to the public, and where they may begin one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from commentaries.models import CommentaryPage, SeriesRole
from commentaries.permissions import EDITORIAL, series_of, texts_of, user_can_edit
from commentaries.stages import stage_of, with_stage
from commentaries.waiting.items import link_to, title_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of a person's own that readers do not see yet: where it stands, and where to work on it or follow it."""

    title: str
    stage: str
    url: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a person may begin a text: the page of a series, and the address of its empty editor."""

    title: str
    url: str


def beginnings_for(user: AbstractBaseUser) -> list[Beginning]:
    """The series a person writes for or works on, each by its page in their language where there is one."""
    series = series_of(user, SeriesRole.Role.AUTHOR, *EDITORIAL)
    pages: dict[UUID, Page] = {}
    for model in CommentaryPage.clean_parent_page_models():
        for page in model.objects.filter(series__in=series).select_related("locale").order_by("title", "pk"):
            is_theirs = page.locale.language_code == (get_language() or "").split("-")[0]
            if is_theirs or page.translation_key not in pages:
                pages[page.translation_key] = page
    return [
        Beginning(page.title, reverse("wagtailadmin_pages:add", args=["commentaries", "commentarypage", page.pk]))
        for page in pages.values()
        if page.permissions_for_user(user).can_add_subpage()
    ]


def own_texts_of(user: AbstractBaseUser, *, limit: int = 20) -> list[OwnText]:
    """The unpublished texts that bear the user's name or that the user began, the last changed first."""
    newest_change = F("latest_revision_created_at").desc(nulls_last=True)
    texts = with_stage(texts_of(user).filter(live=False)).prefetch_related("authorships")
    return [
        OwnText(
            title_of(page),
            stage_of(page).label,
            link_to("wagtailadmin_pages:edit" if user_can_edit(user, page) else "commentaries:consent", page),
        )
        for page in texts.order_by(newest_change, "-pk")[:limit]
    ]
