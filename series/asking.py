"""Turns the query of a request into what it asks for: a year, a topic, a person, a place in a list; 404 for no such."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from commentaries.models import Issue, Person, Series, Topic
from commentaries.models.querysets import Place
from series import listings
from series.listings import LONGEST_ADDRESS


def asked(request: HttpRequest, key: str) -> str:
    """What an address asks for; what can be nobody's address is not found."""
    value = request.GET.get(key, "")
    if len(value) > LONGEST_ADDRESS or not value.isprintable():
        raise Http404
    return value


def year_asked(request: HttpRequest) -> int | None:
    year = asked(request, "year")
    if year and not (year.isdecimal() and len(year) == 4):
        raise Http404
    return int(year) if year else None


def topic_asked(slug: str) -> Topic | None:
    """The topic of this address in any language, or the one that it was merged into."""
    if not slug:
        return None
    topics = Topic.objects.prefetch_related("names", "merged_into__names")
    found = topics.filter(slug=slug).first() or topics.filter(names__slug=slug).first()
    return found.stands_for if found else None


def topic_in_use(slug: str, in_use: list[tuple[Topic, str, str]]) -> Topic | None:
    """The topic that a list is narrowed to; an address that is not the language's own costs a look-up."""
    if not slug:
        return None
    meant = next((each for each, _name, own in in_use if own == slug), None) or topic_asked(slug)
    if meant not in [each for each, *_names in in_use]:
        raise Http404
    return meant


def person_asked(slug: str) -> Person | None:
    """The person that a list is narrowed to; one who is not in print is named nowhere."""
    person = listings.author_in_print(slug) if slug else None
    if slug and person is None:
        raise Http404
    return person


def place_asked(request: HttpRequest, series: Series | None) -> Place | None:
    """Where the list goes on; an unknown address is not found."""
    address = asked(request, "before")
    if not address:
        return None
    entries = Issue.objects.counting()
    if series:
        issue = entries.filter(series=series, address=address).first()
    else:
        issue = entries.filter(pk=address).first() if address.isdecimal() and len(address) < 19 else None
    if issue is None:
        raise Http404
    return Place(issue.placed_at, issue.pk)
