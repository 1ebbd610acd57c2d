"""Tests that a link opens one thing for one person until its end, by a token that is kept nowhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone
from wagtail.models import PageLogEntry, ReferenceIndex

from commentaries import inviting, reviewing, submitting, withholding
from commentaries.links import addressing, ending, giving, opening, revoking
from commentaries.links.ending import LinkEnded
from commentaries.links.opening import ForeignLink, UnknownLink
from commentaries.models import Authorship, Decision, Invitation, Link, Person, Review, UnsentReview, Version
from tests import factories
from tests.commentaries.outbox import deliver
from tests.factories import House

REVIEW, CONSENT = Link.Kind.REVIEW, Link.Kind.CONSENT


@pytest.fixture
def invitation(house: House) -> Invitation:
    """Somebody without an account is asked for one of two reviews."""
    return factories.asked_outside(house)


@pytest.fixture
def link(invitation: Invitation) -> Link:
    return invitation.links.get()


def token_of(link: Link) -> str:
    return factories.token_of(link)


def why_ended(link: Link) -> str:
    with pytest.raises(LinkEnded) as ended:
        opening.opened(token_of(link), link.kind)
    return ended.value.why


def test_a_link_leads_to_its_invitation(invitation: Invitation, link: Link) -> None:
    found = opening.opened(token_of(link), REVIEW)
    assert (found, found.invitation, found.person) == (link, invitation, invitation.person)
    assert found.version == invitation.version


def test_a_token_has_256_bits_and_the_row_has_none_of_them(link: Link) -> None:
    token = token_of(link)
    assert len(base64.urlsafe_b64decode(f"{token}=")) == 32
    assert len(bytes.fromhex(link.key)) == 16
    row = serialize("json", [link])
    assert token not in row
    assert link.token_hash != link.key


def test_no_row_of_any_table_holds_the_token(house: House, link: Link) -> None:
    """Follow-ups with their letters included, before they are sent and after."""
    deliver()
    reviewing.answer(link.invitation, link.person, reviewing.Answer(Review.Recommendation.PUBLISH), through=link)
    deliver()
    token = token_of(link)
    rows = [row for model in apps.get_models() for row in serialize("python", model._base_manager.all())]
    assert len(rows) > 50
    assert [row["model"] for row in rows if token in json.dumps(row, default=str)] == []


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda t: t[:-1], lambda t: f"{t}A", lambda t: t[::-1]])
def test_a_token_that_is_almost_right_opens_nothing(link: Link, change: Callable[[str], str]) -> None:
    wrong = change(token_of(link))
    assert wrong != token_of(link)
    with pytest.raises(UnknownLink):
        opening.opened(wrong, REVIEW)


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 40, "A" * 10_000, "' or 1=1 --", "\ud800"])
def test_any_other_token_opens_nothing(link: Link, token: str) -> None:
    with pytest.raises(UnknownLink):
        opening.opened(token, REVIEW)


def test_neither_key_nor_hash_opens_anything(link: Link) -> None:
    """Whoever reads the database opens nothing."""
    for value in (link.key, link.token_hash, str(link.pk)):
        with pytest.raises(UnknownLink):
            opening.opened(value, REVIEW)


def test_hashes_are_compared_in_constant_time(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr(addressing, "constant_time_compare", compare)
    with pytest.raises(UnknownLink):
        opening.opened(token_of_row(link), REVIEW)
    assert compared == [(link.token_hash, link.token_hash)]


def token_of_row(link: Link) -> str:
    return addressing.token_of(link.key)


def test_a_link_to_something_else_is_foreign(link: Link) -> None:
    with pytest.raises(ForeignLink):
        opening.opened(token_of(link), CONSENT)


def test_a_link_taken_back_ends_at_once_and_another_has_another_token(house: House, link: Link) -> None:
    before = token_of(link)
    revoking.revoke(link, house.editor)
    assert why_ended(link) == "revoked"
    link.refresh_from_db()
    assert link.revoked_by == Person.objects.get(account=house.editor)
    assert PageLogEntry.objects.filter(action="commentaries.revoke_link").count() == 1
    inviting.send_again(link.invitation, house.editor)
    [new] = Link.objects.standing()
    assert token_of(new) != before
    assert opening.opened(token_of(new), REVIEW) == new
    assert why_ended(link) == "revoked", "the old one stays closed"


@pytest.mark.parametrize("verb", [withholding.hold, withholding.remove])
def test_a_reviewers_link_ends_while_the_text_is_withheld_and_an_authors_does_not(
    house: House, link: Link, verb: Callable[..., None]
) -> None:
    publish = Review.Recommendation.PUBLISH
    reviewing.answer(link.invitation, link.person, reviewing.Answer(publish, has_no_interests=True), through=link)
    reviewing.go_on(link.page, house.editor, reason="Enough.")
    factories.decide(house, link.page)
    own = giving.link_to_consent(factories.reloaded(link.page), house.author_person, by=None)
    assert opening.opened(token_of(link), REVIEW) == link
    verb(factories.reloaded(link.page), house.editor, reason="By order of a court.")
    assert why_ended(link) == "withheld"
    assert opening.opened(token_of(own), CONSENT) == own
    Invitation.objects.update(invited_at=timezone.now())
    assert opening.opened(token_of(link), REVIEW) == link, "who is asked now reads what is to bring it back"
    if verb is withholding.hold:
        Invitation.objects.update(invited_at=timezone.now() - timedelta(days=9))
        withholding.release(factories.reloaded(link.page), house.editor)
        assert opening.opened(token_of(link), REVIEW) == link


def test_a_link_taken_back_twice_is_logged_once(house: House, link: Link) -> None:
    revoking.revoke(link, house.editor)
    first = Link.objects.get().revoked_at
    revoking.revoke(link, house.second_editor)
    assert Link.objects.get().revoked_at == first
    assert PageLogEntry.objects.filter(action="commentaries.revoke_link").count() == 1


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_takes_a_link_back(house: House, link: Link, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        revoking.revoke(link, getattr(house, account))
    assert opening.opened(token_of(link), REVIEW) == link


def test_an_editor_takes_no_link_to_a_text_of_her_own_back(house: House, link: Link) -> None:
    editor = Person.objects.get(account=house.editor)
    row = link.page.authorships.model(person=editor, name=editor.name, sort_order=9)
    factories.edited(link.page, house.assistant, authorships=[*link.page.authorships.all(), row])
    link.refresh_from_db()
    with pytest.raises(PermissionDenied), transaction.atomic():
        revoking.revoke(link, factories.fresh(house.editor))


def test_a_link_works_for_sixty_days_after_the_day_it_is_due(
    house: House, link: Link, clock: Callable[[datetime], None]
) -> None:
    last = link.invitation.due_on + timedelta(days=60)
    assert link.last_day == last
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), house.series.zone)
    clock(end - timedelta(seconds=1))
    assert opening.opened(token_of(link), REVIEW)
    clock(end)
    assert why_ended(link) == "expired"


def test_a_reminder_names_the_same_address_for_longer(
    house: House, link: Link, clock: Callable[[datetime], None]
) -> None:
    before, token = link.expires_at, token_of(link)
    clock(before + timedelta(days=1))
    inviting.send_again(link.invitation, house.editor)
    link = Link.objects.get()
    assert link.expires_at > before
    assert opening.opened(token, REVIEW) == link


def _declined(house: House, link: Link) -> None:
    reviewing.decline(link.invitation, link.person, through=link)


def _withdrawn(house: House, link: Link) -> None:
    submitting.withdraw(link.page, house.author)


def _decided(house: House, link: Link) -> None:
    reviewing.go_on(link.page, house.editor, reason="Time is up.")
    factories.decide(house, link.page)


def _deleted(house: House, link: Link) -> None:
    submitting.withdraw(link.page, house.author)
    Invitation.objects.update(state=Invitation.State.OPEN)
    factories.reloaded(link.page).delete()


@pytest.mark.parametrize(
    ("end", "why"),
    [(_declined, "declined"), (_withdrawn, "cancelled"), (_decided, "cancelled"), (_deleted, "gone")],
)
def test_a_link_ends_with_what_it_leads_to(
    house: House, link: Link, end: Callable[[House, Link], None], why: str
) -> None:
    end(house, link)
    assert why_ended(link) == why


def test_whoever_is_no_author_any_more_is_told_so_and_is_not_thanked(house: House) -> None:
    page = factories.submitted(house, authors=[house.author_person, factories.PersonFactory()])
    link = giving.link_to_consent(page, house.author_person, by=None)
    rows = [each for each in page.authorships.all() if each.person_id != house.author_person.pk]
    factories.edited(page, house.editor, authorships=rows)
    Authorship.objects.filter(page=page.pk, person=house.author_person).delete()
    assert why_ended(link) == "no_author"
    assert "not named as an author" in LinkEnded(link, "no_author").sentence


def test_what_is_said_of_an_end_names_nothing(house: House, link: Link) -> None:
    for why in ending._ENDINGS:
        sentence = LinkEnded(link, why).sentence
        assert len(sentence) > 40
        for name in (link.page.title, str(house.series), link.person.name, house.author_person.name):
            assert name not in sentence


def test_whoever_declined_and_is_asked_again_comes_by_the_same_link(
    house: House, link: Link, clock: Callable[[datetime], None]
) -> None:
    _declined(house, link)
    clock(timezone.now() + timedelta(hours=1))
    inviting.invite(link.page, house.editor, [link.person])
    assert opening.opened(token_of(link), REVIEW) == link


def test_of_two_links_for_one_invitation_one_stands(link: Link) -> None:
    facts = {"kind": REVIEW, "invitation": link.invitation, "person": link.person, "expires_at": link.expires_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(**facts, key="0" * 32, token_hash="0" * 64)


@pytest.mark.parametrize("facts", [{"kind": "review", "invitation": None}, {"person": None}])
def test_a_link_without_whom_or_what_it_is_for_is_refused(link: Link, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.filter(pk=link.pk).update(**facts)


def test_a_link_sent_before_the_secret_was_changed_still_opens(link: Link) -> None:
    token = token_of(link)
    with override_settings(SECRET_KEY="another-secret-of-this-site"):
        assert opening.opened(token, REVIEW) == link


def test_a_former_secret_that_the_site_still_knows_makes_the_same_address(link: Link, settings: Any) -> None:
    address = addressing.address_of(link)
    former = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another-secret-of-this-site", SECRET_KEY_FALLBACKS=[former]):
        assert addressing.address_of(link) == address


def test_a_link_that_cannot_be_made_again_gets_a_new_token_with_the_next_letter(link: Link) -> None:
    before = token_of(link)
    with override_settings(SECRET_KEY="another-secret-of-this-site"):
        after = token_of(link)
        assert after != before
        assert opening.opened(after, REVIEW) == link
        with pytest.raises(UnknownLink):
            opening.opened(before, REVIEW)


def test_a_link_is_not_among_what_refers_to_a_text() -> None:
    """Wagtail lists that to the authors of the text."""
    assert ReferenceIndex.model_is_indexable(Version)
    assert not any(ReferenceIndex.model_is_indexable(model) for model in (Link, UnsentReview))


def test_no_link_is_made_for_who_gets_into_the_admin(house: House) -> None:
    page = factories.in_review(house)
    factories.invited(house, page)
    assert not Link.objects.exists()


def test_a_site_that_does_not_serve_the_addresses_sends_no_link(link: Link) -> None:
    with override_settings(ROOT_URLCONF="series.urls"):
        assert addressing.address_of(link) == ""


def test_reading_a_link_writes_nothing(link: Link, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as asked:
        opening.opened(token_of_row(link), REVIEW)
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_whoever_answered_comes_back_until_the_decision(house: House, link: Link) -> None:
    given = reviewing.Answer(Review.Recommendation.PUBLISH)
    reviewing.answer(link.invitation, link.person, given, through=link)
    assert opening.opened(token_of(link), REVIEW) == link
    page = factories.reloaded(link.page)
    reviewing.go_on(page, house.editor, reason="One is enough.")
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="Shorter.")
    assert opening.opened(token_of(link), REVIEW) == link, "to read what they said"
    with pytest.raises(reviewing.NotInReview), transaction.atomic():
        reviewing.answer(link.invitation, link.person, _more(), through=link)


def _more() -> reviewing.Answer:
    return reviewing.Answer(Review.Recommendation.CHANGES, "More.")


@pytest.mark.parametrize("act", ["answer", "save_for_later", "decline"])
def test_nothing_is_taken_by_a_link_that_was_taken_back_meanwhile(house: House, link: Link, act: str) -> None:
    opened = opening.opened(token_of(link), REVIEW)
    revoking.revoke(link, house.editor)
    verb = getattr(reviewing, act)
    said = () if act == "decline" else (_more(),)
    with pytest.raises(LinkEnded), transaction.atomic():
        verb(opened.invitation, opened.person, *said, through=opened)
    assert not Review.objects.exists()
    assert Invitation.objects.get().state == Invitation.State.OPEN
    assert not hasattr(Invitation.objects.get(), "unsent")
