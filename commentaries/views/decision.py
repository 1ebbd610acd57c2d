"""Answers an editor's requests about one text: where it stands, and everything that may be done about it."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageLogEntry

from commentaries import (
    attaching,
    briefing,
    chronicle,
    consenting,
    deciding,
    numbering,
    publishing,
    reviewing,
    submitting,
    transcribing,
    versions,
    withholding,
)
from commentaries.attaching import attachments_of
from commentaries.citations import unbroken
from commentaries.contrasting import pending_for
from commentaries.forms import AffirmationForm, DecisionForm, MessageForm, ReasonForm
from commentaries.histories import news_for
from commentaries.models import (
    Affirmation,
    CommentaryPage,
    Decision,
    DecisionTask,
    Hold,
    Invitation,
    Person,
    Removal,
    ReviewTask,
)
from commentaries.models.series import SecondAffirmation
from commentaries.panels import open_points_context
from commentaries.permissions import (
    editor_stood_in_for,
    invitations_known_to,
    person_of,
    user_can_decide,
    user_can_invite,
    user_can_read_as_colleague,
    user_can_reserve,
    user_can_withhold,
    user_edits_text,
    user_is_among_authors,
    user_looks_after,
    user_works_on_text,
)
from commentaries.readiness import NotReady
from commentaries.stages import stage_of
from commentaries.views import describing, rounds
from commentaries.views.authors import AuthorsMixin
from commentaries.views.base import TextView
from commentaries.views.press import PressMixin
from commentaries.views.recorded import RecordingMixin
from commentaries.views.reviewers import ReviewersMixin

CONFLICTS = (
    deciding.DecisionAlreadyTaken,
    deciding.ContentChanged,
    reviewing.NotInReview,
    reviewing.AnswerChanged,
    numbering.NumberAlreadyGiven,
    numbering.NothingToVoid,
    numbering.NotPublic,
    numbering.NotHeld,
    withholding.WithheldMeanwhile,
    submitting.NotUnderWay,
    consenting.NotAsked,
    briefing.NothingToBrief,
    transcribing.AnsweredInPerson,
    *rounds.CONFLICTS,
    *describing.CONFLICTS,
)
"""Somebody was quicker: answered with 409 and what was typed."""
REFUSALS = (
    NotReady,
    numbering.NoNumbers,
    deciding.SecondAffirmationMissing,
    deciding.ReasonMissing,
    reviewing.OwnText,
    publishing.NotAffirmed,
    attaching.TooManyFiles,
    *rounds.REFUSALS,
)
"""The rules say no: answered with 422 and what was typed."""


class DecideView(
    ReviewersMixin,
    AuthorsMixin,
    RecordingMixin,
    PressMixin,
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
        "hold",
        "release",
        "remove",
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
        digest = {"digest": self.digest}
        auto_id = f"id_{action}_%s"
        match action:
            case "decide":
                overrides = not user_edits_text(self.request.user, self.page)
                alone = self.page.series.second_affirmation == SecondAffirmation.MAY_FOLLOW
                return DecisionForm(
                    data,
                    initial=digest,
                    auto_id=auto_id,
                    may_decide_alone=alone or self.request.user.is_superuser,
                    overrides=overrides,
                    is_administrators=self.request.user.is_superuser,
                    series=self.page.series,
                )
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
            case "go_on" | "hold" | "remove":
                return ReasonForm(data, auto_id=auto_id)
            case "affirm":
                return AffirmationForm(data, initial=digest, auto_id=auto_id)
        if action in rounds.ACTIONS:
            return self.form_for_rounds(action, data, auto_id)
        return MessageForm(data, auto_id=auto_id)

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

    def affirm(self, said: dict[str, Any]) -> str:
        deciding.affirm(self.page, self.request.user, digest=said["digest"], comment=said["comment"])
        return _("Your yes to exactly this text is stored.")

    def reserve(self, said: dict[str, Any]) -> str:
        if not user_can_reserve(self.request.user, self.page.series):
            raise PermissionDenied(_("Only an editor of the series reserves numbers."))
        year = self.day_of_appearance().year
        issue = numbering.reserve(self.page, by=Person.objects.for_account(self.request.user), year=year)
        return _("%(number)s is reserved for this text.") % {"number": unbroken(issue.label)}

    def withdraw(self, said: dict[str, Any]) -> str:
        submitting.withdraw(self.page, self.request.user)
        return _("The text is a draft again.")

    def hold(self, said: dict[str, Any]) -> str:
        withholding.hold(self.page, self.request.user, reason=said["reason"])
        return _(
            "The text is held: within a minute readers see its number and title only; "
            "whoever has opened its PDF already may have it still."
        )

    def release(self, said: dict[str, Any]) -> str:
        withholding.release(self.page, self.request.user)
        return _("The text is public again.")

    def remove(self, said: dict[str, Any]) -> str:
        withholding.remove(self.page, self.request.user, reason=said["reason"])
        return _(
            "The text is removed: within a minute readers find its citation in its place; "
            "whoever has opened its PDF already may have it still."
        )

    def day_of_appearance(self) -> date:
        """Today, unless the text waits for its moment."""
        scheduled = self.page.scheduled_revision
        return self.page.series.today(scheduled.approved_go_live_at if scheduled else None)

    def second_yes_owed(self, standing: publishing.Standing) -> tuple[date | None, bool]:
        """Until when a second yes is owed to what readers see, and whether the newest content is another: a correction.

        ``standing`` is that of the newest content.
        """
        if not self.page.live:
            return None, False
        is_correction = self.page.has_unpublished_changes and self.digest != versions.digest_of(self.page)
        shown = publishing.standing_of(self.page) if is_correction else standing
        return shown.second_due_on, is_correction

    def consent_asked_at(self) -> datetime | None:
        """When the authors were last asked to say yes to exactly this text."""
        asked = PageLogEntry.objects.filter(
            page=self.page.pk, action="commentaries.ask_consent", data__digest=self.digest
        )
        return asked.order_by("-timestamp").values_list("timestamp", flat=True).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, user, latest = self.page, self.request.user, self.latest
        task = page.current_workflow_task
        entry = numbering.entry_of(page)
        standing = publishing.standing_of(latest, digest=self.digest)
        person = person_of(user)
        behind = editor_stood_in_for(user, latest)
        is_author = user_is_among_authors(user, latest)
        looks_after = user_looks_after(user, latest)
        is_reader = is_author or user_can_read_as_colleague(user, latest)
        owed_until, is_correction = self.second_yes_owed(standing)
        is_owed = owed_until is not None and not is_correction
        invitations = self.invitations_asked() if looks_after else []
        if user_can_invite(user, latest):
            self.offer_recording(invitations, kwargs.get("record_review_form"))
        known = set() if looks_after else {each.person_id for each in invitations_known_to(user, latest)}
        stage = stage_of(page)
        withheld = withholding.withheld_by(page.issue_id)
        of_rounds = self.rounds_context(standing, behind)
        is_asked = bool(task or is_owed or of_rounds["asked_back"])
        is_wanted = not standing.seconds_beside(person, deputy_for=behind) or of_rounds["awaits_authors"]
        may_ask = is_asked and looks_after and is_wanted
        asked_at = self.consent_asked_at() if is_asked and looks_after else None
        answers = consenting.answers_of_authors(latest, self.digest) if is_asked else []
        may_reserve = entry is None and stage.code != "rejected" and page.series.has_numbers
        context = {
            "page": page,
            "latest": latest,
            "series": page.series,
            "stage": stage,
            "today": page.series.today(),
            "in_review": isinstance(task, ReviewTask),
            "reviews_missing": reviewing.answers_missing(page, page.current_workflow_task_state)
            if isinstance(task, ReviewTask)
            else 0,
            "for_decision": isinstance(task, DecisionTask),
            "is_author": is_author,
            "can_decide": user_can_decide(user, latest),
            "can_invite": user_can_invite(user, latest),
            "may_affirm": is_asked and not standing.is_affirmed_by(person) and is_reader,
            "may_ask_for_consent": may_ask and asked_at is None,
            "consent_asked": asked_at if may_ask else None,
            "answers_of_authors": answers,
            "details_pending": pending_for(latest),
            "authors": self.recording_of_authors(answers, kwargs.get("record_consent_form"))
            if looks_after
            else [(each, None) for each in answers],
            "may_ask_again": asked_at is not None,
            "may_take_over": isinstance(task, DecisionTask) and user_can_decide(user, latest),
            "may_reserve": may_reserve and user_can_reserve(user, page.series),
            "may_withdraw": bool(task),
            "may_withhold": user_can_withhold(user, page),
            "is_public": page.live,
            "hold": withheld if isinstance(withheld, Hold) else None,
            "removal": withheld if isinstance(withheld, Removal) else None,
            "withheld_key": withholding.key_of(withheld),
            "deputy_for": behind,
            "missing": standing.missing_beside(person, deputy_for=behind) if task else "",
            "owed_until": owed_until,
            "is_correction": is_correction,
            "affirmations": [
                each
                for each in standing.affirmations
                if looks_after or each.kind != Affirmation.Kind.REVIEW or each.person_id in known
            ],
            "digest": self.digest,
            "news": news_for(page, person, digest=self.digest),
            "entry": entry,
            "coming": None if entry else numbering.next_number(page.series, day=self.day_of_appearance()),
            "invitations": invitations,
            "invitations_open": any(i.state == Invitation.State.OPEN for i in invitations),
            "steps": chronicle.steps_of(page),
            "attachments": attachments_of(page, with_reviews=looks_after),
            "manuscript_link": self.manuscript_link(),
            **of_rounds,
            **self.press_context(),
            **open_points_context(page),
            **{f"{action}_form": self.form_for(action) for action in self.actions},
        }
        forms = [context["decide_form"], context["invite_form"], context["postpone_form"]]
        context["media"] = sum((form.media for form in forms), Media())
        return {**super().get_context_data(**context), **kwargs}
