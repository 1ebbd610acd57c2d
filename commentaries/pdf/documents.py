"""Turns a text, its record and its snapshot into one document of plain data, which a template sets."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.images import get_image_model

from commentaries.citations.house import cite_runs, unbroken
from commentaries.citations.wording import (
    MONTHS,
    issn_lines,
    join_names,
    spoken_number,
    wording_for,
    written_date,
)
from commentaries.imprints import snapshot_of
from commentaries.inlines import Node, language_of, tree_of, walk, words_in
from commentaries.models import CommentaryPage, Issue
from commentaries.pdf.orders import Document, Misfit
from commentaries.pdf.pictures import Pictures
from commentaries.reading import Block, Reading, reading_of, rich
from commentaries.record import Contributor, Issn, PublicationDate, Record
from commentaries.recording import direction_of, record_of
from commentaries.sanitising import web_address
from commentaries.tokens import look_of_today

RUNNING_HEAD = 100
"""Characters of number, series and short title that stand side by side above a page."""
FORMAT = 1
"""Raised when a template could no longer read the document."""
_NUMBER = re.compile(r"\{n(:[^}]*)?\}")


def document_of(page: CommentaryPage, *, is_draft: bool | None = None) -> Document:
    """Everything that the printed issue of a text says, as plain data.

    Published facts are those of the snapshot taken at go-live (D10), a draft's those of today. A text
    without an entry in the register is a draft; the preview of a change to a public one says so by ``is_draft``.
    """
    if is_draft is None:
        is_draft = page.issue is None or page.issue.state == Issue.State.RESERVED
    with override(wording_for(page.language)):
        pictures = Pictures()
        record = record_of(page, with_text=True)
        printed = _snapshot_of(page)
        data = {
            "format": FORMAT,
            **language_of(record.language),
            "dir": record.direction,
            "draft": _("Draft, not for citation") if is_draft else "",
            **_masthead(page, record, printed),
            **_head(record, printed),
            **_text(record, reading_of(page, depict=pictures.depict)),
            **_end(page, record, printed, is_draft=is_draft),
            "imprint": _imprint(printed, record, pictures),
            "latest": _latest(record, printed),
            "words": _words(printed, record),
            "look": printed.get("look") or look_of_today(printed["series"].get("accent", "")),
        }
    data["links"] = _links(data)
    return Document(
        data=data,
        files=pictures.files,
        misfits=tuple(Misfit("unreadable picture", title) for title in pictures.unreadable),
    )


def _snapshot_of(page: CommentaryPage) -> dict[str, Any]:
    """The snapshot of a public text; for a draft one that holds today."""
    if page.issue and page.issue.as_printed:
        return dict(page.issue.as_printed)
    today = page.series.today()
    return snapshot_of(page, Issue(series=page.series, label="", published_on=today, year=today.year))


def _masthead(page: CommentaryPage, record: Record, printed: dict[str, Any]) -> dict[str, Any]:
    """What names the issue: series, ISSN, number, date."""
    series, language = printed["series"], wording_for(record.language)
    return {
        "series": series["title"],
        "series_short": series["short_title"] or series["title"],
        "issns": issn_lines([Issn(value, medium) for medium, value in series["issns"]], language),
        "issn_of": dict(series["issns"]),
        "label": unbroken(record.label or ("" if page.issue else _open_number(page))),
        "spoken_label": spoken_number(record, language),
        "date": written_date(record.published, language),
        "day": _day(record.published or PublicationDate.of(page.series.today())),
    }


def _open_number(page: CommentaryPage) -> str:
    """A number as it would be printed this year, a dash in its place: ``25 | —``."""
    today = page.series.today()
    month = MONTHS["en"][today.month - 1]
    return _NUMBER.sub("—", page.series.number_pattern).format(
        yy=f"{today.year % 100:02d}", yyyy=today.year, suffix="", month=month, MONTH=month.upper()
    )


def _day(published: PublicationDate) -> list[int]:
    """Year, month and day, for the document's own date, which PDF/A asks for."""
    return [published.year, published.month or 1, published.day or 1]


def _running_title(record: Record, printed: dict[str, Any]) -> str:
    """The short title, cut after a word where the running head is too short for it."""
    room = RUNNING_HEAD - len(printed["series"]["title"]) - len(record.label)
    return shorten(record.short_title, max(20, room), placeholder=" …")


def _head(record: Record, printed: dict[str, Any]) -> dict[str, Any]:
    """What stands above the text, and what catalogues read of it."""
    names = join_names([c.name.printed for c in record.authors], record.language)
    return {
        "title": record.title,
        "short_title": _running_title(record, printed),
        "remark": record.remark,
        "byline": _("by %(names)s") % {"names": names} if names else _("Author hidden") if record.hides_authors else "",
        "authors": [_contributor(each) for each in record.authors],
        "translators": ", ".join(each.name.printed for each in record.translators),
        "keywords": [*record.keywords, *(s.name for s in record.subjects if s.name not in record.keywords)],
        "summary": record.lead or record.abstract,
    }


def _contributor(contributor: Contributor) -> dict[str, str]:
    return {"name": contributor.name.printed, "affiliation": contributor.affiliation}


def _text(record: Record, reading: Reading) -> dict[str, Any]:
    """Key points, body and notes; each block with its place, counted from 1, by which a complaint names it."""
    base = record.url
    called = {note.number for block in reading.blocks for note in block.notes}
    return {
        "lead_picture": reading.lead_image,
        "key_points": [{"lead": point.lead, "text": point.text} for point in reading.key_points],
        "body": [{"at": at, **_block(block, base)} for at, block in enumerate(reading.blocks, start=1)],
        "notes": [
            {"number": note.number, "of": tree_of(note.html, base=base), "is_called": note.number in called}
            for note in reading.notes
        ],
    }


