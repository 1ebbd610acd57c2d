"""Makes persons, series and texts for tests, and takes a text through the line by the ordinary verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site

from commentaries import archiving, deciding, handling, inviting, receiving, reviewing, submitting, versions
from commentaries.links import addressing
from commentaries.models import (
    Absence,
    Authorship,
    CommentaryPage,
    Decision,
    DeskLine,
    Invitation,
    Link,
    Note,
    Person,
    Publisher,
    Review,
    Series,
    SeriesRole,
    Topic,
)
from commentaries.models.series import SecondAffirmation
from series.models import FrontPage, SeriesPage
from series.settingup import set_up_roles

Role = SeriesRole.Role
SENTENCE = "The committee published its minutes after eleven years of asking"
PARAGRAPH = (
    f"<p>{SENTENCE}, and nobody was surprised by what they said.</p>"
    "<p>What they did not say is “the point” of this text: a vote was never taken.</p>"
)


class AccountFactory(DjangoModelFactory):
    """An account; its password is its user name."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"account{n}")
    email = factory.LazyAttribute(lambda account: f"{account.username}@example.org")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("password", kwargs["username"])
        return model_class.objects.create_user(*args, **kwargs)


class PersonFactory(DjangoModelFactory):
    """A person without an account, with an affiliation."""

    class Meta:
        model = Person

    given_name = "Ada"
    family_name = factory.Sequence(lambda n: f"Quillon{n}")
    sort_name = factory.LazyAttribute(lambda person: f"{person.family_name}, {person.given_name}")
    slug = factory.LazyAttribute(lambda person: f"{person.given_name}-{person.family_name}".lower())
    affiliation = "Institute of Tides"
    email = factory.LazyAttribute(lambda person: f"{person.slug}@example.org")


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class SeriesFactory(DjangoModelFactory):
    """A series that asks for ten words and no review, so that test texts can be short."""

    class Meta:
        model = Series

    title = factory.Sequence(lambda n: f"Letters from the Coast {n}")
    short_title = "Letters"
    issn_online = "2532-6570"
    email = "letters@example.org"
    about = "<p>Short letters.</p>"
    licence = "cc-by-4.0"
    words_aim = 10
    reviews_needed = 0


@dataclass(frozen=True, slots=True)
class House:
    """A series, its page, and an account for everyone who works on it."""

    series: Series
    page: SeriesPage
    editor: AbstractBaseUser
    second_editor: AbstractBaseUser
    assistant: AbstractBaseUser
    author: AbstractBaseUser
    reviewer: AbstractBaseUser
    admin: AbstractBaseUser
    stranger: AbstractBaseUser

    @property
    def author_person(self) -> Person:
        return Person.objects.get(account=self.author)

    @property
    def reviewer_person(self) -> Person:
        return Person.objects.get(account=self.reviewer)


def make_account(username: str = "", *, given: str = "Test", **facts: Any) -> Any:
    """An account with its person."""
    account = AccountFactory(**({"username": username} if username else {}), **facts)
    PersonFactory(given_name=given, family_name=account.username.capitalize(), account=account, email=account.email)
    return account


def give_role(series: Series, account: Any, role: Role, **facts: Any) -> SeriesRole:
    return SeriesRole.objects.create(series=series, person=Person.objects.get(account=account), role=role, **facts)


def away(house: House, deputy: Any, **facts: Any) -> Absence:
    """The editor of the house is away from today on, for a week, and this account stands in."""
    today = house.series.today()
    person, other = (Person.objects.get(account=account) for account in (facts.pop("editor", house.editor), deputy))
    known = {"first_day": today, "last_day": today + timedelta(days=7), **facts}
    return Absence.objects.create(series=house.series, person=person, deputy=other, **known)


def make_roots() -> Page:
    """The root of all pages and that of all collections, which migrations make and an emptied database lacks."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)


def make_front_page() -> FrontPage:
    """The front page of the default site, with whatever an emptied database lacks."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    front = FrontPage.objects.filter(locale=locale).first()
    if front:
        return front
    root = make_roots()
    front = FrontPage(title="Institute of Tides", slug="institute", locale=locale, live=True)
    root.add_child(instance=front)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page, site.site_name = "localhost", 80, front, "Institute of Tides"
    site.save()
    publisher = Publisher.for_site(site)
    publisher.name, publisher.short_name, publisher.place = "Institute of Tides", "IT", "Trieste"
    publisher.address, publisher.about = "1 Pier Road\nTrieste", "<p>We study tides.</p>"
    publisher.save()
    return front


