"""Tests what may make a reviewer partial: told before the invitation and beside the answer; own text is refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from wagtail.models import PageLogEntry

from commentaries import inviting
from commentaries.conflicts import Conflicts
from commentaries.introducing import Newcomer
from commentaries.models import Authorship, CommentaryPage, Invitation, Person
from commentaries.reviewing import OwnText
from tests import factories
from tests.commentaries.test_differences import client_of
from tests.factories import House

DOMAIN = "Has an address at the same domain (law.uni.example) as the author Ines Author."
PLACE = "Belongs to the same institution as the author Ines Author: Scuola  Superiore di Idraulica."


class Text:
    """As much of a text as is asked: who wrote it."""

    def __init__(self, *authorships: Authorship) -> None:
        self.authorships = self
        self.all = lambda: authorships


@pytest.fixture
def author() -> Person:
    return factories.PersonFactory(
        given_name="Ines", family_name="Author", email="ines@uni.example", affiliation="Scuola superiore di idràulica,"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "affiliation", "found"),
    [
        ("r@law.uni.example", "", [DOMAIN]),
        ("R@LAW.UNI.EXAMPLE", "Scuola  Superiore di Idraulica", [DOMAIN, PLACE]),
        ("r@otheruni.example", "Scuola", []),
        ("r@gmail.com", "", []),
        ("", "", []),
    ],
)
def test_a_shared_domain_or_institution_is_named(
    author: Person, email: str, affiliation: str, found: list[str]
) -> None:
    text: Any = Text(Authorship(person=author, name=author.name))
    assert Conflicts(text).of(Person(family_name="R", email=email, affiliation=affiliation)) == found


@pytest.mark.django_db
def test_a_provider_that_everybody_uses_says_nothing(author: Person) -> None:
    author.email = "ines@gmail.com"
    author.save()
    text: Any = Text(Authorship(person=author, name=author.name))
    assert Conflicts(text).of(Person(email="r@gmail.com")) == []


def sent(house: House, page: CommentaryPage, **said: str) -> HttpResponse:
    due = inviting.due_date(page).isoformat()
    data = {"action": "invite", "due_on": due, "name": "Nora Outside", "email": "nora@coast.example", **said}
    return client_of(house.editor).post(reverse("commentaries:decide", args=[page.pk]), data)


def test_the_editor_reads_why_and_invites_all_the_same(house: House) -> None:
    Person.objects.filter(account=house.author).update(email="author@coast.example")
    page = factories.in_review(house)
    refused = sent(house, page)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    told = "Has an address at the same domain (coast.example) as the author Test Author."
    assert f"Nora Outside: {told}" in refused.content.decode()
    assert not Invitation.objects.exists()
    assert sent(house, page, despite_conflicts="on").status_code == HTTPStatus.FOUND
    assert PageLogEntry.objects.get(action="commentaries.invite").data["despite_conflicts"]
    shown = client_of(house.editor).get(reverse("commentaries:decide", args=[page.pk])).content.decode()
    assert told in shown


def test_the_address_of_an_author_is_refused_under_any_name(house: House) -> None:
    page = factories.in_review(house)
    with pytest.raises(OwnText):
        inviting.invite(page, house.editor, [], newcomers=[Newcomer("Somebody Else", house.author.email.upper())])
    twin = factories.PersonFactory(email=house.author.email)
    with pytest.raises(OwnText):
        inviting.invite(page, house.editor, [twin])
    assert not Invitation.objects.exists()
