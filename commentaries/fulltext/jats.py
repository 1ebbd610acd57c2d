"""Turns a record and a whole text into an article of JATS 1.3 (ANSI/NISO Z39.96-2021), Archiving tag set.

Archiving, because Publishing cannot describe a series without an ISSN; with one, what is written here is valid in both.
"""

from __future__ import annotations

from commentaries.citations.kinds import TYPES
from commentaries.elements import element
from commentaries.fulltext.jats_body import back_of, body_of, floats_of
from commentaries.fulltext.jats_front import front_of
from commentaries.fulltext.texts import FullText
from commentaries.record import Record

MEDIA_TYPE = "application/jats+xml"
VERSION = "1.3"
PUBLIC_ID = "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"
SYSTEM_ID = "https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd"
XLINK = "http://www.w3.org/1999/xlink"
ALI = "http://www.niso.org/schemas/ali/1.0/"
_FACTS_ALONE = FullText()


def jats_of(record: Record, text: FullText = _FACTS_ALONE) -> str:
    """A file by itself, in UTF-8."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE article PUBLIC "{PUBLIC_ID}" "{SYSTEM_ID}">\n'
        f"{article_of(record, text)}\n"
    )


def article_of(record: Record, text: FullText = _FACTS_ALONE) -> str:
    """The article as an element that can lie in another document; front matter alone for a text without blocks."""
    content = front_of(record, text)
    if text.blocks:
        content += body_of(record, text) + back_of(text) + floats_of(text)
    return element(
        "article",
        content,
        {
            "xmlns:xlink": XLINK,
            "xmlns:ali": ALI,
            "article-type": TYPES[record.kind].jats,
            "dtd-version": VERSION,
            "xml:lang": record.language,
        },
    )
