"""Turns the words that a reader typed into the texts that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from commentaries.models import CommentaryPage, Issue, Series
from commentaries.sanitising import clean_words
from series.listings import LONGEST_ADDRESS, PAGE_SIZE
from series.streaming import PORTION

if TYPE_CHECKING:
    from commentaries.models import CommentaryQuerySet

LONGEST_QUERY = 200
RANKED = 500
"""Finds that are put in order by how well they fit; of more the newest come first.

SQLite looks through all finds anew for each that it ranks: 5,000 of them took six seconds, and in what many texts have
in common there is little to choose.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The first of the texts that hold the words, best first if ``is_ranked``, or else newest first.

    ``total`` is how many hold them, as far as they were counted; only those that are ranked are counted to the end.
    """

    texts: list[CommentaryPage]
    total: int = 0
    is_ranked: bool = True


def typed_words(query: str) -> str:
    """What a reader typed, of bounded length and without control characters, which PostgreSQL refuses."""
    typed = normalize("NFC", query[:LONGEST_QUERY])
    typed = "".join(" " if category(letter) in {"Cc", "Cs"} else letter for letter in typed)
    return " ".join(clean_words(typed).split())


def words_to_find(query: str) -> str:
    """The words in it that every engine takes: SQLite's reads a straight quotation mark as syntax, and a word
    without letter or digit finds nothing."""
    words = typed_words(query).replace('"', " ").split()
    return " ".join(word for word in words if any(letter.isalnum() for letter in word))


def search_texts(query: str, texts: CommentaryQuerySet, *, limit: int = PAGE_SIZE) -> Found:
    """Those of the texts that hold all words, the one whose number was typed before all others."""
    words = words_to_find(query)
    if not words:
        return Found([])
    newest = _newest(words, texts, limit=RANKED + 1)
    is_ranked = len(newest) <= RANKED
    keys = list(dict.fromkeys([*_of_number(words, texts), *(_best_first(words, newest) if is_ranked else newest)]))
    public = set(texts.filter(pk__in=keys).values_list("pk", flat=True))
    first = [key for key in keys if key in public][:limit]
    return Found(_in_order(first, texts), len(public) if is_ranked else RANKED, is_ranked)


def portions_found(query: str, texts: CommentaryQuerySet) -> Iterator[list[CommentaryPage]]:
    """All texts that hold all words, the one whose number was typed and then the newest first, a portion at a time.

    Only their keys are held at once.
    """
    if not (words := words_to_find(query)):
        return
    keys = list(dict.fromkeys([*_of_number(words, texts), *_newest(words, texts)]))
    for start in range(0, len(keys), PORTION):
        if portion := _in_order(keys[start : start + PORTION], texts):
            yield portion


def _newest(words: str, texts: CommentaryQuerySet, *, limit: int | None = None) -> list[int]:
    """The keys of the newest texts that hold the words.

    The engine finds only among what it is given: which texts are public, and how the list is narrowed, goes in by
    primary key, as its check knows no conditions with joins. An engine outside the database does not heed the keys, so
    whatever is made of the answer is cut to the same texts once more; what is not public may push a find aside there.
    """
    given = CommentaryPage.objects.filter(live=True, pk__in=texts.order_by().values("pk")).newest_first()
    return [page.pk for page in given.only("pk").search(words, operator="and", order_by_relevance=False)[:limit]]


def _best_first(words: str, keys: list[int]) -> list[int]:
    given = CommentaryPage.objects.filter(live=True, pk__in=keys)
    return [page.pk for page in given.only("pk").search(words, operator="and")[: len(keys)]] if keys else []


def _in_order(keys: list[int], texts: CommentaryQuerySet) -> list[CommentaryPage]:
    """The texts of these keys, as far as they are still among the texts."""
    place = {key: order for order, key in enumerate(keys)}
    return sorted(texts.filter(pk__in=keys).for_lists(), key=lambda page: place[page.pk])


def _of_number(words: str, texts: CommentaryQuerySet) -> list[int]:
    """The texts whose number was typed, as it is printed or with other marks between: 26 | 04, 26/04, 26-04."""
    address = "-".join(re.findall(r"[^\W_]+", words)).lower()
    if not any(letter.isdigit() for letter in address) or len(address) > LONGEST_ADDRESS:
        return []
    of_number = Issue.objects.filter(series__in=Series.objects.all(), address=address)
    return list(texts.filter(issue__in=of_number).newest_first().values_list("pk", flat=True))
