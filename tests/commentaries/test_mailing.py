"""Each event of the workflow writes to exactly those concerned, once, with comment, link and a way to reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask

from commentaries import deciding, followups, inviting, letters, publishing, reviewing, submitting
from commentaries.models import Decision, FollowUp, Invitation, Review, Series, SeriesRole
from tests import factories
from tests.commentaries.outbox import (
    SITE,
    TITLE,
    WORDS,
    addresses,
    ask_for_reviews,
    awaiting_decision,
    check,
    decide_link,
    deliver,
    deliver_later,
    due_mails,
    edit_link,
    in_review,
    own_text_link,
    subject_of,
    words_of,
)
from tests.factories import House

CHANGES, REJECT = Decision.Outcome.CHANGES, Decision.Outcome.REJECT


# One test or more per row of docs/mails.md


def test_a_submission_is_told_to_the_editors(house: House) -> None:
    page = factories.submitted(house)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="submitted", link=decide_link(page), reply_to="author@example.org")
    assert mails[0].body.startswith("Dear Test Editor,\n\nTest Author has submitted a text to Letters from the Coast")
    assert "\nReply to this mail to write to Test Author.\n\nYou get this mail as an editor of Letters" in mails[0].body


def test_a_text_submitted_again_after_changes_is_told_again(house: House) -> None:
    """It comes back to the step at which changes were asked, so nobody is asked to invite reviewers."""
    page = factories.reviewed(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    factories.edited(page, house.author, abstract="Shorter now.")
    first = [message for message in deliver() if message.subject == subject_of("submitted")]
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    again = deliver()
    assert addresses(first) == addresses(again) == ["editor@example.org", "second@example.org"]
    assert "It needs one review before the decision. Please invite somebody, or go on without, here:" in words_of(
        first[0]
    )
    assert again[0].subject == subject_of("submitted again")
    assert "Test Author has submitted a text to Letters from the Coast" in again[0].body
    assert " again:" in again[0].body
    assert "It waits for your decision here:" in again[0].body


def test_a_text_submitted_again_unchanged_is_told_again(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    deliver()
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_an_invitation_names_the_day_and_goes_to_the_person_asked(house: House) -> None:
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    deliver()
    [invitation] = inviting.invite(page, house.editor, [house.reviewer_person], message=WORDS, due_on=date(2031, 10, 3))
    [message] = mails = deliver()
    assert addresses(mails) == ["reviewer@example.org"]
    check(
        message, subject="please review by 3 October 2031", comment=WORDS,
        link=f"{SITE}/admin/commentaries/reviews/{invitation.pk}/", reply_to="editor@example.org",
    )  # fmt: skip
    assert "Please answer by 3 October 2031." in message.body


def test_a_review_is_told_to_the_editors_with_the_note_for_them_alone(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    note = "Between us: ask the author about item 3."
    given = reviewing.Answer(Review.Recommendation.CHANGES, WORDS, note)
    reviewing.answer(invitation, house.reviewer_person, given)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="reviewed", link=decide_link(page), reply_to="reviewer@example.org", comment=WORDS)
    assert f"For the editors alone:\n\n    {note}\n" in mails[0].body
    assert "The recommendation is “Publish after changes”." in words_of(mails[0])
    assert "Further reviews are to come." in mails[0].body


def test_the_last_review_says_in_the_same_mail_that_the_decision_is_due(house: House) -> None:
    _page, invitation = in_review(house)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH))
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    assert "All reviews that were needed are in." in mails[0].body


def test_an_amended_review_is_told_as_a_change(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    deliver()
    for words in (WORDS, f"{WORDS} Again."):
        reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.CHANGES, words))
        mails = deliver()
        assert addresses(mails) == ["editor@example.org", "second@example.org"]
        check(
            mails[0], subject="review changed", link=decide_link(page), reply_to="reviewer@example.org",
            comment=words,
        )  # fmt: skip
        assert "Test Reviewer has changed their answer" in mails[0].body
        assert "The recommendation is now “Publish after changes”." in words_of(mails[0])


def test_a_review_ended_early_is_told_to_the_other_editors_with_the_reason(house: House) -> None:
    page, _invitation = in_review(house)
    reviewing.go_on(page, house.editor, reason=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["second@example.org"]
    check(
        message, subject="ready for your decision", link=decide_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_declined_invitation_is_told_to_the_one_who_asked(house: House) -> None:
    page, invitation = in_review(house)
    reviewing.decline(invitation, house.reviewer_person, reviewing.Refusal(WORDS))
    [message] = mails = deliver()
    assert addresses(mails) == ["editor@example.org"]
    check(
        message, subject="review declined", link=decide_link(page), reply_to="reviewer@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_declined_invitation_is_told_to_the_editors_once_the_role_of_who_asked_has_ended(house: House) -> None:
    page = factories.in_review(house)
    [invitation] = inviting.invite(page, house.assistant, [house.reviewer_person])
    deliver()
    SeriesRole.objects.filter(person__account=house.assistant).delete()
    invitation = Invitation.objects.get(pk=invitation.pk)
    reviewing.decline(invitation, house.reviewer_person, reviewing.Refusal(WORDS))
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_request_for_changes_goes_to_all_authors(house: House) -> None:
    coauthor = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[house.author_person, coauthor])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    mails = deliver()
    assert addresses(mails) == ["author@example.org", "coauthor@example.org"]
    check(mails[0], subject="please change", link=edit_link(page), reply_to="editor@example.org", comment=WORDS)
    assert f"    {TITLE}\n    Test Author and {coauthor.name}\n" in mails[0].body


def test_a_rejection_goes_to_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, REJECT, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="decision on your text", link=edit_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_scheduled_text_is_told_to_the_authors_in_the_time_of_the_series(house: House) -> None:
    Series.objects.filter(pk=house.series.pk).update(time_zone="Asia/Tokyo")
    page = awaiting_decision(house)
    moment = datetime(2031, 3, 4, 23, 30, tzinfo=ZoneInfo("UTC"))
    factories.decide(house, page, publish_at=moment, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="to appear on 5 March 2031", link=own_text_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip
    client = Client()
    client.force_login(house.author)
    assert client.get(own_text_link(page)).status_code == 200, "and not the editor, which refuses a scheduled text"
    assert "It will appear on 5 March 2031 at 08:30 (Tokyo time):" in words_of(message)


def test_a_consent_is_asked_of_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    deciding.ask_for_consent(page, house.editor, comment=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject="please read and agree", reply_to="editor@example.org", comment=WORDS,
        link=f"{SITE}/admin/commentaries/{page.pk}/consent/",
    )  # fmt: skip


def test_a_consent_given_is_told_to_the_editors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    deciding.affirm(page, house.author, digest=factories.digest_now(page), comment=WORDS)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject="agreed", link=decide_link(page), reply_to="author@example.org", comment=WORDS)
    changed = timezone.localtime(page.latest_revision_created_at)
    assert f"as it was last changed on {changed.day} " in words_of(mails[0])


def test_a_publication_is_told_to_authors_and_other_editors_with_number_and_citation(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, reasons=WORDS)
    page = factories.reloaded(page)
    assert page.issue
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "second@example.org"]
    check(
        mails[0], subject=f"published as {page.issue.label}", link=page.full_url,
        reply_to="editor@example.org", comment=WORDS,
    )  # fmt: skip
    quoted = " ".join(mails[0].body.split("Please cite it as:")[1].split())
    assert quoted.startswith(f"Test Author, “{TITLE}”, Letters from the Coast")
    assert f"{page.issue.label}, Trieste, Institute of Tides" in quoted
    assert f"/letters/{page.issue.address}" in quoted


def test_a_new_edition_is_told_with_its_own_decision(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, reasons="Welcome.")
    first = factories.reloaded(page).get_latest_revision()
    deliver_later()
    factories.reloaded(page).unpublish()
    page = factories.edited(page, house.author, abstract="Corrected.")
    submitting.submit(page, house.assistant)
    deciding.affirm(page, house.author, digest=factories.digest_now(page))
    deliver()
    factories.decide(house, factories.reloaded(page), reasons=WORDS)
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "second@example.org"]
    check(
        mails[0], subject="new edition", link=factories.reloaded(page).full_url,
        reply_to="editor@example.org", comment=WORDS,
    )  # fmt: skip
    first.publish()
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "editor@example.org", "second@example.org"]
    assert all(not message.reply_to and "writes:" not in message.body for message in mails)


# When, and once


def test_the_mail_about_a_publication_waits_a_quarter_of_an_hour_and_can_be_stopped(house: House) -> None:
    page = awaiting_decision(house)
    before = timezone.now()
    factories.decide(house, page)
    assert deliver() == []
    waiting = FollowUp.objects.filter(kind=letters.KIND, state=FollowUp.State.WAITING)
    assert waiting.count() == 2
    assert all(follow_up.next_at >= before + timedelta(minutes=15) for follow_up in waiting)
    assert all(followups.stop(follow_up) for follow_up in waiting)
    assert deliver_later() == []


def test_what_the_clock_publishes_is_told_to_the_deciding_editor_too(
    house: House, clock: Callable[[datetime], None]
) -> None:
    page = awaiting_decision(house)
    moment = timezone.now() + timedelta(days=3)
    factories.decide(house, page, publish_at=moment, reasons=WORDS)
    deliver()
    clock(moment + timedelta(minutes=1))
    publishing.publish_due()
    clock(moment + timedelta(minutes=17))
    mails = deliver()
    assert addresses(mails) == ["author@example.org", "editor@example.org", "second@example.org"]
    told = {message.to[0]: message for message in mails}
    assert told["author@example.org"].reply_to == ["editor@example.org"]
    assert told["editor@example.org"].reply_to == []
    assert "Reply to this mail" not in told["editor@example.org"].body
    assert WORDS not in told["author@example.org"].body


def test_an_event_told_twice_is_one_mail(house: House) -> None:
    page = awaiting_decision(house)
    for _time in range(2):
        deciding.ask_for_consent(page, house.editor)
        assert len(due_mails()) == 1
    assert addresses(deliver()) == ["author@example.org"]
    deciding.ask_for_consent(page, house.editor)
    assert deliver() == []


# Wagtail's own notices (trap 45)


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


def test_a_reviewer_who_is_not_needed_any_more_is_told_without_a_reason(house: House) -> None:
    Series.objects.update(anonymity="both")
    page, _invitation = in_review(house)
    submitting.withdraw(page, house.author)
    told = {letter.to[0]: letter for letter in deliver()}
    assert set(told) == {"reviewer@example.org", "editor@example.org", "second@example.org"}
    closed = told["reviewer@example.org"]
    assert closed.subject == subject_of("your review is no longer needed")
    assert closed.reply_to == ["editor@example.org"]
    assert "Author" not in closed.body, "who took the text back is hidden from its reviewers"
    taken_back = told["editor@example.org"]
    check(taken_back, subject="taken back", link=decide_link(page), reply_to="author@example.org")


def test_a_decision_ends_the_review_that_is_still_asked(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    reviewing.go_on(page, house.editor, reason="It is urgent.")
    deliver()
    factories.decide(house, factories.reloaded(page), CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org", "reviewer@example.org"]
    invitation.refresh_from_db()
    assert invitation.state == invitation.State.CANCELLED


def test_who_is_asked_anew_is_not_told_that_nothing_is_asked(house: House) -> None:
    page, invitation = in_review(house)
    submitting.withdraw(page, house.author)
    invitation.state = invitation.State.OPEN
    invitation.save()
    assert "reviewer@example.org" not in addresses(deliver())
