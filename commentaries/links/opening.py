"""Turns the token of an address back into its link, if that still leads somewhere."""

from __future__ import annotations

from commentaries.links.addressing import hash_of, is_of
from commentaries.links.ending import demand_open
from commentaries.models import Link


class UnknownLink(Exception):
    """No link has this token."""


class ForeignLink(Exception):
    """The token is that of a link to something else."""


def opened(token: str, kind: Link.Kind) -> Link:
    """The link with this token, if it still leads somewhere. Writes nothing, however often it is asked.

    Raises:
        UnknownLink: there is none.
        ForeignLink: it is one of another kind.
        LinkEnded: it was taken back, its day is past, or nothing is asked any more.
    """
    link = (
        Link.objects.select_related(
            "person__account",
            "page__series",
            "version",
            "invitation__version__page__series",
            "invitation__invited_by",
            "line__series",
            "line__page",
        )
        .filter(token_hash=hash_of(token))
        .first()
    )
    if link is None or not is_of(link, token):
        raise UnknownLink
    if link.kind != kind:
        raise ForeignLink
    demand_open(link)
    return link
