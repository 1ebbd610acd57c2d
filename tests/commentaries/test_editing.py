"""Tests Wagtail's editor of a text as its author meets it: what is saved, submitted, refused and shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from commentaries import submitting, versions, withholding
from commentaries.models import CommentaryPage, Decision
from tests import factories
from tests.factories import House

LETTER = "Please name those who did not vote.\n\nAnd shorten the end."


@pytest.fixture
def author(house: House, client: Client) -> Client:
    client.force_login(house.author)
    return client


def sent_by_the_editor(text: CommentaryPage | None, house: House, **changes: Any) -> dict[str, Any]:
    """What the editor's form posts for this text, or for a new one."""
    latest = versions.latest_of(text) if text else None
    forms = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    posted: dict[str, Any] = {
        "title": latest.title if latest else "",
        "slug": latest.slug if latest else "",
        "kind": "commentary",
        "language": "en",
        "licence": "cc-by-4.0",
        "key_points-count": 0,
        "body-count": 1,
        "body-0-type": "heading",
        "body-0-order": 0,
        "body-0-deleted": "",
        "body-0-value": "A heading",
        "authorships-0-person": house.author_person.pk,
        "authorships-0-role": "author",
        "authorships-0-ORDER": 1,
    }
    for name in ("authorships", "notes", "comments"):
        posted |= {f"{name}-{key}": value for key, value in forms.items()}
    posted["authorships-TOTAL_FORMS"] = 1
    if latest:
        posted["authorships-INITIAL_FORMS"] = 1
        posted["authorships-0-id"] = latest.authorships.get().pk
    return {**posted, **changes}


