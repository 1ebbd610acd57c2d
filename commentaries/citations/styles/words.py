"""Says in English and Italian what the styles write between the facts."""

from __future__ import annotations

from dataclasses import dataclass

from commentaries.citations.wording import AND

SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
"""Of English; Italian months are written out."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; what has ``{names}`` in it takes one name or several."""

    language: str
    and_: str
    no_date: str
    no_date_short: str
    number: str
    available_at: str
    interview_by: str
    translated_by: str
    interviewer: str
    interviewers: str
    translators: str


WORDS: dict[str, Words] = {
    "en": Words(
        language="en",
        and_=AND["en"],
        no_date="no date",
        no_date_short="n.d.",
        number="no. ",
        available_at="Available at: ",
        interview_by="Interview by {names}",
        translated_by="Translated by {names}",
        interviewer="{names}, Interviewer",
        interviewers="{names}, Interviewers",
        translators="{names}, Trans.",
    ),
    "it": Words(
        language="it",
        and_=AND["it"],
        no_date="senza data",
        no_date_short="s.d.",
        number="n. ",
        available_at="Disponibile su: ",
        interview_by="Intervista di {names}",
        translated_by="Tradotto da {names}",
        interviewer="intervista di {names}",  # without a word for who asks, which would be a man's or a woman's
        interviewers="intervista di {names}",
        translators="{names}, Trad.",
    ),
}
