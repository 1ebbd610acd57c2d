"""Maps the addresses of the plain project: Wagtail's, and ours before them."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("", include("commentaries.outside_urls")),
    path("", include("series.host_urls")),
    path("", include("series.urls")),
    path("", include(wagtail_urls)),
]
