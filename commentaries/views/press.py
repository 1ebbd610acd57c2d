"""Answers an editor about the links by which the press reads a text before its day: making, listing, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import briefing
from commentaries.forms import BriefingForm, LinkForm
from commentaries.links import addressing, ending, revoking
from commentaries.models import CommentaryPage, Link
from commentaries.permissions import user_can_brief, user_can_revoke

if TYPE_CHECKING:
    from django.http import HttpRequest


class PressMixin:
    """For the page on which a text is decided: what may be done about the press, each with its sentence."""

    request: HttpRequest
    page: CommentaryPage
    latest: CommentaryPage
    digest: str

    def briefing_form(self, data: Any, auto_id: str) -> BriefingForm:
        return BriefingForm(data, page=self.page, initial={"digest": self.digest}, auto_id=auto_id)

    def link_form(self, data: Any) -> LinkForm:
        return LinkForm(data, page=self.page)

    def brief(self, said: dict[str, Any]) -> str:
        briefing.brief(self.page, self.request.user, whom=said["whom"], until=said["until"], digest=said["digest"])
        return _("The link for %(whom)s is made: copy its address below.") % {"whom": said["whom"]}

    def revoke_press(self, said: dict[str, Any]) -> str:
        revoking.revoke(said["link"], self.request.user)
        return _("The link of %(person)s no longer works.") % {"person": said["link"].note}

    def renew_press(self, said: dict[str, Any]) -> str:
        briefing.renew_address(said["link"], self.request.user)
        return _("The link of %(person)s has a new address: copy it below.") % {"person": said["link"].note}

    def press_context(self) -> dict[str, Any]:
        """Addresses are for those alone who may make one."""
        user, may_brief = self.request.user, user_can_brief(self.request.user, self.latest)
        found = Link.objects.standing().filter(kind=Link.Kind.PRESS, page=self.page.pk)
        links = [link for link in found.select_related("page__series", "version") if ending.is_open(link)]
        if not any(user_can_revoke(user, link, self.latest) for link in links):
            links = []
        for link in links:
            link.address = addressing.address_if_known(link) if may_brief else ""
            link.may_be_renewed = may_brief and not link.address
            link.is_of_earlier = link.version.digest != self.digest
        is_to_appear = not self.page.live and briefing.will_appear(self.page)
        return {"press_links": links, "may_brief": may_brief and is_to_appear}