def make_series_page(series: Series, *, slug: str = "") -> SeriesPage:
    """The series' English page below the front page, with workflow and groups."""
    front = make_front_page()
    set_up_roles()
    page = SeriesPage(title=series.title, slug=slug or f"series-{series.pk}", series=series, live=True)
    front.add_child(instance=page)
    return page


def make_italian_pages(page: SeriesPage) -> SeriesPage:
    """Front page and series page in Italian, both live."""
    italian, _made = Locale.objects.get_or_create(language_code="it")
    front = page.get_parent().specific
    if not front.has_translation(italian):
        front.copy_for_translation(italian).save_revision().publish()
    translated = page.copy_for_translation(italian)
    translated.slug = page.slug
    translated.save_revision().publish()
    return SeriesPage.objects.get(pk=translated.pk)


def make_house(*, slug: str = "letters", **series_facts: Any) -> House:
    """A series with everyone who works on it, ready to take texts."""
    series = SeriesFactory(**series_facts)
    tag = "" if slug == "letters" else f"-{slug}"
    names = ("editor", "second", "assistant", "author", "reviewer", "stranger")
    editor, second, assistant, author, reviewer, stranger = (make_account(f"{name}{tag}") for name in names)
    for account, role in (
        (editor, Role.EDITOR),
        (second, Role.EDITOR),
        (assistant, Role.ASSISTANT),
        (author, Role.AUTHOR),
    ):
        give_role(series, account, role)
    Person.objects.filter(account__in=[reviewer, stranger]).update(affiliation="University of Sands")
    admin = make_account(f"admin{tag}", is_superuser=True, is_staff=True)
    page = make_series_page(series, slug=slug)
    return House(series, page, editor, second, assistant, author, reviewer, admin, stranger)


def make_image(title: str = "A pier", *, colour: str = "navy", size: tuple[int, int] = (60, 40)) -> Any:
    """A small stored picture."""
    buffer = BytesIO()
    Pillow.new("RGB", size, colour).save(buffer, "PNG")
    buffer.seek(0)
    return get_image_model().objects.create(title=title, file=ImageFile(buffer, name=f"{title}.png"))


def make_draft(
    house: House,
    *,
    title: str = "Minutes of a silent committee",
    authors: Sequence[Person] | None = None,
    topics: Sequence[Topic] | None = None,
    parent: Page | None = None,
    body: list[tuple[str, Any]] | None = None,
    **facts: Any,
) -> CommentaryPage:
    """A saved draft without a single open point, owned by the house's author."""
    note = Note(ref="first", text="<p>Minutes of 4 May, item 3.</p>", sort_order=0)
    people = [house.author_person] if authors is None else authors
    page = CommentaryPage(
        title=title,
        live=False,
        owner=house.author,
        series=house.series,
        licence=house.series.licence,
        **facts,
    )
    page.key_points = [("key_point", {"lead": f"Key point {n} stands by itself.", "text": ""}) for n in (1, 2, 3)]
    page.body = body if body is not None else ready_body()
    page.authorships = [
        Authorship(person=person, name=person.name, affiliation=person.affiliation, sort_order=order)
        for order, person in enumerate(people)
    ]
    if body is None:
        page.notes = [note]
    page.topics.set([TopicFactory()] if topics is None else list(topics))
    (parent or house.page).add_child(instance=page)
    page.save_revision(user=house.author)
    return reloaded(page)


def ready_body() -> list[tuple[str, Any]]:
    """A body in which every check finds what it looks for."""
    return [
        ("paragraph", f'{PARAGRAPH}<p>It is on record.<a linktype="note" id="first"></a></p>'),
        ("heading", "What was left out"),
        ("paragraph", "<p>Nobody counted the hands. Nobody needed to.</p>"),
        ("pull_quote", f"{SENTENCE}."),
    ]


def reloaded(page: CommentaryPage) -> CommentaryPage:
    return CommentaryPage.objects.get(pk=page.pk)


def digest_now(page: CommentaryPage) -> str:
    """The digest of a text's newest content."""
    return versions.digest_of(versions.latest_of(reloaded(page)))


def fresh(account: Any) -> Any:
    """The account as the next request sees it: without what was remembered of its roles."""
    return get_user_model().objects.get(pk=account.pk)


def submitted(house: House, **facts: Any) -> CommentaryPage:
    """A text that its author has submitted."""
    page = make_draft(house, **facts)
    submitting.submit(page, house.author)
    return reloaded(page)


