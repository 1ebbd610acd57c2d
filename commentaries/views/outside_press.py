"""Answers somebody of the press who comes by a link: the day of a text, what is asked of them until then, the text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commentaries import briefing, versions
from commentaries.citations import join_names
from commentaries.models import CommentaryPage, Link
from commentaries.views.base import text_or_404
from commentaries.views.outside_text import AboutText, PrintMixin, TextMixin


class ToPress(AboutText):
    """Whatever a link of the press leads to."""

    kind = Link.Kind.PRESS

    def content(self) -> CommentaryPage:
        """The version that the link was made for, whatever was changed since."""
        return versions.page_as_of(self.link.version)


class TextToPress(TextMixin, ToPress):
    pass


class PrintToPress(PrintMixin, ToPress):
    pass


class PressByLink(ToPress):
    """The day on which a text appears, and the way to its page and its PDF."""

    template_name = "commentaries/outside/press.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, content = text_or_404(self.link.page_id), self.content()
        byline = join_names([each.printed_name for each in content.authorships.all()], get_language() or "en")
        context = {
            "latest": content,
            "series": page.series,
            "byline": byline,
            "appears_at": briefing.moment_of(page),
            "public_url": page.full_url if page.live else "",
        }
        return {**super().get_context_data(**context)} | kwargs
