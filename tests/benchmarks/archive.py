"""Makes an archive of N public texts in bulk, past the verbs and the guard: for measuring only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page

from commentaries import analysing, versions
from commentaries.models import (
    Affirmation,
    Authorship,
    CommentaryPage,
    Edition,
    Issue,
    NumberCounter,
    Person,
    TaggedCommentary,
    Topic,
    Version,
)
from series.models import SeriesPage
from tests.factories import House

FIRST_DAY = datetime(1990, 1, 1, 12, tzinfo=UTC)
PARAGRAPH = "<p>Ports, rivers and cables: a sentence that is long enough to be counted among the words.</p>"
AUTHORS = 25
TOPICS = 8


def fill(parent: SeriesPage, count: int) -> list[str]:
    """Adds ``count`` public texts below a series' page, one a day from 1990 on; their slugs, oldest first.

    Every 25th text is by the same author, every eighth has the same topic.
    """
    start = CommentaryPage.objects.count()
    numbers = range(start + 1, start + count + 1)
    works = [uuid4() for _number in numbers]
    issues = Issue.objects.bulk_create(
        [_issue(parent, number, work) for number, work in zip(numbers, works, strict=True)], batch_size=500
    )
    first_step = parent.numchild + 1
    plain = Page.objects.bulk_create(
        [_plain(parent, number, works[order], first_step + order) for order, number in enumerate(numbers)],
        batch_size=200,
    )
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)
    parent.refresh_from_db()
    _insert_texts([_text(page, issue, parent) for page, issue in zip(plain, issues, strict=True)])
    persons, topics = _persons(), _topics()
    Authorship.objects.bulk_create(
        [
            Authorship(page_id=page.pk, person=persons[order % AUTHORS], name=persons[order % AUTHORS].name)
            for order, page in enumerate(plain)
        ],
        batch_size=500,
    )
    TaggedCommentary.objects.bulk_create(
        [TaggedCommentary(content_object_id=page.pk, tag=topics[order % TOPICS]) for order, page in enumerate(plain)],
        batch_size=500,
    )
    _analyse()
    return [page.slug for page in plain]


def _analyse() -> None:
    """Counts the rows, as PostgreSQL does by itself when many have come and are committed, and SQLite once a day."""
    analysing.analyse()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def affirm(house: House) -> None:
    """Gives every text that ``fill`` made what agrees with it: an edition, the yes of author and editor, a counter."""
    texts = CommentaryPage.objects.filter(series=house.series, editions=None)
    Issue.objects.filter(series=house.series).update(period=0)
    numbered = {"last": Issue.objects.filter(series=house.series).count()}
    NumberCounter.objects.update_or_create(series=house.series, period=0, suffix="", defaults=numbered)
    editor = Person.objects.get(account=house.editor)
    last = 0
    while batch := list(texts.filter(pk__gt=last).order_by("pk")[:500]):
        last = batch[-1].pk
        known = versions.known_to(batch)
        made = Version.objects.bulk_create([_version(page, versions.digest_of(page, known=known)) for page in batch])
        Edition.objects.bulk_create(
            [
                Edition(page=page, issue_id=page.issue_id, version=of, language="en", number=1, published_at=FIRST_DAY)
                for page, of in zip(batch, made, strict=True)
            ]
        )
        Affirmation.objects.bulk_create(
            [
                Affirmation(version=version, person=person, kind=kind)
                for version in made
                for person, kind in (
                    (house.author_person, Affirmation.Kind.SUBMISSION),
                    (editor, Affirmation.Kind.DECISION),
                )
            ]
        )


def _version(page: CommentaryPage, digest: str) -> Version:
    return Version(
        page=page,
        work=page.translation_key,
        language="en",
        title=page.title,
        digest=digest,
        digest_version=versions.DIGEST_VERSION,
        content={"body": page.body.get_prep_value()},
    )


def _issue(parent: SeriesPage, number: int, work: UUID) -> Issue:
    moment = FIRST_DAY + timedelta(days=number)
    return Issue(
        series=parent.series,
        work=work,
        period=moment.year,
        sequence=number,
        label=f"{moment:%y} | {number}",
        address=f"{moment:%y}-{number}",
        state=Issue.State.PUBLIC,
        year=moment.year,
        published_on=moment.date(),
        placed_at=moment,
    )


def _plain(parent: SeriesPage, number: int, work: UUID, step: int) -> Page:
    slug = f"text-{number}"
    return Page(
        path=Page._get_path(parent.path, parent.depth + 1, step),
        depth=parent.depth + 1,
        title=f"A text about cable number {number}",
        draft_title=f"A text about cable number {number}",
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(CommentaryPage),
        locale=parent.locale,
        translation_key=work,
        live=True,
    )


def _text(page: Page, issue: Issue, parent: SeriesPage) -> CommentaryPage:
    text = CommentaryPage(
        page_ptr_id=page.pk, series=parent.series, issue=issue, placed_at=issue.placed_at, language="en"
    )
    text.key_points = [("key_point", {"lead": "A lead sentence.", "text": ""})]
    text.body = [("paragraph", PARAGRAPH)] * 12
    return text


def _insert_texts(texts: list[CommentaryPage]) -> None:
    """The rows of the page type's own table; the ORM cannot bulk-create a child table."""
    fields = CommentaryPage._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    rows: list[list[Any]] = [
        [field.get_db_prep_save(field.pre_save(text, True), connection) for field in fields] for text in texts
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(CommentaryPage._meta.db_table)} ({columns}) VALUES ({places})", rows)


def _persons() -> list[Person]:
    return [
        Person.objects.get_or_create(
            slug=f"author-{number}", defaults={"family_name": f"Author{number}", "sort_name": f"Author{number}"}
        )[0]
        for number in range(AUTHORS)
    ]


def _topics() -> list[Topic]:
    return [
        Topic.objects.get_or_create(slug=f"subject-{number}", defaults={"name": f"Subject {number}"})[0]
        for number in range(TOPICS)
    ]
