"""Tests that the search index hears of a text after the transaction that saved it, and again when it could not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from commentaries import followups, indexing
from commentaries.models import CommentaryPage, FollowUp
from tests import factories
from tests.factories import House


class Deadlock(Exception):
    """What psycopg 3 raises below Django's error."""

    sqlstate = "40P01"


class OlderDeadlock(Exception):
    """What psycopg2 raises there."""

    pgcode = "40P01"


def below_another(cause: Exception) -> Exception:
    """A driver's error that something between it and Django has raised anew."""
    error = RuntimeError("the pool could not")
    error.__cause__ = cause
    return error


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """Each text that was written into the index, and whether a transaction was open."""
    calls: list[tuple[int, bool]] = []
    monkeypatch.setattr(
        index, "insert_or_update_object", lambda page: calls.append((page.pk, connection.in_atomic_block))
    )
    return calls


def index_work() -> list[FollowUp]:
    return list(FollowUp.objects.filter(kind=indexing.KIND))


def found(words: str) -> list[int]:
    return [page.pk for page in get_search_backend().search(words, Page.objects.all())]


def test_however_often_a_text_is_saved_there_is_one_piece_of_work(house: House) -> None:
    factories.published(house)
    (work,) = index_work()
    assert work.state == FollowUp.State.WAITING


def test_a_text_that_was_indexed_is_indexed_again_after_the_next_save(house: House) -> None:
    page = factories.make_draft(house)
    followups.carry_out_due()
    factories.edited(page, house.author, title="Renamed by its author")
    assert [work.state for work in index_work()] == [FollowUp.State.WAITING]
    followups.carry_out_due()
    assert [work.state for work in index_work()] == [FollowUp.State.DONE]


def test_a_save_while_a_worker_is_at_it_makes_the_work_due_once_more(house: House) -> None:
    page = factories.make_draft(house)
    (work,) = index_work()

    def save_meanwhile(page: Any) -> None:
        factories.edited(page, house.author, title="Changed while it was indexed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "insert_or_update_object", save_meanwhile)
        followups.carry_out(work.pk)
    (work,) = index_work()
    assert (work.state, work.attempts) == (FollowUp.State.WAITING, 0)
    assert page.pk == work.page_id


def test_a_text_is_found_once_its_work_is_done_and_no_more_when_it_is_gone(house: House) -> None:
    page = factories.published(house, title="Unmistakable barnacles")
    assert found("barnacles") == []
    followups.carry_out_due()
    assert found("barnacles") == [page.pk]
    draft = factories.make_draft(house, title="Vanishing limpets")
    followups.carry_out_due()
    assert found("limpets") == [draft.pk]
    CommentaryPage.objects.get(pk=draft.pk).delete()
    assert found("limpets") == []
    assert followups.carry_out_due() == 0


def test_rebuilding_the_whole_index_finds_texts_too(house: House) -> None:
    page = factories.published(house, title="Unmistakable barnacles")
    call_command("update_index", verbosity=0)
    assert found("barnacles") == [page.pk]


@pytest.mark.django_db(transaction=True)
def test_with_the_immediate_backend_the_index_is_written_after_the_commit(
    settings: Any, written: list[tuple[int, bool]]
) -> None:
    settings.TASKS = {"default": {"BACKEND": immediate(), "QUEUES": ["commentaries", "default"]}}
    house = factories.make_house()
    with transaction.atomic():
        page = factories.make_draft(house)
        assert written == []
    assert written == [(page.pk, False)]


def immediate() -> str:
    try:
        import django.tasks  # noqa: F401 (Django 6.0 and later have their own)
    except ImportError:
        return "django_tasks.backends.immediate.ImmediateBackend"
    return "django.tasks.backends.immediate.ImmediateBackend"


def fails(times: int, cause: Exception) -> Any:
    """Writes into the index that fail so often before one succeeds, and the pages that were written."""
    done: list[int] = []
    left = [times]

    def write(page: CommentaryPage) -> None:
        if left[0]:
            left[0] -= 1
            raise OperationalError("could not") from cause
        done.append(page.pk)

    return write, done


@pytest.mark.parametrize("times", [1, indexing.ATTEMPTS - 1])
@pytest.mark.parametrize("cause", [Deadlock(), OlderDeadlock(), below_another(Deadlock())], ids=["3", "2", "deeper"])
def test_a_deadlock_is_tried_again_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch, times: int, cause: Exception
) -> None:
    write, done = fails(times, cause)
    monkeypatch.setattr(index, "insert_or_update_object", write)
    monkeypatch.setattr(indexing.time, "sleep", lambda seconds: None)
    page = factories.make_draft(house)
    assert followups.carry_out_due() == 1
    assert done == [page.pk]


def test_what_does_not_pass_is_left_to_the_next_attempt_of_the_follow_up(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write, done = fails(1, ValueError("the disk is full"))
    monkeypatch.setattr(index, "insert_or_update_object", write)
    factories.make_draft(house)
    assert followups.carry_out_due() == 0
    assert done == []
    (work,) = index_work()
    assert (work.state, work.error) == (FollowUp.State.WAITING, "OperationalError: could not")
