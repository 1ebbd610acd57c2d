"""What hostile people type and send, each with what becomes of it; the tests beside it take it through every way in."""

from __future__ import annotations

from dataclasses import dataclass

LONG_WORD = "Donaudampfschiff" * 40


@dataclass(frozen=True, slots=True)
class Typed:
    """One input: what is typed, and the words that are left of it."""

    name: str
    typed: str
    left: str


MARKUP = [
    Typed("a script", "Before<script>alert(1)</script>After", "BeforeAfter"),
    Typed("a script in capitals", "<SCRIPT SRC=//example.net/x.js></SCRIPT>After", "After"),
    Typed("a script never closed", "Before<script>alert(1)", "Before"),
    Typed("a script inside a script", "<scr<script>ipt>alert(1)</script>", "ipt>alert(1)"),
    Typed("a picture with a handler", "x<img src=x onerror=alert(1)>", "x"),
    Typed("a handler after a slash", "x<img/src=x/onerror=alert(1)>", "x"),
    Typed("a handler on what is allowed", '<b onmouseover="alert(1)">bold</b>', "bold"),
    Typed("a handler with a line end in its name", '<b on\nclick="alert(1)">bold</b>', "bold"),
    Typed("a drawing with a handler", "x<svg onload=alert(1)><g></g></svg>", "x"),
    Typed("a drawing with a script", "x<svg><script>alert(1)</script></svg>", "x"),
    Typed("a drawing with a link", '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>y', "y"),
    Typed("a formula with a link", "<math href='javascript:alert(1)'>x</math>", "x"),
    Typed("a frame", '<iframe src="https://example.net"></iframe>x', "x"),
    Typed("a frame with its page", '<iframe srcdoc="<script>alert(1)</script>"></iframe>x', "x"),
    Typed("an object", '<object data="data:text/html,x"></object>x', "x"),
    Typed("a form", '<form action="https://example.net"><input name=p><button>Go</button></form>', "Go"),
    Typed("a base", '<base href="https://example.net/">x', "x"),
    Typed("a refresh", '<meta http-equiv="refresh" content="0;url=https://example.net">x', "x"),
    Typed("a style sheet", '<link rel="stylesheet" href="https://example.net/x.css">x', "x"),
    Typed("a style", "<style>*{display:none}</style>x", "x"),
    Typed("a style of one word", '<b style="position:fixed;inset:0">x</b>', "x"),
    Typed("an id that names a part of the page", '<b id="main-content">x</b>', "x"),
    Typed("a class of ours", '<b class="skip-link">x</b>', "x"),
    Typed("a comment", "a<!-- <script>alert(1)</script> -->b", "ab"),
    Typed("a conditional comment", "a<!--[if IE]><script>alert(1)</script><![endif]-->b", "ab"),
    Typed("a comment closed early", "a<!--><img src=x onerror=alert(1)>-->b", "a-->b"),
    Typed("character data", "a<![CDATA[<script>alert(1)</script>]]>b", "aalert(1)]]>b"),
    Typed("an instruction", "a<?php echo 1 ?>b", "ab"),
    Typed("a title in a noscript",
          "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>x", "<p title=''>x"),
    Typed("a mutation by a table", "<table><td><a title='</table><img src=x onerror=alert(1)>'>x</a></table>", "x"),
    Typed("a mutation by mathematics",
          "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", ""),
    Typed("a mutation by a drawing", "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>", "'>"),
    Typed("a template", "<template><script>alert(1)</script></template>x", "x"),
    Typed("a text area", "<textarea><img src=x onerror=alert(1)></textarea>x", "<img src=x onerror=alert(1)>x"),
    Typed("a plain text without an end", "a<plaintext><script>alert(1)</script>", "a<script>alert(1)</script></p>"),
    Typed("an embed of Wagtail", '<embed embedtype="image" id="1" format="fullwidth" alt="x"/>x', "x"),
    Typed("an embed of a film", '<embed embedtype="media" url="https://example.net/film"/>x', "x"),
    Typed("a kind of link unknown", '<a linktype="evil" id="1">x</a>', "x"),
    Typed("a link to a page that is none", '<a linktype="page" id="../../admin">x</a>', "x"),
    Typed("entities of a tag", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    Typed("entities of entities", "&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    Typed("a thousand tags deep", "<b>" * 1000 + "x" + "</b>" * 1000, "x"),
    Typed("tags that cross", "<b>a<i>b</b>c</i>", "abc"),
    Typed("a language with an attribute in it", '<span lang="en&quot; onclick=&quot;alert(1)">x</span>', "x"),
    Typed("Django's own syntax", "{% include 'admin/base.html' %}{{ settings.SECRET_KEY }}",
          "{% include 'admin/base.html' %}{{ settings.SECRET_KEY }}"),
    Typed("Typst's own syntax", '#read("/etc/passwd") $x$ @ref', '#read("/etc/passwd") $x$ @ref'),
    Typed("a NUL", "a\x00b", "ab"),
    Typed("half a pair", "a\ud800b", "ab"),
    Typed("an override of direction", "evil\u202etxt.exe", "eviltxt.exe"),
    Typed("an override behind an entity", "evil&#x202e;txt&#8203;.exe", "eviltxt.exe"),
    Typed("an unseen character inside a tag", "<b\u200b onclick=alert(1)>x</b\u200b>", "x"),
    Typed("a form feed inside a tag", "<b\x0conclick=alert(1)>x</b>", "x"),
    Typed("a very long word", LONG_WORD, LONG_WORD),
]  # fmt: skip
"""Rich text, as a script, an import or a restored revision brings it."""

ADDRESSES = [
    Typed("a script", "javascript:alert(1)", ""),
    Typed("a script in mixed case", "JaVaScRiPt:alert(1)", ""),
    Typed("a script after a space", " javascript:alert(1)", ""),
    Typed("a script with a tab inside", "java\tscript:alert(1)", ""),
    Typed("a script with a line end inside", "java\nscript:alert(1)", ""),
    Typed("a script after a control character", "\x01javascript:alert(1)", ""),
    Typed("a script behind an entity", "javascript&colon;alert(1)", ""),
    Typed("an older script", "vbscript:msgbox(1)", ""),
    Typed("data", "data:text/html,<script>alert(1)</script>", ""),
    Typed("data in base 64", "data:text/html;base64,PHNjcmlwdD4=", ""),
    Typed("a file", "file:///etc/passwd", ""),
    Typed("a file server", "ftp://example.net/x", ""),
    Typed("a view of a source", "view-source:https://example.net", ""),
    Typed("a blob", "blob:https://example.net/1", ""),
    Typed("an end of its attribute", 'https://example.net/"onclick="alert(1)', "https"),
    Typed("the web", "https://example.org/a?b=1&c=2", "https"),
]
"""What a link may be given, and the scheme that is left of it."""

WORDS = [
    Typed("markup", "<b>Bold</b> & <script>alert(1)</script>", "<b>Bold</b> & <script>alert(1)</script>"),
    Typed("an end of an attribute", "\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>"),
    Typed("the end of the title", "</title><script>alert(1)</script>", "</title><script>alert(1)</script>"),
    Typed("Django's own syntax", "{{ 7|add:7 }}{% now 'Y' %}", "{{ 7|add:7 }}{% now 'Y' %}"),
    Typed("a placeholder of Python", "%(password)s %s {0.__class__}", "%(password)s %s {0.__class__}"),
    Typed("an override of direction", "Annual\u202etroper report", "Annualtroper report"),
    Typed("an embedding without an end", "Report \u202bof the\u202a year", "Report of the year"),
    Typed("isolates", "Report \u2066of\u2069 the year", "Report of the year"),
    Typed("spaces without a width", "Mi\u200bnu\u2060tes\ufeff", "Minutes"),
    Typed("tags that nobody sees", "Minutes\U000e0041\U000e0042", "Minutes"),
    Typed("control characters", "Mi\x07nu\x1btes\x7f\x85", "Minutes"),
    Typed("a line separator", "Minutes\u2028of May", "Minutes of May"),
    Typed("a NUL", "Minutes\x00 of May", "Minutes of May"),
    Typed("half a pair", "Minutes\udc00 of May", "Minutes of May"),
    Typed("a header of a mail", "Minutes\r\nBcc: all@example.net\r\n\r\nBuy", "Minutes Bcc: all@example.net Buy"),
    Typed("a formula of a spreadsheet", '=HYPERLINK("https://example.net";"x")', '=HYPERLINK("https://example.net";"x")'),
    Typed("a command of a spreadsheet", "@SUM(1+1)*cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0"),
    Typed("a very long word", LONG_WORD[:240], LONG_WORD[:240]),
    Typed("joiners that Persian needs", "می\u200cخواهم", "می\u200cخواهم"),
    Typed("marks of direction that Hebrew needs", "שלום\u200f!", "שלום\u200f!"),
    Typed("a family of joined signs", "👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
]  # fmt: skip
"""A title or a name, and how it is kept."""

SHAPES: list[tuple[str, object]] = [
    ("a number in place of blocks", 5),
    ("words in place of blocks", "Once upon a time"),
    ("an object in place of blocks", {"type": "paragraph", "value": "x"}),
    ("a number in place of a block", [5]),
    ("nothing in place of a block", [None]),
    ("a block without a type", [{"value": "x"}]),
    ("a block without a value", [{"type": "paragraph"}]),
    ("a type that is no word", [{"type": ["paragraph"], "value": "x"}]),
    ("a number in place of words", [{"type": "paragraph", "value": 5}]),
    ("a list in place of words", [{"type": "heading", "value": ["x"]}]),
    ("an object in place of a quotation's words", [{"type": "quotation", "value": {"text": {}, "source": ""}}]),
    ("words in place of a figure", [{"type": "figure", "value": "x"}]),
    ("a picture that is an object", [{"type": "figure", "value": {"image": {"image": {"x": 1}}, "caption": ""}}]),
    ("a table without its values", [{"type": "table", "value": {"columns": [{"type": "text"}], "rows": [{}]}}]),
    ("a table with a value too many", [
        {"type": "table", "value": {"columns": [{"type": "text", "heading": ""}], "rows": [{"values": ["a", "b"]}]}}
    ]),
    ("a table of an unknown type", [
        {"type": "table", "value": {"columns": [{"type": "evil", "heading": ""}], "rows": [{"values": ["a"]}]}}
    ]),
]  # fmt: skip
"""JSON that is no body: refused, naming the field."""
