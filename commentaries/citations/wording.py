"""Turns names, dates, clocks and numbers of a record into words of English or Italian."""

from __future__ import annotations

from collections.abc import Sequence

from commentaries.record import Issn, PublicationDate, Record

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
}  # fmt: skip
AND = {"en": "and", "it": "e"}
NUMBER = {"en": "Number", "it": "Numero"}
TRANSLATED_BY = {"en": "translated by", "it": "traduzione di"}
CLOCK = {"en": "{place} time", "it": "ora di {place}"}
PLACES = {
    "en": {},
    "it": {
        "Algiers": "Algeri", "Athens": "Atene", "Belgrade": "Belgrado", "Berlin": "Berlino", "Brussels": "Bruxelles",
        "Bucharest": "Bucarest", "Copenhagen": "Copenaghen", "Damascus": "Damasco", "Dublin": "Dublino",
        "Gibraltar": "Gibilterra", "Jakarta": "Giacarta", "Jerusalem": "Gerusalemme",
        "Lisbon": "Lisbona", "Ljubljana": "Lubiana", "London": "Londra", "Luxembourg": "Lussemburgo",
        "Mexico City": "Città del Messico", "Mogadishu": "Mogadiscio", "Moscow": "Mosca", "Paris": "Parigi",
        "Prague": "Praga", "Rome": "Roma", "Sao Paulo": "San Paolo", "Seoul": "Seul", "Stockholm": "Stoccolma",
        "Tehran": "Teheran", "Tirane": "Tirana", "Tunis": "Tunisi", "Warsaw": "Varsavia", "Zagreb": "Zagabria",
        "Zurich": "Zurigo",
    },
}  # fmt: skip
"""Cities of the time zones that are called otherwise than in the database of zones, which speaks English."""
MEDIUM = {"en": {"online": "Online", "print": "Print"}, "it": {"online": "online", "print": "a stampa"}}


def wording_for(language: str) -> str:
    """The language of ours, ``en`` or ``it``, that serves a BCP 47 tag best."""
    base = language.split("-")[0].lower()
    return base if base in MONTHS else "en"


def join_names(names: Sequence[str], language: str = "en") -> str:
    """``A``, ``A and B``, ``A, B and C``; in Italian with ``e``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {AND[wording_for(language)]} {names[-1]}"


def written_date(published: PublicationDate | None, language: str = "en") -> str:
    """``25 November 2025``, ``25 novembre 2025``, or the year alone; empty without a date."""
    if published is None:
        return ""
    if not published.is_exact:
        return str(published.year)
    return f"{written_day(published, language)} {published.year}"


def written_day(published: PublicationDate, language: str = "en") -> str:
    """``25 November``, ``25 novembre``: the day of an exact date, where the year goes without saying.

    In Italian the first of a month alone is an ordinal: ``1º novembre``.
    """
    ours = wording_for(language)
    ordinal = "º" if ours == "it" and published.day == 1 else ""
    return f"{published.day}{ordinal} {MONTHS[ours][published.month - 1]}"


def named_clock(zone: str, language: str = "en") -> str:
    """The clock of a time zone as a sentence names it: ``Rome time``, ``ora di Roma``; ``UTC`` has no place."""
    place = zone.rpartition("/")[2].replace("_", " ")
    if place.isupper():
        return place
    ours = wording_for(language)
    return CLOCK[ours].format(place=PLACES[ours].get(place, place))


def spoken_number(record: Record, language: str = "en") -> str:
    """The number as it is read aloud: ``Number 61, 2025``. Empty for a text without one."""
    if record.sequence is None:
        return ""
    number = f"{NUMBER[wording_for(language)]} {record.suffix}{record.sequence}"
    return f"{number}, {record.period}" if record.period else number


def issn_lines(issns: Sequence[Issn], language: str = "en") -> list[str]:
    """The ISSNs as printed: bare when there is one, with labels when there are several (ISO 3297)."""
    if len(issns) == 1:
        return [f"ISSN {issns[0].value}"]
    labels = MEDIUM[wording_for(language)]
    return [
        f"ISSN-L {issn.value}" if issn.medium == "l" else f"ISSN {issn.value} ({labels[issn.medium]})" for issn in issns
    ]
