"""Holds the bibliographic facts of one commentary, frozen and free of Django, for every page, citation and export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urljoin


class Kind(StrEnum):
    """What a text is. It is never called peer-reviewed, whatever its kind."""

    COMMENTARY = "commentary"
    INTERVIEW = "interview"
    SPEECH = "speech"
    LETTER = "letter"


class Role(StrEnum):
    """What a person did for the text."""

    AUTHOR = "author"
    INTERVIEWER = "interviewer"
    INTERVIEWEE = "interviewee"
    TRANSLATOR = "translator"


def doi_link(doi: str) -> str:
    """A bare DOI as the link in which it is shown; empty without one."""
    return f"https://doi.org/{doi}" if doi else ""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as printed, with its parts for sorting and exports.

    ``given`` is empty for a person of one name; ``sort`` is the form under
    which the name is filed, for example ``Berg, Anna van den``.
    """

    printed: str
    family: str
    given: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person's part in the text, as it stood when the text was printed."""

    name: PersonName
    role: Role = Role.AUTHOR
    affiliation: str = ""
    orcid: str = ""
    """The bare identifier, ``0000-0002-1825-0097``, or empty."""
    path: str = ""
    """Address of the author's page on this site, from the root, or empty."""

    @property
    def orcid_url(self) -> str:
        """The identifier as an address, the form in which it is shown (ORCID's brand guidelines)."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""


@dataclass(frozen=True, slots=True)
class Issn:
    """One ISSN with the medium it stands for: ``online``, ``print`` or ``l`` (ISSN-L)."""

    value: str
    medium: str


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date of publication; month and day are 0 when only the year is known."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def of(cls, day: date) -> PublicationDate:
        return cls(day.year, day.month, day.day)

    @property
    def is_exact(self) -> bool:
        return bool(self.month and self.day)

    def __str__(self) -> str:
        """ISO 8601, as precise as the date is known."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}" if self.is_exact else f"{self.year:04d}"


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """The serial a text belongs to, as it was called when the text appeared."""

    title: str
    short_title: str = ""
    issns: tuple[Issn, ...] = ()
    path: str = ""
    publisher: str = ""
    publisher_short: str = ""
    publisher_place: str = ""
    publisher_web: str = ""
    publisher_ror: str = ""
    """The institute's address in the Research Organization Registry, or empty."""

    @property
    def own_issns(self) -> tuple[str, ...]:
        """Print and online, for those who have no place for the linking ISSN, which is one of the two."""
        return tuple(issn.value for issn in self.issns if issn.medium != "l")


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms of use: a name for people and an address for machines."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic of the managed list, with its page's address."""

    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic facts of one commentary.

    Addresses: ``path`` is from the root of the site, ``url`` is absolute,
    ``number_url`` is the permanent address by number that is printed.
    ``label`` is the printed number (``25 | 61``), empty for a text without one.
    ``period`` is the year of the number, 0 for a series that never restarts;
    ``sequence`` is ``None`` without a number.
    """

    title: str
    series: SeriesFacts
    kind: Kind = Kind.COMMENTARY
    contributors: tuple[Contributor, ...] = ()
    language: str = "en"
    direction: str = "ltr"
    label: str = ""
    period: int = 0
    sequence: int | None = None
    suffix: str = ""
    address: str = ""
    published: PublicationDate | None = None
    modified: datetime | None = None
    """When the text as it now stands went public, on the clock of its series; none for facts alone and for a draft."""
    path: str = ""
    url: str = ""
    number_url: str = ""
    doi: str = ""
    """The bare DOI (``10.1234/abc``); ``doi_url`` is the form to print."""
    licence: Licence | None = None
    abstract: str = ""
    lead: str = ""
    """The first key point's lead sentence, for lists."""
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    is_archived: bool = False
    """Facts alone: the text itself is not held here."""
    remark: str = ""
    """A line at the head of every output, such as “Demonstration text”."""
    hides_authors: bool = False
    """Whether it is shown to somebody who may not know its contributors, and so has none."""
    words: int = 0

    @property
    def authors(self) -> tuple[Contributor, ...]:
        """Those named in the byline: authors, or the partners of an interview."""
        by = tuple(c for c in self.contributors if c.role is not Role.TRANSLATOR)
        return by or self.contributors

    @property
    def writers(self) -> tuple[Contributor, ...]:
        """Those whom a citation names first: who wrote or answered, or else who asked; none of a mere translation."""
        wrote = tuple(c for c in self.contributors if c.role in {Role.AUTHOR, Role.INTERVIEWEE})
        return wrote or tuple(c for c in self.contributors if c.role is Role.INTERVIEWER)

    @property
    def interviewers(self) -> tuple[Contributor, ...]:
        """Those who asked, where somebody else is named who answered."""
        return tuple(c for c in self.contributors if c.role is Role.INTERVIEWER and c not in self.writers)

    @property
    def translators(self) -> tuple[Contributor, ...]:
        return tuple(c for c in self.contributors if c.role is Role.TRANSLATOR)

    @property
    def short_title(self) -> str:
        """The title up to its colon, for running heads and narrow places."""
        return self.title.split(": ")[0]

    @property
    def doi_url(self) -> str:
        """The DOI as a full link, the only form in which it is shown (Crossref display guidelines)."""
        return doi_link(self.doi)

    def absolute(self, path: str) -> str:
        """A path of the text's site as an absolute address; empty without one, or while the site's own is not known.

        On a page of another site the text's own paths are whole addresses already.
        """
        return urljoin(self.url, path) if path and self.url else ""

    def file_path(self, ending: str) -> str:
        """Address from the root of this text as a file, by its number or else its name; empty without an address."""
        if self.label and self.series.path:
            return f"{self.series.path}{self.address}.{ending}"
        return f"{self.path.rstrip('/')}.{ending}" if self.path else ""

    @property
    def permanent_url(self) -> str:
        """What a reader should cite: the DOI, else the address by number, else the page."""
        return self.doi_url or self.number_url or self.url

    @property
    def reading_minutes(self) -> int:
        """Whole minutes at 230 words a minute, at least one; 0 when no text is held."""
        return max(1, round(self.words / 230)) if self.words else 0


LICENCES: dict[str, Licence] = {
    "cc-by-4.0": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa-4.0": Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "cc-by-nc-4.0": Licence("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "cc-by-nd-4.0": Licence("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "cc-by-nc-nd-4.0": Licence("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "cc-by-nc-sa-4.0": Licence("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "all-rights": Licence("All rights reserved"),
}
"""The licences a series may choose from, by the code that is stored."""
