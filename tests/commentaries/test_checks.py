"""Tests that settings with which the apps would go wrong are named, with what to do."""

from __future__ import annotations

import pytest
from django.test import override_settings

from commentaries import checks, conf

OURS = {"default": {"BACKEND": "any", "QUEUES": ["mails", "default"]}}


@pytest.mark.parametrize(
    ("tasks", "given", "is_fine"),
    [
        ({}, {}, True),
        (OURS, {}, True),
        (OURS, {"TASK_QUEUE": "mails"}, True),
        (OURS, {"TASK_QUEUE": "letters"}, False),
        ({"default": {"BACKEND": "any"}}, {"TASK_QUEUE": "letters"}, False),
        ({"default": {"BACKEND": "any", "QUEUES": []}}, {"TASK_QUEUE": "letters"}, True),
        ({"default": {"BACKEND": "any", "QUEUES": ["mails"]}}, {}, False),
    ],
)
def test_a_queue_that_the_backend_does_not_know_is_named(
    tasks: dict[str, object], given: dict[str, str], is_fine: bool
) -> None:
    with override_settings(TASKS=tasks, COMMENTARIES=given):
        assert [found.id for found in checks.check_task_queue()] == ([] if is_fine else ["commentaries.E005"])
        known = conf.task_queues()
        assert not known or conf.task_queue() in known, "the task can be imported, so that the check can speak"


def test_the_error_says_what_to_do() -> None:
    with override_settings(TASKS=OURS, COMMENTARIES={"TASK_QUEUE": "letters"}):
        (found,) = checks.check_task_queue()
    assert found.msg == "COMMENTARIES['TASK_QUEUE'] is 'letters', and TASKS['default'] has no queue of that name."
    assert found.hint == "Add it to TASKS['default']['QUEUES'], or choose one of default, mails."


def test_a_site_that_leads_nobody_outside_is_warned() -> None:
    assert checks.check_outside_addresses() == []
    with override_settings(ROOT_URLCONF="tests.commentaries.without_outside"):
        (found,) = checks.check_outside_addresses()
    assert found.id == "commentaries.W002"
    assert 'include("commentaries.outside_urls")' in (found.hint or "")
