"""Turns a text into those who are told of it, and says where and in which language each is written to."""

from __future__ import annotations

from django.conf import settings

from commentaries import versions
from commentaries.citations.wording import wording_for
from commentaries.models import CommentaryPage, Invitation, Person, SeriesRole
from commentaries.permissions import authors_are_hidden_from
from commentaries.standing_in import absences_in_force, deputies_in


class Text:
    """The text that an event is about, with its newest content, which is read once per event."""

    def __init__(self, page: CommentaryPage) -> None:
        self.page = page
        self.latest = versions.latest_of(page)

    def authors(self) -> list[Person]:
        """Those whose names the newest content bears, draft or public."""
        return _named_in(self.latest)

    def bylined(self) -> list[Person]:
        """Those whose names the content in hand bears."""
        return _named_in(self.page)

    def writing(self) -> set[int]:
        """The authors of the content in hand and of the newest."""
        return {person.pk for person in (*self.bylined(), *self.authors())}

    def names_for(self, person: Person) -> list[str]:
        """The names that the newest content bears; none where this person reviews it and may not know them."""
        if authors_are_hidden_from(person, self.page):
            return []
        return [authorship.printed_name for authorship in self.latest.authorships.all()]

    def editors(self) -> list[Person]:
        """The editors in office and the text's guests, without those who write it; for who is away, the deputy."""
        writing = self.writing()
        told = [person for person in (*self.in_office(), *self.guests()) if person.pk not in writing]
        return list(dict.fromkeys(self.in_place_of(*told)))

    def in_office(self) -> list[Person]:
        """The editors of the series today, away or not."""
        today = self.page.series.today()
        return [
            role.person
            for role in self.page.series.roles.select_related("person")
            if role.role == SeriesRole.Role.EDITOR and role.holds_on(today)
        ]

    def guests(self) -> list[Person]:
        return [guest.person for guest in self.page.guest_editors.select_related("person")]

    def in_place_of(self, *editors: Person) -> list[Person]:
        """Who is written to of these: the deputy of an editor who is away, but not of a text that the deputy wrote."""
        standing_in, writing = deputies_in(absences_in_force(self.page.series)), self.writing()
        found = [standing_in.get((self.page.series_id, person.pk), person) for person in editors]
        return [person if deputy.pk in writing else deputy for person, deputy in zip(editors, found, strict=True)]


def part_in(page: CommentaryPage, person: Person) -> str:
    """What this person is to a text: ``author``, ``editor``, ``guest`` editor, ``deputy`` of an editor who is away, or
    ``reviewer``; empty for whoever else works on it.
    """
    text = Text(page)
    if person.pk in text.writing():
        return "author"
    for part, people in (("editor", text.in_office()), ("guest", text.guests()), ("deputy", text.editors())):
        if person in people:
            return part
    return "reviewer" if Invitation.objects.filter(version__page=page, person=person).exists() else ""


def address_of(person: Person) -> str:
    """Where to write to a person: their own address, else their account's."""
    return person.email or (person.account.email if person.account else "")


def gets_into_admin(person: Person) -> bool:
    """Who has no account there is told what happened, and answers the mail."""
    return person.account is not None and person.account.has_perm("wagtailadmin.access_admin")


def language_of(person: Person) -> str:
    return wording_for(stated_language_of(person) or settings.LANGUAGE_CODE)


def stated_language_of(person: Person) -> str:
    """The language chosen in the account, else the one kept with the person; empty where there is neither."""
    profile = getattr(person.account, "wagtail_userprofile", None) if person.account else None
    return (profile and profile.preferred_language) or person.language


def _named_in(page: CommentaryPage) -> list[Person]:
    return [authorship.person for authorship in page.authorships.all()]
