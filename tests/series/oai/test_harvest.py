"""Tests that a harvester which we did not write reads the whole repository from a running server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.config import HTTPConfig
from oaipmh_scythe.exceptions import BadResumptionToken, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch
from pytest_django.live_server_helper import LiveServer

from commentaries import withholding
from series.oai import lists
from series.oai.requests import written
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_independent_client_harvests_everything_and_then_what_is_new(
    house: House,
    live_server: LiveServer,
    pass_by: Callable[..., datetime],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    pages = [factories.published(house, title=title) for title in ("A “first” & last", "Ein Straßenlied", "海の手紙")]
    begun = pass_by(60)
    with Scythe(f"{live_server.url}/oai/", http_config=HTTPConfig(http_method=method)) as scythe:
        assert scythe.identify().deletedRecord == "persistent"
        assert next(form.metadataPrefix for form in scythe.list_metadata_formats()) == "oai_dc"
        assert "year:2026" in {each.setSpec for each in scythe.list_sets()}
        records = list(scythe.list_records())
        assert {each.header.identifier: each.metadata["title"] for each in records} == {
            f"oai:localhost:letters/{page.issue.address}": [page.title] for page in pages
        }
        assert {each.identifier for each in scythe.list_identifiers(set_="series:letters")} == {
            each.header.identifier for each in records
        }
        articles = list(scythe.list_records(metadata_prefix="jats"))
        assert [str(each.header) for each in articles] == [str(each.header) for each in records]
        withholding.remove(pages[1], house.editor, reason="By order of a court.")
        pass_by()
        (gone,) = scythe.list_records(from_=written(begun))
        assert (gone.header.identifier, gone.deleted) == ("oai:localhost:letters/26-02", True)
        assert scythe.get_record(gone.header.identifier).deleted
        with pytest.raises(IdDoesNotExist):
            scythe.get_record("oai:localhost:letters/26-09")
        with pytest.raises(CannotDisseminateFormat):
            list(scythe.list_records(metadata_prefix="marc21"))
        with pytest.raises(NoRecordsMatch):
            list(scythe.list_records(until="2020-01-01"))
        with pytest.raises(BadResumptionToken):
            list(scythe.list_records(resumption_token="made-up"))
