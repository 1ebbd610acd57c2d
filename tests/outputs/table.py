"""Writes the table of outputs, their readers and the facts compared into docs/outputs.md, from the list of the tests.

``python -m tests.outputs.table`` writes it; a test fails while the document says something else.
"""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "outputs.md"
BEGIN, END = "<!-- made by `python -m tests.outputs.table` -->", "<!-- end of what is made -->"
_BETWEEN = re.compile(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", re.DOTALL)
_WORDS = {
    "issns": "ISSNs",
    "doi": "DOI",
    "orcids": "ORCIDs",
    "published": "date",
    "licence": "terms",
    "interviewers": "who asked",
}


def table() -> str:
    """One row for each output, in the order of the list."""
    from tests.outputs.facts import NAMES  # needs Django's apps, which the command below starts first
    from tests.outputs.outputs import OUTPUTS, RUNNING

    rows = ["| output | where | read back by | facts compared |", "|---|---|---|---|"]
    for row in [*OUTPUTS, *RUNNING]:
        said = (
            "all"
            if set(row.says) == set(NAMES)
            else ", ".join(_WORDS.get(name, name) for name in NAMES if name in row.says)
        )
        rows.append(f"| {row.name} | {row.address} | {row.reader} | {said} |")
    return "\n".join(rows) + "\n"


def written() -> str:
    """The document with the table as it should be."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert len(_BETWEEN.findall(document)) == 1, f"{DOCUMENT.name} has no place for the table, or two"
    return _BETWEEN.sub(lambda _old: table(), document)


if __name__ == "__main__":
    import os  # for the command alone: in a test Django has begun already

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    DOCUMENT.write_text(written(), encoding="utf-8")
