"""Finds the words that a reviewer marks in the text that they were asked about."""

from __future__ import annotations

import re

from commentaries.models import CommentaryPage
from commentaries.readiness.quotes import stands_in
from commentaries.reading import texts_of
from commentaries.sanitising import plain_text

_CALL = re.compile(r"(?<=[^\W\d])\d{1,3}(?!\w)|(?<=[.,;:!?)”’»])\d{1,3}(?!\w)")
"""The number of a note, which is copied together with the word behind which it stands."""


def read_in(page: CommentaryPage) -> str:
    """Everything that is read in a content besides who wrote it, in one line: title, key points, text, notes."""
    key_points = page.key_points.stream_block.get_searchable_content(page.key_points)
    blocks = [text for child in page.body for text in texts_of(child.block_type, child.value)]
    notes = [note.text for note in page.notes.all()]
    pieces = [page.title, page.remark, *key_points, *blocks, *notes]
    return " ".join(words for words in map(plain_text, pieces) if words)


def stands_there(words: str, text: str) -> bool:
    """Whether these words stand in the text, whatever their spaces, quotation marks and dashes look like."""
    return stands_in(words, text) or stands_in(_CALL.sub("", words), text)
