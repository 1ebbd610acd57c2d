"""Turns names into the texts that are hardest to set, one for each thing that a text may hold too much of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commentaries.inlines import tree_of
from commentaries.pdf.orders import Document
from tests.commentaries.pdf.samples import (
    call,
    heading,
    paragraph,
    picture,
    running_text,
    sample,
    table,
    words,
)

ARABIC_TITLE = "من يقرأ الأعماق؟ عن الموانئ الصغيرة"
ARABIC_NAME = "ليلى بنت سعيد المرفئي"
SCRIPTS = (
    "Greek: Ὁ λιμὴν οὗτος, ο μικρός λιμένας. Cyrillic: Малая гавань ведёт свой календарь. "
    "Arabic: <span lang='ar' dir='rtl'>يحتفظ الميناء بتقويمه</span>. Chinese: <span lang='zh'>港口的日历</span>."
)
ADDRESS = "https://example.org/" + "soundings-of-the-small-harbours/" * 11 + "?year=2025&berth=7#c"
LONG_TITLE = (
    "On the Keeping of Soundings in Small Harbours, with Some Remarks on the Silting of Berths, the Memory of Pilots, "
    "the Patience of Ministries and the Cost of Forgetting, Together with a Proposal for a Shared Calendar of One "
    "Page, Revised in the Light of Events"
)
assert len(LONG_TITLE) >= 240
assert len(ADDRESS) >= 380


def one_paragraph() -> Document:
    return sample([paragraph("A single paragraph, and a short one.")])


def five_thousand_words() -> Document:
    return sample(running_text(5000, headings=("What was measured", "Who was asked", "What is left")))


def forty_notes() -> Document:
    body = [paragraph(f"{words(25)}{call(2 * n - 1)} {words(20)}{call(2 * n)}") for n in range(1, 21)]
    return sample(body, notes=[f"Remark {number}: {words(14)}" for number in range(1, 41)])


def six_authors() -> Document:
    names = [
        f"{given} {family}-Lighterman"
        for given, family in zip(["Ada", "Bo", "Cleo", "Dag", "Eve", "Finn"], "ABCDEF", strict=True)
    ]
    authors = [{"name": name, "affiliation": f"Institute of Tides, Chair {name[0]}"} for name in names]
    return sample(authors=authors, byline="by " + ", ".join(names[:-1]) + " and " + names[-1])


def a_title_of_250_characters() -> Document:
    return sample(running_text(400), title=LONG_TITLE, short_title=LONG_TITLE[:60] + " …")


def a_table_of_twelve_columns() -> Document:
    return sample([*running_text(200), table(12), *running_text(200), table(20, "incomprehensibility"), table(32)])


def thirty_pictures() -> Document:
    body: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for number in range(30):
        size = ((900, 600), (1600, 500), (400, 900))[number % 3]
        shown, file = picture(*size, name=f"picture-{number}.png", alt=f"Field {number}")
        files |= file
        caption = f"Figure {number}: {words(12)}"
        shown_as = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": caption, "credit": "By hand"}
        body += [paragraph(words(60)), shown_as]
    return sample(body, files=files)


def four_other_scripts() -> Document:
    return sample([paragraph(SCRIPTS), paragraph(words(80))])


def in_arabic() -> Document:
    foreign = "<span lang='en' dir='ltr'>Institute of Tides</span>"
    body = [*running_text(900, "ar"), heading("الخاتمة"), paragraph(f"{words(40, 'ar')} {foreign} {words(20, 'ar')}")]
    return sample(body, language="ar", title=ARABIC_TITLE, byline=ARABIC_NAME)


def in_french() -> Document:
    return sample(running_text(900, "fr", headings=("Ce que l’on mesure",)), language="fr", title="À qui les sondes ?")


def in_italian() -> Document:
    return sample(running_text(900, "it", headings=("Ciò che si misura",)), language="it", title="Chi legge i fondali?")


def an_interview() -> Document:
    return sample(
        [
            {
                "kind": "exchange",
                "question": f"{words(15)[:-1]}?",
                "of": tree_of(f"<p>{words(70)}</p><p>{words(30)}</p>"),
            }
            for _round in range(12)
        ]
    )


def faces() -> Document:
    return sample([paragraph(f"A face 😀, a flag 🇮🇹, a family 👩‍👩‍👧 and a thumb 👍🏽. {words(60)}")])


def nested_quotes() -> Document:
    said = "“She said: ‘He said: “They said: ‘Never.’”’”"
    return sample(
        [paragraph(f"{said} {words(40)}"), {"kind": "quotation", "of": tree_of(f"<p>{said}</p>"), "source": said}]
    )


def an_address_of_400_characters() -> Document:
    escaped = ADDRESS.replace("&", "&amp;")
    body = [paragraph(f"See {escaped} and <a href='{escaped}'>{escaped}</a>."), paragraph(words(60))]
    return sample(body, links=[{"to": ADDRESS, "text": ADDRESS}], notes=[escaped], number_url=ADDRESS)


def soft_hyphens() -> Document:
    return sample([paragraph("har\xadbour\xadmas\xadter’s " * 120), heading("Sound\xadings")])


def a_name_from_right_to_left() -> Document:
    authors = [{"name": ARABIC_NAME, "affiliation": "معهد المد والجزر"}, {"name": "Ada Quay", "affiliation": ""}]
    return sample(authors=authors, byline=f"by {ARABIC_NAME} and Ada Quay")


HEAVY: tuple[Callable[[], Document], ...] = (five_thousand_words, thirty_pictures)
TEXTS: tuple[Callable[[], Document], ...] = (
    one_paragraph,
    forty_notes,
    six_authors,
    a_title_of_250_characters,
    a_table_of_twelve_columns,
    four_other_scripts,
    in_arabic,
    in_french,
    in_italian,
    an_interview,
    faces,
    nested_quotes,
    an_address_of_400_characters,
    soft_hyphens,
    a_name_from_right_to_left,
    *HEAVY,
)
