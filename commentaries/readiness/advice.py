"""Finds what is doubtful in a text: the author or an editor passes it with one click (D13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commentaries.models import CommentaryPage
from commentaries.readiness.points import OpenPoint
from commentaries.readiness.quotes import stands_in
from commentaries.reading import texts_of, words_of
from commentaries.remarks import remarks_in
from commentaries.sanitising import plain_text
from commentaries.telling import within_quotation

_NOTE_REF = re.compile(r'<a\b(?=[^>]*\blinktype="note")[^>]*\bid="([^"]*)"')
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))


def key_points(page: CommentaryPage) -> Iterator[OpenPoint]:
    series, count = page.series, len(page.key_points)
    if count < series.key_points_min or count > series.key_points_max:
        yield OpenPoint(
            "key-points",
            "key_points",
            _("The series asks for %(least)s to %(most)s key points, usually %(usual)s; there are %(count)s.")
            % {
                "least": series.key_points_min,
                "most": series.key_points_max,
                "usual": series.key_points_usual,
                "count": count,
            },
        )


def lead_sentences(page: CommentaryPage) -> Iterator[OpenPoint]:
    limit = page.series.key_point_words
    for number, point in enumerate(page.key_points, start=1):
        words = len(point.value["lead"].split())
        if words > limit:
            yield OpenPoint(
                "long-lead",
                "key_points",
                _("The lead sentence of key point %(number)s has %(words)s words; up to %(limit)s are easily read.")
                % {"number": number, "words": words, "limit": limit},
            )


def pull_quotes(page: CommentaryPage) -> Iterator[OpenPoint]:
    text = " ".join(
        piece
        for child in page.body
        if child.block_type not in {"pull_quote", "heading", "subheading"}
        for piece in texts_of(child.block_type, child.value)
    )
    for number, child in enumerate(page.body):
        if child.block_type == "pull_quote" and not child.value.strip():
            yield OpenPoint(
                "empty-pull-quote",
                "body",
                _("This pull quote is empty: pick a sentence, or take the block out."),
                block=number,
            )
        elif child.block_type == "pull_quote" and not stands_in(child.value, text):
            yield OpenPoint(
                "pull-quote",
                "body",
                _("This pull quote does not stand in the text word for word: “%(quote)s”")
                % {"quote": within_quotation(child.value[:80])},
                block=number,
            )


def length(page: CommentaryPage) -> Iterator[OpenPoint]:
    words, series = words_of(page), page.series
    if words > series.words_warn:
        over = words - series.words_warn
        yield OpenPoint(
            "too-long",
            "body",
            _("The text has %(words)s words, %(over)s more than the series’ %(limit)s (title and notes counted).")
            % {"words": words, "over": over, "limit": series.words_warn},
        )
    elif 0 < words < series.words_aim and any(page.body):
        yield OpenPoint(
            "short",
            "body",
            _("The text has %(words)s words; the series aims at %(aim)s to %(limit)s.")
            % {"words": words, "aim": series.words_aim, "limit": series.words_warn},
        )


def marks(page: CommentaryPage) -> Iterator[OpenPoint]:
    for number, child in enumerate(page.body):
        text = " ".join(plain_text(piece) for piece in texts_of(child.block_type, child.value))
        for opening, closing in _PAIRS:
            if text.count(opening) != text.count(closing):
                yield OpenPoint(
                    "unbalanced",
                    "body",
                    _("A mark is opened and not closed, or closed and not opened: %(marks)s in “%(text)s…”")
                    % {"marks": f"{opening} {closing}", "text": text[:50]},
                    block=number,
                )


def headings(page: CommentaryPage) -> Iterator[OpenPoint]:
    """A pull quote floats beside the text, so it is not what a heading announces."""
    printed = [(n, child.block_type) for n, child in enumerate(page.body) if child.block_type != "pull_quote"]
    kinds = [kind for _number, kind in printed]
    for (number, kind), following in zip(printed, [*kinds[1:], ""], strict=False):
        same_rank = kind == following or (kind, following) == ("subheading", "heading")
        if kind in {"heading", "subheading"} and same_rank:
            yield OpenPoint(
                "heading-after-heading",
                "body",
                _("A heading follows a heading: write what “%(heading)s” announces, or take it out.")
                % {"heading": within_quotation(page.body[number].value)},
                block=number,
            )
        elif kind in {"heading", "subheading"} and not following:
            yield OpenPoint(
                "heading-last",
                "body",
                _("The text ends with a heading: “%(heading)s”.")
                % {"heading": within_quotation(page.body[number].value)},
                block=number,
            )


def notes(page: CommentaryPage) -> Iterator[OpenPoint]:
    called = dict.fromkeys(
        ref
        for child in page.body
        for text in texts_of(child.block_type, child.value)
        for ref in _NOTE_REF.findall(text)
    )
    written = [note.ref for note in page.notes.all()]
    printed = [*(ref for ref in called if ref in written), *(ref for ref in written if ref not in called)]
    for number, ref in enumerate(printed, start=1):
        if ref not in called:
            yield OpenPoint(
                "note-not-called",
                "notes",
                _("Note %(number)s is called nowhere in the text; it would be printed at the end.")
                % {"number": number},
            )
    if called.keys() - set(written):
        yield OpenPoint(
            "note-missing", "notes", _("The text calls a note that is not written; the call would not be printed.")
        )


def remarks(page: CommentaryPage) -> Iterator[OpenPoint]:
    """What its writers said to each other, wherever readers would meet it."""
    places: list[tuple[str, int | None, str]] = [
        ("title", None, page.title),
        *(("key_points", None, f"{point.value['lead']} {point.value['text']}") for point in page.key_points),
        *(("body", n, text) for n, child in enumerate(page.body) for text in texts_of(child.block_type, child.value)),
        *(("notes", None, note.text) for note in page.notes.all()),
    ]
    for field, block, text in places:
        for remark in remarks_in(plain_text(text)):
            yield OpenPoint(
                "drafting-remark",
                field,
                _("This reads like a remark from drafting; settle it and take it out: “%(remark)s”")
                % {"remark": f"{remark[:80].rstrip()}…" if len(remark) > 81 else remark},
                block=block,
            )


def topics(page: CommentaryPage) -> Iterator[OpenPoint]:
    if not page.topics.all():
        yield OpenPoint("no-topic", "topics", _("Choose at least one topic, so that readers find the text."))


ON_A_TEXT = (key_points, lead_sentences, pull_quotes, length, marks, headings, notes, remarks, topics)
