"""Tests the archive of RePEc as its robot meets it: by following links from the folder of the archive."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from wagtail.models import PageViewRestriction, Site

from commentaries import withholding
from commentaries.models import CommentaryPage, Publisher
from series.repec import tree
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House, PersonFactory, SeriesFactory, make_series_page
from tests.series.repec.reading import Template, checked, values

TOP = "/RePEc/tid/"
BUDGET = 15


@pytest.fixture
def known(house: House) -> House:
    """The house, known to RePEc."""
    publisher = Publisher.for_site(Site.objects.get())
    publisher.repec_archive, publisher.repec_email = "tid", "repec@example.org"
    publisher.save()
    house.series.repec_series = "letter"
    house.series.save()
    return house


def ask(path: str) -> Any:
    return Client().get(path)


def mirrored(path: str = TOP) -> dict[str, str]:
    """Every file that can be reached by links, by its path, as a robot copies them."""
    answer = ask(path)
    assert answer.status_code == HTTPStatus.OK, path
    if not path.endswith("/"):
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        return {path: answer.content.decode()}
    links = [urljoin(path, link) for link in html.fromstring(answer.content).xpath("//a/@href")]
    assert all(link.startswith(path) for link in links)
    return {name: text for link in links for name, text in mirrored(link).items()}


def papers() -> list[Template]:
    return [paper for path, text in mirrored().items() if path.count("/") > 3 for paper in checked(text)]


def test_the_robot_finds_archive_series_and_papers(known: House) -> None:
    page = factories.published(known, title="Tides & “votes”")
    entry = factories.entered(known)
    found = mirrored()
    this_year = page.issue.year
    assert list(found) == [
        "/RePEc/tid/tidarch.rdf",
        "/RePEc/tid/tidseri.rdf",
        "/RePEc/tid/letter/2014.rdf",
        f"/RePEc/tid/letter/{this_year}.rdf",
    ]
    [archive] = checked(found["/RePEc/tid/tidarch.rdf"])
    [series] = checked(found["/RePEc/tid/tidseri.rdf"])
    assert values(archive, "URL") == ["http://localhost/RePEc/tid/"]
    assert values(series, "Handle") == ["RePEc:tid:letter"]
    older, newer = papers()
    assert values(newer, "Title") == ["Tides & “votes”"]
    assert values(newer, "Handle") == [f"RePEc:tid:letter:{page.issue.address}"]
    assert values(newer, "Abstract") == ["\n".join(f"Key point {n} stands by itself." for n in (1, 2, 3))]
    assert values(newer, "File-URL") == [
        f"http://localhost/letters/{page.issue.address}.pdf",
        f"http://localhost/letters/{page.issue.address}/",
    ]
    assert values(older, "File-URL") == [f"http://localhost/letters/{entry.issue.address}/"]


def test_the_archive_is_named_at_the_root(known: House) -> None:
    assert html.fromstring(ask("/RePEc/").content).xpath("//a/@href") == ["tid/"]


def test_without_codes_there_is_nothing(house: House) -> None:
    factories.published(house)
    paths = ("/RePEc/", TOP, f"{TOP}tidarch.rdf", f"{TOP}letter/", f"{TOP}letter/2025.rdf")
    assert {ask(path).status_code for path in paths} == {HTTPStatus.NOT_FOUND}


def test_a_series_without_a_code_is_not_shown(known: House) -> None:
    make_series_page(SeriesFactory(), slug="others")
    assert len(checked(mirrored()["/RePEc/tid/tidseri.rdf"])) == 1
    paths = (f"{TOP}others/", "/RePEc/oth/", f"{TOP}letter/1999.rdf", f"{TOP}letter/2025-2.rdf", f"{TOP}otharch.rdf")
    assert {ask(path).status_code for path in paths} == {HTTPStatus.NOT_FOUND}


def test_what_nobody_may_read_is_not_there(known: House) -> None:
    held, restricted, public = (factories.published(known, title=title) for title in ("Held", "Closed", "Open"))
    factories.submitted(known, title="Draft")
    withholding.hold(held, known.editor, reason="A letter has come.")
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    assert [values(paper, "Title") for paper in papers()] == [["Open"]]
    withholding.remove(public, known.editor, reason="A court has spoken.")
    cache.clear()
    assert papers() == []


def test_a_closed_series_is_not_there(known: House) -> None:
    factories.published(known)
    PageViewRestriction.objects.create(page=known.page, restriction_type="login")
    assert list(mirrored()) == ["/RePEc/tid/tidarch.rdf", "/RePEc/tid/tidseri.rdf"]


def test_a_translated_text_is_one_paper(known: House) -> None:
    factories.make_italian_pages(known.page)
    factories.published(known, title="Minutes")
    assert len(papers()) == 1


def test_a_text_without_a_number_has_its_name_in_its_handle(known: House) -> None:
    known.series.number_pattern = known.series.address_pattern = ""
    known.series.save()
    page = factories.published(known)
    [paper] = papers()
    assert values(paper, "Handle") == [f"RePEc:tid:letter:{page.slug}"]


def test_a_handle_stays_when_a_text_changes_its_title(known: House) -> None:
    page = factories.published(known)
    before = [values(paper, "Handle") for paper in papers()]
    CommentaryPage.objects.filter(pk=page.pk).update(title="Another title")
    cache.clear()
    assert [values(paper, "Handle") for paper in papers()] == before


def test_a_year_of_very_many_texts_has_several_files(known: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "PART", 3)
    pages = [factories.published(known, title=f"Text {n}") for n in range(4)]
    names = [path.rpartition("/")[2] for path in mirrored() if path.startswith(f"{TOP}letter/")]
    year = pages[0].issue.year
    assert names == [f"{year}.rdf", f"{year}-2.rdf"]
    assert [values(paper, "Title") for paper in papers()] == [[page.title] for page in pages]


def test_the_files_cost_the_same_for_one_text_and_for_twenty(known: House) -> None:
    def costs() -> list[int]:
        counted = []
        for path in (TOP, f"{TOP}tidseri.rdf", f"{TOP}letter/", mirrored_year()):
            Client().get(path)
            with CaptureQueriesContext(connection) as asked:
                assert Client().get(path, headers={"cookie": "sessionid=x"}).status_code == HTTPStatus.OK
            counted.append(len(asked))
        return counted

    def mirrored_year() -> str:
        return next(path for path in mirrored() if re.search(r"/\d{4}\.rdf$", path))

    factories.published(known)
    for_one = costs()
    for number in range(6):
        factories.published(known, title=f"T{number}", authors=[known.author_person, *PersonFactory.create_batch(3)])
    fill(known.page, 20)
    assert costs() == for_one
    assert max(for_one) <= BUDGET


@pytest.mark.parametrize("code", ["letters", "lette", "LETTER", "let-er"])
def test_a_code_of_another_shape_is_refused(house: House, code: str) -> None:
    house.series.repec_series = code
    with pytest.raises(ValidationError) as refused:
        house.series.full_clean()
    assert "repec_series" in refused.value.message_dict


def test_two_series_do_not_share_a_code_and_none_gets_another(known: House) -> None:
    other = SeriesFactory(repec_series="")
    other.repec_series = "letter"
    with pytest.raises(ValidationError, match="Another series has this code"):
        other.full_clean()
    known.series.repec_series = "others"
    with pytest.raises(ValidationError, match="never changes"):
        known.series.full_clean()
    known.series.repec_series = ""
    known.series.full_clean()


def test_the_archive_has_three_letters_somebody_to_write_to_and_keeps_its_code(known: House) -> None:
    publisher = Publisher.for_site(Site.objects.get())
    publisher.repec_email = ""
    with pytest.raises(ValidationError, match="answers for the archive"):
        publisher.full_clean()
    publisher.repec_email, publisher.repec_archive = "repec@example.org", "oth"
    with pytest.raises(ValidationError, match="never changes"):
        publisher.full_clean()
    publisher.repec_archive = "tide"
    with pytest.raises(ValidationError):
        publisher.full_clean()


def test_the_files_may_be_kept_by_everyone(known: House) -> None:
    factories.published(known)
    answer = ask(f"{TOP}tidarch.rdf")
    assert "public" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
