"""Turns the demonstration texts into pages and takes them through the workflow by the ordinary verbs."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Locale

from commentaries import affirming, deciding, inviting, reviewing, submitting, versions
from commentaries.introducing import Newcomer
from commentaries.models import (
    Authorship,
    CommentaryPage,
    Decision,
    Note,
    Person,
    Review,
    Series,
    Topic,
)
from commentaries.record import Role
from config.demo.people import TEXTS, account
from series.models import SeriesPage

FIGURES = Path(__file__).parent / "figures"
REMARKS = {
    "en": "Demonstration text, not a publication of the institute",
    "it": "Testo dimostrativo, non una pubblicazione dell’istituto",
}
SERIES = {"iai-commentaries": "IAI Commentaries", "demonstration-papers": "Demonstration Papers"}
OUTSIDER = Newcomer("Linnea Storbacka", "linnea.storbacka@example.org", "en")
"""A reviewer without an account, whose link is in the mail to her."""
ORDER = (
    "how-many-observers",
    "reading-a-reserve-margin",
    "licence-in-the-drawer",
    "beyond-dam-or-no-dam",
    "how-many-compared-with-what",
    "who-mends-the-seabed",
    "chi-ripara-il-fondale",
)
"""The published texts in the order in which they appear; the rest follow by name."""


def load_texts() -> None:
    """Makes every demonstration text that is not there yet, in its state."""
    texts = {path.stem: tomllib.loads(path.read_text()) for path in sorted(TEXTS.glob("*.toml"))}
    for name in ("persons", "topics"):
        texts.pop(name)
    for slug in [*ORDER, *(slug for slug in texts if slug not in ORDER)]:
        if not CommentaryPage.objects.filter(slug=slug).exists():
            _bring_to_state(_draft(texts[slug]), texts[slug])


def _draft(text: dict[str, Any]) -> CommentaryPage:
    series = Series.objects.get(title=SERIES[text["series"]])
    owner = _submitter(text) or account("assistant")
    parent = SeriesPage.objects.get(series=series, locale__language_code="en")
    if original := text.get("translation_of"):
        page = CommentaryPage.objects.get(slug=original).copy_for_translation(Locale.objects.get(language_code="it"))
        page = CommentaryPage.objects.get(pk=page.pk)
        _fill(page, text, series)
        page.owner = owner
        page.save()
    else:
        page = CommentaryPage(series=series, live=False, owner=owner)
        _fill(page, text, series)
        parent.add_child(instance=page)
    page.save_revision(user=owner)
    return page


def _fill(page: CommentaryPage, text: dict[str, Any], series: Series) -> None:
    page.title, page.slug, page.draft_title = text["title"], text["slug"], text["title"]
    page.kind, page.language, page.abstract = text["kind"], text["language"], text.get("abstract", "")
    page.keywords = ", ".join(text.get("keywords", []))
    page.funding, page.interests = text.get("funding", ""), text.get("interests", "")
    page.licence = series.licence
    page.remark = REMARKS[text["language"].split("-")[0]]
    page.image = _image(text["image"], text["image_alt"]) if text.get("image") else None
    page.image_alt, page.image_credit = text.get("image_alt", ""), text.get("image_credit", "")
    page.key_points = [("key_point", {"lead": p["lead"], "text": p["text"]}) for p in text.get("key_points", [])]
    page.body = [_block(row) for row in text["body"]]
    page.authorships = [_authorship(row, order) for order, row in enumerate(text["authors"])]
    page.notes = [
        Note(ref=row["id"], text=row["html"], sort_order=order) for order, row in enumerate(text.get("notes", []))
    ]
    page.topics.set(list(Topic.objects.filter(slug__in=text.get("topics", []))))


def _authorship(row: dict[str, str], order: int) -> Authorship:
    person = Person.objects.get(slug=row["person"])
    return Authorship(
        person=person,
        role=Role(row["role"]).value,
        name=person.name,
        affiliation=person.affiliation,
        sort_order=order,
    )


def _block(row: dict[str, Any]) -> tuple[str, Any]:
    """One block as the body's field takes it."""
    kind = row["type"]
    match kind:
        case "paragraph":
            return kind, row["html"]
        case "heading" | "subheading" | "pull_quote":
            return kind, row["text"]
        case "figure":
            image = _image(row["image"], row["alt"] or "Decoration")
            image.contextual_alt_text, image.decorative = row["alt"], row["decorative"]
            return kind, {"image": image, "caption": row["caption"], "credit": row["credit"]}
        case "quotation":
            return kind, {"text": row["html"], "source": row["source"]}
        case "exchange":
            return kind, {"question": row["question"], "answer": row["answer"]}
        case "embed":
            image = _image(row["image"], row["title"])
            image.contextual_alt_text, image.decorative = row["caption"] or row["title"], False
            return kind, {"image": image, "title": row["title"], "url": row["url"], "caption": row["caption"]}
    return kind, _table(row)


