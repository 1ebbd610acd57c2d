"""Maps what the ready site serves, and beside it Wagtail's APIs, images and sitemap as a host site mounts them."""

from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.static import serve
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api
from wagtail.contrib.sitemaps import Sitemap
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.views.serve import ServeView

from config.urls import handler404, handler500  # noqa: F401 (Django reads them here)
from config.urls import urlpatterns as of_the_ready_site

api_v2 = WagtailAPIRouter("wagtailapi")
for name, endpoint in (
    ("pages", PagesAPIViewSet),
    ("images", ImagesAPIViewSet),
    ("documents", DocumentsAPIViewSet),
):
    api_v2.register_endpoint(name, endpoint)


def wagtail_sitemap(request: HttpRequest) -> HttpResponse:
    """What Wagtail's own sitemap lists; its template comes with an app of Django's that is not installed here."""
    listed = Sitemap(request).get_urls(site=RequestSite(request))
    return JsonResponse([str(entry["location"]) for entry in listed], safe=False)


urlpatterns = [
    path("api/v2/", api_v2.urls),
    path("api/v3/", api.urls),
    path("wagtail-sitemap.json", wagtail_sitemap, name="wagtail_sitemap"),
    re_path(r"^pictures/([^/]*)/(\d*)/([^/]*)/[^/]*$", ServeView.as_view(), name="wagtailimages_serve"),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    *of_the_ready_site,
]
