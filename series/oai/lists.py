"""Turns what is asked of a list into its next items in the order of their datestamps, and into where it goes on.

A resumption token is the whole question with the place that was reached, signed: nothing is kept here, and it holds
as long as the site's key does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from series.models import OaiItem
from series.oai import sets
from series.oai.requests import Asked, BadResumptionToken, Verb
from series.oai.stamping import AHEAD

SIZE = 100
_SIGNER_SALT = "series.oai"
_LONGEST_TOKEN = 5_000
"""More than the longest that is given, which names a set by a series' address of 255 letters in any script."""


class Place(NamedTuple):
    """The last item that was told, and how many there were up to it."""

    datestamp: datetime
    pk: int
    told: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is of, and where it goes on."""

    verb: Verb
    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    set: str = ""
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """One page of a list; ``token`` is empty at its end."""

    items: Sequence[OaiItem]
    token: str
    told_before: int


def selected(asked: Asked) -> Selection:
    """The list that a request begins, or goes on with.

    Raises:
        BadResumptionToken: it was not given by us, or not for this verb.
    """
    said = asked.arguments
    if "resumptionToken" in said:
        return _read(said["resumptionToken"], asked.verb)
    return Selection(asked.verb, said["metadataPrefix"], asked.since, asked.until, said.get("set", ""))


def portion(selection: Selection, now: datetime) -> Portion:
    """The next items, up to the present second; one more is asked for to know the end.

    A list that was to go on may find that all the rest has just been changed, and so lies some seconds ahead.
    These are told at once, and again to whoever asks for what is new from now on: an answer cannot be empty.
    """
    found = list(_items(selection, up_to=now)[: SIZE + 1])
    if not found and selection.after:
        found = list(_items(selection, up_to=now + 2 * AHEAD)[: SIZE + 1])
    items, told = found[:SIZE], selection.after.told if selection.after else 0
    token = ""
    if len(found) > SIZE:
        place = Place(items[-1].datestamp, items[-1].pk, told + SIZE)
        token = _write(replace(selection, after=place))
    return Portion(items, token, told)


def _items(selection: Selection, *, up_to: datetime) -> QuerySet[OaiItem]:
    """In the order of an index; of the two conditions on the place it can walk the second."""
    items = OaiItem.objects.filter(datestamp__lte=min(up_to, selection.until or up_to))
    if selection.since:
        items = items.filter(datestamp__gte=selection.since)
    if selection.set:
        items = items.filter(sets.selection(selection.set))
    if selection.after:
        at, pk = selection.after.datestamp, selection.after.pk
        items = items.filter(Q(datestamp__gt=at) | Q(pk__gt=pk), datestamp__gte=at)
    return items.select_related("issue").order_by("datestamp", "pk")


def _write(selection: Selection) -> str:
    since, until = (moment and int(moment.timestamp()) for moment in (selection.since, selection.until))
    at, pk, told = selection.after or (0, 0, 0)
    said = [selection.verb, selection.prefix, since, until, selection.set, int(at.timestamp()), pk, told]
    return Signer(salt=_SIGNER_SALT).sign_object(said)


def _read(token: str, verb: Verb) -> Selection:
    try:
        if len(token) > _LONGEST_TOKEN:
            raise BadSignature
        of, prefix, since, until, spec, at, pk, told = Signer(salt=_SIGNER_SALT).unsign_object(token)
    except (BadSignature, ValueError) as error:  # what we signed once may have had another form
        raise BadResumptionToken("This token was not given here. Begin the list again.") from error
    if of != verb:
        raise BadResumptionToken(f"This token goes on with {of}.")
    place = Place(datetime.fromtimestamp(at, UTC), pk, told)
    return Selection(verb, prefix, _moment(since), _moment(until), spec, place)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
