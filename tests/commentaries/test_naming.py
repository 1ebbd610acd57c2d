"""Tests that a version can be given a name by those who work on the series, and a text be kept under one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry

from commentaries import naming
from commentaries.affirming import ContentChanged
from commentaries.models import Version, VersionName
from tests import factories
from tests.factories import House


def test_a_version_is_given_another_name_and_none(house: House) -> None:
    page = factories.submitted(house)
    digest = Version.objects.get().digest
    for name in ("Before the cuts", "Before the lawyer"):
        naming.name_version(page, house.assistant, digest=digest, name=name)
    given = VersionName.objects.get()
    assert (str(given), str(given.named_by)) == ("Before the lawyer", "Test Assistant")
    assert PageLogEntry.objects.filter(action="commentaries.name_version").count() == 2
    naming.name_version(page, house.editor, digest=digest, name="")
    assert not VersionName.objects.exists()
    assert Version.objects.get().digest == digest


def test_the_text_as_it_stands_becomes_a_version_by_its_name(house: House) -> None:
    page = factories.make_draft(house)
    version = naming.name_version(page, house.editor, digest=factories.digest_now(page), name="First sketch")
    assert (version.page, str(version.made_by), version.naming.name) == (page, "Test Editor", "First sketch")


def test_what_was_changed_meanwhile_is_not_kept_under_the_name(house: House) -> None:
    page = factories.make_draft(house)
    digest = factories.digest_now(page)
    factories.edited(page, house.author, title="Changed")
    with pytest.raises(ContentChanged, match="changed by Test Author"):
        naming.name_version(page, house.editor, digest=digest, name="First sketch")
    assert not Version.objects.exists()


@pytest.mark.parametrize("account", ["author", "reviewer", "stranger"])
def test_nobody_else_names_a_version(house: House, account: str) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied):
        naming.name_version(page, getattr(house, account), digest=Version.objects.get().digest, name="Mine")
    assert not VersionName.objects.exists()
