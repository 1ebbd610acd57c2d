"""Shows whoever comes by a link the text that it is about: as its readers would see it, and as a PDF."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commentaries import printing
from commentaries.models import CommentaryPage
from commentaries.pdf.orders import CannotPrint, Exhausted, NotNow
from commentaries.presenting import context_of
from commentaries.views.outside import ByLink

MINUTE = "60"


class AboutText(ByLink):
    """A link to a page of its kind, below which the text stands; its addresses are named after the kind."""

    def content(self) -> CommentaryPage:
        """The text as it is shown to the holder of this link."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        addresses = {f"{name}_url": self.address(f"{self.kind}{below}") for name, below in _BELOW.items()}
        return {**addresses, "link": self.link} | kwargs


_BELOW = {"answer": "", "text": "_text", "pdf": "_pdf"}


class TextMixin(AboutText):
    """The text as its readers would see it, between two ways back to the answer."""

    template_name = "commentaries/outside/text.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.content()
        context = {**context_of(page, request), "page": page, "page_template": page.get_template(request)}
        return self.render_to_response(self.get_context_data(**context))


class PrintMixin(AboutText):
    """The same as a PDF, made for this one request."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.content()
        try:
            pdf = printing.draft_of(page, patience=printing.FOR_A_READER)
        except (NotNow, Exhausted):
            sentence = _("The PDF of this text is being made. Please come back in a minute.")
            response = self.say(_("Not at this moment"), sentence, status=HTTPStatus.SERVICE_UNAVAILABLE)
            response.headers["Retry-After"] = MINUTE
            return response
        except (CannotPrint, printing.NothingToPrint):
            sentence = _("This version cannot be printed as it is. Please read it as a page.")
            return self.say(_("There is no PDF"), sentence, status=HTTPStatus.NOT_FOUND)
        response = HttpResponse(pdf, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{slugify(page.series.title)}-draft.pdf"'
        return response
