"""Turns the URL patterns that a project serves into addresses to ask for, with the keys of a world in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Site, Task, Workflow

from commentaries.models import FollowUp, Link, Person
from series.sitemaps import SPAN
from tests import factories
from tests.access.world import OUTSIDER, SHARED, Text, World


class NoValueKnown(AssertionError):
    """A pattern asks for something that the world has no value for."""


@dataclass(frozen=True)
class Pattern:
    """One pattern of the resolver: its full name, its path as written, and the module of its view."""

    name: str
    route: str
    room: str

    @property
    def is_ours(self) -> bool:
        return self.room.split(".")[0] in {"commentaries", "series", "config"}

    @property
    def known_as(self) -> str:
        """The name, or the path where there is no name."""
        return self.name if self.name and not self.name.endswith(":") else f"/{self.route}"


@dataclass(frozen=True)
class Address:
    """One address to ask for; of one text, if the pattern asks for one."""

    pattern: Pattern
    path: str
    text: Text | None = None


def patterns() -> list[Pattern]:
    """Every pattern that the project serves."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[Pattern]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", entry.callback)
            yield Pattern(namespace + (entry.name or ""), here, getattr(view, "__module__", ""))
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, here, namespace + inner)


Value = Callable[[World, Text], Any]
_ROUTES = {
    r"(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
        "<pk>/revisions/compare/earliest...latest/"
    ),
    r"documents/(\d+)/(.*)$": "documents/<document_id>/sheet.txt",
    r"((?:[\w\-]+/)*)$": "<page_path>",
    r"authors/(?P<slug>[\w-]+)\.(?P<ending>bib|ris|json)$": "authors/<slug>.json",
    r"topics/(?P<slug>[\w-]+)\.(?P<ending>bib|ris|json)$": "topics/<slug>.json",
    r"search\.(?P<ending>bib|ris|json)$": "search.json",
    r"(?P<above>(?:[\w-]+/)+)catalogue\.(?P<ending>csv|json)$": "<above>catalogue.csv",
    r"(?P<above>(?:[\w-]+/)+)(?P<name>all|\d{4})\.(?P<ending>bib|ris|json)$": "<above>all.json",
    r"sitemap-(?P<name>[a-z]+)-(?P<number>[1-9]\d{0,8})\.xml$": "sitemap-texts-<number>.xml",
    r"authors/(?P<slug>[-\w]+)/feed\.(?P<form>atom|rss|json)$": "authors/<slug>/feed.rss",
    r"topics/(?P<slug>[-\w]+)/feed\.(?P<form>atom|rss|json)$": "topics/<slug>/feed.json",
    r"(?P<above>(?:[\w-]+/)+)feed\.(?P<form>atom|rss|json)$": "<above>feed.atom",
    r"feed\.(?P<form>atom|rss|json)$": "feed.atom",
    r"(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.pdf$": "<above><name>.pdf",
    r"(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.(?P<size>small|large)\.png$": "<above><name>.small.png",
    r"(?P<above>(?:[\w-]+/)+)(?P<name>[\w-]+)\.(?P<ending>[a-z][a-z0-9]{0,9})$": "<above><name>.<ending>",
    r"(?P<path>(?:[\w-]+/)+(?:all|catalogue|feed)|(?:authors|topics)/[\w-]+)\.(?P<ending>[a-z][a-z0-9]{0,9})$": (
        "<path>.<ending>"
    ),
    r".*/$": "nowhere/",
    r"pictures/([^/]*)/(\d*)/([^/]*)/[^/]*$": "pictures/<signature>/<image_id>/<filter_spec>/a.png",
    r"media/(?P<path>.*)$": "media/<media_path>",
}
"""Patterns written as expressions, as the addresses they stand for."""
_OF_A_TEXT: dict[str, Value] = {
    r"wagtailadmin_explore\w* parent_page_id": lambda world, text: text.page.pk,
    r"wagtailadmin_choose_page_child parent_page_id": lambda world, text: text.page.pk,
    r"wagtailadmin_pages:\w+ (page_id|page_to_move_id|parent_page_id|pk)": lambda world, text: text.page.pk,
    r"wagtailadmin_workflows:remove page_pk": lambda world, text: text.page.pk,
    r"wagtailadmin_pages:\w+ revision_id": lambda world, text: text.page.latest_revision_id,
    r"wagtailadmin_pages:\w+ task_state_id": lambda world, text: getattr(text.task_state(), "pk", 0),
    r"wagtailadmin_pages:\w+ task_id": lambda world, text: getattr(text.task_state(), "task_id", 0),
    r"wagtailadmin_pages:\w+ workflow_state_id": lambda world, text: getattr(text.task_state(), "workflow_state_id", 0),
    r"wagtailadmin_editing_sessions:ping object_id": lambda world, text: text.page.pk,
    r"(wagtailadmin_api|wagtailapi):pages:\w+ pk": lambda world, text: text.page.pk,
    r"api:commentaries:detail pk": lambda world, text: text.page.pk,
    r"wagtailapi_v3:\w+ page_id": lambda world, text: text.page.pk,
    r"wagtailapi_v3:detail_page_revision revision_id": lambda world, text: text.page.latest_revision_id,
    r"simple_translation:submit_page_translation page_id": lambda world, text: text.page.pk,
    r"commentaries:before_publication pk": lambda world, text: text.page.pk,
    r"commentaries:(decide|happenings|consent|differences|open_points|proof) pk": lambda world, text: text.page.pk,
    r"series_registration pk": lambda world, text: text.page.pk,
    r"series_deposit_file pk": lambda world, text: text.page.pk,
    r"series_handling pk": lambda world, text: text.page.pk,
    r"outside:consent\w* token": lambda world, text: text.token(Link.Kind.CONSENT),
    r"outside:press\w* token": lambda world, text: text.token(Link.Kind.PRESS),
    r"outside:review\w* token": lambda world, text: text.token(Link.Kind.REVIEW),
    r"commentaries:proof digest": lambda world, text: text.digest,
    r"commentaries:version pk": lambda world, text: getattr(text.version(), "pk", 0),
    r"commentaries:review pk": lambda world, text: getattr(text.invitation(), "pk", 0),
    r"representation above": lambda world, text: text.path.rstrip("/").rpartition("/")[0] + "/",
    r"representation name": lambda world, text: text.page.issue.address if text.page.issue else text.page.slug,
    r"series_feed above": lambda world, text: text.path.rstrip("/").rpartition("/")[0] + "/",
    r"pdf above": lambda world, text: text.path.rstrip("/").rpartition("/")[0] + "/",
    r"cover above": lambda world, text: text.path.rstrip("/").rpartition("/")[0] + "/",
    r"cover name": lambda world, text: text.page.issue.address if text.page.issue else text.page.slug,
    r"pdf name": lambda world, text: text.page.issue.address if text.page.issue else text.page.slug,
    r"wagtail_serve page_path": lambda world, text: text.path,
    r"wagtailcore_authenticate_with_password page_id": lambda world, text: text.page.pk,
}
_OF_THE_WORLD: dict[str, Value] = {
    r"wagtailsettings:\w+ model_name": lambda world, text: "publisher",
    r"\S+ (content_type_app_name|app_label|app_name)": lambda world, text: "commentaries",
    r"\S+ (content_type_model_name|model_name)": lambda world, text: "commentarypage",
    r"wagtailadmin_pages:move_confirm destination_id": lambda world, text: world.house.page.pk,
    r"wagtailadmin_pages:workflow_action action_name": lambda world, text: "approve",
    r"wagtailadmin_pages:collect_workflow_action_data action_name": lambda world, text: "approve",
    r"wagtailadmin_api:pages:action action_name": lambda world, text: "copy",
    r"\S*images\S* (pk|image_id)": lambda world, text: world.things["image"].pk,
    r"wagtailimages\S* filter_spec": lambda world, text: "original",
    r"wagtailimages_serve signature": lambda world, text: world.things["signature"],
    r"\S*(docs|documents)\S* (pk|document_id|doc_id)": lambda world, text: world.things["document"].pk,
    r"\S+ (uploaded_file_id|restriction_id|session_id)": lambda world, text: 1,
    r"\S+ page_view_restriction_id": lambda world, text: world.things["restriction"].pk,
    r"wagtailadmin_collections:\w+ (pk|collection_id)": lambda world, text: world.things["collection"].pk,
    r"wagtailadmin_workflows:\w*task\w* (pk|task_id)": lambda world, text: Task.objects.first().pk,
    r"wagtailadmin_workflows:\w+ (pk|workflow_pk)": lambda world, text: Workflow.objects.get(name="Commentary").pk,
    r"(wagtailredirects:\w+|/admin/redirects/\S*) redirect_id": lambda world, text: world.things["redirect"].pk,
    r"wagtailsites:\w+ pk": lambda world, text: Site.objects.first().pk,
    r"wagtailapi_v3:\w*snippet\w* type": lambda world, text: "commentaries.Person",
    r"wagtailapi_v3:\w*snippet\w* (snippet_id|pk|object_id)": lambda world, text: world.house.author_person.pk,
    r"wagtailapi_v3:\w*snippet\w* revision_id": lambda world, text: 1,
    r"wagtailapi_v3:\w+_redirect redirect_id": lambda world, text: world.things["redirect"].pk,
    r"wagtailapi_v3:\w+_document document_id": lambda world, text: world.things["document"].pk,
    r"wagtailapi_v3:\w+_image image_id": lambda world, text: world.things["image"].pk,
    r"wagtailapi_v3:\w+ site_id": lambda world, text: Site.objects.first().pk,
    r"wagtailapi_v3:\w+ type_name": lambda world, text: "pages",
    r"wagtailusers_users:\w+ pk": lambda world, text: world.accounts["author"].pk,
    r"wagtailusers_groups:\w+ pk": lambda world, text: Group.objects.get(name="Institute").pk,
    r"\S*commentaries_person\S* pk": lambda world, text: world.house.author_person.pk,
    r"\S*commentaries_series\S* pk": lambda world, text: world.house.series.pk,
    r"\S*commentaries_topic\S* pk": lambda world, text: world.things["topic"].pk,
    r"simple_translation:submit_snippet_translation pk": lambda world, text: world.things["topic"].pk,
    r"wagtailsettings:\w+ pk": lambda world, text: Site.objects.first().pk,
    r"outside:manuscript token": lambda world, text: factories.token_of(world.things["manuscript"]),
    r"commentaries:attachment pk": lambda world, text: world.things["attachment"].pk,
    r"series_plan pk": lambda world, text: world.things["plan"].pk,
    r"series_absence_end pk": lambda world, text: world.things["absence"].pk,
    r"series_audit pk": lambda world, text: world.house.series.pk,
    r"commentaries:erase_contact pk": lambda world, text: Person.objects.get(slug=OUTSIDER).pk,
    r"commentaries:merge_topic pk": lambda world, text: world.things["topic"].pk,
    r"commentaries:try_again pk": lambda world, text: FollowUp.objects.get(state=FollowUp.State.FAILED).pk,
    r"representation ending": lambda world, text: "bib",
    r"no_such_list path": lambda world, text: f"{world.house.page.slug}/all",
    r"no_such_list ending": lambda world, text: "docx",
    r"repec_\w+ archive": lambda world, text: "tid",
    r"repec_\w+ series": lambda world, text: "letter",
    r"repec_description name": lambda world, text: "tidseri",
    r"repec_papers name": lambda world, text: str(world.house.series.today().year),
    r"api:persons:detail pk": lambda world, text: world.house.author_person.pk,
    r"api:series:detail pk": lambda world, text: world.house.series.pk,
    r"sitemap_part number": lambda world, text: world.house.page.pk // SPAN + 1,
    r"(catalogue|series_citations) above": lambda world, text: f"{world.house.page.slug}/",
    r"author_citations slug": lambda world, text: world.house.author_person.slug,
    r"topic_citations slug": lambda world, text: world.things["topic"].slug,
    r"author(_feed)? slug": lambda world, text: world.house.author_person.slug,
    r"topic(_feed)? slug": lambda world, text: world.things["topic"].slug,
    r"wagtailadmin_password_reset_confirm (uidb64|token)": lambda world, text: "x",
    r"media media_path": lambda world, text: world.things["image"].file.name,
}
_OF_SHELVES = r"wagtailadmin_(explore|choose_page_child)|wagtailadmin_pages:(add|usage|edit|view_draft|\w*history)"
"""What is asked of the page of the series too."""
_BULK = tuple(("wagtailcore", "page", action) for action in ("delete", "move", "publish", "unpublish"))
QUERIES: dict[str, Callable[[World], list[str]]] = {
    r"wagtailadmin_reports:|/admin/reports/": lambda world: ["?export=csv", "?export=xlsx"],
    r"wagtailadmin_(pages:search|choose_page_search)": lambda world: [f"?q={SHARED}"],
    r"wagtailadmin_explore": lambda world: [f"?q={SHARED}"],
    r"wagtailadmin_choose_page(_child)?$": lambda world: ["?page_type=commentaries.commentarypage"],
    r"wagtailadmin_choose_page_chosen_multiple|/admin/choose-page/chosen-multiple": lambda world: [f"?{ids(world)}"],
    r"wagtail_bulk_action": lambda world: [f"?{ids(world)}"],
    r"wagtail(admin_)?api:pages:listing": lambda world: ["?fields=*", f"?search={SHARED}"],
    r"wagtailadmin_api:pages:listing": lambda world: [f"?child_of={world.shelf.page.pk}&for_explorer=1"],
    r"wagtailapi_v3:list_pages": lambda world: [
        f"?search={SHARED}",
        "?type=commentaries.CommentaryPage",
    ],
    r"wagtailapi_v3:detail_page$": lambda world: ["?version=draft"],
    r"api:\w+:listing$": lambda world: ["?fields=*"],
    r"search(_citations)?$": lambda world: [f"?q={SHARED}"],
    r"series_citations$": lambda world: [f"?q={SHARED}"],
    r"/admin/redirects/(results/)?$": lambda world: ["?export=csv"],
    r"wagtailsnippet\S*:(list|choose)": lambda world: ["?q=Test"],
    r"wagtailadmin_pages:type_use": lambda world: [f"?q={SHARED}", "?export=csv"],
}
"""What else is asked where an address takes a question."""


