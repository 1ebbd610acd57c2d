"""Answers an editor who hands texts to another: one, with its day and its guest, or all of them in one step."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commentaries import appointing, handing_over, handling, postponing, versions
from commentaries.attaching import attachments_of
from commentaries.models import CommentaryPage, Person
from commentaries.permissions import (
    person_of,
    user_can_appoint,
    user_can_hand_over,
    user_knows_reviewers,
    user_works_on_text,
)
from series import desk
from series.forms import GuestForm, HandAllForm, HandlingForm
from series.views.desk import DeskPage, WorkPage


class HandlingView(DeskPage):
    """The days of one text, of its step and of its appearance, the editor who handles it, and its guest editors."""

    template_name = "series/admin/handling.html"
    page_title = gettext_lazy("Dates and editor")
    page: CommentaryPage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])

    def read_text(self, pk: int) -> None:
        texts = CommentaryPage.objects.select_related("series", "desk_line__handled_by")
        self.page = get_object_or_404(texts, pk=pk)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_works_on_text(request.user, self.page):
            raise PermissionDenied(_("Only those who work on the series do this."))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        verbs = {"appoint": self.appoint, "dismiss": self.dismiss}
        return verbs.get(request.POST.get("action", ""), self.handle)()

    def handle(self) -> HttpResponse:
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.refuse(form=form)
        said, user = form.cleaned_data, self.request.user
        try:
            with transaction.atomic():  # of what is noted together, all or nothing
                if form.hands_over:
                    handing_over.hand_over(self.page, user, to=said["handled_by"], seen=said["was_with"])
                if form.sets_due:
                    postponing.set_due(self.page, user, seen=said["seen"], due_on=said["due_on"])
                if form.aims:
                    handling.aim(self.page, user, target_on=said["target_on"], seen=said["aimed_at"])
        except handing_over.NotAnEditor as refusal:
            form.add_error("handled_by", str(refusal))
            return self.refuse(form=form)
        except (handing_over.HandedOverMeanwhile, postponing.StepChanged, handling.AimedMeanwhile) as conflict:
            self.read_text(self.page.pk)
            beside = self.form(form.typed_beside(self.form()))
            return self.conflict(conflict, form=beside)
        messages.success(self.request, _("Dates and editor of “%(title)s” are noted.") % {"title": self.title()})
        return redirect(self.way_back())

    def appoint(self) -> HttpResponse:
        form = self.guest_form(self.request.POST)
        if not form.is_valid():
            return self.refuse(guest_form=form)
        guest = form.cleaned_data["guest"]
        try:
            appointing.appoint(self.page, self.request.user, guest=guest, seen=form.cleaned_data["was_with"])
        except appointing.CannotEdit as refusal:
            form.add_error("guest", str(refusal))
            return self.refuse(guest_form=form)
        except handing_over.HandedOverMeanwhile as conflict:
            self.read_text(self.page.pk)
            sent = self.request.POST.copy()
            sent["was_with"] = self.holder()
            return self.conflict(conflict, guest_form=self.guest_form(sent))
        told = _("%(person)s is guest editor of “%(title)s” and has a mail.")
        if guest == person_of(self.request.user):  # who does it themselves is not written to
            told = _("%(person)s is guest editor of “%(title)s”.")
        messages.success(self.request, told % {"person": guest, "title": self.title()})
        return redirect("series_handling", self.page.pk)

    def dismiss(self) -> HttpResponse:
        key = self.request.POST.get("guest", "")
        guests = self.page.guest_editors.select_related("person")
        guest = get_object_or_404(guests, pk=key if key.isdecimal() else None)
        appointing.dismiss(self.page, self.request.user, guest=guest.person)
        messages.success(
            self.request, _("%(person)s is no longer guest editor of this text.") % {"person": guest.person}
        )
        return redirect("series_handling", self.page.pk)

    def conflict(self, conflict: Exception, **forms: Any) -> HttpResponse:
        context = self.get_context_data(conflict=str(conflict), **forms)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def refuse(self, **forms: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def holder(self) -> str:
        """The key of the editor who has the text, empty if all have."""
        line = getattr(self.page, "desk_line", None)
        return str(line.handled_by_id or "") if line else ""

    def form(self, sent: Any = None) -> HandlingForm:
        line = getattr(self.page, "desk_line", None)
        may_hand_over = user_can_hand_over(self.request.user, versions.latest_of(self.page))
        editors = handing_over.editors_for(self.page) if may_hand_over else None
        step = postponing.step_of(self.page)
        return HandlingForm(sent, instance=line, initial={"was_with": self.holder()}, editors=editors, step=step)

    def guest_form(self, sent: Any = None) -> GuestForm:
        return GuestForm(sent, initial={"was_with": self.holder()})

    def title(self) -> str:
        return str(self.page.draft_title or self.page.title)

    def get_page_subtitle(self) -> str:
        return self.title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest, user = versions.latest_of(self.page), self.request.user
        may_appoint = user_can_appoint(user, latest)
        context = {
            "page": self.page,
            "form": self.form(),
            "guests": self.page.guest_editors.select_related("person"),
            "may_appoint": may_appoint,
            "guest_form": self.guest_form() if may_appoint else None,
            "attachments": attachments_of(self.page, with_reviews=user_knows_reviewers(user, latest)),
        }
        context = {**super().get_context_data(**context), **kwargs}
        shown = [form for form in (context["form"], context["guest_form"]) if form is not None]
        return {**context, "media": sum((form.media for form in shown), Media())}


class HandAllView(WorkPage):
    """All texts that one editor has, to another, in one step."""

    template_name = "series/admin/hand_all.html"
    page_title = gettext_lazy("Hand over all texts")
    header_icon = "group"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.lines = desk.in_hands(desk.lines_for(request.user))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        handed = handing_over.hand_over_all(form.texts(), request.user, of=form.of, to=form.cleaned_data["to"])
        self.tell(handed, form.cleaned_data["to"])
        return redirect("series_desk")

    def tell(self, handed: handing_over.Handed, to: Person) -> None:
        """How many texts have gone, and by name those that have not."""
        given = len(handed.given)
        if given:
            told = ngettext(
                "%(number)s text is with %(person)s now.", "%(number)s texts are with %(person)s now.", given
            )
            messages.success(self.request, told % {"number": given, "person": to})
        left = (
            (handed.own, _("%(person)s cannot decide on these, so they stay where they are: %(titles)s.")),
            (handed.refused, _("You are an author of these, so another editor hands them over: %(titles)s.")),
            (handed.gone, _("Somebody else handed these over meanwhile, so they were left alone: %(titles)s.")),
        )
        for pages, told in left:
            if pages:
                titles = ", ".join(page.draft_title or page.title for page in pages)
                messages.warning(self.request, told % {"person": to, "titles": titles})

    def form(self, sent: Any = None) -> HandAllForm:
        """Of the one who is named in the address, else of the user; the texts are those on the desk now."""
        named = (sent or self.request.GET).get("of", "")
        own = person_of(self.request.user)
        of = Person.objects.filter(pk=named).first() if named.isdecimal() else own
        return HandAllForm(sent, of=of, lines=self.lines.get(of.pk if of else 0, []))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        own = person_of(self.request.user)
        return super().get_context_data(
            form=form,
            lines=form.lines,
            of=form.of,
            is_own=form.of is not None and form.of == own,
            others=Person.objects.filter(pk__in=self.lines).exclude(pk=form.of.pk if form.of else 0),
            **kwargs,
        )
