"""Maps every address of the ready site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from commentaries import conf, outside_urls
from config import health
from series import host_urls
from series import urls as series_urls

handler404 = "series.views.not_found"
handler500 = "series.views.server_error"


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("health/", health.web, name="health"),
    path("health/work/", health.work, name="health_of_work"),
]
if conf.get().DEMO:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns += [path("", include(outside_urls)), path("", include(host_urls))]
urlpatterns += i18n_patterns(
    path("", include(series_urls)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
