"""Answers the requests of many texts: front page, series, years, authors, topics, search."""

from series.views.indexes import author, authors, topic, topics
from series.views.libraries import serve_libraries
from series.views.lists import serve_front_page, serve_series
from series.views.searching import search
from series.views.site import favicon, not_found, server_error

__all__ = [
    "author",
    "authors",
    "favicon",
    "not_found",
    "search",
    "serve_front_page",
    "serve_libraries",
    "serve_series",
    "server_error",
    "topic",
    "topics",
]
