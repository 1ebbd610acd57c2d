"""Makes the rooms of one text an app and connects its receivers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentariesConfig(AppConfig):
    name = "commentaries"
    verbose_name = _("commentaries")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commentaries import checks, masking, policies, receivers, retaining  # noqa: F401 (now with models)

        policies.register()
        masking.install()
