"""Every mail of docs/mails.md is a letter in two parts that say the same, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from lxml import html

import commentaries
from commentaries import due, mails
from commentaries.links import giving
from commentaries.mails import Text, letters
from commentaries.models import CommentaryPage, FollowUp, Person
from tests import factories
from tests.factories import House

DOCS = Path(__file__).parents[3] / "docs" / "mails.md"
TEMPLATES = Path(commentaries.__file__).parent / "templates" / "commentaries" / "mails"
WORDS = f"Please look again at the second part, {'and then at the third ' * 6}as well.\n\n- one\n- two"
MOMENT = "2031-03-04T23:30:00+00:00"
ANSWER = {"recommendation": "changes", "note": "Between us.", "interests": "", "has_no_interests": True}
STEPS = (due.REVIEW, due.CHANGES, due.CONSENT, due.INVITING, due.SECOND, due.DECISION)
FACTS: dict[str, list[dict[str, Any]]] = {
    "submitted": [{"again": again, "reviews": reviews} for again in (False, True) for reviews in (0, 1, 2)],
    "invited": [{"due": "2031-10-03", "again": again} for again in (False, True)],
    "reviewed": [
        {**ANSWER, "amended": False, "all_in": True},
        {**ANSWER, "amended": True, "all_in": False, "interests": "We wrote a book.", "recorded_by": "Eva Orr"},
    ],
    "declined": [{"instead": "Bo Lind bo@example.org"}, {"instead": ""}],
    "reviews_in": [{}],
    "closed": [{"invitation": 0}],
    "taken_back": [{}],
    "changes_asked": [{"due": "2031-10-03"}],
    "rejected": [{}],
    "scheduled": [{"publish_at": MOMENT}],
    "consent_asked": [
        {"every": every, **facts} for every in (False, True) for facts in ({"due": "2031-10-03"}, {"again": True})
    ],
    "consented": [
        {"changed_at": MOMENT},
        {"changed_at": MOMENT, "recorded_by": "Eva Orr"},
        {"changed_at": MOMENT, "facts_only": True},
    ],
    "objected": [{}, {"recorded_by": "Eva Orr"}],
    "answer_recorded": [
        {"what": "yes", "came_on": "2031-10-03"},
        {"what": "objection", "came_on": "2031-10-03"},
        {"what": "review", "came_on": "2031-10-03", "recommendation": "changes", "note": "Between us."},
    ],
    "details_sent": [{}],
    "published": [{"edition": edition} for edition in (1, 2)],
    "review_postponed": [{"due": "2031-10-03"}],
    "reminder": [
        {"due": "2031-10-03", "rule": rule, "what": what, "every": every}
        for rule in ("before", "after")
        for what in STEPS
        for every in ((False, True) if what == due.CONSENT else (False,))
    ],
    "late": [{"due": "2031-10-03", "rule": "late", "what": what, "late": ["Bo Lind", "Eva Orr"]} for what in STEPS],
    "overdue": [{"due": "2031-10-03", "is_plan": is_plan} for is_plan in (False, True)],
    "postponed": [{"publish_at": MOMENT, "before": MOMENT, "again": again} for again in (False, True)],
    "unscheduled": [{"before": MOMENT, "is_public": is_public} for is_public in (False, True)],
    "asked_back": [{}],
    "withdrawn": [{}],
    "handed_over": [
        {"as_guest": as_guest, "held_for": held_for}
        for as_guest, held_for in ((False, ""), (True, ""), (False, "Eva Orr"))
    ],
    "manuscript_asked": [{"due": day, "again": again} for day in ("2031-10-03", "") for again in (False, True)],
    "manuscript_dropped": [{}],
    "manuscript_arrived": [{"file": "Minutes & hands.docx", "is_first": is_first} for is_first in (False, True)],
    "withheld": [{"what": what} for what in (mails.HELD, mails.RELEASED, mails.REMOVED)],
}
"""For each mail what an event hands on, one by one for each of its wordings. A new mail wants a line here."""
OUTSIDE = {"invited", "consent_asked", "manuscript_asked", "changes_asked", "scheduled", "postponed", "reminder"}
"""What comes with a link of their own to those without an account."""


def all_letters(house: House, page: CommentaryPage, person: Person) -> list[tuple[str, EmailMultiAlternatives]]:
    """Every wording of every mail, to one person, with a comment and without."""
    text, found = Text(page), []
    by = Person.objects.get(account=house.editor)
    for mail, wordings in FACTS.items():
        for place, facts in enumerate(wordings):
            for comment in (WORDS, ""):
                event = f"{page.pk}-{place}-{bool(comment)}"
                own = (lambda to: giving.link_to_consent(page, to, by=by)) if mail in OUTSIDE else None
                link = f"/admin/commentaries/{page.pk}/decide/"
                mails.plan(mail, text, [person], by=by, event=event, comment=comment, link=link, own_link=own, **facts)
                found.append((mail, letters.written(FollowUp.objects.get(key=f"{mail}:{event}:{person.pk}"))))
    return found


def words_in(text: str) -> Counter[str]:
    return Counter(text.split())


def html_of(letter: EmailMultiAlternatives) -> str:
    [(content, kind)] = letter.alternatives
    assert kind == "text/html"
    return str(content)


def read(content: str) -> tuple[str, list[str]]:
    """The words of an HTML part, without what stands on its buttons; and those words."""
    page = html.document_fromstring(content)
    buttons = page.xpath("//a[contains(@class, 'button')]")
    labels = [button.text_content() for button in buttons]
    for button in buttons:
        button.text = ""
    for each in page.xpath("//br"):
        each.tail = f" {each.tail or ''}"
    return page.find("body").text_content(), labels


def test_each_mail_has_a_row_and_two_templates_and_none_has_one_alone() -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith("| ")]
    documented = {name for row in rows for name in re.findall(r"\| `(\w+)` \|$", row)}
    subjects = {path.name.removesuffix("_subject.txt") for path in TEMPLATES.glob("*_subject.txt")}
    layout = {"base.txt", "letter.txt", "closing.txt", "subject.txt"}
    bodies = {path.stem for path in TEMPLATES.glob("*.txt") if path.name not in layout} - {
        f"{name}_subject" for name in subjects
    }
    assert documented == subjects == bodies == set(FACTS)


@pytest.mark.parametrize("language", ["en", "it"])
def test_each_letter_says_the_same_in_both_parts(house: House, language: str) -> None:
    page = factories.published(house, title="Minutes of a silent committee & <b>its</b> hands: a “count” of 100%")
    Person.objects.filter(account__in=[house.author, house.second_editor]).update(language=language)
    faults = []
    outsider = factories.PersonFactory(language=language)
    for account in (house.author, house.second_editor, None):
        person = Person.objects.get(account=account) if account else outsider
        for mail, letter in all_letters(house, page, person):
            said, labels = read(html_of(letter))
            faults += [(mail, person, fault) for fault in faults_of(letter, said, labels, page)]
    assert faults == []


def faults_of(letter: EmailMultiAlternatives, said: str, labels: list[str], page: CommentaryPage) -> list[str]:
    text, found = str(letter.body), []
    if words_in(text) != words_in(said):
        found.append(f"not the same words: {words_in(text) - words_in(said)} {words_in(said) - words_in(text)}")
    if not letter.subject.startswith(f"{page.series.title}: {page.title} – "):
        found.append(f"subject: {letter.subject}")
    if letter.subject.count(page.title) != 1:
        found.append(f"title twice: {letter.subject}")
    found += [f"long line: {line}" for line in text.splitlines() if len(line) > 78 and "://" not in line]
    ways = [line for line in text.splitlines() if re.fullmatch(r"https?://\S+", line)]
    if len(ways) != len(labels) or not all(labels):
        found.append(f"{ways} have the buttons {labels}")
    return found


def test_what_is_typed_is_text_in_the_html(house: House) -> None:
    hostile = '<script>alert(1)</script> <img src=x onerror=alert(1)> & "quotes" https://evil.example/'
    page = factories.published(house, title=hostile)
    Person.objects.filter(account=house.editor).update(given_name="<b>Eve</b>\r\n\r\n    Minutes")
    person = Person.objects.get(account=house.second_editor)
    by = Person.objects.get(account=house.editor)
    sentence = "</blockquote><a href='https://evil.example/'>Click</a>\n\nhttps://evil.example/ Decide"
    mails.plan("changes_asked", Text(page), [person], by=by, event="1", comment=sentence, link="/admin/")
    letter = letters.written(FollowUp.objects.get(key=f"changes_asked:1:{person.pk}"))
    content = html_of(letter)
    tree = html.document_fromstring(content)
    assert tree.xpath("//script | //img | //b | //link | //form | //iframe | //*[@onerror]") == []
    assert {a.get("href").split("/")[2] for a in tree.xpath("//a")} == {"127.0.0.1:8000"}
    [quote] = tree.xpath("//blockquote")
    assert "https://evil.example/ Decide" in quote.text_content()
    assert " ".join(hostile.split()) in " ".join(tree.text_content().split())
    said, _labels = read(content)
    assert words_in(str(letter.body)) == words_in(said)


def test_an_html_part_loads_nothing_and_names_its_language(house: House) -> None:
    page = factories.published(house)
    Person.objects.filter(account=house.second_editor).update(language="it")
    for _mail, letter in all_letters(house, page, Person.objects.get(account=house.second_editor)):
        content = html_of(letter)
        tree = html.document_fromstring(content)
        assert tree.xpath("//@src | //link | //script | //@background") == []
        assert not re.search(r"url\(|@import|@font-face", content)
        assert tree.get("lang") == "it"
        assert "prefers-color-scheme: dark" in content
        with translation.override("it"):
            assert tree.xpath("//title")[0].text == letter.subject


def test_letters_about_one_text_are_one_thread(house: House) -> None:
    one, other = factories.published(house), factories.published(house, title="Another text", slug="another")
    threads = set()
    for page in (one, other):
        found = all_letters(house, page, Person.objects.get(account=house.second_editor))
        messages = [letter.message() for _mail, letter in found]
        assert len({message["References"] for message in messages}) == 1
        assert all(message["References"] == message["In-Reply-To"] for message in messages)
        assert len({message["Message-ID"] for message in messages}) == len(messages)
        threads.add(messages[0]["References"])
    assert len(threads) == 2


def test_a_mail_program_finds_the_text_first_and_the_html_behind_it(house: House) -> None:
    page = factories.published(house)
    letter = all_letters(house, page, Person.objects.get(account=house.second_editor))[0][1]
    message = letter.message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
