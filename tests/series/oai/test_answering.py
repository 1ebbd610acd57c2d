"""Tests what the repository says of itself, of one text, and to requests that it cannot answer."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from commentaries.models import Person
from commentaries.models.series import Series
from tests import factories
from tests.factories import House
from tests.series.oai.harvester import OAI, Harvester, read, told

IDENTIFIER = "oai:localhost:letters/26-01"
GET = f"verb=GetRecord&metadataPrefix=oai_dc&identifier={IDENTIFIER}"
LIST = "verb=ListRecords&metadataPrefix=oai_dc"
PassBy = Callable[..., datetime]


def test_the_repository_says_what_it_is(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    factories.published(house)
    pass_by()
    answer = harvester.ask("verb=Identify").find(f"{OAI}Identify")
    assert answer is not None
    assert answer.findtext(f"{OAI}repositoryName") == "Institute of Tides"
    assert answer.findtext(f"{OAI}adminEmail") == "letters@example.org"
    assert answer.findtext(f"{OAI}baseURL") == "http://testserver/oai/"
    assert answer.findtext(f"{OAI}deletedRecord") == "persistent"
    assert answer.findtext(f"{OAI}earliestDatestamp") == "2026-05-04T12:00:11Z"


def test_an_address_without_a_domain_is_nobodys_mail(house: House, harvester: Harvester, settings: Any) -> None:
    factories.published(house)
    Series.objects.update(email="letters@localhost")
    settings.DEFAULT_FROM_EMAIL = "Tides <desk@example.org>"
    assert harvester.ask("verb=Identify").findtext(f".//{OAI}adminEmail") == "desk@example.org"


def test_identifiers_keep_the_domain_that_the_site_names(house: House, harvester: Harvester, settings: Any) -> None:
    settings.COMMENTARIES = {**settings.COMMENTARIES, "OAI_DOMAIN": "tides.example.org"}
    factories.published(house)
    scheme = harvester.ask("verb=Identify").find(f".//{OAI}description")
    assert scheme is not None
    assert "oai:tides.example.org:letters/26-01" in "".join(scheme.itertext())
    assert harvester.record("oai:tides.example.org:letters/26-01").elements
    assert harvester.error(GET) == "idDoesNotExist"


def test_a_record_says_the_facts_of_its_text(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    Person.objects.filter(pk=house.author_person.pk).update(given_name="Ada", family_name="von Straße & Söhne")
    topic = factories.TopicFactory(name="Sea <level>", slug="sea-level")
    factories.published(house, title="Who said “‘no’ & <maybe>”?\x0b", topics=[topic])
    pass_by()
    only = harvester.record(IDENTIFIER)
    facts = dict(only.elements)
    assert only.specs == ("series:letters", "year:2026", "language:en", "topic:sea-level")
    assert facts["title"] == "Who said “‘no’ & <maybe>”?"
    assert facts["creator"] == "von Straße & Söhne, Ada"
    assert facts["subject"] == "Sea <level>"
    assert facts["date"] == "2026-05-04"
    assert ("identifier", "http://localhost/letters/26-01/") in only.elements
    assert [only] == harvester.all()


def test_a_title_with_forbidden_characters_is_told_without_them(house: House, harvester: Harvester) -> None:
    page = factories.published(house)
    type(page).objects.filter(pk=page.pk).update(title="Ti\x01des\ufffe \x02and votes")
    assert dict(harvester.record(IDENTIFIER).elements)["title"] == "Tides and votes"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=ListRecords", "badArgument"),
        (f"{LIST}&from=2026-05-05&until=2026-05-04", "badArgument"),
        (f"{LIST}&x=%FF%00%0B<", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (GET.replace("oai_dc", "marc21"), "cannotDisseminateFormat"),
        (GET.replace("26-01", "26-02"), "idDoesNotExist"),
        (GET.replace("letters/26-01", "letters%2526-01"), "idDoesNotExist"),
        (GET.replace("localhost", "elsewhere"), "idDoesNotExist"),
        (GET.replace("26-01", "%2500"), "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:localhost:letters/26-02", "idDoesNotExist"),
        (f"{LIST}&until=2020-01-01", "noRecordsMatch"),
        (f"{LIST}&from=2099-01-01", "noRecordsMatch"),
        (f"{LIST}&set=topic:none", "noRecordsMatch"),
        (f"{LIST}&set=year:20260", "noRecordsMatch"),
        (f"{LIST}&set=topic:~zz", "noRecordsMatch"),
        (f"{LIST}&set=shelf:1", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListIdentifiers&resumptionToken=x:y", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ],
)
def test_every_request_is_answered_in_the_words_of_the_protocol(
    house: House, harvester: Harvester, pass_by: PassBy, query: str, code: str
) -> None:
    factories.published(house)
    pass_by()
    assert harvester.error(query) == code


def test_the_arguments_are_said_back_unless_they_are_wrong(house: House, harvester: Harvester) -> None:
    right = harvester.ask(f"{LIST}&from=2099-01-01&set=year:2099").find(f"{OAI}request")
    wrong = harvester.ask(f"{LIST}&from=never").find(f"{OAI}request")
    assert right is not None
    assert wrong is not None
    assert dict(right.attrib) == {
        "verb": "ListRecords",
        "metadataPrefix": "oai_dc",
        "from": "2099-01-01",
        "set": "year:2099",
    }
    assert dict(wrong.attrib) == {}


def test_an_empty_repository_is_one(house: House, harvester: Harvester) -> None:
    assert harvester.ask("verb=Identify").findtext(f".//{OAI}protocolVersion") == "2.0"
    assert harvester.ask("verb=ListSets").findtext(f".//{OAI}setSpec") == "series"
    assert harvester.error(LIST) == "noRecordsMatch"


def test_sets_are_those_that_hold_texts(house: House, harvester: Harvester) -> None:
    factories.published(house, topics=[factories.TopicFactory(name="Tide", slug="tide")], language="it-CH")
    factories.TopicFactory(name="Unused", slug="unused")
    found = harvester.ask("verb=ListSets").iter(f"{OAI}set")
    assert {each.findtext(f"{OAI}setSpec"): each.findtext(f"{OAI}setName") for each in found} == {
        "series": "All series",
        "series:letters": house.series.title,
        "year": "All years",
        "year:2026": "2026",
        "language": "All languages",
        "language:it": "Italian",
        "topic": "All with a topic",
        "topic:tide": "Tide",
    }


def test_a_request_may_be_posted_and_its_answer_is_packed_if_asked(house: House, client: Client) -> None:
    factories.published(house)
    posted = client.post("/oai/", {"verb": "Identify"})
    assert read(posted.content).findtext(f".//{OAI}protocolVersion") == "2.0"
    packed = client.get(f"/oai/?{GET}", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert [each.identifier for each in told(read(gzip.decompress(packed.content)))] == [IDENTIFIER]
    assert (packed.headers["Cache-Control"], packed.cookies) == ("no-store", {})
    assert client.head("/oai/?verb=Identify").status_code == HTTPStatus.OK
    assert client.put("/oai/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.get("/it/oai/?verb=Identify").status_code == HTTPStatus.NOT_FOUND
