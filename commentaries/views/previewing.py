"""Lets Wagtail's preview show what is typed of a text, also as long as it has no title."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView

from commentaries.citations.wording import wording_for
from commentaries.forms import CommentaryForm


class UntitledMixin:
    """Wagtail calls a page without a title “Placeholder title”; a text is called by what it lacks, in its language."""

    def get_form(self, typed: QueryDict) -> CommentaryForm:
        if typed and not typed.get("title", "").strip():
            typed = typed.copy()
            with override(wording_for(typed.get("language", ""))):
                typed["title"] = _("Without a title")
        form: CommentaryForm = super().get_form(typed)  # type: ignore[misc]
        return form


class TextPreviewOnCreate(UntitledMixin, PreviewOnCreateView):
    pass


class TextPreviewOnEdit(UntitledMixin, PreviewOnEditView):
    pass
