"""Answers whoever comes by a link, without an account: by its token alone, in their language, kept and told nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from commentaries import conf, throttling
from commentaries.citations.wording import wording_for
from commentaries.forms import typed_in, wrong_in
from commentaries.links import ending, opening
from commentaries.mails import stated_language_of
from commentaries.models import Attachment, Link, Person


# The address itself is the key, and no cookie opens anything here: whoever could forge a request has the link.
@method_decorator(csrf_exempt, name="dispatch")
class ByLink(View):
    """A page that opens by a link of one kind. A GET writes nothing: programs that look at mails follow links."""

    kind: Link.Kind
    template_name = ""
    link: Link

    def dispatch(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        self.token = token
        with override(language_for(request)):
            response = self._refusal() or self._answer(request, *args, **kwargs)
        return _for_one_alone(response)

    def _refusal(self) -> HttpResponse | None:
        """What is said to a token that opens nothing here."""
        try:
            self.link = self._opened()
        except throttling.TooMany as refused:
            return throttling.turned_away(self.request, refused)
        except opening.UnknownLink:
            sentence = _(
                "Perhaps the mail program cut it in two: copy it from the mail as a whole, to its last letter. "
                "If that does not help, answer the mail in which you received it."
            )
            return self.say(_("This link leads nowhere"), sentence, status=HTTPStatus.NOT_FOUND)
        except opening.ForeignLink:
            sentence = _("Open it as it stands in the mail in which you received it.")
            return self.say(_("This link is for something else"), sentence, status=HTTPStatus.FORBIDDEN)
        except ending.LinkEnded as ended:
            return self.say_ended(ended)
        return None

    def _opened(self) -> Link:
        """The link; tokens that open nothing are counted, and after some dozens nothing is looked up."""
        who = throttling.address_of(self.request)
        if throttling.is_passed(throttling.TOKENS, who):
            raise throttling.TooMany(throttling.TOKENS, wait=throttling.seconds_left(throttling.TOKENS))
        try:
            return opening.opened(self.token, self.kind)
        except opening.UnknownLink:
            throttling.count(throttling.TOKENS, who)
            raise

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(language_for(request, self.link.person)):
            request.language_paths = {  # type: ignore[attr-defined]  # for the header's switch
                code: f"{request.path}?language={code}" for code, _name in settings.LANGUAGES
            }
            try:
                self.read()
                if request.method == "POST":
                    throttling.count(throttling.ANSWERS, self.link.token_hash)
                response = super().dispatch(request, *args, **kwargs)
            except throttling.TooMany as refused:
                response = self.say(
                    _("Too many attempts"), throttling.please_wait(refused), status=HTTPStatus.TOO_MANY_REQUESTS
                )
                response.headers["Retry-After"] = str(refused.wait)
            except ending.LinkEnded as ended:  # while its holder was sending something
                response = self.say_ended(ended)
            response.headers["Content-Language"] = get_language()
            return response

    def read(self) -> None:
        """Reads what the link leads to, before anything is asked of it."""

    def forms_sent(self) -> Iterable[Form]:
        """What was typed, on whatever form it was."""
        return ()

    def say_ended(self, ended: ending.LinkEnded) -> HttpResponse:
        with override(language_for(self.request, ended.link.person)):
            titles = {"declined": _("Thank you"), "cancelled": _("No answer is needed any more")}
            title = titles.get(ended.why, _("This link does not work any more"))
            return self.say(title, ended.sentence, status=HTTPStatus.GONE)

    def say(self, title: str, sentence: str, *, status: HTTPStatus) -> HttpResponse:
        """A sentence in the place of a page, with no word of what the link leads to; nothing typed is lost."""
        typed = typed_in(self.forms_sent()) if self.request.method == "POST" else []
        context = {"title": title, "sentence": sentence, "typed": typed}
        return self.render("commentaries/outside/ended.html", context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs

    def render_to_response(self, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        return self.render(self.template_name, context, status=status)

    def render(self, template: str, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        """Written at once, while the language is that of the reader."""
        context = {"base_template": conf.get().BASE_TEMPLATE, **context}
        return TemplateResponse(self.request, template, context, status=status).render()

    def answer_invalid(self, **forms: Form) -> HttpResponse:
        context = self.get_context_data(wrong=wrong_in(forms.values()), **forms)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def answer_conflict(self, error: Exception, *, status: HTTPStatus, **forms: Form) -> HttpResponse:
        context = self.get_context_data(conflict=str(error), typed=typed_in(forms.values()), **forms)
        return self.render_to_response(context, status=status)

    def address(self, name: str, **asked: object) -> str:
        """Another address of the same link, in the language that was chosen."""
        chosen = self.request.GET.get("language", "")
        query = urlencode(({"language": chosen} if _is_known(chosen) else {}) | asked)
        return reverse(f"outside:{name}", args=[self.token]) + (f"?{query}" if query else "")

    def go_to(self, name: str, place: str = "top", **asked: object) -> HttpResponse:
        """To a place of the page: a browser goes on to that which its reader came from, unless told."""
        return redirect(f"{self.address(name, **asked)}#{place}")

    def just_arrived(self, sent: Iterable[Attachment]) -> Attachment | None:
        """The file for which the sender is thanked: that with which they were led here, and by no later visit."""
        key = self.request.GET.get("arrived", "") if self.request.method == "GET" else ""
        return next((each for each in sent if str(each.pk) == key), None)


def language_for(request: HttpRequest, person: Person | None = None) -> str:
    """The language chosen on the page, else that in which the person is written to, else the browser's."""
    chosen = request.GET.get("language", "")
    if _is_known(chosen):
        return wording_for(chosen)
    stated = stated_language_of(person) if person else ""
    return wording_for(stated or get_language_from_request(request))


def _is_known(language: str) -> bool:
    return language in {code for code, _name in settings.LANGUAGES}


def _for_one_alone(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by no cache, found by no search engine, framed by no page; and no other page hears of the address."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["X-Frame-Options"] = "DENY"
    return response
