"""Turns a page into its record, and record and text into what the page prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import FilteredRelation, Q, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Site

from commentaries import conf
from commentaries.citations.wording import issn_lines, wording_for
from commentaries.models import (
    Authorship,
    CommentaryPage,
    Issue,
    Person,
    Publisher,
    Series,
    SeriesRole,
    TaggedCommentary,
)
from commentaries.models.querysets import authorships_with_persons
from commentaries.reading import Picture, picture, reading_of, rich, words_of
from commentaries.record import (
    LICENCES,
    Contributor,
    Issn,
    Kind,
    PersonName,
    PublicationDate,
    Record,
    Role,
    SeriesFacts,
    Subject,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commentaries.models.publishers import PublisherFacts


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list of issues."""

    record: Record
    is_current: bool = False


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


@dataclass(frozen=True, slots=True)
class AuthorCard:
    """What the page says of one of its authors."""

    name: str
    affiliation: str
    biography: SafeString
    orcid: str
    web: str
    path: str
    photo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The issue before or after this one."""

    label: str
    title: str
    path: str
    language: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The same text in another language."""

    language: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language, by its absolute address."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says to machines."""

    description: str = ""
    canonical: str = ""
    robots: str = ""
    translations: list[Alternate] = field(default_factory=list)


def record_of(page: CommentaryPage, *, request: HttpRequest | None = None, with_text: bool = False) -> Record:
    """The bibliographic facts of a page.

    Published facts come from the snapshot taken at go-live (D10), a draft's from today. With
    ``with_text`` subjects and the number of words are added, at the cost of two queries.
    """
    issue = page.issue
    printed = issue.as_printed if issue else {}
    path = page.get_url(request) or ""
    root = _site_root(page, path)
    numbered = bool(issue and issue.label)
    series_path = path[: -len(f"{page.slug}/")] if path.endswith(f"{page.slug}/") else ""
    return Record(
        title=page.title,
        series=_series_facts(page.series, printed, series_path),
        kind=Kind(page.kind),
        contributors=tuple(_contributors(page)),
        language=page.language,
        direction=direction_of(page.language),
        label=issue.label if issue else "",
        period=issue.period if issue else 0,
        sequence=issue.sequence if issue else None,
        suffix=issue.suffix if issue else "",
        address=issue.address if issue else "",
        published=_published(issue),
        path=path,
        url=f"{root}{path}" if path else "",
        number_url=f"{root}{series_path}{issue.address}/" if issue and numbered and series_path else "",
        doi=printed.get("doi", ""),
        licence=LICENCES.get(page.licence),
        abstract=page.abstract,
        lead=next((point.value["lead"] for point in page.key_points), ""),
        subjects=tuple(_subjects(page)) if with_text else (),
        keywords=tuple(word.strip() for word in page.keywords.split(",") if word.strip()),
        is_archived=page.archived,
        remark=page.remark,
        words=words_of(page) if with_text and not page.archived else 0,
    )


def records_of(pages: Iterable[CommentaryPage], *, request: HttpRequest | None = None) -> list[Record]:
    """The records of a list; asks the database nothing when the pages come from ``for_lists()``."""
    return [record_of(page, request=request) for page in pages]


def latest_of_series(page: CommentaryPage, *, biographies_in: str = "") -> list[CommentaryPage]:
    """The latest issues of the page's series, each in the page's language where there is one."""
    texts = CommentaryPage.objects.for_readers_in(page.locale).in_series(page.series)
    return list(texts.for_lists(biographies_in=biographies_in).newest_first()[: page.series.latest_shown])


def snapshot_of(page: CommentaryPage, issue: Issue) -> dict[str, Any]:
    """Everything that the PDF prints and that is not the text, as it stands at go-live (D10)."""
    day = issue.published_on or date(issue.year, 1, 1)
    series = page.series.facts_on(day)
    site = page.get_site()
    publisher = Publisher.for_site(site).facts_on(day) if site else Publisher()
    return {
        "series": {
            "title": series.title,
            "short_title": series.short_title,
            "issns": series.issns,
            "colophon": series.colophon,
            "logo": series.logo_id,
            "editors": [[line.name, line.email] for line in editors_of(page.series)],
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
            "about": publisher.about,
            "logo": publisher.logo_id,
        },
        "byline": [
            {"name": a.printed_name, "affiliation": a.printed_affiliation, "role": a.role}
            for a in page.authorships.all()
        ],
        "label": issue.label,
        "doi": _doi(page.series, issue),
        "latest": [
            [record.label, [c.name.printed for c in record.authors], record.title]
            for record in records_of(latest_of_series(page))
        ],
    }


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
            web=of_publisher["web"],
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
        web=publisher.web,
        editors=editors_of(page.series),
        series_title=page.series.title,
        issns=printed_issns(page.series.issns),
        logo=picture(publisher.logo),
        logo_dark=picture(publisher.logo_dark),
    )


