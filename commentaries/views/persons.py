"""Answers whoever takes out the contact of a person without an account: what goes, what stays, and done."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import EditView

from commentaries import erasing
from commentaries.models import Person
from commentaries.permissions import user_can_erase


class PersonEditView(EditView):
    """Wagtail's form of a person, with a way to erasing."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if not user_can_erase(self.request.user, self.object):
            return buttons
        address = reverse("commentaries:erase_contact", args=[self.object.pk])
        return [*buttons, Button(_("Erase contact…"), url=address, icon_name="bin", priority=90)]


class EraseContactView(WagtailAdminTemplateMixin, View):
    """Says what goes and what stays, and erases."""

    template_name = "commentaries/admin/erase_contact.html"
    header_icon = "bin"
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(Person, pk=kwargs["pk"])
        if not user_can_erase(request.user, self.person):
            raise PermissionDenied(
                _("Some of this person’s texts are others’ to look after. Ask an administrator to erase the contact.")
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            erasing.erase(self.person, by=request.user)
        except erasing.CannotErase:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.CONFLICT)
        messages.success(request, _("The contact is erased."))
        return redirect("commentaries:erase_contact", self.person.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title()}
        persons = {
            "url": reverse(Person.snippet_viewset.get_url_name("list")),
            "label": capfirst(Person._meta.verbose_name_plural),
        }
        return [*super().get_breadcrumbs_items(), persons, here]

    def get_page_title(self) -> str:
        return _("Erase the contact of %(person)s") % {"person": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person
        return super().get_context_data(
            person=person,
            is_done=person.erased_at is not None and not person.email,
            why_not=erasing.why_not_erased(person),
            erased=list(erasing.words_erased(person)),
            kept=list(erasing.words_kept(person)),
            list_address=reverse(Person.snippet_viewset.get_url_name("list")),
            **kwargs,
        )
