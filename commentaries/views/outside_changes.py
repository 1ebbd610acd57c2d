"""Shows an author who comes by a link what changed in the text since they last knew it, word by word."""

from __future__ import annotations

from typing import Any

from commentaries.changes import retracing
from commentaries.changes.showing import sheet_of
from commentaries.recording import direction_of
from commentaries.views.outside_consent import ConsentByLink


class ChangesToConsent(ConsentByLink):
    """The same as the admin's page of changes, for one pair: what the author knew, and the text as it stands."""

    template_name = "commentaries/outside/changes.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {"language": self.latest.language, "direction": direction_of(self.latest.language)}
        if known := self.known_version():
            retraced = retracing.retrace(
                self.page, retracing.state_of(known), retracing.State(self.latest), names_hands=True
            )
            context |= {"sheet": sheet_of(retraced), "known": known}
        return super().get_context_data(**context, **kwargs)
