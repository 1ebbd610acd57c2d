"""Tests the page of days and editor where two write at once, and where somebody may not do what others may."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commentaries import handing_over, handling, transcribing, versions, weighing
from commentaries.changes.histories import history_of
from commentaries.models import Attachment, Authorship, DeskLine, Person, Review
from commentaries.reviewing import Answer
from commentaries.transcribing import Mail
from tests import factories
from tests.commentaries import files
from tests.commentaries.outbox import deliver
from tests.factories import House
from tests.series.views.answers import told


def person(account: Any) -> Person:
    return Person.objects.get(account=account)


def value_of(name: str, html: str) -> str:
    """What stands in the field of this name."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    assert field, f"no field {name}"
    value = re.search(r'value="([^"]*)"', field[0])
    return value[1] if value else ""


def test_a_stale_form_does_not_write_over_the_day_of_another_editor(house: House, at_desk: Client) -> None:
    text, today = factories.submitted(house), house.series.today()
    address, theirs, mine = reverse("series_handling", args=[text.pk]), today + timedelta(3), today + timedelta(9)
    stale = {"aimed_at": value_of("aimed_at", at_desk.get(address).content.decode()), "was_with": ""}
    handling.aim(text, house.second_editor, target_on=theirs)
    refused = at_desk.post(address, {**stale, "target_on": mine.isoformat(), "handled_by": ""})
    assert refused.status_code == HTTPStatus.CONFLICT
    html = refused.content.decode()
    assert "Somebody else wants the text to appear on another day" in html
    assert (value_of("target_on", html), value_of("aimed_at", html)) == (mine.isoformat(), theirs.isoformat())
    assert DeskLine.objects.get().target_on == theirs
    again = {"aimed_at": theirs.isoformat(), "target_on": mine.isoformat(), "handled_by": "", "was_with": ""}
    at_desk.post(address, again)
    assert DeskLine.objects.get().target_on == mine


def test_of_a_text_in_review_it_says_where_the_days_of_the_reviewers_are_changed(house: House, at_desk: Client) -> None:
    text = factories.in_review(house)
    address, said = reverse("series_handling", args=[text.pk]), "Each reviewer has a day of their own."
    assert said not in at_desk.get(address).content.decode()
    factories.invited(house, text)
    html = at_desk.get(address).content.decode()
    assert said in html
    assert f'href="{reverse("commentaries:decide", args=[text.pk])}"' in html.partition("<main")[2]


def test_a_day_that_was_left_alone_is_not_written_and_shown_as_it_is_now(house: House, at_desk: Client) -> None:
    text, today = factories.submitted(house), house.series.today()
    address, theirs, second = reverse("series_handling", args=[text.pk]), today + timedelta(3), house.second_editor
    handling.aim(text, second, target_on=theirs)
    at_desk.post(address, {"target_on": "", "aimed_at": "", "handled_by": person(house.editor).pk, "was_with": ""})
    line = DeskLine.objects.get()
    assert (line.target_on, line.handled_by) == (theirs, person(house.editor))
    handing_over.hand_over(text, second, to=person(second))
    refused = at_desk.post(address, {"target_on": "", "aimed_at": "", "handled_by": "", "was_with": line.handled_by_id})
    html = refused.content.decode()
    assert refused.status_code == HTTPStatus.CONFLICT
    assert value_of("target_on", html) == theirs.isoformat()
    assert value_of("was_with", html) == str(person(second).pk)


def test_a_stale_plan_keeps_what_was_typed_and_writes_over_nothing(house: House, at_desk: Client) -> None:
    line = handling.plan(house.series, house.editor, title="On tides")
    address = reverse("series_plan", args=[line.pk])
    seen = value_of("planned_as", at_desk.get(address).content.decode())
    handling.replan(line, house.second_editor, title="On ebb", note="Ask in May.")
    typed = {"working_title": "On flow", "note": "Promised in June.", "planned_as": seen}
    refused = at_desk.post(address, typed)
    assert refused.status_code == HTTPStatus.CONFLICT
    html = refused.content.decode()
    for words in ("“On ebb”: Ask in May.", "On flow", "Promised in June."):
        assert words in html
    assert DeskLine.objects.get().working_title == "On ebb"
    at_desk.post(address, {**typed, "planned_as": value_of("planned_as", html)})
    assert DeskLine.objects.get().working_title == "On flow"


