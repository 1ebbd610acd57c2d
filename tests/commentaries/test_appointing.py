"""Tests what a guest editor may: everything on one text, and nothing on any other."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from commentaries import appointing, handing_over, inviting, submitting
from commentaries.models import Attachment, CommentaryPage, Decision, DeskLine, GuestEditor, Person
from commentaries.permissions import (
    user_can_appoint,
    user_can_decide,
    user_can_edit,
    user_can_invite,
    user_can_open,
    user_can_reserve,
    user_can_see,
    user_has_a_desk,
    user_works_on_series,
)
from series import desk
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House


@pytest.fixture
def guest(house: House) -> Any:
    return factories.make_account("guest", given="Greta")


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


@pytest.fixture
def text(house: House, guest: Any) -> CommentaryPage:
    """The text of the guest; beside it stands another, which is not theirs."""
    factories.submitted(house, title="Another text")
    page = factories.submitted(house, title="The text of the guest")
    deliver()
    appointing.appoint(page, house.editor, guest=person(guest))
    return factories.reloaded(page)


def test_a_guest_editor_may_on_one_text_what_an_editor_may(house: House, guest: Any, text: CommentaryPage) -> None:
    other = CommentaryPage.objects.exclude(pk=text.pk).get()
    for may in (user_can_see, user_can_edit, user_can_invite, user_can_decide):
        assert may(factories.fresh(guest), text)
        assert not may(factories.fresh(guest), other)
    user = factories.fresh(guest)
    assert not user_works_on_series(user, house.series)
    assert not user_can_reserve(user, house.series)
    assert not user_can_appoint(user, text)
    tester = text.permissions_for_user(user)
    assert tester.can_edit()
    assert tester.can_publish()
    assert not tester.can_delete()
    assert not tester.can_copy()
    assert not tester.can_move()


def test_a_guest_opens_the_files_of_that_text_and_of_no_other(house: House, guest: Any, text: CommentaryPage) -> None:
    other = CommentaryPage.objects.exclude(pk=text.pk).get()
    own, foreign = (Attachment(kind=Attachment.Kind.REVISION, page=page) for page in (text, other))
    assert user_can_open(factories.fresh(guest), own, text)
    assert not user_can_open(factories.fresh(guest), foreign, other)
    assert not user_can_open(factories.fresh(house.stranger), own, text)


def test_the_text_is_handed_to_the_guest_who_gets_a_mail(house: House, guest: Any, text: CommentaryPage) -> None:
    [letter] = deliver()
    assert letter.to == ["guest@example.org"]
    assert letter.subject == f"{house.series}: The text of the guest – guest editor"
    assert f"/admin/commentaries/{text.pk}/decide/" in letter.body
    assert DeskLine.objects.get(page=text).handled_by == person(guest)
    [line] = desk.lines_for(factories.fresh(guest))
    assert (line.title, line.holders) == (text.title, (str(person(guest)),))


def test_a_guest_editor_decides_as_an_editor_and_is_told_what_an_editor_is(
    house: House, guest: Any, text: CommentaryPage
) -> None:
    deliver()
    factories.decide(house, text, by=factories.fresh(guest))
    assert factories.reloaded(text).live
    again = factories.in_review(house, reviews=1, title="In review")
    appointing.appoint(again, house.editor, guest=person(guest))
    [invitation] = inviting.invite(again, factories.fresh(guest), [house.reviewer_person])
    assert invitation.invited_by == person(guest)


def test_editors_and_guest_are_told_of_the_text(house: House, guest: Any, text: CommentaryPage) -> None:
    deliver()
    factories.decide(house, text, Decision.Outcome.CHANGES, by=house.second_editor, reasons="Shorter.")
    deliver()
    submitting.submit(factories.edited(text, house.author, abstract="Shorter now."), factories.fresh(house.author))
    assert addresses(deliver()) == ["editor@example.org", "guest@example.org", "second@example.org"]


def test_nobody_is_guest_editor_of_a_text_of_their_own(house: House, guest: Any) -> None:
    page = factories.submitted(house, authors=[house.author_person, person(guest)])
    with pytest.raises(appointing.CannotEdit, match="is an author of this text"):
        appointing.appoint(page, house.editor, guest=person(guest))
    assert not GuestEditor.objects.exists()


def test_who_joins_the_authors_later_decides_no_more(house: House, guest: Any, text: CommentaryPage) -> None:
    rows = [*text.authorships.all(), factories.Authorship(person=person(guest), name="Greta", sort_order=9)]
    page = factories.edited(text, house.editor, authorships=rows)
    with pytest.raises(PermissionDenied):
        factories.decide(house, page, by=factories.fresh(guest))


def test_only_an_editor_of_the_series_who_did_not_write_it_appoints(house: House, guest: Any) -> None:
    page = factories.submitted(house, authors=[house.author_person, person(house.second_editor)])
    for account in (house.assistant, house.author, house.second_editor, guest):
        with pytest.raises(PermissionDenied):
            appointing.appoint(page, factories.fresh(account), guest=person(guest))
    for somebody in (person(house.editor), factories.PersonFactory()):
        with pytest.raises(appointing.CannotEdit, match="edits this text already, or has no account"):
            appointing.appoint(page, house.admin, guest=somebody)
    assert not GuestEditor.objects.exists()


def test_the_deputy_of_an_editor_who_wrote_the_text_appoints_nobody_for_it(house: House, guest: Any) -> None:
    factories.away(house, house.assistant)
    page = factories.submitted(house, authors=[person(house.editor)])
    with pytest.raises(PermissionDenied):
        appointing.appoint(page, factories.fresh(house.assistant), guest=person(guest))


def test_the_part_of_a_guest_ends_at_once(house: House, guest: Any, text: CommentaryPage, client: Client) -> None:
    client.force_login(guest)
    assert client.get(f"/admin/commentaries/{text.pk}/decide/").status_code == 200
    appointing.dismiss(text, house.editor, guest=person(guest))
    assert not user_can_see(factories.fresh(guest), text)
    assert DeskLine.objects.get(page=text).handled_by is None
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert not user_has_a_desk(factories.fresh(guest))


def test_a_guest_hands_the_text_back(house: House, guest: Any, text: CommentaryPage) -> None:
    handing_over.hand_over(text, factories.fresh(guest), to=person(house.editor))
    assert DeskLine.objects.get(page=text).handled_by == person(house.editor)


def test_nobody_is_appointed_who_could_not_be_written_to(house: House, guest: Any) -> None:
    page = factories.submitted(house)
    Person.objects.filter(account=guest).update(email="")
    type(guest).objects.filter(pk=guest.pk).update(email="")
    with pytest.raises(appointing.CannotEdit, match="no address"):
        appointing.appoint(page, house.editor, guest=person(guest))
    assert not GuestEditor.objects.exists()
