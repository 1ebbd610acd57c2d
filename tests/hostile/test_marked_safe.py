"""Holds the places at which something is called safe to a list; a new one is looked at by a person first."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("commentaries", "series", "config")
MARKING = {"mark_safe", "SafeString", "SafeText", "safe", "html_safe"}
IN_PYTHON = {
    ("commentaries/reading.py", "rich"): 1,  # right after clean_html
    ("commentaries/reading.py", "_with_calls"): 1,  # the same, with the calls of notes by format_html
    ("commentaries/reading.py", ""): 1,  # the empty string
    ("commentaries/heads.py", ""): 1,  # the empty string
    ("commentaries/heads.py", "data_block"): 1,  # JSON in which <, > and & are written by their numbers
}
"""File and function, and how often something is marked there."""
WITHOUT_ESCAPING = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%\s*safe|\|\s*richtext\b")
FORMATTING = {"format_html", "format_html_join"}


def marked_in(path: Path) -> Iterator[str]:
    """The function in which something is marked, once for each time."""

    def walk(node: ast.AST, function: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            name = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            if isinstance(child, ast.Call) and called(child) in MARKING:
                yield name
            yield from walk(child, name)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "")


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def sources(ending: str) -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob(f"*{ending}"))]


def test_only_what_was_just_cleaned_is_marked_safe() -> None:
    found = Counter((str(path.relative_to(ROOT)), function) for path in sources(".py") for function in marked_in(path))
    assert found == IN_PYTHON


def test_nothing_typed_becomes_the_format_of_markup() -> None:
    """The first argument of format_html is not escaped, so it is written here and nowhere else."""
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in FORMATTING:
                for argument in node.args[: 2 if called(node) == "format_html_join" else 1]:
                    assert isinstance(argument, ast.Constant), f"{path}:{node.lineno}"


def test_no_template_of_a_page_goes_without_escaping() -> None:
    found = [str(path.relative_to(ROOT)) for path in sources(".html") if WITHOUT_ESCAPING.search(path.read_text())]
    assert found == []


def test_only_mails_which_are_plain_text_go_without_escaping() -> None:
    found = [path for path in sources(".txt") if WITHOUT_ESCAPING.search(path.read_text())]
    assert found
    assert [path for path in found if "mails" not in path.parts] == []


def test_no_template_writes_a_script_a_style_or_a_handler_into_a_public_page() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    apart = {"admin", "mails"}  # a mail is no page of ours, and its reader's program may know no style sheet
    public = [path for path in sources(".html") if not apart & set(path.parts)]
    found = [str(path.relative_to(ROOT)) for path in public if inline.search(path.read_text())]
    assert sorted(found) == [
        "commentaries/templates/commentaries/parts/meta_data.html",  # a block of data, which is no script
        "series/templates/series/500.html",  # whose style its own policy names by its digest
    ]
