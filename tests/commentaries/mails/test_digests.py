"""Who wants news in a digest gets it once, in the morning, with what is still so; asked is nobody but at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from commentaries import affirming, followups, reviewing, scheduling, withdrawing, withholding
from commentaries.mails import digests, wishes
from commentaries.models import CommentaryPage, FollowUp, LetterWish, Person, Review, Series
from tests import factories
from tests.commentaries.outbox import addresses, deliver, deliver_later, in_review, words_of
from tests.factories import House

State, When = FollowUp.State, LetterWish.When
EVENING = datetime(2031, 3, 4, 21, 0, tzinfo=ZoneInfo("UTC"))
MORNING = datetime(2031, 3, 5, 7, 1, tzinfo=ZoneInfo("UTC"))
"""A minute past eight in Rome."""

Clock = Callable[[datetime], None]


def wants(account: object, when: str, *mails: str) -> Person:
    person = Person.objects.get(account=account)
    wishes.state(person, dict.fromkeys(mails or wishes.NEWS, when))
    return person


def tick() -> None:
    digests.plan_due()
    followups.carry_out_due()


def held(house: House, clock: Clock, *titles: str) -> list[CommentaryPage]:
    """Public texts that the editor holds in the evening; all mails so far are delivered."""
    clock(EVENING)
    pages = [factories.published(house, title=title, slug=title.lower()) for title in titles]
    FollowUp.objects.update(state=State.DONE)
    mail.outbox.clear()
    for page in pages:
        withholding.hold(page, house.editor, reason="A figure is wrong.")
    return pages


@pytest.fixture
def second(house: House) -> Person:
    return wants(house.second_editor, When.DIGEST)


def test_news_is_gathered_and_goes_out_once_at_eight(house: House, second: Person, clock: Clock) -> None:
    held(house, clock, "Ebb", "Flow")
    tick()
    assert mail.outbox == []
    clock(MORNING - timedelta(minutes=2))
    tick()
    assert mail.outbox == []
    clock(MORNING)
    tick()
    tick()
    [letter] = mail.outbox
    assert letter.to == ["second@example.org"]
    assert letter.subject == f"{house.series}: Ebb, and one more – digest of 5 March 2031"
    body = words_of(letter)
    assert body.startswith("Dear Test Second, This is what has happened since the last digest.")
    assert body.count("Test Editor holds this text of") == body.count("A figure is wrong.") == 2
    assert "Dear Test Second" not in body[20:]
    assert "Choose which mails you want: http://127.0.0.1:8000/admin/account/" in body
    assert isinstance(letter, EmailMultiAlternatives)
    [(content, kind)] = letter.alternatives
    assert kind == "text/html"
    assert str(content).count("</blockquote>") == 2
    assert FollowUp.objects.filter(state=State.KEPT).count() == 0
    clock(MORNING + timedelta(days=1))
    tick()
    assert len(mail.outbox) == 1


def test_what_is_no_longer_so_is_left_out_and_an_empty_digest_is_not_sent(
    house: House, second: Person, clock: Clock
) -> None:
    ebb, flow = held(house, clock, "Ebb", "Flow")
    withholding.release(factories.reloaded(ebb), house.editor)
    FollowUp.objects.filter(payload__what="released").update(state=State.STOPPED)
    clock(MORNING)
    tick()
    assert "Ebb" not in words_of(mail.outbox[0])
    withholding.release(factories.reloaded(flow), house.editor)
    withholding.hold(factories.reloaded(flow), house.editor, reason="Again.")
    withholding.remove(factories.reloaded(flow), house.editor, reason="For good.")
    FollowUp.objects.filter(payload__what="removed").delete()
    clock(MORNING + timedelta(days=1))
    tick()
    assert len(mail.outbox) == 1
    assert set(FollowUp.objects.filter(kind=digests.KIND).values_list("state", flat=True)) == {State.DONE}


def test_the_morning_is_that_of_the_series(house: House, second: Person, clock: Clock) -> None:
    Series.objects.update(time_zone="Asia/Tokyo")
    held(house, clock, "Ebb")
    clock(datetime(2031, 3, 4, 22, 59, tzinfo=ZoneInfo("UTC")))
    tick()
    assert mail.outbox == []
    clock(datetime(2031, 3, 4, 23, 1, tzinfo=ZoneInfo("UTC")))
    tick()
    assert mail.outbox[0].subject.endswith("digest of 5 March 2031")


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ("2031-03-29T06:59:59+00:00", "2031-03-29T08:00:00+01:00"),
        ("2031-03-29T07:00:00+00:00", "2031-03-30T08:00:00+02:00"),
        ("2031-10-25T22:30:00+00:00", "2031-10-26T08:00:00+01:00"),
    ],
)
def test_eight_is_eight_when_the_clocks_change(moment: str, morning: str) -> None:
    found = wishes.next_digest(ZoneInfo("Europe/Rome"), datetime.fromisoformat(moment))
    assert found.isoformat() == morning


def test_a_letter_that_comes_too_late_for_a_digest_is_in_the_next(house: House, second: Person, clock: Clock) -> None:
    ebb, _flow = held(house, clock, "Ebb", "Flow")
    late = FollowUp.objects.filter(page=ebb, state=State.KEPT)
    FollowUp.objects.filter(pk__in=late).update(state=State.STOPPED)
    clock(MORNING)
    tick()
    FollowUp.objects.filter(page=ebb, kind="mail", state=State.STOPPED).update(state=State.KEPT)
    tick()
    assert len(mail.outbox) == 1
    clock(MORNING + timedelta(days=1))
    tick()
    assert [" Flow " in words_of(letter) for letter in mail.outbox] == [True, False]


def test_a_mail_server_that_fails_delays_a_digest_and_loses_nothing(
    house: House, second: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held(house, clock, "Ebb")
    clock(MORNING)
    with monkeypatch.context() as broken:
        broken.setattr(
            "commentaries.mails.posting._server", lambda: (_ for _ in ()).throw(ConnectionRefusedError("away"))
        )
        tick()
    digest = FollowUp.objects.get(kind=digests.KIND)
    assert (digest.state, digest.attempts) == (State.WAITING, 1)
    assert digest.gathered.get().state == State.KEPT
    clock(MORNING + timedelta(minutes=2))
    tick()
    assert addresses(mail.outbox) == ["second@example.org"]
    assert digest.gathered.get().state == State.DONE


def test_a_digest_of_which_nobody_knows_is_not_repeated_and_is_in_no_other(
    house: House, second: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held(house, clock, "Ebb")
    clock(MORNING)
    with monkeypatch.context() as broken:
        broken.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages",
            lambda self, messages: (_ for _ in ()).throw(ConnectionResetError("broken")),
        )
        tick()
    digest = FollowUp.objects.get(kind=digests.KIND)
    assert (digest.state, digest.gathered.get().state) == (State.FAILED, State.KEPT)
    clock(MORNING + timedelta(days=1))
    tick()
    assert mail.outbox == []
    followups.try_again(digest)
    tick()
    assert "Ebb" in words_of(mail.outbox[0])


def test_who_wants_none_gets_none_but_is_asked_at_once(house: House, clock: Clock) -> None:
    wants(house.second_editor, When.NEVER)
    wants(house.editor, When.DIGEST)
    _page, invitation = in_review(house, needed=2)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.PUBLISH))
    assert deliver() == []
    assert FollowUp.objects.filter(kind="mail", state=State.KEPT).count() == 1
    Series.objects.update(reviews_needed=1)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.CHANGES, "Shorter."))
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_mail_that_asks_cannot_be_turned_off(house: House) -> None:
    person = wants(house.second_editor, When.NEVER, "submitted", "changes_asked", "published")
    assert list(LetterWish.objects.filter(person=person).values_list("mail", flat=True)) == ["published"]
    factories.submitted(house)
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def test_a_publication_in_a_digest_can_be_stopped_and_is_told_once(house: House, clock: Clock) -> None:
    wants(house.author, When.DIGEST)
    clock(EVENING)
    page = factories.published(house)
    assert "author@example.org" not in addresses(deliver_later())
    [kept] = FollowUp.objects.filter(state=State.KEPT)
    assert followups.stop(kept)
    assert not followups.stop(kept)
    clock(MORNING)
    tick()
    assert "author@example.org" not in addresses(mail.outbox)
    assert page.live


def test_a_wish_counts_only_while_it_can_be_changed(house: House) -> None:
    """Who has an account and no role any more does not get into the admin."""
    former = wants(factories.make_account("former"), When.NEVER)
    factories.published(house, authors=[house.author_person, former])
    assert "former@example.org" in addresses(deliver_later())


def test_tick_plans_the_digest_and_hands_it_out(house: House, second: Person, clock: Clock) -> None:
    held(house, clock, "Ebb")
    clock(MORNING)
    call_command("tick", verbosity=0)
    assert FollowUp.objects.filter(kind=digests.KIND, key=f"{second.pk}:2031-03-05").exists()


# In the account


def form_of(client: Client) -> dict[str, str]:
    """What a browser would send of the account's page as it stands."""
    response = client.get(reverse("wagtailadmin_account"))
    assert response.status_code == HTTPStatus.OK
    return {
        bound.html_name: "" if bound.value() is None else str(bound.value())
        for panels in response.context["panels_by_tab"].values()
        for panel in panels
        for bound in panel.get_form()
        if bound.html_name.partition("-")[0] != "avatar" and not isinstance(bound.value(), bool)
    }


