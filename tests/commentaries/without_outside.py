"""Maps a site that serves no addresses for people without an account."""

from config.urls import handler404, handler500  # noqa: F401 (Django reads them here)
from config.urls import urlpatterns as of_the_ready_site

urlpatterns = [each for each in of_the_ready_site if getattr(each, "namespace", None) != "outside"]
