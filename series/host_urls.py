"""Maps what a host has once, whatever its languages: the sitemap with its parts, and the API."""

from django.urls import path, re_path

from series.api.router import api
from series.machines import crawlers

urlpatterns = [
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    re_path(r"^sitemap-(?P<name>[a-z]+)-(?P<number>[1-9]\d{0,8})\.xml$", crawlers.sitemap_part, name="sitemap_part"),
    path("api/v2/", api.urls),
]
