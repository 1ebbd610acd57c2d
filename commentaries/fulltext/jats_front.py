"""Turns a record into the front matter of a JATS article: the serial, and the facts of the text."""

from __future__ import annotations

from commentaries.citations.kinds import TYPES
from commentaries.citations.names import parts_of
from commentaries.citations.wording import wording_for
from commentaries.elements import element, filled, said, words
from commentaries.fulltext.texts import Elsewhere, Figure, FullText, Table
from commentaries.fulltext.wording import rights_of, terms_of, words_in
from commentaries.lines import lines_of
from commentaries.record import Contributor, PersonName, Record, Role

_MEDIUM = {"online": "electronic", "print": "print"}


def front_of(record: Record, text: FullText) -> str:
    """The element ``front``, in the order that the standard asks for."""
    remark = filled("notes", said("p", record.remark), {"notes-type": "remark"})
    return element("front", _journal(record) + _article(record, text) + remark)


def _journal(record: Record) -> str:
    series = record.series
    name = series.path.strip("/").rpartition("/")[2] or series.short_title or series.title
    titles = said("journal-title", series.title)
    titles += said("abbrev-journal-title", series.short_title, {"abbrev-type": "publisher"})
    issns = [
        said("issn", issn.value, {"publication-format": _MEDIUM[issn.medium]})
        for issn in series.issns
        if issn.medium in _MEDIUM
    ]
    linking = [said("issn-l", issn.value) for issn in series.issns if issn.medium == "l"]
    publisher = said("publisher-name", series.publisher)
    publisher += said("publisher-loc", series.publisher_place) if publisher else ""
    return element(
        "journal-meta",
        said("journal-id", name, {"journal-id-type": "publisher-id"})
        + element("journal-title-group", titles)
        + "".join(issns + linking)
        + filled("publisher", publisher),
    )


def _article(record: Record, text: FullText) -> str:
    return element(
        "article-meta",
        said("article-id", record.doi, {"pub-id-type": "doi"})
        + said("article-id", record.address, {"pub-id-type": "publisher-id"})
        + _categories(record)
        + element("title-group", said("article-title", record.title))
        + _contributors(record)
        + _interests(text)
        + _published(record)
        + _number(record)
        + _permissions(record)
        + _addresses(record, text)
        + _related(text)
        + _abstracts(record, text)
        + filled("kwd-group", "".join(said("kwd", word) for word in record.keywords), {"kwd-group-type": "author"})
        + filled("funding-group", said("funding-statement", " ".join(lines_of(text.funding))))
        + _counts(record, text),
    )


def _categories(record: Record) -> str:
    genre = said("subject", TYPES[record.kind].genre[wording_for(record.language)])
    topics = "".join(said("subject", subject.name) for subject in record.subjects)
    return element(
        "article-categories",
        element("subj-group", genre, {"subj-group-type": "heading"})
        + filled("subj-group", topics, {"subj-group-type": "topic"}),
    )


def _contributors(record: Record) -> str:
    """Everybody in order; an affiliation that several share stands once."""
    places: dict[str, str] = {}
    for contributor in record.contributors:
        if contributor.affiliation:
            places.setdefault(contributor.affiliation, f"aff{len(places) + 1}")
    people = "".join(_contributor(each, places, record.language) for each in record.contributors)
    named = "".join(element("aff", said("institution", name), {"id": key}) for name, key in places.items())
    return filled("contrib-group", people) + named


def _contributor(contributor: Contributor, places: dict[str, str], language: str) -> str:
    """One person. Who asks or answers in an interview is among its authors, in a role of their own."""
    is_author = contributor.role is not Role.TRANSLATOR
    role = "" if contributor.role is Role.AUTHOR else words_in(language)[contributor.role.value]
    place = {"ref-type": "aff", "rid": places.get(contributor.affiliation, "")}
    return element(
        "contrib",
        said("contrib-id", contributor.orcid_url, {"contrib-id-type": "orcid"})
        + _name(contributor.name)
        + said("role", role, {"content-type": contributor.role.value})
        + (element("xref", "", place) if contributor.affiliation else ""),
        {"contrib-type": "author" if is_author else "translator"},
    )


