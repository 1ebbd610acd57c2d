"""An editor notes on her last evening that she is away; the deputy decides until she is back, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.test import Client

from commentaries.models import CommentaryPage, Decision, Person
from tests import factories
from tests.commentaries.outbox import addresses, deliver
from tests.factories import House


def test_the_story(house: House, clock: Callable[[datetime], None]) -> None:
    deputy = factories.make_account("deputy", given="Dora")
    evening = datetime.combine(house.series.today(), time(22), house.series.zone)
    clock(evening)
    she_says_when_she_is_away_and_who_stands_in(house, deputy)
    the_deputy_is_nobody_until_midnight(house, deputy)
    clock(evening + timedelta(hours=3))
    text = a_text_is_submitted_and_the_deputy_has_the_mail(house)
    the_deputy_publishes_it_and_everybody_reads_in_whose_place(house, deputy, text)
    clock(evening + timedelta(days=7, hours=1, minutes=59))
    assert opens_the_desk(deputy)
    clock(evening + timedelta(days=7, hours=2))
    assert not opens_the_desk(deputy)
    deliver()  # that the text has appeared
    factories.submitted(house, title="After her return")
    assert addresses(deliver()) == ["editor@example.org", "second@example.org"]


def logged_in(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def opens_the_desk(account: Any) -> bool:
    return logged_in(account).get("/admin/desk/").status_code == 200


def she_says_when_she_is_away_and_who_stands_in(house: House, deputy: Any) -> None:
    client = logged_in(house.editor)
    tomorrow = house.series.today() + timedelta(days=1)
    form = client.get("/admin/desk/absences/").context["form"]
    sent = {
        "editing": form.initial["editing"],
        "deputy": Person.objects.get(account=deputy).pk,
        "first_day": tomorrow.isoformat(),
        "last_day": (tomorrow + timedelta(days=6)).isoformat(),
    }
    assert client.post("/admin/desk/absences/", sent).status_code == 302


def the_deputy_is_nobody_until_midnight(house: House, deputy: Any) -> None:
    assert not opens_the_desk(deputy)
    factories.submitted(house, title="On her last evening")
    assert "editor@example.org" in addresses(deliver())


def a_text_is_submitted_and_the_deputy_has_the_mail(house: House) -> CommentaryPage:
    text = factories.submitted(house)
    assert addresses(deliver()) == ["deputy@example.org", "second@example.org"]
    return text


def the_deputy_publishes_it_and_everybody_reads_in_whose_place(house: House, deputy: Any, text: CommentaryPage) -> None:
    client, address = logged_in(deputy), f"/admin/commentaries/{text.pk}/decide/"
    editor = Person.objects.get(account=house.editor)
    assert f"You stand in for {editor}." in client.get(address).content.decode()
    sent = {"action": "decide", "outcome": Decision.Outcome.PUBLISH, "digest": factories.digest_now(text)}
    assert client.post(address, sent).status_code == 302
    assert factories.reloaded(text).live
    told = logged_in(house.second_editor).get(f"/admin/commentaries/{text.pk}/what-happened/").content.decode()
    assert f"{Person.objects.get(account=deputy)} for {editor}" in told
