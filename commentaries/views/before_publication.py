"""Answers those who work on a series with what the publication of a text would do, and one button that does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commentaries import checking_links, foretelling, numbering, standings, versions, withholding
from commentaries.changes.histories import news_for
from commentaries.models import Affirmation, DecisionTask, Hold, Person, Removal, Version
from commentaries.panels import open_points_context
from commentaries.permissions import (
    editor_stood_in_for,
    person_of,
    user_can_decide,
    user_edits_text,
    user_knows_reviewers,
    user_works_on_text,
)
from commentaries.stages import Stage, stage_of
from commentaries.standings import Standing
from commentaries.views.base import TextView, text_or_404


class BeforePublicationView(TextView):
    """What is to appear, where, when, and who hears of it. The button posts the decision to the page “Decide”."""

    template_name = "commentaries/admin/before_publication.html"
    page_title = gettext_lazy("If you publish now")
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.read_text(kwargs["pk"])
        if not user_works_on_text(request.user, self.page):
            raise PermissionDenied(_("Only the editors of the series open this page."))

    def read_text(self, pk: int) -> None:
        """As for every page about a text; of one that is scheduled, what is to appear and nothing written since."""
        self.page = text_or_404(pk)
        self.latest = foretelling.content_to_appear(self.page)
        self.digest = versions.digest_of(self.latest)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The one thing that can be asked for here; the button that publishes posts to the page “Decide”."""
        checking_links.check_again(self.latest)
        messages.success(request, _("The links are being checked. Open this page again in a minute or two."))
        return redirect("commentaries:before_publication", self.page.pk)

    def get_page_title(self) -> str:
        return _("When it appears") if self.scheduled_for else _("If you publish now")

    @cached_property
    def scheduled_for(self) -> datetime | None:
        revision = self.page.scheduled_revision
        return revision.approved_go_live_at if revision else None

    def foretold(self) -> dict[str, Any]:
        """What would follow, or why it would be refused."""
        decider = person_of(self.request.user) if user_can_decide(self.request.user, self.latest) else None
        try:
            return {"foretold": foretelling.publication_of(self.page, by=decider), "decides": decider is not None}
        except numbering.NumberAlreadyGiven as refusal:
            return {"foretold": None, "refusal": str(refusal)}

    def obstacles(
        self, stage: Stage, standing: Standing, person: Person | None, *, forbidding: int
    ) -> list[dict[str, str]]:
        """What keeps this person from publishing with the one button, each with where to go on."""
        decide, task = reverse("commentaries:decide", args=[self.page.pk]), self.page.current_workflow_task
        found = []
        if not isinstance(task, DecisionTask):
            found.append({"what": stage.sentence, "url": decide, "to": _("To the page “Decide”")})
        elif not user_can_decide(self.request.user, self.latest):
            sentence = _("An editor of the series who is not among the authors decides.")
            found.append({"what": sentence, "url": decide, "to": _("To the page “Decide”")})
        elif not user_edits_text(self.request.user, self.page):
            sentence = _("You do not edit this series: to publish all the same, give a reason.")
            found.append({"what": sentence, "url": f"{decide}#decision", "to": _("Give the reason")})
        if forbidding:
            sentence = _("Something must be mended first.")
            found.append({"what": sentence, "url": "#points", "to": _("To the open points")})
        behind = editor_stood_in_for(self.request.user, self.latest)
        beside = (standing.missing_beside, standing.step_lacking_beside)
        wanted = [tell(person, deputy_for=behind) for tell in beside] if task else []
        asking = {"url": f"{decide}#decision", "to": _("Ask for it")}
        return [*found, *({"what": missing, **asking} for missing in wanted if missing)]

    def address_of_proof(self) -> str:
        """The newest content by its digest; what was scheduled before it by its version."""
        kept = Version.objects.filter(page=self.page, digest=self.digest).values_list("pk", flat=True).first()
        if self.scheduled_for and kept:
            return reverse("commentaries:version", args=[kept])
        return reverse("commentaries:proof", args=[self.page.pk, self.digest])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, user = self.page, self.request.user
        person, standing = person_of(user), standings.standing_of(self.latest, digest=self.digest)
        knows_reviewers = user_knows_reviewers(user, self.latest)
        withheld = withholding.withheld_by(page.issue_id)
        points, stage = open_points_context(page), stage_of(page)
        return super().get_context_data(
            latest=self.latest,
            series=page.series,
            stage=stage,
            now=timezone.now(),
            scheduled_for=self.scheduled_for,
            digest=self.digest,
            proof_url=self.address_of_proof(),
            obstacles=self.obstacles(stage, standing, person, forbidding=points["forbidding"]),
            affirmations=[
                each for each in standing.affirmations if knows_reviewers or each.kind != Affirmation.Kind.REVIEW
            ],
            reservations=standings.reservations_about(page) if knows_reviewers else [],
            news=news_for(page, person, digest=self.digest),
            hold=withheld if isinstance(withheld, Hold) else None,
            removal=withheld if isinstance(withheld, Removal) else None,
            withheld_key=withholding.key_of(withheld),
            links=checking_links.shown_for(self.latest),
            **points,
            **self.foretold(),
            **kwargs,
        )

    def get_page_subtitle(self) -> str:
        title: str = self.latest.title
        return title
