"""Names the formats in which a repository gives its records, and turns a text's record into each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commentaries.citations.dublin_core import elements_of
from commentaries.models import CommentaryPage, CommentaryQuerySet
from commentaries.record import Record
from series.oai.xml import Xml, element, simple

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what section 4.4 asks of it, which rows it needs, and how it is written."""

    schema: str
    namespace: str
    texts: Callable[[CommentaryQuerySet], CommentaryQuerySet]
    write: Callable[[Record, CommentaryPage], Xml]


def _dublin_core(record: Record, text: CommentaryPage) -> Xml:
    """Said whole, as harvesters cut it out of the answer (section 2.5)."""
    return element(
        "oai_dc:dc",
        *(simple(f"dc:{name}", value) for name, value in elements_of(record)),
        xmlns__oai_dc=_DC.namespace,
        xmlns__dc="http://purl.org/dc/elements/1.1/",
        xmlns__xsi=XSI,
        xsi__schemaLocation=f"{_DC.namespace} {_DC.schema}",
    )


_DC = Format(
    schema="http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    namespace="http://www.openarchives.org/OAI/2.0/oai_dc/",
    texts=CommentaryQuerySet.for_lists,
    write=_dublin_core,
)
FORMATS: dict[str, Format] = {"oai_dc": _DC}
"""By the prefix that a harvester gives."""
