"""Harvests a large archive by a client that we did not write, while texts are published and withdrawn."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from django.db.models import F
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch

from commentaries import withholding
from commentaries.models import CommentaryPage
from series.models import OaiItem
from series.oai import stamping
from tests import factories
from tests.benchmarks.archive import affirm, fill
from tests.benchmarks.serving import Server, served
from tests.concurrency.crew import database_address
from tests.factories import House

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
OAI = "{http://www.openarchives.org/OAI/2.0/}"
WORKED_ON, PARTS = 400, 20
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


@dataclass(slots=True)
class Harvest:
    """What a harvester has been told so far, in its order."""

    scythe: Scythe
    told: list[Told] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def now(self) -> str:
        """The moment that the repository says it is: whoever goes on from there later has missed nothing."""
        return str(self.scythe.harvest({"verb": "Identify"}).xml.findtext(f"{OAI}responseDate"))

    def go_on(self, server: Server, since: str | None = None) -> None:
        try:
            for number, record in enumerate(self.scythe.list_records(from_=since)):
                self.told.append((record.header.identifier, record.header.datestamp, record.deleted))
                if number % 100 == 0:
                    self.sizes.append(server.kilobytes())
        except NoRecordsMatch:
            pass

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
    with served("config.wsgi:application", environment) as server:
        yield server


def truth() -> dict[str, bool]:
    public = set(CommentaryPage.objects.public().values_list("pk", flat=True))
    items = OaiItem.objects.values_list("name", "page_id")
    return {f"oai:localhost:{name}": page not in public for name, page in items}


def an_archive(house: House, size: int) -> list[int]:
    """So many texts, in no order of theirs; the keys of those that editors can hold and release, all over the list."""
    fill(house.page, WORKED_ON)
    affirm(house)
    old = list(CommentaryPage.objects.values_list("pk", flat=True))
    fill(house.page, size - WORKED_ON)
    moment = stamping.next_datestamp() - 2 * stamping.AHEAD
    mixed = CommentaryPage.objects.alias(part=F("pk") % PARTS)
    assert sum(stamping.enter(mixed.filter(part=part), moment=moment) for part in range(PARTS)) == size
    return old


@pytest.mark.parametrize("size", [2_000, 20_000])
def test_nothing_is_missed_and_nothing_told_twice_while_texts_come_and_go(
    house: House, server: Server, size: int, record_property: Callable[[str, object], None]
) -> None:
    editors = Editors(house, an_archive(house, size))
    thread = Thread(target=editors.work)
    with Scythe(f"{server.address}/oai/") as scythe:
        harvest = Harvest(scythe)
        thread.start()
        begun, started = harvest.now(), time.monotonic()
        harvest.go_on(server)
        seconds, first, sizes = time.monotonic() - started, list(harvest.told), list(harvest.sizes)
        editors.enough.set()
        thread.join()
        assert editors.faults == []
        known, end = truth(), time.monotonic() + 3 * stamping.AHEAD.total_seconds()
        while harvest.state != known and time.monotonic() < end:
            harvest.go_on(server, since=begun)
    names = dict(OaiItem.objects.values_list("page_id", "name"))
    touched = {f"oai:localhost:{names[pk]}" for pk in editors.touched}
    times = Counter(identifier for identifier, _datestamp, _is_deleted in first)
    doubled = [each for each, count in Counter((told[0], told[1]) for told in first).items() if count > 1]
    growth = max(sizes) / sizes[len(sizes) // 10] - 1
    record_property(
        "figures",
        f"{connection.vendor}, {size:,} records by oaipmh-scythe in {seconds:.0f} s ({len(first) / seconds:.0f} a "
        f"second) while {len(editors.touched)} texts were published, removed, or held and released: "
        f"{len(known.keys() - harvest.state.keys())} missed, {len(doubled)} told twice, {len(first) - size} of the "
        f"changed told meanwhile; server {sizes[0] / 1024:.0f} MB at first, {max(sizes) / 1024:.0f} MB at most",
    )
    assert len(editors.touched) > 10
    assert {each for each in known if each not in touched and times[each] != 1} == set()
    assert doubled == []
    assert harvest.state == known
    assert growth <= SERVER_GROWS_BY