def _block(block: Block, base: str) -> dict[str, Any]:
    """One block of the text with what its kind needs."""
    match block.kind:
        case "paragraph":
            return {"kind": block.kind, "of": tree_of(block.html, base=base)}
        case "heading":
            return {"kind": block.kind, "level": block.level - 1, "text": block.text}
        case "pull_quote":
            return {"kind": block.kind, "text": block.text}
        case "figure":
            credit = _("Picture: %(credit)s") % {"credit": block.credit} if block.credit else ""
            return {
                "kind": block.kind,
                "picture": block.picture,
                "is_decorative": block.decorative,
                "caption": block.caption,
                "credit": credit,
            }
        case "quotation":
            return {"kind": block.kind, "of": tree_of(block.html, base=base), "source": block.source}
        case "exchange":
            return {"kind": block.kind, "question": block.question, "of": tree_of(block.answer, base=base)}
        case "table":
            return {
                "kind": block.kind,
                "caption": block.caption,
                "head": list(block.head) if any(block.head) else [],
                "rows": [list(row) for row in block.rows],
                "numeric": list(block.numeric),
            }
    return {
        "kind": block.kind,
        "picture": block.picture,
        "title": block.title,
        "url": block.url,
        "shown_url": block.url,
        "caption": block.caption,
    }


def _end(page: CommentaryPage, record: Record, printed: dict[str, Any], *, is_draft: bool) -> dict[str, Any]:
    """What follows the text: statements, citation, terms, permanent addresses. A draft is not for citation."""
    publisher = printed["publisher"]
    year = record.published.year if record.published else page.series.today().year
    licence = record.licence
    return {
        "statements": [
            {"label": label, "text": text}
            for label, text in ((_("Interests"), page.interests), (_("Funding"), page.funding))
            if text
        ],
        "citation": [
            {"text": unbroken(run.text) if run.is_number else run.text, "is_italic": run.is_italic, "url": run.url}
            for run in (() if is_draft else cite_runs(record, record.language))
        ],
        "licence": {
            "name": licence.name if licence and licence.url else _("All rights reserved"),
            "url": licence.url if licence else "",
        },
        "rights": f"© {year} {publisher['short_name'] or publisher['name']}",
        "number_url": record.number_url,
        "doi_url": record.doi_url,
        "url": record.url,
    }


def _imprint(printed: dict[str, Any], record: Record, pictures: Pictures) -> dict[str, Any]:
    """Who publishes, from where, who edits, as of the day of the snapshot."""
    series, publisher = printed["series"], printed["publisher"]
    about = publisher.get("about_in", {})
    language = next((tag for tag in about if wording_for(tag) == wording_for(record.language) != "en"), "")
    logo = series.get("logo") or publisher.get("logo")
    return {
        "publisher": publisher["name"],
        "about": tree_of(rich(about[language] if language else publisher["about"]), base=record.url),
        "colophon": tree_of(rich(series["colophon"]), base=record.url),
        "address": publisher["address"],
        "telephone": publisher["telephone"],
        "web": web_address(publisher["web"]),
        "web_label": publisher["web"].split("://")[-1].rstrip("/"),
        "editors": [{"name": name, "email": email} for name, email in series["editors"]],
        "logo": pictures.depict(get_image_model().objects.filter(pk=logo).first(), alt=publisher["name"])
        if logo
        else None,
    }


def _latest(record: Record, printed: dict[str, Any]) -> list[dict[str, Any]]:
    """The latest issues of the day, this one as it is called in its own language: translations share the snapshot."""
    own = (record.label, [c.name.printed for c in record.authors], record.title, record.language)
    is_own = [bool(record.label) and line[0] == record.label for line in printed["latest"]]
    return [_line(*(own if its else line)) for line, its in zip(printed["latest"], is_own, strict=True)]


def _line(label: str, names: list[str], title: str, language: str = "en") -> dict[str, Any]:
    """One line of the latest issues; snapshots of the first format tell no language."""
    return {
        "label": unbroken(label),
        "byline": join_names(names, language),
        "title": title,
        **language_of(language),
        "dir": direction_of(language),
    }


def _words(printed: dict[str, Any], record: Record) -> dict[str, Any]:
    """The words of the template's own, in the language of the text or, where we have none, in English."""
    return {
        "lang": wording_for(record.language),
        "page": _("{page} of {pages}"),
        "latest": _("Latest %(series_title)s") % {"series_title": printed["series"]["title"]},
        "editor": _("Editor:"),
        "cite": _("How to cite"),
        "licence": _("Licence"),
        "links": _("Links in this text"),
        "notes": _("Notes"),
        "key_points": _("Key points"),
        "translated": _("Translated by"),
    }


def _links(data: dict[str, Any]) -> list[dict[str, str]]:
    """Every address of text and notes once, in reading order, with the words that lead to it."""
    found: dict[str, str] = {}

    def meet(node: Node) -> None:
        if isinstance(node, dict) and node["is"] == "link":
            found.setdefault(node["to"], words_in(node["of"]).strip())

    for block in data["body"]:
        walk(block.get("of", []), meet)
        if block["kind"] == "embed" and block["url"]:
            found.setdefault(block["url"], block["title"])
    for note in data["notes"]:
        walk(note["of"], meet)
    return [{"to": address, "text": words} for address, words in found.items()]
