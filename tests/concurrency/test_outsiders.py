"""Tests on PostgreSQL that what somebody sends by their link and what the editors do at once make one story."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser

from commentaries import affirming, consenting, describing, inviting, reviewing, versions
from commentaries.contrasting import Description
from commentaries.links import ending, giving, opening
from commentaries.models import (
    Affirmation,
    AuthorDetails,
    Authorship,
    CommentaryPage,
    Decision,
    Invitation,
    Link,
    Person,
    Review,
    Series,
)
from tests import factories
from tests.concurrency.story import contradictions
from tests.concurrency.test_locking import at_once, decides, errors
from tests.factories import House

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("number", range(4)),
]
"""Each meeting is held a few times, with the outsider a little later each time."""


def answers_by_link(invitation: Invitation, number: int) -> Callable[[], Review]:
    link = invitation.links.get()
    token = factories.token_of(link)

    def answer() -> Review:
        time.sleep(0.02 * number)
        given = reviewing.Answer(Review.Recommendation.PUBLISH, "Clear.")
        return reviewing.answer(invitation, link.person, given, through=opening.opened(token, link.kind))

    return answer


def consents_by_link(page: CommentaryPage, author: Person, digest: str, number: int) -> Callable[[], Affirmation]:
    link = giving.link_to_consent(page, author, by=None)
    token = factories.token_of(link)

    def consent() -> Affirmation:
        time.sleep(0.02 * number)
        opened = opening.opened(token, Link.Kind.CONSENT)
        return consenting.consent(page, author, digest=digest, comment="Mine.", through=opened)

    return consent


def outside_author(house: House, page: CommentaryPage) -> Person:
    """Somebody without an account who is the second author of the newest draft."""
    author: Person = factories.PersonFactory()
    latest = page.get_latest_revision_as_object()
    latest.authorships.add(Authorship(person=author, sort_order=1))
    latest.save_revision(user=house.assistant, changed=True)
    return author


def test_of_an_answer_by_link_and_the_decision_each_is_kept_or_told(house: House, number: int) -> None:
    page = factories.in_review(house, reviews=1)
    invitation = factories.asked_outside(house, page)
    reviewing.go_on(page, house.editor, reason="Time is up.")
    answer = answers_by_link(invitation, number)
    digest = factories.digest_now(page)
    answers = at_once(decides(page, house.editor, Decision.Outcome.PUBLISH, digest), answer)
    decided, answered = answers
    assert isinstance(decided, Decision), answers
    assert isinstance(answered, Review | reviewing.NotInReview | ending.LinkEnded), answers
    came_first = Review.objects.filter(invitation=invitation).first()
    assert (came_first is not None) is isinstance(answered, Review)
    assert came_first is None or came_first.answered_at <= decided.decided_at
    invitation.refresh_from_db()
    assert invitation.state == (Invitation.State.ANSWERED if came_first else Invitation.State.CANCELLED)
    assert contradictions(page.pk) == []


def test_an_invitation_and_the_decision_leave_nobody_asked_about_a_text_that_is_decided(
    house: House, number: int
) -> None:
    Series.objects.update(reviews_needed=1)
    page = factories.submitted(house)
    reviewing.go_on(page, house.editor, reason="Time is up.")
    digest = factories.digest_now(page)

    def invite() -> list[Invitation]:
        time.sleep(0.02 * number)
        return inviting.invite(page, factories.fresh(house.second_editor), [house.reviewer_person])

    answers = at_once(decides(page, house.editor, Decision.Outcome.PUBLISH, digest), invite)
    assert isinstance(answers[0], Decision), answers
    assert all(isinstance(error, reviewing.NotInReview) for error in errors(answers)), answers
    assert not Invitation.objects.filter(state=Invitation.State.OPEN).exists()
    assert Invitation.objects.exists() is not bool(errors(answers))
    assert contradictions(page.pk) == []


def test_a_consent_by_link_and_an_edit_are_never_a_yes_to_what_was_not_seen(house: House, number: int) -> None:
    page = factories.submitted(house)
    author = outside_author(house, page)
    digest = factories.digest_now(page)
    consent = consents_by_link(page, author, digest, number)

    def edit() -> Any:
        return factories.edited(page, factories.fresh(house.assistant), title="Another title")

    answers = at_once(consent, edit)
    assert not isinstance(answers[1], Exception), "the edit is kept in any order"
    assert isinstance(answers[0], Affirmation | affirming.ContentChanged), answers
    said = Affirmation.objects.filter(person=author)
    assert [yes.version.digest for yes in said] == ([digest] if isinstance(answers[0], Affirmation) else [])
    changed = factories.digest_now(page)
    assert changed != digest
    assert not said.filter(version__digest=changed).exists()
    assert contradictions(page.pk) == []


def test_of_details_sent_anew_while_an_editor_takes_over_the_earlier_ones_no_word_stays_unread(
    house: House, number: int
) -> None:
    page = factories.submitted(house)
    author = outside_author(house, page)
    link = giving.link_to_consent(page, author, by=None)
    token = factories.token_of(link)
    first = describing.describe(page, author, Description("Counts votes.", "Institute of Tides", "", ""), through=link)
    digest = factories.digest_now(page)

    def describe_anew() -> AuthorDetails:
        time.sleep(0.02 * number)
        opened = opening.opened(token, Link.Kind.CONSENT)
        return describing.describe(page, author, Description("Counts hands.", "Harbour Board", "", ""), through=opened)

    def take_over() -> describing.TakenOver:
        time.sleep(0.4 if number < 2 else 0)
        return describing.take_over(first, factories.fresh(house.editor), seen=first.moment, digest=digest)

    sent, taken = answers = at_once(describe_anew, take_over)
    assert isinstance(sent, AuthorDetails), answers
    assert isinstance(taken, describing.TakenOver | describing.DetailsChanged), answers
    kept = AuthorDetails.objects.get()
    assert (kept.biography, kept.affiliation, kept.outcome) == ("Counts hands.", "Harbour Board", "")
    [row] = [
        row for row in versions.latest_of(factories.reloaded(page)).authorships.all() if row.person_id == author.pk
    ]
    assert row.affiliation == ("Institute of Tides" if isinstance(taken, describing.TakenOver) else "")
    assert contradictions(page.pk) == []


def test_of_two_editors_who_take_over_the_same_details_one_does(house: House, number: int) -> None:
    page = factories.submitted(house)
    author = outside_author(house, page)
    sent = describing.describe(page, author, Description("Counts votes.", "Institute of Tides", "", ""))
    digest = factories.digest_now(page)

    def takes_over(editor: AbstractBaseUser, late: int) -> Callable[[], describing.TakenOver]:
        def take_over() -> describing.TakenOver:
            time.sleep(0.02 * late)
            return describing.take_over(sent, factories.fresh(editor), seen=sent.moment, digest=digest)

        return take_over

    answers = at_once(takes_over(house.editor, 0), takes_over(house.second_editor, number))
    assert [type(error) for error in errors(answers)] == [describing.DetailsChanged], answers
    sent.refresh_from_db()
    first = house.editor if isinstance(answers[0], describing.TakenOver) else house.second_editor
    assert (sent.outcome, sent.settled_by.account_id) == ("taken", first.pk)
    assert contradictions(page.pk) == []
