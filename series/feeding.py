"""Answers readers of feeds: all series, one series, a topic, an author, each in every form."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from commentaries import conf
from commentaries.models import CommentaryPage, Person
from commentaries.recording import author_path, topic_path
from commentaries.sanitising import plain_text
from commentaries.views.public import for_everyone
from series import caching
from series.addressing import series_page_at
from series.asking import place_asked, topic_asked
from series.context import home_path
from series.feeds import FORMS
from series.feeds.contents import Source, feed_of
from series.listings import texts_here

if TYPE_CHECKING:
    from commentaries.models import CommentaryQuerySet


def feed_of_all(request: HttpRequest, form: str) -> HttpResponse:
    """The texts of all series."""
    return _answer(request, texts_here(), Source("", home_path(request)), form)


def feed_of_series(request: HttpRequest, above: str, form: str) -> HttpResponse:
    """The texts of a series; that of a closed circle has no feed, as no reader of feeds knows a password."""
    page = series_page_at(request, above)
    if page.is_closed:
        raise Http404
    series = page.series
    about = plain_text(page.introduction or series.about)
    source = Source(page.title, page.get_url(request) or "", about, of=series)
    return _answer(request, CommentaryPage.objects.for_readers_in(page.locale).in_series(series), source, form)


def feed_of_topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The texts about a topic; an address in another language, or of one merged into it, leads to this one's."""
    topic = topic_asked(slug)
    if topic is None:
        raise Http404
    name, own_slug = topic.in_language()
    if slug != own_slug:
        return redirect(f"{topic_path(own_slug)}feed.{form}", permanent=True)
    return _answer(request, texts_here().about(topic), Source(name, topic_path(own_slug)), form)


def feed_of_author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The texts of a person who has any that everyone may read."""
    person = get_object_or_404(Person, slug=slug)
    texts = texts_here().by(person)
    return _answer(request, texts, Source(person.name, author_path(person)), form, needs_texts=True)


def _answer(
    request: HttpRequest, texts: CommentaryQuerySet, source: Source, form: str, *, needs_texts: bool = False
) -> HttpResponse:
    """The feed, or nothing new for a reader who has it (RFC 9110, section 13).

    It has changed when anything public has: of a text that was held or closed nothing in it tells.
    """
    state = caching.generation()  # before anything is read: what changes meanwhile is new to this reader
    before = place_asked(request, source.of)
    feed = feed_of(texts, source, request, before=before)
    if needs_texts and not feed.entries and not before:
        raise Http404
    media_type, write = FORMS[form]
    content = write(feed)
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response.headers["ETag"] = quote_etag(sha256(content).hexdigest())
    changed = caching.changed_at(state)
    response.headers["Last-Modified"] = http_date(changed)
    if conf.get().DEMO:
        response.headers["X-Robots-Tag"] = "noindex"
    known = get_conditional_response(request, etag=response.headers["ETag"], last_modified=changed, response=response)
    return for_everyone(request, known)