def invited(house: House, page: CommentaryPage) -> Invitation:
    """The reviewer of the house, asked to review the newest version."""
    return inviting.invite(page, house.editor, [house.reviewer_person])[0]


def in_review(house: House, *, reviews: int = 2, **facts: Any) -> CommentaryPage:
    """A submitted text of a series that asks for so many reviews."""
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=reviews)
    house.series.refresh_from_db()
    return submitted(house, **facts)


def asked_outside(house: House, page: CommentaryPage | None = None, **facts: Any) -> Invitation:
    """Somebody without an account, asked for one of two reviews."""
    person = PersonFactory(
        **{"given_name": "Nora", "family_name": "Outside", "email": "nora@example.org", "affiliation": "", **facts}
    )
    return inviting.invite(page or in_review(house), house.editor, [person], message="Could you?")[0]


def token_of(link: Link) -> str:
    """What stands in the address that a letter names."""
    return addressing.address_of(link).rstrip("/").rpartition("/")[2]


def reviewed(house: House, **facts: Any) -> CommentaryPage:
    """A text on which the reviewer has answered that it may appear as it is; the series asks for one review."""
    Series.objects.filter(pk=house.series.pk).update(reviews_needed=1)
    house.series.reviews_needed = 1
    page = submitted(house, **facts)
    publish = Review.Recommendation.PUBLISH
    reviewing.answer(invited(house, page), house.reviewer_person, reviewing.Answer(publish, "Clear."))
    return reloaded(page)


def decide(
    house: House,
    page: CommentaryPage,
    outcome: Decision.Outcome = Decision.Outcome.PUBLISH,
    *,
    by: Any = None,
    digest: str = "",
    reasons: str = "",
    publish_at: datetime | None = None,
    alone_reason: str = "",
) -> Decision:
    """The editor's decision on the newest content."""
    verdict = deciding.Verdict(outcome, reasons, publish_at, alone_reason)
    return deciding.decide(page, by or house.editor, verdict, digest=digest or digest_now(page))


def published(house: House, **facts: Any) -> CommentaryPage:
    """A text that the author submitted and the editor published."""
    page = submitted(house, **facts)
    decide(house, page)
    return reloaded(page)


def published_in_two_parts(house: House) -> CommentaryPage:
    """A public text whose author is named as its translator too."""
    page, person = make_draft(house), house.author_person
    as_translator = Authorship(person=person, name=person.name, role="translator", sort_order=1)
    page.authorships = [*page.authorships.all(), as_translator]
    page.save_revision()
    submitting.submit(page, house.author)
    decide(house, page)
    return reloaded(page)


def alone(house: House, *, title: str = "Out on one word", **facts: Any) -> CommentaryPage:
    """A public text that the editor changed and published alone, in a series that lets the second yes follow."""
    Series.objects.filter(pk=house.series.pk).update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    page = submitted(house, **facts)
    edited(page, house.editor, title=title)
    decide(house, page, alone_reason="Everybody is away.")
    return reloaded(page)


def edited(page: CommentaryPage, account: Any, **changes: Any) -> CommentaryPage:
    """A new draft of a text with some fields changed, as the editor's form saves it."""
    latest = versions.latest_of(reloaded(page))
    for name, value in changes.items():
        setattr(latest, name, value)
    latest.save_revision(user=account, changed=True)
    return reloaded(page)


def entered(
    house: House,
    *,
    title: str = "An older letter",
    year: int = 2014,
    sequence: int | None = 7,
    published_on: date | None = None,
    authors: Sequence[Person] | None = None,
    **facts: Any,
) -> CommentaryPage:
    """An archive entry, made by the editor."""
    people = tuple(authors) if authors is not None else (house.author_person,)
    known = archiving.ArchiveFacts(title, people, year, sequence, published_on=published_on, **facts)
    return archiving.enter(house.series, house.page, known, house.editor)


def planned(house: House, *, title: str = "Tides and votes", author: Person | None = None, **facts: Any) -> DeskLine:
    """A text that is to be written, by default by somebody without an account."""
    who = author or PersonFactory(given_name="Nora", family_name="Outside", email="nora@example.org")
    return handling.plan(house.series, house.editor, title=title, author=who, **facts)


def asked_for_manuscript(house: House, line: DeskLine | None = None) -> Link:
    """The link by which the author of a planned text sends the manuscript."""
    line = line or planned(house)
    receiving.ask(line, house.editor, message="By Friday?")
    return Link.objects.standing().get(line=line)
