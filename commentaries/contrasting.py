"""Turns what an author says about themselves, and what stands, into the differences between the two, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commentaries.models import AuthorDetails, Biography, CommentaryPage, Person
from commentaries.permissions import person_is_among_authors
from commentaries.sanitising import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LABELS: dict[str, Promise] = {
    "biography": _("Biography"),
    "affiliation": _("Affiliation"),
    "orcid": _("ORCID iD"),
    "interests": _("Statement of interests"),
}
IN_TEXT = frozenset({"affiliation", "interests"})
"""What is part of the content that persons say yes to (design, D2); the rest is the person's alone."""
_BREAK = re.compile(r"</p>|</li>|<br\s*/?>")
_MARKUP = re.compile(r"<(?!/?(?:p|br)\b)")


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of an author, in plain words."""

    biography: str = ""
    affiliation: str = ""
    orcid: str = ""
    interests: str = ""

    @classmethod
    def of(cls, details: AuthorDetails) -> Description:
        return cls(details.biography, details.affiliation, details.orcid, details.interests)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the author's words are not what stands."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return str(LABELS[self.field])

    @property
    def is_in_text(self) -> bool:
        return self.field in IN_TEXT


@dataclass(frozen=True, slots=True)
class Pending:
    """Details that nobody has settled, as whoever edits the text sees them."""

    details: AuthorDetails
    differences: tuple[Difference, ...]
    loses_markup: bool
    """Whether the biography that stands has links or italics, which these plain words have not."""

    @property
    def changes_text(self) -> bool:
        return any(each.is_in_text for each in self.differences)

    @property
    def changes_person(self) -> bool:
        return any(not each.is_in_text for each in self.differences)


def known_of(person: Person, latest: CommentaryPage) -> Description:
    """What stands: the person's own, in the language of the text, and what the newest content prints."""
    biography = biography_of(person, latest.language)
    rows = [row for row in latest.authorships.all() if row.person_id == person.pk]
    return Description(
        biography=_in_plain_words(biography.text) if biography else "",
        affiliation=rows[0].affiliation if rows else "",
        orcid=person.orcid,
        interests=latest.interests,
    )


def differences(said: Description, known: Description) -> list[Difference]:
    """What would be another if it were taken over. Spaces and line ends make no difference."""
    wanted = {
        "biography": said.biography,
        "affiliation": said.affiliation,
        "orcid": said.orcid,
        "interests": _with(known.interests, said.interests),
    }
    pairs = [(field, getattr(known, field), words) for field, words in wanted.items()]
    return [Difference(*pair) for pair in pairs if _even(pair[1]) != _even(pair[2])]


def pending_for(latest: CommentaryPage) -> list[Pending]:
    """What the authors of a text have sent that stands nowhere yet, the oldest first."""
    return list(_pending(latest))


def newest_of(person: Person, page: CommentaryPage) -> AuthorDetails | None:
    """What this author sent last."""
    return AuthorDetails.objects.filter(page=page.pk, person=person).first()


def biography_of(person: Person, language: str) -> Biography | None:
    """The person's biography in this language, else in the same language of another country."""
    rows = {row.language: row for row in person.biographies.all()}
    base = language.split("-")[0]
    alike = [row for tag, row in rows.items() if tag.split("-")[0] == base]
    return rows.get(language) or next(iter(alike), None)


def _pending(latest: CommentaryPage) -> Iterator[Pending]:
    for each in AuthorDetails.objects.open().filter(page=latest.pk).select_related("person", "page"):
        if not person_is_among_authors(each.person, latest):
            continue
        found = differences(Description.of(each), known_of(each.person, latest))
        if found:
            stands = biography_of(each.person, each.language) if found[0].field == "biography" else None
            yield Pending(each, tuple(found), bool(stands and _MARKUP.search(stands.text)))


def _with(standing: str, sentence: str) -> str:
    """A statement with one more sentence, unless it says that already: it is one for all authors."""
    if not sentence or _even(sentence) in _even(standing):
        return standing
    if not standing.strip():
        return sentence
    ends = standing.rstrip()
    return f"{ends if ends[-1] in '.!?…”»' else f'{ends}.'} {sentence}"


def _in_plain_words(html: str) -> str:
    """The words of a biography, a paragraph between blank lines."""
    parts = (plain_text(part) for part in _BREAK.split(html))
    return "\n\n".join(part for part in parts if part)


def _even(words: str) -> str:
    return " ".join(words.split())
