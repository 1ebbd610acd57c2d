"""Holds the Italian catalogues against the source: complete, exact in their placeholders, compiled and current."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
import wagtail
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("commentaries", "series", "config")

_PLURAL = {"ngettext", "ngettext_lazy"}
_SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_STRING = r"""u?((?:"(?:\\.|[^"\\])*")|(?:'(?:\\.|[^'\\])*'))"""
_IN_TEMPLATES = re.compile(rf"""\b(n?gettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?""")
_AS_TEMPLATES = re.compile(rf"""\bpgettext\(\s*{_STRING}\s*,\s*{_STRING}""")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*(?::[^}]*)?\}")
_TAG = re.compile(r"</?\w+[^>]*>")


def _catalogue(app: str, suffix: str = "po") -> Path:
    return ROOT / app / "locale" / "it" / "LC_MESSAGES" / f"django.{suffix}"


def _forms(entry: polib.POEntry) -> list[str]:
    """What the entry says in Italian: one sentence, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and _called(node) in _SINGULAR | _PLURAL:
            for text in node.args[: 2 if _called(node) in _PLURAL else 1]:
                assert isinstance(text, ast.Constant), f"{path}:{node.lineno}: only a literal can be translated"
                yield text.value
        elif isinstance(node, ast.Call) and _called(node) in _CONTEXT:
            yield _in_context(*(text.value for text in node.args if isinstance(text, ast.Constant)))


def _in_context(context: str, text: str) -> str:
    """As gettext's compiled catalogues tell apart what one word means in two places."""
    return f"{context}\4{text}"


def _named(entry: polib.POEntry) -> str:
    return _in_context(entry.msgctxt, entry.msgid) if entry.msgctxt else entry.msgid


def _in_template(path: Path) -> Iterator[str]:
    """Django itself turns a template into what gettext reads; nothing here needs the gettext tools."""
    for found in _IN_TEMPLATES.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        yield from (ast.literal_eval(text) for text in found.groups()[1:] if text)
    for found in _AS_TEMPLATES.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        yield _in_context(*(ast.literal_eval(text) for text in found.groups()))


def _strings_of(app: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / app).rglob("*"):
        if path.suffix == ".py":
            found.update(_in_python(path))
        elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts:
            found.update(_in_template(path))
    return found


