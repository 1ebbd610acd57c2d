"""Names settings with which the pages of many texts would go wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

PROCESSOR = "series.context.site_header"


@register()
def check_context_processor(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Lists and search take the host's template and the site's header from our context processor."""
    if any(PROCESSOR in engine.get("OPTIONS", {}).get("context_processors", []) for engine in settings.TEMPLATES):
        return []
    return [
        Warning(
            f"{PROCESSOR} is not among the context processors, so lists and search have no header "
            "and do not extend COMMENTARIES['BASE_TEMPLATE'].",
            hint=f"Add {PROCESSOR!r} to the option context_processors in TEMPLATES.",
            id="series.W001",
        )
    ]
