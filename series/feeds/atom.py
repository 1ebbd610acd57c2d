"""Turns a feed into Atom (RFC 4287), continued to older texts by paging (RFC 5005, section 3)."""

from __future__ import annotations

from xml.etree import ElementTree

from commentaries.elements import add
from commentaries.record import Role
from series.feeds.entries import Feed, FeedEntry
from series.feeds.xml import ATOM, DC, address_of, written

MEDIA_TYPE = "application/atom+xml"
_SAID_BY_ATOM = ("title", "creator", "contributor", "subject", "description", "date", "rights")
_MEDIA = "http://search.yahoo.com/mrss/"
ElementTree.register_namespace("media", _MEDIA)
ElementTree.register_namespace("dc", DC)


def write_atom(feed: Feed) -> bytes:
    """The document; elements of Atom need no prefix, as it is the default namespace."""
    root = ElementTree.Element(
        "feed", {"xmlns": ATOM, "xmlns:dc": DC, "xmlns:media": _MEDIA, "xml:lang": feed.language}
    )
    add(root, "id", feed.url)
    add(root, "title", feed.title)
    if feed.description:
        add(root, "subtitle", feed.description)
    add(root, "updated", feed.updated.isoformat())
    add(add(root, "author"), "name", feed.publisher or feed.title)
    add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    if feed.next_url:
        add(root, "link", rel="next", type=MEDIA_TYPE, href=feed.next_url)
    for entry in feed.entries:
        _add_entry(root, entry)
    return written(root)


def _add_entry(root: ElementTree.Element, entry: FeedEntry) -> None:
    record = entry.record
    element = add(root, "entry")
    element.set("xml:lang", record.language)
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "updated", entry.updated.isoformat())
    if entry.published:
        add(element, "published", entry.published.isoformat())
    for contributor in record.contributors:
        person = add(element, "contributor" if contributor.role is Role.TRANSLATOR else "author")
        add(person, "name", contributor.name.printed)
        if uri := address_of(contributor, record):
            add(person, "uri", uri)
    add(element, "link", rel="alternate", type="text/html", href=record.url, hreflang=record.language)
    if entry.pdf_url:
        add(element, "link", rel="related", type="application/pdf", href=entry.pdf_url)
    if record.permanent_url:
        add(element, "link", rel="cite-as", href=record.permanent_url)
    if record.licence and record.licence.url:
        add(element, "link", rel="license", href=record.licence.url)
    for term in (*(subject.name for subject in record.subjects), *record.keywords):
        add(element, "category", term=term)
    if record.licence:
        add(element, "rights", record.licence.name)
    for name, value in entry.facts(without=_SAID_BY_ATOM):
        add(element, f"dc:{name}", value)
    if entry.cover_url:
        add(element, "media:thumbnail", url=entry.cover_url)
    if entry.summary:
        add(element, "summary", entry.summary)
    add(element, "content", entry.html, type="html")
