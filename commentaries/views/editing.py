"""Lets Wagtail's editor save a text: one person at a time, nothing typed lost, advice shown before it is passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.messages import WARNING, get_level, set_level
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView, RevisionsUnscheduleView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page

from commentaries import replying, scheduling
from commentaries.forms import ASKED, REPLY, CommentaryForm
from commentaries.models import CommentaryPage
from commentaries.panels import TextStatusPanel
from commentaries.permissions import user_can_see, user_is_author_of, user_works_on_text
from commentaries.telling import last_step, within_quotation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AdviceFirstMixin:
    """The text is saved as a draft and opened again, with the advice and a button that passes it."""

    request: HttpRequest
    form: CommentaryForm
    page: CommentaryPage
    action_name: str
    save_action: Callable[[], HttpResponse]

    @property
    def action_method(self) -> Callable[[], HttpResponse]:
        if self.action_name == "submit" and self.form.advice:
            return self.save_and_ask
        return super().action_method  # type: ignore[misc]

    def submit_action(self) -> HttpResponse:
        """As Wagtail's, but the message is ours: Wagtail's speaks of moderation, and of a page."""
        with _without_success(self.request):
            response: HttpResponse = super().submit_action()  # type: ignore[misc]
        facts = {"title": within_quotation(self.page.get_admin_display_title()), "series": self.page.series}
        messages.success(
            self.request,
            _("Submitted: “%(title)s” is with the editors of %(series)s now.") % facts,
            buttons=[messages.button(*_place_to_follow(self.request.user, self.page))],
        )
        return response

    def save_and_ask(self) -> HttpResponse:
        response = self.save_action()
        if response.status_code != HTTPStatus.FOUND:
            return response
        messages.warning(self.request, _("Saved, but not submitted yet: look at the open points first, or pass them."))
        return redirect(set_query_params(response.url, {ASKED: "1"}))


@contextmanager
def _without_success(request: HttpRequest) -> Iterator[None]:
    """Lets nothing be said of what went well meanwhile; warnings and errors are still said."""
    level = get_level(request)
    set_level(request, WARNING)
    try:
        yield
    finally:
        set_level(request, level)


def _place_to_follow(user: AbstractBaseUser, page: CommentaryPage) -> tuple[str, str]:
    """Where a person sees how a submitted text goes on, and what the button says that leads there."""
    if user_works_on_text(user, page):
        return reverse("commentaries:decide", args=[page.pk]), _("Decide…")
    return reverse("commentaries:consent", args=[page.pk]), _("Your text")


class OneAtATimeMixin:
    """What is posted meets what stands, and nobody else writes to it meanwhile (D3).

    Wagtail reads a page, checks the form and then saves the whole row: a decision taken in between
    would be written over. So the row is locked before it is read.
    """

    request: HttpRequest
    setup: Callable[..., None]

    def locked(self) -> QuerySet[Page]:
        """The row that nobody else may write to."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        with transaction.atomic():
            get_object_or_404(self.locked().select_for_update().order_by("pk"))
            self.setup(request, *args, **kwargs)  # some of Wagtail's views read the page there
            try:
                with transaction.atomic():
                    return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            except PermissionDenied as refusal:
                return self.answer_refused(refusal, *args, **kwargs)

    def answer_refused(self, refusal: PermissionDenied, *args: Any, **kwargs: Any) -> HttpResponse:
        """Saves as a draft what could not be submitted or published."""
        asked = {name for name in self.request.POST if name.startswith("action-")}
        if not asked:
            raise refusal
        self.request.POST = self.request.POST.copy()
        for name in asked:
            del self.request.POST[name]
        for name in [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]:
            delattr(self, name)
        response: HttpResponse = super().dispatch(self.request, *args, **kwargs)  # type: ignore[misc]
        messages.error(self.request, str(refusal) or _("Saved as a draft: you may not do more with this text now."))
        return response


class TextEditingMixin(OneAtATimeMixin, AdviceFirstMixin):
    """A text that is there already; who may not write to it any more gets back what they wrote."""

    kwargs: dict[str, Any]
    page: CommentaryPage
    expects_json_response: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if request.method == "POST" or self.expects_json_response or not user_is_author_of(request.user, self.page):
                raise
        messages.error(request, _("You cannot change this text now; here you see where it stands."))
        return redirect("commentaries:consent", self.page.pk)

    def form_valid(self, form: CommentaryForm) -> HttpResponse:
        """What was done about the requests is kept with every saving: a submission sends what is kept."""
        if REPLY in self.request.POST:
            replying.note(self.page, self.request.user, text=form.cleaned_data[REPLY])
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's, with the status as we say it in place of its own, which is the first."""
        _status, *others = super().get_side_panels()  # type: ignore[misc]
        status = TextStatusPanel(
            self.page,
            self.request,
            show_schedule_publishing_toggle=self.form.show_schedule_publishing_toggle,
            live_object=self.real_page_record,
            scheduled_object=self.scheduled_page,
            locale=self.locale,
            translations=self.translations,
            parent_page=self.page.get_parent(),
        )
        return MediaContainer([status, *others])

    def locked(self) -> QuerySet[Page]:
        return CommentaryPage.objects.filter(pk=self.kwargs["page_id"])

    def answer_refused(self, refusal: PermissionDenied, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.page.permissions_for_user(self.request.user).can_edit():
            return self.answer_not_saved(refusal)
        return super().answer_refused(refusal, *args, **kwargs)

    def answer_not_saved(self, refusal: PermissionDenied) -> HttpResponse:
        """Somebody has taken the text on: the words of the one who was still writing are shown, to be copied."""
        if self.expects_json_response or not user_can_see(self.request.user, self.page):
            raise refusal
        sentence = _("You cannot change this text any more, so what you wrote was not saved.")
        return TemplateResponse(
            self.request,
            "commentaries/admin/not_saved.html",
            {
                "page_title": _("Not saved"),
                "conflict": f"{sentence} {last_step(self.page)}".strip(),
                "typed": self.posted_form().typed(),
            },
            status=HTTPStatus.CONFLICT,
        )

    def posted_form(self) -> CommentaryForm:
        form_class = CommentaryPage.get_edit_handler().get_form_class()
        page, user = self.page, self.request.user
        return form_class(self.request.POST, instance=page, parent_page=page.get_parent(), for_user=user)


class TextEditView(TextEditingMixin, EditView):
    pass


class TextRevertView(TextEditingMixin, RevisionsRevertView):
    pass


class TextUnpublishView(OneAtATimeMixin, UnpublishView):
    def locked(self) -> QuerySet[Page]:
        return CommentaryPage.objects.filter(pk=self.pk)


class TextUnscheduleView(RevisionsUnscheduleView):
    """Wagtail's question with our verb behind it: Wagtail's own leaves the moment on the text, and tells nobody."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.revision.approved_go_live_at is None:
            return redirect("commentaries:decide", self.object.pk)  # where what is scheduled, if anything, is shown
        try:
            scheduling.unschedule(self.object, request.user)
        except scheduling.NotScheduled as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The text is off the schedule. Its authors are told."))
        return redirect(self.get_next_url())


class TextCreateView(OneAtATimeMixin, AdviceFirstMixin, CreateView):
    """The page above is locked: two texts begun at once do not get the same place in the tree."""

    def locked(self) -> QuerySet[Page]:
        return Page.objects.filter(pk=self.kwargs["parent_page_id"])
