"""Makes published texts whose facts break a careless output, and says what each output has to say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from commentaries import affirming, numbering, submitting
from commentaries.models import Authorship, CommentaryPage, Person, Publisher
from tests import factories
from tests.factories import House, PersonFactory

PREFIX = "10.12345"
ISSNS = frozenset({"2532-6570", "2532-6562"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What an output says of a text, or what is true; ``None`` where an output has no place for a fact.

    ``authors`` are the names as printed, in order; ``published`` is as precise as it is known, in ISO 8601; ``doi`` is
    bare, ``licence`` the address of its terms.
    """

    title: str | None = None
    authors: tuple[str, ...] | None = None
    number: str | None = None
    issns: frozenset[str] | None = None
    published: str | None = None
    doi: str | None = None
    licence: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts; ``filed`` is what it is filed under."""

    given: str
    family: str
    filed: str = ""
    orcid: str = ""

    @property
    def printed(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Hard:
    """What a text is made of."""

    title: str
    names: tuple[Name, ...]
    language: str
    kind: str = "commentary"
    suffix: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        others = len(self.names) - 1
        if self.kind == "interview" and others:
            return (*("interviewee",) * others, "interviewer")  # CSL has a list for each of the two
        return ("author",) * (others + 1)


ADA = Name("Ada", "Quillon", orcid="0000-0002-1825-0097")
BYLINES = (
    (ADA,),
    (Name("", "Zeno"),),
    (Name("Anna", "van den Berg", "Berg, Anna van den"), ADA),
    (Name("Ludwig", "von der Straße", "Straße, Ludwig von der"),),
    tuple(Name(f"Given{n}", f"Family{n}") for n in "ABCDEF"),
    (Name("Seán", "O’Casey and Sons"),),
    (Name("Ursula K.", "Le Vin"), Name("Νίκος", "Αλεξίου")),
    (Name("Лев", "Морской"), Name("محمد", "البحري")),
    (Name("伟", "王"),),
    (Name("José María", "d’Arc y Peña"), Name("X", "Æsir & Øre")),
    (Name("Łukasz", "Żeglarz-Mała"), Name("", "Pliny the Younger"), ADA),
)
TITLES = (
    "“The ‘last’ word” on 100 % of it: costs & benefits",
    "A_b $x^2$ #1 {braces} C:\\temp ~ home",
    "L’età dell’«oro»: perché no?",
    "Straße, Αθήνα, Москва, 北京 – and back",
    "<script>alert(1)</script> & <i>more</i>",
    "He said: “She said: ‘Never’” – twice",
    "*Stars* and _lines_ and `ticks` [not a link](x)",
    "3 < 5 > 2 && true; 'single' \"double\"",
    "القاهرة والبحر",
    "Title with @at{braces}, 50\\% and \\emph{TeX}",
    "ER  - TY  - T1: a title, of tags?",
    "1. A title that begins as a list",
    "=SUM(A1:A9) – a sheet’s word",
)
LANGUAGES = ("en-GB", "it", "fr", "de", "ar", "el", "zh-Hans")
KINDS = ("commentary", "interview", "speech", "letter")
SUFFIXES = ("", "", "", "", "S", "", "", "", "", "", "", "", "", "", "", "", "")


def hard(number: int) -> Hard:
    """The one with this number. The lengths of the lists have no common divisor, so that each meets each."""
    return Hard(
        f"{TITLES[number % len(TITLES)]} ({number})",
        BYLINES[number % len(BYLINES)],
        LANGUAGES[number % len(LANGUAGES)],
        KINDS[number % len(KINDS)],
        SUFFIXES[number % len(SUFFIXES)],
    )


def make_hard_house(**facts: Any) -> House:
    """A series with two ISSNs and a prefix for DOIs, known to RePEc."""
    house = factories.make_house(
        title="Letters from the “Coast” & Co.",
        issn_print="2532-6562",
        doi_prefix=PREFIX,
        repec_series="letter",
        **facts,
    )
    Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
    return house


def publish(house: House, text: Hard) -> CommentaryPage:
    """The text, through the ordinary verbs: drafted, submitted, given an extra number if it is to have one, decided."""
    people = [person_of(name) for name in text.names]
    page = factories.make_draft(house, title=text.title, authors=people, kind=text.kind, language=text.language)
    page.authorships = [
        Authorship(person=person, name=name.printed, affiliation="Institute & Tides", role=role, sort_order=order)
        for order, (person, name, role) in enumerate(zip(people, text.names, text.roles, strict=True))
    ]
    page.save_revision(user=house.author)
    submitting.submit(page, house.assistant)
    if text.suffix:
        numbering.reserve(page, by=Person.objects.get(account=house.editor), suffix=text.suffix)
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    factories.decide(house, page)
    return factories.reloaded(page)


def person_of(name: Name) -> Person:
    known = Person.objects.filter(given_name=name.given, family_name=name.family).first()
    return known or PersonFactory(
        given_name=name.given,
        family_name=name.family,
        sort_name=name.filed or ", ".join(part for part in (name.family, name.given) if part),
        orcid=name.orcid,
        slug=f"person-{Person.objects.count()}",
    )


def facts_of(text: Hard, sequence: int, *, on: date) -> Facts:
    """What is true of a text that was published on a day as the one with this place among its like."""
    written = f"{text.suffix}{sequence}" if text.suffix else f"{sequence:02d}"
    return Facts(
        title=text.title,
        authors=tuple(name.printed for name in text.names),
        number=f"{on:%y} | {written}",
        issns=ISSNS,
        published=on.isoformat(),
        doi=f"{PREFIX}/{on:%Y}-{written}",
        licence="https://creativecommons.org/licenses/by/4.0/",
        language=text.language,
    )
