"""Finds in the words of a text what its writers said to each other, and forgot to take out."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_DOUBTED = re.compile(r"[^.!?]{0,40}\?{2,}")
_NOTE_TO_SELF = re.compile(
    r"""
    (?:to-?\s?do|tb[acd]|tk+|fixme)\b            # the marks of the trade
    | x{2,}(?:[.,]x+)?[^a-z]*$                   # a figure to come: [XX], [xx.x %]; but not [XXI], [XX secolo]
    | \?+$                                       # [?]
    | (?:check|verify|confirm|insert|add|update|rephrase|rewrite
       | verificare|controllare|confermare|inserire|aggiungere|aggiornare|riscrivere)\s\w
    | to\sbe\s(?:added|checked|completed|confirmed|updated|verified|written)\b
    | da\s(?:aggiungere|aggiornare|completare|confermare|controllare|fare|inserire|rivedere|scrivere|verificare)\b
    | (?:citation|source|reference|ref|date|name|figure|number|page|year|fonte|data|nome|cifra|pagina|anno)
      \s?(?:\?|needed$|missing$|mancante$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESSED = re.compile(r"[^\W\d_][\w.’' -]{0,30}:\s\w")
"""To somebody by name: “Mirela: a paragraph here”."""
_SIGNED = re.compile(
    r"(?:(?:editor|author|translator|publisher)s?(?:[’']s?)?\s)?(?:note|nota)\b|ed\.|trans\.|n\.?d\.?[acert]\b",
    re.IGNORECASE,
)
"""A note for readers says whose it is."""
_LONG = 8
"""Words from which a sentence in square brackets is none of a reader's business."""


def remarks_in(text: str) -> Iterator[str]:
    """What reads like a remark from drafting: in square brackets, or a question of two marks and more.

    Square brackets belong to quotations as well: “[sic]”, “[…]”, “[the ministry]”, “[they] were told”,
    “[emphasis added]”, “[Translator’s note: …]”. So no bracket counts by itself. What counts is a mark of the
    trade, an order to oneself of more than one word (“[check]” may stand for a verb in what was quoted), a name
    with a colon, and a whole sentence of some length, which in print would stand in round brackets.
    """
    for words in _BRACKETED.findall(text):
        if _is_remark(words.strip()):
            yield f"[{words}]"
    yield from (doubted.strip() for doubted in _DOUBTED.findall(_BRACKETED.sub("", text)))


def _is_remark(words: str) -> bool:
    if _NOTE_TO_SELF.match(words):
        return True
    if _SIGNED.match(words):
        return False
    is_sentence = words[:1].isupper() and words[-1:] in ".!?" and len(words.split()) >= _LONG
    return is_sentence or bool(_ADDRESSED.match(words))
