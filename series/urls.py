"""Maps the public addresses that are no pages: authors, topics, search, feeds, robots, icon, and texts as files.

What is about many texts stands before what is about one: a year or ``all`` is nobody's number.
"""

from django.urls import path, re_path

from series import feeding, representations, views
from series.downloads import ENDINGS
from series.machines import catalogues, crawlers, downloads, refusals

FORM = r"feed\.(?P<form>atom|rss|json)$"
ANY = r"(?P<ending>[a-z][a-z0-9]{0,9})$"

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("search/", views.search, name="search"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    re_path(rf"^authors/(?P<slug>[\w-]+)\.(?P<ending>{ENDINGS})$", downloads.author_citations, name="author_citations"),
    re_path(rf"^topics/(?P<slug>[\w-]+)\.(?P<ending>{ENDINGS})$", downloads.topic_citations, name="topic_citations"),
    re_path(rf"^search\.(?P<ending>{ENDINGS})$", downloads.search_citations, name="search_citations"),
    re_path(r"^(?P<above>(?:[\w-]+/)+)catalogue\.(?P<ending>csv|json)$", catalogues.catalogue, name="catalogue"),
    re_path(
        rf"^(?P<above>(?:[\w-]+/)+)(?P<name>all|\d{{4}})\.(?P<ending>{ENDINGS})$",
        downloads.series_citations,
        name="series_citations",
    ),
    re_path(rf"^{FORM}", feeding.feed_of_all, name="feed"),
    re_path(rf"^authors/(?P<slug>[-\w]+)/{FORM}", feeding.feed_of_author, name="author_feed"),
    re_path(rf"^topics/(?P<slug>[-\w]+)/{FORM}", feeding.feed_of_topic, name="topic_feed"),
    re_path(rf"^(?P<above>(?:[\w-]+/)+){FORM}", feeding.feed_of_series, name="series_feed"),
    re_path(
        rf"^(?P<path>(?:[\w-]+/)+(?:all|catalogue|feed)|(?:authors|topics)/[\w-]+)\.{ANY}",
        refusals.no_such_list,
        name="no_such_list",
    ),
    re_path(r"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.pdf$", representations.pdf, name="pdf"),
    re_path(
        r"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.(?P<size>small|large)\.png$", representations.cover, name="cover"
    ),
    # Takes every ending, to name those that there are: what else has a dot below a series stands before it.
    re_path(
        rf"^(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.{ANY}",
        representations.representation,
        name="representation",
    ),
]
