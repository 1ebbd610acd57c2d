"""Turns what harvesters and registries are told (OAI-PMH, Crossref, RePEc) into facts, by lxml with their schemas."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urljoin

from django.core.management import call_command
from lxml import etree
from oaipmh_scythe import Scythe

from tests.outputs.facts import Facts
from tests.outputs.houses import Place
from tests.outputs.reading.dublin_core import facts_in_dublin_core
from tests.outputs.reading.files import facts_in_jats
from tests.outputs.reading.site import Site
from tests.outputs.reading.values import bare_orcid, dated, only
from tests.schemas.crossref import deposit_schema
from tests.series.oai import harvester
from tests.series.repec.reading import checked, values

_DC = {"dc": "http://purl.org/dc/elements/1.1/"}
_JATS = "{https://jats.nlm.nih.gov/ns/archiving/1.3/}*"
_CROSSREF = {
    "c": "http://www.crossref.org/schema/5.3.1",
    "ai": "http://www.crossref.org/AccessIndicators.xsd",
}


def read_oai_dc(site: Site, place: Place) -> Facts:
    [metadata] = harvested(site, place, "oai_dc")
    return facts_in_dublin_core([(etree.QName(each).localname, each.text) for each in metadata])


def read_oai_jats(site: Site, place: Place) -> Facts:
    """The article has a namespace there, which it has not as a file."""
    [article] = harvested(site, place, "jats")
    for each in article.iter(_JATS):
        each.tag = etree.QName(each).localname
    return facts_in_jats(article)


def harvested(site: Site, place: Place, prefix: str) -> list[Any]:
    """The metadata of the one record that the text's own identifier names; none if it is deleted."""
    answer = record_at(site, identifier_at(place), prefix)
    return [each for metadata in answer.iter(f"{harvester.OAI}metadata") for each in metadata]


def record_at(site: Site, identifier: str, prefix: str = "oai_dc") -> Any:
    query = urlencode({"verb": "GetRecord", "metadataPrefix": prefix, "identifier": identifier})
    return harvester.read(site.get(f"/oai/?{query}"))


def identifier_at(place: Place) -> str:
    """A translation adds its language to the identifier of its original."""
    *language, series, name = place.file.strip("/").split("/")
    return "/".join([f"oai:localhost:{series}", name, *language])


def read_harvest(site: Site, place: Place) -> Facts:
    """From the whole list, as a client that we did not write collects it."""
    records = site.once("harvest", lambda: {each.header.identifier: each for each in harvest(site)})
    metadata = records[identifier_at(place)].metadata
    return facts_in_dublin_core([(name, value) for name, values in metadata.items() for value in values])


def harvest(site: Site) -> list[Any]:
    """Everything there is, deleted records too."""
    with Scythe(f"{site.root}/oai/") as scythe:
        return list(scythe.list_records())


def read_crossref(site: Site, place: Place) -> Facts:
    return site.once("crossref", lambda: dict(_deposits(site)))[place.page]


def _deposits(site: Site) -> list[tuple[str, Facts]]:
    """The file with all of them, as it is handed in by hand."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dois.xml"
        call_command("deposit_dois", xml=file, stdout=StringIO())
        batch = etree.parse(file)
    schema = deposit_schema()
    assert schema.validate(batch), schema.error_log
    return [_deposited(site, each) for each in batch.iterfind(".//c:report-paper", _CROSSREF)]


def _deposited(site: Site, paper: Any) -> tuple[str, Facts]:
    meta = paper.find("c:report-paper_series_metadata", _CROSSREF)
    people = meta.findall("c:contributors/*", _CROSSREF)
    by = [each for each in people if each.get("contributor_role") != "translator"]

    def texts(path: str, of: Any = meta) -> list[str]:
        return [each.text for each in of.iterfind(path, _CROSSREF)]

    [day] = meta.findall("c:publication_date", _CROSSREF)
    facts = Facts(
        title=only(texts("c:titles/c:title")),
        authors=tuple(_deposited_name(each) for each in by),
        translators=tuple(_deposited_name(each) for each in people if each not in by),
        orcids=tuple(bare_orcid(only(texts("c:ORCID", each))) for each in by),
        series=only(texts("c:series_metadata/c:titles/c:title")),
        number=only(texts("c:publisher_item/c:item_number")),
        issns=frozenset(texts("c:series_metadata/c:issn")),
        published=dated(*(only(texts(f"c:{part}", day)) for part in ("year", "month", "day"))),
        doi=only(texts("c:doi_data/c:doi")),
        licence=only(set(texts(".//ai:license_ref"))),
        language=meta.get("language"),
    )
    return site.path(only(texts("c:doi_data/c:resource"))), facts


def _deposited_name(person: Any) -> str:
    parts = (person.findtext(f"c:{part}", "", _CROSSREF) for part in ("given_name", "surname"))
    return " ".join(part for part in parts if part)


def read_repec(site: Site, place: Place) -> Facts:
    paper = site.once("repec", lambda: _templates(site))[f"{place.file}/"]
    return Facts(
        title=only(values(paper, "Title")),
        authors=tuple(values(paper, "Author-Name")),
        number=only(values(paper, "Number")),
        published=only(values(paper, "Creation-Date")),
        doi=only(values(paper, "DOI")),
    )


def _templates(site: Site) -> dict[str, Any]:
    """The papers of all series and years by the paths of their files and lasting addresses."""
    papers = [paper for file in files_of_repec(site) for paper in checked(site.text(file))]
    return {site.path(url): paper for paper in papers for url in values(paper, "File-URL")}


def files_of_repec(site: Site) -> list[str]:
    """Those of every series and year, found as RePEc's robot does: it follows links."""
    [archive] = _links(site, "/RePEc/")
    folders = [folder for folder in _links(site, archive) if folder.endswith("/")]
    return [file for folder in folders for file in _links(site, folder)]


def _links(site: Site, folder: str) -> list[str]:
    """Those that lead further down."""
    found = [urljoin(folder, link.get("href")) for link in site.tree(folder).cssselect("a")]
    return [path for path in found if path.startswith(folder) and path != folder]
