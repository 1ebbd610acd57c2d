"""Turns a text, or the plan for one, into those who are told of it, and says how each is written to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.conf import settings

from commentaries import versions
from commentaries.citations.wording import wording_for
from commentaries.models import Affirmation, CommentaryPage, DeskLine, Invitation, Person, Series, SeriesRole
from commentaries.permissions import authors_are_hidden_from
from commentaries.standing_in import absences_in_force, deputies_in


class Text:
    """The text that an event is about, with its newest content, which is read once per event."""

    def __init__(self, page: CommentaryPage) -> None:
        self.page = page
        self.series = page.series
        self.latest = versions.latest_of(page)
        self.title = self.latest.title

    def authors(self) -> list[Person]:
        """Those whose names the newest content bears, draft or public."""
        return _named_in(self.latest)

    def bylined(self) -> list[Person]:
        """Those whose names the content in hand bears."""
        return _named_in(self.page)

    def writing(self) -> set[int]:
        """The authors of the content in hand and of the newest, and who has said yes to it as one: ``person_wrote``."""
        return {person.pk for person in (*self.bylined(), *self.authors())} | self._stood_by

    @cached_property
    def _stood_by(self) -> set[int]:
        said = Affirmation.objects.of_authors().filter(version__page=self.page.pk)
        return set(said.values_list("person", flat=True))

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
        return _editors_of(self.page.series)

    def guests(self) -> list[Person]:
        return [guest.person for guest in self.page.guest_editors.select_related("person")]

    def in_place_of(self, *editors: Person) -> list[Person]:
        """Who is written to of these: the deputy of an editor who is away, but not of a text that the deputy wrote."""
        return _in_place_of(editors, self.page.series, self.writing())


class Plan:
    """The plan for a text that nobody has begun. Nobody reviews it, so its author is hidden from nobody."""

    page = None

    def __init__(self, line: DeskLine) -> None:
        self.line = line
        self.series = line.series
        self.title = line.working_title

    def writing(self) -> set[int]:
        """The author to come."""
        return {self.line.author_id} if self.line.author_id else set()

    def names_for(self, person: Person) -> list[str]:
        return [self.line.author.name] if self.line.author else []

    def editors(self) -> list[Person]:
        """The editors in office, without the author to come; for who is away, the deputy."""
        told = [person for person in self.in_office() if person.pk not in self.writing()]
        return list(dict.fromkeys(self.in_place_of(*told)))

    def in_office(self) -> list[Person]:
        """The editors of the series today, away or not."""
        return _editors_of(self.series)

    def in_place_of(self, *editors: Person) -> list[Person]:
        """As for a text: the deputy of an editor who is away."""
        return _in_place_of(editors, self.series, self.writing())

    def guests(self) -> list[Person]:
        """None: a guest editor is one of a text."""
        return []


def part_in(about: CommentaryPage | DeskLine, person: Person) -> str:
    """What this person is to a text, or to the plan for one: ``author``, ``editor``, ``guest`` editor, ``deputy`` of an
    editor who is away, or ``reviewer``; empty for whoever else works on it.
    """
    text = Plan(about) if isinstance(about, DeskLine) else Text(about)
    if person.pk in text.writing():
        return "author"
    for part, people in (("editor", text.in_office()), ("guest", text.guests()), ("deputy", text.editors())):
        if person in people:
            return part
    return "reviewer" if text.page and _is_asked_to_review(text.page, person) else ""


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


def _is_asked_to_review(page: CommentaryPage, person: Person) -> bool:
    return Invitation.objects.filter(version__page=page, person=person).exists()


def _editors_of(series: Series) -> list[Person]:
    """Those who hold the role today."""
    today = series.today()
    roles = series.roles.select_related("person")
    return [role.person for role in roles if role.role == SeriesRole.Role.EDITOR and role.holds_on(today)]


def _in_place_of(editors: Iterable[Person], series: Series, writing: set[int]) -> list[Person]:
    standing_in = deputies_in(absences_in_force(series))
    found = [(person, standing_in.get((series.pk, person.pk), person)) for person in editors]
    return [person if deputy.pk in writing else deputy for person, deputy in found]


def _named_in(page: CommentaryPage) -> list[Person]:
    return [authorship.person for authorship in page.authorships.all()]
