"""A letter says what happened in the recipient's language, as it was typed, once, and only while it is so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import translation
from wagtail.models import Site
from wagtail.users.models import UserProfile

from commentaries import consenting, followups, inviting
from commentaries.links import revoking
from commentaries.mails import letters
from commentaries.models import Decision, Link
from tests import factories
from tests.commentaries.outbox import (
    SITE,
    WORDS,
    addresses,
    ask_for_reviews,
    awaiting_decision,
    deliver,
    deliver_later,
    due_mails,
    subject_of,
)
from tests.factories import House

CHANGES, REJECT, PUBLISH = Decision.Outcome.CHANGES, Decision.Outcome.REJECT, Decision.Outcome.PUBLISH


def test_a_mail_names_the_address_where_the_site_answers_when_it_is_sent(house: House, settings: Any) -> None:
    page = factories.submitted(house)
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8055"
    links = [line for message in deliver() for line in message.body.splitlines() if line.startswith("http")]
    assert set(links) == {f"http://127.0.0.1:8055/admin/commentaries/{page.pk}/decide/"}
    factories.decide(house, page)
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=8055)
    Site.clear_site_root_paths_cache()
    body = deliver_later()[0].body
    assert factories.reloaded(page).full_url in body.splitlines()
    assert "http://127.0.0.1:8055/letters/" in body


def test_a_text_taken_back_meanwhile_is_not_announced(house: House) -> None:
    page = awaiting_decision(house)
    factories.decide(house, page)
    factories.reloaded(page).unpublish()
    assert deliver_later() == []


@pytest.mark.parametrize("outcome", [CHANGES, REJECT, PUBLISH])
def test_who_has_no_account_gets_no_link_to_the_admin(house: House, outcome: Decision.Outcome) -> None:
    outsider = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[outsider, house.author_person])
    moment = datetime(2031, 3, 4, 23, 30, tzinfo=ZoneInfo("UTC")) if outcome == PUBLISH else None
    consenting.ask_for_consent(page, house.editor)
    mails = [message for message in deliver() if message.to == ["coauthor@example.org"]]
    factories.decide(house, page, outcome, reasons=WORDS, publish_at=moment)
    mails += [message for message in deliver() if message.to == ["coauthor@example.org"]]
    assert len(mails) == 2
    for message in mails:
        assert "/admin/" not in message.body
        assert message.reply_to == ["editor@example.org"]
    asked, decided = (message.body for message in mails)
    assert (f"{SITE}/consent/" in decided) == (outcome != REJECT), "to send what was changed, or to withdraw the text"
    assert ("http" in decided) == (outcome != REJECT)
    assert f"{SITE}/consent/" in asked


@pytest.mark.parametrize("outcome", [CHANGES, PUBLISH])
def test_a_link_taken_back_before_the_letter_goes_is_not_in_it_and_the_rest_is_told(
    house: House, outcome: Decision.Outcome
) -> None:
    outsider = factories.PersonFactory(email="coauthor@example.org")
    page = awaiting_decision(house, authors=[outsider, house.author_person])
    moment = datetime(2031, 3, 4, 23, 30, tzinfo=ZoneInfo("UTC")) if outcome == PUBLISH else None
    factories.decide(house, page, outcome, reasons=WORDS, publish_at=moment)
    revoking.revoke(Link.objects.get(person=outsider), house.editor)
    [letter] = [message for message in deliver() if message.to == ["coauthor@example.org"]]
    assert WORDS in letter.body
    assert "http" not in letter.body
    assert "answer" in letter.body


def test_a_mail_carried_out_twice_is_sent_once(house: House) -> None:
    factories.submitted(house)
    planned = due_mails()
    assert [followups.carry_out(follow_up.pk) for follow_up in planned] == [True, True]
    assert [followups.carry_out(follow_up.pk) for follow_up in planned] == [False, False]
    assert addresses(mail.outbox) == ["editor@example.org", "second@example.org"]


def test_a_title_with_a_line_break_adds_no_header(house: House) -> None:
    page = awaiting_decision(house, title="Minutes\r\nBcc: stranger@example.org\nof a committee")
    factories.decide(house, page, CHANGES, reasons=WORDS)
    [message] = mails = deliver()
    assert addresses(mails) == ["author@example.org"]
    assert message.subject == subject_of("please change", title="Minutes Bcc: stranger@example.org of a committee")
    assert message.message()["Bcc"] is None
    assert "\n    Minutes Bcc: stranger@example.org of a committee\n" in message.body


@pytest.mark.parametrize("outcome", [CHANGES, PUBLISH])
def test_quotation_marks_and_ampersands_come_as_they_were_typed(house: House, outcome: Decision.Outcome) -> None:
    title = 'Profit & “Loss” of <i>Rome\'s</i> "Quays" at 100%'
    page = awaiting_decision(house, title=title)
    factories.decide(house, page, outcome, reasons="Is it R&D, or 'R' & \"D\"?")
    message = deliver_later()[0]
    assert f": {title} – " in message.subject
    assert f"\n    {title}\n" in message.body
    assert "\n    Is it R&D, or 'R' & \"D\"?\n" in message.body


def test_a_comment_is_an_indented_block_with_its_paragraphs_and_whole_addresses(house: House) -> None:
    page = awaiting_decision(house)
    address = f"https://example.org/{'a-long-way/' * 9}"
    words = f"{'Shorter and clearer. ' * 6}\n\nAs in {address} please."
    factories.decide(house, page, CHANGES, reasons=words)
    [message] = deliver()
    block = message.body.split("Test Editor writes:\n\n")[1].split("\n\nThe changes are due on")[0]
    assert all(line.startswith("    ") for line in block.splitlines() if line)
    assert all(len(line) <= 72 for line in block.splitlines() if address not in line)
    assert " ".join(block.split()) == " ".join(words.split())
    assert address in block
    assert block.count("\n\n") == 1


def test_a_recipient_who_prefers_italian_is_written_to_in_italian(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    UserProfile.objects.create(user=house.reviewer, preferred_language="it")
    ask_for_reviews(house, 1)
    page = factories.submitted(house)
    deliver()
    inviting.invite(page, house.editor, [house.reviewer_person], due_on=date(2031, 10, 3))
    render, spoken = letters.render_to_string, []

    def listening(*args: object, **kwargs: object) -> str:
        spoken.append(translation.get_language())
        return render(*args, **kwargs)

    monkeypatch.setattr(letters, "render_to_string", listening)
    [message] = deliver()
    assert set(spoken) == {"it"}
    assert translation.get_language() == "en"
    assert "3 ottobre 2031" in message.subject
    assert "3 ottobre 2031" in message.body


def test_who_states_no_language_is_written_to_in_the_site_s_whoever_acts(house: House) -> None:
    UserProfile.objects.create(user=house.editor, preferred_language="")
    with translation.override("it"):
        factories.submitted(house)
        mails = deliver()
    assert [message.subject for message in mails] == [subject_of("submitted")] * 2