def printed_issns(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """ISSNs as (medium, value) in the form in which they are printed, in the reader's language."""
    return issn_lines([Issn(value, medium) for medium, value in pairs], get_language() or "en")


def editors_of(series: Series) -> list[EditorLine]:
    """The editors as printed: the series' own line, else those in office today."""
    if series.editor_line:
        return [EditorLine(series.editor_line, series.email)]
    today = series.today()
    names = [
        role.person.name
        for role in series.roles.select_related("person")
        if role.role == SeriesRole.Role.EDITOR and role.holds_on(today)
    ]
    return [EditorLine(name, series.email if number == 0 else "") for number, name in enumerate(names)]


def context_of(page: CommentaryPage, request: HttpRequest) -> dict[str, Any]:
    """What the template of a text prints, in the order of the page.

    A text fetched with ``for_reading()`` costs the same few queries whatever its length and
    number of authors.
    """
    language = wording_for(get_language() or "en")
    latest = latest_of_series(page, biographies_in=language)
    relatives = _relatives_of(page)
    _fetch_authorships(page, latest, language)
    publisher = Publisher.for_request(request) if Site.find_for_request(request) else Publisher()
    record = record_of(page, request=request, with_text=True)
    translations = [_translation(each, request) for each in relatives if each.translation_key == page.translation_key]
    request.language_paths = {
        each.locale.language_code: each.get_url(request) or ""
        for each in relatives
        if each.translation_key == page.translation_key
    } | {page.locale.language_code: record.path}
    return {
        "base_template": conf.get().BASE_TEMPLATE,
        "record": record,
        "reading": reading_of(page),
        "imprint": imprint_of(page, publisher),
        "latest": [Entry(record_of(each, request=request), each.pk == page.pk) for each in latest],
        "authors_cards": _author_cards(page),
        "neighbours": _neighbours(page, relatives, request),
        "translations": translations,
        "meta": _meta(record, translations),
        "statements": [
            (label, text) for label, text in ((_("Interests"), page.interests), (_("Funding"), page.funding)) if text
        ],
        "downloads": [],
    }


def _relatives_of(page: CommentaryPage) -> list[CommentaryPage]:
    """The issues before and after this one, and the same text in other languages: one statement of two halves.

    An ``OR`` over both tables would make the database read every page.
    """
    beside = [pk for pk in (getattr(page, "older_id", None), getattr(page, "newer_id", None)) if pk]
    related = (
        CommentaryPage.objects.public()
        .select_related("locale", "issue")
        .defer("body", "key_points", "abstract", "search_description")
        .order_by()
    )
    translations = related.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return list(related.filter(pk__in=beside).union(translations, all=True) if beside else translations)


def _fetch_authorships(page: CommentaryPage, latest: list[CommentaryPage], language: str) -> None:
    """The page's authorships: those of its copy among the latest, else one query. Drafts have their own."""
    if not hasattr(page, "is_restricted"):
        return
    twin = next((each for each in latest if each.pk == page.pk), None)
    if twin is None:
        prefetch_related_objects([page], authorships_with_persons(biographies_in=language))
    else:
        page._prefetched_objects_cache["authorships"] = twin._prefetched_objects_cache["authorships"]


def _neighbours(
    page: CommentaryPage, relatives: list[CommentaryPage], request: HttpRequest
) -> dict[str, Neighbour | None]:
    by_pk = {each.pk: each for each in relatives}
    older, newer = (by_pk.get(getattr(page, name, None)) for name in ("older_id", "newer_id"))
    return {"previous": _neighbour(older, request), "next": _neighbour(newer, request)}


def _neighbour(page: CommentaryPage | None, request: HttpRequest) -> Neighbour | None:
    if page is None:
        return None
    label = page.issue.label if page.issue else ""
    return Neighbour(label, page.title, page.get_url(request) or "", page.language)


def _translation(page: CommentaryPage, request: HttpRequest) -> Translation:
    name = get_language_info(wording_for(page.language))["name_local"].capitalize()
    return Translation(page.language, name, page.get_url(request) or "")


def _meta(record: Record, translations: list[Translation]) -> Meta:
    root = record.url.removesuffix(record.path)
    return Meta(
        description=record.lead or record.abstract,
        canonical=record.url,
        robots="noindex" if getattr(settings, "COMMENTARIES_DEMO", False) else "",
        translations=[Alternate(each.language, f"{root}{each.path}") for each in translations],
    )


def author_path(person: Person) -> str:
    """Address of a person's page, empty where the host site serves none."""
    try:
        return reverse("author", args=[person.slug])
    except NoReverseMatch:
        return ""


def topic_path(slug: str) -> str:
    """Address of a topic's page, empty where the host site serves none."""
    try:
        return reverse("topic", args=[slug])
    except NoReverseMatch:
        return ""


def direction_of(language: str) -> str:
    """``rtl`` for languages written from right to left, else ``ltr``."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def person_name(person: Person, printed: str = "") -> PersonName:
    """A person's name with its parts; ``printed`` when a text printed it otherwise."""
    return PersonName(printed or person.name, person.family_name, person.given_name, person.filed_name)


def _contributors(page: CommentaryPage) -> Iterable[Contributor]:
    for authorship in page.authorships.all():
        person = authorship.person
        yield Contributor(
            name=person_name(person, authorship.printed_name),
            role=Role(authorship.role),
            affiliation=authorship.printed_affiliation,
            orcid=person.orcid,
            path=author_path(person),
        )


def _series_facts(series: Series, printed: dict[str, Any], path: str) -> SeriesFacts:
    facts, publisher = printed.get("series", {}), printed.get("publisher", {})
    return SeriesFacts(
        title=facts.get("title") or series.title,
        short_title=facts.get("short_title") or series.short_title,
        issns=tuple(Issn(value, medium) for medium, value in facts.get("issns") or series.issns),
        path=path,
        publisher=publisher.get("name", ""),
        publisher_short=publisher.get("short_name", ""),
        publisher_place=publisher.get("place", ""),
    )


def _published(issue: Issue | None) -> PublicationDate | None:
    if issue is None or issue.state == Issue.State.RESERVED:
        return None
    return PublicationDate.of(issue.published_on) if issue.published_on else PublicationDate(issue.year)


def _subjects(page: CommentaryPage) -> Iterable[Subject]:
    """The topics in the reader's language: one query for a text that is stored."""
    if not hasattr(page, "is_restricted"):
        names = [topic.in_language() for topic in page.topics.all()]
    else:
        language = wording_for(get_language() or "en")
        here = FilteredRelation("tag__names", condition=Q(tag__names__language=language))
        tagged = TaggedCommentary.objects.filter(content_object=page).annotate(here=here)
        names = tagged.values_list(Coalesce("here__name", "tag__name"), Coalesce("here__slug", "tag__slug")).order_by(
            "tag__name"
        )
    for name, slug in names:
        yield Subject(name, topic_path(slug))


def _doi(series: Series, issue: Issue) -> str:
    if not (series.doi_prefix and series.doi_suffix) or issue.sequence is None:
        return ""
    year = issue.period or issue.year
    suffix = series.doi_suffix.format(
        yy=f"{year % 100:02d}", yyyy=f"{year:04d}", n=issue.sequence, suffix=issue.suffix, month="", MONTH=""
    )
    return f"{series.doi_prefix}/{suffix}"


def _author_cards(page: CommentaryPage) -> list[AuthorCard]:
    language = get_language() or "en"
    return [
        AuthorCard(
            name=authorship.printed_name,
            affiliation=authorship.printed_affiliation,
            biography=rich(_biography_of(authorship, language)),
            orcid=authorship.person.orcid,
            web=authorship.person.web,
            path=author_path(authorship.person),
            photo=picture(authorship.person.photo) if authorship.person.photo_id else None,
        )
        for authorship in page.authorships.all()
    ]


def _biography_of(authorship: Authorship, language: str) -> str:
    """The biography that was fetched with the authorship, else the person's own."""
    if hasattr(authorship, "biography"):
        return authorship.biography or ""
    return authorship.person.biography_in(language)


def _site_root(page: CommentaryPage, path: str) -> str:
    full = page.full_url or ""
    return full[: -len(path)] if path and full.endswith(path) else ""
