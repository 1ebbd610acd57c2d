"""Tests, with processes, that of two persons who act at once one wins, or both in an order, and all records agree."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection

from commentaries import versions
from commentaries.models import CommentaryPage, Issue
from tests import factories
from tests.commentaries.test_editing import sent_by_the_editor
from tests.concurrency.crew import Answer, Crew, Job, a_crew
from tests.concurrency.jobs import BILINGUAL, DRAFT, PUBLIC
from tests.concurrency.story import contradictions, gaps
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)

DONE, LATE = HTTPStatus.FOUND, HTTPStatus.CONFLICT


@dataclass(frozen=True)
class Meeting:
    """Two persons who act on one text at once. ``judge`` says who came first, or what is wrong with what came of it."""

    name: str
    jobs: Callable[[House, dict[str, Any]], tuple[Job, Job]]
    judge: Callable[[CommentaryPage, Answer, Answer], str]
    text: str = DRAFT


class Wrong(Exception):
    """What came of a meeting is no story."""


def demand(fact: bool, fault: str) -> None:
    if not fact:
        raise Wrong(fault)


def decides(house: House, text: dict[str, Any], outcome: str = "publish", *, second: bool = False) -> Job:
    user = house.second_editor if second else house.editor
    return {"do": "decide", "page": text["page"], "digest": text["digest"], "outcome": outcome, "user": user.pk}


def edits(house: House, text: dict[str, Any]) -> Job:
    page = CommentaryPage.objects.get(pk=text["page"])
    posted = sent_by_the_editor(page, house, title=f"{page.title}, edited")
    return {"do": "edit", "page": page.pk, "user": house.assistant.pk, "posted": posted}


def one_decides(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """One wins; the other is told who decided and when."""
    demand({first["status"], second["status"]} == {DONE, LATE}, "not one of two")
    late = second if first["status"] == DONE else first
    demand("Already decided by" in late["said"], "not told who decided")
    outcome = page.versions.exclude(decisions=None).values_list("decisions__outcome", flat=True).get()
    demand(page.live == (outcome == "publish"), f"decided to {outcome}, live: {page.live}")
    return "one editor" if first["status"] == DONE else "the other editor"


def the_edit_is_kept(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """The edit is the newest revision in any order; who came after it is told who changed the text."""
    demand(second["status"] == DONE, "the edit was refused")
    demand(versions.latest_of(page).title.endswith(", edited"), "the edit was pushed aside")
    demand(first["status"] in {DONE, LATE}, "neither done nor late")
    demand(first["status"] == DONE or "It was changed by Test Assistant" in first["said"], "not told who changed it")
    return "the yes" if first["status"] == DONE else "the edit"


def and_never_published_unseen(page: CommentaryPage, first: Answer, second: Answer) -> str:
    demand(not page.title.endswith(", edited") or not page.live, "published unseen")
    demand(page.live == (first["status"] == DONE), f"answered {first['status']}, live: {page.live}")
    return the_edit_is_kept(page, first, second)


def one_number(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """Reserved first, the text takes that number; published first, there is nothing left to reserve."""
    demand(page.live and second["status"] == DONE, "not published")
    demand(first["status"] in {DONE, LATE}, "neither reserved nor late")
    demand((first["status"] == DONE) == (page.issue.reserved_at is not None), "another number than the reserved one")
    return "the reservation" if first["status"] == DONE else "the publication"


def hidden_or_new(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """The new edition is there in any order: hidden after it, or shown by it."""
    demand(first["status"] == second["status"] == DONE and first["to"] != "/admin/", "neither may be refused")
    demand(page.title.endswith(", corrected") and page.editions.count() == 2, "the new edition was pushed aside")
    return "the new edition" if not page.live else "the hiding"


def held_or_new(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """Held first, the new edition waits until its editor knows; published first, it is what is held."""
    demand(not page.live and first["status"] == DONE, "not held")
    demand(second["status"] in {DONE, LATE}, "neither published nor late")
    demand(page.issue.state == Issue.State.HELD, f"the register says {page.issue.state}")
    demand((second["status"] == DONE) == page.title.endswith(", corrected"), "the new edition and the answer disagree")
    demand(second["status"] == DONE or "Test Second held this text on" in second["said"], "not told who held it")
    return "the new edition" if second["status"] == DONE else "the hold"


def removed_or_new(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """Removed first, the new edition waits until its editor knows; published first, it is what is removed."""
    demand(not page.live and first["status"] == DONE, "not removed")
    demand(second["status"] in {DONE, LATE}, "neither published nor late")
    demand(page.issue.state == Issue.State.REMOVED, f"the register says {page.issue.state}")
    demand((second["status"] == DONE) == page.title.endswith(", corrected"), "the new edition and the answer disagree")
    demand(second["status"] == DONE or "Test Second removed this text on" in second["said"], "not told who removed it")
    return "the new edition" if second["status"] == DONE else "the removal"


def both_hidden(page: CommentaryPage, first: Answer, second: Answer) -> str:
    """Each leaves by itself, and the last of them takes the number's entry along."""
    demand(first["status"] == second["status"] == DONE, "neither may be refused")
    demand(not page.get_translations(inclusive=True).filter(live=True).exists(), "one is still live")
    demand(page.issue.state == Issue.State.REMOVED, f"the register says {page.issue.state}")
    return "either language"


