"""Answers those who work on a text with how far its DOI is, and with the file that registers it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries.citations.crossref import MEDIA_TYPE
from commentaries.models import CommentaryPage, Deposit, FollowUp
from commentaries.permissions import user_works_on_text
from series import deposits
from series.deposits.states import registration_of, with_registrations
from series.views.desk import DeskPage

TITLE = gettext_lazy("DOI")
ICON = "globe"


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
    page_title = TITLE
    header_icon = ICON

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        issue = self.page.issue
        text = deposits.public_texts().filter(pk=self.page.pk).first()
        context = self.get_context_data(
            page=self.page,
            doi=issue.doi if issue else "",
            registration=registration_of(self.page),
            sends=deposits.in_force() is not None,
            on_trial=deposits.is_on_trial(),
            is_public=text is not None,
            leads_nowhere=text is not None and deposits.leads_nowhere(deposits.deposited(text)),
            work=FollowUp.objects.filter(kind=deposits.KIND, issue=issue).first() if issue else None,
            deposits=Deposit.objects.filter(issue=issue).newest_first() if issue else [],
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "stop":
            self._stop()
        elif deposits.register_now(self.page):
            messages.success(request, _("The DOI is seen to at once. Look here again in two minutes."))
        else:
            messages.error(request, _("Nothing was sent: the text is not public, or this site has no account."))
        return redirect("series_registration", self.page.pk)

    def get_page_subtitle(self) -> str:
        return self.page.draft_title or self.page.title

    def _stop(self) -> None:
        if self.page.issue and deposits.do_not_send(self.page.issue):
            messages.success(self.request, _("The DOI is not sent, until the text changes or somebody asks for it."))
        else:
            messages.error(self.request, _("It was too late to stop it: it has been sent, or nothing waits."))


class DepositFileView(OfOneText):
    """The file that registers the DOI of a public text as it is now, to be handed in by hand."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = deposits.public_texts().filter(pk=self.page.pk).first()
        if text is None:
            raise Http404(_("Only a public text with a DOI has such a file."))
        return as_download(deposits.write([deposits.deposited(text)]), f"{text.issue.address}-crossref.xml")


def as_download(xml: bytes, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(xml, content_type=MEDIA_TYPE, headers=disposition)
