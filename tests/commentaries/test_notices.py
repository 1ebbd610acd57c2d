"""Wagtail's own notices are silent for our texts and for no other page (trap 45)."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core import mail
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask

from commentaries import submitting
from commentaries.models import Decision
from tests import factories
from tests.commentaries.outbox import (
    WORDS,
    addresses,
)
from tests.factories import House

CHANGES = Decision.Outcome.CHANGES


def test_wagtail_says_nothing_about_our_texts(house: House) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    factories.decide(house, factories.reloaded(page))
    assert mail.outbox == []


def test_wagtail_still_speaks_about_other_pages(house: House) -> None:
    group = Group.objects.create(name="House readers")
    workflow = Workflow.objects.create(name="House style")
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    front = factories.make_front_page()
    front.save_revision(user=house.editor)
    state = workflow.start(front, house.editor)
    assert "admin@example.org" in addresses(mail.outbox)
    mail.outbox.clear()
    state.current_task_state.reject(user=house.admin, comment=WORDS)
    assert addresses(mail.outbox) == ["editor@example.org"]
    mail.outbox.clear()
    state = WorkflowState.objects.get(pk=state.pk)
    state.resume(house.editor)
    mail.outbox.clear()
    TaskState.objects.get(pk=state.current_task_state_id).approve(user=house.admin)
    assert addresses(mail.outbox) == ["editor@example.org"]
