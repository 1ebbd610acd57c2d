"""An author looks for a way to publish alone, then forces one; every door stays shut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from commentaries.models import CommentaryPage, Issue
from tests.factories import House, make_draft, reloaded, submitted
from tests.journeys.steps import edit, go_home

LogIn = Callable[..., Page]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story(house: House, log_in: LogIn) -> None:
    draft = make_draft(house)
    page = log_in(house.author)
    the_editor_of_the_text_offers_no_publishing(page, draft)
    the_list_of_pages_offers_no_publishing(page, house)
    pressing_a_button_that_is_not_there_publishes_nothing(page, draft)
    publishing_in_bulk_publishes_nothing(page, draft)
    creating_and_publishing_at_once_publishes_nothing(page, house)

    text = submitted(house, title="Handed in already")
    the_page_of_decision_is_closed(page, text)
    approving_by_the_workflow_publishes_nothing(page, text)
    nothing_has_a_number()


def test_an_editor_cannot_decide_on_a_text_of_her_own(house: House, log_in: LogIn) -> None:
    from commentaries.models import Person  # only here

    own = submitted(house, title="By the editor", authors=[Person.objects.get(account=house.editor)])
    page = log_in(house.editor, f"/admin/commentaries/{own.pk}/decide/")
    expect(page.get_by_text("An editor of the series who is not among the authors decides.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm the decision")).to_have_count(0)
    digest = page.locator("input[name='digest']").first.input_value()
    post(page, f"/admin/commentaries/{own.pk}/decide/", action="decide", digest=digest, outcome="publish")
    stays_a_draft(own)


def the_editor_of_the_text_offers_no_publishing(page: Page, text: CommentaryPage) -> None:
    edit(page, text)
    page.get_by_role("button", name="More actions").click()
    actions = page.get_by_role("navigation", name="Actions (footer)")
    expect(actions.get_by_role("button", name="Submit to the editors")).to_be_visible()
    for name in ("Publish", "Decide", "Approve"):
        expect(actions.get_by_role("button", name=name)).to_have_count(0)
        expect(actions.get_by_role("link", name=name)).to_have_count(0)


def the_list_of_pages_offers_no_publishing(page: Page, house: House) -> None:
    page.goto(f"/admin/pages/{house.page.pk}/")
    page.get_by_role("row").filter(has_text="Minutes").get_by_role("checkbox").check()
    expect(page.get_by_text("1 page selected").or_(page.get_by_text("1 item selected")).first).to_be_visible()
    offered = page.get_by_role("link", name="Publish", exact=True).or_(page.get_by_role("button", name="Publish"))
    expect(offered).to_have_count(0)


def pressing_a_button_that_is_not_there_publishes_nothing(page: Page, text: CommentaryPage) -> None:
    """The form goes to the server whole, with the name of Wagtail's own button added."""
    edit(page, text)
    page.evaluate(
        """() => {
            const form = document.querySelector("form[data-edit-form]");
            const button = document.createElement("button");
            Object.assign(button, {type: "submit", name: "action-publish", value: "action-publish", id: "forced"});
            form.append(button);
        }"""
    )
    with page.expect_navigation():
        page.evaluate("document.getElementById('forced').click()")
    stays_a_draft(text)


def publishing_in_bulk_publishes_nothing(page: Page, text: CommentaryPage) -> None:
    page.goto("/admin/")
    post(page, f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={text.pk}")
    stays_a_draft(text)


def creating_and_publishing_at_once_publishes_nothing(page: Page, house: House) -> None:
    page.goto(f"/admin/pages/add/commentaries/commentarypage/{house.page.pk}/")
    page.locator("#id_title").press_sequentially("Straight to the public")
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            Object.assign(button, {type: "submit", name: "action-publish", value: "action-publish", id: "forced"});
            document.querySelector("form[data-edit-form]").append(button);
        }"""
    )
    with page.expect_navigation():
        page.evaluate("document.getElementById('forced').click()")
    assert not CommentaryPage.objects.filter(live=True).exists()


def the_page_of_decision_is_closed(page: Page, text: CommentaryPage) -> None:
    expect(go_home(page).get_by_role("link", name="Handed in already")).to_have_count(0)
    page.goto("/admin/")
    assert post(page, f"/admin/commentaries/{text.pk}/decide/", action="decide", outcome="publish") in {302, 403}
    stays_a_draft(text)


def approving_by_the_workflow_publishes_nothing(page: Page, text: CommentaryPage) -> None:
    step = text.current_workflow_task_state
    page.goto("/admin/")
    post(page, f"/admin/pages/workflow/action/{text.pk}/approve/{step.pk}/", comment="Fine.")
    stays_a_draft(text)
    assert reloaded(text).current_workflow_task_state == step


def nothing_has_a_number() -> None:
    assert not Issue.objects.exists()


def stays_a_draft(text: CommentaryPage) -> None:
    stored = reloaded(text)
    assert not stored.live
    assert stored.issue is None


def post(page: Page, path: str, **values: str) -> int:
    """Sends a form that no page offers, as the person who is logged in; returns the status."""
    token = page.locator("input[name='csrfmiddlewaretoken']").first.input_value()
    answer = page.request.post(
        page.url.split("/admin/")[0] + path,
        form={**values, "csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
        max_redirects=0,
    )
    return answer.status
