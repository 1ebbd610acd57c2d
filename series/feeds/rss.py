"""Turns a feed into RSS 2.0 (rssboard.org), with Dublin Core, and the content and pictures that newsletters take in."""

from __future__ import annotations

from email.utils import format_datetime
from xml.etree import ElementTree

from commentaries.elements import add
from series.feeds.entries import NEVER, Feed, FeedEntry
from series.feeds.xml import ATOM, DC, written

MEDIA_TYPE = "application/rss+xml"
_SAID_BY_RSS = ("title", "description")
_CONTENT, _MEDIA = "http://purl.org/rss/1.0/modules/content/", "http://search.yahoo.com/mrss/"


def write_rss(feed: Feed) -> bytes:
    """The document. An author has no mail address here, which RSS's own element would ask for: ``dc:creator`` it is."""
    namespaces = {"xmlns:atom": ATOM, "xmlns:content": _CONTENT, "xmlns:dc": DC, "xmlns:media": _MEDIA}
    root = ElementTree.Element("rss", {"version": "2.0", **namespaces})
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page_url)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", feed.language)
    if feed.updated != NEVER:
        add(channel, "lastBuildDate", format_datetime(feed.updated))
    add(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.url)
    if feed.next_url:
        add(channel, "atom:link", rel="next", type=MEDIA_TYPE, href=feed.next_url)
    for entry in feed.entries:
        _add_item(channel, entry)
    return written(root)


def _add_item(channel: ElementTree.Element, entry: FeedEntry) -> None:
    record = entry.record
    item = add(channel, "item")
    add(item, "title", entry.title)
    add(item, "link", record.url)
    add(item, "guid", entry.id, isPermaLink="false")
    if entry.published:
        add(item, "pubDate", format_datetime(entry.published))
    add(item, "atom:updated", entry.updated.isoformat())
    for term in (*(subject.name for subject in record.subjects), *record.keywords):
        add(item, "category", term)
    for name, value in entry.facts(without=_SAID_BY_RSS):
        add(item, f"dc:{name}", value)
    if entry.cover_url:
        add(item, "media:thumbnail", url=entry.cover_url)
        add(item, "media:content", url=entry.cover_url, medium="image", type="image/png")
    add(item, "description", entry.summary or record.title)
    add(item, "content:encoded", entry.html)
