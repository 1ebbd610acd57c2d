"""Tests that the audit says in a sentence each disagreement of register, texts and files, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from commentaries import numbering, printing, withholding
from commentaries.models import Affirmation, CommentaryPage, Edition, FollowUp, Issue, NumberCounter, Series
from series import auditing, finding
from series.auditing import audit
from tests import factories
from tests.factories import House


def rows(page: CommentaryPage) -> Any:
    """The text's row, to be written past every guard."""
    return CommentaryPage.objects.filter(pk=page.pk)


def by_update(house: House) -> str:
    rows(factories.make_draft(house)).update(live=True)
    return "live with a content that two persons have not affirmed"


def by_the_plain_page(house: House) -> str:
    plain = Page.objects.get(pk=factories.published(house).pk)
    plain.title = "Another title"
    plain.save()
    return "live with a content that two persons have not affirmed"


def without_entry(house: House) -> str:
    rows(factories.published(house)).update(issue=None, placed_at=None)
    return "is live and has no entry in the register"


def with_a_forged_edition(house: House) -> str:
    page = factories.published(house)
    Affirmation.objects.filter(version__page=page, kind=Affirmation.Kind.SUBMISSION).delete()
    return "live with a content that two persons have not affirmed"


def with_one_doi_for_two_texts(house: House) -> str:
    Series.objects.filter(pk=house.series.pk).update(doi_prefix="10.1234", doi_suffix="{yyyy}-{n!s:.2}")
    house.series.refresh_from_db()
    return "number 10 of 2000 and number 100 of 2000 would have the same DOI, 10.1234/2000-10. Mend it in the form"


def without_edition(house: House) -> str:
    Edition.objects.filter(page=factories.published(house)).update(page=None)
    return "is live and has no edition"


def behind_its_edition(house: House) -> str:
    page = factories.published(house)
    version = page.versions.get()
    version.pk, version.digest = None, "0" * 64
    version.save()
    page.editions.update(version=version)
    return "says something else than edition 1"


def at_another_place(house: House) -> str:
    rows(factories.published(house)).update(placed_at=timezone.now() - timedelta(days=9))
    return "but the register says"


def with_the_entry_of_another(house: House) -> str:
    issue = factories.published(house).issue
    rows(factories.published(house, title="Other")).update(issue=issue, placed_at=issue.placed_at)
    return "which the register holds for another text"


def live_while_held(house: House) -> str:
    page = factories.published(house)
    withholding.hold(page, house.editor, reason="A doubt.")
    rows(page).update(live=True)
    return "is held in the register"


def public_without_text(house: House) -> str:
    rows(factories.published(house)).update(live=False)
    return "no text of it is live"


def reserved_last_year(house: House) -> str:
    issue = numbering.reserve(factories.make_draft(house), by=house.author_person)
    Issue.objects.filter(pk=issue.pk).update(period=issue.period - 1)
    NumberCounter.objects.create(series=house.series, period=issue.period - 1, last=1)
    NumberCounter.objects.filter(series=house.series, period=issue.period).delete()
    return "is still reserved, though"


def with_a_gap(house: House) -> str:
    issue = factories.published(house).issue
    Issue.objects.filter(pk=issue.pk).update(sequence=3)
    NumberCounter.objects.filter(series=house.series).update(last=6)
    return f"Missing in {issue.period}, neither reserved nor void: 1–2, 4–6."


def with_a_counter_behind(house: House) -> str:
    factories.published(house)
    NumberCounter.objects.filter(series=house.series).update(last=0)
    return "stands at 0, but the register goes up to 1"


def without_a_file(house: House) -> str:
    page = factories.published(house, image=factories.make_image(), image_alt="A pier.", image_credit="A. Walker")
    Path(page.image.file.path).unlink()
    return "of the picture “A pier” is missing"


def without_a_print(house: House) -> str:
    made = printing.print_of(Edition.objects.get(page=factories.published(house)))
    Path(made.file.path).unlink()
    return f"The file {made.file.name}, a print of {made.edition.issue}, is missing."


def without_a_picture_of_the_first_page(house: House) -> str:
    made = printing.print_of(Edition.objects.get(page=factories.published(house)))
    Path(made.cover_large.path).unlink()
    return f"The file {made.cover_large.name}, a picture of the first page of {made.edition.issue}, is missing."


def with_another_print(house: House) -> str:
    made = printing.print_of(Edition.objects.get(page=factories.published(house)))
    Path(made.file.path).write_bytes(b"%PDF-1.7 another")
    return "is not the one that was made"


def with_an_alias(house: House) -> str:
    page = factories.published(house)
    rows(factories.make_draft(house, title="Alias")).update(live=True, alias_of=page)
    return "is a live alias of another text"


def without_a_file_and_its_hash(house: House) -> str:
    page = factories.published(house, image=factories.make_image(), image_alt="A pier.", image_credit="A. Walker")
    Path(page.image.file.path).unlink()
    type(page.image).objects.filter(pk=page.image_id).update(file_hash="")
    return "so its content cannot be compared"


