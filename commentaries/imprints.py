"""Turns an issue into its imprint: a snapshot at go-live of all that it prints beside its text, shown ever after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commentaries.citations.wording import issn_lines, wording_for
from commentaries.models import CommentaryPage, Issue, Publisher, Series, SeriesRole
from commentaries.reading import Picture, picture, rich
from commentaries.record import Issn
from commentaries.recording import records_of
from commentaries.sanitising import web_address
from commentaries.tokens import look_of_today

if TYPE_CHECKING:
    from commentaries.models.publishers import PublisherFacts


@dataclass(frozen=True, slots=True)
class EditorLine:
    """An editor as printed at the end of an issue."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """The colophon: who publishes, from where, who edits, under which ISSN."""

    publisher: str
    publisher_short: str
    about: SafeString
    colophon: SafeString
    address_lines: list[str]
    telephone: str
    web: str
    editors: list[EditorLine]
    series_title: str
    issns: list[str]
    logo: Picture | None = None
    logo_dark: Picture | None = None

    @property
    def web_label(self) -> str:
        return self.web.split("://")[-1].rstrip("/")


def snapshot_of(page: CommentaryPage, issue: Issue) -> dict[str, Any]:
    """Everything that the PDF prints and that is not the text, as it stands at go-live (D10).

    Format 2 adds the look, the institute's text in its other languages and the language of each of the latest; the
    institute's ROR is that of today, whatever it was called.
    """
    day = issue.published_on or date(issue.year, 1, 1)
    series = page.series.facts_on(day)
    site = page.get_site()
    today = Publisher.for_site(site) if site else Publisher()
    publisher = today.facts_on(day)
    return {
        "format": 2,
        "series": {
            "title": series.title,
            "short_title": series.short_title,
            "issns": series.issns,
            "colophon": series.colophon,
            "logo": series.logo_id,
            "editors": [[line.name, line.email] for line in editors_of(page.series, day)],
            "quotation_marks": page.series.quotation_marks,
            "dash": page.series.dash,
            "accent": page.series.accent,
        },
        "publisher": {
            "name": publisher.name,
            "short_name": publisher.short_name,
            "place": publisher.place,
            "address": publisher.address_lines,
            "telephone": publisher.telephone,
            "web": publisher.web,
            "ror": today.ror,
            "about": publisher.about,
            "about_in": _about_in(publisher),
            "logo": publisher.logo_id,
        },
        "byline": [
            {"name": a.printed_name, "affiliation": a.affiliation, "role": a.role} for a in page.authorships.all()
        ],
        "label": issue.label,
        "look": look_of_today(page.series.accent),
        "latest": [
            [record.label, [c.name.printed for c in record.authors], record.title, record.language]
            for record in records_of(page if each.pk == page.pk else each for each in latest_of_series(page))
        ],
    }


def _about_in(publisher: PublisherFacts) -> dict[str, str]:
    """The institute's text by language, where it is written in more than one; former identities have one text."""
    return {row.language: row.text for row in publisher.about_texts.all()} if isinstance(publisher, Publisher) else {}


def imprint_of(page: CommentaryPage, publisher: PublisherFacts) -> Imprint:
    """The colophon of an issue: as printed once it is public, today's before that."""
    printed = page.issue.as_printed if page.issue else {}
    about = publisher.about_for_reader() if isinstance(publisher, Publisher) else publisher.about
    if printed:
        of_series, of_publisher = printed["series"], printed["publisher"]
        in_default = wording_for(get_language() or "en") == "en"
        return Imprint(
            publisher=of_publisher["name"],
            publisher_short=of_publisher["short_name"],
            about=rich(of_publisher["about"] if in_default else about),
            colophon=rich(of_series["colophon"]),
            address_lines=of_publisher["address"],
            telephone=of_publisher["telephone"],
            web=web_address(of_publisher["web"]),
            editors=[EditorLine(name, email) for name, email in of_series["editors"]],
            series_title=of_series["title"],
            issns=printed_issns(of_series["issns"]),
            logo=picture(publisher.logo),
            logo_dark=picture(publisher.logo_dark),
        )
    return Imprint(
        publisher=publisher.name,
        publisher_short=publisher.short_name,
        about=rich(about),
        colophon=rich(page.series.colophon),
        address_lines=publisher.address_lines,
        telephone=publisher.telephone,
        web=web_address(publisher.web),
        editors=editors_of(page.series),
        series_title=page.series.title,
        issns=printed_issns(page.series.issns),
        logo=picture(publisher.logo),
        logo_dark=picture(publisher.logo_dark),
    )


def latest_of_series(page: CommentaryPage, *, biographies_in: str = "") -> list[CommentaryPage]:
    """The latest issues of the page's series, each in the page's language where there is one."""
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series)
    return list(texts.for_lists(biographies_in=biographies_in).newest_first()[: page.series.latest_shown])


def printed_issns(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """ISSNs as (medium, value) in the form in which they are printed, in the reader's language."""
    return issn_lines([Issn(value, medium) for medium, value in pairs], get_language() or "en")


def editors_of(series: Series, day: date | None = None) -> list[EditorLine]:
    """The editors as printed on a day (default: today): the series' own line, else those in office."""
    day = day or series.today()
    if line := series.facts_on(day).editor_line:
        return [EditorLine(line, series.email)]
    names = [
        role.person.name
        for role in series.roles.select_related("person")
        if role.role == SeriesRole.Role.EDITOR and role.holds_on(day)
    ]
    return [EditorLine(name, series.email if number == 0 else "") for number, name in enumerate(names)]
