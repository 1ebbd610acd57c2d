"""Names what feeds in XML share: vocabularies, the whole document, and where somebody is described."""

from __future__ import annotations

from xml.etree import ElementTree

from commentaries.record import Contributor, Record

DC = "http://purl.org/dc/elements/1.1/"
ATOM = "http://www.w3.org/2005/Atom"


def written(root: ElementTree.Element) -> bytes:
    """The document, in UTF-8."""
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8")


def address_of(contributor: Contributor, record: Record) -> str:
    """Where somebody is described: on their page here, else by their ORCID."""
    return record.absolute(contributor.path) or contributor.orcid_url
