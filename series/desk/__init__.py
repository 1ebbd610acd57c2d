"""Everything that is under way in an editor's series; the one door to the lines and to what may be asked of them."""

from series.desk.choosing import ORDERS, Choice, chosen, holders_in, in_hands
from series.desk.holders import editors_in
from series.desk.lines import STAGES, Line, line_of_a_published_text
from series.desk.under_way import JUST_PUBLISHED, REJECTED_FOR, lines_for, series_on_the_desk, texts_on_the_desk

__all__ = [
    "JUST_PUBLISHED",
    "ORDERS",
    "REJECTED_FOR",
    "STAGES",
    "Choice",
    "Line",
    "chosen",
    "editors_in",
    "holders_in",
    "in_hands",
    "line_of_a_published_text",
    "lines_for",
    "series_on_the_desk",
    "texts_on_the_desk",
]