def test_a_person_chooses_in_their_account(house: House, client: Client) -> None:
    client.force_login(house.editor)
    said = form_of(client)
    assert {name for name in said if name.startswith("commentaries_letters-")} == {
        f"commentaries_letters-{mail}" for mail in wishes.NEWS
    }
    said |= {"name_email-first_name": "Test", "name_email-last_name": "Editor"}  # which Wagtail wants
    said |= {"commentaries_letters-published": "never", "commentaries_letters-consented": "digest"}
    assert client.post(reverse("wagtailadmin_account"), said).status_code == HTTPStatus.FOUND
    stated = wishes.stated_by(Person.objects.get(account=house.editor))
    assert (stated["published"], stated["consented"], stated["withheld"]) == ("never", "digest", "at_once")
    assert form_of(client)["commentaries_letters-published"] == "never"


def test_an_author_is_offered_what_authors_get_and_nobody_else_is_asked(house: House, client: Client) -> None:
    client.force_login(house.author)
    assert {name for name in form_of(client) if name.startswith("commentaries_letters-")} == {
        f"commentaries_letters-{mail}" for mail in wishes.AUTHORS_NEWS
    }
    Person.objects.filter(account=house.admin).update(account=None)
    client.force_login(factories.fresh(house.admin))
    assert "commentaries_letters" not in client.get(reverse("wagtailadmin_account")).content.decode()


