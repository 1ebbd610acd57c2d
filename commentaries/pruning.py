"""Drops, once a day, what addresses of the web have answered that no text under way links to any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from commentaries import versions
from commentaries.daily import each_day
from commentaries.models import CheckedLink, CommentaryPage, FollowUp
from commentaries.models.checked_links import key_of_address
from commentaries.outward import links_out

KIND = "forget-links"
KEPT_FOR = timedelta(days=90)
"""As long as follow-ups that are done; whoever submits the text again has its links asked anew."""
_AT_A_TIME = 500


@each_day(KIND)
def forget_links(follow_up: FollowUp) -> None:
    """Those that were asked long ago, or never; what a text under way names stays, as advice to it may rest on that.

    No text is read on a day on which nothing is old.
    """
    long_ago = timezone.now() - KEPT_FOR
    old = CheckedLink.objects.filter(Q(checked_at__lt=long_ago) | Q(checked_at=None))
    unnamed = set(old.values_list("key", flat=True))
    if unnamed:
        unnamed -= set(_keys_named())
    keys = sorted(unnamed)
    for start in range(0, len(keys), _AT_A_TIME):
        old.filter(key__in=keys[start : start + _AT_A_TIME]).delete()


def _keys_named() -> Iterator[str]:
    """The links of what is written or corrected now, as they are looked up."""
    under_way = CommentaryPage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), archived=False)
    for page in under_way.order_by("pk").iterator(chunk_size=100):
        yield from (key_of_address(link.address) for link in links_out(versions.latest_of(page)))
