"""Tests that a list, however many answers it takes, tells every record once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries import withholding
from commentaries.models import CommentaryPage, Issue
from series.models import OaiItem
from series.oai import lists, stamping
from series.oai.requests import written
from series.oai.sets import spec_of
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House
from tests.series.oai.harvester import OAI, Harvester

LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
PassBy = Callable[..., datetime]


@pytest.fixture
def archive(house: House, pass_by: PassBy, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Eleven texts by four, of which many have the same date; their identifiers in the order of the list."""
    monkeypatch.setattr(lists, "SIZE", 4)
    fill(house.page, 11)
    start = pass_by(0) - timedelta(hours=1)
    stamping.enter(CommentaryPage.objects.all(), moment=start)
    items = list(OaiItem.objects.order_by("pk"))
    for number, item in enumerate(items):
        OaiItem.objects.filter(pk=item.pk).update(datestamp=start - timedelta(seconds=number // 6))
    return [f"oai:localhost:{item.name}" for item in (*items[6:], *items[:6])]


def identifiers(harvester: Harvester, **said: str) -> list[str]:
    return [each.identifier for each in harvester.all(**said)]


def token_of(harvester: Harvester, query: dict[str, str]) -> str:
    return harvester.ask(query).findtext(f".//{OAI}resumptionToken") or ""


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_in_parts_tells_each_record_once_also_where_dates_are_alike(
    archive: list[str], harvester: Harvester, verb: str
) -> None:
    portions = list(harvester.portions(verb))
    assert [len(portion) for portion in portions] == [4, 4, 3]
    assert [each.identifier for portion in portions for each in portion] == archive


def test_the_last_part_bears_an_empty_token_and_a_whole_list_none(archive: list[str], harvester: Harvester) -> None:
    query, cursors = LIST, []
    while query:
        token = harvester.ask(query).find(f".//{OAI}resumptionToken")
        assert token is not None
        cursors.append(token.get("cursor"))
        query = {"verb": "ListRecords", "resumptionToken": token.text} if token.text else {}
    assert cursors == ["0", "4", "8"]
    whole = harvester.ask({**LIST, "set": "topic:subject-0"})
    assert whole.find(f".//{OAI}resumptionToken") is None
    assert len(list(whole.iter(f"{OAI}record"))) == 2


def test_from_and_until_are_within_the_list_and_go_along_with_the_token(
    archive: list[str], harvester: Harvester
) -> None:
    first, last = (written(OaiItem.objects.order_by(order)[0].datestamp) for order in ("datestamp", "-datestamp"))
    assert identifiers(harvester, until=first) == archive[:5]
    assert identifiers(harvester, **{"from": last}) == archive[5:]
    assert identifiers(harvester, **{"from": first, "until": last}) == archive
    assert identifiers(harvester, **{"from": first[:10], "until": first[:10]}) == archive


def test_the_set_goes_along_with_the_token(archive: list[str], harvester: Harvester) -> None:
    assert identifiers(harvester, set="series:letters") == archive
    assert identifiers(harvester, set="year:1990") == archive
    assert len(identifiers(harvester, set="topic")) == len(archive)


def test_a_set_whose_name_is_long_in_an_address_is_gone_on_with(archive: list[str], harvester: Harvester) -> None:
    OaiItem.objects.update(series_key="岸" * 255)
    assert identifiers(harvester, set=spec_of("series", "岸" * 255)) == archive


def test_what_appears_meanwhile_is_told_at_the_end_or_next_time_and_nothing_is_skipped(
    house: House, archive: list[str], harvester: Harvester, pass_by: PassBy
) -> None:
    portions = harvester.portions()
    found = [each.identifier for each in next(portions)]
    factories.published(house, title="Out in between")
    pass_by()
    found += [each.identifier for portion in portions for each in portion]
    assert found == [*archive, "oai:localhost:letters/26-01"]


def test_what_changes_meanwhile_is_told_again_at_the_end(
    house: House, archive: list[str], harvester: Harvester, pass_by: PassBy
) -> None:
    texts = {f"oai:localhost:{item.name}": item.page for item in OaiItem.objects.select_related("page")}
    portions = harvester.portions()
    found = list(next(portions))
    for identifier in (archive[1], archive[9]):
        withholding.remove(texts[identifier], house.editor, reason="By order of a court.")
    pass_by()
    found += [each for portion in portions for each in portion]
    assert [each.identifier for each in found if not each.is_deleted] == [*archive[:9], archive[10]]
    assert {each.identifier for each in found if each.is_deleted} == {archive[1], archive[9]}
    assert len(found) == len(archive) + 1


def test_a_list_whose_rest_was_just_changed_tells_it_at_once(
    house: House, archive: list[str], harvester: Harvester, pass_by: PassBy
) -> None:
    token = token_of(harvester, {"verb": "ListRecords", "resumptionToken": token_of(harvester, LIST)})
    names = [each.removeprefix("oai:localhost:") for each in archive[8:]]
    stamping.stamp(OaiItem.objects.filter(name__in=names))
    now = pass_by(0)
    root = harvester.ask({"verb": "ListRecords", "resumptionToken": token})
    assert [each.text for each in root.iter(f"{OAI}identifier")] == archive[8:]
    assert {each.text for each in root.iter(f"{OAI}datestamp")} == {written(now)}
    pass_by()
    assert set(identifiers(harvester, **{"from": written(now)})) == set(archive[8:])


def test_a_list_goes_on_although_the_text_where_it_stood_was_removed(
    house: House, archive: list[str], harvester: Harvester, pass_by: PassBy
) -> None:
    token = token_of(harvester, LIST)
    here = OaiItem.objects.select_related("page").get(name=archive[3].removeprefix("oai:localhost:")).page
    withholding.remove(here, house.editor, reason="By order of a court.")
    root = harvester.ask({"verb": "ListRecords", "resumptionToken": token})
    assert [each.text for each in root.iter(f"{OAI}identifier")] == archive[4:8]
    pass_by()
    assert [each.identifier for each in harvester.all() if each.is_deleted] == [archive[3]]


def test_a_list_whose_rest_has_left_it_is_begun_again(
    house: House, archive: list[str], harvester: Harvester, pass_by: PassBy
) -> None:
    """Until a day that is over, nothing is left of a list whose rest was changed today; nor of a set that is gone."""
    dated = {**LIST, "until": written(OaiItem.objects.latest("datestamp").datestamp)}
    tagged = {**LIST, "set": "year:1990"}
    tokens = [token_of(harvester, query) for query in (dated, tagged)]
    stamping.stamp(OaiItem.objects.all())
    Issue.objects.update(year=1991)
    pass_by()
    for token in tokens:
        assert harvester.error({"verb": "ListRecords", "resumptionToken": token}) == "badResumptionToken"
    assert harvester.error(dated) == "noRecordsMatch"
    assert identifiers(harvester, set="year:1991")


def test_a_token_answers_the_same_again(archive: list[str], harvester: Harvester) -> None:
    query = {"verb": "ListRecords", "resumptionToken": token_of(harvester, LIST)}
    first, second = (harvester.ask(query).find(f"{OAI}ListRecords") for _time in range(2))
    assert first is not None
    assert second is not None
    assert [each.text for each in first.iter()] == [each.text for each in second.iter()]


def test_only_our_own_tokens_are_taken_and_only_for_their_verb(archive: list[str], harvester: Harvester) -> None:
    token = token_of(harvester, LIST)
    assert token
    strange = Signer(salt="somebody.else").sign_object(["ListRecords", "oai_dc", None, None, "", 0, 0, 0])
    old = Signer(salt="series.oai").sign_object({"verb": "ListRecords"})
    cut, changed = token[:-1], ("A" if token[0] != "A" else "B") + token[1:]
    for wrong in (strange, old, cut, changed, f"{token}x", token * 50, "\0", ":", "é"):
        assert harvester.error({"verb": "ListRecords", "resumptionToken": wrong}) == "badResumptionToken"
    assert harvester.error({"verb": "ListIdentifiers", "resumptionToken": token}) == "badResumptionToken"


@pytest.mark.parametrize(
    "query",
    [
        LIST,
        {**LIST, "metadataPrefix": "jats"},
        {**LIST, "verb": "ListIdentifiers"},
        {**LIST, "set": "topic:subject-0"},
    ],
)
def test_a_page_of_a_hundred_records_costs_as_many_queries_as_one_of_one(
    house: House, harvester: Harvester, pass_by: PassBy, query: dict[str, str]
) -> None:
    counts = []
    for more in (1, 1000 if "set" in query else 100):
        fill(house.page, more)
        stamping.catch_up()
        pass_by()
        harvester.ask(query)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            root = harvester.ask(query)
        counts.append((len(list(root.iter(f"{OAI}header"))), len(captured)))
    assert [records for records, _queries in counts] == [1, 100]
    assert counts[0][1] == counts[1][1] <= 12


def test_the_sets_cost_as_many_queries_for_many_texts_as_for_one(
    house: House, harvester: Harvester, pass_by: PassBy
) -> None:
    counts = []
    for more in (1, 400):
        fill(house.page, more)
        stamping.catch_up()
        with CaptureQueriesContext(connection) as captured:
            harvester.ask("verb=ListSets")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
