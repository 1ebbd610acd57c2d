"""Answers the requests of one text: its public page, and the pages of review, consent and decision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import CharField, Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from commentaries import conf, deciding, followups, numbering, publishing, reviewing, submitting, versions
from commentaries.forms import (
    AffirmationForm,
    DecisionForm,
    DeclineForm,
    InvitationForm,
    MessageForm,
    ReasonForm,
    ReviewForm,
)
from commentaries.models import (
    CommentaryPage,
    Decision,
    DecisionTask,
    Invitation,
    Issue,
    Person,
    Review,
    ReviewTask,
    Version,
)
from commentaries.models.series import SecondAffirmation
from commentaries.panels import open_points_context
from commentaries.permissions import (
    person_of,
    user_can_consent,
    user_can_decide,
    user_can_edit,
    user_can_invite,
    user_can_read_as_colleague,
    user_can_reserve,
    user_can_review,
    user_can_see,
    user_is_among_authors,
    user_works_on_series,
)
from commentaries.readiness import NotReady
from commentaries.recording import context_of, record_of
from commentaries.waiting import failed_follow_ups, stage_of

CONFLICTS = (
    deciding.DecisionAlreadyTaken,
    deciding.ContentChanged,
    reviewing.NotInReview,
    numbering.NumberAlreadyGiven,
    numbering.NothingToVoid,
)
"""Somebody was quicker: answered with 409 and what was typed."""
REFUSALS = (NotReady, numbering.NoNumbers, deciding.SecondAffirmationMissing, reviewing.OwnText, publishing.NotAffirmed)
"""The rules say no: answered with 422 and what was typed."""


def serve_commentary(page: CommentaryPage, request: HttpRequest) -> HttpResponse:
    """The public page of a text; one that is held answers 503, one removed 410."""
    state = page.issue.state if page.issue else ""
    if state == Issue.State.HELD:
        return TemplateResponse(
            request, "commentaries/held.html", {"record": record_of(page, request=request)}, status=503
        )
    if state == Issue.State.REMOVED:
        return TemplateResponse(
            request, "commentaries/removed.html", {"record": record_of(page, request=request)}, status=410
        )
    request.is_preview = False
    return for_everyone(request, TemplateResponse(request, page.get_template(request), page.get_context(request)))


def for_everyone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says that a response may be kept by everyone, unless somebody is logged in or has given a password."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        patch_cache_control(response, public=True, max_age=conf.get().PAGE_MAX_AGE)
    return response


def open_points(request: HttpRequest, pk: int) -> HttpResponse:
    """The open points of a draft as a fragment of the editor."""
    page = _page(request, pk)
    if not user_can_edit(request.user, page):
        raise PermissionDenied
    return TemplateResponse(request, "commentaries/admin/open_points.html", open_points_context(page))


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as the reader would see it; for those who may see the text or are asked to review it."""
    kept = get_object_or_404(Version.objects.select_related("page__series"), pk=pk)
    person = person_of(request.user)
    is_asked = person is not None and kept.invitations.filter(person=person).exists()
    if kept.page is None or not (is_asked or user_can_see(request.user, kept.page)):
        raise PermissionDenied(_("This version is not yours to read."))
    page = versions.page_as_of(kept)
    context = {**context_of(page, request), "page": page, "is_proof": True}
    response = TemplateResponse(request, page.get_template(request), context)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


class TextView(WagtailAdminTemplateMixin, View):
    """What the pages about one text share: the text, the way back, and answers to a conflict."""

    header_icon = "doc-full-inverse"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def answer_conflict(self, error: Exception, *, status: HTTPStatus, **context: Any) -> HttpResponse:
        """The same page again with the reason and everything that was typed, whether or not its form is shown."""
        typed = [
            (field.label, field.value())
            for form in context.values()
            for field in form.visible_fields()
            if isinstance(field.field, CharField) and not field.field.widget.is_hidden and field.value()
        ]
        return self.render_to_response(
            self.get_context_data(conflict=str(error), typed=typed, **context), status=status
        )


