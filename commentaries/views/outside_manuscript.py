"""Answers the author of a planned text who comes by a link: what is waited for, and the file that they send."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from commentaries import attaching, receiving
from commentaries.forms import ManuscriptForm
from commentaries.models import Attachment, DeskLine, Link
from commentaries.views.outside import ByLink


class ManuscriptByLink(ByLink):
    """What is planned, what was sent so far, and a form for one file."""

    kind = Link.Kind.MANUSCRIPT
    template_name = "commentaries/outside/manuscript.html"
    line: DeskLine

    def read(self) -> None:
        self.line = self.link.line

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ManuscriptForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer_invalid(form=form)
        said = form.cleaned_data
        try:
            file = receiving.send(
                self.line,
                self.link.person,
                said["file"],
                title=said["title"],
                message=said["message"],
                through=self.link,
            )
        except attaching.TooManyFiles as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, form=form)
        return self.go_to("manuscript", arrived=file.pk)

    def forms_sent(self) -> tuple[Form, ...]:
        return (ManuscriptForm(self.request.POST),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = Attachment.objects.filter(line=self.line, sent_by=self.link.person).order_by("-sent_at", "-pk")
        context = {
            "line": self.line,
            "series": self.line.series,
            "person": self.link.person,
            "asked_by": self.link.made_by,
            "title": self.line.page.draft_title if self.line.page else self.line.working_title,
            "sent": sent,
            "arrived": self.just_arrived(sent),
            "last_day": self.link.last_day,
            "form": ManuscriptForm(initial={"title": self.line.working_title}),
        }
        return super().get_context_data(**context) | kwargs
