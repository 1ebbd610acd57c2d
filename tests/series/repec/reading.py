"""Reads templates of ReDIF as its specification has them: no library for Python reads the format.

Fields, types and clusters are those of the specification that RePEc's own reader, written in Perl, goes by
(``redif.spec``), with ``DOI``, which RePEc has added since for papers; the rest is written here.
"""

from __future__ import annotations

import re

Template = list[tuple[str, str]]
"""Names and values, in order."""
_FIELD = re.compile(r"([A-Za-z][\w-]*):(.*)")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_HANDLES = {
    "ReDIF-Archive 1.0": re.compile(r"RePEc:[a-zA-Z]{3}"),
    "ReDIF-Series 1.0": re.compile(r"RePEc:[a-zA-Z]{3}:[a-zA-Z\d]{6}"),
    "ReDIF-Paper 1.0": re.compile(r"RePEc:[a-zA-Z]{3}:[a-zA-Z\d]{6}:[^\s\n]+"),
}
_ORGANISATION = {"Name", "Name-English", "Location", "Postal", "Email", "Phone", "Fax", "Homepage", "Institution"}
_PERSON = {"Name", "Name-First", "Name-Last", "Email", "Fax", "Postal", "Phone", "Homepage", "Person"}
_KNOWN = {
    "ReDIF-Archive 1.0": {"Name", "URL", "Homepage", "Description", "Maintainer-Email", "Maintainer-Name", "Handle"},
    "ReDIF-Series 1.0": {
        "Name", "Description", "Keywords", "Type", "Maintainer-Email", "Maintainer-Name", "ISSN", "Handle",
        *(f"Provider-{name}" for name in _ORGANISATION),
    },
    "ReDIF-Paper 1.0": {
        "Title", "Abstract", "Keywords", "Note", "Length", "Number", "Creation-Date", "Revision-Date", "DOI",
        "Publication-Status", "Restriction", "Handle",
        *(f"Author-{name}" for name in _PERSON), *(f"Author-Workplace-{name}" for name in _ORGANISATION),
        *(f"File-{name}" for name in ("URL", "Format", "Function", "Restriction", "Size")),
    },
}  # fmt: skip
_REQUIRED = {
    "ReDIF-Archive 1.0": {"Handle", "Name", "Maintainer-Email", "URL"},
    "ReDIF-Series 1.0": {"Name", "Provider-Name", "Maintainer-Name", "Maintainer-Email", "Type", "Handle"},
    "ReDIF-Paper 1.0": {"Author-Name", "Title", "Handle"},
}
_ONCE = {"Title", "Handle", "Abstract", "Creation-Date", "Number", "Keywords", "DOI"}


def templates_in(text: str) -> list[Template]:
    """The templates of a file. A line that begins with a word and a colon is a field, any other goes on with it."""
    found: list[Template] = []
    for line in text.split("\n"):
        match = _FIELD.match(line)
        if match and match[1].lower() == "template-type":
            found.append([])
        if match:
            found[-1].append((match[1], match[2].strip()))
        elif line.strip():
            name, value = found[-1][-1]
            found[-1][-1] = (name, f"{value}\n{line.strip()}")
    return found


def checked(text: str) -> list[Template]:
    """The templates of a file, each held against the specification."""
    found = templates_in(text)
    for template in found:
        (first, kind), *fields = template
        assert first == "Template-Type"
        names = [name for name, _value in fields]
        assert set(names) <= _KNOWN[kind], set(names) - _KNOWN[kind]
        assert set(names) >= _REQUIRED[kind], _REQUIRED[kind] - set(names)
        assert all(names.count(name) <= 1 for name in _ONCE)
        assert _HANDLES[kind].fullmatch(dict(fields)["Handle"])
        for (name, value), before in zip(fields, ["", *names], strict=False):
            assert value, name
            if name in {"Creation-Date", "Revision-Date"}:
                assert _DATE.fullmatch(value)
            if name.startswith("Author-") and name != "Author-Name":
                assert before.startswith("Author-"), "a cluster begins with the name"
            if name.startswith("File-") and name != "File-URL":
                assert before.startswith("File-"), "a cluster begins with the address"
            if name in {"URL", "File-URL", "Homepage"}:
                assert re.fullmatch(r"https?://\S+", value)
    return found


def values(template: Template, name: str) -> list[str]:
    return [value for each, value in template if each == name]
