"""Tests on PostgreSQL, with connections of their own, that locks let one of two through."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone
from wagtail.models import Locale

from commentaries import (
    affirming,
    appearing,
    deciding,
    followups,
    numbering,
    postponing,
    publishing,
    receiving,
    reviewing,
    scheduling,
    submitting,
    versions,
    weighing,
    withdrawing,
)
from commentaries.links import ending, giving, opening, revoking
from commentaries.models import (
    Affirmation,
    Attachment,
    CommentaryPage,
    Decision,
    Edition,
    FollowUp,
    Issue,
    Link,
    NumberCounter,
    Review,
    Series,
    Withdrawal,
)
from commentaries.reminders import reminding
from tests import factories
from tests.commentaries import files
from tests.factories import House

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs in threads that start together, each with its own connection; results or errors in order."""
    start = threading.Barrier(len(jobs))
    answers: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            answers[number] = job()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs: a deadlock?"
    return answers


def errors(answers: list[Any]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def decides(page: CommentaryPage, account: Any, outcome: Decision.Outcome, digest: str) -> Callable[[], Any]:
    def job() -> Decision:
        user = get_user_model().objects.get(pk=account.pk)
        return deciding.decide(page, user, deciding.Verdict(outcome, "Because."), digest=digest)

    return job


@pytest.mark.parametrize("second", [Decision.Outcome.PUBLISH, Decision.Outcome.REJECT, Decision.Outcome.CHANGES])
def test_of_two_editors_who_decide_at_once_one_wins(house: House, second: Decision.Outcome) -> None:
    page = factories.submitted(house)
    digest = factories.digest_now(page)
    answers = at_once(
        decides(page, house.editor, Decision.Outcome.PUBLISH, digest),
        decides(page, house.second_editor, second, digest),
    )
    lost = errors(answers)
    assert [type(error) for error in lost] == [deciding.DecisionAlreadyTaken], answers
    assert "Already decided by" in str(lost[0])
    decision = Decision.objects.get()
    page = factories.reloaded(page)
    assert page.live is (decision.outcome == Decision.Outcome.PUBLISH)
    assert Issue.objects.count() == int(page.live)
    assert Affirmation.objects.filter(kind=Affirmation.Kind.DECISION).count() == int(page.live)


def test_texts_published_at_once_get_consecutive_numbers(house: House) -> None:
    pages = [factories.submitted(house, title=f"Text {number}") for number in range(8)]
    jobs = [decides(page, house.editor, Decision.Outcome.PUBLISH, factories.digest_now(page)) for page in pages]
    answers = at_once(*jobs)
    assert errors(answers) == []
    assert sorted(Issue.objects.values_list("sequence", flat=True)) == list(range(1, 9))
    assert NumberCounter.objects.get().last == 8
    assert Edition.objects.count() == 8


def test_numbers_reserved_and_taken_at_once_are_consecutive(house: House) -> None:
    pages = [factories.make_draft(house, title=f"Text {number}") for number in range(10)]
    person = house.author_person

    def reserve(page: CommentaryPage) -> Callable[[], Issue]:
        return lambda: numbering.reserve(CommentaryPage.objects.get(pk=page.pk), by=person)

    answers = at_once(*(reserve(page) for page in pages))
    assert errors(answers) == []
    assert sorted(issue.sequence for issue in answers) == list(range(1, 11))


def test_a_number_taken_in_a_transaction_that_fails_is_taken_by_the_next(house: House) -> None:
    page = factories.make_draft(house)

    def take_and_fail() -> None:
        with transaction.atomic():
            numbering.take(page)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    assert numbering.take(page).sequence == 1


def test_two_languages_of_one_text_published_at_once_share_their_number(house: House) -> None:
    first, second = factories.make_draft(house), factories.make_draft(house, title="La stessa lettera")
    CommentaryPage.objects.filter(pk=second.pk).update(
        translation_key=first.translation_key, locale=Locale.objects.create(language_code="it")
    )

    def take(page: CommentaryPage) -> Callable[[], Issue]:
        return lambda: numbering.take(CommentaryPage.objects.get(pk=page.pk))

    answers = at_once(take(first), take(second))
    assert errors(answers) == []
    assert {issue.label for issue in answers} == {Issue.objects.get().label}
    assert NumberCounter.objects.get().last == 1


def test_one_text_takes_one_number_even_when_asked_twice_at_once(house: House) -> None:
    page = factories.make_draft(house)
    person = house.author_person

    def reserve() -> Issue:
        return numbering.reserve(CommentaryPage.objects.get(pk=page.pk), by=person)

    answers = at_once(reserve, reserve)
    assert [type(error) for error in errors(answers)] == [numbering.NumberAlreadyGiven], answers
    assert Issue.objects.count() == 1


def test_an_edit_during_the_decision_is_never_published_unseen(house: House) -> None:
    page = factories.submitted(house)
    digest = factories.digest_now(page)

    def edit() -> None:
        factories.edited(page, get_user_model().objects.get(pk=house.assistant.pk), title="Unseen")

    answers = at_once(decides(page, house.editor, Decision.Outcome.PUBLISH, digest), edit)
    page = factories.reloaded(page)
    assert page.title != "Unseen"
    if page.live:
        assert versions.digest_of(page) == digest
    else:
        assert isinstance(answers[0], affirming.ContentChanged | publishing.NotAffirmed), answers


def test_the_last_review_and_the_editors_going_on_end_the_review_once(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)

    def answer() -> Review:
        given = reviewing.Answer(Review.Recommendation.PUBLISH)
        return reviewing.answer(invitation, house.reviewer_person, given)

    def go_on() -> None:
        reviewing.go_on(page, get_user_model().objects.get(pk=house.editor.pk), reason="Time is up.")

    answers = at_once(answer, go_on)
    assert len(errors(answers)) <= 1, answers
    assert all(isinstance(error, reviewing.NotInReview) for error in errors(answers))
    assert factories.reloaded(page).current_workflow_task_state.task.name == "Decision"
    assert page.current_workflow_state.task_states.count() == 2


def test_a_schedule_that_is_just_being_taken_back_is_not_kept(house: House, clock: Callable[[datetime], None]) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(minutes=10))
    clock(timezone.now() + timedelta(minutes=11))
    is_locked = threading.Event()

    def take_back() -> None:
        with transaction.atomic():
            CommentaryPage.objects.select_for_update().order_by("pk").get(pk=page.pk)
            is_locked.set()
            time.sleep(1)
            page.revisions.update(approved_go_live_at=None)

    def publish() -> tuple[list[str], list[str]]:
        is_locked.wait(timeout=10)
        return appearing.publish_due()

    answers = at_once(take_back, publish)
    assert answers == [None, ([], [])]
    assert not factories.reloaded(page).live


