"""Makes documents as ``document_of`` makes them, without a database, for trying what a text may hold."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from commentaries.inlines import tree_of
from commentaries.pdf.orders import Document
from commentaries.tokens import look_of_today

SENTENCES = {
    "en": (
        "A small harbour keeps its own calendar, and nobody in the capital reads it.",
        "The pilot knows which berth silts up first and says so every spring.",
        "What is measured is funded, and what is funded is measured again.",
        "Between two surveys the bottom moves, which no regulation has yet forbidden.",
        "Neighbours who share a channel share the cost of forgetting it.",
    ),
    "fr": (
        "L’administration portuaire tient un registre que personne ne consulte ; elle le regrette parfois.",
        "Les riverains connaissent l’ensablement mieux que les ingénieurs, mais ils n’ont pas de formulaire.",
        "Ce qui est mesuré est financé, et ce qui est financé finit par être mesuré une seconde fois.",
    ),
    "it": (
        "L’amministrazione portuale conserva un registro che nessuno consulta, e talvolta se ne rammarica.",
        "I piloti conoscono l’insabbiamento meglio degli ingegneri, ma non hanno un modulo per dirlo.",
        "Ciò che si misura viene finanziato, e ciò che viene finanziato si misura una seconda volta.",
    ),
    "ar": (
        "يحتفظ الميناء الصغير بتقويمه الخاص، ولا يقرؤه أحد في العاصمة.",
        "يعرف المرشد أي رصيف يمتلئ بالطمي أولا، ويقول ذلك كل ربيع.",
        "ما يقاس يموَّل، وما يموَّل يقاس مرة أخرى في العام التالي.",
        "والجيران الذين يتقاسمون القناة يتقاسمون كلفة نسيانها.",
    ),
}


def words(count: int, language: str = "en") -> str:
    """About so many words of running text."""
    sentences, said, number = SENTENCES[language], [], 0
    while sum(len(sentence.split()) for sentence in said) < count:
        said.append(sentences[(number * 7 + number // 5) % len(sentences)])
        number += 1
    return " ".join(said)


def paragraph(html: str) -> dict[str, Any]:
    return {"kind": "paragraph", "of": tree_of(f"<p>{html}</p>")}


def heading(text: str, level: int = 1) -> dict[str, Any]:
    return {"kind": "heading", "level": level, "text": text}


def call(number: int) -> str:
    """The call of a note as the reader's page has it."""
    return f'<sup class="note-call"><a href="#note-{number}" role="doc-noteref">{number}</a></sup>'


def table(columns: int, word: str = "word") -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": "A table",
        "head": ["Harbour", *(f"Year {number}" for number in range(1, columns))],
        "rows": [[f"{word}{row}"] + [str(row * 10)] * (columns - 1) for row in range(4)],
        "numeric": [False] + [True] * (columns - 1),
    }


def running_text(count: int, language: str = "en", headings: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Paragraphs of some ninety words, a heading before some of them."""
    blocks: list[dict[str, Any]] = []
    for number in range(max(1, count // 90)):
        if headings and number and number % 3 == 0:
            blocks.append(heading(headings[(number // 3 - 1) % len(headings)]))
        blocks.append(paragraph(words(90, language)))
    return blocks


def picture(width: int = 900, height: int = 600, name: str = "picture.png", alt: str = "A blue field") -> Any:
    file = BytesIO()
    Image.new("RGB", (width, height), "#9db4c9").save(file, "PNG")
    return {"file": name, "width": width, "height": height, "alt": alt, "credit": ""}, {name: file.getvalue()}


def sample(
    body: list[dict[str, Any]] | None = None,
    *,
    notes: list[str] | None = None,
    language: str = "en",
    files: dict[str, bytes] | None = None,
    **changes: Any,
) -> Document:
    """A whole document; ``changes`` replace its fields."""
    body = running_text(300, language) if body is None else body
    title = changes.pop("title", "Small Harbours, Long Memories: Who Reads the Soundings?")
    data: dict[str, Any] = {
        "format": 1,
        "lang": language,
        "region": "GB" if language == "en" else "",
        "dir": "rtl" if language == "ar" else "ltr",
        "draft": "",
        "series": "Harbour Letters",
        "series_short": "Letters",
        "issns": ["ISSN 2532-6570"],
        "issn_of": {"online": "2532-6570"},
        "label": "25\u00a0|\u00a061",
        "spoken_label": "Number 61, 2025",
        "date": "25 November 2025",
        "day": [2025, 11, 25],
        "title": title,
        "short_title": title.split(": ")[0],
        "remark": "",
        "byline": "by Ada Quay and Bo Lock",
        "authors": [{"name": "Ada Quay", "affiliation": "Institute of Tides"}, {"name": "Bo Lock", "affiliation": ""}],
        "translators": "",
        "keywords": ["harbours", "soundings"],
        "summary": "Soundings are public.",
        "lead_picture": None,
        "key_points": [
            {"lead": "Soundings are public knowledge.", "text": "They are kept as though they were not."},
            {"lead": "Silt is patient.", "text": ""},
            {"lead": "A shared channel wants a shared calendar.", "text": "One page a year would do."},
        ],
        "body": [{"at": at, **block} for at, block in enumerate(body, start=1)],
        "notes": [
            {"number": number, "of": tree_of(f"<p>{note}</p>"), "is_called": True}
            for number, note in enumerate(notes or [], start=1)
        ],
        "statements": [{"label": "Funding", "text": "None."}],
        "citation": [
            {"text": f"Ada Quay and Bo Lock, “{title}”, ", "is_italic": False, "url": ""},
            {"text": "Harbour Letters", "is_italic": True, "url": ""},
            {"text": " 25 | 61, 25 November 2025", "is_italic": False, "url": ""},
        ],
        "licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "rights": "© 2025 IoT",
        "number_url": "https://example.org/letters/25-61/",
        "doi_url": "https://doi.org/10.1234/2025-61",
        "url": "https://example.org/letters/small-harbours/",
        "imprint": {
            "publisher": "Institute of Tides",
            "about": tree_of("<p>The Institute of Tides (IoT) publishes <i>Ebb</i> and <i>Flow</i>.</p>"),
            "colophon": [],
            "address": ["1 Mole Street", "Tidetown"],
            "telephone": "+39 06 000000",
            "web": "https://example.org",
            "web_label": "example.org",
            "editors": [{"name": "Cleo Pier", "email": "cleo@example.org"}],
            "logo": None,
        },
        "latest": [
            {
                "label": f"25\u00a0|\u00a0{number}",
                "byline": "Ada Quay and Bo Lock",
                "title": f"Letter number {number}: What the Tide Brought",
                "lang": "en",
                "region": "",
                "dir": "ltr",
            }
            for number in range(61, 51, -1)
        ],
        "words": {
            "lang": "en",
            "page": "{page} of {pages}",
            "latest": "Latest Harbour Letters",
            "editor": "Editor:",
            "cite": "How to cite",
            "licence": "Licence",
            "links": "Links in this text",
            "notes": "Notes",
            "key_points": "Key points",
            "translated": "Translated by",
        },
        "links": [],
        "look": look_of_today(),
    }
    return Document({**data, **changes}, files or {})
