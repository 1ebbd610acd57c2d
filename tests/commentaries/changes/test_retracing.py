"""Tests who is said to have changed a text between two of its states."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision

from commentaries import submitting, versions
from commentaries.changes.retracing import Retraced, State, retrace, state_of
from commentaries.models import CommentaryPage, Version
from tests import factories
from tests.factories import House

WALL = "<p>Quarrels about dams are conducted in the language of walls, and the map shows a bar.</p>"
LAW = "<p>Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares.</p>"
FLOOD = "<p>If a reservoir stores the spring flood, the calendar of the valley is upside down.</p>"


def submitted(house: House, *paragraphs: str) -> CommentaryPage:
    return factories.submitted(house, body=[("paragraph", html) for html in paragraphs])


def wrote(page: CommentaryPage, account: Any, *paragraphs: str) -> None:
    factories.edited(page, account, body=[("paragraph", html) for html in paragraphs])


def since_submission(page: CommentaryPage) -> Retraced:
    page = factories.reloaded(page)
    return retrace(page, state_of(page.versions.get()), State(versions.latest_of(page)), names_hands=True)


def told(retraced: Retraced) -> list[tuple[str, tuple[str, ...]]]:
    """The fate of each changed passage of the body, and by whom."""
    [body] = [section for section in retraced.comparison.sections if section.name == "body"]
    changes = [change for change in body.changes if not change.is_untouched]
    return [(change.fate.value, retraced.by("body", change)) for change in changes]


def test_what_one_person_changed_is_theirs(house: House) -> None:
    page = submitted(house, WALL, LAW)
    wrote(page, house.assistant, WALL.replace("walls", "gates"), FLOOD)
    assert told(since_submission(page)) == [
        ("changed", ("Test Assistant",)),
        ("deleted", ("Test Assistant",)),
        ("inserted", ("Test Assistant",)),
    ]


def test_what_two_persons_changed_in_turn_is_told_apart(house: House) -> None:
    page = submitted(house, WALL, LAW, FLOOD)
    once = LAW.replace("courts", "judges")
    wrote(page, house.assistant, WALL, once, FLOOD)
    wrote(page, house.editor, WALL.replace("walls", "gates"), once.replace("shares", "claims"))
    wrote(page, house.editor, WALL.replace("walls", "doors"), once.replace("shares", "claims"))
    assert told(since_submission(page)) == [
        ("changed", ("Test Editor",)),
        ("changed", ("Test Assistant", "Test Editor")),
        ("deleted", ("Test Editor",)),
    ]


def test_nobody_is_named_for_what_was_taken_back(house: House) -> None:
    page = submitted(house, WALL, LAW)
    wrote(page, house.assistant, WALL, LAW, FLOOD)
    wrote(page, house.editor, WALL, LAW)
    assert since_submission(page).comparison.is_empty


def test_what_was_saved_before_the_version_is_not_counted(house: House) -> None:
    page = factories.make_draft(house, body=[("paragraph", WALL)])
    wrote(page, house.editor, WALL, LAW)
    submitting.submit(factories.reloaded(page), house.author)
    wrote(page, house.assistant, WALL, LAW.replace("courts", "judges"))
    assert told(since_submission(page)) == [("changed", ("Test Assistant",))]


def test_what_autosave_wrote_over_is_still_laid_to_whoever_saved_it(house: House) -> None:
    """The revision takes the moment of its last saving along, here to after the second version; the log remembers."""
    page = submitted(house, WALL)
    latest = versions.latest_of(page)
    latest.body = [("paragraph", WALL), ("paragraph", LAW)]
    revision = latest.save_revision(user=house.assistant, changed=True, log_action=True)
    second = versions.keep(versions.latest_of(factories.reloaded(page)), by=None)
    latest.body = [("paragraph", WALL), ("paragraph", LAW), ("paragraph", FLOOD)]
    latest.save_revision(user=house.assistant, changed=True, log_action=True, overwrite_revision=revision)
    assert Revision.objects.get(pk=revision.pk).created_at > second.made_at
    first = Version.objects.order_by("made_at").first()
    assert first
    assert told(retrace(page, state_of(first), state_of(second), names_hands=True)) == [
        ("inserted", ("Test Assistant",))
    ]


def test_where_what_somebody_left_is_gone_nobody_is_named_for_it(house: House) -> None:
    page = submitted(house, WALL, LAW)
    wrote(page, house.assistant, WALL, LAW.replace("courts", "judges"))
    Revision.objects.filter(user=house.assistant).update(user=None)
    wrote(page, house.editor, WALL.replace("walls", "gates"), LAW.replace("courts", "judges"))
    assert told(since_submission(page)) == [("changed", ("Test Editor",)), ("changed", ())]


def test_a_long_history_names_those_of_its_end(house: House) -> None:
    page = submitted(house, WALL)
    words = "walls"
    for turn in range(16):
        new = f"walls{turn}"
        wrote(page, house.editor if turn % 2 else house.assistant, WALL.replace("walls", new))
        words = new
    [(fate, by)] = told(since_submission(page))
    assert (fate, set(by), words) == ("changed", {"Test Editor", "Test Assistant"}, "walls15")


def test_a_reviewer_reads_what_changed_and_not_by_whom(house: House) -> None:
    page = submitted(house, WALL)
    wrote(page, house.assistant, LAW)
    page = factories.reloaded(page)
    retraced = retrace(page, state_of(page.versions.get()), State(versions.latest_of(page)), names_hands=False)
    assert told(retraced) == [("deleted", ()), ("inserted", ())]


def test_ten_savings_cost_as_many_queries_as_two(house: House, django_assert_num_queries: Any) -> None:
    page = submitted(house, WALL)
    for savings in (2, 8):
        for turn in range(savings):
            wrote(page, house.editor if turn % 2 else house.assistant, WALL.replace("walls", f"walls{savings}{turn}"))
        page = factories.reloaded(page)
        old, new = state_of(page.versions.get()), State(versions.latest_of(page))
        page.get_full_url()
        with django_assert_num_queries(5):
            retrace(page, old, new, names_hands=True)