def scheduled(house: House) -> CommentaryPage:
    """A text that appears in ten minutes, with a colleague's yes beside the author's."""
    page = factories.submitted(house)
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    factories.decide(house, page, publish_at=timezone.now() + timedelta(minutes=10))
    return factories.reloaded(page)


def asks_back(house: House, page: CommentaryPage, *, after: float = 0) -> Callable[[], Any]:
    def job() -> Withdrawal:
        time.sleep(after)
        return withdrawing.ask(page, get_user_model().objects.get(pk=house.author.pk), reason="A figure is wrong.")

    return job


def demand_one_story(page: CommentaryPage, asked: Any) -> None:
    """Stopped, it does not appear, now or later; published, whoever asked is told as what it appeared."""
    page = factories.reloaded(page)
    is_asked = Withdrawal.objects.open().filter(page=page).exists()
    assert page.live is not is_asked
    assert Edition.objects.count() == int(page.live)
    assert page.scheduled_revision is None
    if is_asked:
        assert isinstance(asked, Withdrawal)
    else:
        assert isinstance(asked, scheduling.NotScheduled)
        assert "This text appeared as 2" in str(asked)


@pytest.mark.parametrize("number", range(4))
def test_of_a_withdrawal_and_the_clock_one_wins_and_both_are_told_one_story(
    house: House, clock: Callable[[datetime], None], number: int
) -> None:
    page = scheduled(house)
    clock(timezone.now() + timedelta(minutes=11))
    asked, told = at_once(asks_back(house, page, after=0.02 * number), appearing.publish_due)
    assert told in (([], []), ([page.title], [])), told
    assert bool(told[0]) is factories.reloaded(page).live
    demand_one_story(page, asked)
    assert appearing.publish_due() == ([], [])
    demand_one_story(page, asked)


