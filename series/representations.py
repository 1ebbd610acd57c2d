"""Answers the requests for one text as a file, found by its number or its name below the page of its series."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _

from commentaries import conf, printing
from commentaries.formats import FORMATS, Format, written_list
from commentaries.models import CommentaryPage, Issue, PrintVersion
from commentaries.models.prints import CHECKSUM_SHOWN
from commentaries.models.querysets import authorships_with_persons
from commentaries.pdf.orders import CannotPrint, Exhausted, NotNow
from commentaries.recording import record_of
from commentaries.signposting import signposts_of_file, written
from commentaries.views.files import HOUR, YEAR, keep_long, serve_file
from commentaries.views.public import for_everyone, serve_commentary
from series.addressing import series_page_at
from series.routing import as_wagtail_serves, text_at_number

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from series.models import SeriesPage

Answer = Callable[["HttpRequest", PrintVersion], "HttpResponseBase"]
OfPublic = Callable[[CommentaryPage], "HttpResponseBase"]
MINUTE = 60
_ONE_PRINT = re.compile(rf"(?P<name>[\w-]+)-(?P<checksum>[0-9a-f]{{{CHECKSUM_SHOWN}}})")


def pdf(request: HttpRequest, above: str, name: str) -> HttpResponseBase:
    """The PDF of a text by its number or name; with the beginning of a checksum, one print version for ever."""
    return _answer(request, above, name, "pdf", _pdf_of)


def cover(request: HttpRequest, above: str, name: str, size: str) -> HttpResponseBase:
    """The first page of a text's PDF as a picture, ``small`` or ``large``."""
    return _answer(request, above, name, f"{size}.png", partial(_cover_of, size))


def representation(request: HttpRequest, above: str, name: str, ending: str) -> HttpResponseBase:
    """A text in one of the forms of ``commentaries.formats``; any other ending is answered by the list of them."""
    page = series_page_at(request, above)
    asked = FORMATS.get(ending)
    if asked is None:
        sentence = _("There is no text as “.%(ending)s”. These can be had: %(formats)s.")
        return no_such_format(request, sentence % {"ending": ending, "formats": written_list()})
    text = _text(page, name)
    if text is None:
        raise Http404
    is_missing = asked.needs_text and text.archived
    answer_with = partial(_not_held, request, ending) if is_missing else partial(_written, asked, request)
    return _as_its_page(request, page, text, ending, answer_with)


def _answer(request: HttpRequest, above: str, name: str, ending: str, answer_with: Answer) -> HttpResponseBase:
    """A file of the text that is meant."""
    page = series_page_at(request, above)
    text, checksum = _text(page, name), ""
    if text is None and (match := _ONE_PRINT.fullmatch(name)):
        text, checksum = _text(page, match["name"]), match["checksum"]
    if text is None:
        raise Http404
    if text.archived:
        return _as_its_page(request, page, text, ending, partial(_not_held, request, ending))

    def print_or_wait(text: CommentaryPage) -> HttpResponseBase:
        try:
            response = answer_with(request, _print_of(text, checksum))
        except (NotNow, Exhausted):
            return _later(text, request)
        response.headers["Link"] = written(signposts_of_file(text, is_print=True))
        return keep_long(request, response, seconds=YEAR if checksum else HOUR)

    return _as_its_page(request, page, text, ending, print_or_wait)


