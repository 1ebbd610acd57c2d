"""Tests that hostile titles, names and letters are kept as what one can see, shown as words, and mailed in one line."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from wagtail.models import Page, Revision

from commentaries import followups, mails, submitting, versions
from commentaries.models import (
    Authorship,
    Decision,
    FollowUp,
    Person,
    Publisher,
)
from commentaries.sanitising import web_address
from tests import factories
from tests.commentaries.test_editing import edit_path, sent_by_the_editor
from tests.factories import House
from tests.hostile.harm import PARSER, UNSEEN, harm_in
from tests.hostile.inputs import ADDRESSES, WORDS, Typed
from tests.hostile.ways import load, publish

IN_JSON = {"a NUL", "half a pair"}
"""What PostgreSQL refuses within JSON, so that no stored revision can hold it."""


def named(inputs: list[Typed]) -> Any:
    return pytest.mark.parametrize("given", inputs, ids=lambda given: given.name)


def line(words: str) -> str:
    return " ".join(words.split())


# Kept as what one can see, whichever way it came


@named(WORDS)
def test_a_script_keeps_what_one_can_see(given: Typed, house: House) -> None:
    page = factories.make_draft(house)
    Page.objects.filter(pk=page.pk).update(title="Before")
    page.title = given.typed
    page.authorships = [Authorship(person=house.author_person, name=given.typed)]
    page.save()
    page.save_revision(user=house.author)
    kept = factories.reloaded(page)
    content = kept.latest_revision.content
    assert [kept.title, kept.authorships.get().name] == [given.left, given.left]
    assert [content["title"], content["authorships"][0]["name"]] == [given.left, given.left]


def test_loaddata_keeps_what_one_can_see(house: House, tmp_path: Path) -> None:
    rows = [
        {"model": "commentaries.person", "pk": 9000 + number,
         "fields": {"slug": f"person-{number}", "family_name": given.typed, "key": f"{number:032x}"}}
        for number, given in enumerate(WORDS) if len(given.left) <= 120
    ]  # fmt: skip
    load(rows, tmp_path)
    kept = dict(Person.objects.filter(pk__gte=9000).values_list("pk", "family_name"))
    expected = {9000 + number: given.left for number, given in enumerate(WORDS) if len(given.left) <= 120}
    assert kept == expected


def test_an_old_revision_comes_back_as_what_one_can_see(house: House) -> None:
    page = factories.make_draft(house)
    for given in WORDS:
        if given.name in IN_JSON:
            continue
        content = {**page.latest_revision.content, "title": given.typed}
        Revision.objects.filter(pk=page.latest_revision_id).update(content=content)
        assert versions.latest_of(factories.reloaded(page)).title == given.left


@named(WORDS)
def test_the_form_keeps_what_one_can_see_or_refuses_at_the_field(given: Typed, house: House, client: Client) -> None:
    client.force_login(house.author)
    text = factories.make_draft(house)
    response = client.post(edit_path(text), sent_by_the_editor(text, house, title=given.typed.replace("\udc00", "")))
    if response.status_code == 200:
        assert given.name == "a NUL"
        assert response.context["form"].errors.keys() == {"title"}
    else:
        title = versions.latest_of(factories.reloaded(text)).title
        assert title == line(given.left)


# Shown as words


@named(WORDS)
def test_a_text_of_this_title_and_byline_is_shown_as_words(given: Typed, house: House, client: Client) -> None:
    author = factories.PersonFactory(given_name="", family_name=given.typed[:100], slug="the-author")
    page = factories.make_draft(house, title=given.typed, authors=[house.author_person, author], slug="the-text")
    public = publish(house, page)
    paths = [public.url, house.page.url, reverse("authors"), reverse("author", args=[author.slug])]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert harm_in(response.content.decode()) == []
    shown = lxml_html.document_fromstring(client.get(public.url).content.decode(), parser=PARSER)
    assert line(shown.xpath("//h1")[0].text_content()) == line(given.left)


def test_every_field_of_a_text_is_shown_as_words(house: House, client: Client) -> None:
    """Each field of text, whatever it is for, filled with the same attack."""
    attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"
    person = house.author_person
    person.affiliation, person.web = attack, "https://example.org/"
    person.biographies.create(language="en", text=attack)
    person.save()
    series, publisher = house.series, Publisher.objects.get()
    for row, names in (
        (series, ["editor_line", "about", "colophon"]),
        (publisher, ["name", "short_name", "place", "address", "telephone", "about"]),
    ):
        for name in names:
            setattr(row, name, attack[: row._meta.get_field(name).max_length])
        row.save()
    image = factories.make_image()
    image.contextual_alt_text, image.decorative = attack, False
    cell = {"type": "text", "heading": attack}
    body = [
        ("paragraph", f"<p>{attack}</p>"),
        ("heading", attack), ("subheading", attack), ("pull_quote", attack),
        ("figure", {"image": image, "caption": attack, "credit": attack}),
        ("quotation", {"text": attack, "source": attack}),
        ("exchange", {"question": attack, "answer": attack}),
        ("embed", {"image": image, "title": attack, "url": "https://example.org/", "caption": attack}),
    ]  # fmt: skip
    page = factories.make_draft(
        house, title=attack, body=body, image=image, image_alt=attack, image_credit=attack, remark=attack,
        interests=attack, funding=attack, abstract=attack, keywords=attack, search_description=attack,
    )  # fmt: skip
    latest = versions.latest_of(page)
    stored = json.loads(latest.serializable_data()["body"])
    stored.append({"type": "table", "value": {"caption": attack, "columns": [cell], "rows": [{"values": [attack]}]}})
    latest.body = json.dumps(stored)
    latest.key_points = [("key_point", {"lead": attack, "text": attack})] * 3
    latest.authorships = [Authorship(person=person, name=attack, affiliation=attack)]
    latest.save_revision(user=house.author)
    public = publish(house, factories.reloaded(page))
    for path in (public.url, house.page.url, "/", reverse("authors"), reverse("author", args=[person.slug])):
        response = client.get(path)
        assert response.status_code == 200
        assert harm_in(response.content.decode()) == []
    assert "alert(1)" in client.get(public.url).content.decode()


@named(ADDRESSES)
def test_an_address_of_a_person_is_of_the_web_or_refused_at_the_field(given: Typed) -> None:
    assert bool(web_address(given.typed)) is given.typed.startswith("https")
    person = Person(family_name="Quill", slug="quill", web=given.typed)
    if given.left != "https":
        with pytest.raises(ValidationError) as refused:
            person.clean()
        assert refused.value.message_dict.keys() == {"web"}


def test_an_address_that_passed_no_form_leads_to_the_web_or_nowhere(house: House, client: Client) -> None:
    page = factories.published(house)
    for given in ADDRESSES:
        Person.objects.filter(pk=house.author_person.pk).update(web=given.typed)
        Publisher.objects.update(web=given.typed)
        cache.clear()  # below signals, so that nobody told the kept pages
        for path in (page.url, reverse("author", args=[house.author_person.slug])):
            assert harm_in(client.get(path).content.decode()) == []


def test_no_query_of_a_reader_is_a_fault(house: House, client: Client) -> None:
    factories.published(house)
    for number, given in enumerate([*WORDS, *ADDRESSES]):
        typed = given.typed.encode("utf-8", "surrogatepass")
        narrowed = ("topic", "author", "before", "year")[number % 4]
        for path, key in ((house.page.url, "q"), (house.page.url, narrowed), (reverse("search"), "q")):
            response = client.get(path, {key: typed})
            assert response.status_code in {200, 404}
            assert harm_in(response.content.decode()) == []


def test_no_message_to_an_author_to_come_is_a_fault(house: House, client: Client) -> None:
    client.force_login(house.editor)
    path = reverse("series_plan", args=[factories.planned(house).pk])
    for given in WORDS:
        typed = given.typed.replace("\udc00", "")
        response = client.post(path, {"action": "ask", "message": typed})
        assert response.status_code == (422 if "\x00" in typed else 302), given.name


@pytest.mark.parametrize(
    "path",
    ["/letters/%00/", "/letters/%ed%a0%80/", "/letters/..%2f..%2fetc/passwd/", "/letters/%e2%80%ae/", "/authors/%00/",
     "/topics/%3Cscript%3E/", f"/letters/{'a' * 3000}/", "/letters/25-61%0d%0aSet-Cookie:x=1/", "/%c0%ae%c0%ae/",
     "/documents/1/..%2f..%2fx/"],
)  # fmt: skip
def test_no_address_is_a_fault(path: str, house: House, client: Client) -> None:
    assert client.get(path).status_code in {301, 302, 404}


# Mailed in one line


@named(WORDS)
def test_a_mail_has_one_subject_and_no_other_header(given: Typed, house: House) -> None:
    typed = given.typed
    page = factories.make_draft(house, title=typed, slug="the-text")
    typed = typed.replace("\udc00", "").replace("\x00", "")  # no form hands these on
    submitting.submit(page, house.author)
    factories.decide(house, factories.reloaded(page), Decision.Outcome.CHANGES, reasons=typed)
    Person.objects.filter(account=house.author).update(family_name="Quill\r\nBcc: all@example.net")
    FollowUp.objects.update(next_at="2020-01-01T00:00:00Z")
    for follow_up in FollowUp.objects.filter(kind=mails.KIND):
        followups.carry_out(follow_up.pk)
    assert mail.outbox
    for sent in mail.outbox:
        message = sent.message()
        assert message.get_all("Bcc") is None
        assert len(message.get_all("Subject")) == 1
        assert "\n" not in sent.subject
        assert not UNSEEN.search(sent.subject)
        assert sent.recipients() == sent.to


# Exports are inert


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_no_formula(kind: str, house: House, client: Client) -> None:
    for given in WORDS:
        if "formula" in given.name or "command" in given.name:
            factories.make_draft(house, title=given.typed, slug=f"text-{len(given.typed)}")
    client.force_login(house.admin)
    response = client.get(reverse("wagtailadmin_reports:site_history") + f"?export={kind}")
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind == "csv":
        cells = [cell for row in csv.reader(StringIO(content.decode())) for cell in row]
        assert len([cell for cell in cells if "HYPERLINK" in cell or "SUM" in cell]) == 2
        assert not [cell for cell in cells if cell[:1] in "=@+-\t\r" and cell[:1]]
    else:
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
