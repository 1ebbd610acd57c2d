"""Turns a page's content into a digest and an immutable version, and a version back into a page."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.images import get_image_model

from commentaries.models import CommentaryPage, Person, Version

DIGEST_VERSION = 1
"""The rule by which digests are made; raised when the fields or their normal form change."""

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
    authorships: list[tuple[str, str, str]]
    image: tuple[str, str, bool, str]
    funding: str
    interests: str
    licence: str
    keywords: str


def content_of(page: CommentaryPage) -> Content:
    """The affirmed fields in normal form: without row, block and note ids, pictures by their hash."""
    notes = list(page.notes.all())
    order = {note.ref: str(number) for number, note in enumerate(notes, start=1)}
    blocks = [page.key_points.get_prep_value(), page.body.get_prep_value()]
    hashes = _image_hashes(blocks, page.image_id)
    key_points, body = (_normal(value, order, hashes) for value in blocks)
    return Content(
        kind=page.kind,
        language=page.language,
        title=page.title,
        remark=page.remark,
        abstract=page.abstract,
        key_points=key_points,
        body=body,
        notes=[_EDITOR_KEY.sub("", note.text) for note in notes],
        authorships=[(a.printed_name, a.printed_affiliation, a.role) for a in page.authorships.all()],
        image=(hashes.get(page.image_id, ""), page.image_alt, page.image_is_decorative, page.image_credit),
        funding=page.funding,
        interests=page.interests,
        licence=page.licence,
        keywords=page.keywords,
    )


def digest_of(page: CommentaryPage) -> str:
    """SHA-256 of the content in normal form, in hexadecimal."""
    canonical = json.dumps(
        [DIGEST_VERSION, content_of(page)._asdict()], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def keep(page: CommentaryPage, *, by: Person | None, digest: str | None = None) -> Version:
    """The version of this content, made now if there is none yet. ``page`` must be saved."""
    version, _made = Version.objects.get_or_create(
        page_id=page.pk,
        digest=digest or digest_of(page),
        defaults={
            "work": page.translation_key,
            "language": page.language,
            "title": page.title,
            "digest_version": DIGEST_VERSION,
            "content": json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder)),
            "made_by": by,
        },
    )
    return version


def page_as_of(version: Version) -> CommentaryPage:
    """The page with the content of a version; for showing, never for saving."""
    return version.page.with_content_json(dict(version.content))


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


def _image_hashes(blocks: list[Any], lead: int | None) -> dict[int, str]:
    ids = _image_ids(blocks) | ({lead} if lead else set())
    if not ids:
        return {}
    return {image.pk: image.get_file_hash() for image in get_image_model().objects.filter(pk__in=ids)}


def _normal(value: Any, order: dict[str, str], hashes: dict[int, str]) -> Any:
    """A stream's stored value without ids at any depth, those that the editor gives to paragraphs included."""
    if isinstance(value, dict):
        return {
            key: hashes.get(item, "") if key == "image" and isinstance(item, int) else _normal(item, order, hashes)
            for key, item in value.items()
            if key != "id"
        }
    if isinstance(value, list):
        return [_normal(item, order, hashes) for item in value]
    if isinstance(value, str) and "<" in value:
        return _NOTE_CALL.sub(lambda match: _numbered_call(match, order), _EDITOR_KEY.sub("", value))
    return value


def _numbered_call(match: re.Match[str], order: dict[str, str]) -> str:
    before, ref, after = (match.group(1), match.group(2), match.group(3)) if match.group(1) else match.group(4, 5, 6)
    return f"{before}{order.get(ref, '')}{after}"
