"""Compares register, texts and files of a series, and says in sentences where they disagree.

It changes nothing. What passes below the guard, such as ``QuerySet.update()``, a save of the plain page
or a fixture, is found here. Texts are read a few at a time, so the archive may be of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db.models import Count, Exists, Max, OuterRef, Q
from wagtail.images import get_image_model

from commentaries import publishing, versions
from commentaries.models import Affirmation, CommentaryPage, Edition, FollowUp, Issue, NumberCounter, Series

_AT_A_TIME = 100


def audit(series: Series) -> Iterator[str]:
    """Every disagreement in one series, a sentence each."""
    for compare in _COMPARISONS:
        yield from compare(series)


def texts(series: Series) -> Iterator[str]:
    """What readers can see, held against the register and against what was affirmed."""
    live = CommentaryPage.objects.filter(series=series, live=True).select_related("series", "issue")
    for page in live.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        if page.alias_of_id:
            yield f"{_named(page)} is a live alias of another text. Delete it: a text has one page per language."
            continue
        latest = Edition.objects.filter(page=page.pk).select_related("version").order_by("-number").first()
        try:
            is_latest = latest is not None and versions.has_content_of(page, latest.version)
        except OSError:  # its pictures are compared by their hash, made anew where the row has none
            yield f"{_named(page)} shows a picture whose file is missing, so its content cannot be compared."
            continue
        if not _is_affirmed(page, latest if is_latest else None):
            yield (
                f"{_named(page)} is live with a content that two persons have not affirmed. "
                "Unpublish it, or decide on exactly this content."
            )
        if page.issue is None:
            yield f"{_named(page)} is live and has no entry in the register. Unpublish it, then publish it again."
        elif latest is None:
            yield f"{_named(page)} is live and has no edition. Unpublish it, then publish it again."
        elif not is_latest:
            yield f"{_named(page)} says something else than edition {latest.number}, its latest. Publish it again."


def places(series: Series) -> Iterator[str]:
    """What the rows of texts repeat of the register, held against it."""
    placed = CommentaryPage.objects.filter(series=series, issue__isnull=False).select_related("issue", "series")
    for page in placed.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        if (page.issue.series_id, page.issue.work) != (page.series_id, page.translation_key):
            yield f"{_named(page)} bears the entry {page.issue}, which the register holds for another text."
        elif page.placed_at != page.issue.placed_at:
            yield f"{_named(page)} stands at {page.placed_at}, but the register says {page.issue.placed_at}."
        if page.live and page.issue.state != Issue.State.PUBLIC:
            yield f"{_named(page)} is live, but its entry {page.issue} is {page.issue.state} in the register."


def entries(series: Series) -> Iterator[str]:
    """Public entries that nobody can read, labels printed twice, and reservations that can no longer be used."""
    readable = CommentaryPage.objects.filter(issue=OuterRef("pk"), live=True)
    public = Issue.objects.filter(series=series, state=Issue.State.PUBLIC).exclude(Exists(readable))
    for issue in public.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        yield f"{issue} is public in the register, but no text of it is live. Publish or remove it."
    reserved = Issue.objects.filter(series=series, state=Issue.State.RESERVED)
    for issue in reserved.filter(period__gt=0, period__lt=series.today().year).order_by("pk"):
        yield f"{issue} is still reserved, though {issue.period} is over. Make it void."
    written = CommentaryPage.objects.filter(series=series, translation_key=OuterRef("work"))
    for issue in reserved.exclude(Exists(written)).order_by("pk"):
        yield f"{issue} is reserved for a text that is not there (any more). Make it void."
    printed = Issue.objects.counting().filter(series=series).exclude(label="").order_by().values("label")
    for row in printed.annotate(times=Count("pk")).filter(times__gt=1).order_by("label").iterator():
        yield f"{row['label']} is printed on {row['times']} issues."


def numbers(series: Series) -> Iterator[str]:
    """Gaps in the count, and counters that would give a number a second time."""
    numbered = Issue.objects.filter(series=series, sequence__isnull=False)
    highest = {
        (row["period"], row["suffix"]): row["highest"]
        for row in numbered.order_by().values("period", "suffix").annotate(highest=Max("sequence"))
    }
    counters = {(counter.period, counter.suffix): counter for counter in NumberCounter.objects.filter(series=series)}
    for period, suffix in sorted(highest.keys() | counters.keys()):
        counter = counters.get((period, suffix))
        last, top = counter.last if counter else 0, highest.get((period, suffix), 0)
        name = f"{period or 'all years'}{f', extra numbers {suffix}' if suffix else ''}"
        if last < top:
            yield f"The counter of {name} stands at {last}, but the register goes up to {top}: it would give one twice."
        of_archive = Exists(CommentaryPage.objects.filter(issue=OuterRef("pk"), archived=True))
        here = numbered.filter(period=period, suffix=suffix).annotate(of_archive=of_archive).order_by("sequence")
        count = here.values_list("sequence", "of_archive")
        if gaps := list(_gaps(count.iterator(chunk_size=_AT_A_TIME), up_to=max(last, top))):
            yield f"Missing in {name}, neither reserved nor void: {', '.join(gaps)}."


def pictures(series: Series) -> Iterator[str]:
    """Files of pictures that a published edition shows."""
    shown = get_image_model().objects.filter(commentary_versions__version__editions__issue__series=series)
    for image in shown.distinct().order_by("pk").iterator(chunk_size=_AT_A_TIME):
        if not image.file.storage.exists(image.file.name):
            yield f"The file {image.file.name} of the picture “{image.title}” is missing. Bring it back from a backup."


def work(series: Series) -> Iterator[str]:
    """Follow-ups that were given up."""
    given_up = FollowUp.objects.filter(Q(page__series=series) | Q(issue__series=series), state=FollowUp.State.FAILED)
    for follow_up in given_up.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        yield f"The follow-up {follow_up} has failed for good. Try it again on Wagtail's home."


_COMPARISONS: tuple[Callable[[Series], Iterator[str]], ...] = (texts, places, entries, numbers, pictures, work)


def _is_affirmed(page: CommentaryPage, edition: Edition | None) -> bool:
    """Whether the content may be seen; a yes that was taken back after its edition was out stood behind it then."""
    standing = publishing.standing_of(page, digest=edition.version.digest if edition else None)
    if edition is None or standing.is_enough:
        return standing.is_enough
    then = tuple(Affirmation.objects.filter(version=edition.version_id).select_related("person"))
    return replace(standing, affirmations=then, second_may_follow=True).is_enough


def _gaps(sequences: Iterator[tuple[int, bool]], *, up_to: int) -> Iterator[str]:
    """``3`` or ``5–9`` for each run of numbers that is not there.

    A number of the archive is given by hand; those below it may not have been entered yet.
    """
    expected = 1
    for sequence, of_archive in sequences:
        if sequence > expected and not of_archive:
            yield _run(expected, sequence - 1)
        expected = sequence + 1
    if expected <= up_to:
        yield _run(expected, up_to)


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _named(page: CommentaryPage) -> str:
    return f"“{page.title}” (page {page.pk})"
