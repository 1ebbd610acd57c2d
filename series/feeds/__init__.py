"""Turns lists of texts into feeds, in each of the forms that readers and newsletter services take in."""

from series.feeds.entries import Feed, FeedEntry
from series.feeds.writing import FORMS

__all__ = ["FORMS", "Feed", "FeedEntry"]
