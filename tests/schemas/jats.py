"""Opens the official DTDs of JATS 1.3 with lxml, unpacked for as long as that takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from lxml import etree

_PACKED = Path(__file__).parent / "jats-1.3" / "jats-1.3-dtd.zip"


def valid_article(content: bytes) -> etree._Element:
    """An article, read; valid by the Archiving tag set, and by Publishing where there is an ISSN."""
    article = etree.fromstring(content, etree.XMLParser(load_dtd=False, no_network=True))
    archiving, publishing = dtds()
    for dtd in [archiving, *([publishing] if article.find(".//issn") is not None else [])]:
        assert dtd.validate(article), [str(error) for error in dtd.error_log]
    return article


@cache
def dtds() -> tuple[etree.DTD, etree.DTD]:
    """Archiving and Publishing, each read once."""
    with TemporaryDirectory() as folder:
        with ZipFile(_PACKED) as archive:
            archive.extractall(folder)
        archiving = etree.DTD(f"{folder}/JATS-archivearticle1-3.dtd")
        return archiving, etree.DTD(f"{folder}/JATS-journalpublishing1-3.dtd")