def _as_its_page(
    request: HttpRequest, page: SeriesPage, text: CommentaryPage, ending: str, answer_with: OfPublic
) -> HttpResponseBase:
    """The answer where the text is public, in its own language.

    What is held or removed answers as its page does, and a closed circle's text asks for the same password.
    """

    def serve(text: CommentaryPage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponseBase:
        if text.locale_id != page.locale_id:  # where a closed circle's text lies tells its title
            return for_everyone(request, redirect(record_of(text, request=request).file_path(ending)))
        if not text.live or text.issue is None or text.issue.state != Issue.State.PUBLIC:
            return serve_commentary(text, request)
        response = answer_with(text)
        if conf.get().DEMO:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return as_wagtail_serves(text, request, serve)


def _written(asked: Format, request: HttpRequest, text: CommentaryPage) -> HttpResponseBase:
    """A text in this form, kept as long as its page is: a correction of either is seen within the same minute."""
    prefetch_related_objects([text], authorships_with_persons())
    content = asked.write(text, request).encode()
    response = HttpResponse(content, content_type=asked.content_type)
    name = printing.file_name(text.issue, text.language, asked.ending)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Link"] = written(signposts_of_file(text, cites=asked.cites))
    response.headers["ETag"] = quote_etag(sha256(content).hexdigest())
    answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return for_everyone(request, answer or response)


def _not_held(request: HttpRequest, ending: str, text: CommentaryPage) -> HttpResponse:
    """Of an archive entry there are only facts."""
    sentence = _(
        "The text of this issue is not held here, so it cannot be had as “.%(ending)s”. These can be had: %(formats)s."
    )
    return no_such_format(request, sentence % {"ending": ending, "formats": written_list(is_archived=True)})


def no_such_format(request: HttpRequest, sentence: str) -> HttpResponse:
    """Whoever asks for an ending that there is not is told in a sentence those that there are."""
    context = {"base_template": conf.get().BASE_TEMPLATE, "title": _("No such format"), "sentence": sentence}
    response = render(request, "commentaries/refused.html", context, status=HTTPStatus.NOT_FOUND)
    patch_cache_control(response, no_store=True)
    return response


def _print_of(text: CommentaryPage, checksum: str) -> PrintVersion:
    """The newest print version of what readers see, made now if there is none; or the one with this checksum."""
    if checksum:
        made = _prints_of(text).filter(sha256__startswith=checksum).order_by("-pk").first()
        if made is None:
            raise Http404
        return made
    edition = printing.current_edition(text)
    if edition is None or printing.has_failed(edition):
        raise Http404
    try:
        return printing.print_of(edition, patience=printing.FOR_A_READER)
    except (NotNow, Exhausted):
        raise
    except CannotPrint as failure:  # the follow-up says it to the editors
        raise Http404(str(failure)) from failure


def _later(text: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """Asks a reader to come back (RFC 9110, sections 15.6.4 and 10.2.3)."""
    context = {
        "base_template": conf.get().BASE_TEMPLATE,
        "title": text.title,
        "sentence": _("The PDF of this text is being made. Please come back in a minute."),
    }
    response = render(request, "commentaries/refused.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(MINUTE)
    patch_cache_control(response, no_store=True)
    return response


def _pdf_of(request: HttpRequest, made: PrintVersion) -> HttpResponseBase:
    name = printing.file_name(made.edition.issue, made.edition.language)
    kind = "application/pdf"
    return serve_file(request, made.file, name=name, checksum=made.sha256, changed_at=made.made_at, content_type=kind)


def _cover_of(size: str, request: HttpRequest, made: PrintVersion) -> HttpResponseBase:
    stored = made.cover_small if size == "small" else made.cover_large
    name = printing.file_name(made.edition.issue, made.edition.language, f"{size}.png")
    checksum = f"{made.sha256}-{size}"
    return serve_file(request, stored, name=name, checksum=checksum, changed_at=made.made_at, content_type="image/png")


def _prints_of(text: CommentaryPage) -> QuerySet[PrintVersion]:
    return PrintVersion.objects.filter(edition__page=text).select_related("edition__issue__series")


def _text(page: SeriesPage, name: str) -> CommentaryPage | None:
    """The text with this number, in the language of the page if there is one; else that of this name below the page."""
    texts = CommentaryPage.objects.select_related("series", "issue", "locale")
    if text := text_at_number(page, name, texts):
        return text
    return texts.child_of(page).exclude(issue=None).filter(slug=name).first()