def _name(name: PersonName) -> str:
    """The name in its parts, and as it was printed where that is something else."""
    parts = parts_of(name)
    is_eastern = bool(parts.given) and name.printed.startswith(f"{parts.whole_family} ")
    in_parts = f"{parts.whole_family} {parts.given}" if is_eastern else parts.natural
    structured = element(
        "name",
        said("surname", parts.whole_family) + said("given-names", parts.given) + said("suffix", parts.suffix),
        {"name-style": "eastern" if is_eastern else "western"},
    )
    if name.printed in {"", in_parts}:
        return structured
    printed = said("string-name", name.printed, {"specific-use": "display"})
    return element("name-alternatives", structured + printed)


def _interests(text: FullText) -> str:
    """The statement of interests, where JATS4R has it."""
    said_of_them = "".join(said("p", line) for line in lines_of(text.interests))
    return filled("author-notes", filled("fn", said_of_them, {"fn-type": "coi-statement"}))


def _published(record: Record) -> str:
    """The date as exactly as it is known; an older text's may be a year."""
    date = record.published
    if date is None:
        return element("pub-date-not-available")
    known = said("day", f"{date.day:02d}") + said("month", f"{date.month:02d}") if date.is_exact else ""
    attributes = {"publication-format": "electronic", "date-type": "pub", "iso-8601-date": str(date)}
    return element("pub-date", f"{known}{said('year', f'{date.year:04d}')}", attributes)


def _number(record: Record) -> str:
    """The year as volume, the printed number as issue, and the number in addresses as the place in the volume."""
    if not record.label:
        return ""
    volume = said("volume", str(record.period) if record.period else "")
    return volume + said("issue", record.label) + said("elocation-id", record.address)


def _permissions(record: Record) -> str:
    series, licence = record.series, record.licence
    year = str(record.published.year) if record.published else ""
    url = licence.url if licence else ""
    terms = said("ali:license_ref", url) + element("license-p", words(terms_of(record)))
    kind = {"license-type": "open-access", "xlink:href": url} if url else {}
    return element(
        "permissions",
        said("copyright-statement", rights_of(record))
        + said("copyright-year", year)
        + said("copyright-holder", series.publisher)
        + element("license", terms, kind),
    )


def _addresses(record: Record, text: FullText) -> str:
    """Where it can be read: the page, the lasting address by number, the PDF."""
    found = {record.url: "text/html", record.number_url: "text/html", text.pdf_url: "application/pdf"}
    return "".join(
        said("self-uri", url, {"content-type": kind, "xlink:href": url}) for url, kind in found.items() if url
    )


def _related(text: FullText) -> str:
    return "".join(
        element(
            "related-article",
            "",
            {
                "related-article-type": each.relation,
                "ext-link-type": "doi" if each.doi else "uri",
                "xlink:href": each.doi or each.url,
            },
        )
        for each in text.related
    )


def _abstracts(record: Record, text: FullText) -> str:
    points = "".join(
        element("list-item", element("p", f"{said('bold', point.lead)} {words(point.text)}".strip()))
        for point in text.key_points
    )
    abstract = "".join(said("p", line) for line in lines_of(record.abstract))
    title = said("title", words_in(record.language)["key_points"])
    points = points and title + element("p", element("list", points, {"list-type": "bullet"}))
    return filled("abstract", abstract) + filled("abstract", points, {"abstract-type": "key-points"})


def _counts(record: Record, text: FullText) -> str:
    """How much there is of what, for those who check a delivery."""
    if not text.blocks:
        return ""
    figures = sum(isinstance(b, Figure) or (isinstance(b, Elsewhere) and b.picture is not None) for b in text.blocks)
    figures += text.lead_picture is not None
    tables = sum(isinstance(block, Table) for block in text.blocks)
    words_in_all = element("word-count", "", {"count": str(record.words)}) if record.words else ""
    return element(
        "counts",
        element("fig-count", "", {"count": str(figures)})
        + element("table-count", "", {"count": str(tables)})
        + words_in_all,
    )