@pytest.mark.parametrize("number", range(4))
def test_of_a_withdrawal_and_publishing_now_one_wins_and_the_other_is_told(house: House, number: int) -> None:
    page = scheduled(house)

    def publish_now() -> CommentaryPage:
        return scheduling.publish_now(page, get_user_model().objects.get(pk=house.editor.pk))

    asked, published = at_once(asks_back(house, page, after=0.02 * number), publish_now)
    demand_one_story(page, asked)
    if not factories.reloaded(page).live:
        assert isinstance(published, scheduling.NotScheduled)
        assert "asked to withdraw this text" in str(published)


def test_of_two_who_settle_a_withdrawal_one_wins(house: House) -> None:
    page = scheduled(house)
    asks_back(house, page)()

    def confirm() -> None:
        withdrawing.confirm(page, get_user_model().objects.get(pk=house.editor.pk), keeps_number=True)

    def schedule_again() -> None:
        user = get_user_model().objects.get(pk=house.second_editor.pk)
        withdrawing.schedule_again(page, user, at=timezone.now() + timedelta(days=1))

    answers = at_once(confirm, schedule_again)
    assert [type(error) for error in errors(answers)] == [withdrawing.NothingToSettle], answers
    outcome = Withdrawal.objects.get().outcome
    assert (factories.reloaded(page).scheduled_revision is None) is (outcome == Withdrawal.Outcome.CONFIRMED)
    decided = Affirmation.objects.standing().filter(kind=Affirmation.Kind.DECISION)
    assert decided.exists() is (outcome == Withdrawal.Outcome.SCHEDULED)


def test_a_review_declined_while_the_editor_decides_stops_nobody(house: House) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    invitation = factories.invited(house, page)
    reviewing.go_on(page, house.editor, reason="Time is up.")
    digest = factories.digest_now(page)

    def decline() -> None:
        reviewing.decline(invitation, house.reviewer_person, reviewing.Refusal("On leave."))

    answers = at_once(decides(page, house.editor, Decision.Outcome.PUBLISH, digest), decline)
    assert all(isinstance(error, reviewing.NotInReview) for error in errors(answers)), answers
    assert factories.reloaded(page).live


@pytest.mark.parametrize("number", range(4))
def test_of_an_answer_by_link_and_its_revocation_one_comes_first(house: House, number: int) -> None:
    invitation = factories.asked_outside(house)
    link = invitation.links.get()

    def answer() -> Review:
        time.sleep(0.01 * number)
        given = reviewing.Answer(Review.Recommendation.PUBLISH, "Clear.")
        return reviewing.answer(invitation, link.person, given, through=opening.opened(token, link.kind))

    def revoke() -> None:
        revoking.revoke(link, get_user_model().objects.get(pk=house.editor.pk))

    token = factories.token_of(link)
    answers = at_once(answer, revoke)
    assert all(isinstance(error, ending.LinkEnded) for error in errors(answers)), answers
    assert answers[1] is None, "the link is taken back in any order"
    link.refresh_from_db()
    came_first = Review.objects.filter(invitation=invitation).first()
    assert (came_first is not None) is isinstance(answers[0], Review)
    assert came_first is None or came_first.answered_at <= link.revoked_at
    assert Affirmation.objects.filter(kind=Affirmation.Kind.REVIEW).exists() is (came_first is not None)


