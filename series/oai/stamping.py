"""Turns what happens to texts into the datestamps by which harvesters ask for what is new.

A datestamp lies a few seconds ahead of the change, and lists reach up to the present second: so a transaction is
over before anybody could be told of it, and whoever asks from the moment of the last answer on has missed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from commentaries.daily import each_day
from commentaries.models import CommentaryPage, CommentaryQuerySet, Edition, FollowUp, Issue, Person, Topic
from series.models import OaiItem

KIND = "name-for-harvesters"
AHEAD = timedelta(seconds=10)
"""The longest that a transaction usually takes, and then some; one that took longer is dated anew at its end."""
_AT_A_TIME = 500


def next_datestamp() -> datetime:
    """A whole second, ``AHEAD`` of now at least."""
    return (timezone.now() + AHEAD).replace(microsecond=0) + timedelta(seconds=1)


def published(edition: Edition) -> None:
    """A text is public for the first time, or says something new."""
    text = CommentaryPage.objects.filter(pk=edition.page_id)
    OaiItem.objects.filter(page=edition.page_id).update(language=primary(edition.language))
    note(text)


def note(texts: CommentaryQuerySet) -> None:
    """Something has changed in each of these texts, or in who may read them."""
    stamp(OaiItem.objects.filter(page__in=texts.order_by().values("pk")))
    enter(texts)


def issue_changed(issue: Issue) -> None:
    """An entry of the register was held, released, removed or brought back: with it the text in every language."""
    stamp(OaiItem.objects.filter(issue=issue))


def person_changed(person: Person) -> None:
    stamp(OaiItem.objects.filter(page__authorships__person=person))


def topic_changed(topic: Topic) -> None:
    """A topic has another name, or the texts of another as well."""
    stamp(OaiItem.objects.filter(page__tagged_topics__tag=topic.merged_into_id or topic.pk))


def access_changed(page: int) -> None:
    """A page was closed to all but some, or opened; where it is gone itself, nothing is below it."""
    if place := Page.objects.filter(pk=page).values_list("path", flat=True).first():
        note(below(place))


def below(path: str) -> CommentaryQuerySet:
    """The texts at this place of the tree and below."""
    return CommentaryPage.objects.filter(path__startswith=path)


@transaction.atomic
def stamp(items: QuerySet[OaiItem]) -> None:
    """Dates the records anew, in the transaction that changes them.

    The rows are locked in their order, so that of two who date the same ones none waits for the other in vain.
    """
    wanted = OaiItem.objects.filter(pk__in=items.order_by().values("pk")).order_by("pk")
    keys = list(wanted.select_for_update().values_list("pk", flat=True))
    if keys:
        _date(keys, next_datestamp())


def _date(keys: list[int], moment: datetime) -> None:
    for first in range(0, len(keys), _AT_A_TIME):
        OaiItem.objects.filter(pk__in=keys[first : first + _AT_A_TIME]).update(datestamp=moment)
    transaction.on_commit(lambda: _date_if_late(keys, moment), robust=True)


def _date_if_late(keys: list[int], moment: datetime) -> None:
    """The transaction took so long that somebody may have asked for this second before it was over."""
    if timezone.now() >= moment - timedelta(seconds=1):
        stamp(OaiItem.objects.filter(pk__in=keys))


def enter(texts: CommentaryQuerySet, *, moment: datetime | None = None) -> int:
    """Names those of the texts that everyone may read and no harvester knows yet; how many.

    Somebody else may name the same ones at this moment: no publication fails for that.
    """
    unknown = texts.public().filter(~Exists(OaiItem.objects.filter(page=OuterRef("pk")))).order_by("pk")
    unknown = unknown.select_related("issue", "locale").only(
        "path", "depth", "language", "series", "issue__series", "issue__address", "locale__language_code"
    )
    entered = 0
    while found := list(unknown[:_AT_A_TIME]):
        named_at = moment or next_datestamp()
        OaiItem.objects.bulk_create(_items_for(found, named_at), ignore_conflicts=True)
        keys = list(OaiItem.objects.filter(page__in=found).order_by("pk").values_list("pk", flat=True))
        entered += len(keys)
        if moment is None:
            _date(keys, named_at)
        if not keys:
            break
    return entered


def catch_up() -> int:
    """Names every public text that came past the signals, as fixtures and imports do; how many there were."""
    return enter(CommentaryPage.objects.all())


@each_day(KIND)
def catch_up_of_the_day(follow_up: FollowUp) -> None:
    catch_up()


def _items_for(texts: list[CommentaryPage], moment: datetime) -> Iterable[OaiItem]:
    """The first language of an issue bears its address alone, another one its own language beside it."""
    keys: dict[int, str] = {}
    plain = {}
    for text in texts:
        if text.series_id not in keys:
            keys[text.series_id] = _key_of_series(text)
        plain[text.pk] = f"{keys[text.series_id]}/{text.issue.address}"
    taken = set(OaiItem.objects.filter(name__in=plain.values()).values_list("name", flat=True))
    for text in texts:
        name = plain[text.pk]
        if name in taken:
            name = f"{name}/{text.locale.language_code}"
        taken.add(name)
        yield OaiItem(
            issue_id=text.issue_id,
            page_id=text.pk,
            name=name,
            series_key=keys[text.series_id],
            language=primary(text.language),
            datestamp=moment,
        )


def _key_of_series(text: CommentaryPage) -> str:
    """What its page was called when its first text appeared; with its key where another series was called so."""
    if known := OaiItem.objects.filter(issue__series=text.series_id).order_by().values_list("series_key").first():
        return str(known[0])
    slug = text.get_parent().slug
    is_taken = OaiItem.objects.filter(Q(series_key=slug) & ~Q(issue__series=text.series_id)).exists()
    return f"{slug}-{text.series_id}" if is_taken else slug


def primary(language: str) -> str:
    """The language without region or script: ``en`` of ``en-GB``."""
    return language.split("-")[0].lower()
