"""Makes records for the tests of citations, plain ones and such as break a careless format."""

from __future__ import annotations

from commentaries.record import (
    LICENCES,
    Contributor,
    Issn,
    Kind,
    PersonName,
    PublicationDate,
    Record,
    Role,
    SeriesFacts,
    Subject,
)

SERIES = SeriesFacts(
    "Letters from the Coast",
    "Letters",
    (Issn("2532-6570", "online"), Issn("2532-6562", "print"), Issn("2532-6562", "l")),
    "/letters/",
    "Institute of Tides",
    "IT",
    "Trieste",
)
ADA = PersonName("Ada Quillon", "Quillon", "Ada", "Quillon, Ada")
ANNA = PersonName("Anna van den Berg", "van den Berg", "Anna", "Berg, Anna van den")
ZENO = PersonName("Zeno", "Zeno", "", "Zeno")


def record(*names: PersonName, **facts: object) -> Record:
    """A published commentary of 25 November 2025, with one author unless others are named."""
    given = {
        "title": "Minutes of a silent committee",
        "series": SERIES,
        "contributors": tuple(Contributor(name) for name in names or (ADA,)),
        "label": "25 | 61",
        "address": "25-61",
        "sequence": 61,
        "period": 2025,
        "published": PublicationDate(2025, 11, 25),
        "path": "/letters/minutes/",
        "url": "https://example.org/letters/minutes/",
        "number_url": "https://example.org/letters/25-61/",
        "licence": LICENCES["cc-by-4.0"],
        "abstract": "What was not said.",
        "keywords": ("harbours", "votes"),
        "subjects": (Subject("Tides", "/topics/tides/"),),
        **facts,
    }
    return Record(**given)  # type: ignore[arg-type]


HARD_TITLES = (
    "“The ‘last’ word” on 100 % of it: costs & benefits",
    r"A_b $x^2$ #1 {braces} C:\temp ~ home",
    "L’età dell’«oro»: perché no?",
    "Straße, Αθήνα, Москва, القاهرة, 北京 – and back",
    "<script>alert(1)</script> & <i>more</i>",
)
HARD_RECORDS = [
    *(record(title=title) for title in HARD_TITLES),
    record(ZENO),
    record(ANNA, ADA, ZENO),
    record(*(PersonName(f"Given{n} Family{n}", f"Family{n}", f"Given{n}", f"Family{n}, Given{n}") for n in range(6))),
    record(PersonName("Sean O’Casey and Sons", "O’Casey and Sons", "Sean", "O’Casey and Sons, Sean")),
    record(PersonName("Ursula K. Smith, Jr", "Smith, Jr", "Ursula K.", "Smith, Jr, Ursula K.")),
    record(published=PublicationDate(2014), label="14 | 07", address="14-07"),
    record(label="25 | S1", address="25-s1", suffix="S1"),
    record(label="", address="", sequence=None, period=0, number_url=""),
    record(doi="10.1234/iai_com.2025/61", language="it"),
    record(kind=Kind.INTERVIEW, contributors=(Contributor(ADA, Role.INTERVIEWEE), Contributor(ANNA, Role.INTERVIEWER))),
    record(contributors=(Contributor(ADA), Contributor(ANNA, Role.TRANSLATOR)), language="en-GB"),
    record(contributors=(), published=None, licence=None, abstract="", keywords=()),
    record(abstract="Two lines\nER  - \n@misc{x,}", remark="Demonstration text"),
]
