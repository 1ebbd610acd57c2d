"""Makes the ready site an app, so that its commands, templates and translations are found."""

import warnings

from django.apps import AppConfig
from django.conf import settings
from PIL import Image


class SiteConfig(AppConfig):
    name = "config"
    label = "ready_site"

    def ready(self) -> None:
        from config.exporting import make_exports_inert  # Wagtail's views need the models, which are loaded only now

        make_exports_inert()
        # Pillow refuses, before it decodes, twice what this says; what scripts and renditions open passes no form.
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
        warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # more than half is no bomb yet
