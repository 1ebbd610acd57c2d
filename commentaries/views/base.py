"""What the admin's pages about one text share: the text, the way back, and answers to a conflict."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import CharField, Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commentaries import versions
from commentaries.models import CommentaryPage


def text_or_404(pk: int) -> CommentaryPage:
    """The text with its series and issue; whether the user may see it, each view asks."""
    return get_object_or_404(CommentaryPage.objects.select_related("series", "issue"), pk=pk)


class TextView(WagtailAdminTemplateMixin, View):
    """A page of Wagtail's admin about one text."""

    header_icon = "doc-full-inverse"
    _show_breadcrumbs = True
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def read_text(self, pk: int) -> None:
        """Reads the text as it stands now: its row, its newest content, and what a yes would be given to."""
        self.page = text_or_404(pk)
        self.latest = versions.latest_of(self.page)
        self.digest = versions.digest_of(self.latest)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def answer_invalid(self, **forms: Form) -> HttpResponse:
        """The same page again with a form that was not filled in rightly; its mistakes are named at the top too."""
        wrong = [field for form in forms.values() for field in form.visible_fields() if field.errors]
        return self.render_to_response(
            self.get_context_data(wrong=wrong, **forms), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )

    def answer_conflict(self, error: Exception, *, status: HTTPStatus, **context: Any) -> HttpResponse:
        """The same page again with the reason and everything that was typed, whether or not its form is shown."""
        self.read_text(self.page.pk)
        typed = [
            (field.label, field.value())
            for form in context.values()
            for field in form.visible_fields()
            if isinstance(field.field, CharField) and not field.field.widget.is_hidden and field.value()
        ]
        return self.render_to_response(
            self.get_context_data(conflict=str(error), typed=typed, **context), status=status
        )
