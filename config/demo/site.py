"""Makes the demonstration's site: publisher, series, their pages in two languages, topics and archive."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from commentaries import archiving
from commentaries.models import Publisher, PublisherAbout, Series, SeriesRole, Topic, TopicName
from config.demo.people import TEXTS, account, give_role, make_accounts, make_persons, person_named
from series.models import FrontPage, SeriesPage
from series.settingup import set_up_roles

Role = SeriesRole.Role
FACTS = Path(__file__).parent / "archive.toml"
GUIDELINES = (
    "<p>Write 1,000 to 1,500 words, title and notes counted. Begin with three key points of up to thirty words "
    "each. Use short headings without numbers and two pull quotes, word for word from the text. "
    "British spelling, please.</p>"
)


def make_site() -> None:
    """Everything but the texts. Repeatable: what is there stays as it is."""
    facts = tomllib.loads(FACTS.read_text())
    english, italian = _locales()
    set_up_roles()
    make_accounts()
    series = facts["series"]
    make_persons(series["editor_given"], series["editor_family"], series["email"])
    front = _front_page(facts["publisher"], english)
    _publisher(facts["publisher"])
    _topics()
    first, second = _first_series(series), _second_series()
    _series_page(front, first, "commentaries", "IAI Commentaries", italian)
    _series_page(front, second, "papers", "Demonstration Papers", italian)
    _archive(first, facts["issues"])


def answer_at(port: int, *, letters: Path | None) -> None:
    """Lets the site know its own address, so that full links are right: also in letters written for another port.

    The letters of the demonstration are files in a folder, so that they can follow the server.
    """
    site = Site.objects.get(is_default_site=True)
    before, site.hostname, site.port = site.root_url, "127.0.0.1", port
    site.save()
    for letter in letters.glob("*.log") if letters else ():
        letter.write_bytes(letter.read_bytes().replace(f"{before}/".encode(), f"{site.root_url}/".encode()))


def _locales() -> tuple[Locale, Locale]:
    english, _made = Locale.objects.get_or_create(language_code="en")
    italian, _made = Locale.objects.get_or_create(language_code="it")
    return english, italian


def _front_page(publisher: dict[str, Any], english: Locale) -> FrontPage:
    front = FrontPage.objects.filter(locale=english).first()
    if front:
        return front
    root = Page.get_first_root_node()
    welcome = Page.objects.filter(depth=2, slug="home").first()
    front = FrontPage(title=publisher["name"], slug="institute", locale=english, live=True)
    root.add_child(instance=front)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = front, publisher["name"]
    site.save()
    if welcome and welcome.specific_class is not FrontPage:
        welcome.delete()
    return front


def _publisher(facts: dict[str, Any]) -> None:
    site = Site.objects.get(is_default_site=True)
    publisher = Publisher.for_site(site)
    if publisher.name:
        return
    publisher.name = facts["name"]
    publisher.short_name = facts["short_name"]
    publisher.place = facts["place"]
    publisher.address = "\n".join(facts["address"])
    publisher.telephone = facts["telephone"]
    publisher.web = facts["web"]
    publisher.about = facts["about_en"]
    publisher.about_texts = [PublisherAbout(language="it", text=facts["about_it"])]
    publisher.save()


def _topics() -> None:
    for row in tomllib.loads((TEXTS / "topics.toml").read_text())["topics"]:
        topic, is_new = Topic.objects.get_or_create(slug=row["slug"], defaults={"name": row["name_en"]})
        if is_new:
            TopicName.objects.create(topic=topic, language="it", name=row["name_it"], slug=slugify(row["name_it"]))


def _first_series(facts: dict[str, Any]) -> Series:
    series, _made = Series.objects.get_or_create(
        title=facts["title"],
        defaults={
            "short_title": facts["short_title"],
            "issn_online": facts["issn_online"],
            "number_pattern": facts["number_pattern"],
            "address_pattern": facts["address_pattern"],
            "email": facts["email"],
            "reviews_needed": 1,
            "about": "<p>Short, signed opinions on international affairs, each on one question of the day.</p>",
            "guidelines": GUIDELINES,
            "licence": "cc-by-nc-nd-4.0",
        },
    )
    for username, role in (
        ("editor", Role.EDITOR),
        ("assistant", Role.ASSISTANT),
        ("author", Role.AUTHOR),
        ("coauthor", Role.AUTHOR),
    ):
        give_role(series, username, role)
    return series


def _second_series() -> Series:
    series, _made = Series.objects.get_or_create(
        title="Demonstration Papers",
        defaults={
            "short_title": "Papers",
            "issn_online": "0000-0000",
            "number_pattern": "DP {n}/{yyyy}",
            "address_pattern": "dp-{n}-{yyyy}",
            "email": "papers@example.org",
            "about": "<p>A second series with another pattern of numbers and another editor.</p>",
            "words_aim": 600,
            "licence": "cc-by-4.0",
        },
    )
    give_role(series, "reviewer2", Role.EDITOR)
    give_role(series, "assistant", Role.ASSISTANT)
    return series


def _series_page(front: FrontPage, series: Series, slug: str, title: str, italian: Locale) -> None:
    if SeriesPage.objects.filter(series=series).exists():
        return
    page = SeriesPage(title=title, slug=slug, series=series, locale=front.locale, live=True)
    front.add_child(instance=page)
    front_it = front.get_translation_or_none(italian)
    if front_it is None:
        front_it = front.copy_for_translation(italian)
        front_it.save_revision().publish()
    page_it = page.copy_for_translation(italian)
    page_it.slug = slug
    page_it.introduction = (
        "<p>Opinioni brevi e firmate sugli affari internazionali.</p>"
        if slug == "commentaries"
        else "<p>Una seconda serie, con un’altra numerazione e un’altra curatrice.</p>"
    )
    page_it.save_revision().publish()


def _archive(series: Series, issues: list[dict[str, Any]]) -> None:
    parent = SeriesPage.objects.get(series=series, locale__language_code="en")
    for row in issues:
        published_on: date | None = row.get("date")
        facts = archiving.ArchiveFacts(
            title=row["title"],
            authors=tuple(person_named(name) for name in row["authors"]),
            year=row["year"],
            sequence=row["number"],
            published_on=published_on,
            language="en-GB",
        )
        if not archiving.is_entered(series, facts):
            archiving.enter(series, parent, facts, account("editor"))
