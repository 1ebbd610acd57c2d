"""Names the facts that break a careless output, and makes a hundred texts of them in which each meets each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.outputs.facts import Facts

A_HUNDRED = 100
PREFIX = "10.12345"
DOI_SUFFIX = "coast_a.{yyyy}/{n:02d}"
SERIES = "Letters from the “Coast” & Co."
ISSNS = frozenset({"2532-6570", "2532-6562"})
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


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
    language: str = "en-GB"
    kind: str = "commentary"
    suffix: str = ""
    licence: str = "cc-by-4.0"
    translators: tuple[Name, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Of those in the byline; who asks in an interview stands in it first, or last."""
        others = len(self.names) - 1
        if self.kind != "interview" or not others:
            return ("author",) * (others + 1)
        asked = ("interviewee",) * others
        return ("interviewer", *asked) if others % 2 else (*asked, "interviewer")


ADA = Name("Ada", "Quillon", orcid="0000-0002-1825-0097")
ZENO = Name("", "Zeno")
ANNA = Name("Anna", "van den Berg", "Berg, Anna van den")
BYLINES = (
    (ADA,),
    (ZENO,),
    (ANNA, ADA),
    (Name("Ludwig", "von der Straße", "Straße, Ludwig von der"),),
    tuple(Name(f"Given{n}", f"Family{n}") for n in "ABCDEF"),
    (Name("Seán", "O’Casey and Sons"),),
    (Name("Ursula K.", "Le Vin"), Name("Νίκος", "Αλεξίου")),
    (Name("Лев", "Морской"), Name("محمد", "البحري")),
    (Name("伟", "王"),),
    (Name("José María", "d’Arc y Peña"), Name("X", "Æsir & Øre")),
    (Name("Łukasz", "Żeglarz-Mała"), Name("", "Pliny the Younger"), ADA),
)
PARTICLES = {
    name.family: name.family.removesuffix(name.filed.partition(",")[0]).strip()
    for names in BYLINES
    for name in names
    if name.filed
}
"""What stands before the name under which a person is filed, by the whole family name."""
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
QUOTED = {
    TITLES[0]: "“‘The “last” word’ on 100 % of it: costs & benefits",
    TITLES[5]: "“He said: ‘She said: “Never”’ – twice",
    "“They Ask ‘How Many?’ before ‘Compared with What?’”: A Conversation on Public Statistics": (
        "“‘They Ask “How Many?” before “Compared with What?”’: A Conversation on Public Statistics"
    ),
}
"""How those with marks in marks stand within the double marks of the house style, from the opening mark on.

The last is of the demonstration.
"""
LANGUAGES = ("en-GB", "it", "fr", "de", "ar", "el", "zh-Hans")
KINDS = ("commentary", "interview", "speech", "letter")
SUFFIXES = ("", "", "", "", "S", "", "", "", "", "", "", "", "", "", "", "", "")
LICENCES = ("cc-by-4.0",) * 18 + ("all-rights",)
_TERMS = {"cc-by-4.0": LICENCE, "all-rights": ""}


def hard(number: int) -> Hard:
    """The one with this number. The lengths of the lists have no common divisor, so that each meets each."""
    return Hard(
        f"{TITLES[number % len(TITLES)]} ({number})",
        BYLINES[number % len(BYLINES)],
        LANGUAGES[number % len(LANGUAGES)],
        KINDS[number % len(KINDS)],
        SUFFIXES[number % len(SUFFIXES)],
        LICENCES[number % len(LICENCES)],
    )


INTERVIEW = Hard("An interview of two by one", (ANNA, ADA, ZENO), kind="interview")
TRANSLATED = Hard("Wer mißt die Flut?", (ANNA,), "de")
TRANSLATION = Hard("Chi misura la «marea»?", (ANNA,), "it", translators=(ADA, ZENO))
UNNUMBERED = (Hard("“Without” a number & a day too soon", (ZENO, ANNA)), Hard("Αθήνα ohne Zahl", BYLINES[7], "el"))
OLDER = (
    (Hard("A “letter” of a day & a year", (ANNA, ZENO)), 2014, 7, date(2014, 3, 9)),
    (Hard("Die Straße, of which the year alone is known", (ZENO,), "de"), 2013, 2, None),
    (Hard("北京: without number and day", BYLINES[8], "zh-Hans"), 2012, None, None),
)
"""Archive entries: with year, number and day of appearance."""


def facts_of(text: Hard, number: tuple[str, str], *, published: str, series: str = SERIES) -> Facts:
    """What is true of a text that appeared then; its number is as printed and as it ends the DOI, or empty."""
    label, in_doi = number
    return Facts(
        title=text.title,
        authors=tuple(name.printed for name in text.names),
        interviewers=tuple(
            name.printed for name, role in zip(text.names, text.roles, strict=True) if role == "interviewer"
        ),
        translators=tuple(name.printed for name in text.translators),
        orcids=tuple(name.orcid for name in text.names),
        series=series,
        number=label,
        issns=ISSNS,
        published=published,
        doi=f"{PREFIX}/{in_doi}" if in_doi else "",
        licence=_TERMS[text.licence] if text.licence else "",
        language=text.language,
    )


def numbered(on: date, sequence: int, suffix: str = "") -> tuple[str, str]:
    """The number of that place in the count of its year, as printed and as it ends the DOI."""
    written = f"{suffix}{sequence}" if suffix else f"{sequence:02d}"
    return f"{on:%y} | {written}", f"coast_a.{on:%Y}/{written}"
