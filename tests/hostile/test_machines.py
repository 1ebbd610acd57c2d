"""Tests that no question to a door for machines is a fault, or is answered by more than it would be without."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from lxml import etree

from tests import factories
from tests.factories import House
from tests.series.oai.harvester import OAI, read

LONG = "9" * 50_000
FORM = "application/x-www-form-urlencoded"
QUERIES = (
    f"q={LONG}",
    f"{LONG}={LONG}",
    "&".join(f"year={number}" for number in range(900)),
    "q=%00&year=%00&fields=%00&before=%00&limit=%00",
    "q=%ED%A0%80%FF&topic=%FF&author=%C3%28",
    "limit=-1&offset=-1&fields=((((((((&order=-&year=1e9",
    f"limit={LONG}&offset={LONG}&year={LONG}",
    "q=" + quote("“‘(" * 500) + "&topic[]=x&q[$ne]=1",
)
DOORS = (
    *("/api/v2/commentaries/", "/api/v2/persons/", "/api/v2/series/", "/feed.atom", "/letters/feed.rss"),
    *("/letters/feed.json", "/letters/all.bib", "/letters/2026.ris", "/letters/catalogue.csv", "/search.json"),
    *("/sitemap.xml", "/robots.txt", "/letters/26-01.bib", "/letters/26-01.xml", "/letters/libraries/", "/RePEc/"),
)


@pytest.fixture
def asked(house: House, client: Client) -> Client:
    factories.published(house)
    return client


@pytest.mark.parametrize("path", DOORS)
def test_a_strange_question_is_answered_or_refused(asked: Client, path: str) -> None:
    plain = len(asked.get(path).getvalue())
    for query in QUERIES:
        answer = asked.get(f"{path}?{query}")
        assert answer.status_code in {200, 301, 302, 400, 404}, query[:40]
        assert len(answer.getvalue()) <= plain + 10_000, query[:40]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strange_question_to_the_repository_has_an_error_of_the_protocol(asked: Client, method: str) -> None:
    listed = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    for question, code in (
        ({"verb": LONG}, "badVerb"),
        ({"verb": "Identify\0"}, "badVerb"),
        ({"verb": ["ListSets", "ListSets"]}, "badVerb"),
        ({LONG: LONG}, "badVerb"),
        ({**listed, LONG: "x"}, "badArgument"),
        ({**listed, "from": LONG}, "badArgument"),
        ({**listed, "from": "2026-05-04", "until": "2026-05-04T00:00:00Z"}, "badArgument"),
        ({**listed, "from": ["2026-05-04", "2026-05-05"]}, "badArgument"),
        ({**listed, "set": f"topic:{LONG}"}, "noRecordsMatch"),
        ({**listed, "set": f"year:{LONG}"}, "noRecordsMatch"),
        ({**listed, "metadataPrefix": LONG}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:localhost:{LONG}"}, "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": LONG}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": f"{LONG}:{LONG}"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": ["x", "x"]}, "badArgument"),
    ):
        said = urlencode(question, doseq=True)
        answer = asked.get(f"/oai/?{said}") if method == "get" else asked.post("/oai/", said, content_type=FORM)
        assert [error.get("code") for error in read(answer.content).iter(f"{OAI}error")] == [code], str(question)[:60]


def test_a_body_that_is_no_form_asks_nothing(asked: Client) -> None:
    for body, kind in (
        (b'{"verb": "Identify"}', "application/json"),
        (b"<verb>Identify</verb>", "text/xml"),
        (b"\xff\xfe\0", FORM),
        (b"", ""),
    ):
        root = read(asked.generic("POST", "/oai/?verb=Identify", body, content_type=kind).content)
        assert root.find(f"{OAI}error").get("code") == "badVerb", kind
        assert etree.QName(root).localname == "OAI-PMH"