def with_paragraph(words: str) -> dict[str, Any]:
    """The body as one paragraph, as the rich text editor hands it over."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    content = {"blocks": [block], "entityMap": {}}
    return {"body-0-type": "paragraph", "body-0-value": json.dumps(content)}


def edit_path(text: CommentaryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[text.pk])


def add_path(house: House) -> str:
    return reverse("wagtailadmin_pages:add", args=["commentaries", "commentarypage", house.page.pk])


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# The editor's letter


@pytest.mark.parametrize("outcome", [Decision.Outcome.CHANGES, Decision.Outcome.REJECT])
@pytest.mark.parametrize("view", ["wagtailadmin_pages:edit", "commentaries:consent"])
def test_the_author_reads_the_letter_on_the_text(
    house: House, author: Client, outcome: Decision.Outcome, view: str
) -> None:
    text = factories.submitted(house)
    decision = factories.decide(house, text, outcome, reasons=LETTER)
    html = page_of(author, reverse(view, args=[text.pk]))
    assert "<p>Please name those who did not vote.</p>" in html
    assert "<p>And shorten the end.</p>" in html
    assert f"Test Editor, {timezone.localtime(decision.decided_at).day} " in html


def test_the_letter_goes_when_the_text_is_under_way_again(house: House, author: Client) -> None:
    text = factories.submitted(house)
    factories.decide(house, text, Decision.Outcome.CHANGES, reasons=LETTER)
    submitting.submit(text, house.author)
    assert "Please name those" not in page_of(author, reverse("commentaries:consent", args=[text.pk]))


def test_a_rejected_text_promises_no_number_and_may_be_submitted_again(house: House, author: Client) -> None:
    text = factories.submitted(house)
    assert "if published now" in page_of(author, edit_path(factories.make_draft(house, title="Another")))
    factories.decide(house, text, Decision.Outcome.REJECT, reasons=LETTER)
    html = page_of(author, edit_path(text))
    assert "Rejected by Test Editor" in html
    assert "if published now" not in html
    assert "Submit again" in html


def test_a_scheduled_text_gets_its_number_when_it_appears(house: House, author: Client) -> None:
    text = factories.submitted(house)
    factories.decide(house, text, publish_at=timezone.now() + timedelta(days=3))
    client = Client()
    client.force_login(house.assistant)
    html = page_of(client, edit_path(text))
    assert "gets its number when it appears" in html
    assert "if published now" not in html


# Submitting with advice


def test_a_submission_with_advice_is_saved_and_asked_about(house: House, author: Client) -> None:
    text = factories.make_draft(house)
    posted = sent_by_the_editor(
        text, house, title="A new title", **with_paragraph("Nobody counted."), **{"action-submit": "1"}
    )
    response = author.post(edit_path(text), posted, follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [(f"{edit_path(text)}?advice=1", 302)]
    assert factories.reloaded(text).current_workflow_state is None
    assert versions.latest_of(factories.reloaded(text)).title == "A new title"
    assert "Saved, but not submitted yet: look at the open points first, or pass them." in html
    assert "could not be saved" not in html
    assert "Choose at least one topic" in html
    author.post(edit_path(text), {**posted, "action-submit": "pass"})
    assert factories.reloaded(text).current_workflow_task is not None


def submitted_by(client: Client, text: CommentaryPage | None, house: House, path: str) -> tuple[str, str]:
    """What is said after a submission, and where its button leads."""
    words = with_paragraph("Enough words to be a text that may be submitted.")
    posted = sent_by_the_editor(text, house, title="Minutes", **words, **{"action-submit": "pass"})
    html = client.post(path, posted, follow=True).content.decode()
    message = html.partition('class="messages"')[2].partition("</div>")[0]
    return words_of(message), message


@pytest.mark.parametrize(("who", "button"), [("author", "Your text"), ("assistant", "Decide…")])
@pytest.mark.parametrize("is_new", [False, True])
def test_a_submission_is_told_in_words_of_ours(
    house: House, client: Client, who: str, button: str, is_new: bool
) -> None:
    client.force_login(getattr(house, who))
    text = None if is_new else factories.make_draft(house)
    words, html = submitted_by(client, text, house, edit_path(text) if text else add_path(house))
    text = CommentaryPage.objects.get()
    assert text.current_workflow_task is not None
    assert f"Submitted: “Minutes” is with the editors of {house.series} now. {button}" in words
    assert "moderation" not in words
    place = "commentaries:consent" if who == "author" else "commentaries:decide"
    assert reverse(place, args=[text.pk]) in html


def test_a_new_text_submitted_with_advice_is_saved_and_asked_about(house: House, author: Client) -> None:
    posted = sent_by_the_editor(None, house, title="Quite new", **with_paragraph("Word."), **{"action-submit": "1"})
    response = author.post(add_path(house), posted, follow=True)
    text = CommentaryPage.objects.get()
    assert response.redirect_chain == [(f"{edit_path(text)}?advice=1", 302)]
    assert text.current_workflow_state is None
    assert "Submit it as it is; the editor sees these points too." in response.content.decode()


def test_what_forbids_a_submission_is_still_refused(house: House, author: Client) -> None:
    text = factories.make_draft(house)
    posted = sent_by_the_editor(text, house, **{"action-submit": "pass"})
    html = author.post(edit_path(text), posted).content.decode()
    assert "Write the text: there is no paragraph yet." in html
    assert factories.reloaded(text).current_workflow_state is None


def test_no_field_stands_beside_the_panels(house: House, author: Client) -> None:
    html = page_of(author, edit_path(factories.make_draft(house)))
    assert "pass_advice" not in html


# Title and address


@pytest.mark.parametrize(
    ("title", "typed", "stored"),
    [
        ("A title that was pasted", "", "a-title-that-was-pasted"),
        ("Perché l’Europa è così", "", "perche-leuropa-e-cosi"),
        ("Тихий комитет", "", "text"),
        ("2030", "", "text-2030"),
        ("Any title", "Città e Mare", "citta-e-mare"),
    ],
)
def test_the_server_makes_the_address(house: House, author: Client, title: str, typed: str, stored: str) -> None:
    author.post(add_path(house), sent_by_the_editor(None, house, title=title, slug=typed))
    assert CommentaryPage.objects.get().slug == stored


def test_an_address_that_is_made_is_like_no_other(house: House, author: Client) -> None:
    for _time in range(2):
        author.post(add_path(house), sent_by_the_editor(None, house, title="Twice the same"))
    slugs = CommentaryPage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["twice-the-same", "twice-the-same-2"]


def test_a_title_is_one_line_and_too_long_a_one_is_refused(house: House, author: Client) -> None:
    assert 'maxlength="255"' not in page_of(author, add_path(house))
    refused = author.post(add_path(house), sent_by_the_editor(None, house, title="long " * 60)).content.decode()
    assert "at most 255 characters" in refused
    assert not CommentaryPage.objects.exists()
    author.post(add_path(house), sent_by_the_editor(None, house, title="One\r\nline  only"))
    assert CommentaryPage.objects.get().title == "One line only"


def test_what_is_one_line_in_print_is_stored_as_one(house: House, author: Client) -> None:
    posted = sent_by_the_editor(None, house, title="Lines", **{"body-0-value": "A heading\r\nof two lines"})
    author.post(add_path(house), posted)
    assert CommentaryPage.objects.get().body[0].value == "A heading of two lines"


def test_an_open_point_names_the_block_it_is_about(house: House, author: Client) -> None:
    body = [
        ("paragraph", "<p>Nobody counted the hands.</p>"),
        ("pull_quote", "This was never said"),
        ("pull_quote", ""),
    ]
    text = factories.make_draft(house, body=body, topics=[])
    said = words_of(page_of(author, reverse("commentaries:open_points", args=[text.pk])))
    assert "Go to the pull quote “This was never said”" in said
    assert said.endswith("Go to: Topics")
    assert said.count("To consider") == 1


def test_a_row_whose_id_never_came_back_is_sent_again_and_stored_once(house: House, author: Client) -> None:
    """The editor's own saving stores new rows; its answer, with their ids, may be lost on the way."""
    text = factories.make_draft(house)
    second = factories.PersonFactory(given_name="Nora", family_name="Second")
    for words in ("October", "October, item 3"):
        block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        new_rows = {
            "authorships-TOTAL_FORMS": 2,
            "authorships-1-person": second.pk,
            "authorships-1-role": "author",
            "authorships-1-ORDER": 2,
            "notes-TOTAL_FORMS": 1,
            "notes-0-ref": "n-7",
            "notes-0-text": json.dumps({"blocks": [block], "entityMap": {}}),
            "notes-0-ORDER": 1,
        }
        sent = sent_by_the_editor(None, house, title=text.title, slug=text.slug) | new_rows
        sent |= {
            "authorships-INITIAL_FORMS": 1,
            "authorships-0-id": text.authorships.get(person=house.author_person).pk,
        }
        assert author.post(edit_path(text), sent).status_code == HTTPStatus.FOUND

    stored = versions.latest_of(factories.reloaded(text))
    assert [row.person for row in stored.authorships.all()] == [house.author_person, second]
    notes = [words_of(note.text) for note in stored.notes.all() if "October" in note.text]
    assert notes == ["October, item 3"]


