"""Makes whole texts for the tests of full-text formats, one with everything and one that tries to break out."""

from __future__ import annotations

from commentaries.fulltext.texts import (
    Elsewhere,
    Exchange,
    Figure,
    FullText,
    Heading,
    KeyPoint,
    Note,
    Picture,
    Prose,
    Quotation,
    Related,
    Table,
)
from commentaries.inlines import tree_of
from commentaries.record import Contributor, Kind, Record, Role
from tests.commentaries.citations.records import ADA, ANNA, ZENO, record

CALL = '<sup class="note-call"><a href="#note-{0}" role="doc-noteref">{0}</a></sup>'
PIER = Picture("https://example.org/media/pier.webp", "A pier at low tide", "Ann Lee / Harbour Press")

FULL = FullText(
    key_points=(
        KeyPoint("The committee published its minutes.", "It took eleven years."),
        KeyPoint("Nobody was surprised."),
    ),
    blocks=(
        Prose(
            tree_of(
                f"<p>The <b>committee</b> met on <i>4 May</i>.{CALL.format(1)} Nobody asked why it had taken eleven "
                'years, and nobody was told; see <a href="https://example.org/minutes?a=1&amp;b=2">the minutes</a>.</p>'
                "<p>H<sub>2</sub>O rose by 10<sup>3</sup> litres.<br>That was all.</p>"
            )
        ),
        Heading("What was left out"),
        Prose(
            tree_of(
                "<ul><li>A vote, said <i>almost</i> nobody</li><li>A second<ul><li>with one inside</li></ul></li></ul>"
                "<ol><li><p>First</p><p>still first</p></li><li>Second</li></ol>"
            )
        ),
        Heading("Words of others", 2),
        Quotation(
            tree_of('They call it <span lang="fr">raison d’état</span> and <span lang="ar" dir="rtl">القاهرة</span>.'),
            "Minutes, p. 4",
        ),
        Heading("In figures"),
        Table(
            rows=(("Trieste", "1,204"), ("Gdańsk | Danzig", "17")),
            head=("Harbour", "Ships"),
            numeric=(False, True),
            caption="Ships by harbour",
        ),
        Figure(PIER, "The pier in May", "Ann Lee / Harbour Press"),
        Elsewhere("The sitting, on film", "https://example.org/film", "Two hours", PIER),
        Elsewhere("A map", "https://example.org/map"),
        Exchange("Were you there?", tree_of(f"<p>I was.{CALL.format(2)}</p><p>Nobody saw me.</p>")),
    ),
    notes=(
        Note(1, tree_of('<p>Minutes of 4 May, <a href="https://example.org/m">item 3</a>.</p>')),
        Note(2, tree_of("<p>Not in the minutes:</p><ul><li>the door</li></ul>")),
    ),
    lead_picture=PIER,
    interests="The author advises a harbour.",
    funding="Paid for by the Fund of Tides.",
    pdf_url="https://example.org/letters/25-61.pdf",
)
INTERVIEW: Record = record(
    kind=Kind.INTERVIEW,
    contributors=(
        Contributor(ADA, Role.INTERVIEWEE, "Institute of Tides", "0000-0002-1825-0097"),
        Contributor(ANNA, Role.INTERVIEWER, "Harbour Press"),
        Contributor(ZENO, Role.TRANSLATOR, "Institute of Tides"),
    ),
    doi="10.1234/letters.2025-61",
    words=1234,
)

HOSTILE_WORDS = (
    "# no heading",
    "- no list",
    "+ no list",
    "1. no list",
    "2) no list",
    "> no quotation",
    "--- no rule",
    "***",
    "===",
    "``` no code",
    "    no code",
    "*no* _emphasis_ **strong** ~~struck~~",
    "[no](https://example.org/link) and ![no](picture.png)",
    "[no]: https://example.org/definition",
    "<script>alert(1)</script> <b>no tag</b> <!-- no comment -->",
    "<https://example.org/no-autolink>",
    "&lt; &amp; &copy; &#60; AT&T; costs & benefits",
    "C:\\temp\\*x* \\[y\\] ends with \\",
    "]]> ]] <![CDATA[ x ]]>",
    "a | b",
    "\x00\x01\x0b\x1bbell\x07",
    "$x^2$ {braces} %percent% @someone",
    "«fin*e*», «_u_»",
)


def hostile_text(words: str) -> FullText:
    """A text that says these words in every place where words can stand."""
    runs = [words]
    paragraph = {"is": "paragraph", "of": runs}
    marked = [{"is": kind, "of": [words.strip(" ")]} for kind in ("strong", "emphasis", "sup", "sub")]
    after_break = {"is": "paragraph", "of": ["x", {"is": "break"}, words]}
    items = {"is": "bullets", "of": [{"is": "item", "of": runs}, {"is": "item", "of": [paragraph]}]}
    link = {"is": "link", "to": "https://example.org/a_(b)?c=<d>&e=*f*&lt;", "of": [words.strip(" ")]}
    foreign = {"is": "foreign", "lang": "fr", "region": "", "of": [words.strip(" ")]}
    picture = Picture("https://example.org/p.webp", words, words)
    return FullText(
        key_points=(KeyPoint(words, words),),
        blocks=(
            Prose([paragraph, after_break, items, {"is": "paragraph", "of": [*marked, link, foreign]}]),
            Heading(words),
            Heading(words, 2),
            Quotation([paragraph], words),
            Table(rows=((words, words),), head=(words, ""), numeric=(False, True), caption=words),
            Figure(picture, words, words),
            Elsewhere(words, "https://example.org/x", words, picture),
            Exchange(words, [paragraph]),
        ),
        notes=(Note(1, [paragraph]),),
        lead_picture=picture,
        interests=words,
        funding=words,
        related=(Related("corrected-article", "https://example.org/a", "10.1234/a"),),
    )