def reserved_for_no_text(house: House) -> str:
    page = factories.make_draft(house)
    numbering.reserve(page, by=house.author_person)
    rows(page).update(translation_key=uuid4())
    return "is reserved for a text that is not there"


def printed_twice(house: House) -> str:
    first, second = factories.published(house).issue, factories.published(house, title="Second").issue
    Issue.objects.filter(pk=second.pk).update(label=first.label)
    return f"{first.label} is printed on 2 issues"


def with_work_given_up(house: House) -> str:
    work = FollowUp.objects.filter(page=factories.published(house)).first()
    FollowUp.objects.filter(pk=work.pk).update(state=FollowUp.State.FAILED)
    return f"The follow-up {work} has failed for good"


DISAGREEMENTS: list[Callable[[House], str]] = [
    by_update, by_the_plain_page, without_entry, with_a_forged_edition, with_one_doi_for_two_texts, without_edition,
    behind_its_edition,
    at_another_place, with_the_entry_of_another, live_while_held, public_without_text, reserved_last_year, with_a_gap,
    with_a_counter_behind, without_a_file, without_a_print, with_another_print,
    without_a_picture_of_the_first_page,
    with_an_alias, without_a_file_and_its_hash, reserved_for_no_text,
    printed_twice, with_work_given_up,
]  # fmt: skip


@pytest.mark.parametrize("disagree", DISAGREEMENTS)
def test_each_disagreement_is_said_in_a_sentence(house: House, disagree: Callable[[House], str]) -> None:
    expected = disagree(house)
    said = list(audit(house.series))
    assert any(expected in sentence for sentence in said), said
    assert all(sentence.endswith(".") for sentence in said)


def test_where_all_agrees_one_sentence_is_said(house: House) -> None:
    everything(house)
    out = StringIO()
    call_command("audit_series", stdout=out)
    assert out.getvalue() == f"Register, texts and files of {house.series} agree.\n"


def everything(house: House) -> None:
    """A text in each state that a series may properly hold."""
    page = factories.published(house, image=factories.make_image(), image_alt="A pier.", image_credit="A. Walker")
    edited = factories.edited(page, house.editor, title="A draft of changes")
    assert edited.live
    withholding.hold(factories.published(house, title="Held"), house.editor, reason="A doubt.")
    withholding.remove(factories.published(house, title="Removed"), house.editor, reason="An error.")
    numbering.void(numbering.reserve(factories.make_draft(house), by=house.author_person), reason="Not needed.")
    numbering.reserve(factories.submitted(house, title="Waiting"), by=house.author_person)
    factories.entered(house, sequence=1)


def test_what_disagrees_ends_with_1_and_nothing_is_changed(house: House) -> None:
    expected = by_update(house)
    out = StringIO()
    with CaptureQueriesContext(connection) as queries, pytest.raises(SystemExit) as ended:
        call_command("audit_series", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().startswith(f"{house.series}: “")
    assert expected in out.getvalue()
    reading = ("SELECT", "DECLARE")  # the second opens a cursor for a SELECT
    assert [query["sql"] for query in queries if not query["sql"].startswith(reading)] == []


def test_one_series_is_looked_at_by_its_name_or_issn(house: House) -> None:
    other = factories.make_house(slug="papers", issn_online="1234-5679")
    by_update(other)
    out = StringIO()
    call_command("audit_series", series=house.series.title, stdout=out)
    assert str(other.series) not in out.getvalue()
    with pytest.raises(SystemExit):
        call_command("audit_series", series="1234-5679", stdout=out)
    with pytest.raises(CommandError, match=house.series.title):
        call_command("audit_series", series="No such series")


def test_an_archive_may_be_entered_in_part(house: House) -> None:
    factories.entered(house, sequence=7)
    factories.entered(house, title="Another", sequence=9)
    assert list(audit(house.series)) == []


def test_extra_numbers_are_counted_for_themselves(house: House) -> None:
    extra = numbering.reserve(factories.make_draft(house), by=house.author_person, suffix="S")
    assert list(audit(house.series)) == []
    Issue.objects.filter(pk=extra.pk).update(sequence=2)
    said = list(audit(house.series))
    year = extra.period
    assert said == [
        f"The counter of {year}, extra numbers S stands at 1, but the register goes up to 2: it would give one twice.",
        f"Missing in {year}, extra numbers S, neither reserved nor void: 1.",
    ]


def test_the_portions_together_find_what_the_whole_finds(house: House) -> None:
    by_update(house)
    behind_its_edition(house)
    without_a_file(house)
    printed_twice(house)
    portions = [finding.portion_after(house.series, 0, size=2)]
    while portions[-1].up_to:
        portions.append(finding.portion_after(house.series, portions[-1].up_to, size=2))
    assert len(portions) == 3
    found = [str(each) for portion in portions for each in auditing.findings(house.series, portion)]
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(audit(house.series))
