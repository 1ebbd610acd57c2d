"""Turns a text, or the plan for one, into those who are told of it, and says how each is written to."""

from __future__ import annotations

from django.conf import settings

from commentaries import versions
from commentaries.citations.wording import wording_for
from commentaries.models import CommentaryPage, DeskLine, Person, Series, SeriesRole


class Text:
    """The text that an event is about, with its newest content, which is read once per event."""

    def __init__(self, page: CommentaryPage) -> None:
        self.page = page
        self.latest = versions.latest_of(page)

    @property
    def title(self) -> str:
        return " ".join(self.latest.title.split())

    @property
    def printed_names(self) -> list[str]:
        return [authorship.printed_name for authorship in self.latest.authorships.all()]

    def authors(self) -> list[Person]:
        """Those whose names the newest content bears, draft or public."""
        return _named_in(self.latest)

    def bylined(self) -> list[Person]:
        """Those whose names the content in hand bears."""
        return _named_in(self.page)

    def writing(self) -> set[int]:
        """The authors of the content in hand and of the newest."""
        return {person.pk for person in (*self.bylined(), *self.authors())}

    def editors(self) -> list[Person]:
        """The editors in office, without those who write the text."""
        writing = self.writing()
        return [person for person in _editors_of(self.page.series) if person.pk not in writing]


class Plan:
    """The plan for a text that nobody has begun, as letters name it."""

    page = None

    def __init__(self, line: DeskLine) -> None:
        self.line = line
        self.title = " ".join(line.working_title.split())
        self.printed_names = [line.author.name] if line.author else []

    def editors(self) -> list[Person]:
        """The editors in office, without the author to come."""
        return [person for person in _editors_of(self.line.series) if person.pk != self.line.author_id]


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


def _editors_of(series: Series) -> list[Person]:
    """Those who hold the role today."""
    today = series.today()
    roles = series.roles.select_related("person")
    return [role.person for role in roles if role.role == SeriesRole.Role.EDITOR and role.holds_on(today)]


def _named_in(page: CommentaryPage) -> list[Person]:
    return [authorship.person for authorship in page.authorships.all()]
