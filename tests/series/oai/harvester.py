"""Turns requests to the repository into answers that were held against the schema of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.test import Client
from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "oai_pmh.xsd"


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def read(content: bytes) -> etree._Element:
    """An answer, parsed and valid."""
    root = etree.fromstring(content, etree.XMLParser(no_network=True, resolve_entities=False))
    schema().assertValid(root)
    return root


@dataclass(frozen=True, slots=True)
class Told:
    """One record or header as it came."""

    identifier: str
    datestamp: str
    specs: tuple[str, ...]
    is_deleted: bool
    elements: tuple[tuple[str, str], ...] = ()


class Harvester:
    """Asks by GET, as harvesters do."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def ask(self, query: dict[str, Any] | str) -> etree._Element:
        response = self.client.get("/oai/", query) if isinstance(query, dict) else self.client.get(f"/oai/?{query}")
        assert response.status_code == HTTPStatus.OK
        assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
        return read(response.content)

    def error(self, query: dict[str, Any] | str) -> str:
        """The code of the error that is answered."""
        found = [error.get("code") for error in self.ask(query).iter(f"{OAI}error")]
        return found[0] if len(found) == 1 else f"{len(found)} errors"

    def portions(self, verb: str = "ListRecords", **said: str) -> Iterator[list[Told]]:
        """The parts of a list, one after the other."""
        query = {"verb": verb, "metadataPrefix": "oai_dc", **said}
        while query:
            root = self.ask(query)
            yield list(told(root))
            token = root.findtext(f".//{OAI}resumptionToken")
            query = {"verb": verb, "resumptionToken": token} if token else {}

    def all(self, verb: str = "ListRecords", **said: str) -> list[Told]:
        return [each for portion in self.portions(verb, **said) for each in portion]

    def record(self, identifier: str) -> Told:
        query = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
        (only,) = told(self.ask(query))
        return only


def told(root: etree._Element) -> Iterator[Told]:
    for header in root.iter(f"{OAI}header"):
        metadata = header.getparent().find(f"{OAI}metadata")
        yield Told(
            header.findtext(f"{OAI}identifier"),
            header.findtext(f"{OAI}datestamp"),
            tuple(spec.text for spec in header.iter(f"{OAI}setSpec")),
            header.get("status") == "deleted",
            tuple((each.tag.removeprefix(DC), each.text) for each in metadata[0]) if metadata is not None else (),
        )
