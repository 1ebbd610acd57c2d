"""Tests that each format says of a text what its own rules ask for."""

from __future__ import annotations

import pytest
from lxml import etree

from commentaries.models import CommentaryPage
from series.oai.formats import FORMATS
from tests import factories
from tests.factories import House
from tests.schemas.jats import dtds
from tests.series.oai.harvester import OAI, Harvester

ASKED = {"verb": "GetRecord", "identifier": "oai:localhost:letters/26-01"}


def article_in(answer: etree._Element) -> etree._Element:
    """The article as JATS has it, in no namespace and without a word about schemas."""
    (article,) = answer.find(f".//{OAI}metadata")
    namespace = FORMATS["jats"].namespace
    assert etree.QName(article).namespace == namespace
    del article.attrib["{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"]
    return etree.fromstring(etree.tostring(article).replace(f'xmlns="{namespace}"'.encode(), b"", 1))


@pytest.mark.parametrize("is_archived", [False, True])
def test_an_article_of_jats_is_valid_by_its_own_rules(house: House, harvester: Harvester, is_archived: bool) -> None:
    dtd, _publishing = dtds()
    page = factories.entered(house) if is_archived else factories.published(house)
    CommentaryPage.objects.filter(pk=page.pk).update(title="“Ours” & <theirs>\ufffe")
    identifier = f"oai:localhost:letters/{page.issue.address}"
    article = article_in(harvester.ask({**ASKED, "identifier": identifier, "metadataPrefix": "jats"}))
    assert dtd.validate(article), [str(error) for error in dtd.error_log]
    assert article.findtext(".//article-title") == "“Ours” & <theirs>"
    assert article.findtext(".//surname") == house.author_person.family_name
    assert article.find("body") is None


def test_every_format_is_named_with_its_schema(house: House, harvester: Harvester) -> None:
    factories.published(house)
    for query in ({}, {"identifier": ASKED["identifier"]}):
        named = harvester.ask({"verb": "ListMetadataFormats", **query}).iter(f"{OAI}metadataFormat")
        assert [[each.text for each in form] for form in named] == [
            [prefix, form.schema, form.namespace] for prefix, form in FORMATS.items()
        ]
    for prefix, form in FORMATS.items():
        metadata = harvester.ask({**ASKED, "metadataPrefix": prefix}).find(f".//{OAI}metadata")
        assert metadata is not None
        assert etree.QName(metadata[0]).namespace == form.namespace