def test_a_consent_in_a_digest_says_what_the_author_said(house: House, second: Person, clock: Clock) -> None:
    clock(EVENING)
    page = factories.submitted(house)
    page = factories.edited(page, house.editor, abstract="By the editor.")
    affirming.affirm(page, house.author, digest=factories.digest_now(page), comment="Gladly.")
    deliver()
    clock(MORNING)
    tick()
    [letter] = [letter for letter in mail.outbox if letter.to == ["second@example.org"]]
    assert "Test Author has said yes to this text for" in words_of(letter)
    assert "Gladly." in words_of(letter)


def unschedule(page: CommentaryPage, house: House) -> None:
    scheduling.unschedule(page, house.editor)


def postpone(page: CommentaryPage, house: House) -> None:
    scheduling.postpone(page, house.editor, to=MORNING + timedelta(days=9))


def ask_back(page: CommentaryPage, house: House) -> None:
    withdrawing.ask(page, house.author, reason="A figure is wrong.")


@pytest.mark.parametrize(("change", "told"), [(None, 1), (unschedule, 0), (postpone, 0), (ask_back, 0)])
def test_a_day_that_is_no_longer_so_by_the_morning_is_not_announced(
    house: House, clock: Clock, change: Callable[[CommentaryPage, House], None] | None, told: int
) -> None:
    wants(house.author, When.DIGEST)
    clock(EVENING)
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=MORNING + timedelta(days=7))
    if change:
        change(factories.reloaded(page), house)
    followups.carry_out_due()
    mail.outbox.clear()
    clock(MORNING)
    tick()
    assert [letter.to for letter in mail.outbox] == [["author@example.org"]] * told
    [letter] = FollowUp.objects.filter(payload__mail="scheduled")
    assert letter.state == (State.DONE if told else State.STOPPED)
