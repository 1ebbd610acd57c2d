"""Lays out the editor of a text so that it reads like the printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.forms import BoundField, HiddenInput
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
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import StreamValue

from commentaries import readiness, register, replying, versions
from commentaries.forms import ASKED, REPLY, CommentaryForm
from commentaries.models import CommentaryPage, Series
from commentaries.reading import rich, texts_of, words_of
from commentaries.sanitising import plain_text
from commentaries.stages import letter_to_authors, stage_of, withheld_stage_of
from commentaries.telling import within_quotation


class MastheadPanel(Panel):
    """Series, number to come and open points, above the title."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "commentaries/admin/masthead_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            page: CommentaryPage = self.instance
            entry = page.issue or (register.entry_of(page) if page.pk else None)
            stage = stage_of(page) if page.pk else None
            will_be_numbered_now = not entry and (
                stage is None or stage.code not in {"scheduled", "asked_back", "rejected"}
            )
            points = open_points_context(page)
            is_asked = ASKED in self.request.GET and page.current_workflow_task is None
            return {
                **context,
                "series": page.series,
                "entry": entry,
                "coming": register.next_number(page.series) if will_be_numbered_now else None,
                "stage": stage,
                "letter": letter_to_authors(page) if page.pk else None,
                "reply_field": self._reply_field(page),
                "wishes": wishes_of(page.series),
                "guidelines": rich(page.series.guidelines),
                "strings": editor_strings(),
                **points,
                "advice_to_pass": [] if points["forbidding"] or not is_asked else points["points"],
            }

        def _reply_field(self, page: CommentaryPage) -> BoundField | None:
            """Where the authors say what they did about the requests, with what is kept; none without requests."""
            requests = replying.requests_to(page) if page.pk else None
            if requests is None or self.form is None:
                return None
            kept = replying.unsent_reply(requests)
            self.form.initial.setdefault(REPLY, kept.text if kept else "")
            return self.form[REPLY]


class TextStatusPanel(PageStatusSidePanel):
    """Wagtail's panel beside the editor; for a text that was taken from its readers it says so, and not “Draft”."""

    def get_status_templates(self, context: dict[str, Any]) -> list[str]:
        templates = super().get_status_templates(context)
        if withheld_stage_of(self.object) is None:
            return templates
        is_on_its_way = self.object.current_workflow_state or self.object.approved_schedule
        return ["commentaries/admin/withheld_status.html", *templates[0 if is_on_its_way else 1 :]]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "withheld": withheld_stage_of(self.object)}


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
        ShownPoint(point.message, point.forbids, point.field, point.block, _place_of(point, latest))
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


def _place_of(point: readiness.OpenPoint, page: CommentaryPage) -> str:
    if point.block is not None:
        child = page.body[point.block]
        kind = str(child.block.label)
        facts = {"kind": kind[:1].lower() + kind[1:], "words": within_quotation(_first_words(child))}
        place = gettext("Go to the %(kind)s “%(words)s”") if facts["words"] else gettext("Go to the %(kind)s")
        return place % facts
    names = {"authorships": gettext("authors"), "notes": gettext("notes")}
    try:
        name = names.get(point.field) or CommentaryPage._meta.get_field(point.field).verbose_name
    except FieldDoesNotExist:
        name = point.field
    return gettext("Go to: %(field)s") % {"field": capfirst(str(name))}


def _first_words(child: StreamValue.StreamChild) -> str:
    words = " ".join(plain_text(" ".join(texts_of(child.block_type, child.value))).split())
    return f"{words[:40].rstrip()}…" if len(words) > 40 else words


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
                        "title",
                        classname="title",
                        widget=AdminAutoHeightTextInput,
                        help_text=_("As it is printed. A colon parts title and subtitle."),
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
                        [
                            FieldPanel(
                                "topics",
                                help_text=_(
                                    "Type the first letters of a topic and choose it from the list. "
                                    "The editors add what is missing there."
                                ),
                            ),
                            FieldPanel("keywords"),
                            FieldPanel("abstract"),
                        ],
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
