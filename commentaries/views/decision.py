"""Answers an editor's requests about one text: where it stands, and everything that may be done about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import attaching, briefing, chronicle, consenting, publishing, reviewing, submitting, transcribing
from commentaries.attaching import attachments_of
from commentaries.changes.histories import news_for
from commentaries.contrasting import pending_for
from commentaries.forms import AffirmationForm, MessageForm, ReasonForm
from commentaries.models import DecisionTask
from commentaries.panels import open_points_context
from commentaries.permissions import (
    editor_stood_in_for,
    person_of,
    user_can_decide,
    user_is_among_authors,
    user_looks_after,
    user_works_on_text,
)
from commentaries.stages import stage_of
from commentaries.standings import standing_of
from commentaries.views import describing, reserving, rounds, verdicts, withholding
from commentaries.views.affirming import AffirmingMixin
from commentaries.views.authors import AuthorsMixin
from commentaries.views.base import TextView
from commentaries.views.press import PressMixin
from commentaries.views.recorded import RecordingMixin
from commentaries.views.reviewers import ReviewersMixin

CONFLICTS = (
    reviewing.NotInReview,
    reviewing.AnswerChanged,
    submitting.NotUnderWay,
    consenting.NotAsked,
    briefing.NothingToBrief,
    transcribing.AnsweredInPerson,
    *verdicts.CONFLICTS,
    *reserving.CONFLICTS,
    *withholding.CONFLICTS,
    *rounds.CONFLICTS,
    *describing.CONFLICTS,
)
"""Somebody was quicker: answered with 409 and what was typed."""
REFUSALS = (
    reviewing.OwnText,
    publishing.NotAffirmed,
    attaching.TooManyFiles,
    *verdicts.REFUSALS,
    *reserving.REFUSALS,
    *rounds.REFUSALS,
)
"""The rules say no: answered with 422 and what was typed."""


class DecideView(
    verdicts.VerdictMixin,
    ReviewersMixin,
    AuthorsMixin,
    AffirmingMixin,
    RecordingMixin,
    PressMixin,
    reserving.ReservingMixin,
    withholding.WithholdingMixin,
    rounds.RoundsMixin,
    describing.SettlingMixin,
    TextView,
):
    """Where a text stands, and everything an editor may do about it."""

    template_name = "commentaries/admin/decide.html"
    page_title = gettext_lazy("Decide")
    header_icon = "check"
    actions = (
        "decide",
        "invite",
        "send_again",
        "postpone_review",
        "revoke_link",
        "go_on",
        "ask_for_consent",
        "ask_again",
        "revoke_consent",
        "revoke_manuscript",
        "record_review",
        "record_consent",
        "brief",
        "revoke_press",
        "renew_press",
        "affirm",
        "reserve",
        "withdraw",
        *withholding.ACTIONS,
        *rounds.ACTIONS,
        *describing.ACTIONS,
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])
        if not user_works_on_text(request.user, self.page):
            raise PermissionDenied(_("Only the editors of the series open this page."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action not in self.actions:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        form = self.form_for(action, request.POST)
        if not form.is_valid():
            return self.answer_invalid(**{f"{action}_form": form})
        try:
            done = getattr(self, action)(form.cleaned_data)
        except (*CONFLICTS, *REFUSALS) as error:
            is_late = isinstance(error, CONFLICTS)
            status = HTTPStatus.CONFLICT if is_late else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.answer_conflict(error, status=status, **{f"{action}_form": form})
        messages.success(request, done)
        return self.answer_done("commentaries:decide", self.page.pk)

    def form_for(self, action: str, data: Any = None) -> Any:
        auto_id = f"id_{action}_%s"
        match action:
            case "decide":
                return self.verdict_form(data, auto_id)
            case "invite":
                return self.form_for_invitations(data, auto_id)
            case "postpone_review":
                return self.form_for_another_day(data)
            case "send_again" | "revoke_link":
                return self.form_for_one(data)
            case "ask_again" | "revoke_consent":
                return self.form_for_author(data)
            case "record_review" | "record_consent":
                return self.recording_form(action, data)
            case "brief":
                return self.briefing_form(data, auto_id)
            case "revoke_press" | "renew_press":
                return self.link_form(data)
            case "take_details" | "leave_details":
                return self.settling_form(data)
            case "go_on":
                return ReasonForm(data, auto_id=auto_id)
            case "affirm":
                return AffirmationForm(data, initial={"digest": self.digest}, auto_id=auto_id)
        if action in withholding.ACTIONS:
            return self.form_for_withholding(action, data, auto_id)
        if action in rounds.ACTIONS:
            return self.form_for_rounds(action, data, auto_id)
        return MessageForm(data, auto_id=auto_id)

    def withdraw(self, said: dict[str, Any]) -> str:
        submitting.withdraw(self.page, self.request.user)
        return _("The text is a draft again.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, latest, stage = self.page, self.latest, stage_of(self.page)
        looks_after, is_rejected = user_looks_after(self.request.user, latest), stage.code == "rejected"
        forms = {f"{action}_form": self.form_for(action) for action in self.actions}
        context = {
            "page": page,
            "latest": latest,
            "series": page.series,
            "stage": stage,
            "digest": self.digest,
            "is_author": user_is_among_authors(self.request.user, latest),
            "is_rejected": is_rejected,
            "news": news_for(page, person_of(self.request.user), digest=self.digest),
            "details_pending": pending_for(latest),
            "steps": chronicle.steps_of(page),
            "attachments": attachments_of(page, with_reviews=looks_after),
            "manuscript_link": self.manuscript_link(),
            **self._round_context({**forms, **kwargs}, looks_after=looks_after),
            **self.number_context(is_rejected=is_rejected),
            **self.withholding_context(is_removed=stage.code == "removed"),
            **self.press_context(),
            **open_points_context(page),
            **forms,
            "media": sum((forms[f"{name}_form"].media for name in ("decide", "invite", "postpone")), Media()),
        }
        return {**super().get_context_data(**context), **kwargs}

    def _round_context(self, sent: dict[str, Any], *, looks_after: bool) -> dict[str, Any]:
        """What is asked at the moment, and of whom; what has been said to it; and what this user may do about it."""
        user, latest, task = self.request.user, self.latest, self.page.current_workflow_task
        standing, person = standing_of(latest, digest=self.digest), person_of(user)
        behind, decides = editor_stood_in_for(user, latest), user_can_decide(user, latest)
        of_rounds = self.rounds_context(standing, behind)
        owed_until, is_correction = self.second_yes_owed(standing)
        missing = standing.missing_beside(person, deputy_for=behind) if task else ""
        is_asked = bool(task or (owed_until and not is_correction) or of_rounds["asked_back"])
        of_yes = self.yes_context(
            standing, behind, looks_after=looks_after, is_asked=is_asked, awaits_authors=of_rounds["awaits_authors"]
        )
        asking = {"may_ask_again": of_yes["may_ask_again"], "may_waive": of_rounds["may_waive"]}
        return {
            "for_decision": isinstance(task, DecisionTask),
            "can_decide": decides,
            "may_decide": decides and isinstance(task, DecisionTask),
            "deputy_for": behind if decides else None,
            "may_withdraw": bool(task),
            "missing": missing,
            "owed_until": owed_until,
            "is_correction": is_correction,
            **of_rounds,
            **of_yes,
            **self.verdict_context(sent["decide_form"], missing=missing, step_missing=of_rounds["step_missing"]),
            **self.reviewers_context(task, sent["record_review_form"], looks_after=looks_after, decides=decides),
            "authors": self.authors_asked(sent=sent, looks_after=looks_after, **asking) if is_asked else [],
        }
