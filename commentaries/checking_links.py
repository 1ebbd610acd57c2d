"""Checks in the background what the links of a text answer, and keeps it for a day for whoever reads the text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commentaries import conf, followups, versions
from commentaries.knocking import Answer, Manners, knock
from commentaries.models import CheckedLink, CommentaryPage, FollowUp
from commentaries.models.checked_links import key_of_address
from commentaries.outward import links_out

KIND = "links"
KEPT_FOR = timedelta(days=1)
AT_A_TIME, AT_ONCE = 8, 24
"""Links asked side by side, and in one follow-up; the rest waits for the next."""
SOON = timedelta(seconds=1)
"""So that ``tick`` begins it: no request waits for the web, also where the tasks run in the request."""
PATIENCE = 35
"""Seconds for all of one follow-up, which is less than its lease."""


def plan(content: CommentaryPage) -> FollowUp | None:
    """Stores, in the caller's transaction, that the links of a text's newest content are to be checked, if any."""
    if not conf.get().CHECK_LINKS or not links_out(content):
        return None
    return followups.plan_anew(KIND, f"text-{content.pk}", page=content, after=SOON)


@transaction.atomic
def check_again(content: CommentaryPage) -> FollowUp | None:
    """The same, whatever is known of them from today."""
    keys = [key_of_address(link.address) for link in links_out(content)]
    CheckedLink.objects.filter(key__in=keys).update(checked_at=None)
    return plan(content)


@followups.handles(KIND, does=_("Its links are checked."))
def check(follow_up: FollowUp) -> None:
    """Asks the addresses of which nothing is known from today. No row is locked meanwhile."""
    page = follow_up.page
    if page is None or not conf.get().CHECK_LINKS:
        return
    content = versions.latest_of(page)
    unknown = _unknown([link.address for link in links_out(content)])
    _store(_answers_of(unknown[:AT_ONCE], manners()))
    if unknown[AT_ONCE:]:
        plan(content)


def manners() -> Manners:
    """The name by which we knock, for whoever reads the log of the other side."""
    return Manners(f"Mozilla/5.0 (compatible; wagtail-commentaries; +{settings.WAGTAILADMIN_BASE_URL})")


def _unknown(addresses: list[str]) -> list[str]:
    known = CheckedLink.objects.filter(checked_at__gt=timezone.now() - KEPT_FOR).of(addresses)
    return [address for address in addresses if address not in known]


def _answers_of(addresses: list[str], how: Manners) -> dict[str, Answer]:
    """What each answers; whoever is not done when the time is over has not answered."""
    if not addresses:
        return {}
    pool = ThreadPoolExecutor(max_workers=AT_A_TIME, thread_name_prefix="links")
    asked = {address: pool.submit(knock, address, how) for address in addresses}
    wait(asked.values(), timeout=PATIENCE)
    pool.shutdown(wait=False, cancel_futures=True)
    late = Answer(error=CheckedLink.Error.TIME)
    return {address: each.result() if each.done() and not each.cancelled() else late for address, each in asked.items()}


def _store(answers: dict[str, Answer]) -> None:
    """Another text may link to the same address, and its follow-up may have been quicker."""
    now = timezone.now()
    CheckedLink.objects.bulk_create(
        [
            CheckedLink(
                key=key_of_address(address), address=address, checked_at=now, status=answer.status, error=answer.error
            )
            for address, answer in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["checked_at", "status", "error"],
    )


@dataclass(frozen=True, slots=True)
class ShownLink:
    """One link of a text with what is known of it, in words."""

    address: str
    what: str
    is_dead: bool = False
    is_known: bool = True


def shown_for(page: CommentaryPage) -> list[ShownLink]:
    """The links of this content in the order of the text, in one query."""
    if not conf.get().CHECK_LINKS:
        return []
    addresses = [link.address for link in links_out(page)]
    known = CheckedLink.objects.of(addresses)
    return [_shown(address, known.get(address)) for address in addresses]


def _shown(address: str, known: CheckedLink | None) -> ShownLink:
    if known is None or known.checked_at is None:
        return ShownLink(address, gettext("not checked yet"), is_known=False)
    if known.error:
        what = str(CheckedLink.Error(known.error).label)
    elif known.is_closed:
        what = gettext("answers %(status)s, perhaps only to machines: open it once") % {"status": known.status}
    elif known.is_dead:
        what = gettext("answers %(status)s") % {"status": known.status}
    else:
        what = gettext("answers")
    return ShownLink(address, what, is_dead=known.is_dead)
