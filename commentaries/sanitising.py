"""Turns HTML and words from anywhere into what a text may hold: few tags, safe addresses, characters one can see."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField, URLField
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import Model

ALLOWED_SCHEMES = {"https", "http", "mailto", "tel"}
WEB_SCHEMES = {"https", "http"}
_INLINE_TAGS = {"a", "b", "strong", "i", "em", "sup", "sub", "span", "br"}
_BLOCK_TAGS = _INLINE_TAGS | {"p", "ul", "ol", "li"}
_ATTRIBUTES = {"a": {"href", "linktype", "id"}, "span": {"lang", "dir"}, "p": {"dir"}}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EDITOR_KEY = "data-block-key"
"""By this attribute Wagtail's editor knows a paragraph again; it is stored and never shown."""
_STORED_ATTRIBUTES = {**_ATTRIBUTES, "p": {"dir", _EDITOR_KEY}, "li": {_EDITOR_KEY}}
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LINK = re.compile(r'<a(?: [\w-]+="[^"]*")*>')
_PAIR = re.compile(r' ([\w-]+)="([^"]*)"')
_NUMBER = re.compile(r"[0-9]{1,9}")
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, but for tab and line ends
    "\ud800-\udfff"  # halves of a pair, which no encoding can write
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # embeddings, overrides and isolates: the text would read otherwise
    "\u180e\u200b\u2060-\u2064\ufeff"  # spaces and joiners without a width
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"  # annotations, tags, what is no character
    "]"
)
"""What no reader can see and what could hide, or turn round, what they read (docs/decisions/0007).

Marks that scripts need stay: the joiners of Persian and Hindi, and the marks of direction, which change
nothing but the place of a neighbouring sign.
"""
_LINE_ENDS = re.compile("[\u2028\u2029]")
_IN_A_LINE = re.compile(r"[\t\r\n]+")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Keeps an attribute only when its value is of the kind that the tag needs."""
    if name == "linktype":
        return value if value in {"page", "document", "note"} else None
    if name == "lang":
        return value if _LANGUAGE.fullmatch(value) else None
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    if name == _EDITOR_KEY:
        return value if _KEY.fullmatch(value) else None
    return value


def clean_html(html: str) -> str:
    """Rich text reduced to the allow-list, for showing.

    Wagtail's own ``<a linktype="page" id="5">`` and our ``<a linktype="note" id="…">`` pass.
    """
    return _reduced(html, _ATTRIBUTES)


def stored_html(html: str) -> str:
    """Rich text reduced to the allow-list, for storing: what is clean already comes back letter by letter.

    So a text that somebody affirmed keeps its digest, whichever serialiser wrote its line breaks and entities.
    """
    reduced = _reduced(html, _STORED_ATTRIBUTES)
    is_clean = clean_words(html) == html and (reduced == html or _events(reduced) == _events(html))
    return html if is_clean else reduced


def _reduced(html: str, attributes: dict[str, set[str]]) -> str:
    reduced = nh3.clean(
        clean_words(html),
        tags=_BLOCK_TAGS,
        clean_content_tags={"script", "style"},
        attributes=attributes,
        attribute_filter=_attribute,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return _LINK.sub(_with_number, clean_words(reduced))  # an entity may have stood for what nobody sees


def _with_number(link: re.Match[str]) -> str:
    """A link within the site leads to a page or document by its number; by anything else it would fail when shown.

    An ``id`` alone would make a place in the page, where only the page itself makes them.
    """
    attributes = dict(_PAIR.findall(link.group()))
    match attributes.get("linktype"):
        case "page" | "document":
            return link.group() if _NUMBER.fullmatch(attributes.get("id", "")) else "<a>"
        case None if "id" in attributes:
            return f'<a href="{attributes["href"]}">' if "href" in attributes else "<a>"
    return link.group()


def _events(html: str) -> list[Any]:
    parser = _Events()
    parser.feed(html)
    parser.close()
    return parser.found


class _Events(HTMLParser):
    """A piece of HTML as what a parser meets, so that two spellings of the same can be told from a difference."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs, key=str)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.found.append(f"/{tag}")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found.append(("words", data))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.found.append(("instruction", data))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("declaration", data))


def clean_words(text: str) -> str:
    """Words without the characters that nobody sees; lines stay lines."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """The same in one line."""
    return _IN_A_LINE.sub(" ", clean_words(text))


def storable(words: str, most: int) -> str:
    """So many letters of what others have said; it may hold a NUL, which PostgreSQL stores in no text."""
    return words.replace("\0", "\N{REPLACEMENT CHARACTER}")[:most]


def safe_cell(words: str) -> str:
    """Words for a cell of a table, which no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{words}" if words.lstrip().startswith(("=", "+", "-", "@")) else words


def web_address(address: str) -> str:
    """An address of the web as it is; empty for any other, so that a link leads to a page and nowhere else."""
    try:
        return address if urlsplit(address).scheme in WEB_SCHEMES else ""
    except ValueError:
        return ""


def tidy(row: Model) -> None:
    """Takes out of a row's words what nobody sees. Fields of rich text and of blocks see to themselves."""
    for field in row._meta.concrete_fields:
        value = row.__dict__.get(field.attname)
        if not isinstance(value, str) or field.choices:
            continue
        if isinstance(field, CharField):
            setattr(row, field.attname, clean_line(value))
        elif type(field) is TextField:
            setattr(row, field.attname, clean_words(value))


def refuse_other_addresses(row: Model) -> None:
    """Says at the field that its address is none of the web.

    Raises:
        ValidationError: naming each such field.
    """
    wrong = {
        field.name: _("Write an address that begins with https:// or http://.")
        for field in row._meta.concrete_fields
        if isinstance(field, URLField) and (value := getattr(row, field.attname)) and not web_address(value)
    }
    if wrong:
        raise ValidationError(wrong)


def plain_text(html: str) -> str:
    """The words of a piece of HTML, blocks parted by a space."""
    spaced = re.sub(r"<(?:/p|/li|br\s*/?)>", " ", html)
    text = nh3.clean(clean_words(spaced), tags=set(), clean_content_tags={"script", "style"})
    text = clean_words(unescape(text)).replace("\xa0", " ")
    return re.sub(r"[ \t\n\r]+", " ", text).strip()
