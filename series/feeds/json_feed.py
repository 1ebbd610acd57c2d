"""Turns a feed into JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from typing import Any

from series.feeds.entries import Feed, FeedEntry
from series.feeds.xml import address_of

MEDIA_TYPE = "application/feed+json"


def write_json(feed: Feed) -> bytes:
    """The document, in UTF-8."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "next_url": feed.next_url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.publisher}] if feed.publisher else [],
        "items": [_item_of(entry) for entry in feed.entries],
    }
    return json.dumps({**_known(document), "items": document["items"]}, ensure_ascii=False).encode()


def _item_of(entry: FeedEntry) -> dict[str, Any]:
    """A text; the facts that the format has no names for stand in an object of ours, as it asks."""
    record = entry.record
    facts: dict[str, list[str]] = {}
    for name, value in entry.facts():
        facts.setdefault(name, []).append(value)
    item = {
        "id": entry.id,
        "url": record.url,
        "external_url": record.doi_url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.cover_url,
        "date_published": entry.published.isoformat() if entry.published else "",
        "date_modified": entry.updated.isoformat(),
        "authors": [_known({"name": each.name.printed, "url": address_of(each, record)}) for each in record.authors],
        "tags": [*(subject.name for subject in record.subjects), *record.keywords],
        "language": record.language,
        "attachments": [{"url": entry.pdf_url, "mime_type": "application/pdf"}] if entry.pdf_url else [],
        "_dublin_core": {"about": "http://purl.org/dc/elements/1.1/", **facts},
    }
    return _known(item)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