MEETINGS = [
    Meeting("publish/publish", lambda h, t: (decides(h, t), decides(h, t, second=True)), one_decides),
    Meeting("publish/reject", lambda h, t: (decides(h, t), decides(h, t, "reject", second=True)), one_decides),
    Meeting("publish/edit", lambda h, t: (decides(h, t), edits(h, t)), and_never_published_unseen),
    Meeting(
        "affirm/edit",
        lambda h, t: (
            {"do": "affirm", "page": t["page"], "digest": t["digest"], "user": h.author.pk},
            edits(h, t),
        ),
        the_edit_is_kept,
    ),
    Meeting(
        "hold/publish",
        lambda h, t: ({"do": "hold", "page": t["page"], "user": h.second_editor.pk}, decides(h, t)),
        held_or_new,
        PUBLIC,
    ),
    Meeting(
        "unpublish/publish",
        lambda h, t: ({"do": "unpublish", "page": t["page"], "user": h.admin.pk}, decides(h, t)),
        hidden_or_new,
        PUBLIC,
    ),
    Meeting(
        "remove/publish",
        lambda h, t: ({"do": "remove", "page": t["page"], "user": h.second_editor.pk}, decides(h, t)),
        removed_or_new,
        PUBLIC,
    ),
    Meeting(
        "unpublish/unpublish",
        lambda h, t: (
            {"do": "unpublish", "page": t["page"], "user": h.admin.pk},
            {"do": "unpublish", "page": t["other"], "user": h.editor.pk},
        ),
        both_hidden,
        BILINGUAL,
    ),
    Meeting(
        "reserve/publish",
        lambda h, t: (
            {"do": "reserve", "page": t["page"], "user": h.second_editor.pk},
            decides(h, t),
        ),
        one_number,
    ),
]


def faults_of(meeting: Meeting, pk: int, first: Answer, second: Answer, wins: Counter[str]) -> list[str]:
    page = CommentaryPage.objects.select_related("issue").get(pk=pk)
    languages = page.get_translations(inclusive=True).values_list("pk", flat=True)
    found = [each for language in languages for each in contradictions(language)]
    try:
        wins[meeting.judge(page, first, second)] += 1
    except Wrong as fault:
        found.append(str(fault))
    return [f"{meeting.name}, text {pk}: {each}; {first} {second}" for each in found]


def let_meet(crew: Crew, house: House, meeting: Meeting, count: int) -> tuple[list[str], str]:
    """What went wrong, and a line of figures."""
    titles = [f"{meeting.name} {number:03d}" for number in range(count)]
    texts = crew.do([{"do": "make_text", "title": title, "what": meeting.text} for title in titles])
    assert [text for text in texts if text["status"] != HTTPStatus.OK] == []
    started = time.monotonic()
    met = crew.meet([meeting.jobs(house, text) for text in texts])
    seconds = time.monotonic() - started
    wins: Counter[str] = Counter()
    wrong = [
        each for text, pair in zip(texts, met, strict=True) for each in faults_of(meeting, text["page"], *pair, wins)
    ]
    errors = sum(answer["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR for pair in met for answer in pair)
    first = ", ".join(f"{number} × {who} first" for who, number in sorted(wins.items()))
    outcome = f"{count} pairs, {first}, {errors} errors, {len(wrong)} contradictions, {seconds:.0f} s"
    return wrong, f"{connection.vendor}, {len(crew.lines)} processes, {meeting.name}: {outcome}"


@pytest.mark.parametrize(
    ("count", "processes"),
    [
        pytest.param(2, 4, id="few"),
        pytest.param(10, 8, marks=pytest.mark.postgres, id="short"),
        pytest.param(100, 8, marks=pytest.mark.long, id="full"),
    ],
)
def test_of_two_at_once_one_wins_and_every_record_tells_one_story(
    house: House, count: int, processes: int, record_property: Callable[[str, object], None]
) -> None:
    wrong: list[str] = []
    factories.make_italian_pages(house.page)
    with a_crew(processes) as crew:
        for meeting in MEETINGS:
            found, figures = let_meet(crew, house, meeting, count)
            record_property("figures", figures)
            wrong += found
    assert wrong == []
    assert gaps(series=house.series.pk) == []
