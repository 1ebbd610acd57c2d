"""Turns the months for which a series keeps contacts into contacts that are erased, once they are past."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from commentaries import followups
from commentaries.erasing import erase, forget_suggestions, why_not_erased
from commentaries.models import CommentaryPage, Decision, Edition, FollowUp, Invitation, Person, Series
from commentaries.permissions import texts_concerning

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "erase"


def erase_due(series: QuerySet[Series], *, is_trial: bool = False) -> list[str]:
    """Erases every contact that these series keep no longer; in a trial none. The names as they were before."""
    kept_by = {each.pk: each for each in series.filter(keep_contacts_for__gt=0)}
    names = []
    for person in list(_candidates(kept_by)):
        if not _is_due(person) or why_not_erased(person):
            continue
        names.append(str(person))
        if not is_trial:
            erase(person, by=None)
    if not is_trial:
        for each in kept_by.values():
            old = Invitation.objects.filter(version__page__series=each, closed_at__date__lt=_last_day_of(each))
            forget_suggestions(old)
    return names


def plan_for_today() -> None:
    """Stores, once a day, that contacts which are kept no longer are to be erased."""
    if Series.objects.filter(keep_contacts_for__gt=0).exists():
        followups.plan(KIND, timezone.localdate().isoformat())


@followups.handles(KIND)
def carry_out(follow_up: FollowUp) -> None:
    erase_due(Series.objects.all())


def _candidates(kept_by: dict[int, Series]) -> QuerySet[Person]:
    involved = Q(authorships__page__series__in=kept_by) | Q(invitations__version__page__series__in=kept_by)
    without = Person.objects.filter(account=None).filter(Q(erased_at=None) | ~Q(email=""))
    return without.filter(involved).distinct().order_by("pk")


def _is_due(person: Person) -> bool:
    """Whether every series of this person's texts keeps contacts no longer than since they were last concerned."""
    for page in texts_concerning(person).select_related("series"):
        series = page.series
        if not series.keep_contacts_for or series.today(_last_moment(person, page)) >= _last_day_of(series):
            return False
    return True


def _last_moment(person: Person, page: CommentaryPage) -> datetime:
    """When this person last had to do with a text: a decision, a publication, their invitation; of a mere draft its
    last change."""
    asked = Invitation.objects.filter(person=person, version__page=page)
    moments = [
        *Decision.objects.filter(version__page=page).values_list("decided_at", flat=True),
        *Edition.objects.filter(page=page).values_list("published_at", flat=True),
        *asked.values_list("invited_at", flat=True),
        *asked.exclude(closed_at=None).values_list("closed_at", flat=True),
    ]
    return max(moments, default=page.latest_revision_created_at or timezone.now())


def _last_day_of(series: Series) -> date:
    """The day before which whatever happened is past what the series keeps contacts for."""
    today = series.today()
    years, month = divmod(today.year * 12 + today.month - 1 - series.keep_contacts_for, 12)
    return date(years, month + 1, min(today.day, monthrange(years, month + 1)[1]))
