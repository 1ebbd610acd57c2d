"""Opens Wagtail's redirects to those who may know of the text they lead to: list, form and table name its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from wagtail.contrib.redirects.views import DeleteView, EditView, IndexView

from commentaries.hiding import text_is_hidden_from, texts_hidden_from

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.contrib.redirects.models import Redirect


class SeenRedirects(IndexView):
    def get_base_queryset(self) -> QuerySet[Redirect]:
        hidden = texts_hidden_from(self.request.user).values("pk")
        return super().get_base_queryset().exclude(redirect_page__isnull=False, redirect_page__in=hidden)


class SeenRedirectMixin:
    request: HttpRequest

    def get_object(self, *args: object) -> Redirect:
        redirect: Redirect = super().get_object(*args)  # type: ignore[misc]
        if redirect.redirect_page_id and text_is_hidden_from(self.request.user, redirect.redirect_page_id):
            raise PermissionDenied
        return redirect


class SeenRedirect(SeenRedirectMixin, EditView):
    pass


class SeenRedirectToDelete(SeenRedirectMixin, DeleteView):
    pass
