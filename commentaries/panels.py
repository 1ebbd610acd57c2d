"""Lays out the editor of a text so that it reads like the printed page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from commentaries import numbering, readiness, versions
from commentaries.forms import CommentaryForm
from commentaries.models import CommentaryPage
from commentaries.reading import words_of


class MastheadPanel(Panel):
    """Series, number to come and open points, above the title."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "commentaries/admin/masthead_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            page: CommentaryPage = self.instance
            entry = page.issue or (numbering.entry_of(page) if page.pk else None)
            return {
                **context,
                "page": page,
                "series": page.series,
                "entry": entry,
                "coming": None if entry else numbering.next_number(page.series),
                "form": self.form,
                **open_points_context(page),
            }


def open_points_context(page: CommentaryPage) -> dict[str, Any]:
    """The open points of a text's newest content, for panel and fragment."""
    latest = versions.latest_of(page) if page.pk else page
    return {
        "page": page,
        "points": readiness.open_points(latest) if page.pk else [],
        "words": words_of(latest) if page.pk else 0,
        "sentences": readiness.sentences_of(latest) if page.pk else [],
    }


def text_edit_handler() -> TabbedInterface:
    """The panels of a text: the printed page first, the rest in tabs."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    MastheadPanel(),
                    FieldPanel("title", classname="title"),
                    InlinePanel(
                        "authorships",
                        heading=_("By"),
                        label=_("author"),
                        panels=[
                            FieldRowPanel([FieldPanel("person"), FieldPanel("role")]),
                            FieldRowPanel([FieldPanel("name"), FieldPanel("affiliation")]),
                        ],
                        help_text=_("In the order in which the names are printed."),
                    ),
                    FieldPanel("key_points", help_text=_("Above the text: a lead sentence each, and perhaps more.")),
                    FieldPanel("body"),
                    InlinePanel(
                        "notes",
                        heading=_("Notes"),
                        label=_("note"),
                        panels=[FieldPanel("ref"), FieldPanel("text")],
                        help_text=_(
                            "Put the cursor where the note is called, press the note button and choose the note here."
                        ),
                    ),
                ],
                heading=_("Text"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("image"),
                            FieldPanel("image_alt"),
                            FieldPanel("image_is_decorative"),
                            FieldPanel("image_credit"),
                        ],
                        heading=_("Lead picture"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("topics"), FieldPanel("keywords"), FieldPanel("abstract")],
                        heading=_("To be found"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("interests"), FieldPanel("funding"), FieldPanel("licence")],
                        heading=_("Statements and licence"),
                    ),
                    MultiFieldPanel(
                        [FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]), FieldPanel("remark")],
                        heading=_("What it is"),
                    ),
                ],
                heading=_("Facts"),
            ),
            ObjectList(
                [
                    FieldPanel(
                        "slug",
                        help_text=_("The last part of the page's address. It stays as it is once the text has appeared."),
                    ),
                    FieldPanel("search_description"),
                    CommentPanel(),
                ],
                heading=_("Address"),
            ),
        ],
        base_form_class=CommentaryForm,
    )
