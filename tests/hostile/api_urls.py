"""Maps the addresses of the ready site and, as a site may, Wagtail's API v3 beside them."""

from django.urls import path
from wagtail.api.v3.urls import api

from config.urls import handler404, handler500  # noqa: F401 (Django looks for them here)
from config.urls import urlpatterns as ready_site

urlpatterns = [path("api/v3/", api.urls), *ready_site]
