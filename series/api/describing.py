"""Turns a public text, an author and a series into what programs read of them: only what readers see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from rest_framework.serializers import Field

from commentaries.formats import formats_of
from commentaries.models import CommentaryPage, Person, Series
from commentaries.reading import Block, Picture, reading_of, rich, words_of
from commentaries.record import LICENCES, Licence, Record
from commentaries.recording import author_path, pdf_path, record_of
from commentaries.sanitising import web_address
from series import vocabulary
from series.vocabulary import Told

if TYPE_CHECKING:
    from django.http import HttpRequest

Say = Callable[[Any, "HttpRequest"], Any]


class Said(Field):
    """A field of the API that is said by a function of the row and the request."""

    def __init__(self, say: Say) -> None:
        super().__init__(source="*", read_only=True)
        self.say = say

    def to_representation(self, value: Any) -> Any:
        return self.say(value, self.context["request"]._request)


def of_record(say: Callable[[Record], Any]) -> Said:
    """A field that is read off the record of a text."""
    return Said(lambda page, request: say(_record(page, request)))


def _record(page: CommentaryPage, request: HttpRequest) -> Record:
    """Made once for all fields of an answer."""
    if not hasattr(page, "told_record"):
        page.told_record = record_of(page, request=request)
    record: Record = page.told_record
    return record


def series_told(page: CommentaryPage, request: HttpRequest) -> Told:
    """The series as it was called when the text appeared, and the key under which it is told today."""
    facts = _record(page, request).series
    return {
        "id": page.series_id,
        "title": facts.title,
        "short_title": facts.short_title,
        "publisher": facts.publisher,
        "issns": vocabulary.issns_told(facts),
    }


def authors_told(page: CommentaryPage, request: HttpRequest) -> list[Told]:
    """All who had a part in the text, in the order of the byline, with the key under which each is told."""
    record, authorships = _record(page, request), page.authorships.all()
    return [
        {"id": authorship.person_id, **vocabulary.contributor_told(record, contributor)}
        for authorship, contributor in zip(authorships, record.contributors, strict=True)
    ]


def topics_told(page: CommentaryPage, request: HttpRequest) -> list[Told]:
    record = _record(page, request)
    return [vocabulary.subject_told(record, each) for each in page.told_subjects]


def files_told(page: CommentaryPage, request: HttpRequest) -> Told:
    """Where the text is as a file, by the ending of the address."""
    record = _record(page, request)
    files = {each.ending: record.absolute(record.file_path(each.ending)) for each in formats_of(record)}
    path = pdf_path(record)
    return {**({"pdf": record.absolute(path)} if path else {}), **files}


def licence_told(licence: Licence | None) -> Told | None:
    return {"name": licence.name, "url": licence.url} if licence else None


def key_points_told(page: CommentaryPage, request: HttpRequest) -> list[Told]:
    return [{"lead": point.value["lead"], "text": point.value["text"]} for point in page.key_points]


def body_told(page: CommentaryPage, request: HttpRequest) -> list[Told]:
    """The blocks as a reader meets them, sanitised, notes numbered; what a block has not is left out."""
    return [_block(block) for block in _reading(page).blocks]


def notes_told(page: CommentaryPage, request: HttpRequest) -> list[Told]:
    return [{"number": note.number, "html": str(note.html)} for note in _reading(page).notes]


def words_told(page: CommentaryPage, request: HttpRequest) -> int:
    return 0 if page.archived else words_of(page)


def _reading(page: CommentaryPage) -> Any:
    if not hasattr(page, "told_reading"):
        page.told_reading = reading_of(page)
    return page.told_reading


def _block(block: Block) -> Told:
    told = {each.name: getattr(block, each.name) for each in fields(block) if each.name not in {"notes", "picture"}}
    told |= {"html": str(block.html), "answer": str(block.answer), "picture": _picture(block.picture)}
    return {name: value for name, value in told.items() if value}


def _picture(shown: Picture | None) -> Told | None:
    if shown is None:
        return None
    return {"src": shown.src, "width": shown.width, "height": shown.height, "alt": shown.alt}


def person_url(person: Person, request: HttpRequest) -> str:
    path = author_path(person)
    return request.build_absolute_uri(path) if path else ""


def biographies_told(person: Person, request: HttpRequest) -> list[Told]:
    own = person.biographies.all()
    return [{"language": each.language, "html": str(rich(each.text, person.told_expand))} for each in own]


def web_told(person: Person, request: HttpRequest) -> str:
    return web_address(person.web)


def issns_told(series: Series, request: HttpRequest) -> list[Told]:
    return [{"medium": medium, "value": value} for medium, value in series.issns]


def pages_told(series: Series, request: HttpRequest) -> list[Told]:
    """The pages of the series that everyone may read, one for each language."""
    return [
        {"title": page.title, "language": page.locale.language_code, "html_url": page.get_full_url(request)}
        for page in series.told_pages
    ]


def about_told(series: Series, request: HttpRequest) -> str:
    return str(rich(series.about))


def licence_of_series(series: Series, request: HttpRequest) -> Told | None:
    return licence_told(LICENCES.get(series.licence))
