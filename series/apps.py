"""Makes the rooms of many texts an app and connects its receivers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeriesConfig(AppConfig):
    name = "series"
    verbose_name = _("series and listings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from series import checks, receivers  # noqa: F401 (models are loaded only now)
