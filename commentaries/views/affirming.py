"""Answers whoever says yes to one text in the admin, and shows who has, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from commentaries import affirming, standings, versions
from commentaries.models import Affirmation, CommentaryPage
from commentaries.permissions import invitations_known_to, person_of, user_can_read_as_colleague, user_is_among_authors

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest

    from commentaries.models import Person
    from commentaries.standings import Standing


class AffirmingMixin:
    """For the page on which a text is decided."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def affirm(self, said: dict[str, Any]) -> str:
        affirming.affirm(self.page, self.request.user, digest=said["digest"], comment=said["comment"])
        return _("Your yes to exactly this text is stored.")

    def yes_context(
        self, standing: Standing, behind: Person | None, *, looks_after: bool, is_asked: bool, awaits_authors: bool
    ) -> dict[str, Any]:
        """Who has said yes, whose yes is owed until when, and whether this user may say it, or ask for it."""
        user, person = self.request.user, person_of(self.request.user)
        is_reader = user_is_among_authors(user, self.latest) or user_can_read_as_colleague(user, self.latest)
        is_wanted = not standing.seconds_beside(person, deputy_for=behind) or awaits_authors
        may_ask = is_asked and is_wanted and looks_after
        asked_at = self._consent_asked_at() if is_asked and looks_after else None
        return {
            "affirmations": self._affirmations_shown(standing, looks_after=looks_after),
            "may_affirm": is_asked and is_reader and not standing.is_affirmed_by(person),
            "may_ask_for_consent": may_ask and asked_at is None,
            "consent_asked": asked_at if may_ask else None,
            "may_ask_again": asked_at is not None,
        }

    def second_yes_owed(self, standing: Standing) -> tuple[date | None, bool]:
        """Until when a second yes is owed to what readers see, and whether the newest content is another: a correction.

        ``standing`` is that of the newest content.
        """
        if not self.page.live:
            return None, False
        is_correction = self.page.has_unpublished_changes and self.digest != versions.digest_of(self.page)
        shown = standings.standing_of(self.page) if is_correction else standing
        return shown.second_due_on, is_correction

    def _affirmations_shown(self, standing: Standing, *, looks_after: bool) -> list[Affirmation]:
        """All of them; to whoever does not look after the text, of the reviewers' only those of whom they know."""
        if looks_after:
            return list(standing.affirmations)
        known = {each.person_id for each in invitations_known_to(self.request.user, self.latest)}
        reviewers = Affirmation.Kind.REVIEW
        return [each for each in standing.affirmations if each.kind != reviewers or each.person_id in known]

    def _consent_asked_at(self) -> datetime | None:
        """When the authors were last asked to say yes to exactly this text."""
        asked = PageLogEntry.objects.filter(
            page=self.page.pk, action="commentaries.ask_consent", data__digest=self.digest
        )
        return asked.order_by("-timestamp").values_list("timestamp", flat=True).first()
