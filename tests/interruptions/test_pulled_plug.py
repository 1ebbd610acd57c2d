"""Tests that a process killed at any moment leaves no half publication, and no work that is lost or done twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from commentaries import conf, followups
from commentaries.mails import posting
from commentaries.models import CommentaryPage, FollowUp, PrintVersion
from tests import factories
from tests.factories import House
from tests.interruptions.power import Job, Power, plugged_in
from tests.interruptions.wholeness import (
    BY_DECISION,
    BY_THE_CLOCK,
    BY_WORKFLOW,
    is_published,
    is_withheld_by,
    numbers_are_consecutive,
)

pytestmark = pytest.mark.django_db(transaction=True)

State = FollowUp.State
SOON = timedelta(seconds=0.8)
AT_ONCE = 2
"""Texts that fall due together, so that a kill also falls between two of them."""
SHORT, LONG = 1, 20
"""How often each of the ten is killed, in the default run and in the long one."""
TIMES = [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.long)]
WORK: Job = {
    "do": "command",
    "name": "db_worker",
    "options": {"queue_name": "*", "batch": True, "interval": 0, "startup_delay": False, "verbosity": 0},
}
TICK: Job = {"do": "command", "name": "tick", "options": {}}
PUBLISH_SCHEDULED: Job = {"do": "command", "name": "publish_scheduled", "options": {}}


@pytest.fixture
def seed() -> int:
    """Set PLUG_SEED to the one that a failure names, to pull the plug at the same moments again."""
    return int(os.environ.get("PLUG_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture
def machine(transactional_db: None, seed: int, settings: Any) -> Iterator[tuple[Power, Path]]:
    settings.COMMENTARIES = {**settings.COMMENTARIES, "FOLLOW_UP_LEASE_SECONDS": 1, "MAIL_DELAY_MINUTES": 0}
    print(f"PLUG_SEED={seed}")  # shown when the test fails
    with plugged_in(seed) as plugged:
        yield plugged


@pytest.fixture
def house(machine: Any) -> House:
    return factories.make_house()


class Sessions:
    """Logs persons in once."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}

    def of(self, account: Any) -> str:
        if account.pk not in self.known:
            client = Client()
            client.force_login(account)
            self.known[account.pk] = client.cookies["sessionid"].value
        return self.known[account.pk]


def kill_often(
    power: Power, kills: int, *, prepare: Callable[[], list[int]], job: Callable[[list[int]], Job], door: str
) -> tuple[int, int]:
    """Kills a publication again and again, each time of new texts, then lets each be finished without a hand's help.

    Returns how many texts were wholly before and how many wholly after the moment of the kill.
    """
    first = prepare()
    power.do(job(first))
    mails = mails_of(first[0])
    assert mails
    second = prepare()
    usually = power.do(job(second))  # the first process after the start is slower than the others
    assert all(is_published(pk, door, mails=mails) for pk in (*first, *second))
    before = after = 0
    target = power.kills + kills
    while power.kills < target:
        texts = prepare()
        power.pull(job(texts), usually=usually)
        ready = [is_published(pk, door, mails=mails) for pk in texts]
        before, after = before + ready.count(False), after + ready.count(True)
        numbers_are_consecutive()
        if not all(ready):
            power.do(job(texts))
        assert all(is_published(pk, door, mails=mails) for pk in texts)
    assert numbers_are_consecutive() == CommentaryPage.objects.live().count()
    return before, after


def fall_due(house: House) -> list[int]:
    """Texts that were accepted for a moment that has just passed."""
    texts = [factories.submitted(house) for _number in range(AT_ONCE)]
    moment = timezone.now() + SOON
    for page in texts:
        factories.decide(house, page, publish_at=moment)
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()) + 0.01)
    return [page.pk for page in texts]


def recover(power: Power) -> float:
    """What tick and worker do by themselves; seconds from the first tick until nothing is open any more."""
    started = time.monotonic()
    while True:
        power.do(TICK)
        power.do(WORK)
        if not FollowUp.objects.filter(state__in=[State.WAITING, State.RUNNING]).exists():
            return time.monotonic() - started
        assert time.monotonic() - started < 60, list(FollowUp.objects.exclude(state=State.DONE).values())
        time.sleep(0.2)


