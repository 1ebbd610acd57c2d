"""Opens Crossref's deposit schema 5.3.1 with lxml: what it names at other hosts is taken from beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

HERE = Path(__file__).parent
_BESIDE = {
    "http://www.w3.org/Math/XMLSchema/mathml3/mathml3.xsd": "standard-modules/mathml3/mathml3.xsd",
    "http://www.w3.org/2009/01/xml.xsd": "standard-modules/xml.xsd",
    "http://www.w3.org/2001/xml.xsd": "standard-modules/xml.xsd",
}


@cache
def deposit_schema() -> etree.XMLSchema:
    """The schema, read once: it takes in those of JATS and MathML."""
    with TemporaryDirectory() as folder:
        for path in HERE.rglob("*.xsd"):
            copy = Path(folder) / path.relative_to(HERE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_beside(path.read_text(encoding="utf-8")), encoding="utf-8")
        return etree.XMLSchema(etree.parse(Path(folder) / "crossref5.3.1.xsd"))


def _beside(text: str) -> str:
    for address, place in _BESIDE.items():
        text = text.replace(f'schemaLocation="{address}"', f'schemaLocation="{place}"')
    return text
