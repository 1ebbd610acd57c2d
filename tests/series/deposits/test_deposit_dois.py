"""Tests the command that deposits many DOIs: what it sends, what it leaves alone, and what it says."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from commentaries.models import CommentaryPage, Deposit, FollowUp
from series.deposits import runs
from tests import factories
from tests.factories import House
from tests.schemas.crossref import deposit_schema
from tests.series.deposits.story import MINUTE, QUARTER, Story, registered
from tests.series.registrars.stand_in import StandIn

pytestmark = pytest.mark.django_db


def deposit(*options: str) -> str:
    said = StringIO()
    call_command("deposit_dois", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def texts(house: House, story: Story) -> list[CommentaryPage]:
    """Three public texts from before there was an account, and one of a series without DOIs."""
    found = [factories.published(house, title=title) for title in ("One & all", "Two", "Three")]
    factories.published(factories.make_house(slug="notes"))
    return found


def test_without_an_account_it_sends_nothing_and_says_what_to_do(texts: list[CommentaryPage]) -> None:
    with pytest.raises(CommandError, match="CROSSREF_LOGIN"):
        deposit()


def test_it_sends_what_is_lacking_and_can_be_repeated(
    texts: list[CommentaryPage],
    crossref: StandIn,
    story: Story,
) -> None:
    assert deposit() == "Saw to 3 DOIs (3 sent); 0 are registered as they are.\n"
    assert len(crossref.files) == 3
    assert deposit() == "Saw to 3 DOIs (3 sent); 0 are registered as they are.\n", "each waits for its answer"
    story.go_on(MINUTE)
    assert deposit() == "Saw to 0 DOIs; 3 are registered as they are.\n"
    CommentaryPage.objects.filter(pk=texts[1].pk).update(abstract="Newer.")
    assert deposit() == "Saw to 1 DOIs (1 sent); 2 are registered as they are.\n"
    story.go_on(MINUTE)
    assert registered(crossref) == {text.issue.doi: 1 + (text == texts[1]) for text in texts}


def test_it_names_what_could_not_be_sent(
    texts: list[CommentaryPage],
    crossref: StandIn,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    crossref.manners = ["accept", "refuse", "accept"]
    with pytest.raises(SystemExit):
        deposit()
    assert "10.1234/2025-02: The registrar took nothing: FAILURE" in capsys.readouterr().err
    assert FollowUp.objects.filter(state=FollowUp.State.FAILED).count() == 1


def test_a_registrar_that_asks_for_patience_is_asked_once_and_not_for_each_text(
    texts: list[CommentaryPage], crossref: StandIn, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    crossref.manners, crossref.patience = ["429", "accept"], "600"
    with pytest.raises(SystemExit):
        deposit()
    assert len(crossref.fields) == 1
    assert capsys.readouterr().err.splitlines() == [
        "10.1234/2025-01: The registrar cannot be reached: Not now.",
        "10.1234/2025-02: The registrar has asked to be left alone for a while.",
        "10.1234/2025-03: The registrar has asked to be left alone for a while.",
    ]
    story.go_on(timedelta(minutes=9))
    assert len(crossref.fields) == 1
    story.go_on(3 * MINUTE)
    assert registered(crossref) == {text.issue.doi: 1 for text in texts}


def test_a_dry_run_names_them_and_touches_nothing(texts: list[CommentaryPage], crossref: StandIn) -> None:
    said = deposit("--dry-run").splitlines()
    assert said[0] == "Would be deposited: 10.1234/2025-01 One & all"
    assert said[-1] == "To deposit: 3; 0 are registered as they are."
    assert crossref.files == []
    assert not Deposit.objects.exists()


def test_one_file_holds_them_all_and_is_valid(texts: list[CommentaryPage], tmp_path: Path) -> None:
    file = tmp_path / "dois.xml"
    assert deposit("--xml", str(file)) == f"Wrote 3 DOIs to {file}; 0 are registered as they are.\n"
    tree = etree.parse(file)
    assert deposit_schema().validate(tree), deposit_schema().error_log
    assert tree.xpath("//*[local-name() = 'doi']/text()") == [text.issue.doi for text in texts]


def test_a_series_and_a_year_can_be_named(texts: list[CommentaryPage], house: House) -> None:
    assert deposit("--dry-run", "--series", house.series.title, "--year", "2025").endswith(
        "To deposit: 3; 0 are registered as they are.\n"
    )
    assert deposit("--dry-run", "--year", "2024") == "To deposit: 0; 0 are registered as they are.\n"


def test_what_waits_for_its_quarter_of_an_hour_is_left_to_it(
    house: House,
    crossref: StandIn,
    story: Story,
) -> None:
    factories.published(house)
    assert deposit() == "Saw to 1 DOIs (1 waiting); 0 are registered as they are.\n"
    assert crossref.files == []
    story.go_on(QUARTER + MINUTE)
    assert len(crossref.files) == 1


def test_a_translation_that_shares_the_number_is_no_second_deposit(
    house: House,
    crossref: StandIn,
    story: Story,
) -> None:
    factories.make_italian_pages(house.page)
    page, other = factories.published(house), factories.published(house, title="Due")
    CommentaryPage.objects.filter(pk=other.pk).update(issue=page.issue)
    [(found, _said)] = runs.lacking(runs.texts_with_dois([house.series]))
    assert found == page


def test_many_texts_are_looked_at_in_as_many_queries_as_a_few(
    texts: list[CommentaryPage],
    house: House,
    crossref: StandIn,
    django_assert_max_num_queries: Any,
) -> None:
    chosen = runs.texts_with_dois([house.series])
    list(runs.lacking(chosen))
    with django_assert_max_num_queries(20) as few:
        assert len(list(runs.lacking(chosen))) == 3
    for number in range(5):
        factories.published(house, title=f"More {number}")
    with django_assert_max_num_queries(len(few)):
        assert len(list(runs.lacking(chosen))) == 8
