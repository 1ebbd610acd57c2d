"""Tests that hostile rich text, by whichever way it comes, is stored clean and shown harmless, with its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.test import Client
from lxml import html as lxml_html

from commentaries import submitting, versions
from commentaries.models import CommentaryPage, Note
from commentaries.readiness import NotReady, open_points
from commentaries.reading import reading_of, rich
from commentaries.sanitising import stored_html
from tests import factories
from tests.commentaries.test_editing import edit_path, sent_by_the_editor
from tests.factories import House
from tests.hostile.harm import PARSER, harm_in
from tests.hostile.inputs import ADDRESSES, MARKUP, SHAPES, Typed
from tests.hostile.ways import WAYS, form_of_api, load, publish

LEFT_OUT = {
    "revision": {"a NUL", "half a pair"},  # PostgreSQL refuses both within JSON: no stored revision can hold them
    "api": {"a thousand tags deep"},  # Wagtail's own converter fails at it, before anything of ours is asked
}
LINKS_TAKEN_OUT = {"a kind of link unknown", "a link to a page that is none"}
"""With these no text is submitted; the open points say why."""


def named(inputs: list[Typed]) -> Any:
    return pytest.mark.parametrize("given", inputs, ids=lambda given: given.name)


def words(html: str) -> str:
    return " ".join(lxml_html.fromstring(f"<div>{html}</div>", parser=PARSER).text_content().split())


@named(MARKUP)
def test_only_the_words_of_hostile_markup_are_stored_and_shown(given: Typed) -> None:
    clean = stored_html(f"<p>{given.typed}</p>")
    assert harm_in(f"<div>{clean}</div>") == []
    assert words(clean) == " ".join(given.left.split())
    assert stored_html(clean) == clean
    assert harm_in(f"<div>{rich(given.typed)}</div>") == []


@named(ADDRESSES)
def test_a_link_keeps_a_safe_address_or_none(given: Typed) -> None:
    clean = stored_html(f'<p><a href="{given.typed}">words</a></p>')
    assert harm_in(f"<div>{clean}</div>") == []
    assert words(clean) == "words"
    [link] = lxml_html.fromstring(clean).xpath("descendant-or-self::a")
    assert link.get("href", "").partition(":")[0] == given.left


@pytest.mark.parametrize("way", WAYS)
def test_a_text_full_of_hostile_markup_is_published_harmless(
    way: str, house: House, client: Client, tmp_path: Path
) -> None:
    inputs = [given for given in MARKUP if given.name not in LINKS_TAKEN_OUT | LEFT_OUT.get(way, set())]
    blocks: list[dict[str, Any]] = [{"type": "paragraph", "value": f"<p>{given.typed}</p>"} for given in inputs]
    answer = {"question": inputs[0].typed, "answer": f"<p>{inputs[0].typed}</p>"}
    blocks += [{"type": "exchange", "value": answer}, {"type": "heading", "value": "<b onclick=x>Heading</b>"}]
    page = WAYS[way](house, blocks, f"<p>{MARKUP[3].typed}</p>{MARKUP[5].typed}", tmp_path)
    public = publish(house, page)

    paragraphs = [child["value"] for child in public.body.raw_data if child["type"] == "paragraph"]
    for value in (*paragraphs, *(note.text for note in public.notes.all())):
        assert harm_in(f"<div>{value}</div>") == []

    response = client.get(public.url)
    assert response.status_code == 200
    assert harm_in(response.content.decode()) == []
    shown = lxml_html.document_fromstring(response.content.decode(), parser=PARSER)
    paragraphs = [" ".join(each.text_content().split()) for each in shown.find_class("paragraph")]
    if way != "api":  # which goes through the editor's own converter; there the harm alone is looked for
        assert paragraphs == [" ".join(given.left.split()) for given in inputs]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_clean_keeps_its_digest_by_every_way(way: str, house: House, tmp_path: Path) -> None:
    value = '<p data-block-key="ab1cd">“R&amp;D” <b>bold</b><br/>next&nbsp;line &#x27;x&#x27;</p>'
    blocks = [{"type": "paragraph", "value": value}]
    first = factories.make_draft(house, body=[("paragraph", value)])
    CommentaryPage.objects.filter(pk=first.pk).update(title="Same")
    Note.objects.create(page=first, ref="first", text="<p>A note.</p>")
    page = WAYS[way](house, blocks, "<p>A note.</p>", tmp_path)
    if way == "api":
        return  # the editor writes in its own spelling, and always did
    assert versions.latest_of(page).body.raw_data[0]["value"] == value


@pytest.mark.parametrize(("kind", "shape"), SHAPES, ids=[kind for kind, _shape in SHAPES])
def test_json_of_another_shape_is_refused_with_the_name_of_the_field(
    kind: str, shape: Any, house: House, tmp_path: Path
) -> None:
    with pytest.raises(ValidationError) as refused:
        CommentaryPage(title="x").body = json.dumps(shape)
    assert "body" in refused.value.message_dict


@pytest.mark.parametrize(("kind", "shape"), SHAPES, ids=[kind for kind, _shape in SHAPES])
def test_the_api_refuses_it_or_stores_what_it_can_show(kind: str, shape: Any, house: House, client: Client) -> None:
    """Wagtail itself turns most of it away; what it lets through must be read without a fault."""
    page = factories.make_draft(house)
    try:
        form = form_of_api(house, page, body=shape)
    except (ValidationError, TypeError, KeyError, AttributeError, ValueError):
        return  # the API's own handlers and its schema of the body stand before this
    if form.is_valid():
        form.save(commit=False).save_revision(user=house.author)
        assert open_points(versions.latest_of(factories.reloaded(page)))
        assert reading_of(versions.latest_of(factories.reloaded(page))).blocks is not None


@pytest.mark.parametrize("name", sorted(LINKS_TAKEN_OUT))
def test_a_link_whose_address_was_taken_out_is_an_open_point(name: str, house: House) -> None:
    [given] = [given for given in MARKUP if given.name == name]
    page = factories.make_draft(house, body=[("paragraph", f"<p>{given.typed}</p>")])
    with pytest.raises(NotReady, match="The address of the link “x” was taken out"):
        submitting.submit(page, house.author)


def test_loaddata_names_the_field_that_it_cannot_read(house: House, tmp_path: Path) -> None:
    page = factories.make_draft(house)
    row = {"model": "commentaries.commentarypage", "pk": page.pk, "fields": {"body": '[{"type": "paragraph"}]'}}
    with pytest.raises(DeserializationError, match=r"body.*each block has a type and a value"):
        load([row], tmp_path)


def test_a_body_nested_a_thousand_deep_is_refused_and_not_followed(house: House) -> None:
    with pytest.raises(ValidationError) as refused:
        CommentaryPage(title="x").body = "[" * 100_000 + "]" * 100_000
    assert "body" in refused.value.message_dict


# The editor's form


def with_content(*blocks: dict[str, Any], entities: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"blocks": list(blocks), "entityMap": entities or {}}
    return {"body-0-type": "paragraph", "body-0-value": json.dumps(content)}


def block_of(text: str, **facts: Any) -> dict[str, Any]:
    plain = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return {**plain, **facts}


@pytest.fixture
def author(house: House, client: Client) -> Client:
    client.force_login(house.author)
    return client


def test_markup_typed_into_the_editor_is_words(house: House, author: Client) -> None:
    text = factories.make_draft(house)
    typed = [block_of(given.typed) for given in MARKUP]
    response = author.post(edit_path(text), sent_by_the_editor(text, house, **with_content(*typed)))
    assert response.status_code == 302
    html = rich(versions.latest_of(factories.reloaded(text)).body[0].value.source)
    assert harm_in(f"<div>{html}</div>") == []
    assert "alert(1)" in words(html)


def test_a_link_of_the_editor_keeps_a_safe_address_or_none(house: House, author: Client) -> None:
    text = factories.make_draft(house)
    links = {
        str(number): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": given.typed}}
        for number, given in enumerate(ADDRESSES)
    }
    typed = [
        block_of(given.name, entityRanges=[{"key": number, "offset": 0, "length": len(given.name)}])
        for number, given in enumerate(ADDRESSES)
    ]
    response = author.post(edit_path(text), sent_by_the_editor(text, house, **with_content(*typed, entities=links)))
    assert response.status_code == 302
    html = rich(versions.latest_of(factories.reloaded(text)).body[0].value.source)
    assert harm_in(f"<div>{html}</div>") == []
    assert words(html) == "".join(given.name for given in ADDRESSES)


@pytest.mark.parametrize(
    "sent",
    ["", "{", "5", "[]", '{"blocks": 5}', '{"blocks": [5], "entityMap": {}}', '{"blocks": [{}], "entityMap": {}}',
     '{"blocks": [{"key": "a", "text": 5, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
     '"entityRanges": []}], "entityMap": {}}',
     '{"blocks": [{"key": "a", "text": "x", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
     '"entityRanges": [{"key": 9, "offset": 0, "length": 1}]}], "entityMap": {}}', "[" * 5000],
)  # fmt: skip
def test_what_no_editor_sends_is_refused_at_the_field_and_never_a_fault(
    sent: str, house: House, author: Client
) -> None:
    text = factories.make_draft(house)
    changes = {"body-0-type": "paragraph", "body-0-value": sent}
    response = author.post(edit_path(text), sent_by_the_editor(text, house, **changes))
    assert response.status_code in {200, 302}
    if response.status_code == 302:
        kept = versions.latest_of(factories.reloaded(text)).body
        assert [block for block in kept if block.value.source not in {"", "<p></p>"}] == []
