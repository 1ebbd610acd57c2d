"""Tests that whoever has no account reads what they are asked about, answers, comes back, amends and declines."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from wagtail.models import PageLogEntry

from commentaries import inviting, printing, reviewing
from commentaries.models import Affirmation, Decision, FollowUp, Invitation, Link, Review, Series, UnsentReview
from commentaries.pdf.orders import CannotPrint, NotNow
from commentaries.permissions import person_of
from tests import factories
from tests.access.walking import content_of
from tests.commentaries.outbox import deliver
from tests.commentaries.pdf.extracting import text_of
from tests.factories import House

PAGE, TEXT = 16, 16
"""Queries."""
PUBLISH, CHANGES = Review.Recommendation.PUBLISH, Review.Recommendation.CHANGES


@pytest.fixture
def invitation(house: House) -> Invitation:
    return factories.asked_outside(house)


@pytest.fixture
def path(invitation: Invitation) -> str:
    return path_of(invitation)


def path_of(invitation: Invitation) -> str:
    return f"/review/{factories.token_of(invitation.links.get(revoked_at=None))}/"


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def send(client: Client, path: str, **said: str) -> HttpResponse:
    seen = client.get(path).context["seen"]
    whole = {"action": "answer", "recommendation": "publish", "has_no_interests": "on", "seen": seen, **said}
    return client.post(path, {name: value for name, value in whole.items() if value})


# What is asked, and the version to read


def test_the_page_says_who_asks_what_until_when_and_with_which_words(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    house.series.guidelines = "<p>Three key points, please.</p>"
    house.series.save()
    html = page_of(client, path)
    assert "<h1 lang=" in html
    for words in (invitation.version.title, f"by {house.author_person.name}", "Could you?", "Three key points, please.",
                  f"Test Editor asks what you think of this text, by {invitation.due_on.day} ",
                  "Nora Outside"):  # fmt: skip
        assert words in html
    assert f'href="{path}text/"' in html
    assert f'href="{path}text.pdf"' in html


def test_the_text_is_the_version_that_is_asked_about(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    factories.edited(invitation.version.page, house.editor, title="Changed since", abstract="Unseen.")
    html = page_of(client, f"{path}text/")
    assert invitation.version.title in html
    assert "nobody was surprised by what they said" in html
    assert "Changed since" not in html
    assert f'href="{path}#answer"' in html
    assert "Changed since" not in page_of(client, path)


def test_both_pages_cost_as_much_whatever_is_in_the_archive(house: House, path: str, client: Client) -> None:
    def costs() -> list[int]:
        found = []
        for address in (path, f"{path}text/"):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    Series.objects.update(reviews_needed=0)
    house.series.refresh_from_db()
    factories.published(house, title="First", slug="first")
    costs()
    before = costs()
    for number in range(3):
        factories.published(house, title=f"Text {number}", slug=f"text-{number}")
    assert costs() == before == [PAGE, TEXT]


def test_the_pdf_is_that_version_as_a_draft_and_names_no_reviewer(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    factories.edited(invitation.version.page, house.editor, title="Changed since")
    answer = client.get(f"{path}text.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    pdf = content_of(answer)
    said = text_of(pdf)
    assert "Draft, not for citation" in said
    assert "nobody was surprised by what they said" in " ".join(said.split())
    assert "Changed since" not in said
    for name in (b"Nora", b"Outside", b"nora@example.org"):
        assert name not in pdf
        assert name.decode() not in said + answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (NotNow("busy"), HTTPStatus.SERVICE_UNAVAILABLE),
        (CannotPrint("long text", "9"), HTTPStatus.NOT_FOUND),
        (printing.NothingToPrint(), HTTPStatus.NOT_FOUND),
    ],
)
def test_a_pdf_that_cannot_be_made_is_said_so(
    path: str, client: Client, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: HTTPStatus
) -> None:
    def fail(*args: Any, **kwargs: Any) -> bytes:
        raise failure

    monkeypatch.setattr(printing, "draft_of", fail)
    answer = client.get(f"{path}text.pdf")
    assert answer.status_code == status
    assert ("Retry-After" in answer) == (status == HTTPStatus.SERVICE_UNAVAILABLE)


# The answer


def test_an_answer_is_the_persons_own(house: House, invitation: Invitation, path: str, client: Client) -> None:
    answer = send(client, path, text="Clear.", note="Between us: superb.")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"{path}#top")
    review = Review.objects.get()
    assert (review.recommendation, review.text, review.note) == (PUBLISH, "Clear.", "Between us: superb.")
    assert (review.has_no_interests, review.interests) == (True, "")
    yes = Affirmation.objects.get(kind=Affirmation.Kind.REVIEW)
    assert (yes.person, yes.version) == (invitation.person, invitation.version)
    html = page_of(client, path)
    assert "Thank you. Your answer of" in html
    assert "Change the answer" in html
    assert "Between us: superb." in html


def test_an_interest_is_stored_and_told_to_the_editors_alone(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    deliver()
    send(client, path, has_no_interests="", interests="We wrote a book together.")
    assert Review.objects.get().interests == "We wrote a book together."
    mails = deliver()
    assert {message.to[0] for message in mails} == {"editor@example.org", "second@example.org"}
    assert all("An interest that they declare:\n\n    We wrote a book together." in message.body for message in mails)
    assert all(message.reply_to == ["nora@example.org"] for message in mails)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"has_no_interests": ""}, "has_no_interests"),
        ({"interests": "A book."}, "interests"),
        ({"recommendation": ""}, "recommendation"),
        ({"recommendation": "perhaps"}, "recommendation"),
        ({"recommendation": "changes"}, "text"),
    ],
)
def test_what_is_missing_is_named_at_the_top_and_nothing_is_lost(
    path: str, client: Client, said: dict[str, str], field: str
) -> None:
    answer = send(client, path, note="Kept words.", **said) if field != "text" else send(client, path, **said)
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert html.index("Not sent yet:") < html.index("<form")
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}"' in html
    assert ("Kept words." in html) == (field != "text")
    assert not Review.objects.exists()


@pytest.mark.parametrize("way", ["link", "account"])
def test_the_enter_key_keeps_an_answer_and_never_sends_it(house: House, path: str, client: Client, way: str) -> None:
    """A browser presses the first button of the form; one that is not laid out some browsers do not press."""
    if way == "account":
        house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
        client.force_login(factories.fresh(house.reviewer))
        text = Invitation.objects.get().version.page
        [asked] = inviting.invite(text, house.editor, [house.reviewer_person])
        path = reverse("commentaries:review", args=[asked.pk])
    [form] = [form for form in html.fromstring(page_of(client, path)).forms if "recommendation" in form.fields]
    first = next(each for each in form.iter("button") if each.get("type") == "submit")
    assert (first.get("name"), first.get("value"), first.get("hidden")) == ("action", "save", None)
    assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true"), "it is there for the key alone"
    send(client, path, action=first.get("value"), text="Half a thought.")
    assert UnsentReview.objects.get().text == "Half a thought."
    assert not Review.objects.exists()


def test_an_answer_may_be_amended_until_the_decision(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    send(client, path)
    assert "Could you?" not in page_of(client, path), "nobody is asked who has answered"
    send(client, path, recommendation="changes", text="On second thoughts.")
    review = Review.objects.get()
    assert (review.recommendation, review.amended_at is not None) == (CHANGES, True)
    reviewing.go_on(invitation.version.page, house.editor, reason="Enough.")
    factories.decide(house, invitation.version.page, Decision.Outcome.CHANGES, reasons="Shorter.")
    html = page_of(client, path)
    assert "This review is closed. Thank you." in html
    assert "On second thoughts." in html
    assert "<textarea" not in html
    late = client.post(path, {"action": "answer", "recommendation": "reject", "text": "No!", "has_no_interests": "on"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert late.content.decode().count("No!") == 2  # in the field, and in the box above
    assert Review.objects.get().recommendation == CHANGES


def test_a_button_pressed_twice_sends_one_answer(house: House, path: str, client: Client) -> None:
    seen = client.get(path).context["seen"]
    said = {"action": "answer", "recommendation": "publish", "text": "Clear.", "has_no_interests": "on", "seen": seen}
    assert [client.post(path, said).status_code for _time in range(2)] == [HTTPStatus.FOUND] * 2
    assert Review.objects.get().amended_at is None
    assert FollowUp.objects.filter(key__startswith="reviewed").count() == 2, "one mail to each editor"


def test_a_second_window_does_not_write_over_an_answer(path: str, client: Client) -> None:
    seen = client.get(path).context["seen"]
    send(client, path, text="From the first window.")
    late = client.post(path, {"action": "answer", "recommendation": "publish", "text": "From the second window.",
                              "has_no_interests": "on", "seen": seen})  # fmt: skip
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert html.count("From the second window.") == 2
    assert "The answer that stands is “Publish as it is”." in html
    assert Review.objects.get().text == "From the first window."
    again = {"action": "answer", "recommendation": "publish", "text": "From the second window.",
             "has_no_interests": "on", "seen": late.context["seen"]}  # fmt: skip
    assert client.post(path, again).status_code == HTTPStatus.FOUND
    assert Review.objects.get().text == "From the second window."


def test_whoever_became_an_author_answers_no_more(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    page = invitation.version.page
    row = page.authorships.model(person=invitation.person, name=invitation.person.name, sort_order=9)
    factories.edited(page, house.editor, authorships=[*page.authorships.all(), row])
    answer = send(client, path)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "You have become an author of this text" in answer.content.decode()


def test_an_answer_is_about_the_newer_version_that_was_asked_about(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    send(client, path)
    assert 'id="changed"' not in page_of(client, path)
    newer = factories.edited(invitation.version.page, house.editor, title="Changed since")
    inviting.invite(newer, house.editor, [invitation.person])
    html = page_of(client, path)
    assert 'id="changed"' in html
    assert "you are asked about the newer version" in html
    assert "Changed since" in page_of(client, f"{path}text/")
    send(client, path, text="Still clear.")
    assert Review.objects.get().version.title == "Changed since"
    assert 'id="changed"' not in page_of(client, path)


# Kept for later


def test_what_is_kept_for_later_is_no_answer_and_comes_back(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    deliver()
    before = FollowUp.objects.count(), PageLogEntry.objects.count()
    send(client, path, action="save", recommendation="", has_no_interests="", text="Half a", interests="A book.")
    assert (FollowUp.objects.count(), PageLogEntry.objects.count()) == before, "nobody is told"
    assert not Review.objects.exists()
    assert Invitation.objects.get().state == Invitation.State.OPEN
    elsewhere = Client()
    html = page_of(elsewhere, path)
    assert "It is not sent yet." in html
    assert "Half a</textarea>" in html
    assert "A book.</textarea>" in html
    send(elsewhere, path, text="Half a thought and the rest.")
    assert not UnsentReview.objects.exists()
    assert Review.objects.get().text == "Half a thought and the rest."
    assert "It is not sent yet." not in page_of(client, path)


def test_what_is_kept_beside_an_answer_leaves_the_answer_as_it_is(path: str, client: Client) -> None:
    send(client, path, text="Clear.")
    send(client, path, action="save", text="Perhaps less clear.")
    assert Review.objects.get().text == "Clear."
    assert "Perhaps less clear.</textarea>" in page_of(client, path)


def test_what_was_kept_in_another_window_is_not_written_over(path: str, client: Client) -> None:
    seen = client.get(path).context["seen"]
    send(client, path, action="save", text="From the first window.")
    for action in ("save", "answer"):
        late = client.post(path, {"action": action, "recommendation": "publish", "text": "From the second.",
                                  "has_no_interests": "on", "seen": seen})  # fmt: skip
        assert late.status_code == HTTPStatus.CONFLICT
        assert "From the second." in late.content.decode()
    assert UnsentReview.objects.get().text == "From the first window."
    same = {"action": "save", "recommendation": "publish", "text": "From the first window.", "has_no_interests": "on"}
    assert client.post(path, {**same, "seen": seen}).status_code == HTTPStatus.FOUND, "a button pressed twice"


def test_nobody_else_reads_what_is_kept_for_later(house: House, invitation: Invitation, path: str) -> None:
    send(Client(), path, action="save", text="Half a thought.", note="Hm.")
    editor = Client()
    editor.force_login(house.editor)
    html = page_of(editor, reverse("commentaries:decide", args=[invitation.version.page_id]))
    assert "Nora Outside" in html
    assert "Half a thought." not in html


# A no, and another name


def test_a_no_brings_another_name_to_the_editor(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    send(client, path, action="save", text="Half a thought.")
    deliver()
    said = {"action": "decline", "reason": "On leave.", "instead_name": "Bo Lind", "instead_email": "bo@example.org"}
    assert client.post(path, said)["Location"] == f"{path}#top"
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.GONE
    assert "You have told the editors that you cannot. Thank you for saying so." in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.DECLINED
    assert (invitation.decline_reason, invitation.instead_name) == ("On leave.", "Bo Lind")
    assert not UnsentReview.objects.exists()
    [message] = deliver()
    assert message.to == ["editor@example.org"]
    assert "On leave." in message.body
    assert "They suggest asking Bo Lind bo@example.org." in message.body
    assert client.post(path, said).status_code == HTTPStatus.GONE, "a button pressed twice"


@pytest.mark.parametrize(
    "said", [{"instead_email": "bo@example.org"}, {"instead_name": "Bo", "instead_email": "bo at example"}]
)
def test_another_name_that_cannot_be_used_is_asked_for_again(path: str, client: Client, said: dict[str, str]) -> None:
    answer = client.post(path, {"action": "decline", "reason": "On leave.", **said})
    html = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert '<details class="decline" id="decline" open>' in html
    assert "On leave." in html
    assert Invitation.objects.get().state == Invitation.State.OPEN


def test_an_answer_is_not_followed_by_a_no(path: str, client: Client) -> None:
    send(client, path)
    assert 'class="decline"' not in page_of(client, path)
    answer = client.post(path, {"action": "decline", "reason": "On leave."})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert Invitation.objects.get().state == Invitation.State.ANSWERED


# What authors never learn


def test_nothing_that_an_author_reaches_names_the_reviewer(
    house: House, invitation: Invitation, path: str, client: Client
) -> None:
    send(client, path, text="Clear.", note="Hm.", has_no_interests="", interests="A book.")
    page = factories.reloaded(invitation.version.page)
    reviewing.go_on(page, house.editor, reason="Enough.")
    factories.decide(house, page)
    author = Client()
    author.force_login(house.author)
    words = ("Nora", "Outside", "nora@", "nora-outside", "A book.", factories.token_of(Link.objects.get()))
    addresses = [f"/admin/pages/{page.pk}/{name}/" for name in ("edit", "history", "workflow_history", "usage")] + [
        reverse("commentaries:consent", args=[page.pk]),
        reverse("wagtailadmin_reports:site_history"),
        "/admin/",
    ]
    for address in addresses:
        said = author.get(address, follow=True).content.decode()
        assert [word for word in words if word in said] == [], address
    mails = [message for message in deliver() if message.to == [house.author.email]]
    assert [word for word in words for message in mails if word in message.body] == []
    for entry in PageLogEntry.objects.all():
        assert [word for word in words if word in str(vars(entry))] == []


# The same in the admin


@pytest.fixture
def reviewer(house: House) -> Client:
    factories.invited(house, factories.in_review(house, title="In the admin", slug="in-the-admin"))
    client = Client()
    client.force_login(factories.fresh(house.reviewer))
    return client


@pytest.fixture
def in_admin(reviewer: Client) -> str:
    return reverse("commentaries:review", args=[Invitation.objects.get().pk])


def test_in_the_admin_a_review_is_kept_for_later_too(reviewer: Client, in_admin: str) -> None:
    answer = send(reviewer, in_admin, action="save", recommendation="", has_no_interests="", text="Half a thought.")
    assert answer["Location"] == in_admin
    assert "Half a thought.</textarea>" in page_of(reviewer, in_admin)
    assert "It is not sent yet." in page_of(reviewer, in_admin)
    send(reviewer, in_admin, text="A thought.", has_no_interests="", interests="A book.")
    review = Review.objects.get()
    assert (review.text, review.interests, UnsentReview.objects.exists()) == ("A thought.", "A book.", False)


def test_in_the_admin_a_no_brings_another_name_too(house: House, reviewer: Client, in_admin: str) -> None:
    reviewer.post(in_admin, {"action": "decline", "instead_name": "Bo Lind", "instead_email": "bo@example.org"})
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.instead_email) == (Invitation.State.DECLINED, "bo@example.org")
    assert person_of(house.reviewer) == invitation.person


def test_both_pages_have_the_same_fields_and_say_the_same(
    house: House, invitation: Invitation, path: str, reviewer: Client
) -> None:
    inside = reverse("commentaries:review", args=[Invitation.objects.exclude(pk=invitation.pk).get().pk])
    pages = [Client().get(path), reviewer.get(inside)]
    forms = [[[field.html_name for field in page.context[name]] for name in ("form", "decline_form")] for page in pages]
    assert forms[0] == forms[1]
    for words in ("asks what you think of this text, by", "Keep it for later", "I have no interest to declare",
                  "What is kept for later is not sent", "Somebody you could ask instead"):  # fmt: skip
        assert all(words in page.content.decode() for page in pages), words
