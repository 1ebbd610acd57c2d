"""Turns the language of a text into the few words that its files add to it."""

from __future__ import annotations

from commentaries.citations.wording import TRANSLATED_BY, wording_for
from commentaries.record import Record, Role

WORDS = {
    "en": {
        "answer": "Answer",
        "cite": "How to cite",
        "funding": "Funding",
        "interests": "Interests",
        "interviewee": "Interviewee",
        "interviewer": "Interviewer",
        "key_points": "Key points",
        "licence": "Licence",
        "notes": "Notes",
        "picture": "Picture",
        "question": "Question",
        "reserved": "All rights reserved",
        "translated": TRANSLATED_BY["en"].capitalize(),
        "translator": "Translator",
    },
    "it": {
        "answer": "Risposta",
        "cite": "Come citare",
        "funding": "Finanziamenti",
        "interests": "Interessi",
        "interviewee": "Intervistato",
        "interviewer": "Intervistatore",
        "key_points": "Punti chiave",
        "licence": "Licenza",
        "notes": "Note",
        "picture": "Immagine",
        "question": "Domanda",
        "reserved": "Tutti i diritti riservati",
        "translated": TRANSLATED_BY["it"].capitalize(),
        "translator": "Traduttore",
    },
}


def words_in(language: str) -> dict[str, str]:
    """The words in the language of ours that serves a BCP 47 tag best."""
    return WORDS[wording_for(language)]


def speakers_of(record: Record) -> tuple[str, str]:
    """Who asks and who answers: by name where there is one of each kind, else “Question” and “Answer”."""
    words = words_in(record.language)
    return (
        _only_one(record, Role.INTERVIEWER) or words["question"],
        _only_one(record, Role.INTERVIEWEE) or words["answer"],
    )


def terms_of(record: Record) -> str:
    """The name of the licence in the language of the text; without one all rights are reserved."""
    has_address = record.licence is not None and record.licence.url
    return record.licence.name if record.licence and has_address else words_in(record.language)["reserved"]


def rights_of(record: Record) -> str:
    """``© 2025 Institute of Tides``; without a year for a text that has not appeared."""
    year = str(record.published.year) if record.published else ""
    return " ".join(part for part in ("©", year, record.series.publisher) if part)


def _only_one(record: Record, role: Role) -> str:
    names = [c.name.printed for c in record.contributors if c.role is role]
    return names[0] if len(names) == 1 else ""