def figures(record: Any, what: str, power: Power, seed: int, told: str) -> None:
    record("figures", f"{what}, {connection.vendor}: {power.kills} kills, {told} (PLUG_SEED={seed})")


@pytest.mark.parametrize("kills", TIMES)
def test_a_form_killed_while_it_publishes_leaves_a_text_whole(
    house: House, machine: tuple[Power, Path], kills: int, seed: int, record_property: Any
) -> None:
    power, _box = machine
    sessions = Sessions()

    def prepare() -> list[int]:
        return [factories.submitted(house).pk]

    def job(texts: list[int]) -> Job:
        [pk] = texts
        digest = factories.digest_now(CommentaryPage.objects.get(pk=pk))
        said = {"action": "decide", "outcome": "publish", "reasons": "Go.", "digest": digest}
        path = reverse("commentaries:decide", args=[pk])
        return {"do": "post", "path": path, "session": sessions.of(house.editor), "said": said}

    before, after = kill_often(power, kills * 3, prepare=prepare, job=job, door=BY_DECISION)
    figures(record_property, "published by the form", power, seed, f"{before} texts before, {after} after, 0 half")


@pytest.mark.parametrize("kills", TIMES)
def test_a_last_approval_killed_while_it_publishes_leaves_a_text_whole(
    house: House, machine: tuple[Power, Path], kills: int, seed: int, record_property: Any
) -> None:
    """A host may add a step after ours: then Wagtail's own approval publishes what the editor has decided on."""
    power, _box = machine
    sessions = Sessions()
    press = GroupApprovalTask.objects.create(name="Press office")
    press.groups.add(Group.objects.create(name="Press office"))
    workflow = Workflow.objects.get(name=conf.get().WORKFLOW_NAME)
    WorkflowTask.objects.create(workflow=workflow, task=press, sort_order=9)

    def prepare() -> list[int]:
        page = factories.submitted(house)
        factories.decide(house, page)
        assert not factories.reloaded(page).live
        return [page.pk]

    def job(texts: list[int]) -> Job:
        [pk] = texts
        state = CommentaryPage.objects.get(pk=pk).current_workflow_task_state
        path = reverse("wagtailadmin_pages:workflow_action", args=[pk, "approve", state.pk])
        return {"do": "post", "path": path, "session": sessions.of(house.admin), "said": {}}

    before, after = kill_often(power, kills, prepare=prepare, job=job, door=BY_WORKFLOW)
    figures(record_property, "published by the workflow", power, seed, f"{before} texts before, {after} after, 0 half")


@pytest.mark.parametrize("kills", TIMES)
@pytest.mark.parametrize("clock", [TICK, PUBLISH_SCHEDULED], ids=["tick", "publish_scheduled"])
def test_a_clock_killed_while_it_publishes_leaves_each_text_whole_and_forgets_none(
    house: House, machine: tuple[Power, Path], clock: Job, kills: int, seed: int, record_property: Any
) -> None:
    power, _box = machine

    before, after = kill_often(
        power, kills * 2, prepare=lambda: fall_due(house), job=lambda _texts: clock, door=BY_THE_CLOCK
    )
    told = f"{before} texts before, {after} after, 0 half"
    figures(record_property, f"published by {clock['name']}", power, seed, told)


@pytest.mark.parametrize("kills", TIMES)
def test_a_form_killed_while_it_holds_releases_or_removes_leaves_a_text_whole(
    house: House, machine: tuple[Power, Path], kills: int, seed: int, record_property: Any
) -> None:
    power, _box = machine
    session = Sessions().of(house.editor)
    steps = ("hold", "release", "remove")

    def job(pk: int, verb: str) -> Job:
        said = {"action": verb, "reason": "A name in it is wrong."}
        return {"do": "post", "path": reverse("commentaries:decide", args=[pk]), "session": session, "said": said}

    usually = {}
    for _warm in range(2):  # the first process after the start is slower than the others
        page = factories.published(house)
        for verb in steps:
            usually[verb] = power.do(job(page.pk, verb))
    before = after = 0
    while power.kills < kills * len(steps):
        page = factories.published(house)
        for verb in steps:
            power.pull(job(page.pk, verb), usually=usually[verb])
            if is_withheld_by(page.pk, verb):
                after += 1
            else:
                before += 1
                power.do(job(page.pk, verb))
            assert is_withheld_by(page.pk, verb)
            numbers_are_consecutive()
    told = f"{before} texts before, {after} after, 0 half"
    figures(record_property, "held, released and removed", power, seed, told)


