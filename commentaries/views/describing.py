"""Answers an author who says something about themselves, and an editor who takes it over or sets it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commentaries import contrasting, describing
from commentaries.forms import DetailsForm, SettlingForm
from commentaries.models import AuthorDetails, CommentaryPage, Link, Person
from commentaries.permissions import person_is_among_authors
from commentaries.telling import written_moment
from commentaries.views.base import Answering

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTIONS = ("take_details", "leave_details")
CONFLICTS = (describing.DetailsChanged, describing.TextLocked)


class DescribingMixin(Answering):
    """For a view on which an author answers, in the admin and outside alike."""

    page: CommentaryPage
    latest: CommentaryPage
    author: Person | None
    link: Link | None = None

    def describe(self) -> HttpResponse:
        form = DetailsForm(self.request.POST, auto_id="id_details_%s")
        if not form.is_valid():
            return self.answer_invalid(details_form=form)
        said = contrasting.Description(**form.cleaned_data)
        return self.described(describing.describe(self.page, self.author, said, through=self.link))

    def described(self, details: AuthorDetails) -> HttpResponse:
        """On to where the author reads what becomes of it."""
        raise NotImplementedError

    def describing_context(self) -> dict[str, Any]:
        """What was sent so far, and a form with that, or with what stands."""
        if self.author is None or not person_is_among_authors(self.author, self.latest):
            return {"may_describe": False}
        sent = contrasting.newest_of(self.author, self.page)
        shown = self._shown(self.author, sent)
        return {
            "may_describe": True,
            "details_told": self.told_of(sent) if sent else "",
            "details_form": DetailsForm(initial=shown, auto_id="id_details_%s"),
        }

    def _shown(self, author: Person, sent: AuthorDetails | None) -> dict[str, str]:
        if sent and not sent.outcome:
            known = contrasting.Description.of(sent)
            return {field: getattr(known, field) for field in contrasting.LABELS}
        known = contrasting.known_of(author, self.latest)
        return {field: getattr(known, field) for field in contrasting.LABELS if field != "interests"}

    def told_of(self, sent: AuthorDetails) -> str:
        """What has become of the details, for who sent them."""
        if not sent.outcome:
            told = _("Thank you. What you sent on %(when)s is with the editors, who decide whether to take it over.")
        elif sent.outcome == AuthorDetails.Outcome.ASIDE:
            told = _("What you sent on %(when)s was not taken over. If it matters to you, write to the editors.")
        elif sent.settled_by_id:
            told = _("What you sent on %(when)s was taken over.")
        else:
            told = _("What you sent on %(when)s stands like this already, so nobody was told.")
        return told % {"when": written_moment(sent.sent_at, self.page.series.zone)}


class SettlingMixin:
    """For the page on which a text is decided: what its authors said about themselves, and two answers to it."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage

    def take_details(self, said: dict[str, Any]) -> str:
        details = said["details"]
        taken = describing.take_over(details, self.request.user, seen=said["seen"], digest=said["digest"])
        if not taken.changes_text:
            told = _("The details of %(person)s are taken over. The text is the same, and every yes to it stands.")
        elif not taken.lapsed:
            told = _("The details of %(person)s are taken over, also into the draft.")
        else:
            told = _(
                "The details of %(person)s are taken over into the draft. It is another content now, and every yes to "
                "the earlier one has lapsed: ask the authors for their yes to it, then decide."
            )
        return told % {"person": details.person}

    def leave_details(self, said: dict[str, Any]) -> str:
        describing.set_aside(said["details"], self.request.user, seen=said["seen"])
        return _("The details are set aside. Text and person stay as they are.")

    def settling_form(self, data: Any) -> SettlingForm:
        return SettlingForm(data, page=self.page)
