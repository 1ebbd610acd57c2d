"""Shows what changed in a text between two versions, or since one, to whoever may read both; names versions."""

from __future__ import annotations

from http import HTTPStatus
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import blinding, naming, replying
from commentaries.affirming import ContentChanged
from commentaries.changes import retracing
from commentaries.changes.histories import Kept, history_of, worth_comparing
from commentaries.changes.showing import sheet_of
from commentaries.forms import PairForm, VersionNameForm
from commentaries.models import Reply, Version
from commentaries.permissions import (
    authors_are_hidden_from,
    person_of,
    user_can_name_versions,
    user_can_see,
    user_is_author_of,
    user_works_on_text,
)
from commentaries.recording import direction_of
from commentaries.views.base import TextView, text_or_404

NOW = "now"
"""The text as it stands, whether or not it was kept as a version."""


class DifferencesView(TextView):
    """The versions of a text, and what changed from one to another."""

    template_name = "commentaries/admin/differences.html"
    page_title = gettext_lazy("What changed")
    header_icon = "strikethrough"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = text_or_404(kwargs["pk"])
        self.sees_newest = user_can_see(request.user, self.page)
        self.history = history_of(self.page, request.user)
        if not self.sees_newest and not self.history:
            raise PermissionDenied(_("This text is not yours to read."))
        if self.sees_newest:
            self.read_text(self.page.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        digest = request.POST.get("digest", "")
        form = self.name_form(next((kept for kept in self.history if kept.digest == digest), None), request.POST)
        if not form.is_valid():
            return self.answer_invalid(name_form=form)
        name = form.cleaned_data["name"]
        try:
            naming.name_version(self.page, request.user, digest=digest, name=name)
        except ContentChanged as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, name_form=form)
        told = _("The version is called “%(name)s”.") % {"name": name} if name else _("The version has no name now.")
        messages.success(request, told)
        return redirect("commentaries:differences", self.page.pk)

    def states(self) -> dict[str, Kept | None]:
        """What can be compared, by its word in the address, the newest first."""
        newest: dict[str, Kept | None] = {NOW: None} if self.sees_newest else {}
        return newest | {kept.key: kept for kept in self.history}

    def pair(self) -> tuple[str, str]:
        """The two that are asked for, the older first; else those that are worth comparing."""
        known = list(self.states())
        asked = [self.request.GET.get(name, "") for name in ("from", "to")]
        if not any(asked):
            digest = self.digest if self.sees_newest else ""
            first = worth_comparing(self.history, person_of(self.request.user), digest=digest)
            return first.key if first else "", known[0] if known else ""
        if not set(asked) <= set(known):
            raise Http404
        newer, older = sorted(asked, key=known.index)
        return older, newer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = self.states()
        older, newer = self.pair()
        labels = {key: kept.label if kept else _("The text as it stands") for key, kept in states.items()}
        sent = kwargs.pop("name_form", None)
        context = super().get_context_data(
            page=self.page,
            pair_form=PairForm(initial={"from": older, "to": newer}, states=list(labels.items())),
            older=labels.get(older, ""),
            newer=labels.get(newer, ""),
            newest=next(iter(states), ""),
            sees_newest=self.sees_newest,
            works_on_it=user_works_on_text(self.request.user, self.page),
            is_author=self.sees_newest and user_is_author_of(self.request.user, self.latest),
            versions=[
                {"kept": kept, "before": before, "form": self._name_form_of(kept, sent)}
                for kept, before in zip_longest(self.history, self.history[1:])
            ],
            digest=self.digest if self.sees_newest else "",
            newest_form=self._name_form_of(None, sent) if self._is_unkept() else None,
            **(self._compared(older, newer) if older else {}),
        )
        return {**context, **kwargs}

    def _compared(self, older: str, newer: str) -> dict[str, Any]:
        found = Version.objects.in_bulk([int(key) for key in (older, newer) if key != NOW])
        stored = {str(pk): retracing.state_of(version) for pk, version in found.items()}
        if not self.sees_newest and authors_are_hidden_from(person_of(self.request.user), self.page):
            for state in stored.values():
                blinding.without_authors(state.content)
        newest = retracing.State(self.latest) if self.sees_newest else None
        old, new = (stored.get(key, newest) for key in (older, newer))
        retraced = retracing.retrace(self.page, old, new, names_hands=self.sees_newest)
        return {
            "title": new.content.title,
            "language": new.content.language,
            "direction": direction_of(new.content.language),
            "sheet": sheet_of(retraced),
            "replies": self._replies(older, newer),
            "says_the_same": retraced.comparison.is_empty and self._digest(older) == self._digest(newer),
        }

    def _replies(self, older: str, newer: str) -> list[Reply]:
        """What the authors said that they did, with each version that was submitted since the older one."""
        known = list(self.states())
        since = [int(key) for key in known[known.index(newer) : known.index(older)] if key != NOW]
        return replying.replies_with(since)

    def _digest(self, key: str) -> str:
        kept = self.states()[key]
        return kept.digest if kept else self.digest

    def _is_unkept(self) -> bool:
        return self.sees_newest and all(kept.digest != self.digest for kept in self.history)

    def _name_form_of(self, kept: Kept | None, sent: VersionNameForm | None) -> VersionNameForm | None:
        """The form that names a version, as it was sent if it was this one; none for whoever may not."""
        if not user_can_name_versions(self.request.user, self.page):
            return None
        form = self.name_form(kept)
        return sent if sent and sent.auto_id == form.auto_id else form

    @staticmethod
    def name_form(kept: Kept | None, data: Any = None) -> VersionNameForm:
        auto_id = f"id_name_{kept.pk if kept else NOW}_%s"
        return VersionNameForm(data, initial={"name": kept.name if kept else ""}, auto_id=auto_id)