@pytest.mark.parametrize("kills", TIMES)
def test_a_worker_killed_at_its_work_loses_none_and_sends_nothing_twice(
    house: House, machine: tuple[Power, Path], kills: int, seed: int, record_property: Any
) -> None:
    power, box = machine
    slowest = 0.0
    pages = [factories.published(house, title="Wagtails in the reeds")]
    power.do(WORK)
    pages.append(factories.published(house, title="Wagtails in the harbour"))
    usually = power.do(WORK)
    target = power.kills + kills * 2
    while power.kills < target:
        pages.append(factories.published(house, title=f"Wagtails seen on day {power.kills}"))
        power.pull(WORK, usually=usually)
        slowest = max(slowest, recover(power))
    unknown = letters_that_nobody_knows_of(box)
    for each in unknown:
        followups.try_again(each)  # a person has asked, and it had not arrived
    recover(power)
    assert list(FollowUp.objects.exclude(state=State.DONE).values("kind", "state", "attempts", "error")) == []
    letters = FollowUp.objects.filter(kind="mail")
    assert {posting.message_id(letter) for letter in letters} == set(box.read_text().split())
    found = CommentaryPage.objects.live().search("wagtails", order_by_relevance=False)
    assert {page.pk for page in found} == {page.pk for page in pages}
    prints = PrintVersion.objects.all()
    assert {made.edition.page_id for made in prints.select_related("edition")} == {page.pk for page in pages}
    assert all(made.file.size == made.size for made in prints)
    told = (
        f"{letters.count()} letters, none twice, {len(unknown)} left to a person, "
        f"{len(pages)} of {len(pages)} texts in the index, {prints.count()} PDFs, "
        f"recovered within {slowest:.1f} s of tick (lease 1 s)"
    )
    figures(record_property, "follow-ups", power, seed, told)


@pytest.mark.parametrize("kills", TIMES)
def test_of_two_clocks_at_once_one_publishes_also_when_the_other_is_killed(
    house: House, machine: tuple[Power, Path], kills: int, seed: int, record_property: Any
) -> None:
    power, _box = machine
    published = 0
    with plugged_in(seed + 1) as (other, _other_box), ThreadPoolExecutor(2) as at_once:
        usually = other.do(TICK)
        for number in range(kills * 2):
            texts = fall_due(house)
            if number % 2:
                second = at_once.submit(other.pull, TICK, usually=usually * 3)
            else:
                second = at_once.submit(other.do, TICK)
            at_once.submit(power.do, TICK).result()
            second.result()
            power.do(TICK)  # a killed clock may have held the row that this one passed over
            assert all(is_published(pk, BY_THE_CLOCK, mails=mails_of(pk)) for pk in texts)
            published += len(texts)
        assert numbers_are_consecutive() == published
        figures(record_property, "two clocks at once", other, seed, f"{published} texts published, each once")


def mails_of(pk: int) -> int:
    """How many letters tell of the publication; all texts of these tests have the same people."""
    return FollowUp.objects.filter(page=pk, payload__mail="published").count()


def letters_that_nobody_knows_of(box: Path) -> list[FollowUp]:
    """Those whose worker was killed while it sent them; fails when any other is unsent, or any was sent twice."""
    sent = Counter(box.read_text().split())
    assert max(sent.values()) == 1
    unknown = list(FollowUp.objects.filter(state=State.FAILED))
    assert all(each.kind == "mail" and each.uncertain_since for each in unknown)
    known = FollowUp.objects.filter(kind="mail", state=State.DONE)
    assert {posting.message_id(each) for each in known} <= set(sent)
    return unknown
