"""Turns the months for which a series keeps contacts into contacts that are erased, once they are past."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from commentaries import followups
from commentaries.erasing import erase, forget_readers, forget_suggestions, why_not_erased
from commentaries.models import (
    Attachment,
    CommentaryPage,
    Decision,
    DeskLine,
    Edition,
    FollowUp,
    Invitation,
    Link,
    Person,
    Series,
)
from commentaries.permissions import plans_concerning, texts_concerning

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "erase"
MONTHS_OF_NO_SERIES = 24
"""How long a contact is kept of which nothing says any more to which series it belongs: its draft is deleted."""


def erase_due(series: QuerySet[Series], *, is_trial: bool = False) -> list[str]:
    """Erases every contact that these series keep no longer; in a trial none. The names as they were before."""
    kept_by = {each.pk: each for each in series.filter(keep_contacts_for__gt=0)}
    names = []
    is_about_all = not Series.objects.exclude(pk__in=series.values("pk")).exists()
    for person in list(_candidates(kept_by, with_lost=bool(kept_by) and is_about_all)):
        if not _is_due(person) or why_not_erased(person):
            continue
        names.append(str(person))
        if not is_trial:
            erase(person, by=None)
    if not is_trial:
        for each in kept_by.values():
            old = Invitation.objects.filter(version__page__series=each, closed_at__date__lt=_last_day_of(each))
            forget_suggestions(old)
            forget_readers(_links_of_the_press(each))
    return names


def plan_for_today() -> None:
    """Stores, once a day, that contacts which are kept no longer are to be erased."""
    if Series.objects.filter(keep_contacts_for__gt=0).exists():
        followups.plan(KIND, timezone.localdate().isoformat())


@followups.handles(KIND)
def carry_out(follow_up: FollowUp) -> None:
    erase_due(Series.objects.all())


def _links_of_the_press(series: Series) -> QuerySet[Link]:
    """Those that have ended so long ago, and those of whose text nothing is left."""
    last = datetime.combine(_last_day_of(series), time(), series.zone)
    return Link.objects.filter(Q(page__series=series, expires_at__lt=last) | Q(page=None), kind=Link.Kind.PRESS)


def _candidates(kept_by: dict[int, Series], *, with_lost: bool) -> QuerySet[Person]:
    """Everybody without an account who has, or had, to do with a text or a plan of these series; and, if asked for,
    with one of which nothing is left that names its series."""
    links = Link.objects.filter(Q(page__series__in=kept_by) | Q(line__series__in=kept_by))
    files = Attachment.objects.filter(Q(page__series__in=kept_by) | Q(line__series__in=kept_by))
    involved = (
        Q(authorships__page__series__in=kept_by)
        | Q(invitations__version__page__series__in=kept_by)
        | Q(pk__in=DeskLine.objects.filter(page=None, series__in=kept_by).values("author"))
        | Q(pk__in=links.values("person"))
        | Q(pk__in=files.values("sent_by"))
    )
    if with_lost:
        involved |= Q(pk__in=_lost_invitations().values("person")) | Q(pk__in=_lost_links().values("person"))
    without = Person.objects.filter(account=None).filter(Q(erased_at=None) | ~Q(email=""))
    return without.filter(involved).distinct().order_by("pk")


def _lost_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(version__page=None)


def _lost_links() -> QuerySet[Link]:
    return Link.objects.filter(page=None, line=None)


def _is_due(person: Person) -> bool:
    """Whether every series of this person's texts and plans keeps contacts no longer than since they were last
    concerned; of what is lost a period of its own is past."""
    texts = [(page.series, _last_moment(person, page)) for page in texts_concerning(person).select_related("series")]
    plans = [(line.series, _last_of_plan(person, line)) for line in plans_concerning(person).select_related("series")]
    lost = _before(timezone.localdate(), MONTHS_OF_NO_SERIES)
    return all(
        series.keep_contacts_for and series.today(moment) < _last_day_of(series) for series, moment in (*texts, *plans)
    ) and all(timezone.localdate(moment) < lost for moment in _moments_of_lost(person))


def _last_of_plan(person: Person, line: DeskLine) -> datetime:
    """When this person last had to do with a plan: it was dropped, their link was made or taken back, they sent a
    file."""
    links = Link.objects.filter(line=line, person=person)
    moments = [
        *links.values_list("made_at", flat=True),
        *links.exclude(revoked_at=None).values_list("revoked_at", flat=True),
        *Attachment.objects.filter(line=line, sent_by=person).values_list("sent_at", flat=True),
    ]
    return max([*moments, line.dropped_at or timezone.now()] if line.author_id == person.pk else moments)


def _moments_of_lost(person: Person) -> list[datetime]:
    """When this person had to do with what is lost."""
    asked, links = _lost_invitations().filter(person=person), _lost_links().filter(person=person)
    return [
        *asked.values_list("invited_at", flat=True),
        *asked.exclude(closed_at=None).values_list("closed_at", flat=True),
        *links.values_list("made_at", flat=True),
        *links.exclude(revoked_at=None).values_list("revoked_at", flat=True),
    ]


def _last_moment(person: Person, page: CommentaryPage) -> datetime:
    """When this person last had to do with a text: a decision, a publication, their invitation; of a mere draft its
    last change; or a file that they sent, whichever is last."""
    asked = Invitation.objects.filter(person=person, version__page=page)
    moments = [
        *Decision.objects.filter(version__page=page).values_list("decided_at", flat=True),
        *Edition.objects.filter(page=page).values_list("published_at", flat=True),
        *asked.values_list("invited_at", flat=True),
        *asked.exclude(closed_at=None).values_list("closed_at", flat=True),
    ]
    sent = Attachment.objects.filter(Q(page=page) | Q(line__page=page), sent_by=person)
    return max(
        [*(moments or [page.latest_revision_created_at or timezone.now()]), *sent.values_list("sent_at", flat=True)]
    )


def _last_day_of(series: Series) -> date:
    """The day before which whatever happened is past what the series keeps contacts for."""
    return _before(series.today(), series.keep_contacts_for)


def _before(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
