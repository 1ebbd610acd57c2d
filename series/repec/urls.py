"""Maps the folders and files of the archive of RePEc, which are the same in every language."""

from django.urls import path

from series.repec import views

urlpatterns = [
    path("RePEc/", views.root, name="repec"),
    path("RePEc/<slug:archive>/", views.archive, name="repec_archive"),
    path("RePEc/<slug:archive>/<slug:name>.rdf", views.description, name="repec_description"),
    path("RePEc/<slug:archive>/<slug:series>/", views.series, name="repec_series"),
    path("RePEc/<slug:archive>/<slug:series>/<slug:name>.rdf", views.papers, name="repec_papers"),
]
