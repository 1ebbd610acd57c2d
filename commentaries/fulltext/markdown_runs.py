"""Turns runs of words into lines of Markdown in which no word is taken for a mark."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Any

from commentaries.fulltext.texts import Nodes
from commentaries.lines import visible

_MARK = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
"""What is a mark anywhere in a line; an ampersand only where it begins an entity."""
_AT_START = re.compile(r"(\s*)(\d{0,9})([#=>]|[+-](?=[\s+-]|$)|(?<=\d)[.)](?=\s|$)|[|:](?=\s*:?-))")
"""What is a mark at the beginning of a line: headings, lists, quotations, rules, the second row of a table."""
_IN_ADDRESS = re.compile(r"[\\()<>]|&(?=#?\w+;)")
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f]")
_SIGNS = {"strong": ("**", "strong"), "emphasis": ("*", "em")}
_TAGS = {"sup", "sub"}


def escaped(words: str) -> str:
    """Words in the midst of a line."""
    return _MARK.sub(lambda found: f"\\{found[0]}", visible(words))


def on_one_line(words: str) -> str:
    """Words in the midst of a line, whatever lines they were typed in."""
    return escaped(" ".join(visible(words).split()))


def line_of(words: str) -> str:
    """Words that begin a line, as one line."""
    return _unmarked(on_one_line(words))


def linked(words: str, url: str, *, is_picture: bool = False) -> str:
    """A link; one that shows its own address is written as the address in angle brackets."""
    if words == url and not is_picture and re.fullmatch(r"[a-z][a-z0-9+.-]+:[^\s<>\x00-\x20]*", url, re.IGNORECASE):
        return f"<{url}>"
    return f"[{on_one_line(words)}]({_address(url)})"


def spoken(nodes: Nodes) -> str:
    """The runs of one paragraph; a line that breaks ends with a backslash."""
    lines = [line.strip(" ") for line in _runs(nodes).strip(" \n").split("\n")]
    return "\\\n".join(_unmarked(line) for line in lines if line)


def _unmarked(line: str) -> str:
    mark = _AT_START.match(line)
    return f"{line[: mark.start(3)]}\\{line[mark.start(3) :]}" if mark else line


def _address(url: str) -> str:
    """An address as the target of a link, with what would end it escaped or percent-encoded."""
    encoded = _NOT_IN_ADDRESS.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), url)
    return _IN_ADDRESS.sub(lambda m: f"\\{m[0]}", encoded)


def _runs(nodes: Any, before: str = "", after: str = "") -> str:
    """Runs one after the other, each told what stands before and after it: emphasis depends on its neighbours."""
    made = ""
    nodes = list(nodes)
    for place, node in enumerate(nodes):
        if isinstance(node, str):
            made += escaped(node)
        else:
            if node["is"] == "link" and made.endswith("!"):
                made = f"{made[:-1]}\\!"  # or the link would be a picture
            behind = _first(nodes[place + 1 :]) or after
            made += _run(node, (made or before)[-1:], behind)
    return made


def _first(nodes: list[Any]) -> str:
    """The first character that comes next."""
    for node in nodes:
        if isinstance(node, str):
            if node:
                return node[0]
        elif node["is"] == "break":
            return "\n"
        elif node["is"] in _SIGNS:
            return "*"
        else:
            return "["
    return ""


def _run(node: dict[str, Any], before: str, behind: str) -> str:
    kind = node["is"]
    match kind:
        case "link":
            inner = _runs(node["of"], "[", "]")
            address = node["to"]
            shows_itself = node["of"] == [address]
            return linked(address, address) if shows_itself else f"[{inner}]({_address(address)})"
        case "call":
            return f"\\[{node['number']}\\]"
        case "break":
            return "\n"
        case "foreign":
            tag = "-".join(part for part in (node["lang"], node["region"]) if part)
            direction = f' dir="{node["dir"]}"' if node.get("dir") else ""
            return f'<span lang="{tag}"{direction}>{_runs(node["of"], ">", "<")}</span>'
    if kind in _SIGNS:
        return _emphasised(node["of"], *_SIGNS[kind], before, behind)
    inner = _runs(node["of"])
    return f"<{kind}>{inner}</{kind}>" if kind in _TAGS else inner


def _emphasised(nodes: Any, sign: str, tag: str, before: str, behind: str) -> str:
    """Between signs where CommonMark takes them for such (section 6.2), else between tags of HTML, which it passes."""
    inner = _runs(nodes, sign, sign)
    words = inner.strip(" \n")
    if not words:
        return inner
    lead, _, tail = inner.partition(words)
    if lead:
        before = " "
    if tail:
        behind = " "
    if _opens(before, words[0]) and _opens(behind, words[-1]) and "\n" not in words:
        return f"{lead}{sign}{words}{sign}{tail}"
    return f"{lead}<{tag}>{words}</{tag}>{tail}"


def _opens(outside: str, inside: str) -> bool:
    """Whether a sign between these two turns inwards: nothing, space or punctuation but no sign lies outside."""
    is_apart = not outside or outside.isspace() or (outside != "*" and _is_punctuation(outside))
    return is_apart and inside not in "*"


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