def test_the_field_for_topics_says_what_to_do(house: House, author: Client) -> None:
    html = page_of(author, edit_path(factories.make_draft(house)))
    assert "Type the first letters of a topic and choose it from the list." in html
    assert "comma-separated" not in html
    assert "Multi-word tags" not in html


# Whose turn it is


def in_review(house: House) -> CommentaryPage:
    return factories.submitted(house)


def scheduled(house: House) -> CommentaryPage:
    text = factories.submitted(house)
    factories.decide(house, text, publish_at=timezone.now() + timedelta(days=3))
    return factories.reloaded(text)


def public(house: House) -> CommentaryPage:
    return factories.published(house)


@pytest.mark.parametrize("state", [in_review, scheduled, public])
def test_an_author_whose_turn_it_is_not_is_told_so_and_led_on(
    house: House, author: Client, state: Callable[[House], CommentaryPage]
) -> None:
    text = state(house)
    answer = author.get(edit_path(text), follow=True)
    assert answer.redirect_chain == [(reverse("commentaries:consent", args=[text.pk]), HTTPStatus.FOUND)]
    html = answer.content.decode()
    assert "You cannot change this text now; here you see where it stands." in html
    assert "you do not have permission" not in html
    deletion = author.post(reverse("wagtailadmin_pages:delete", args=[text.pk]), follow=True)
    assert "you do not have permission" not in deletion.content.decode()
    late = author.post(edit_path(text), sent_by_the_editor(text, house, title="Changed after the decision"))
    assert "You cannot change this text any more, so what you wrote was not saved." in late.content.decode()
    assert versions.latest_of(factories.reloaded(text)).title == text.title


