"""Maps the public addresses that are no pages: authors, topics, search, robots, icon, and texts as files."""

from django.urls import path, re_path

from series import representations, views

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("search/", views.search, name="search"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    re_path(r"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.pdf$", representations.pdf, name="pdf"),
    re_path(
        r"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.(?P<size>small|large)\.png$", representations.cover, name="cover"
    ),
    # Takes every ending, to name those that there are: what else has a dot below a series stands before it.
    re_path(
        r"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.(?P<ending>[a-z][a-z0-9]{0,9})$",
        representations.representation,
        name="representation",
    ),
]
