"""Tests what changes the digest that persons affirm, and what does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from wagtail.actions.copy_page import CopyPageAction

from commentaries import versions
from commentaries.models import Authorship, CommentaryPage, Note, Version
from tests import factories
from tests.factories import House

Change = Callable[[CommentaryPage], None]


def fields(**changes: Any) -> Change:
    def change(page: CommentaryPage) -> None:
        for name, value in changes.items():
            setattr(page, name, value)

    return change


def block(number: int, value: Any) -> Change:
    def change(page: CommentaryPage) -> None:
        body = factories.ready_body()
        body[number] = (body[number][0], value)
        page.body = body

    return change


def reworded(page: CommentaryPage) -> None:
    page.body = [(kind, re.sub("surprised", "astonished", text)) for kind, text in factories.ready_body()]


def first_author(**changes: Any) -> Change:
    def change(page: CommentaryPage) -> None:
        rows = list(page.authorships.all())
        for name, value in changes.items():
            setattr(rows[0], name, value)
        page.authorships = rows

    return change


def one_more_author(page: CommentaryPage) -> None:
    person = factories.PersonFactory()
    page.authorships = [*page.authorships.all(), Authorship(person=person, name=person.name, sort_order=9)]


def swapped(page: CommentaryPage) -> None:
    body = factories.ready_body()
    page.body = [body[2], body[1], body[0], body[3]]


def retyped(page: CommentaryPage) -> None:
    page.body = [("subheading" if kind == "heading" else kind, text) for kind, text in factories.ready_body()]


CHANGES: dict[str, Change] = {
    "title": fields(title="Other"),
    "abstract": fields(abstract="Other"),
    "kind": fields(kind="speech"),
    "language": fields(language="en-GB"),
    "remark": fields(remark="Speech given in Rome"),
    "keywords": fields(keywords="tides"),
    "funding": fields(funding="Nobody paid."),
    "interests": fields(interests="None."),
    "licence": fields(licence="all-rights"),
    "image alt": fields(image_alt="A pier"),
    "image credit": fields(image_credit="IT"),
    "image decorative": fields(image_is_decorative=True),
    "key point": lambda page: setattr(page, "key_points", [("key_point", {"lead": "Other.", "text": ""})]),
    "body word": reworded,
    "body comma": block(1, "What, was left out"),
    "body order": swapped,
    "body kind": retyped,
    "body shorter": lambda page: setattr(page, "body", factories.ready_body()[:-1]),
    "pull quote": block(3, "Nobody counted the hands."),
    "note text": fields(notes=[Note(ref="first", text="<p>Minutes of 5 May.</p>", sort_order=0)]),
    "note gone": fields(notes=[]),
    "author name": first_author(name="A. Other"),
    "author affiliation": first_author(affiliation="Elsewhere"),
    "author role": first_author(role="translator"),
    "one more author": one_more_author,
}

NO_CHANGES: dict[str, Change] = {
    "slug": fields(slug="other"),
    "search description": fields(search_description="Other"),
    "seo title": fields(seo_title="Other"),
    "dates": fields(go_live_at=None, first_published_at=None),
    "owner": fields(owner=None),
    "lock": fields(locked=True),
    "topics": lambda page: page.topics.set([factories.TopicFactory()]),
    "row ids": lambda page: setattr(
        page,
        "authorships",
        [Authorship(person=a.person, name=a.name, affiliation=a.affiliation, role=a.role, sort_order=a.sort_order)
         for a in page.authorships.all()],
    ),
    "block ids": lambda page: setattr(page, "body", factories.ready_body()),
    "note ref": lambda page: fields(
        notes=[Note(ref="renamed", text=page.notes.all()[0].text, sort_order=5)],
        body=[(kind, text.replace('id="first"', 'id="renamed"')) for kind, text in factories.ready_body()],
    )(page),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_content_changes_the_digest(house: House, name: str) -> None:
    page = factories.make_draft(house)
    before = versions.digest_of(page)
    CHANGES[name](page)
    assert versions.digest_of(page) != before


@pytest.mark.parametrize("name", NO_CHANGES)
def test_what_nobody_affirms_leaves_the_digest(house: House, name: str) -> None:
    page = factories.make_draft(house)
    before = versions.digest_of(page)
    NO_CHANGES[name](page)
    assert versions.digest_of(page) == before


def test_every_affirmed_field_is_tried() -> None:
    tried = " ".join(CHANGES)
    names = {"authorships": "author", "notes": "note", "key_points": "key point"}
    assert [f for f in versions.Content._fields if names.get(f, f) not in tried] == []


def test_a_digest_survives_saving_reloading_and_a_revision(house: House) -> None:
    page = factories.make_draft(house)
    in_hand = versions.digest_of(page)
    assert versions.digest_of(factories.reloaded(page)) == in_hand
    assert versions.digest_of(versions.latest_of(page)) == in_hand
    page.save_revision()
    assert versions.digest_of(versions.latest_of(page)) == in_hand


def test_a_copy_has_the_digest_of_its_original(house: House) -> None:
    """The guard asks for page and digest both, so equal digests give a copy no affirmation."""
    page = factories.make_draft(house)
    copy = CopyPageAction(page, keep_live=False, user=house.admin, update_attrs={"slug": "copy"}).execute()
    assert versions.digest_of(factories.reloaded(copy)) == versions.digest_of(page)


def figure(image: Any, *, alt: str = "A pier", caption: str = "", credit: str = "IT") -> list[tuple[str, Any]]:
    image.contextual_alt_text, image.decorative = alt, False
    return [("figure", {"image": image, "caption": caption, "credit": credit})]


def test_a_figure_counts_by_its_file_alt_text_caption_and_credit(house: House) -> None:
    image = factories.make_image()
    page = factories.make_draft(house, body=figure(image))
    digest = versions.digest_of(page)
    for changes in ({"alt": "Other"}, {"caption": "Other"}, {"credit": "Other"}):
        page.body = figure(image, **changes)
        assert versions.digest_of(page) != digest
    page.body = figure(factories.make_image(colour="red"))
    assert versions.digest_of(page) != digest
    page.body = figure(factories.make_image())
    assert versions.digest_of(page) == digest, "the same file stored twice is the same picture"


def test_a_lead_picture_counts_by_its_file(house: House) -> None:
    page = factories.make_draft(house)
    plain = versions.digest_of(page)
    page.image = factories.make_image()
    blue = versions.digest_of(page)
    page.image = factories.make_image(colour="red")
    assert len({plain, blue, versions.digest_of(page)}) == 3
    page.image = factories.make_image("Other title")
    assert versions.digest_of(page) == blue


def test_an_embed_counts_by_its_address(house: House) -> None:
    def film(url: str) -> list[tuple[str, Any]]:
        return [("embed", {"image": None, "title": "Film", "url": url, "caption": ""})]

    page = factories.make_draft(house, body=film("https://example.org/1"))
    digest = versions.digest_of(page)
    page.body = film("https://example.org/2")
    assert versions.digest_of(page) != digest


def test_a_link_inside_a_paragraph_counts_with_its_page(house: House) -> None:
    def linked(pk: int) -> list[tuple[str, Any]]:
        return [("paragraph", f'<p><a linktype="page" id="{pk}">there</a></p>')]

    page = factories.make_draft(house, body=linked(4))
    digest = versions.digest_of(page)
    page.body = linked(5)
    assert versions.digest_of(page) != digest


def test_notes_that_change_places_change_the_digest(house: House) -> None:
    body = [("paragraph", '<p>A<a linktype="note" id="a"></a> B<a linktype="note" id="b"></a></p>')]
    page = factories.make_draft(house, body=body)
    page.notes = [Note(ref="a", text="<p>one</p>", sort_order=0), Note(ref="b", text="<p>two</p>", sort_order=1)]
    digest = versions.digest_of(page)
    page.notes = [Note(ref="a", text="<p>two</p>", sort_order=0), Note(ref="b", text="<p>one</p>", sort_order=1)]
    assert versions.digest_of(page) != digest


def test_block_ids_are_dropped_at_every_depth() -> None:
    raw = [{"type": "table", "id": str(uuid4()), "value": {"columns": [{"id": "x", "heading": "A"}]}}]
    assert versions._normal(raw, {}, {}) == [{"type": "table", "value": {"columns": [{"heading": "A"}]}}]


def test_a_version_is_kept_once_per_content(house: House) -> None:
    page = factories.make_draft(house)
    person = house.author_person
    kept = versions.keep(page, by=person)
    assert versions.keep(factories.reloaded(page), by=None) == kept
    assert (kept.page_id, kept.work, kept.made_by) == (page.pk, page.translation_key, person)
    assert kept.digest_version == versions.DIGEST_VERSION
    page.title = "Other"
    assert versions.keep(page, by=None) != kept
    assert Version.objects.count() == 2


def test_a_version_gives_back_the_page_as_it_was(house: House) -> None:
    page = factories.make_draft(house)
    kept = versions.keep(page, by=None)
    factories.edited(page, house.author, title="Later", notes=[])
    shown = versions.page_as_of(Version.objects.get(pk=kept.pk))
    assert shown.title == kept.title == "Minutes of a silent committee"
    assert versions.digest_of(shown) == kept.digest
    assert [note.ref for note in shown.notes.all()] == ["first"]


def test_a_version_outlives_its_page(house: House) -> None:
    page = factories.make_draft(house)
    kept = versions.keep(page, by=None)
    page.delete()
    kept.refresh_from_db()
    assert (kept.page, kept.title) == (None, "Minutes of a silent committee")


def test_the_digest_costs_one_query_for_persons_and_one_for_pictures(
    house: House, django_assert_num_queries: Any
) -> None:
    page = versions.latest_of(factories.make_draft(house))
    versions.digest_of(page)
    with django_assert_num_queries(1):
        versions.digest_of(page)
    page.image = factories.make_image()
    page.image.get_file_hash()
    with django_assert_num_queries(2):
        versions.digest_of(page)


def test_the_keys_that_the_editor_gives_to_paragraphs_do_not_count(house: House) -> None:
    page = factories.make_draft(house, body=[("paragraph", "<p>One paragraph.</p>")])
    before = versions.digest_of(page)
    page.body = [("paragraph", '<p data-block-key="a1b2c">One paragraph.</p>')]
    assert versions.digest_of(page) == before


def test_the_search_index_is_given_the_words_of_the_text(house: House) -> None:
    page = factories.make_draft(house, body=[("paragraph", "<p>Unmistakable words.</p>")])
    assert "Unmistakable words." in page.searchable_text
    assert "Key point 1 stands by itself." in page.searchable_text


def test_the_digest_does_not_change_with_the_person(house: House) -> None:
    page = factories.published(house)
    before = versions.digest_of(page)
    person = house.author_person
    person.given_name, person.affiliation, person.slug = "Renamed", "Another institute", "renamed"
    person.save()
    page = factories.reloaded(page)
    assert versions.digest_of(page) == before
    page.save()  # the guard lets a public text be saved whose content is what it was


def test_a_namesake_is_another_person(house: House) -> None:
    page = versions.latest_of(factories.make_draft(house))
    before = versions.digest_of(page)
    [authorship] = page.authorships.all()
    authorship.person = factories.PersonFactory(given_name="Not", family_name="The Same")
    assert authorship.printed_name == house.author_person.name
    assert versions.digest_of(page) != before


def test_what_a_block_leaves_empty_does_not_count(house: House) -> None:
    """So that a block may be given one more field, and is the same before and after it was looked at."""
    page = factories.make_draft(house)
    page.body = json.dumps([{"type": "embed", "value": {"title": "Film", "url": "https://example.org/"}}])
    stored = versions.digest_of(page)
    page.body = [("embed", {"title": "Film", "url": "https://example.org/", "image": None, "caption": ""})]
    assert versions.digest_of(page) == stored


def test_a_version_keeps_the_affirmed_fields_and_nothing_of_the_row(house: House) -> None:
    page = factories.submitted(house)
    assert set(page.versions.get().content) == set(versions.KEPT_FIELDS)
    affirmed = set(versions.Content._fields)
    assert affirmed <= set(versions.KEPT_FIELDS)
    assert {name.removesuffix("_alt").removesuffix("_credit") for name in set(versions.KEPT_FIELDS) - affirmed} == {
        "image",
        "image_is_decorative",
    }


def test_a_public_text_stays_public_when_the_rule_of_digests_changes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = factories.published(house)
    monkeypatch.setattr(versions, "DIGEST_VERSION", 2)
    monkeypatch.setitem(versions._RULES, 2, lambda *of: versions.content_of(*of)._replace(keywords="by another rule"))
    assert versions.has_content_of(page, Version.objects.get())
    factories.reloaded(page).save()
    assert Version.objects.count() == 1
