"""Reads the whole demonstration as a passer-by, link after link, and finds no word of a text that is not public."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from wagtail.images import get_image_model

from commentaries import withholding
from commentaries.models import CommentaryPage
from config.demo.loading import load_texts
from config.demo.people import TEXTS, account
from config.demo.site import make_site
from tests import factories
from tests.access import walking
from tests.access.addresses import patterns

HELD = "how-many-observers"
DRAFT = "observing-from-the-back-row"
PICTURE = "chart-of-the-draft"
IN_A_ROW = 4
"""So many words in a row belong to one text alone."""
ENOUGH = 1500
"""More addresses than the demonstration has; an endless one would be a fault."""
FACTS = {"person", "role", "slug", "topics", "image", "series", "state", "licence", "language", "kind"}
"""What a text has in common with others."""
_LINK = re.compile(
    r"""(?:href|src|content|action)=["']([^"']+)["']|<(?:loc|link|id|url)>([^<]+)<|"(/[^"\s]*|https?://[^"\s]+)\""""
)
_SRCSET = re.compile(r"""srcset=["']([^"']+)["']""")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.access.urls")
def test_a_stranger_who_follows_every_link_reads_what_is_public_and_nothing_else() -> None:
    """One walk, as the demonstration and the way through it take longer than all that is asked about them."""
    load_the_demonstration()
    read = crawl()
    all_that_is_public_was_read(read)
    no_page_holds_words_of_another_text(read)
    no_page_leads_to_the_picture_of_a_draft(read)
    nobody_guesses_the_address_of_a_picture()


def load_the_demonstration() -> None:
    """In full, one of its public texts held, and one of its drafts with a picture of its own."""
    make_site()
    load_texts()
    call_command("update_index", verbosity=0)
    withholding.hold(CommentaryPage.objects.get(slug=HELD), account("reviewer2"), reason="A doubt.")
    draft = CommentaryPage.objects.get(slug=DRAFT)
    draft.image = factories.make_image(PICTURE, colour="teal")
    draft.save()


def strings_of(value: object) -> Iterator[str]:
    """Every string in a nested value."""
    if isinstance(value, dict):
        value = [inner for name, inner in value.items() if name not in FACTS]
    if isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)
    elif isinstance(value, str):
        yield value


def sequences(text: str) -> set[tuple[str, ...]]:
    """The words in a row of a text, without its markup."""
    words = re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", text)).lower())
    return {tuple(words[start : start + IN_A_ROW]) for start in range(len(words) - IN_A_ROW + 1)}


def texts() -> dict[str, dict[str, object]]:
    return {path.stem: tomllib.loads(path.read_text()) for path in TEXTS.glob("*.toml")}


def sequences_of(*slugs: str) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for slug in slugs:
        for string in strings_of(texts()[slug]):
            found |= sequences(string)
    return found


def unpublished() -> list[str]:
    return [slug for slug, text in texts().items() if text.get("state", "published") != "published"]


def secret_sequences() -> set[tuple[str, ...]]:
    """What stands in unpublished and held texts only; number and title of a held one are shown."""
    public = [slug for slug in texts() if slug not in {*unpublished(), HELD}]
    return sequences_of(*unpublished(), HELD) - sequences_of(*public) - sequences(str(texts()[HELD]["title"]))


def beginnings() -> list[str]:
    """Front pages, every address of ours that asks for nothing, and searches for words of what is not public."""
    plain = [f"/{pattern.route}" for pattern in patterns() if pattern.is_ours and "<" not in pattern.route]
    apis = ["/api/v2/pages/?limit=20", "/api/v3/pages/?limit=100", "/wagtail-sitemap.json"]
    titles = [str(texts()[slug]["title"]) for slug in [*unpublished(), HELD]]
    searches = [f"/search/?q={word}" for title in titles for word in re.findall(r"\w{5,}", title)]
    return ["/", "/it/", "/sitemap.xml", *apis, *(path for path in plain if "(" not in path), *searches]


def links_in(said: str) -> Iterator[str]:
    found = [link for each in _LINK.findall(said) for link in each if link]
    found += [part.split()[0] for each in _SRCSET.findall(said) for part in each.split(",") if part.split()]
    for link in found:
        parts = urlsplit(urldefrag(unescape(link)).url)
        if parts.hostname in {None, "localhost", "127.0.0.1", "testserver"} and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def crawl() -> dict[str, str]:
    """Everything a passer-by can read, by address."""
    reader, read = Client(), {}
    waiting = deque(beginnings())
    while waiting:
        path = waiting.popleft()
        if path in read or path.startswith(("/static/", "/admin/", "/api/v3/openapi")):
            continue
        assert len(read) < ENOUGH, "The demonstration has no end."
        response = reader.get(path)
        content = walking.content_of(response)
        is_text = not response.get("Content-Type", "").startswith(("image/", "font/"))
        read[path] = f"{response.status_code} {response.get('Location', '')} " + (
            content.decode(errors="replace") if is_text else ""
        )
        waiting.extend(links_in(f'href="{response.get("Location", "/")}" {read[path]}'))
    return read


def all_that_is_public_was_read(read: dict[str, str]) -> None:
    """So the walk can fail: of the texts that are public it has read every word."""
    public = [slug for slug in texts() if slug not in {*unpublished(), HELD, "persons", "topics"}]
    met = set().union(*(sequences(said) for said in read.values()))
    for slug in public:
        wanted = sequences(" ".join(str(block.get("html", "")) for block in texts()[slug]["body"]))
        assert len(wanted & met) > 0.9 * len(wanted), slug
    assert len(read) > 60


def no_page_holds_words_of_another_text(read: dict[str, str]) -> None:
    secret = secret_sequences()
    assert len(secret) > 1000
    found = {path: sorted(met)[:3] for path, said in read.items() if (met := sequences(said) & secret)}
    assert found == {}


def no_page_leads_to_the_picture_of_a_draft(read: dict[str, str]) -> None:
    assert any("river" in path for path in read if path.startswith("/media/"))
    assert [path for path, said in read.items() if PICTURE in path or PICTURE in said] == []


def nobody_guesses_the_address_of_a_picture() -> None:
    reader = Client()
    for image in get_image_model().objects.all():
        stored = Path(image.file.name)
        guessed = stored.with_name(re.sub(r"^[0-9a-f]{16}-", "", stored.name))
        assert guessed != stored
        assert reader.get(f"{settings.MEDIA_URL}{guessed}").status_code == 404
        assert walking.content_of(reader.get(f"{settings.MEDIA_URL}{stored}")) == image.file.open().read()
        image.file.close()
    assert reader.get(f"{settings.MEDIA_URL}original_images/").status_code == 404
