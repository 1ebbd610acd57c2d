"""Tests the report on register and texts in Wagtail's admin: who sees it, what it says, and how much it asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from commentaries.models import CommentaryPage, FollowUp
from series import reports
from series.auditing import findings
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House

LIST = "/admin/reports/register/"


def of(house: House) -> str:
    return reverse("series_audit", args=[house.series.pk])


def as_account(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def forged(house: House, title: str = "Forged") -> CommentaryPage:
    """A draft that was made live past the guard."""
    page = factories.make_draft(house, title=title)
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    return page


def test_an_editor_chooses_among_the_own_series_and_an_administrator_among_all(house: House) -> None:
    other = factories.make_house(slug="papers")
    for account, theirs in ((house.editor, [house]), (other.editor, [other]), (house.admin, [house, other])):
        said = words(as_account(account), LIST)
        assert [each for each in (house, other) if of(each) in said] == theirs


@pytest.mark.parametrize("role", ["assistant", "author"])
def test_nobody_else_is_let_in_or_led_there(house: House, role: str) -> None:
    client = as_account(getattr(house, role))
    for path in (LIST, of(house)):
        assert client.get(path).headers["Location"] == "/admin/"
    assert LIST not in client.get("/admin/", follow=True).content.decode()


def test_an_editor_is_led_there_and_not_to_a_foreign_series(house: House) -> None:
    other = factories.make_house(slug="papers")
    client = as_account(house.editor)
    assert LIST in words(client, "/admin/")
    assert client.get(of(other)).headers["Location"] == "/admin/"


def test_where_all_agrees_a_sentence_says_so(house: House) -> None:
    factories.published(house)
    said = words(as_account(house.editor), of(house))
    assert f"Register, texts and files of {house.series} agree." in said
    assert "What disagrees" not in said


def test_each_disagreement_leads_to_its_text_and_says_what_to_do(house: House) -> None:
    page = forged(house)
    said = words(as_account(house.editor), of(house))
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in said
    for finding in findings(house.series):
        assert finding.sentence in said
        assert finding.to_do in said
    assert "2 disagreements were found." in said


def test_what_no_editor_can_mend_is_for_whoever_runs_the_site(house: House) -> None:
    first, second = (factories.published(house, title=title).issue for title in ("First", "Second"))
    type(first).objects.filter(pk=second.pk).update(label=first.label)
    assert "Show this to whoever runs the site" in words(as_account(house.editor), of(house))


def test_a_title_is_shown_as_words(house: House) -> None:
    forged(house, title="<script>alert(1)</script>")
    said = words(as_account(house.editor), of(house))
    assert "&lt;script&gt;alert(1)" in said
    assert "<script>alert(1)" not in said


def test_a_long_series_is_looked_at_in_portions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "AT_A_TIME", 2)
    texts = [factories.make_draft(house, title=f"Draft {number}") for number in range(3)]
    last = forged(house)
    client = as_account(house.editor)
    first = words(client, of(house))
    assert "Nothing disagrees in these texts." in first
    assert "2 of 4 texts were looked at so far." in first
    assert f'href="?after={texts[1].pk}"' in first
    second = words(client, f"{of(house)}?after={texts[1].pk}")
    assert f"“{last.title}” (page {last.pk}) is live" in second
    assert "These were the last of 4 texts." in second
    assert "?after=" not in second


def test_so_many_disagreements_are_shown_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST_SHOWN", 3)
    fill(house.page, 4)
    said = words(as_account(house.editor), of(house))
    assert "These are the first 3 disagreements." in said
    assert said.count("What to do") == 1
    assert said.count("Unpublish it, ") == 3


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 40, "²", "1;2"])
def test_whatever_stands_in_the_address_the_report_begins_somewhere(house: House, typed: str) -> None:
    assert "agree." in words(as_account(house.editor), f"{of(house)}?after={typed}")


def test_the_report_costs_the_same_for_one_text_and_for_twenty_and_writes_nothing(house: House) -> None:
    client = as_account(house.editor)
    words(client, of(house))
    counts = []
    for more in (1, 19):
        fill(house.page, more)
        with CaptureQueriesContext(connection) as captured:
            words(client, of(house))
        counts.append(len(captured))
        assert [query["sql"] for query in captured if not query["sql"].startswith(("SELECT", "DECLARE"))] == []
    assert counts[0] == counts[1]


def test_work_that_failed_stands_there_for_those_who_may_know_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = FollowUp.objects.filter(page=factories.published(house)).first()
    FollowUp.objects.filter(pk=work.pk).update(state=FollowUp.State.FAILED)
    client = as_account(house.editor)
    assert f"The follow-up {work} has failed for good." in words(client, of(house))
    monkeypatch.setattr(reports, "failed_follow_ups", lambda user: FollowUp.objects.none())
    assert str(work) not in words(client, of(house))


def test_an_italian_editor_reads_it_in_italian(house: House) -> None:
    forged(house)
    profile = UserProfile.get_for_user(house.editor)
    profile.preferred_language = "it"
    profile.save()
    said = words(as_account(house.editor), of(house))
    assert "Registro e testi" in said
    assert "è pubblicato con un contenuto a cui due persone non hanno dato l’assenso." in said
    assert "Annullarne la pubblicazione, oppure decidere proprio su questo contenuto." in said
    with translation.override("en"):
        assert [str(each) for each in findings(house.series) if str(each) in said] == []