def test_an_editor_takes_a_scheduled_text_off_the_schedule_and_the_author_may_go_on(
    house: House, author: Client
) -> None:
    text = scheduled(house)
    permissions = text.permissions_for_user(house.author)
    refused = [permissions.can_edit(), permissions.can_submit_for_moderation(), permissions.can_delete()]
    assert refused == [False, False, False]
    assert text.permissions_for_user(house.editor).can_edit()
    client = Client()
    client.force_login(house.editor)
    client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[text.pk, text.scheduled_revision.pk]))
    assert factories.reloaded(text).permissions_for_user(factories.fresh(house.author)).can_edit()
    assert author.get(edit_path(text)).status_code == HTTPStatus.OK


# What was taken from readers


def status_in_explorer(client: Client, house: House) -> str:
    return words_of(page_of(client, reverse("wagtailadmin_explore", args=[house.page.pk])).rpartition("<tbody>")[2])


def status_beside_the_editor(client: Client, text: CommentaryPage) -> str:
    html = page_of(client, edit_path(text))
    return words_of(html.partition('id="form-side-status"')[2] or html.partition('data-side-panel="status"')[2])


@pytest.mark.parametrize(
    ("verb", "word", "in_italian"), [("hold", "held", "sospeso"), ("remove", "removed", "rimosso")]
)
def test_a_text_taken_from_readers_is_no_mere_draft(
    house: House, client: Client, verb: str, word: str, in_italian: str
) -> None:
    text = factories.published(house)
    getattr(withholding, verb)(text, house.editor, reason="Somebody objected.")
    client.force_login(house.editor)
    listed, beside = status_in_explorer(client, house), status_beside_the_editor(client, text)
    assert f"Current page status: {word}" in listed
    assert f" {word.capitalize()} {word.capitalize()} " in beside
    assert "Draft" not in beside
    with override("it"):
        assert factories.reloaded(text).status_string == in_italian
    factories.edited(text, house.assistant, title="Corrected")
    submitting.submit(factories.reloaded(text), house.assistant)
    assert factories.reloaded(text).status_string == f"{word} + in moderation"
    assert "In Moderation" in status_beside_the_editor(client, text)


def test_other_texts_keep_wagtails_words(house: House, client: Client) -> None:
    client.force_login(house.editor)
    draft = factories.make_draft(house)
    assert "Current page status: draft" in status_in_explorer(client, house)
    assert " Draft " in status_beside_the_editor(client, draft)
    assert factories.published(house, title="Another").status_string == "live"


# Two at once


def test_an_edit_from_before_a_publication_leaves_the_text_public(house: House) -> None:
    text = factories.submitted(house)
    posted = sent_by_the_editor(text, house, title="Edited meanwhile")
    factories.decide(house, text)
    client = Client()
    client.force_login(house.assistant)
    assert client.post(edit_path(text), posted).status_code == HTTPStatus.FOUND
    text = factories.reloaded(text)
    assert text.live
    assert text.has_unpublished_changes
    assert versions.latest_of(text).title == "Edited meanwhile"


def test_an_author_who_comes_too_late_gets_back_what_was_typed(house: House, author: Client) -> None:
    text = factories.make_draft(house)
    posted = sent_by_the_editor(text, house, title="A better title", **with_paragraph("Words of the last minute."))
    submitting.submit(text, house.assistant)
    late = author.post(edit_path(text), posted)
    html = late.content.decode()
    assert late.status_code == HTTPStatus.CONFLICT
    assert "It was submitted by Test Assistant on" in html
    assert "A better title" in html
    assert "Words of the last minute." in html
    assert versions.latest_of(factories.reloaded(text)).title == text.title


def test_a_stranger_is_told_nothing_of_a_text(house: House) -> None:
    text = factories.make_draft(house)
    client = Client()
    client.force_login(house.stranger)
    answer = client.post(edit_path(text), sent_by_the_editor(text, house))
    assert answer.status_code == HTTPStatus.FOUND
    assert text.title not in client.get(answer.headers["Location"]).content.decode()


def test_a_text_that_cannot_be_submitted_is_saved_all_the_same(
    house: House, author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = factories.make_draft(house)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise submitting.SubmissionRefused("Not like this.")

    monkeypatch.setattr("wagtail.models.Workflow.start", refuse)
    words = with_paragraph("Enough words to be a text that may be submitted.")
    posted = sent_by_the_editor(text, house, title="Kept", **words, **{"action-submit": "pass"})
    html = author.post(edit_path(text), posted, follow=True).content.decode()
    assert "Not like this." in html
    text = factories.reloaded(text)
    assert text.draft_title == "Kept"
    assert text.current_workflow_state is None
