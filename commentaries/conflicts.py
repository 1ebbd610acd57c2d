"""Turns a text and somebody who may review it into what may make them partial, in sentences for the editor."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from commentaries.models import Person

if TYPE_CHECKING:
    from commentaries.models import CommentaryPage

OPEN_TO_ALL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.it live.com live.it msn.com yahoo.com yahoo.it ymail.com
    icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me gmx.com gmx.net gmx.de web.de mail.com
    fastmail.com zoho.com tutanota.com libero.it virgilio.it tiscali.it alice.it tim.it inwind.it iol.it
    email.it pec.it legalmail.it aruba.it
    example.org example.com example.net
    """.split()  # noqa: SIM905 (one name a line would be a page)
)
"""Domains that say nothing of whom one works with: everybody gets an address there. The last three are those of
examples (RFC 2606)."""
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Author:
    pk: int
    name: str
    addresses: frozenset[str]
    places: frozenset[str]


class Conflicts:
    """What may make somebody partial to a text; its authors are read once, however many are asked about."""

    def __init__(self, page: CommentaryPage) -> None:
        self.page = page

    def is_author(self, person: Person) -> bool:
        """Whether the text is this person's own: by the name in the byline, or by an author's address."""
        mine = _addresses_of(person)
        return any(author.pk == person.pk or author.addresses & mine for author in self._authors)

    def of(self, person: Person) -> list[str]:
        """One sentence for each author and reason; nothing for the authors themselves, who are refused."""
        domains, place = {_domain_of(each) for each in _addresses_of(person)} - OPEN_TO_ALL, _plain(person.affiliation)
        found = []
        for author in self._authors:
            theirs = {_domain_of(each) for each in author.addresses} - OPEN_TO_ALL
            if shared := next((one for one in sorted(domains) for other in theirs if _is_one_house(one, other)), ""):
                facts = {"domain": shared, "author": author.name}
                found.append(_("Has an address at the same domain (%(domain)s) as the author %(author)s.") % facts)
            if place and place in author.places:
                facts = {"place": person.affiliation, "author": author.name}
                found.append(_("Belongs to the same institution as the author %(author)s: %(place)s.") % facts)
        return found

    @cached_property
    def _authors(self) -> list[_Author]:
        rows = list(self.page.authorships.all())
        people = Person.objects.select_related("account").in_bulk([row.person_id for row in rows])
        return [
            _Author(
                row.person_id,
                row.printed_name,
                _addresses_of(people[row.person_id]),
                frozenset({_plain(row.affiliation), _plain(people[row.person_id].affiliation)} - {""}),
            )
            for row in rows
            if row.person_id in people
        ]


def _addresses_of(person: Person) -> frozenset[str]:
    account = person.account.email if person.account else ""
    return frozenset(each.casefold() for each in (person.email, account) if each)


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def _is_one_house(one: str, other: str) -> bool:
    """The same domain, or one below the other: ``law.uni.example`` and ``uni.example``."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _plain(place: str) -> str:
    """A place's name without what is written now one way and now another: case, accents, signs between words."""
    letters = unicodedata.normalize("NFKD", place.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return _APART.sub(" ", bare).strip()
