"""Answers those who work on a text with how far its DOI is, and with the file that registers it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries.citations.crossref import MEDIA_TYPE
from commentaries.models import CommentaryPage, Deposit
from commentaries.permissions import user_works_on_text
from commentaries.waiting import failed_follow_ups
from series import deposits
from series.deposits.states import registration_of, with_registrations
from series.views.desk import DeskPage


class OfOneText(DeskPage):
    """What both answers share: the text, and that only those who work on it are told."""

    page: CommentaryPage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        texts = with_registrations(CommentaryPage.objects.select_related("series", "issue"))
        self.page = get_object_or_404(texts, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_works_on_text(request.user, self.page):
            raise PermissionDenied(_("Only those who work on the series do this."))
        return super().dispatch(request, *args, **kwargs)


class RegistrationView(OfOneText):
    """Everything that was sent about the DOI of a text, the newest first, with what was answered."""

    template_name = "series/admin/registration.html"
    page_title = gettext_lazy("DOI")
    header_icon = "globe"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        of_text = failed_follow_ups(request.user).filter(kind=deposits.KIND, issue=self.page.issue)
        context = self.get_context_data(
            page=self.page,
            doi=self.page.issue.doi if self.page.issue else "",
            registration=registration_of(self.page),
            sends=deposits.in_force() is not None,
            has_file=deposits.public_texts().filter(pk=self.page.pk).exists(),
            failed=of_text.first() if self.page.issue else None,
            deposits=Deposit.objects.filter(issue=self.page.issue).newest_first() if self.page.issue else [],
        )
        return self.render_to_response(context)

    def get_page_subtitle(self) -> str:
        return self.page.draft_title or self.page.title


class DepositFileView(OfOneText):
    """The file that registers the DOI of a public text as it is now, to be handed in by hand."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = deposits.public_texts().filter(pk=self.page.pk).first()
        if text is None:
            raise Http404(_("Only a public text with a DOI has such a file."))
        response = HttpResponse(deposits.write([deposits.deposited(text)]), content_type=MEDIA_TYPE)
        response.headers["Content-Disposition"] = f'attachment; filename="{text.issue.address}-crossref.xml"'
        return response
