"""Turns a page's content into a digest and an immutable version, and a version back into a page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

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


@dataclass(frozen=True, slots=True)
class Known:
    """What the contents of many pages refer to: pictures by their primary key, and the keys of persons by theirs."""

    images: dict[int, AbstractImage]
    persons: dict[int, str]

    def hashes_of(self, ids: set[int]) -> dict[int, str]:
        """The pictures' hashes; where a row has none, it is made of the file for this time, and nothing is written."""
        return {pk: _hash_of(self.images[pk]) for pk in ids & self.images.keys()}


def known_to(pages: Sequence[CommentaryPage]) -> Known:
    """What these pages refer to, in as many queries for a hundred as for one: persons, pictures, and those in blocks.

    The pages must be as they were read: what was changed in hand since would be read over.
    """
    _look_at_pictures(pages)
    return Known(
        images=_images(set().union(*(_image_ids_of(page, list(page.body.raw_data)) for page in pages))),
        persons=_keys_of(row.person_id for page in pages for row in page.authorships.all()),
    )


def content_of(page: CommentaryPage, known: Known | None = None) -> Content:
    """The affirmed fields in normal form: without row, block and note ids, pictures by their hash.

    It depends on the page's own rows and files alone: a person who moves to another institute
    changes nothing that was affirmed. Whoever reads many pages hands over what they refer to.
    """
    notes, authorships = list(page.notes.all()), list(page.authorships.all())
    order = {note.ref: str(number) for number, note in enumerate(notes, start=1)}
    blocks = [_stored(page.key_points), _stored(page.body)]
    shown = _image_ids_of(page, blocks)
    hashes = known.hashes_of(shown) if known else {pk: im.get_file_hash() for pk, im in _images(shown).items()}
    persons = known.persons if known else _keys_of(row.person_id for row in authorships)
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
        authorships=[
            (row.printed_name, row.affiliation, row.role, persons.get(row.person_id, "")) for row in authorships
        ],
        image=(hashes.get(page.image_id, ""), page.image_alt, page.image_is_decorative, page.image_credit),
        funding=page.funding,
        interests=page.interests,
        licence=page.licence,
        keywords=page.keywords,
    )


_RULES: dict[int, Callable[[CommentaryPage, Known | None], NamedTuple]] = {DIGEST_VERSION: content_of}
"""How each rule reads a page. A rule that digests were made by is kept here for as long as they are."""


def digest_of(page: CommentaryPage, *, rule: int = DIGEST_VERSION, known: Known | None = None) -> str:
    """SHA-256 of the content in normal form, in hexadecimal."""
    canonical = json.dumps(
        [rule, _RULES[rule](page, known)._asdict()], ensure_ascii=False, sort_keys=True, separators=(",", ":")
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
        shown = _images(_image_ids_of(page, [_stored(page.key_points), _stored(page.body)]))
        VersionImage.objects.bulk_create(VersionImage(version=version, image=image) for image in shown.values())
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


def _image_ids_of(page: CommentaryPage, blocks: list[Any]) -> set[int]:
    """The pictures that a page shows: lead picture, figures, embeds."""
    return _image_ids(blocks) | ({page.image_id} if page.image_id else set())


def _images(ids: set[int]) -> dict[int, AbstractImage]:
    return get_image_model().objects.in_bulk(ids) if ids else {}


def _look_at_pictures(pages: Sequence[CommentaryPage]) -> None:
    """Looks at the blocks with pictures of all pages together; by itself each stream would ask for its own."""
    unseen: dict[str, list[tuple[StreamValue, int, dict[str, Any]]]] = {}
    for page in pages:
        for number, raw in enumerate(page.body.raw_data):
            if isinstance(raw["value"], dict) and isinstance(raw["value"].get("image"), dict):
                unseen.setdefault(raw["type"], []).append((page.body, number, raw))
    for kind, places in unseen.items():
        block = CommentaryPage.body.field.stream_block.child_blocks[kind]
        values = block.bulk_to_python([raw["value"] for _stream, _number, raw in places])
        for (stream, number, raw), value in zip(places, values, strict=True):
            stream[number] = (kind, value, raw.get("id"))


def _hash_of(image: AbstractImage) -> str:
    """As Wagtail's own, which would store what it makes."""
    if image.file_hash:
        return str(image.file_hash)
    with image.open_file() as file:
        return str(hash_filelike(file))


def _keys_of(persons: Iterable[int]) -> dict[int, str]:
    """Which person a row means, whatever its primary key is in this database."""
    keys = Person.objects.filter(pk__in=set(persons)).values_list("pk", "key")
    return {pk: str(key) for pk, key in keys}


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
