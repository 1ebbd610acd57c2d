"""Turns a record and the whole text into files that last: JATS, Markdown and plain text; every format is pure."""

from commentaries.fulltext.jats import article_of, jats_of
from commentaries.fulltext.markdown import markdown_of
from commentaries.fulltext.plain import plain_of
from commentaries.fulltext.texts import FullText

__all__ = ["FullText", "article_of", "jats_of", "markdown_of", "plain_of"]
