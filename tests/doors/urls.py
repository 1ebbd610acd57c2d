"""Maps the site's own addresses and Wagtail's API v3 beside them, as a host site would."""

from __future__ import annotations

from django.urls import path
from wagtail.api.v3.urls import api

from config.urls import handler404, handler500
from config.urls import urlpatterns as site_urls

__all__ = ["handler404", "handler500"]

urlpatterns = [path("api/v3/", api.urls), *site_urls]