def _table(row: dict[str, Any]) -> dict[str, Any]:
    """A table in the stored form of Wagtail's typed table."""
    return {
        "columns": [{"type": "text", "heading": heading} for heading in row["head"]],
        "rows": [{"values": values} for values in row["rows"]],
        "caption": row["caption"],
    }


def _image(name: str, title: str) -> Any:
    images = get_image_model()
    found = images.objects.filter(description=f"demo:{name}").first()
    if found:
        return found
    with (FIGURES / name).open("rb") as file:
        image = images(title=title[:200], description=f"demo:{name}", file=ImageFile(file, name=f"demo-{name}"))
        image.save()
    return image


def _submitter(text: dict[str, Any]) -> Any:
    """The account of the first author who has one."""
    slugs = [row["person"] for row in text["authors"]]
    person = Person.objects.filter(slug__in=slugs, account__isnull=False).order_by("pk").first()
    return person.account if person else None


def _bring_to_state(page: CommentaryPage, text: dict[str, Any]) -> None:
    state = text["state"]
    if state == "draft":
        return
    author = _submitter(text)
    submitting.submit(page, author or account("assistant"))
    if page.series.reviews_needed:
        _review(page, only_invite=state == "in_review", asks_changes=state == "changes_asked")
    if state == "in_review":
        return
    page = CommentaryPage.objects.get(pk=page.pk)
    if author is None:
        affirming.affirm(page, account("assistant"), digest=versions.digest_of(versions.latest_of(page)))
    _decide(page, text)


def _review(page: CommentaryPage, *, only_invite: bool, asks_changes: bool) -> None:
    reviewer = Person.objects.get(account__username="reviewer")
    invitations = inviting.invite(
        CommentaryPage.objects.get(pk=page.pk),
        account("editor"),
        [reviewer],
        newcomers=[OUTSIDER] if only_invite else [],
        message="Could you read this by then?",
    )
    if only_invite:
        return
    recommendation = Review.Recommendation.CHANGES if asks_changes else Review.Recommendation.PUBLISH
    text = "A clear argument. The second section could lose a paragraph." if asks_changes else "Clear and well argued."
    reviewing.answer(invitations[0], reviewer, reviewing.Answer(recommendation, text))


def _decide(page: CommentaryPage, text: dict[str, Any]) -> None:
    editor = account("editor" if text["series"] == "iai-commentaries" else "reviewer2")
    outcome = Decision.Outcome.CHANGES if text["state"] == "changes_asked" else Decision.Outcome.PUBLISH
    verdict = deciding.Verdict(
        outcome=outcome,
        reasons=text.get("changes_asked", ""),
        publish_at=timezone.now() + timedelta(days=14) if text["state"] == "scheduled" else None,
    )
    deciding.decide(page, editor, verdict, digest=versions.digest_of(versions.latest_of(page)))