def test_who_appoints_themselves_is_promised_no_mail(house: House, client: Client) -> None:
    client.force_login(house.admin)
    address = reverse("series_handling", args=[factories.submitted(house, title="Minutes").pk])
    deliver()
    answer = client.post(address, {"action": "appoint", "guest": person(house.admin).pk})
    assert told(answer) == [f"{person(house.admin)} is guest editor of “Minutes”."]
    assert deliver() == []


def test_nobody_says_who_decides_on_a_text_of_their_own(house: House, at_desk: Client) -> None:
    own = factories.submitted(house, authors=[house.author_person, person(house.editor)])
    DeskLine.objects.create(series=house.series, page=own, handled_by=person(house.second_editor))
    address, day = reverse("series_handling", args=[own.pk]), house.series.today().isoformat()
    assert 'name="handled_by"' not in at_desk.get(address).content.decode()
    at_desk.post(address, {"target_on": day, "handled_by": "", "was_with": person(house.second_editor).pk})
    line = DeskLine.objects.get()
    assert (line.handled_by, line.target_on.isoformat()) == (person(house.second_editor), day)
    with pytest.raises(PermissionDenied, match="another editor says"), transaction.atomic():
        handing_over.hand_over(own, factories.fresh(house.editor), to=None)
    handed = handing_over.hand_over_all(
        [own.pk], factories.fresh(house.editor), of=person(house.second_editor), to=person(house.admin)
    )
    assert [page.pk for page in handed.refused] == [own.pk]
    assert DeskLine.objects.get().handled_by == person(house.second_editor)


def test_a_guest_takes_a_text_from_nobody_who_got_it_meanwhile(house: House, at_desk: Client) -> None:
    guest = person(factories.make_account("guest", given="Greta"))
    text = factories.submitted(house)
    address = reverse("series_handling", args=[text.pk])
    handing_over.hand_over(text, house.second_editor, to=person(house.second_editor))
    refused = at_desk.post(address, {"action": "appoint", "guest": guest.pk, "was_with": ""})
    assert refused.status_code == HTTPStatus.CONFLICT
    html = refused.content.decode()
    assert value_of("guest", html) == str(guest.pk)
    assert DeskLine.objects.get().handled_by == person(house.second_editor)
    at_desk.post(address, {"action": "appoint", "guest": guest.pk, "was_with": person(house.second_editor).pk})
    assert DeskLine.objects.get().handled_by == guest


def test_who_is_an_author_in_the_newest_draft_alone_learns_no_reviewer(house: House, client: Client) -> None:
    invitation = factories.asked_outside(house)
    page = invitation.version.page
    mail = Mail(house.series.today(), weighing.weighed(files.sent(files.EML, "nora.eml"), "nora.eml"))
    answer = Answer(Review.Recommendation.PUBLISH, "Fine.")
    transcribing.record_review(invitation, house.editor, answer, mail, version=invitation.version_id)
    sent = Attachment.objects.get()
    address = reverse("series_handling", args=[page.pk])
    client.force_login(house.editor)
    assert "nora.eml" in client.get(address).content.decode()
    opened = client.get(reverse("commentaries:attachment", args=[sent.pk]))
    assert b"".join(opened.streaming_content) == files.EML
    assert "Nora Outside" in str(history_of(page, factories.fresh(house.editor)))
    latest = versions.latest_of(page)
    latest.authorships.add(Authorship(person=person(house.editor), name="Test Editor"))
    latest.save_revision(user=house.assistant)
    assert "nora.eml" not in client.get(address).content.decode()
    assert client.get(reverse("commentaries:attachment", args=[sent.pk])).status_code != HTTPStatus.OK
    assert "Nora Outside" not in str(history_of(factories.reloaded(page), factories.fresh(house.editor)))
