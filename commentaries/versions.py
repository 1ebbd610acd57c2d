"""Turns a page's content into a digest and an immutable version, and a version back into a page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.images import get_image_model

from commentaries.blocks import stored
from commentaries.models import CommentaryPage, Person, Version, VersionImage
from commentaries.sanitising import stored_html

if TYPE_CHECKING:
    from wagtail.blocks.stream_block import StreamValue
    from wagtail.images.models import AbstractImage

DIGEST_VERSION = 1
"""The rule by which digests are made; raised when the fields or their normal form change."""

KEPT_FIELDS = (
    "title",
    "kind",
    "language",
    "remark",
    "abstract",
    "key_points",
    "body",
    "notes",
    "authorships",
    "image",
    "image_alt",
    "image_is_decorative",
    "image_credit",
    "funding",
    "interests",
    "licence",
    "keywords",
)
"""What a version keeps of a page: everything that persons affirm (D2), and nothing of the row around it."""

_NOTE_CALL = re.compile(
    r'(<a\b[^>]*\blinktype="note"[^>]*\bid=")([^"]*)(")|(<a\b[^>]*\bid=")([^"]*)("[^>]*\blinktype="note")'
)
_EDITOR_KEY = re.compile(r'\sdata-block-key="[^"]*"')


class Content(NamedTuple):
    """Everything that a person affirms, and nothing else (D2)."""

    kind: str
    language: str
    title: str
    remark: str
    abstract: str
    key_points: Any
    body: Any
    notes: list[str]
    authorships: list[tuple[str, str, str, str]]
    image: tuple[str, str, bool, str]
    funding: str
    interests: str
    licence: str
    keywords: str


def content_of(page: CommentaryPage) -> Content:
    """The affirmed fields in normal form: without row, block and note ids, pictures by their hash.

    It depends on the page's own rows and files alone: a person who moves to another institute
    changes nothing that was affirmed.
    """
    notes = list(page.notes.all())
    order = {note.ref: str(number) for number, note in enumerate(notes, start=1)}
    blocks = [_stored(page.key_points), _stored(page.body)]
    hashes = {image.pk: image.get_file_hash() for image in _images_of(page, blocks)}
    key_points, body = (_normal(value, order, hashes) for value in blocks)
    return Content(
        kind=page.kind,
        language=page.language,
        title=page.title,
        remark=page.remark,
        abstract=page.abstract,
        key_points=key_points,
        body=body,
        notes=[_EDITOR_KEY.sub("", stored_html(note.text)) for note in notes],
        authorships=_authorships_of(page),
        image=(hashes.get(page.image_id, ""), page.image_alt, page.image_is_decorative, page.image_credit),
        funding=page.funding,
        interests=page.interests,
        licence=page.licence,
        keywords=page.keywords,
    )


_RULES: dict[int, Callable[[CommentaryPage], NamedTuple]] = {DIGEST_VERSION: content_of}
"""How each rule reads a page. A rule that digests were made by is kept here for as long as they are."""


def digest_of(page: CommentaryPage, *, rule: int = DIGEST_VERSION) -> str:
    """SHA-256 of the content in normal form, in hexadecimal."""
    canonical = json.dumps(
        [rule, _RULES[rule](page)._asdict()], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def has_content_of(page: CommentaryPage, version: Version) -> bool:
    """Whether a page still says what the version says, by the rule of the version's own digest."""
    return digest_of(page, rule=version.digest_version) == version.digest


def keep(page: CommentaryPage, *, by: Person | None, digest: str | None = None) -> Version:
    """The version of this content, made now if there is none yet. ``page`` must be saved."""
    row = page.serializable_data()
    version, is_new = Version.objects.get_or_create(
        page_id=page.pk,
        digest=digest or digest_of(page),
        defaults={
            "work": page.translation_key,
            "language": page.language,
            "title": page.title,
            "digest_version": DIGEST_VERSION,
            "content": json.loads(json.dumps({name: row[name] for name in KEPT_FIELDS}, cls=DjangoJSONEncoder)),
            "made_by": by,
        },
    )
    if is_new:
        images = _images_of(page, [_stored(page.key_points), _stored(page.body)])
        VersionImage.objects.bulk_create(VersionImage(version=version, image=image) for image in images)
    return version


def page_as_of(version: Version) -> CommentaryPage:
    """The page with the content of a version; for showing, never for saving."""
    page = version.page.with_content_json({**version.content, "pk": version.page_id})
    page.slug, page.url_path = version.page.slug, version.page.url_path
    return page


def latest_of(page: CommentaryPage) -> CommentaryPage:
    """The page with its newest saved content, draft or live."""
    return page.get_latest_revision_as_object()


def _image_ids(value: Any) -> set[int]:
    """The pictures named anywhere in a stream's stored value."""
    if isinstance(value, dict):
        own = {int(value["image"])} if isinstance(value.get("image"), int) else set()
        return own.union(*(_image_ids(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_image_ids(item) for item in value))
    return set()


def _images_of(page: CommentaryPage, blocks: list[Any]) -> list[AbstractImage]:
    """The pictures that a page shows: lead picture, figures, embeds."""
    ids = _image_ids(blocks) | ({page.image_id} if page.image_id else set())
    return list(get_image_model().objects.filter(pk__in=ids)) if ids else []


def _authorships_of(page: CommentaryPage) -> list[tuple[str, str, str, str]]:
    """Name and affiliation as printed, role, and which person it is."""
    rows = list(page.authorships.all())
    keys = dict(Person.objects.filter(pk__in=[row.person_id for row in rows]).values_list("pk", "key"))
    return [(row.printed_name, row.affiliation, row.role, str(keys.get(row.person_id, ""))) for row in rows]


def _stored(stream: StreamValue) -> list[dict[str, Any]]:
    """A stream as its blocks store it, whether or not they were looked at, and whatever was stored before them."""
    return [
        {"type": child.block_type, "value": stored(child.block, child.block.get_prep_value(child.value))}
        for child in stream
    ]


def _normal(value: Any, order: dict[str, str], hashes: dict[int, str]) -> Any:
    """A stream's stored value without ids at any depth, those that the editor gives to paragraphs included.

    What is empty is left out, so that a block may be given one more field without changing a digest.
    """
    if isinstance(value, dict):
        items = {
            key: hashes.get(item, "") if key == "image" and isinstance(item, int) else _normal(item, order, hashes)
            for key, item in value.items()
            if key != "id"
        }
        return {key: item for key, item in items.items() if item not in ("", None, False, [], {})}
    if isinstance(value, list):
        return [_normal(item, order, hashes) for item in value]
    if isinstance(value, str) and "<" in value:
        return _NOTE_CALL.sub(lambda match: _numbered_call(match, order), _EDITOR_KEY.sub("", value))
    return value


def _numbered_call(match: re.Match[str], order: dict[str, str]) -> str:
    before, ref, after = (match.group(1), match.group(2), match.group(3)) if match.group(1) else match.group(4, 5, 6)
    return f"{before}{order.get(ref, '')}{after}"
