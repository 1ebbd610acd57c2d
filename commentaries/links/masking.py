"""Takes the tokens of links out of what is logged: an address in a log would open to whoever reads the log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from django.core.exceptions import SuspiciousOperation

MASK = "…"
_AFTER = re.compile(r"(/(?:review|consent|press|manuscript)/)([^/\s?#\"'<>]+)", re.IGNORECASE)
"""What follows one of the addresses for people without an account, whole or mistyped, below whatever path."""
_LOGGERS = ("django.request", "django.server", "django.security.csrf", "gunicorn.access", "gunicorn.error")


def masked(words: str) -> str:
    return _AFTER.sub(rf"\1{MASK}", words)


class TokenFilter(logging.Filter):
    """Masks the line, and the fault below it; takes the request away, whose address stands in mails to administrators.

    A line without such an address stays as it is, with its arguments.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        tokens = set(_tokens_in(record))
        if not tokens:
            return True
        record.msg, record.args = _without(_line_of(record), tokens), ()
        record.request = None
        if record.exc_info:
            fault = logging.Formatter().formatException(record.exc_info)
            record.exc_text = _without(fault, tokens)
            if any(token in fault for token in tokens):  # a mail would print the fault anew
                record.exc_info = None
        return True


def install() -> None:
    """Puts the filter on the loggers that name addresses. One on a logger does not hold for those below it."""
    names = [*_LOGGERS, *(f"django.security.{kind.__name__}" for kind in _kinds_of(SuspiciousOperation))]
    for name in names:
        logger = logging.getLogger(name)
        if not any(isinstance(each, TokenFilter) for each in logger.filters):
            logger.addFilter(TokenFilter())


def _tokens_in(record: logging.LogRecord) -> Iterator[str]:
    path = getattr(getattr(record, "request", None), "path", "")
    for words in (_line_of(record), path):
        yield from (match[2] for match in _AFTER.finditer(words))


def _line_of(record: logging.LogRecord) -> str:
    """The line as it will stand in the log; where its arguments do not fit, its handlers say so, not a filter."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"


def _without(words: str, tokens: set[str]) -> str:
    """A fault may name a token by itself, such as an argument of an address that could not be made."""
    for token in sorted(tokens, key=len, reverse=True):
        words = words.replace(token, MASK)
    return masked(words)


def _kinds_of(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds_of(below)
