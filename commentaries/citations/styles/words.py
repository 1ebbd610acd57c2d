"""Says in English and Italian what the styles write between the facts."""

from __future__ import annotations

from dataclasses import dataclass

from commentaries.citations.wording import AND


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; what has ``{names}`` in it takes one name or several."""

    language: str
    and_: str
    no_date: str
    undated: str
    """The same, shortened."""
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
        undated="n.d.",
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
        undated="s.d.",
        available_at="Disponibile su: ",
        interview_by="Intervista di {names}",
        translated_by="Tradotto da {names}",
        interviewer="intervista di {names}",  # without a word for who asks, which would be a man's or a woman's
        interviewers="intervista di {names}",
        translators="{names}, Trad.",
    ),
}
