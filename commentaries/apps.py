"""Makes the rooms of one text an app and connects its receivers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentariesConfig(AppConfig):
    name = "commentaries"
    verbose_name = _("commentaries")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commentaries import (  # noqa: F401 (models are loaded only now)
            analysing,
            checks,
            mails,
            policies,
            pruning,
            receivers,
            reminders,
            retaining,
        )
        from commentaries.links import masking

        policies.register()
        masking.install()
