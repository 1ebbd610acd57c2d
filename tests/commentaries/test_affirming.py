"""Tests that a yes is taken from who may give it, once, and to the content that they saw."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from commentaries import affirming
from commentaries.affirming import ContentChanged
from commentaries.models import Affirmation, FollowUp
from tests import factories
from tests.factories import House

Kind = Affirmation.Kind


def mails(kind: str) -> set[int]:
    return {f.payload["to"] for f in FollowUp.objects.filter(key__startswith=f"{kind}:")}


@pytest.mark.parametrize(
    ("account", "kind"),
    [("author", Kind.CONSENT), ("assistant", Kind.COLLEAGUE), ("second_editor", Kind.COLLEAGUE)],
)
def test_an_author_consents_and_a_colleague_reads(house: House, account: str, kind: Kind) -> None:
    page = factories.make_draft(house)
    given = affirming.affirm(page, getattr(house, account), digest=factories.digest_now(page))
    assert given.kind == kind


@pytest.mark.parametrize("account", ["stranger", "reviewer"])
def test_nobody_else_says_yes(house: House, account: str) -> None:
    page = factories.submitted(house)
    with pytest.raises(PermissionDenied), transaction.atomic():
        affirming.affirm(page, getattr(house, account), digest=factories.digest_now(page))


def test_a_yes_belongs_to_the_content_that_was_seen(house: House) -> None:
    page = factories.submitted(house)
    seen = factories.digest_now(page)
    factories.edited(page, house.editor, title="Changed")
    with pytest.raises(ContentChanged), transaction.atomic():
        affirming.affirm(page, house.author, digest=seen)


def test_saying_yes_twice_is_one_yes(house: House) -> None:
    page = factories.make_draft(house)
    digest = factories.digest_now(page)
    first = affirming.affirm(page, house.author, digest=digest)
    assert affirming.affirm(page, house.author, digest=digest) == first
    assert len(mails("consented")) == 2  # each editor once