class DecideView(TextView):
    """Where a text stands, and everything an editor may do about it."""

    template_name = "commentaries/admin/decide.html"
    page_title = gettext_lazy("Decide")
    header_icon = "check"
    actions = ("decide", "invite", "go_on", "ask_for_consent", "affirm", "reserve", "withdraw")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = _page(request, kwargs["pk"])
        if not user_works_on_series(request.user, self.page.series):
            raise PermissionDenied(_("Only the editors of the series open this page."))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action not in self.actions:
            return self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)
        form = self.form_for(action, request.POST)
        if not form.is_valid():
            return self.render_to_response(
                self.get_context_data(**{f"{action}_form": form}), status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        try:
            done = getattr(self, action)(form.cleaned_data)
        except CONFLICTS as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, **{f"{action}_form": form})
        except REFUSALS as error:
            return self.answer_conflict(error, status=HTTPStatus.UNPROCESSABLE_ENTITY, **{f"{action}_form": form})
        messages.success(request, done)
        return redirect("commentaries:decide", self.page.pk)

    def form_for(self, action: str, data: Any = None) -> Any:
        latest = versions.latest_of(self.page)
        digest = {"digest": versions.digest_of(latest)}
        auto_id = f"id_{action}_%s"
        match action:
            case "decide":
                alone = self.page.series.second_affirmation == SecondAffirmation.MAY_FOLLOW
                return DecisionForm(
                    data, initial=digest, auto_id=auto_id, may_decide_alone=alone or self.request.user.is_superuser
                )
            case "invite":
                due = reviewing.due_date(self.page)
                return InvitationForm(data, page=latest, initial={"due_on": due}, auto_id=auto_id)
            case "go_on":
                return ReasonForm(data, auto_id=auto_id)
            case "affirm":
                return AffirmationForm(data, initial=digest, auto_id=auto_id)
        return MessageForm(data, auto_id=auto_id)

    def decide(self, said: dict[str, Any]) -> str:
        verdict = deciding.Verdict(
            outcome=Decision.Outcome(said["outcome"]),
            reasons=said["reasons"],
            publish_at=said["publish_at"],
            alone_reason=said.get("alone_reason", ""),
        )
        deciding.decide(self.page, self.request.user, verdict, digest=said["digest"])
        page = CommentaryPage.objects.select_related("issue").get(pk=self.page.pk)
        if verdict.outcome != Decision.Outcome.PUBLISH:
            return _("Your decision is on its way to the authors.")
        if not page.live:
            return _("The text will appear at the moment you chose.")
        return _("Published as %(number)s.") % {"number": page.issue.label or page.title}

    def invite(self, said: dict[str, Any]) -> str:
        invitations = reviewing.invite(
            self.page, self.request.user, said["persons"], due_on=said["due_on"], message=said["message"]
        )
        names = ", ".join(str(invitation.person) for invitation in invitations)
        return _("Invited: %(names)s.") % {"names": names}

    def go_on(self, said: dict[str, Any]) -> str:
        reviewing.go_on(self.page, self.request.user, reason=said["reason"])
        return _("The review is closed; the text waits for the decision.")

    def ask_for_consent(self, said: dict[str, Any]) -> str:
        deciding.ask_for_consent(self.page, self.request.user, comment=said["message"])
        return _("The authors are asked to say yes to the text as it stands.")

    def affirm(self, said: dict[str, Any]) -> str:
        deciding.affirm(self.page, self.request.user, digest=said["digest"], comment=said["comment"])
        return _("Your yes to exactly this text is stored.")

    def reserve(self, said: dict[str, Any]) -> str:
        if not user_can_reserve(self.request.user, self.page.series):
            raise PermissionDenied(_("Only an editor of the series reserves numbers."))
        issue = numbering.reserve(self.page, by=Person.objects.for_account(self.request.user))
        return _("%(number)s is reserved for this text.") % {"number": issue.label}

    def withdraw(self, said: dict[str, Any]) -> str:
        submitting.withdraw(self.page, self.request.user)
        return _("The text is a draft again.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, user = self.page, self.request.user
        latest = versions.latest_of(page)
        task = page.current_workflow_task
        entry = numbering.entry_of(page)
        standing = publishing.standing_of(latest)
        person = person_of(user)
        is_author = user_is_among_authors(user, latest)
        has_said_yes = person is not None and any(a.person_id == person.pk for a in standing.affirmations)
        others = [a for a in standing.affirmations if person is None or a.person_id != person.pk]
        invitations = (
            []
            if is_author
            else list(Invitation.objects.filter(version__page=page).select_related("person", "review", "version"))
        )
        context = {
            "page": page,
            "latest": latest,
            "series": page.series,
            "stage": stage_of(page),
            "today": page.series.today(),
            "in_review": isinstance(task, ReviewTask),
            "for_decision": isinstance(task, DecisionTask),
            "is_scheduled": task is None and page.scheduled_revision is not None,
            "is_author": is_author,
            "can_decide": user_can_decide(user, latest),
            "can_invite": user_can_invite(user, latest),
            "may_affirm": bool(task) and not has_said_yes and (is_author or user_can_read_as_colleague(user, latest)),
            "may_ask_for_consent": bool(task) and not is_author and not others,
            "may_reserve": entry is None and page.series.has_numbers and user_can_reserve(user, page.series),
            "may_withdraw": bool(task),
            "missing": _second_yes_missing(others) if task else "",
            "standing": standing,
            "version": versions.keep(latest, by=None),
            "entry": entry,
            "coming": None if entry else numbering.next_number(page.series),
            "invitations": invitations,
            "invitations_open": any(i.state == Invitation.State.OPEN for i in invitations),
            "decisions": Decision.objects.filter(version__page=page).select_related("person"),
            **open_points_context(page),
            **{f"{action}_form": self.form_for(action) for action in self.actions},
        }
        forms = [context["decide_form"], context["invite_form"]]
        context["media"] = sum((form.media for form in forms), Media())
        return {**super().get_context_data(**context), **kwargs}


def _second_yes_missing(others: list[Any]) -> str:
    """What an editor reads before deciding, when nobody but herself stands behind this content."""
    if others:
        return ""
    return _(
        "Besides you nobody has said yes to exactly this text. Ask an author for consent, or let a colleague read it."
    )


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a failed follow-up start anew, from Wagtail's home page."""
    failed = get_object_or_404(failed_follow_ups(request.user), pk=pk)
    followups.try_again(failed)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("wagtailadmin_home")


class ConsentView(TextView):
    """An author says yes to exactly this text."""

    template_name = "commentaries/admin/consent.html"
    page_title = gettext_lazy("Your yes to the text")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = _page(request, kwargs["pk"])
        if not user_can_consent(request.user, self.page):
            raise PermissionDenied(_("Only an author of the text is asked for consent."))
        self.latest = versions.latest_of(self.page)
        self.shown = versions.keep(self.latest, by=None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AffirmationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            deciding.affirm(
                self.page, request.user, digest=form.cleaned_data["digest"], comment=form.cleaned_data["comment"]
            )
        except deciding.ContentChanged as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, form=form)
        messages.success(request, _("Thank you. Your yes to exactly this text is stored, and the editor is told."))
        return redirect("wagtailadmin_home")

    def _has_said_yes(self) -> bool:
        person = person_of(self.request.user)
        standing = publishing.standing_of(self.latest)
        return person is not None and any(a.person_id == person.pk for a in standing.affirmations)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            page=self.page,
            latest=self.latest,
            version=self.shown,
            own_yes=self._has_said_yes(),
            form=AffirmationForm(initial={"digest": self.shown.digest}),
        )
        return {**context, **kwargs}


