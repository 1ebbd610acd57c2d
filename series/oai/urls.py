"""Maps the address of the repository, which is the same in every language."""

from django.urls import path

from series.oai.views import oai

urlpatterns = [path("oai/", oai, name="oai")]
