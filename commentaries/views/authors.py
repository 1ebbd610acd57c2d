"""Answers what an editor does about the authors' yes to a text: asking for it, reminding, taking a link back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import consenting
from commentaries.forms import AuthorForm
from commentaries.links import revoking, standing
from commentaries.models import CommentaryPage, Link
from commentaries.permissions import text_is_with_the_author

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from commentaries.consenting import AuthorsAnswer
    from commentaries.forms import RecordedConsentForm


@dataclass(frozen=True, slots=True)
class AuthorAsked:
    """An author of a text, what they have said to it, and what this user may do about it now."""

    answer: AuthorsAnswer
    may_be_waived: bool
    is_being_waived: bool
    """Whether that was just tried, and refused."""
    may_be_asked_again: bool
    may_lose_link: bool
    record_form: RecordedConsentForm | None


class AuthorsMixin:
    """For the page on which a text is decided: what may be done about its authors, each with its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str
    form_for_author_of: Callable[..., RecordedConsentForm | None]

    def form_for_author(self, data: Any) -> AuthorForm:
        return AuthorForm(data, page=self.latest)

    def ask_for_consent(self, said: dict[str, Any]) -> str:
        consenting.ask_for_consent(self.page, self.request.user, comment=said["message"])
        return _("The authors are asked to say yes to the text as it stands.")

    def ask_again(self, said: dict[str, Any]) -> str:
        consenting.ask_again(self.page, said["author"], self.request.user)
        return _("The request is on its way to %(person)s once more.") % {"person": said["author"]}

    def manuscript_link(self) -> Link | None:
        """That by which files arrive, as long as they do."""
        link = standing.link_to_manuscript(getattr(self.page, "desk_line", None))
        return link if link and text_is_with_the_author(self.page) else None

    def revoke_manuscript(self, said: dict[str, Any]) -> str:
        if link := self.manuscript_link():
            revoking.revoke(link, self.request.user)
        return _("No more files are taken by that link.")

    def revoke_consent(self, said: dict[str, Any]) -> str:
        if link := standing.links_to_consent(self.page).get(said["author"].pk):
            revoking.revoke(link, self.request.user)
        return _("The link of %(person)s no longer works.") % {"person": said["author"]}

    def authors_asked(
        self, *, sent: dict[str, Any], looks_after: bool, may_ask_again: bool, may_waive: bool
    ) -> list[AuthorAsked]:
        """Every author in order; ``sent`` are the forms that came back with a mistake, by their names."""
        record, waive = sent.get("record_consent_form"), sent.get("waive_form")
        waived = waive["author"].value() if waive is not None and waive.is_bound else None
        return [
            AuthorAsked(
                answer,
                may_be_waived=may_waive and not answer.yes and not answer.waiver,
                is_being_waived=waived == str(answer.person.pk),
                may_be_asked_again=may_ask_again and not answer.yes,
                may_lose_link=may_ask_again and answer.link is not None,
                record_form=self.form_for_author_of(answer, record) if looks_after else None,
            )
            for answer in consenting.answers_of_authors(self.latest, self.digest)
        ]