def test_one_invitation_gets_one_link_of_many_made_at_once(house: House) -> None:
    invitation = factories.invited(house, factories.in_review(house))
    answers = at_once(*[lambda: giving.link_to_review(invitation)] * 6)
    assert errors(answers) == []
    assert {answer.pk for answer in answers} == {Link.objects.get().pk}


@pytest.mark.parametrize("same", [True, False])
def test_a_manuscript_sent_twice_at_once_makes_one_draft(house: House, same: bool) -> None:
    link = factories.asked_for_manuscript(house)
    parcels = [weighing.weighed(files.sent(files.docx(n=b"1" if same else b"%d" % n)), "a.docx") for n in range(4)]

    def send(parcel: weighing.Parcel) -> Callable[[], Attachment]:
        return lambda: receiving.send(link.line, link.person, parcel, through=opening.opened(token, link.kind))

    token = factories.token_of(link)
    answers = at_once(*map(send, parcels))
    assert errors(answers) == []
    assert CommentaryPage.objects.count() == 1
    assert Attachment.objects.count() == (1 if same else 4)
    assert {each.page_id for each in Attachment.objects.all()} == {CommentaryPage.objects.get().pk}
    assert FollowUp.objects.filter(payload__is_first=True).count() == 2, "each editor is told once of the draft"


def test_a_follow_up_is_claimed_by_one_of_many(house: House) -> None:
    follow_up = followups.plan("try", "a")
    answers = at_once(*[lambda: followups.claim(follow_up.pk)] * 6)
    assert len([answer for answer in answers if isinstance(answer, FollowUp)]) == 1
    assert FollowUp.objects.get().attempts == 1


def test_one_follow_up_is_planned_by_many_at_once(house: House) -> None:
    answers = at_once(*[lambda: followups.plan("try", "same")] * 6)
    assert errors(answers) == []
    assert FollowUp.objects.count() == 1


def test_two_submissions_at_once_start_one_workflow(house: House) -> None:
    page = factories.make_draft(house)

    def submit() -> None:
        user = get_user_model().objects.get(pk=house.author.pk)
        submitting.submit(CommentaryPage.objects.get(pk=page.pk), user)

    answers = at_once(submit, submit)
    assert page.workflow_states.count() == 1
    assert len(errors(answers)) == 1, answers


def test_two_ticks_at_once_remind_nobody_twice(house: House, clock: Callable[[datetime], None]) -> None:
    monday = datetime(2025, 11, 24, 9, tzinfo=ZoneInfo("Europe/Rome"))
    clock(monday)
    for number in range(3):
        factories.submitted(house, title=f"Text {number}")
    factories.asked_outside(house)
    followups.carry_out_due()
    mail.outbox.clear()
    moment = monday + timedelta(days=3)
    clock(moment)

    def tick() -> int:
        reminding.remind(moment)
        return followups.carry_out_due()

    answers = at_once(*[tick] * 4)
    assert errors(answers) == []
    sent = Counter((message.to[0], message.subject) for message in mail.outbox)
    assert set(sent.values()) == {1}
    assert Counter(address for address, _subject in sent) == {
        "editor@example.org": 3,
        "second@example.org": 3,
        "nora@example.org": 1,
    }
    assert FollowUp.objects.filter(key__startswith="reminder:").count() == 7


def test_of_two_editors_who_set_a_day_at_once_one_is_told(house: House) -> None:
    page = factories.submitted(house)
    step = postponing.step_of(page)
    assert step is not None
    days = [house.series.today() + timedelta(days=number) for number in (20, 30)]

    def sets(account: Any, day: Any) -> Callable[[], Any]:
        user = get_user_model().objects.get(pk=account.pk)
        return lambda: postponing.set_due(page, user, seen=step.as_seen, due_on=day)

    answers = at_once(sets(house.editor, days[0]), sets(house.second_editor, days[1]))
    assert [type(error) for error in errors(answers)] == [postponing.StepChanged]
    now = postponing.step_of(page)
    assert now is not None
    assert now.due_on == days[answers.index(None)]
