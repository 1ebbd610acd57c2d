"""Answers an editor's decision on one text: to publish it, to ask for changes, or to reject it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import affirming, deciding
from commentaries.citations import unbroken
from commentaries.forms import DecisionForm
from commentaries.models import CommentaryPage, Decision
from commentaries.models.series import SecondAffirmation
from commentaries.permissions import user_edits_text
from commentaries.readiness import NotReady

if TYPE_CHECKING:
    from django.http import HttpRequest

CONFLICTS = (deciding.DecisionAlreadyTaken, affirming.ContentChanged)
REFUSALS = (NotReady, deciding.SecondAffirmationMissing, deciding.ReasonMissing)


class VerdictMixin:
    """For the page on which a text is decided."""

    request: HttpRequest
    page: CommentaryPage
    digest: str

    def verdict_form(self, data: Any, auto_id: str) -> DecisionForm:
        user, series = self.request.user, self.page.series
        return DecisionForm(
            data,
            initial={"digest": self.digest},
            auto_id=auto_id,
            may_decide_alone=user.is_superuser or series.second_affirmation == SecondAffirmation.MAY_FOLLOW,
            overrides=not user_edits_text(user, self.page),
            series=series,
        )

    def decide(self, said: dict[str, Any]) -> str:
        verdict = deciding.Verdict(
            outcome=Decision.Outcome(said["outcome"]),
            reasons=said["reasons"],
            publish_at=said["publish_at"],
            alone_reason=said.get("alone_reason", ""),
            withheld_seen=self.request.POST.get("withheld", ""),
        )
        deciding.decide(self.page, self.request.user, verdict, digest=said["digest"])
        page = CommentaryPage.objects.select_related("issue").get(pk=self.page.pk)
        if verdict.outcome != Decision.Outcome.PUBLISH:
            return _("Your decision is on its way to the authors.")
        if not page.live:
            return _("The text will appear at the moment you chose.")
        return _("Published as %(number)s.") % {"number": unbroken(page.issue.label) or page.title}

    def verdict_context(self, form: DecisionForm, *, missing: str, step_missing: str) -> dict[str, Any]:
        """Whether what is decided on was changed since, and whether the decision wants a reason."""
        lacks_what_a_reason_makes_good = missing or (step_missing and self.request.user.is_superuser)
        return {
            "is_about_earlier": form.is_bound and form["digest"].value() != self.digest,
            "asks_reason": "alone_reason" in form.fields and bool(form.overrides or lacks_what_a_reason_makes_good),
        }
