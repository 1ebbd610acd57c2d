"""Makes the ready site an app, so that its commands, templates and translations are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "config"
    label = "ready_site"
