"""Turns a page into its record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from django.db.models import FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from commentaries.citations.wording import wording_for
from commentaries.models import CommentaryPage, Issue, Person, Series, TaggedCommentary
from commentaries.reading import words_of
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
from commentaries.sanitising import web_address
from commentaries.serving import served

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def record_of(page: CommentaryPage, *, request: HttpRequest | None = None, with_text: bool = False) -> Record:
    """The bibliographic facts of a page.

    Published facts come from the snapshot taken at go-live (D10), a draft's from today. With
    ``with_text`` subjects and the number of words are added, at the cost of two queries.
    """
    issue = page.issue
    printed = issue.as_printed if issue else {}
    addresses = addresses_of(page, request=request)
    return Record(
        title=page.title,
        series=_series_facts(page.series, printed, addresses.series_path),
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
        modified=_modified(page),
        path=addresses.path,
        url=addresses.url,
        number_url=addresses.number_url,
        doi=issue.doi if issue else "",
        licence=LICENCES.get(page.licence),
        abstract=page.abstract,
        lead=next((point.value["lead"] for point in page.key_points), ""),
        subjects=tuple(_subjects(page)) if with_text else (),
        keywords=tuple(word.strip() for word in page.keywords.split(",") if word.strip()),
        is_archived=page.archived,
        remark=page.remark,
        hides_authors=page.hides_authors,
        words=words_of(page) if with_text and not page.archived else 0,
    )


class Addresses(NamedTuple):
    """Where a text is: from the root of the site, absolute, and by its number."""

    path: str
    url: str
    number_url: str
    series_path: str


def addresses_of(page: CommentaryPage, *, request: HttpRequest | None = None) -> Addresses:
    """The addresses of a page; they cost no query beyond its register entry."""
    issue, path = page.issue, page.get_url(request) or ""
    root = _site_root(page, path)
    above, _slash, name = path.rstrip("/").rpartition("/")
    series_path = f"{above}/" if unquote(name) == page.slug else ""  # a slug in other letters is written in percent
    has_number = bool(issue and issue.label and series_path)
    return Addresses(
        path=path,
        url=f"{root}{path}" if path else "",
        number_url=f"{root}{series_path}{issue.address}/" if issue and has_number else "",
        series_path=series_path,
    )


def records_of(pages: Iterable[CommentaryPage], *, request: HttpRequest | None = None) -> list[Record]:
    """The records of a list; asks the database nothing when the pages come from ``for_lists()``."""
    return [record_of(page, request=request) for page in pages]


def records_with_subjects(pages: Collection[CommentaryPage], *, request: HttpRequest | None = None) -> list[Record]:
    """The same with the topics of each text, in the reader's language: one query more for all."""
    subjects = subjects_of(pages)
    return [replace(record_of(page, request=request), subjects=subjects[page.pk]) for page in pages]


def subjects_of(pages: Collection[CommentaryPage]) -> dict[int, tuple[Subject, ...]]:
    """The topics of each of these stored texts, by its key, in the reader's language: one query for all."""
    subjects: dict[int, list[Subject]] = {page.pk: [] for page in pages}
    for key, name, slug in _tagged().filter(content_object__in=subjects).values_list("content_object", *_NAMED):
        subjects[key].append(Subject(name, topic_path(slug)))
    return {key: tuple(found) for key, found in subjects.items()}


def author_path(person: Person) -> str:
    """Address of a person's page, empty where the host site serves none."""
    return served("author", person.slug)


def topic_path(slug: str) -> str:
    """Address of a topic's page, empty where the host site serves none."""
    return served("topic", slug)


def pdf_path(record: Record) -> str:
    """Address of the PDF of a public text, empty where there is none or the host site serves none."""
    if record.is_archived or record.published is None:
        return ""
    return record.file_path("pdf") if served("pdf", above="series/", name="number") else ""


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
            affiliation=authorship.affiliation,
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
        publisher_web=web_address(publisher.get("web", "")),
        publisher_ror=publisher.get("ror", ""),
    )


def _published(issue: Issue | None) -> PublicationDate | None:
    if issue is None or issue.state == Issue.State.RESERVED:
        return None
    return PublicationDate.of(issue.published_on) if issue.published_on else PublicationDate(issue.year)


def _modified(page: CommentaryPage) -> datetime | None:
    if not page.live or page.archived or page.last_published_at is None:
        return None
    return timezone.localtime(page.last_published_at, page.series.zone)


def _subjects(page: CommentaryPage) -> Iterable[Subject]:
    """The topics in the reader's language: one query for a text that is stored."""
    if not hasattr(page, "is_restricted"):
        names = [topic.in_language() for topic in page.topics.all()]
    else:
        names = _tagged().filter(content_object=page).values_list(*_NAMED)
    for name, slug in names:
        yield Subject(name, topic_path(slug))


def _tagged() -> QuerySet[TaggedCommentary]:
    """Topics on texts, by name, with what they are called in the reader's language."""
    language = wording_for(get_language() or "en")
    here = FilteredRelation("tag__names", condition=Q(tag__names__language=language))
    return TaggedCommentary.objects.annotate(here=here).order_by("tag__name")


_NAMED = (Coalesce("here__name", "tag__name"), Coalesce("here__slug", "tag__slug"))


def _site_root(page: CommentaryPage, path: str) -> str:
    full = page.full_url or ""
    return full[: -len(path)] if path and full.endswith(path) else ""
