"""Harvests a large archive by a client that we did not write, while texts are published and withdrawn."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from threading import Event, Thread

import pytest
from django.db import connection
from django.db.models import F
from httpx2 import Response
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch

from commentaries import withholding
from commentaries.models import CommentaryPage
from series.models import OaiItem
from series.oai import stamping
from series.oai.formats import FORMATS
from tests import factories
from tests.benchmarks.archive import affirm, fill
from tests.benchmarks.serving import STATEMENTS, Server, served
from tests.concurrency.crew import database_address
from tests.factories import House

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
OAI = "{http://www.openarchives.org/OAI/2.0/}"
WORKED_ON, PARTS = 400, 20
MOST_STATEMENTS = 12
SERVER_GROWS_BY = 0.1
"""The most that the server may hold at the end beyond what it held after its first tenth of the answers."""
Told = tuple[str, str, bool]
"""Identifier, datestamp, and whether the record was deleted."""


@dataclass(slots=True)
class Editors:
    """Those who are at work meanwhile, in a thread of their own: they publish, remove, hold and release by turns."""

    house: House
    old: list[int]
    enough: Event = field(default_factory=Event)
    touched: list[int] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def work(self) -> None:
        try:
            turn = 0
            while not self.enough.is_set():
                self._do(turn)
                turn += 1
        except Exception as fault:  # what goes wrong in a thread is told by the test
            self.faults.append(fault)
        finally:
            connection.close()

    def _do(self, turn: int) -> None:
        text = CommentaryPage.objects.get(pk=self.old[turn * 7919 % len(self.old)])
        if turn % 3 == 0:
            text = factories.published(self.house, title=f"Out meanwhile, {turn}")
        elif text.live and turn % 3 == 1:
            withholding.remove(text, self.house.editor, reason="By order of a court.")
        elif text.live:
            withholding.hold(text, self.house.editor, reason="A name in it is wrong.")
            withholding.release(factories.reloaded(text), self.house.editor)
        self.touched.append(text.pk)

    def changes(self) -> Counter[str]:
        """How often each text was worked on, by its identifier."""
        names = dict(OaiItem.objects.values_list("page_id", "name"))
        return Counter(f"oai:localhost:{names[pk]}" for pk in self.touched)


@dataclass(frozen=True, slots=True)
class Part:
    """What one answer with a part of a list cost the server."""

    statements: int
    kilobytes: int
    seconds: float


@dataclass(slots=True)
class Harvest:
    """What a harvester has been told so far in one format, in its order."""

    server: Server
    prefix: str
    told: list[Told] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    articles: int = 0
    seconds: float = 0

    def of_everything(self) -> Harvest:
        begun = time.monotonic()
        self.go_on()
        self.seconds = time.monotonic() - begun
        return self

    def go_on(self, since: str | None = None) -> None:
        with Scythe(f"{self.server.address}/oai/") as scythe:
            scythe.client.event_hooks["response"].append(self._weigh)
            try:
                for record in scythe.list_records(from_=since, metadata_prefix=self.prefix):
                    self.told.append((record.header.identifier, record.header.datestamp, record.deleted))
                    self.articles += record.xml.find(f"{OAI}metadata") is not None
            except NoRecordsMatch:
                pass

    def _weigh(self, response: Response) -> None:
        response.read()
        statements, seconds = int(response.headers[STATEMENTS]), response.elapsed.total_seconds()
        self.parts.append(Part(statements, self.server.kilobytes(), seconds))

    @property
    def state(self) -> dict[str, bool]:
        """Of each record, whether it is deleted, as it was told last."""
        return {identifier: is_deleted for identifier, _datestamp, is_deleted in self.told}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_DATABASE_URL": database_address(),
    }
    with served("tests.benchmarks.counted:application", environment) as server:
        yield server


def truth() -> dict[str, bool]:
    public = set(CommentaryPage.objects.public().values_list("pk", flat=True))
    items = OaiItem.objects.values_list("name", "page_id")
    return {f"oai:localhost:{name}": page not in public for name, page in items}


def an_archive(house: House, size: int) -> list[int]:
    """So many texts, a tenth of them of the same second, and the last entered of the first second.

    Given back are the keys of those that editors can hold and release: they lie all over the list.
    """
    fill(house.page, WORKED_ON)
    affirm(house)
    old = list(CommentaryPage.objects.values_list("pk", flat=True))
    fill(house.page, size - WORKED_ON)
    newest = stamping.next_datestamp() - 2 * stamping.AHEAD
    mixed = CommentaryPage.objects.alias(part=F("pk") % PARTS)
    entered = 0
    for part in range(PARTS):
        entered += stamping.enter(mixed.filter(part=part), moment=newest - timedelta(minutes=part // 2))
    assert entered == size
    return old


def moment_of(server: Server) -> str:
    """The moment that the repository says it is: whoever goes on from there later has missed nothing."""
    with Scythe(f"{server.address}/oai/") as scythe:
        return str(scythe.harvest({"verb": "Identify"}).xml.findtext(f"{OAI}responseDate"))


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_nothing_is_missed_and_nothing_told_twice_while_texts_come_and_go(
    house: House, server: Server, size: int
) -> None:
    editors = Editors(house, an_archive(house, size))
    thread = Thread(target=editors.work)
    begun = moment_of(server)
    thread.start()
    with ThreadPoolExecutor(len(FORMATS)) as harvesters:
        harvests = list(harvesters.map(lambda prefix: Harvest(server, prefix).of_everything(), FORMATS))
    at_once = [list(harvest.told) for harvest in harvests]
    parts = [list(harvest.parts) for harvest in harvests]
    editors.enough.set()
    thread.join()
    assert editors.faults == []
    known, end = truth(), time.monotonic() + 3 * stamping.AHEAD.total_seconds()
    while any(harvest.state != known for harvest in harvests) and time.monotonic() < end:
        for harvest in harvests:
            harvest.go_on(since=begun)
    for harvest, first, costs in zip(harvests, at_once, parts, strict=True):
        print(f"\n{harvest.prefix}: {_figures(harvest, first, costs, known, editors)}")
    assert len(editors.touched) > 10
    changes = editors.changes()
    for harvest, first, costs in zip(harvests, at_once, parts, strict=True):
        times = Counter(identifier for identifier, _datestamp, _is_deleted in first)
        assert [each for each in known if each not in changes and times[each] != 1] == []
        assert [each for each in times if times[each] > 1 + changes[each]] == []
        assert {identifier for identifier, _datestamp, _is_deleted in harvest.told[len(first) :]} <= changes.keys()
        assert harvest.state == known
        assert harvest.articles == sum(not is_deleted for _identifier, _datestamp, is_deleted in harvest.told)
        assert max(part.statements for part in costs) <= MOST_STATEMENTS
        assert len({part.statements for part in costs[1:]}) == 1, "the server's first answer may look up more"
        sizes = [part.kilobytes for part in costs]
        assert max(sizes) <= sizes[len(sizes) // 10] * (1 + SERVER_GROWS_BY)


def _figures(
    harvest: Harvest, first: Sequence[Told], costs: Sequence[Part], known: dict[str, bool], editors: Editors
) -> str:
    times, changes = Counter(identifier for identifier, _datestamp, _is_deleted in first), editors.changes()
    missed = len(known.keys() - harvest.state.keys())
    doubled = sum(count > 1 + changes[identifier] for identifier, count in times.items())
    tenth = max(len(costs) // 10, 1)
    early, late = (median(part.seconds for part in some) for some in (costs[:tenth], costs[-tenth:]))
    return (
        f"{connection.vendor}, {len(first):,} records in {len(costs):,} answers by oaipmh-scythe in "
        f"{harvest.seconds:.0f} s ({len(first) / harvest.seconds:.0f} a second) while {len(editors.touched):,} texts "
        f"were published, removed, or held and released: {missed} missed, {doubled} told twice; "
        f"{dict(Counter(part.statements for part in costs))} statements, answers; "
        f"the last tenth of the answers took {late / early:.2f} of the time of the first; "
        f"server {costs[0].kilobytes / 1024:.0f} MB at first, {max(c.kilobytes for c in costs) / 1024:.0f} MB at most"
    )
