"""Turns a record into the words and small marks that templates print."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from commentaries.citations import (
    Run,
    cite_runs,
    issn_lines,
    join_names,
    spoken_number,
    unbroken,
    written_date,
    written_day,
)
from commentaries.models import Series
from commentaries.record import Contributor, Licence, PublicationDate, Record
from commentaries.telling import written_moment

register = template.Library()


def _language() -> str:
    return get_language() or "en"


@register.filter
def byline(record: Record) -> str:
    """The authors' names, joined in the reader's language."""
    return join_names([c.name.printed for c in record.authors], _language())


def _name_html(contributor: Contributor) -> SafeString:
    if contributor.path:
        return format_html('<a rel="author" href="{}">{}</a>', contributor.path, contributor.name.printed)
    return format_html("{}", contributor.name.printed)


@register.filter
def byline_html(record: Record) -> SafeString:
    """The authors' names, each a link to the author's page."""
    names = [_name_html(contributor) for contributor in record.authors]
    if len(names) < 2:
        return format_html_join("", "{}", ((name,) for name in names))
    joint = join_names(["", ""], _language())
    return format_html("{}{}{}", format_html_join(", ", "{}", ((n,) for n in names[:-1])), joint, names[-1])


@register.filter
def publication_date(published: PublicationDate | None) -> str:
    """``25 November 2025`` or ``25 novembre 2025``; the year alone when no more is known."""
    return written_date(published, _language())


@register.filter(expects_localtime=True)
def written(day: date | None) -> str:
    """A day of these weeks as it stands in a sentence: ``22 November`` or ``22 novembre``."""
    return written_day(PublicationDate.of(day), _language()) if day else ""


@register.filter(expects_localtime=True)
def written_in_full(day: date | None) -> str:
    """The same with its year: ``22 November 2026``."""
    return written_date(PublicationDate.of(day), _language()) if day else ""


@register.filter
def moment_at(moment: datetime, series: Series) -> str:
    """A moment by the clock of the series: ``22 November 2026, 10:32``."""
    return written_moment(moment, series.zone)


@register.filter
def iso_date(published: PublicationDate | None) -> str:
    return str(published) if published else ""


@register.filter(name="spoken_number")
def spoken_number_filter(record: Record) -> str:
    return spoken_number(record, _language())


@register.filter
def parting(path: str) -> SafeString:
    """An address that is shown as words: a line ends behind one of its strokes, if it has to."""
    first, *others = path.split("/")
    return format_html("{}{}", first, format_html_join("", "/<wbr>{}", ((part,) for part in others)))


@register.filter
def citation(record: Record) -> SafeString:
    """The citation in the series' own style, its title marked as a cited work and its address linked."""
    return runs_html(cite_runs(record, _language()))


@register.filter
def runs_html(runs: list[Run]) -> SafeString:
    """A citation in any style, in the same way."""
    return format_html_join("", "{}", ((_run_html(run),) for run in runs))


def _run_html(run: Run) -> SafeString:
    if run.url:
        return format_html('<a href="{}">{}</a>', run.url, run.text)
    if run.is_number:
        return format_html('<span class="unbroken">{}</span>', run.text)
    if run.is_italic:
        return format_html("<cite>{}</cite>", run.text)
    return format_html("{}", run.text)


@register.filter(name="issn_lines")
def issn_lines_filter(record: Record) -> list[str]:
    """The ISSNs of the record's series, as printed."""
    return issn_lines(record.series.issns, _language())


@register.filter
def number_html(record: Record) -> SafeString:
    """The printed number, its bar marked so that it can be set lighter."""
    before, bar, after = record.label.partition("|")
    if not bar:
        return format_html("{}", record.label)
    return format_html(
        '<span class="number-period">{}</span><span class="number-bar"> | </span>'
        '<span class="number-sequence">{}</span>',
        before.strip(),
        after.strip(),
    )


@register.filter(name="unbroken")
def unbroken_filter(label: str) -> str:
    """A printed number within a sentence, which no line's end divides."""
    return unbroken(label)


@register.filter
def licence_name(licence: Licence) -> str:
    """The name of a public licence, the same in every language; without one, that all rights are reserved."""
    return licence.name if licence.url else gettext("All rights reserved")


@register.filter
def short_title(record: Record) -> str:
    return record.short_title
