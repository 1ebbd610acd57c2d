"""Compares register, texts and files of a series, and says in sentences where they disagree.

It changes nothing. What passes below the guard, such as ``QuerySet.update()``, a save of the plain page
or a fixture, is found here. The database compares what it can, and no more than a hundred rows are in
memory at a time, so the archive may be of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from commentaries.models import CommentaryPage, Edition, FollowUp, Issue, NumberCounter, PrintVersion, Series
from commentaries.models.dois import refuse_shared_dois
from series.comparing import texts
from series.finding import WHOLE, Finding, Portion, named

_AT_A_TIME = 100


def audit(series: Series) -> Iterator[str]:
    """Every disagreement in one series, a sentence each."""
    return map(str, findings(series))


def findings(series: Series, portion: Portion = WHOLE) -> Iterator[Finding]:
    """Every disagreement in one series, or those of a portion; with the first comes what is compared as a whole."""
    yield from texts(series, portion)
    if portion.is_first:
        yield from chain(places(series), entries(series), numbers(series), dois(series), work(series))
    yield from pictures(series, portion)
    yield from prints(series, portion)


def places(series: Series) -> Iterator[Finding]:
    """What the rows of texts repeat of the register, held against it."""
    is_anothers = ~Q(issue__series=F("series")) | ~Q(issue__work=F("translation_key"))
    is_elsewhere = ~Q(placed_at=F("issue__placed_at"))
    is_shown = Q(live=True) & ~Q(issue__state=Issue.State.PUBLIC)
    placed = CommentaryPage.objects.filter(series=series, issue__isnull=False).select_related("issue")
    for page in placed.filter(is_anothers | is_elsewhere | is_shown).order_by("pk").iterator(chunk_size=_AT_A_TIME):
        facts = {"text": named(page), "issue": page.issue}
        if (page.issue.series_id, page.issue.work) != (page.series_id, page.translation_key):
            sentence = _("%(text)s bears the entry %(issue)s, which the register holds for another text.")
            yield Finding(sentence % facts, page_id=page.pk)
        elif page.placed_at != page.issue.placed_at:
            sentence = _("%(text)s stands at %(here)s, but the register says %(there)s.")
            moments = {"here": _moment(page.placed_at, series), "there": _moment(page.issue.placed_at, series)}
            yield Finding(sentence % (facts | moments), page_id=page.pk)
        if page.live and page.issue.state != Issue.State.PUBLIC:
            sentence = _("%(text)s is live, but its entry %(issue)s is %(state)s in the register.")
            state = {"state": page.issue.get_state_display()}
            yield Finding(sentence % (facts | state), _("Unpublish it."), page.pk)


def entries(series: Series) -> Iterator[Finding]:
    """Public entries that nobody can read, labels printed twice, and reservations that can no longer be used."""
    bearers = CommentaryPage.objects.filter(issue=OuterRef("pk"))
    public = Issue.objects.filter(series=series, state=Issue.State.PUBLIC).exclude(Exists(bearers.filter(live=True)))
    bearer = Subquery(bearers.order_by("pk").values("pk")[:1])
    for issue in public.annotate(bearer=bearer).order_by("pk").iterator(chunk_size=_AT_A_TIME):
        sentence = _("%(issue)s is public in the register, but no text of it is live.") % {"issue": issue}
        yield Finding(sentence, _("Publish or remove it."), issue.bearer)
    reserved = Issue.objects.filter(series=series, state=Issue.State.RESERVED)
    written = CommentaryPage.objects.filter(series=series, translation_key=OuterRef("work"))
    waiting = Subquery(written.order_by("pk").values("pk")[:1])
    late = reserved.filter(period__gt=0, period__lt=series.today().year).annotate(waiting=waiting)
    for issue in late.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        facts = {"issue": issue, "year": issue.period}
        sentence = _("%(issue)s is still reserved, though %(year)s is over.") % facts
        yield Finding(sentence, _("Make it void."), issue.waiting)
    for issue in reserved.exclude(Exists(written)).order_by("pk").iterator(chunk_size=_AT_A_TIME):
        sentence = _("%(issue)s is reserved for a text that is not there (any more).") % {"issue": issue}
        yield Finding(sentence, _("Make it void."))
    printed = Issue.objects.counting().filter(series=series).exclude(label="").order_by().values("label")
    for row in printed.annotate(times=Count("pk")).filter(times__gt=1).order_by("label").iterator():
        yield Finding(_("%(label)s is printed on %(times)s issues.") % row)


def numbers(series: Series) -> Iterator[Finding]:
    """Gaps in the count, and counters that would give a number a second time."""
    numbered = Issue.objects.filter(series=series, sequence__isnull=False)
    highest = {
        (row["period"], row["suffix"]): row["highest"]
        for row in numbered.order_by().values("period", "suffix").annotate(highest=Max("sequence"))
    }
    counters = {(counter.period, counter.suffix): counter for counter in NumberCounter.objects.filter(series=series)}
    gaps = _gaps_in(numbered)
    for period, suffix in sorted(highest.keys() | counters.keys()):
        counter = counters.get((period, suffix))
        last, top = counter.last if counter else 0, highest.get((period, suffix), 0)
        name = str(period or _("all years"))
        if suffix:
            name = _("%(years)s, extra numbers %(suffix)s") % {"years": name, "suffix": suffix}
        if last < top:
            sentence = _(
                "The counter of %(name)s stands at %(last)s, but the register goes up to %(top)s: "
                "it would give one twice."
            )
            yield Finding(sentence % {"name": name, "last": last, "top": top})
        missing = gaps.get((period, suffix), []) + ([_run(top + 1, last)] if last > top else [])
        if missing:
            sentence = _("Missing in %(name)s, neither reserved nor void: %(numbers)s.")
            yield Finding(sentence % {"name": name, "numbers": ", ".join(missing)})


def dois(series: Series) -> Iterator[Finding]:
    """A pattern that its form would refuse, and which was written past it."""
    try:
        refuse_shared_dois(series)
    except ValidationError as refusal:
        sentences = chain.from_iterable(refusal.message_dict.values())
        yield from (Finding(sentence, _("Mend it in the form of the series.")) for sentence in sentences)


def pictures(series: Series, portion: Portion = WHOLE) -> Iterator[Finding]:
    """Files of pictures that a published edition shows; with the first portion those of editions without a text."""
    of_texts = portion.of("page") | (Q(page=None) if portion.is_first else Q())
    editions = Edition.objects.filter(of_texts, issue__series=series)
    shown = get_image_model().objects.filter(commentary_versions__version__in=editions.values("version"))
    for image in shown.distinct().order_by("pk").iterator(chunk_size=_AT_A_TIME):
        if not image.file.storage.exists(image.file.name):
            facts = {"file": image.file.name, "picture": image.title}
            sentence = _("The file %(file)s of the picture “%(picture)s” is missing.") % facts
            yield Finding(sentence, _("Bring it back from a backup."))


def prints(series: Series, portion: Portion = WHOLE) -> Iterator[Finding]:
    """Printed files that are missing or have another size than they had; a checksum would read all of them.

    Files that no row names are of no series: ``series.leftovers`` finds them.
    """
    of_texts = portion.of("edition__page") | (Q(edition__page=None) if portion.is_first else Q())
    made = PrintVersion.objects.filter(of_texts, edition__issue__series=series).select_related("edition__issue__series")
    for each in made.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        facts = {"file": each.file.name, "issue": each.edition.issue}
        back = _("Bring it back from a backup.")
        try:
            size = each.file.size
        except OSError:
            yield Finding(_("The file %(file)s, a print of %(issue)s, is missing.") % facts, back, each.edition.page_id)
            continue
        if size != each.size:
            sentence = _("The file %(file)s, a print of %(issue)s, is not the one that was made.")
            yield Finding(sentence % facts, back, each.edition.page_id)
        for cover in (each.cover_small, each.cover_large):
            if not cover.storage.exists(cover.name):
                sentence = _("The file %(file)s, a picture of the first page of %(issue)s, is missing.")
                yield Finding(sentence % (facts | {"file": cover.name}), back, each.edition.page_id)


def work(series: Series) -> Iterator[Finding]:
    """Follow-ups that were given up."""
    given_up = FollowUp.objects.filter(Q(page__series=series) | Q(issue__series=series), state=FollowUp.State.FAILED)
    for follow_up in given_up.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        sentence = _("The follow-up %(work)s has failed for good.") % {"work": follow_up}
        yield Finding(sentence, _("Try it again on Wagtail’s home."), follow_up.page_id, follow_up.pk)


def _gaps_in(numbered: QuerySet[Issue]) -> dict[tuple[int, str], list[str]]:
    """``3`` or ``5–9`` for each run of numbers that is not there, by period and suffix.

    A number of the archive is given by hand; those below it may not have been entered yet.
    """
    before = Window(Lag("sequence", default=0), partition_by=["period", "suffix"], order_by="sequence")
    of_archive = Exists(CommentaryPage.objects.filter(issue=OuterRef("pk"), archived=True))
    after_gaps = numbered.annotate(before=before, of_archive=of_archive).filter(sequence__gt=F("before") + 1)
    gaps: dict[tuple[int, str], list[str]] = {}
    for issue in after_gaps.order_by("period", "suffix", "sequence").iterator(chunk_size=_AT_A_TIME):
        if not issue.of_archive:
            gaps.setdefault((issue.period, issue.suffix), []).append(_run(issue.before + 1, issue.sequence - 1))
    return gaps


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _moment(moment: datetime, series: Series) -> str:
    return f"{timezone.localtime(moment, series.zone):%Y-%m-%d %H:%M:%S}"
