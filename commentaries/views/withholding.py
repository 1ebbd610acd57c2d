"""Answers an editor who takes a public text from its readers, for the moment or for good, or shows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commentaries import numbering, withholding
from commentaries.forms import MessageForm, ReasonForm
from commentaries.models import CommentaryPage, Hold, Removal
from commentaries.permissions import user_can_withhold

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTIONS = ("hold", "release", "remove")
CONFLICTS = (numbering.NotPublic, numbering.NotHeld, withholding.WithheldMeanwhile)


class WithholdingMixin:
    """For the page on which a text is decided: each thing that may be done, with its form and its sentence."""

    request: HttpRequest
    page: CommentaryPage

    def form_for_withholding(self, action: str, data: Any, auto_id: str) -> MessageForm | ReasonForm:
        return MessageForm(data, auto_id=auto_id) if action == "release" else ReasonForm(data, auto_id=auto_id)

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

    def withholding_context(self, *, is_removed: bool) -> dict[str, Any]:
        """By what the text is kept from its readers, and what of the three this user may do now."""
        withheld = withholding.withheld_by(self.page.issue_id)
        hold = withheld if isinstance(withheld, Hold) else None
        removal = withheld if isinstance(withheld, Removal) else None
        is_shown, may = self.page.live, user_can_withhold(self.request.user, self.page)
        taken_off_elsewhere = is_removed and removal is None  # by a door of Wagtail's, which asks for no reason
        return {
            "hold": hold,
            "removal": removal,
            "withheld_key": withholding.key_of(withheld),
            "is_removed": is_removed,
            "may_hold": may and is_shown and hold is None,
            "may_release": may and hold is not None,
            "may_remove": may and (is_shown or hold is not None or taken_off_elsewhere),
        }
