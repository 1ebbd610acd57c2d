"""Turns a name and an address of mail into a person: the one who has that address, or a new one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from commentaries.models import Person


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as they are named in a form or a letter; ``language`` is that in which they are written to."""

    name: str
    email: str
    language: str = ""


def known_at(email: str) -> Person | None:
    """The person with this address; before others the one who logs in with it."""
    found = Person.objects.filter(Q(email__iexact=email) | Q(account__email__iexact=email))
    return found.order_by(F("account").desc(nulls_last=True), "pk").first()


def introduce(newcomer: Newcomer) -> Person:
    """The person who has this address already, or a new one of this name."""
    if known := known_at(newcomer.email):
        return known
    given, family = parted(newcomer.name)
    person = Person(
        given_name=given,
        family_name=family,
        email=newcomer.email,
        language=newcomer.language,
        slug=Person.objects.free_slug(newcomer.name),
    )
    person.sort_name = person.filed_name
    person.save()
    return person


def parted(name: str) -> tuple[str, str]:
    """Given and family name; a family name begins with the first small word, else it is the last word.

    ``Anna van den Berg`` is filed under ``van den Berg``; whoever knows better corrects it with the person.
    """
    words = name.split()
    small = (at for at, word in enumerate(words) if at and word[0].islower())
    first = next(small, max(len(words) - 1, 0))
    return " ".join(words[:first]), " ".join(words[first:])
