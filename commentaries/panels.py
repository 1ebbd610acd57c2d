"""Lays out the editor of a text so that it reads like the printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.forms import HiddenInput
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
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
    TitleFieldPanel,
)

from commentaries import numbering, readiness, versions
from commentaries.forms import CommentaryForm
from commentaries.models import CommentaryPage, Series
from commentaries.reading import rich, words_of
from commentaries.waiting import stage_of


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
                "series": page.series,
                "entry": entry,
                "coming": None if entry else numbering.next_number(page.series),
                "stage": stage_of(page) if page.pk else None,
                "form": self.form,
                "wishes": wishes_of(page.series),
                "guidelines": rich(page.series.guidelines),
                "strings": editor_strings(),
                **open_points_context(page),
            }


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """An open point as panel and fragment list it; ``place`` names the field that mends it."""

    message: str
    forbids: bool
    field: str
    block: int | None
    place: str


def open_points_context(page: CommentaryPage) -> dict[str, Any]:
    """The open points of a text's newest content, for panel, fragment and decision."""
    latest = versions.latest_of(page) if page.pk else page
    points = [
        ShownPoint(point.message, point.forbids, point.field, point.block, _place_of(point))
        for point in (readiness.open_points(latest) if page.pk else [])
    ]
    forbidding = sum(point.forbids for point in points)
    return {
        "page": page,
        "points": points,
        "forbidding": forbidding,
        "advice": len(points) - forbidding,
        "summary": _summary(forbidding, len(points) - forbidding) if page.pk else gettext("Open points"),
        "length": _length(words_of(latest), page.series) if page.pk else "",
    }


def wishes_of(series: Series) -> list[str]:
    """What a series wants of every text, in sentences."""
    return [
        gettext("%(aim)s to %(limit)s words, title and notes counted.")
        % {"aim": series.words_aim, "limit": series.words_warn},
        gettext(
            "%(usual)s key points, usually (%(least)s to %(most)s), "
            "each with a lead sentence of up to %(words)s words."
        )
        % {"usual": series.key_points_usual, "least": series.key_points_min, "most": series.key_points_max,
           "words": series.key_point_words},
        gettext("Every picture with a description and a credit; at least one topic."),
    ]  # fmt: skip


def editor_strings() -> dict[str, str]:
    """The words that the editor's scripts show."""
    return {
        "note": gettext("Note"),
        "noteNumbered": gettext("Note {number}"),
        "noteMissing": gettext("This note is not written any more. Take the call out, or write a new note."),
        "newNote": gettext("New note"),
        "newNoteHelp": gettext("It is written below the text, under “Notes”."),
        "existingNote": gettext("Call a note again"),
        "emptyNote": gettext("(still empty)"),
        "goToNote": gettext("Go to the note"),
        "backToText": gettext("Back to the text"),
        "notCalled": gettext("called nowhere in the text"),
        "removeCall": gettext("Take the call out"),
        "foreign": gettext("Passage in another language"),
        "foreignHelp": gettext("So that it is read aloud and hyphenated rightly."),
        "language": gettext("Language"),
        "otherLanguage": gettext("Other: a language tag such as pt-BR"),
        "unknownLanguage": gettext("Write a language tag such as pt, pt-BR or ar."),
        "other": gettext("Another language …"),
        "mark": gettext("Mark the passage"),
        "removeMark": gettext("Remove the mark"),
        "selectFirst": gettext("Select the words in the other language first, then press the button."),
        "cancel": gettext("Cancel"),
        "pickSentence": gettext("Pick a sentence…"),
        "filterSentences": gettext("Find in the sentences"),
        "noSentences": gettext("There is no sentence to pick from yet: write a paragraph first."),
        "noMatch": gettext("No sentence contains these words."),
    }


def _place_of(point: readiness.OpenPoint) -> str:
    if point.block is not None:
        return gettext("Go to block %(number)s of the text") % {"number": point.block + 1}
    names = {"authorships": gettext("authors"), "notes": gettext("notes")}
    try:
        name = names.get(point.field) or CommentaryPage._meta.get_field(point.field).verbose_name
    except FieldDoesNotExist:
        name = point.field
    return gettext("Go to: %(field)s") % {"field": capfirst(str(name))}


def _summary(forbidding: int, advice: int) -> str:
    if not forbidding and not advice:
        return gettext("No open points")
    parts = []
    if forbidding:
        count = {"count": forbidding}
        parts.append(ngettext("%(count)s must be mended", "%(count)s must be mended", forbidding) % count)
    if advice:
        parts.append(ngettext("%(count)s to consider", "%(count)s to consider", advice) % {"count": advice})
    return gettext("Open points: %(counts)s") % {"counts": ", ".join(parts)}


def _length(words: int, series: Series) -> str:
    return ngettext(
        "%(words)s word; the series asks for %(aim)s to %(limit)s.",
        "%(words)s words; the series asks for %(aim)s to %(limit)s.",
        words,
    ) % {"words": words, "aim": series.words_aim, "limit": series.words_warn}


def text_edit_handler() -> TabbedInterface:
    """The panels of a text: the printed page first, the rest in tabs."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    MastheadPanel(),
                    TitleFieldPanel(
                        "title", classname="title", help_text=_("As it is printed. A colon parts title and subtitle.")
                    ),
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
                        panels=[
                            FieldPanel("ref", widget=HiddenInput, classname="commentary-note-ref"),
                            FieldPanel("text"),
                        ],
                        help_text=_(
                            "Where the note is to be called, type /note, or select a word and press ¹. "
                            "The numbers follow the order of the calls in the text."
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
                        help_text=_(
                            "The last part of the page's address. It stays as it is once the text has appeared."
                        ),
                    ),
                    FieldPanel("search_description"),
                    CommentPanel(),
                ],
                heading=_("Address"),
            ),
        ],
        base_form_class=CommentaryForm,
    )
