"""Puts a person's wishes about mails among the settings of their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from commentaries.forms.wishes import WishesForm
from commentaries.mails import wishes
from commentaries.permissions import person_of


class _SavedForm(WishesForm):
    """Saved as Wagtail saves the forms of its panels."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, news=wishes.news_for(person), stated=wishes.stated_by(person), **kwargs)

    def save(self) -> None:
        wishes.state(self.person, self.wishes)


class LettersPanel(BaseSettingsPanel):
    """When each kind of mail about commentaries comes, for those who are a person of the series."""

    name = "commentaries_letters"
    title = _("Mails about commentaries")
    tab = notifications_tab
    order = 50  # before Wagtail's own, which say nothing about commentaries
    template_name = "commentaries/admin/letters_panel.html"

    def is_active(self) -> bool:
        return person_of(self.user) is not None

    def get_form(self) -> WishesForm:
        data = self.request.POST if self.request.method == "POST" else None
        return _SavedForm(data, prefix=self.name, person=person_of(self.user))
