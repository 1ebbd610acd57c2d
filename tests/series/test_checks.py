"""Tests that a host site is told what its settings lack, or what is wrong in them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from commentaries import conf
from series.checks import (
    PROCESSOR,
    check_context_processor,
    check_crossref,
    check_deposits,
    check_dois_are_registered,
    check_domain_of_identifiers,
)
from tests import factories

ACCOUNT = {"CROSSREF_LOGIN": "a", "CROSSREF_PASSWORD": "s3cret"}


def test_a_missing_context_processor_is_named() -> None:
    assert check_context_processor() == []
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["OPTIONS"]["context_processors"].remove(PROCESSOR)
    with override_settings(TEMPLATES=engines):
        (found,) = check_context_processor()
    assert found.id == "series.W001"
    assert PROCESSOR in found.hint


@pytest.mark.parametrize(
    ("domain", "is_right"),
    [("", True), ("tides.example.org", True), ("https://tides.example.org", False), ("tides.example.org/", False)],
)
def test_a_domain_that_is_none_is_named_before_harvesters_keep_it(domain: str, is_right: bool) -> None:
    with override_settings(COMMENTARIES={"OAI_DOMAIN": domain}):
        assert [found.id for found in check_domain_of_identifiers()] == ([] if is_right else ["series.E001"])


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"CROSSREF_LOGIN": "a", "CROSSREF_PASSWORD": "s3cret", "CROSSREF_EMAIL": "doi@example.org"}, []),
        ({"CROSSREF_LOGIN": "a"}, ["series.W002"]),
        ({"CROSSREF_PASSWORD": "s3cret"}, ["series.W002"]),
        ({"CROSSREF_ADDRESS": "http://doi.example.org"}, ["series.E002"]),
        ({"CROSSREF_ADDRESS": "http://127.0.0.1:8001"}, []),
        ({"CROSSREF_EMAIL": "nobody"}, ["series.E003"]),
    ],
)
def test_half_an_account_and_an_open_line_are_named(given: dict[str, Any], found: list[str]) -> None:
    with override_settings(COMMENTARIES={**settings.COMMENTARIES, **given}):
        said = check_crossref()
        assert [each.id for each in said] == found
        assert "s3cret" not in f"{said} {conf.get()}"


@pytest.mark.parametrize(
    ("given", "sender", "found"),
    [
        ({"CROSSREF_TEST": True}, "nobody@localhost", []),
        ({**ACCOUNT, "CROSSREF_EMAIL": "doi@example.org"}, "nobody@localhost", []),
        ({**ACCOUNT, "CROSSREF_TEST": True}, "Tides <doi@example.org>", ["series.W003"]),
        (ACCOUNT, "Tides <nobody@localhost>", ["series.W004"]),
    ],
)
def test_before_a_deposit_in_earnest_it_is_said_what_is_missing(
    given: dict[str, Any], sender: str, found: list[str]
) -> None:
    with override_settings(COMMENTARIES={**settings.COMMENTARIES, **given}, DEFAULT_FROM_EMAIL=sender):
        said = check_deposits()
        assert [each.id for each in said] == found
        assert "s3cret" not in str(said)


@pytest.mark.django_db
def test_a_series_that_prints_dois_which_nobody_registers_is_named() -> None:
    factories.SeriesFactory(title="Notes")
    assert check_dois_are_registered(databases=["default"]) == []
    factories.SeriesFactory(title="Letters", doi_prefix="10.1234")
    assert check_dois_are_registered() == []
    [found] = check_dois_are_registered(databases=["default"])
    assert found.id == "series.W005"
    assert found.msg.startswith("“Letters”: ")
    with override_settings(COMMENTARIES={**settings.COMMENTARIES, **ACCOUNT}):
        assert check_dois_are_registered(databases=["default"]) == []
