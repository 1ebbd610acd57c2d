"""Turns an English title into one with large letters, as Chicago and MLA write them.

Neither a program nor these rules know an adverb from a preposition (“The Lights Go Out”) or a name from a noun.
"""

from __future__ import annotations

import re

_ARTICLES = frozenset({"a", "an", "the"})
_JOINING = frozenset({"and", "but", "for", "nor", "or"})
_SHORT_PREPOSITIONS = frozenset({
    "amid", "as", "at", "by", "down", "for", "from", "in", "into", "like", "near", "of", "off", "on", "onto", "out",
    "over", "past", "per", "than", "till", "to", "up", "upon", "v", "via", "vs", "with",
})  # fmt: skip
_LONG_PREPOSITIONS = frozenset({
    "about", "above", "across", "after", "against", "along", "alongside", "amidst", "among", "amongst", "around",
    "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond", "concerning", "despite", "during",
    "except", "inside", "outside", "regarding", "since", "through", "throughout", "toward", "towards", "under",
    "underneath", "until", "within", "without",
})  # fmt: skip
SMALL_IN_CHICAGO = _ARTICLES | _JOINING | _SHORT_PREPOSITIONS
"""Prepositions of up to four letters (section 8.160 of the 18th edition)."""
SMALL_IN_MLA = _ARTICLES | _JOINING | _SHORT_PREPOSITIONS | _LONG_PREPOSITIONS | {"so", "yet"}
"""All prepositions, whatever their length, and what joins two of a kind (section 2.90 of the 9th edition)."""
_WORD = re.compile(r"(?:^|(?<=\s))(?P<marks>[“‘«(\[\"']*)(?P<word>[^\W\d_][\w’'-]*)")
_HYPHEN = re.compile("([-\N{HYPHEN}\N{NON-BREAKING HYPHEN}])")
_BEGINS = re.compile(r"(?:^|[:?!…])[\W_]*$")
"""Before the first word of a title, a subtitle or another sentence; a full stop may be an abbreviation's."""
_ENDED = re.compile(r"[\W_]*$")


def headline(title: str, language: str, *, small: frozenset[str]) -> str:
    """The title with large letters if it is English, but for the small words within it.

    A title that has its own already keeps them: one in which no other word than such as either manual leaves small
    begins with a small letter.
    """
    if language.split("-")[0].lower() != "en":
        return title
    found = list(_WORD.finditer(title))
    if all(not match["word"].islower() or match["word"] in SMALL_IN_MLA for match in found):
        return title
    pieces, end = [], 0
    for match in found:
        is_outer = bool(_BEGINS.search(title[: match.start()]) or _ENDED.match(title[match.end() :]))
        pieces += [title[end : match.start("word")], _enlarged(match["word"], small, is_outer=is_outer)]
        end = match.end()
    return "".join([*pieces, title[end:]])


def _enlarged(word: str, small: frozenset[str], *, is_outer: bool) -> str:
    """Each part of a compound with a large letter; what has one anywhere is left alone."""
    if word in small and not is_outer:
        return word
    parts = _HYPHEN.split(word)
    return "".join(
        part if not part.islower() or (place and part in small) else f"{part[0].upper()}{part[1:]}"
        for place, part in enumerate(parts)
    )
