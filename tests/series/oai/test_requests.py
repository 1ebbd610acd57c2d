"""Tests which requests are of the protocol, and what is wrong with the others."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from series.oai.requests import ProtocolError, Verb, asked, written

LIST = "verb=ListRecords&metadataPrefix=oai_dc"


def said(query: str) -> dict[str, list[str]]:
    return parse_qs(query, keep_blank_values=True)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
        ("verb=Identify&Verb=Identify", "badArgument"),
        ("verb=ListMetadataFormats&identifier=oai:a:b&identifier=oai:a:b", "badArgument"),
        ("verb=ListMetadataFormats&identifier=", "badArgument"),
        ("verb=ListMetadataFormats&identifier=no%20uri", "badArgument"),
        ("verb=ListSets&set=year", "badArgument"),
        ("verb=GetRecord&identifier=oai:a:b", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a:%00", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a/b", "badArgument"),
        (f"{LIST}&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x&resumptionToken=x", "badArgument"),
        ("verb=Identify&resumptionToken=x", "badArgument"),
        (f"{LIST}&metadataPrefix=oai_dc", "badArgument"),
        (f"{LIST}&set=a::b", "badArgument"),
        (f"{LIST}&set=", "badArgument"),
        (f"{LIST}&set=topic:%C3%A9", "badArgument"),
        (f"{LIST}&from=", "badArgument"),
        (f"{LIST}&from=2026", "badArgument"),
        (f"{LIST}&from=2026-02-30", "badArgument"),
        (f"{LIST}&from=0000-01-01", "badArgument"),
        (f"{LIST}&from=2026-05-04T12:00:00", "badArgument"),
        (f"{LIST}&from=2026-05-04T12:00:00.5Z", "badArgument"),
        (f"{LIST}&from=2026-05-04T12:00Z", "badArgument"),
        (f"{LIST}&until=2026-05-04%2012:00:00Z", "badArgument"),
        (f"{LIST}&from=%D9%A2026-05-04", "badArgument"),
        (f"{LIST}&from=2026-05-04&until=2026-05-04T12:00:00Z", "badArgument"),
        (f"{LIST}&from=2026-05-05&until=2026-05-04", "badArgument"),
        (f"{LIST}&from=2026-05-04T12:00:01Z&until=2026-05-04T12:00:00Z", "badArgument"),
    ],
)
def test_a_request_that_is_not_of_the_protocol_has_its_error(query: str, code: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        asked(said(query))
    assert caught.value.code == code


def test_a_list_reaches_from_the_first_to_the_last_second_that_is_named() -> None:
    days = asked(said(f"{LIST}&from=2026-05-04&until=2026-05-04"))
    seconds = asked(said(f"{LIST}&from=2026-05-04T12:00:01Z&until=2026-05-04T12:00:01Z"))
    assert (days.since, days.until) == (
        datetime(2026, 5, 4, tzinfo=UTC),
        datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC),
    )
    assert seconds.since == seconds.until == datetime(2026, 5, 4, 12, 0, 1, tzinfo=UTC)
    assert asked(said(f"{LIST}&until=9999-12-31")).until == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_token_stands_alone() -> None:
    assert asked(said("verb=ListRecords&resumptionToken=x")).verb is Verb.LIST_RECORDS
    assert asked(said("verb=ListSets&resumptionToken=x")).arguments == {"resumptionToken": "x"}


def test_a_moment_is_written_to_the_second_in_utc() -> None:
    assert written(datetime(812, 5, 4, 12, 0, 1, 999_999, tzinfo=UTC)) == "0812-05-04T12:00:01Z"
