"""Turns the arguments of a request into what is asked, or into the error that the protocol has for it.

Sections are those of the OAI-PMH 2.0 specification.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

TOKEN = "resumptionToken"


class Verb(StrEnum):
    """What may be asked (section 4)."""

    IDENTIFY = "Identify"
    LIST_METADATA_FORMATS = "ListMetadataFormats"
    LIST_SETS = "ListSets"
    LIST_IDENTIFIERS = "ListIdentifiers"
    LIST_RECORDS = "ListRecords"
    GET_RECORD = "GetRecord"


class ProtocolError(Exception):
    """An error of section 3.6, whose ``code`` a harvester reads; the sentence is for its keeper."""

    code = ""


class BadVerb(ProtocolError):
    code = "badVerb"


class BadArgument(ProtocolError):
    code = "badArgument"


class BadResumptionToken(ProtocolError):
    code = "badResumptionToken"


class CannotDisseminateFormat(ProtocolError):
    code = "cannotDisseminateFormat"


class IdDoesNotExist(ProtocolError):
    code = "idDoesNotExist"


class NoRecordsMatch(ProtocolError):
    code = "noRecordsMatch"


@dataclass(frozen=True, slots=True)
class Rule:
    """The arguments of one verb; a resumption token, where there may be one, stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    takes_token: bool = False


_OF_LISTS = Rule(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), takes_token=True)
RULES = {
    Verb.IDENTIFY: Rule(),
    Verb.LIST_METADATA_FORMATS: Rule(optional=frozenset({"identifier"})),
    Verb.LIST_SETS: Rule(takes_token=True),
    Verb.LIST_IDENTIFIERS: _OF_LISTS,
    Verb.LIST_RECORDS: _OF_LISTS,
    Verb.GET_RECORD: Rule(required=frozenset({"identifier", "metadataPrefix"})),
}
_UNRESERVED = r"[A-Za-z0-9\-_.!~*'()]+"
_FORMS = {
    "identifier": re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"),
    "metadataPrefix": re.compile(_UNRESERVED),
    "set": re.compile(f"{_UNRESERVED}(?::{_UNRESERVED})*"),
}
"""URI (RFC 3986), prefix (section 3.4) and setSpec (section 4.6)."""
_DAY, _SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
_GRANULARITIES = {
    re.compile(r"\d{4}-\d\d-\d\d", re.ASCII): _DAY,
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII): _SECOND,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb with arguments that the protocol allows, in legal form."""

    verb: Verb
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def since(self) -> datetime | None:
        return parsed(self.arguments["from"])[0] if "from" in self.arguments else None

    @property
    def until(self) -> datetime | None:
        """The last second that is meant: that of the day, where a day is named."""
        if "until" not in self.arguments:
            return None
        moment, form = parsed(self.arguments["until"])
        return moment + timedelta(days=1, seconds=-1) if form == _DAY else moment


def asked(said: Mapping[str, Sequence[str]]) -> Asked:
    """What a request asks; each argument comes with all its values.

    Raises:
        BadVerb, BadArgument: as they say.
    """
    verb = _verb(said.get("verb", ()))
    rule = RULES[verb]
    given = {name: values for name, values in said.items() if name != "verb"}
    if TOKEN in given and rule.takes_token:
        rule = Rule(required=frozenset({TOKEN}))
    if strange := sorted(given.keys() - rule.required - rule.optional):
        raise BadArgument(f"{verb} does not take {', '.join(strange)[:200]}" + " here." * (TOKEN in rule.required))
    if missing := sorted(rule.required - given.keys()):
        raise BadArgument(f"{verb} needs {', '.join(missing)}.")
    if repeated := sorted(name for name, values in given.items() if len(values) != 1):
        raise BadArgument(f"Given more than once: {', '.join(repeated)}.")
    arguments = {name: values[0] for name, values in given.items()}
    _check(arguments)
    return Asked(verb, arguments)


def _verb(values: Sequence[str]) -> Verb:
    if len(values) != 1:
        raise BadVerb("Give one verb." if not values else "The verb is given more than once.")
    try:
        return Verb(values[0])
    except ValueError as error:
        raise BadVerb(f"There is no such verb. These are: {', '.join(Verb)}.") from error


def _check(arguments: Mapping[str, str]) -> None:
    for name, form in _FORMS.items():
        if name in arguments and not form.fullmatch(arguments[name]):
            raise BadArgument(f"The value of {name} is not of its form.")
    ends = [parsed(arguments[name], name) for name in ("from", "until") if name in arguments]
    if len({form for _moment, form in ends}) > 1:
        raise BadArgument("from and until have different granularities.")
    if len(ends) == 2 and ends[0][0] > ends[1][0]:
        raise BadArgument("from is later than until.")


def parsed(value: str, name: str = "date") -> tuple[datetime, str]:
    """The moment that a datestamp names, and its granularity (section 3.3).

    Raises:
        BadArgument: it is none, or of another granularity.
    """
    for form, pattern in _GRANULARITIES.items():
        if form.fullmatch(value):
            try:
                return datetime.strptime(value, pattern).replace(tzinfo=UTC), pattern
            except ValueError as error:
                raise BadArgument(f"The value of {name} is no date.") from error
    raise BadArgument(f"The value of {name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def written(moment: datetime) -> str:
    """A moment as a datestamp, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")
