"""Tests who learns of whom while a text is reviewed: by the series, and by what a reviewer was promised."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from commentaries import inviting, reviewing
from commentaries.happenings import events_of
from commentaries.models import Anonymity, CommentaryPage, Invitation, Person, Review, Series
from commentaries.permissions import authors_are_hidden_from, invitations_known_to
from tests import factories
from tests.commentaries.outbox import deliver
from tests.commentaries.test_differences import client_of, shown
from tests.factories import House

OPEN, REVIEWERS, BOTH = Anonymity.OPEN, Anonymity.REVIEWERS, Anonymity.BOTH
AUTHOR = "Test Author"
TELLS = Review.Recommendation.CHANGES, "Count the hands again."


def set_mode(house: House, mode: Anonymity) -> None:
    Series.objects.filter(pk=house.series.pk).update(anonymity=mode)
    house.series.refresh_from_db()


def reviewed(house: House, mode: Anonymity, *, of: int = 1) -> CommentaryPage:
    """A text on which the reviewer, who has an account, has answered in this mode, one of so many."""
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    set_mode(house, mode)
    page = factories.in_review(house, reviews=of)
    reviewing.answer(factories.invited(house, page), house.reviewer_person, reviewing.Answer(*TELLS))
    return factories.reloaded(page)


def review_pages(invitation: Invitation, client: Client) -> str:
    path = f"/review/{factories.token_of(invitation.links.get())}/"
    return "".join(client.get(each).content.decode() for each in (path, f"{path}text/"))


# Authors hidden from reviewers


@pytest.mark.parametrize(("mode", "is_hidden"), [(OPEN, False), (REVIEWERS, False), (BOTH, True)])
def test_a_link_shows_the_authors_where_these_are_not_hidden(
    house: House, client: Client, mode: Anonymity, *, is_hidden: bool
) -> None:
    set_mode(house, mode)
    page = factories.in_review(house, funding="Paid by the Harbour Fund.", interests="Knows the pilot.")
    html = review_pages(factories.asked_outside(house, page), client)
    for words in (AUTHOR, "About the author", "Harbour Fund", "Knows the pilot"):
        assert (words not in html) == is_hidden, words
    assert html.count("Author hidden") == (2 if is_hidden else 0)


def test_the_way_of_the_text_names_no_author_to_a_reviewer(house: House) -> None:
    page = reviewed(house, BOTH, of=2)
    newer = factories.edited(page, house.assistant, abstract="New.", interests=f"{AUTHOR} knows the pilot.")
    inviting.invite(newer, house.editor, [house.reviewer_person])
    html = shown(house.reviewer, page)
    assert "What changed" in html
    assert "The authors submitted it" in html
    assert AUTHOR not in html
    assert "knows the pilot" in shown(house.editor, page)


def test_whoever_works_on_the_series_and_reviews_for_it_knows_the_authors(house: House) -> None:
    set_mode(house, BOTH)
    page = factories.in_review(house)
    people = [Person.objects.get(account=house.assistant), house.reviewer_person]
    inviting.invite(page, house.editor, people)
    assert [authors_are_hidden_from(person, factories.reloaded(page)) for person in people] == [False, True]


def test_of_a_text_that_has_appeared_everybody_knows_the_authors(house: House) -> None:
    page = reviewed(house, BOTH)
    assert authors_are_hidden_from(house.reviewer_person, page)
    factories.decide(house, page)
    assert not authors_are_hidden_from(house.reviewer_person, factories.reloaded(page))


# What was promised


@pytest.mark.parametrize(
    ("then", "now", "holds"),
    [(OPEN, REVIEWERS, REVIEWERS), (REVIEWERS, OPEN, REVIEWERS), (BOTH, REVIEWERS, BOTH), (REVIEWERS, BOTH, BOTH)],
)
def test_of_what_was_promised_and_what_the_series_says_the_stricter_holds(
    house: House, then: Anonymity, now: Anonymity, holds: Anonymity
) -> None:
    page = reviewed(house, then)
    set_mode(house, now)
    page = factories.reloaded(page)
    assert authors_are_hidden_from(house.reviewer_person, page) == (holds == BOTH)
    assert not invitations_known_to(factories.fresh(house.author), page)


def test_a_promise_holds_for_every_later_invitation_to_the_same_text(house: House) -> None:
    page = reviewed(house, BOTH, of=2)
    set_mode(house, OPEN)
    newer = factories.edited(page, house.assistant, title="Minutes of a loud committee")
    inviting.invite(newer, house.editor, [house.reviewer_person])
    assert set(Invitation.objects.values_list("anonymity", flat=True)) == {BOTH}


@pytest.mark.parametrize(
    ("mode", "promise"),
    [(OPEN, "the authors may learn that it was you"), (REVIEWERS, "do not learn that you review"), (BOTH, "who wrote")],
)
def test_mail_and_page_say_what_is_promised(house: House, client: Client, mode: Anonymity, promise: str) -> None:
    set_mode(house, mode)
    page = factories.in_review(house)
    deliver()
    invitation = factories.asked_outside(house, page)
    [letter] = deliver()
    assert promise in " ".join(letter.body.split())
    assert promise in " ".join(review_pages(invitation, client).split())
    assert (AUTHOR in letter.body) == (mode != BOTH)


# Reviewers in the open


def known(page: CommentaryPage, account: Any) -> list[str]:
    return [str(each.person) for each in invitations_known_to(factories.fresh(account), page)]


def test_in_the_open_an_author_learns_who_has_answered_and_not_who_was_asked(house: House) -> None:
    page = reviewed(house, OPEN, of=2)
    factories.asked_outside(house, page)
    assert known(page, house.author) == ["Test Reviewer"]
    assert known(page, house.stranger) == []
    html = shown(house.author, page)
    assert "Test Reviewer answered as reviewer" in html
    assert "Publish after changes" not in html
    assert "Nora Outside" not in html


def test_the_story_of_ones_own_text_names_a_reviewer_in_the_open(house: House) -> None:
    page = reviewed(house, OPEN)
    factories.give_role(house.series, house.author, factories.Role.ASSISTANT)
    with override("en"):
        told = {(event.who, event.detail) for event in events_of(page, factories.fresh(house.author))}
        assert ("Test Reviewer", "") in told
        set_mode(house, REVIEWERS)
        who = {event.who for event in events_of(factories.reloaded(page), factories.fresh(house.author))}
    assert "Test Reviewer" not in who


@pytest.mark.parametrize("mode", [OPEN, REVIEWERS])
def test_the_story_of_ones_own_text_tells_no_recommendation(house: House, mode: Anonymity) -> None:
    page = reviewed(house, mode)
    factories.give_role(house.series, house.author, factories.Role.ASSISTANT)
    with override("en"):
        own = {event.what for event in events_of(page, factories.fresh(house.author))}
        all_of_it = {event.what for event in events_of(page, factories.fresh(house.editor))}
    assert "answered: Publish after changes" in all_of_it
    assert "answered as reviewer" in own
    assert not any("Publish after changes" in what for what in own)


@pytest.mark.parametrize(("mode", "is_named"), [(OPEN, True), (REVIEWERS, False)])
def test_a_review_is_passed_on_with_its_name_in_the_open_only(house: House, mode: Anonymity, *, is_named: bool) -> None:
    page = reviewed(house, mode)
    response = client_of(house.editor).get(reverse("commentaries:decide", args=[page.pk]))
    [invitation] = response.context["invitations"]
    assert invitation.to_pass_on == ("Test Reviewer:\n" if is_named else "") + TELLS[1]
