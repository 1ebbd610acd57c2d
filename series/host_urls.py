"""Maps what a host has once, whatever its languages: the sitemap with its parts, the API, OAI-PMH and RePEc."""

from django.urls import include, path, re_path

from series.api.router import api
from series.machines import crawlers
from series.oai import urls as oai_urls
from series.repec import urls as repec_urls

urlpatterns = [
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    re_path(r"^sitemap-(?P<name>[a-z]+)-(?P<number>[1-9]\d{0,8})\.xml$", crawlers.sitemap_part, name="sitemap_part"),
    path("api/v2/", api.urls),
    path("", include(oai_urls)),
    path("", include(repec_urls)),
]
