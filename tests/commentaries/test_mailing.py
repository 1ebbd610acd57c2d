"""Each event of the workflow writes to exactly those concerned, once, with comment, link and a way to reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from wagtail.models import GroupApprovalTask, Site, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.users.models import UserProfile

from commentaries import deciding, followups, mailing, publishing, reviewing, submitting
from commentaries.models import (
    Authorship,
    CommentaryPage,
    Decision,
    FollowUp,
    Invitation,
    Person,
    Review,
    Series,
    SeriesRole,
)
from tests import factories
from tests.factories import House

SITE = "http://127.0.0.1:8000"
CHANGES, REJECT, PUBLISH = Decision.Outcome.CHANGES, Decision.Outcome.REJECT, Decision.Outcome.PUBLISH
TITLE = "Minutes of a silent committee"
WORDS = "Please shorten the second part."


def due_mails() -> list[FollowUp]:
    return list(FollowUp.objects.due().filter(kind=mailing.KIND).order_by("pk"))


def deliver() -> list[EmailMessage]:
    """Carries out every stored mail that is due; what was sent leaves the outbox."""
    for follow_up in due_mails():
        assert followups.carry_out(follow_up.pk), FollowUp.objects.get(pk=follow_up.pk).error
    sent = list(mail.outbox)
    mail.outbox.clear()
    return sent


def deliver_later() -> list[EmailMessage]:
    """As a quarter of an hour later."""
    FollowUp.objects.filter(state=FollowUp.State.WAITING).update(next_at=timezone.now())
    return deliver()


def addresses(mails: list[EmailMessage]) -> list[str]:
    """Every address that was written to, once for each time."""
    return sorted(address for message in mails for address in message.recipients())


def check(message: EmailMessage, *, subject: str, link: str, reply_to: str, comment: str = "") -> None:
    """What every mail has."""
    assert message.subject == subject
    assert link in message.body.splitlines()
    assert message.reply_to == [reply_to]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert f"\n    {TITLE}\n" in message.body
    if comment:
        assert f"\n\n    {comment}\n\n" in message.body


def person_of(account: object) -> Person:
    return Person.objects.get(account=account)


def ask_for_reviews(house: House, number: int) -> None:
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=number)
    house.series.refresh_from_db()


def in_review(house: House, *, needed: int = 1) -> tuple[CommentaryPage, Invitation]:
    """A submitted text, and the reviewer asked; the mails so far are delivered."""
    ask_for_reviews(house, needed)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    deliver()
    return factories.reloaded(page), invitation


def awaiting_decision(house: House, **facts: object) -> CommentaryPage:
    """A submitted text at the step of decision; the mails so far are delivered."""
    page = factories.submitted(house, **facts)
    deliver()
    return page


def decide_link(page: CommentaryPage) -> str:
    return f"{SITE}/admin/commentaries/{page.pk}/decide/"


def edit_link(page: CommentaryPage) -> str:
    return f"{SITE}/admin/pages/{page.pk}/edit/"


# One test or more per row of docs/mails.md


def test_a_submission_is_told_to_the_editors(house: House) -> None:
    page = factories.submitted(house)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject=f"Submitted: {TITLE}", link=decide_link(page), reply_to="author@example.org")
    assert mails[0].body.startswith("Dear Test Editor,\n\nTest Author has submitted a text to Letters from the Coast")
    assert mails[0].body.endswith("Reply to this mail to write to Test Author.\n")


def test_a_text_submitted_again_after_changes_is_told_again(house: House) -> None:
    """It comes back to the step at which changes were asked, so nobody is asked to invite reviewers."""
    page = factories.reviewed(house)
    factories.decide(house, page, CHANGES, reasons=WORDS)
    factories.edited(page, house.author, abstract="Shorter now.")
    first = [message for message in deliver() if message.subject == f"Submitted: {TITLE}"]
    submitting.submit(factories.reloaded(page), factories.fresh(house.author))
    again = deliver()
    assert addresses(first) == addresses(again) == ["editor@example.org", "second@example.org"]
    assert "The series asks for one review. Please invite somebody, or go on without, here:" in first[0].body
    assert again[0].subject == f"Submitted again: {TITLE}"
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
    [invitation] = reviewing.invite(
        page, house.editor, [house.reviewer_person], message=WORDS, due_on=date(2031, 10, 3)
    )
    [message] = mails = deliver()
    assert addresses(mails) == ["reviewer@example.org"]
    check(
        message, subject=f"Please review by 3 October 2031: {TITLE}", comment=WORDS,
        link=f"{SITE}/admin/commentaries/reviews/{invitation.pk}/", reply_to="editor@example.org",
    )  # fmt: skip
    assert "Please answer by 3 October 2031." in message.body


def test_a_review_is_told_to_the_editors_with_the_note_for_them_alone(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    note = "Between us: ask the author about item 3."
    given = reviewing.Answer(Review.Recommendation.CHANGES, WORDS, note)
    reviewing.answer(invitation, house.reviewer, given)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(
        mails[0], subject=f"Reviewed: {TITLE}", link=decide_link(page), reply_to="reviewer@example.org", comment=WORDS
    )
    assert f"For the editors alone:\n\n    {note}\n" in mails[0].body
    assert "The recommendation is “Publish after changes”." in mails[0].body
    assert "Further reviews are to come." in mails[0].body


def test_the_last_review_says_in_the_same_mail_that_the_decision_is_due(house: House) -> None:
    _page, invitation = in_review(house)
    reviewing.answer(invitation, house.reviewer, reviewing.Answer(Review.Recommendation.PUBLISH))
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    assert "All reviews that were needed are in." in mails[0].body


def test_an_amended_review_is_told_as_a_change(house: House) -> None:
    page, invitation = in_review(house, needed=2)
    reviewing.answer(invitation, house.reviewer, reviewing.Answer(Review.Recommendation.PUBLISH, "Clear."))
    deliver()
    for words in (WORDS, f"{WORDS} Again."):
        reviewing.answer(invitation, house.reviewer, reviewing.Answer(Review.Recommendation.CHANGES, words))
        mails = deliver()
        assert addresses(mails) == ["editor@example.org", "second@example.org"]
        check(
            mails[0], subject=f"Review changed: {TITLE}", link=decide_link(page), reply_to="reviewer@example.org",
            comment=words,
        )  # fmt: skip
        assert "Test Reviewer has changed their answer" in mails[0].body
        assert "The recommendation is now “Publish after changes”." in mails[0].body


def test_a_review_ended_early_is_told_to_the_other_editors_with_the_reason(house: House) -> None:
    page, _invitation = in_review(house)
    reviewing.go_on(page, house.editor, reason=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["second@example.org"]
    check(
        message, subject=f"Ready for your decision: {TITLE}", link=decide_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_declined_invitation_is_told_to_the_one_who_asked(house: House) -> None:
    page, invitation = in_review(house)
    reviewing.decline(invitation, house.reviewer, reason=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["editor@example.org"]
    check(
        message, subject=f"Review declined: {TITLE}", link=decide_link(page), reply_to="reviewer@example.org",
        comment=WORDS,
    )  # fmt: skip


def test_a_request_for_changes_goes_to_all_authors(house: House) -> None:
    coauthor = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[house.author_person, coauthor])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    mails = deliver()
    assert addresses(mails) == ["author@example.org", "coauthor@example.org"]
    check(
        mails[0], subject=f"Please change: {TITLE}", link=edit_link(page), reply_to="editor@example.org", comment=WORDS
    )
    assert f"    {TITLE}\n    Test Author and {coauthor.name}\n" in mails[0].body


@pytest.mark.parametrize("outcome", [CHANGES, REJECT, PUBLISH])
def test_who_has_no_account_gets_no_link_to_the_admin(house: House, outcome: Decision.Outcome) -> None:
    outsider = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[outsider, house.author_person])
    moment = datetime(2031, 3, 4, 23, 30, tzinfo=ZoneInfo("UTC")) if outcome == PUBLISH else None
    factories.decide(house, page, outcome, reasons=WORDS, publish_at=moment)
    deciding.ask_for_consent(page, house.editor)
    mails = [message for message in deliver() if message.to == ["coauthor@example.org"]]
    assert len(mails) == 2
    for message in mails:
        assert "/admin/" not in message.body
        assert "answer this mail" in message.body.lower() or "answer to this mail" in message.body
        assert message.reply_to == ["editor@example.org"]


def test_a_rejection_goes_to_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, REJECT, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject=f"Decision on your text: {TITLE}", link=edit_link(page), reply_to="editor@example.org",
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
        message, subject=f"To appear on 5 March 2031: {TITLE}", link=edit_link(page), reply_to="editor@example.org",
        comment=WORDS,
    )  # fmt: skip
    assert "It will appear on 5 March 2031 at 08:30 (Asia/Tokyo):" in message.body


def test_a_consent_is_asked_of_the_authors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    deciding.ask_for_consent(page, house.editor, comment=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    check(
        message, subject=f"Please read and agree: {TITLE}", reply_to="editor@example.org", comment=WORDS,
        link=f"{SITE}/admin/commentaries/{page.pk}/consent/",
    )  # fmt: skip


def test_a_consent_given_is_told_to_the_editors(house: House) -> None:
    page = awaiting_decision(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    deciding.affirm(page, house.author, digest=factories.digest_now(page), comment=WORDS)
    mails = deliver()
    assert addresses(mails) == ["editor@example.org", "second@example.org"]
    check(mails[0], subject=f"Agreed: {TITLE}", link=decide_link(page), reply_to="author@example.org", comment=WORDS)
    changed = timezone.localtime(page.latest_revision_created_at)
    assert f"as it was last changed on {changed.day} " in " ".join(mails[0].body.split())


def test_a_publication_is_told_to_authors_and_other_editors_with_number_and_citation(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page, reasons=WORDS)
    page = factories.reloaded(page)
    assert page.issue
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "second@example.org"]
    check(
        mails[0], subject=f"Published as {page.issue.label}: {TITLE}", link=page.full_url,
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
        mails[0], subject=f"New edition: {TITLE}", link=factories.reloaded(page).full_url,
        reply_to="editor@example.org", comment=WORDS,
    )  # fmt: skip
    first.publish()
    mails = deliver_later()
    assert addresses(mails) == ["author@example.org", "editor@example.org", "second@example.org"]
    assert all(not message.reply_to and "writes:" not in message.body for message in mails)


# Who gets none


def test_the_mail_about_a_publication_waits_a_quarter_of_an_hour_and_can_be_stopped(house: House) -> None:
    page = awaiting_decision(house)
    before = timezone.now()
    factories.decide(house, page)
    assert deliver() == []
    waiting = FollowUp.objects.filter(kind=mailing.KIND, state=FollowUp.State.WAITING)
    assert waiting.count() == 2
    assert all(follow_up.next_at >= before + timedelta(minutes=15) for follow_up in waiting)
    assert all(followups.stop(follow_up) for follow_up in waiting)
    assert deliver_later() == []


def test_a_mail_names_the_address_where_the_site_answers_when_it_is_sent(house: House, settings: Any) -> None:
    page = factories.submitted(house)
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8055"
    links = [line for message in deliver() for line in message.body.splitlines() if line.startswith("http")]
    assert set(links) == {f"http://127.0.0.1:8055/admin/commentaries/{page.pk}/decide/"}
    factories.decide(house, page)
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=8055)
    Site.clear_site_root_paths_cache()
    body = deliver_later()[0].body
    assert factories.reloaded(page).full_url in body.splitlines()
    assert "http://127.0.0.1:8055/letters/" in body


def test_a_text_taken_back_meanwhile_is_not_announced(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page)
    factories.reloaded(page).unpublish()
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


def test_an_editor_who_writes_is_told_as_author_and_not_as_editor(house: House) -> None:
    page = factories.submitted(house, authors=[house.author_person, person_of(house.second_editor)])
    assert addresses(deliver()) == ["editor@example.org"]
    factories.decide(house, page)
    assert addresses(deliver_later()) == ["author@example.org", "second@example.org"]


def test_who_joined_the_authors_in_the_newest_draft_is_told_as_author(house: House) -> None:
    page = awaiting_decision(house)
    second = person_of(house.second_editor)
    latest = page.get_latest_revision_as_object()
    latest.authorships.add(Authorship(person=second, name=second.name, sort_order=9))
    latest.save_revision(user=house.author)
    page = factories.reloaded(page)
    deciding.affirm(page, house.author, digest=factories.digest_now(page))
    assert addresses(deliver()) == ["editor@example.org"]
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org", "second@example.org"]


def test_an_editor_out_of_office_is_not_told(house: House) -> None:
    SeriesRole.objects.filter(person__account=house.second_editor).update(until=date(2020, 1, 1))
    factories.submitted(house)
    assert addresses(deliver()) == ["editor@example.org"]


def test_only_those_concerned_are_ever_written_to(house: House) -> None:
    """Administrators, assistants and strangers get nothing on the whole way (trap 21)."""
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    given = reviewing.Answer(Review.Recommendation.CHANGES, WORDS)
    reviewing.answer(factories.invited(house, page), house.reviewer, given)
    factories.decide(house, factories.reloaded(page), CHANGES, reasons="Shorter.")
    page = factories.edited(page, house.author, abstract="Shorter now.")
    submitting.submit(page, factories.fresh(house.author))
    factories.decide(house, factories.reloaded(page))
    assert set(addresses(deliver_later())) == {
        "author@example.org", "editor@example.org", "second@example.org", "reviewer@example.org",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", [CHANGES, REJECT, PUBLISH])
def test_authors_never_learn_who_reviewed(house: House, outcome: Decision.Outcome) -> None:
    page, invitation = in_review(house)
    given = reviewing.Answer(Review.Recommendation.PUBLISH, WORDS, "A note.")
    reviewing.answer(invitation, house.reviewer, given)
    factories.decide(house, factories.reloaded(page), outcome, reasons="As we discussed.")
    [message] = [message for message in deliver_later() if message.to == ["author@example.org"]]
    raw = message.message().as_string() + message.body
    assert "As we discussed." in message.body
    assert all(secret not in raw for secret in ("Reviewer", "reviewer@", WORDS, "A note."))


def test_an_author_who_asked_for_the_review_is_not_told_who_declined(house: House) -> None:
    assistant = person_of(house.assistant)
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    [invitation] = reviewing.invite(page, house.assistant, [house.reviewer_person])
    deliver()
    row = page.authorships.model(person=assistant, name=assistant.name, sort_order=9)
    factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    reviewing.decline(invitation, house.reviewer)
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_person_without_an_address_is_passed_over(house: House) -> None:
    silent = factories.PersonFactory(email="")
    page = awaiting_decision(house, authors=[silent, house.author_person])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org"]
    assert not FollowUp.objects.filter(payload__to=silent.pk).exists()


def test_a_person_without_an_address_of_their_own_is_written_to_at_the_account(house: House) -> None:
    Person.objects.filter(account=house.editor).update(email="")
    factories.submitted(house)
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


# Once each


def test_a_mail_carried_out_twice_is_sent_once(house: House) -> None:
    factories.submitted(house)
    planned = due_mails()
    assert [followups.carry_out(follow_up.pk) for follow_up in planned] == [True, True]
    assert [followups.carry_out(follow_up.pk) for follow_up in planned] == [False, False]
    assert addresses(mail.outbox) == ["editor@example.org", "second@example.org"]


def test_an_event_told_twice_is_one_mail(house: House) -> None:
    page = awaiting_decision(house)
    for _time in range(2):
        deciding.ask_for_consent(page, house.editor)
        assert len(due_mails()) == 1
    assert addresses(deliver()) == ["author@example.org"]
    deciding.ask_for_consent(page, house.editor)
    assert deliver() == []


def test_two_persons_of_one_address_get_one_mail(house: House) -> None:
    double = factories.PersonFactory(email="Author@Example.org")
    page = awaiting_decision(house, authors=[house.author_person, double])
    factories.decide(house, page, CHANGES, reasons=WORDS)
    assert addresses(deliver()) == ["author@example.org"]


# What stands in a mail


def test_a_title_with_a_line_break_adds_no_header(house: House) -> None:
    page = awaiting_decision(house, title="Minutes\r\nBcc: stranger@example.org\nof a committee")
    factories.decide(house, page, CHANGES, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    assert message.subject == "Please change: Minutes Bcc: stranger@example.org of a committee"
    assert message.message()["Bcc"] is None
    assert "\n    Minutes Bcc: stranger@example.org of a committee\n" in message.body


@pytest.mark.parametrize("outcome", [CHANGES, PUBLISH])
def test_quotation_marks_and_ampersands_come_as_they_were_typed(house: House, outcome: Decision.Outcome) -> None:
    title = 'Profit & “Loss” of <i>Rome\'s</i> "Quays" at 100%'
    page = awaiting_decision(house, title=title)
    factories.decide(house, page, outcome, reasons="Is it R&D, or 'R' & \"D\"?")
    message = deliver_later()[0]
    assert message.subject.endswith(f": {title}")
    assert f"\n    {title}\n" in message.body
    assert "\n    Is it R&D, or 'R' & \"D\"?\n" in message.body


def test_a_comment_is_an_indented_block_with_its_paragraphs_and_whole_addresses(house: House) -> None:
    page = awaiting_decision(house)
    address = f"https://example.org/{'a-long-way/' * 9}"
    words = f"{'Shorter and clearer. ' * 6}\n\nAs in {address} please."
    factories.decide(house, page, CHANGES, reasons=words)
    [message] = deliver()
    block = message.body.split("Test Editor writes:\n\n")[1].split("\n\nPlease change the text")[0]
    assert all(line.startswith("    ") for line in block.splitlines() if line)
    assert all(len(line) <= 72 for line in block.splitlines() if address not in line)
    assert " ".join(block.split()) == " ".join(words.split())
    assert address in block
    assert block.count("\n\n") == 1


def test_a_recipient_who_prefers_italian_is_written_to_in_italian(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserProfile.objects.create(user=house.reviewer, preferred_language="it")
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    deliver()
    reviewing.invite(page, house.editor, [house.reviewer_person], due_on=date(2031, 10, 3))
    render, spoken = mailing.render_to_string, []

    def listening(*args: object, **kwargs: object) -> str:
        spoken.append(translation.get_language())
        return render(*args, **kwargs)

    monkeypatch.setattr(mailing, "render_to_string", listening)
    [message] = deliver()
    assert spoken == ["it", "it"]
    assert translation.get_language() == "en"
    assert "3 ottobre 2031" in message.subject
    assert "3 ottobre 2031" in message.body


def test_who_states_no_language_is_written_to_in_the_site_s_whoever_acts(house: House) -> None:
    UserProfile.objects.create(user=house.editor, preferred_language="")
    with translation.override("it"):
        factories.submitted(house)
        mails = deliver()
    assert [message.subject for message in mails] == [f"Submitted: {TITLE}"] * 2


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
