"""Keeps the title of an unpublished change out of the row of a public text, which everybody in the admin may list."""

from __future__ import annotations

from collections.abc import Collection

from commentaries.models import CommentaryPage


def show_public_title(page: CommentaryPage, update_fields: Collection[str] | None) -> None:
    """Lets the row of a public text bear one title, that of the public.

    Wagtail writes the title of every saved change into ``draft_title`` and names the page by it wherever
    it lists pages. A text that is public is listed to everyone; its change is for those who may see it, in the editor.
    """
    if not page.live:
        return
    if update_fields is None or "title" in update_fields:
        page.draft_title = page.title
    elif "draft_title" in update_fields:
        page.draft_title = CommentaryPage.objects.values_list("title", flat=True).get(pk=page.pk)
