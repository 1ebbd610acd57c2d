"""Tests which title stands in the row of a text, and by which name Wagtail's admin calls it before whom."""

from __future__ import annotations

import pytest
from wagtail.log_actions import LogContext
from wagtail.models import PageLogEntry

from commentaries import affirming
from tests import factories
from tests.factories import House


def test_the_title_of_a_change_stays_out_of_the_row_of_a_public_text(house: House) -> None:
    page = factories.published(house, title="Minutes")
    changed = factories.edited(page, house.editor, title="Minutes, doctored")
    assert (changed.title, changed.draft_title) == ("Minutes", "Minutes")
    assert changed.get_latest_revision_as_object().title == "Minutes, doctored"


def test_a_published_change_brings_its_title(house: House) -> None:
    page = factories.published(house, title="Minutes")
    changed = factories.edited(page, house.author, title="Minutes, corrected")
    factories.submitting.submit(changed, house.editor)
    affirming.affirm(changed, house.author, digest=factories.digest_now(changed))
    factories.decide(house, changed)
    public = factories.reloaded(page)
    assert (public.title, public.draft_title) == ("Minutes, corrected", "Minutes, corrected")


def test_a_draft_is_called_by_its_newest_title(house: House) -> None:
    page = factories.edited(factories.make_draft(house, title="Minutes"), house.author, title="Records")
    assert page.draft_title == "Records"


@pytest.mark.parametrize(
    ("name", "knows"),
    [("author", True), ("assistant", True), ("admin", True), ("stranger", False), ("reviewer", False)],
)
def test_the_admin_names_a_draft_to_those_who_may_know_of_it(house: House, name: str, knows: bool) -> None:
    page = factories.make_draft(house, title="Minutes")
    assert page.get_admin_display_title() == "Minutes"
    with LogContext(user=getattr(house, name)):
        assert (page.get_admin_display_title() == "Minutes") is knows


def test_the_log_calls_a_text_by_its_title_when_a_reviewer_acts(house: House) -> None:
    page = factories.reviewed(house, title="Minutes")
    entries = PageLogEntry.objects.filter(page=page.pk)
    assert set(entries.values_list("label", flat=True)) == {"Minutes"}
    assert house.reviewer.pk not in entries.values_list("user", flat=True)
    rounds = [state for each in page.workflow_states for state in each.task_states.all()]
    assert house.reviewer.pk not in [state.finished_by_id for state in rounds]


def test_a_reviewer_is_not_named_either_when_the_answer_comes_through_the_admin(house: House) -> None:
    """Wagtail's log names whoever is logged in, if nobody else is named."""
    with LogContext(user=house.reviewer):
        page = factories.reviewed(house, title="Minutes")
    answers = PageLogEntry.objects.filter(page=page.pk, action="commentaries.review")
    assert list(answers.values_list("user", "label")) == [(None, "Minutes")]