class ReviewView(TextView):
    """A reviewer reads one version and answers, or declines."""

    template_name = "commentaries/admin/review.html"
    page_title = gettext_lazy("Review")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.invitation = get_object_or_404(
            Invitation.objects.select_related("version__page__series", "person", "invited_by"), pk=kwargs["pk"]
        )
        if not user_can_review(request.user, self.invitation):
            raise PermissionDenied(_("This invitation is addressed to somebody else."))
        self.review = Review.objects.filter(invitation=self.invitation).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_decline = request.POST.get("action") == "decline"
        if is_decline:
            name, form = "decline_form", DeclineForm(request.POST, auto_id="id_decline_%s")
        else:
            name, form = "form", ReviewForm(request.POST, instance=self.review)
        if not form.is_valid():
            context = self.get_context_data(**{name: form})
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            if is_decline:
                reviewing.decline(self.invitation, request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Thank you for telling us; the editor knows."))
            else:
                self._answer(form.cleaned_data)
                messages.success(request, _("Thank you. Your answer is with the editor."))
        except (reviewing.NotInReview, reviewing.OwnText) as error:
            return self.answer_conflict(error, status=HTTPStatus.CONFLICT, **{name: form})
        return redirect("wagtailadmin_home")

    def _is_closed(self) -> bool:
        """Whether an answer, or another one, would come too late."""
        is_over = self.invitation.state in {Invitation.State.CANCELLED, Invitation.State.DECLINED}
        return is_over or self.invitation.version.page.current_workflow_task is None

    def _answer(self, said: dict[str, Any]) -> None:
        given = reviewing.Answer(Review.Recommendation(said["recommendation"]), said["text"], said["note"])
        reviewing.answer(self.invitation, self.request.user, given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            invitation=self.invitation,
            version=self.invitation.version,
            series=self.invitation.version.page.series,
            review=self.review,
            is_closed=self._is_closed(),
            form=ReviewForm(instance=self.review),
            decline_form=DeclineForm(auto_id="id_decline_%s"),
        )
        return {**context, **kwargs}


def _page(request: HttpRequest, pk: int) -> CommentaryPage:
    return get_object_or_404(CommentaryPage.objects.select_related("series", "issue"), pk=pk)
