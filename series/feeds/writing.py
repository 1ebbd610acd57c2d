"""Says in which forms a feed is written: the ending of its address, its media type, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable

from series.feeds import atom, json_feed, rss
from series.feeds.entries import Feed

FORMS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": (atom.MEDIA_TYPE, atom.write_atom),
    "rss": (rss.MEDIA_TYPE, rss.write_rss),
    "json": (json_feed.MEDIA_TYPE, json_feed.write_json),
}
