"""Tests the pages of review, decision and consent: what they show, and what a refused form keeps and says."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from commentaries import consenting, inviting, reviewing
from commentaries.citations import unbroken
from commentaries.citations.wording import MONTHS
from commentaries.models import CommentaryPage, Decision, Invitation, Issue, Review, Series
from commentaries.views.base import ACCEPTED
from tests import factories
from tests.factories import House

CHANGES = Review.Recommendation.CHANGES


@pytest.fixture
def editor(house: House, client: Client) -> Client:
    client.force_login(house.editor)
    return client


@pytest.fixture
def reviewer(house: House) -> Client:
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    reader = Client()
    reader.force_login(factories.fresh(house.reviewer))
    return reader


@pytest.fixture
def invitation(house: House) -> Invitation:
    Series.objects.update(reviews_needed=2)
    house.series.refresh_from_db()
    return factories.invited(house, factories.submitted(house))


def decide_path(text: CommentaryPage) -> str:
    return reverse("commentaries:decide", args=[text.pk])


def decision(text: CommentaryPage, **said: str) -> dict[str, str]:
    return {"action": "decide", "digest": factories.digest_now(text), "outcome": "publish", **said}


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# A review from two windows


def test_a_second_window_does_not_write_over_an_answer(invitation: Invitation, reviewer: Client) -> None:
    path = reverse("commentaries:review", args=[invitation.pk])
    opened = reviewer.get(path).context["seen"]
    said = {"action": "answer", "recommendation": "changes", "has_no_interests": "on", "seen": opened}
    assert reviewer.post(path, {**said, "text": "From the first window."}).status_code == HTTPStatus.FOUND
    late = reviewer.post(path, {**said, "text": "From the second window."})
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert Review.objects.get().text == "From the first window."
    assert html.count("From the second window.") == 2  # in the field, and in the box above
    assert "The answer that stands is “Publish after changes”." in html
    again = {**said, "text": "From the second window.", "seen": late.context["seen"]}
    assert reviewer.post(path, again).status_code == HTTPStatus.FOUND
    assert Review.objects.get().text == "From the second window."


def test_an_answer_that_does_not_say_what_was_read_is_not_taken(invitation: Invitation, reviewer: Client) -> None:
    said = {"action": "answer", "recommendation": "publish", "text": "Clear.", "has_no_interests": "on"}
    late = reviewer.post(reverse("commentaries:review", args=[invitation.pk]), said)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Clear." in late.content.decode()
    assert not Review.objects.exists()


def test_an_answer_is_about_the_version_that_was_read(house: House, invitation: Invitation) -> None:
    seen = reviewing.state_of(invitation)
    text = factories.edited(invitation.version.page, house.editor, abstract="Changed since.")
    inviting.invite(text, house.editor, [house.reviewer_person])
    with pytest.raises(reviewing.AnswerChanged):
        reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH), seen=seen)
    assert not Review.objects.exists()


# What a browser keeps until it has arrived


def test_a_browser_is_told_which_of_its_words_have_arrived(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    refused = editor.post(decide_path(text), decision(text, outcome="reject", reasons="", kept="abc1"))
    assert ACCEPTED not in refused.cookies
    late = editor.post(decide_path(text), {**decision(text, kept="abc1"), "digest": "0" * 64})
    assert (late.status_code, ACCEPTED in late.cookies) == (HTTPStatus.CONFLICT, False)
    done = editor.post(decide_path(text), decision(text, kept="abc1"))
    assert done.cookies[ACCEPTED].value == "abc1"
    assert done.cookies[ACCEPTED]["path"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize("token", ["", "a;b", "x" * 41, "é", "a.b"])
def test_only_a_token_is_handed_back(house: House, editor: Client, token: str) -> None:
    text = factories.submitted(house)
    done = editor.post(decide_path(text), decision(text, kept=token))
    assert done.status_code == HTTPStatus.FOUND
    assert ACCEPTED not in done.cookies


# What keeps a form from being sent


def test_the_mistakes_of_a_review_are_named_at_the_top(invitation: Invitation, reviewer: Client) -> None:
    path = reverse("commentaries:review", args=[invitation.pk])
    refused = reviewer.post(path, {"action": "answer", "recommendation": "changes", "text": "", "note": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    html = refused.content.decode()
    assert "Not sent yet:" in html
    assert html.index('href="#id_text"') < html.index("<form")


def test_the_mistakes_of_a_decision_are_named_at_the_top(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    refused = editor.post(decide_path(text), decision(text, outcome="reject", reasons=""))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'href="#id_decide_reasons"' in refused.content.decode()


def test_a_letter_that_is_too_long_is_refused_and_kept(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    letter = "word " * 1_001
    refused = editor.post(decide_path(text), decision(text, outcome="changes", reasons=letter.strip() + " more"))
    html = refused.content.decode()
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert letter.strip() in html
    assert 'maxlength="5000"' not in html
    assert not Decision.objects.exists()


# What the editor sees


def test_reviews_stand_before_the_decision_and_may_be_taken_over(house: House, editor: Client) -> None:
    text = factories.reviewed(house)
    html = page_of(editor, decide_path(text))
    headings = [html.index(f'id="{name}"') for name in ("reviews", "yes", "decision", "points")]
    assert headings == sorted(headings)
    assert 'data-commentary-takeover-words-value="Clear."' in html


def test_a_moment_is_one_of_the_series_clock(house: House, editor: Client) -> None:
    UserProfile.objects.create(user=house.editor, current_time_zone="America/New_York")
    Series.objects.update(time_zone="Asia/Tokyo")
    text = factories.submitted(house)
    assert "Otherwise by Tokyo time." in page_of(editor, decide_path(text))
    editor.post(decide_path(text), decision(text, publish_at="2099-03-04 08:30"))
    assert Decision.objects.get().publish_at == datetime(2099, 3, 4, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_the_page_says_when_consent_was_asked_for_exactly_this_text(house: House, editor: Client) -> None:
    text = factories.edited(factories.submitted(house), house.editor, abstract="By the editor.")
    assert "Ask the authors for their yes" in page_of(editor, decide_path(text))
    consenting.ask_for_consent(text, house.editor)
    html = page_of(editor, decide_path(text))
    assert f"Asked on {timezone.localtime().day} " in html
    assert "Ask the authors for their yes" not in html
    factories.edited(text, house.editor, abstract="Once more.")
    assert "Asked on" not in page_of(editor, decide_path(text))


def test_nothing_is_promised_about_a_rejected_text(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    factories.decide(house, text, Decision.Outcome.REJECT, reasons="Too long for us.")
    html = page_of(editor, decide_path(text))
    assert "Rejected by Test Editor" in html
    assert "Too long for us." in html
    assert "It comes to you when it is submitted" not in html
    assert "Reserve" not in html


def test_a_number_is_reserved_in_the_year_in_which_a_scheduled_text_appears(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    moment = timezone.now() + timedelta(days=400)
    factories.decide(house, text, publish_at=moment)
    year = house.series.today(moment).year
    html = page_of(editor, decide_path(text))
    assert f"Reserve {unbroken(f'{year % 100} | 01')}" in html
    editor.post(decide_path(text), {"action": "reserve"})
    assert Issue.objects.get().period == year


def test_days_are_written_small_in_italian(house: House, editor: Client) -> None:
    UserProfile.objects.create(user=house.editor, preferred_language="it")
    text = factories.submitted(house)
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons="Più breve.")
    with translation.override("it"):
        html = page_of(editor, decide_path(text))
    day = timezone.localtime()
    month = MONTHS["it"][day.month - 1]
    assert f"{day.day} {month}" in html
    assert f"{day.day} {month.capitalize()}" not in html


# The proof


def test_a_proof_sends_its_links_elsewhere(house: House, editor: Client) -> None:
    text = factories.submitted(house)
    proof = reverse("commentaries:proof", args=[text.pk, factories.digest_now(text)])
    assert "commentaries/admin/proof.js" in page_of(editor, proof)
    factories.decide(house, text)
    assert "proof.js" not in page_of(Client(), factories.reloaded(text).get_url())
