"""Turns what Crossref answers into verdicts, words for people, and the time for which it asks to be left alone."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

from series.registrars import Outcome, RegistrarAway, Verdict

_SAID = 500
_MOST_PATIENCE = timedelta(days=1)
"""Longer than anybody waits here."""
_UNKNOWN = "unknown_submission"
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_READ = 5000
"""Letters of an answer in which words are looked for: what is none of Crossref's may be of any kind and length."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``patience`` is how long it asks to be left alone."""

    status: int
    text: str
    patience: timedelta

    @property
    def worded(self) -> str:
        return words_of(self.text) or f"HTTP {self.status}"


def outcome_in(log: str, doi: str) -> Outcome:
    """What a submission log (``doi_batch_diagnostic``) says of one DOI; of the whole file, where it names none."""
    if "<!DOCTYPE" in log or "<!ENTITY" in log:
        raise RegistrarAway("the answer is no submission log")
    try:
        root = ElementTree.fromstring(log.strip())
    except ElementTree.ParseError:
        raise RegistrarAway(f"the answer is no submission log: {words_of(log)}") from None
    if _name(root) != "doi_batch_diagnostic":
        raise RegistrarAway(f"the answer is no submission log: {words_of(log)}")
    number = _text(root, "submission_id")
    state = root.get("status", "").lower()
    if state != "completed":
        verdict = Verdict.UNKNOWN if state == _UNKNOWN else Verdict.PENDING
        return Outcome(verdict, state, number, log)
    verdicts = [each for each in root.iter() if _name(each) == "record_diagnostic"]
    ours = [each for each in verdicts if _text(each, "doi").lower() == doi.lower()]
    found = ours or [each for each in verdicts if not _text(each, "doi")]
    if not found:
        return Outcome(Verdict.REJECTED, "the log does not name this DOI", number, log)
    failed = [each for each in found if each.get("status", "").lower() == "failure"]
    message = "; ".join(_text(each, "msg") for each in failed or found)
    return Outcome(Verdict.REJECTED if failed or not ours else Verdict.REGISTERED, message, number, log)


def patience_in(said: str) -> timedelta:
    """How long ``Retry-After`` asks to wait, in seconds or until a date (RFC 9110, 10.2.3); else nothing."""
    if said.strip().isdecimal():
        return timedelta(seconds=min(float(said), _MOST_PATIENCE.total_seconds()))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return timedelta()
    wait = until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)
    return min(max(wait, timedelta()), _MOST_PATIENCE)


def without(password: str, text: str) -> str:
    """The text with dots in place of the password, also as it stands in an address or in HTML."""
    for form in {password, quote_plus(password), quote(password, safe=""), quote(password), html.escape(password)}:
        text = text.replace(form, "•••") if form else text
    return text


def words_of(answer: str) -> str:
    """The beginning of an answer without its tags, on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", answer[:_READ])).split())[:_SAID]


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    """The words of the first element of this name below."""
    return next((" ".join((each.text or "").split()) for each in element.iter() if _name(each) == name), "")