@pytest.fixture(params=APPS)
def app(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_entry_is_translated(app: str) -> None:
    entries = polib.pofile(str(_catalogue(app)))
    assert entries.metadata["Language"] == "it"
    assert entries.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert [entry.msgid for entry in entries if entry.obsolete or entry.fuzzy] == []
    assert [entry.msgid for entry in entries if not entry.translated()] == []


def test_placeholders_and_tags_agree(app: str) -> None:
    for entry in polib.pofile(str(_catalogue(app))):
        originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        for original, translation in zip(originals, _forms(entry), strict=True):
            for pattern in (_PLACEHOLDER, _TAG):
                assert sorted(pattern.findall(translation)) == sorted(pattern.findall(original)), entry.msgid


def test_apostrophes_and_quotation_marks_are_typographic(app: str) -> None:
    for entry in polib.pofile(str(_catalogue(app))):
        for translation in _forms(entry):
            assert not re.search(r"""['"]""", _TAG.sub("", translation)), translation


def test_no_article_stands_before_a_day_that_may_want_another(app: str) -> None:
    """It is “il 7 maggio”, but “l’8 maggio” and “l’11 maggio”: a day stands in brackets, or behind a comma."""
    before_a_day = re.compile(r"\b(?:il|al|dal|del|nel|sul) %\((?:\w*day|when|asked|due|made|moment|works_until)\)s")
    for entry in polib.pofile(str(_catalogue(app))):
        assert not [form for form in _forms(entry) if before_a_day.search(form)]


def test_compiled_catalogue_corresponds(app: str) -> None:
    written = {_named(entry): _forms(entry) for entry in polib.pofile(str(_catalogue(app)))}
    compiled = {_named(entry): _forms(entry) for entry in polib.mofile(str(_catalogue(app, "mo")))}
    assert compiled == written, "run `django-admin compilemessages` in the app's folder"


def test_catalogue_has_every_string_of_the_source_and_no_other(app: str) -> None:
    entries = polib.pofile(str(_catalogue(app)))
    listed = {text for entry in entries for text in (_named(entry), entry.msgid_plural) if text}
    assert _strings_of(app) - listed == set(), "run `django-admin makemessages -l it --no-obsolete` in the app's folder"
    assert listed - _strings_of(app) == set(), "no longer in the source"


@pytest.mark.parametrize("app", ["commentaries", "series"])
def test_no_word_of_ours_replaces_another_of_wagtails(app: str) -> None:
    """Django joins the catalogues of all apps, and the first of them to translate a word speaks for all."""
    theirs: dict[str, set[str]] = {}
    for path in Path(wagtail.__file__).parent.glob("**/locale/it/LC_MESSAGES/django.mo"):
        for entry in polib.mofile(str(path)):
            theirs.setdefault(_named(entry), set()).update(_forms(entry))
    for entry in polib.pofile(str(_catalogue(app))):
        assert set(_forms(entry)) <= theirs.get(_named(entry), set(_forms(entry))), entry.msgid


_INFINITIVE = re.compile(r"\W*\w+(?:[aei]r(?:e|lo|la|li|le|si)|[ao]rre|urre)\b")
_TOLD = {"Publish as it is", "Publish after changes"}
"""What a reviewer recommends is told to others in these words, in mails too."""


def test_what_is_pressed_commands_and_what_is_told_does_not() -> None:
    """Buttons, menus and headings that open say “Salva”, “Pubblica”, “Ritira”, as Wagtail's own do beside them.

    Sentences, which end in a full stop, stay impersonal: “Dare un titolo al testo.”
    """
    wagtails = polib.mofile(str(Path(wagtail.__file__).parent / "admin/locale/it/LC_MESSAGES/django.mo"))
    assert {entry.msgid: entry.msgstr for entry in wagtails}["Save draft"] == "Salva bozza"
    for app in APPS:
        labels = [entry for entry in polib.pofile(str(_catalogue(app))) if not entry.msgid.endswith((".", "?"))]
        assert [entry.msgstr for entry in labels if _INFINITIVE.match(entry.msgstr) and entry.msgid not in _TOLD] == []


def test_finds_strings_in_every_form(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}{% translate "One" %}{% trans "Two" as two %}{{ title|default:_("Three") }}'
        "{% blocktranslate trimmed with who=person %}\n  Four\n  {{ who }}\n{% endblocktranslate %}"
        "{% blocktrans count n=total %}{{ n }} five{% plural %}{{ n }} fives{% endblocktrans %}",
        encoding="utf-8",
    )
    module = tmp_path / "module.py"
    module.write_text(
        '_("Six " "and more")\nngettext("seven", "sevens", n)\n'
        'translation.gettext("Eight")\npgettext("of ten", "nine")\n'
    )
    assert set(_in_template(template)) == {"One", "Two", "Three", "Four %(who)s", "%(n)s five", "%(n)s fives"}
    assert set(_in_python(module)) == {"Six and more", "seven", "sevens", "Eight", "of ten\4nine"}


def test_words_come_out_in_italian() -> None:
    with override("it"):
        assert gettext("Key points") == "Punti chiave"
        assert gettext("Open points: %(counts)s") % {"counts": "2"} == "Punti aperti: 2"
        assert ngettext("%(minutes)s minute", "%(minutes)s minutes", 1) % {"minutes": 1} == "1 minuto"
        assert ngettext("%(minutes)s minute", "%(minutes)s minutes", 5) % {"minutes": 5} == "5 minuti"
        assert gettext("Page not found") == "Pagina non trovata"
    with override("en"):
        assert gettext("Key points") == "Key points"


def test_a_mail_comes_out_in_italian() -> None:
    told = {
        "person": "Anna Conti",
        "sender": "Marta Ferri",
        "series": "IAI Commentaries",
        "title": "Chi ripara il fondale",
        "due": "8 novembre 2025",
    }
    with override("it"):
        told["news"] = render_to_string("commentaries/mails/invited_subject.txt", told).strip()
        subject = render_to_string("commentaries/mails/subject.txt", told)
        body = render_to_string("commentaries/mails/invited.txt", told)
    named = "IAI Commentaries: Chi ripara il fondale – richiesta di revisione (scadenza: 8 novembre 2025)"
    assert subject.strip() == named
    assert body.startswith("Gentile Anna Conti,")
    assert "Marta Ferri chiede la revisione di un testo per IAI Commentaries:" in body


def test_the_colophon_comes_out_in_italian() -> None:
    imprint = {"publisher": "Istituto Affari Internazionali", "editors": [{"name": "Marta Ferri"}]}
    with override("it"):
        html = render_to_string("commentaries/parts/colophon.html", {"imprint": imprint})
    assert "Chi siamo: Istituto Affari Internazionali" in html
    assert "A cura di Marta Ferri" in html
