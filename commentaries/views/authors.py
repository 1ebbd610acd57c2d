"""Answers what an editor does about the authors' yes to a text: asking for it, reminding, taking a link back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import consenting, deciding, linking
from commentaries.forms import AuthorForm
from commentaries.models import CommentaryPage, Link
from commentaries.permissions import text_is_with_the_author

if TYPE_CHECKING:
    from django.http import HttpRequest


class AuthorsMixin:
    """For the page on which a text is decided: what may be done about its authors, each with its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage

    def form_for_author(self, data: Any) -> AuthorForm:
        return AuthorForm(data, page=self.latest)

    def ask_for_consent(self, said: dict[str, Any]) -> str:
        deciding.ask_for_consent(self.page, self.request.user, comment=said["message"])
        return _("The authors are asked to say yes to the text as it stands.")

    def ask_again(self, said: dict[str, Any]) -> str:
        consenting.ask_again(self.page, said["author"], self.request.user)
        return _("The request is on its way to %(person)s once more.") % {"person": said["author"]}

    def manuscript_link(self) -> Link | None:
        """That by which files arrive, as long as they do."""
        link = linking.link_to_manuscript(getattr(self.page, "desk_line", None))
        return link if link and text_is_with_the_author(self.page) else None

    def revoke_manuscript(self, said: dict[str, Any]) -> str:
        if link := self.manuscript_link():
            linking.revoke(link, self.request.user)
        return _("No more files are taken by that link.")

    def revoke_consent(self, said: dict[str, Any]) -> str:
        if link := linking.links_to_consent(self.page).get(said["author"].pk):
            linking.revoke(link, self.request.user)
        return _("The link of %(person)s no longer works.") % {"person": said["author"]}
