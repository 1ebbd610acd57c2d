"""Names the formats in which a repository gives its records, and turns a text's record into each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commentaries.citations.dublin_core import elements_of
from commentaries.elements import element, said
from commentaries.exporting import facts_of
from commentaries.fulltext import article_of
from commentaries.models import CommentaryPage, CommentaryQuerySet
from commentaries.record import Record

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what section 4.4 asks of it, which rows it needs, and how it is written."""

    schema: str
    namespace: str
    texts: Callable[[CommentaryQuerySet], CommentaryQuerySet]
    write: Callable[[Record, CommentaryPage], str]


def _dublin_core(record: Record, text: CommentaryPage) -> str:
    """Said whole, as harvesters cut it out of the answer (section 2.5)."""
    return element(
        "oai_dc:dc",
        "".join(said(f"dc:{name}", value) for name, value in elements_of(record)),
        {
            "xmlns:oai_dc": _DC.namespace,
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{_DC.namespace} {_DC.schema}",
        },
    )


_DC = Format(
    schema="http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    namespace="http://www.openarchives.org/OAI/2.0/oai_dc/",
    texts=CommentaryQuerySet.for_lists,
    write=_dublin_core,
)


def _jats(record: Record, text: CommentaryPage) -> str:
    """The front matter. JATS itself has no namespace, but what lies in an answer must have one (section 2.5)."""
    article = article_of(record, facts_of(text, record))
    spaces = f'xmlns="{_JATS.namespace}" xmlns:xsi="{XSI}" xsi:schemaLocation="{_JATS.namespace} {_JATS.schema}"'
    return article.replace("<article ", f"<article {spaces} ", 1)


_JATS = Format(
    schema="https://jats.nlm.nih.gov/archiving/1.3/xsd/JATS-archivearticle1-3.xsd",
    namespace="https://jats.nlm.nih.gov/ns/archiving/1.3/",
    texts=CommentaryQuerySet.for_lists,
    write=_jats,
)
FORMATS: dict[str, Format] = {"oai_dc": _DC, "jats": _JATS}
"""By the prefix that a harvester gives."""
