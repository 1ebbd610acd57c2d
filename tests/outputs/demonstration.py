"""Turns the files from which the demonstration is made into what is true of its public texts."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from typing import Any

from commentaries.models import CommentaryPage, Publisher, Series
from config.demo.loading import ORDER, SERIES, load_texts
from config.demo.people import TEXTS
from config.demo.site import FACTS, make_site
from tests import factories
from tests.outputs.facts import Facts
from tests.outputs.houses import Public, place_of

_LICENCES = {
    "iai-commentaries": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "demonstration-papers": "https://creativecommons.org/licenses/by/4.0/",
}
_ISSNS = {"iai-commentaries": "2532-6570", "demonstration-papers": "0000-0000"}


def made() -> list[Public]:
    """The demonstration, with a name in RePEc for each of its series; its public texts, older ones last."""
    factories.make_roots()
    make_site()
    load_texts()
    Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
    for series, code in zip(Series.objects.order_by("pk"), ("iaicom", "papers"), strict=True):
        Series.objects.filter(pk=series.pk).update(repec_series=code)
    return [*_texts(), *_older()]


def _texts() -> list[Public]:
    """In the order in which they appeared, so that each has the next number of its series."""
    people = {row["slug"]: row for row in _read(TEXTS / "persons.toml")["persons"]}
    numbers: Counter[str] = Counter()
    given: dict[str, str] = {}
    found = []
    for slug in ORDER:
        text = _read(TEXTS / f"{slug}.toml")
        if text["state"] != "published":
            continue
        page = CommentaryPage.objects.get(slug=slug)
        today = page.series.today()
        original = text.get("translation_of")
        numbers[text["series"]] += not original
        given[slug] = given[original] if original else _number(text["series"], numbers[text["series"]], today)
        facts = _facts(text, people, number=given[slug], published=today.isoformat())
        traits = {"without DOI", *({"translated"} if original else ())}
        found.append(Public(place_of(page), facts, frozenset(traits)))
    return found


def _facts(text: dict[str, Any], people: dict[str, Any], *, number: str, published: str) -> Facts:
    def named(*roles: str) -> tuple[str, ...]:
        return tuple(_name(people[row["person"]]) for row in text["authors"] if row["role"] in roles)

    by = [row for row in text["authors"] if row["role"] != "translator"]
    return Facts(
        title=text["title"],
        authors=named("author", "interviewer", "interviewee"),
        interviewers=named("interviewer"),
        translators=named("translator"),
        orcids=tuple(people[row["person"]].get("orcid", "") for row in by),
        series=SERIES[text["series"]],
        number=number,
        issns=frozenset({_ISSNS[text["series"]]}),
        published=published,
        doi="",
        licence=_LICENCES[text["series"]],
        language=text["language"],
    )


def _older() -> list[Public]:
    """The issues of a real series of which the facts alone are known."""
    return [_older_issue(row) for row in _read(FACTS)["issues"]]


def _older_issue(row: dict[str, Any]) -> Public:
    number = f"{row['year'] % 100} | {row['number']:02d}"
    page = CommentaryPage.objects.get(archived=True, title=row["title"])
    facts = Facts(
        title=row["title"],
        authors=tuple(row["authors"]),
        interviewers=(),
        translators=(),
        orcids=("",) * len(row["authors"]),
        series=SERIES["iai-commentaries"],
        number=number,
        issns=frozenset({_ISSNS["iai-commentaries"]}),
        published=row["date"].isoformat() if "date" in row else str(row["year"]),
        doi="",
        licence="",
        language="en-GB",
    )
    return Public(place_of(page), facts, frozenset({"archived", "without DOI"}))


def _number(series: str, count: int, day: date) -> str:
    return f"{day:%y} | {count:02d}" if series == "iai-commentaries" else f"DP {count}/{day:%Y}"


def _name(person: dict[str, str]) -> str:
    return f"{person['given']} {person['family']}"


def _read(path: Any) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