def ids(world: World) -> str:
    return "&".join(f"id={text.page.pk}" for text in world.texts.values())


def addresses(pattern: Pattern, world: World) -> list[Address]:
    """Every address of a pattern: once, or once for each text.

    Raises:
        NoValueKnown: the pattern takes an argument that is in neither table.
    """
    route = pattern.route
    for written, meant in _ROUTES.items():
        if route.endswith(written) and (written.startswith(".") or "(" in written):
            route = route.removesuffix(written) + meant
    arguments = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if re.search(r"[\\(^$?*]", route.replace("<", "")):
        raise NoValueKnown(f"Say in tests/access/addresses.py which address {pattern.known_as} ({route}) stands for.")
    found = [_value_of(f"{pattern.known_as} {argument}") for argument in arguments]
    is_of_texts = any(is_of_text for _, is_of_text in found)
    texts = [*world.texts.values()] if is_of_texts else [world.shelf]
    if re.match(_OF_SHELVES, pattern.known_as):
        texts.append(world.shelf)
    paths = []
    for text in texts:
        values = dict(zip(arguments, (value(world, text) for value, _ in found), strict=True))
        for chosen in _choices(pattern, values):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match, chosen=chosen: str(chosen[match[1]]), route)
            paths.append(Address(pattern, f"/{path}", None if text is world.shelf else text))
    asked = [query for name, queries in QUERIES.items() if re.match(name, pattern.known_as) for query in queries(world)]
    shelves = [address for address in paths if address.text is None] or paths
    extra = [Address(pattern, address.path + query, address.text) for address, query in product(shelves, asked)]
    return [*paths, *extra]


def _choices(pattern: Pattern, values: dict[str, Any]) -> list[dict[str, Any]]:
    if pattern.known_as != "wagtail_bulk_action":
        return [values]
    return [dict(zip(("app_label", "model_name", "action"), choice, strict=True)) for choice in _BULK]


def _value_of(argument: str) -> tuple[Value, bool]:
    if argument == "wagtail_bulk_action action":
        return (lambda world, text: "delete"), False
    for table, is_of_text in ((_OF_A_TEXT, True), (_OF_THE_WORLD, False)):
        for name, value in table.items():
            if re.fullmatch(name, argument):
                return value, is_of_text
    raise NoValueKnown(f"Say in tests/access/addresses.py what “{argument}” is in the world of these tests.")
