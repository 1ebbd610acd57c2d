"""Tests what browsers are told to refuse, on which pages, and that the cache keeps none of it."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from commentaries import versions
from commentaries.models import Link
from series import views
from series.headers import HEADER, READERS, HeadersMiddleware, written
from tests import factories
from tests.commentaries.test_editing import sent_by_the_editor
from tests.factories import House


def policy_of(response: HttpResponse) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in response[HEADER].split("; "))


@pytest.fixture
def paths(house: House) -> list[str]:
    text = factories.published(house)
    person, topic = text.authorships.get().person, text.topics.get()
    return [
        text.url, house.page.url, "/", reverse("authors"), reverse("author", args=[person.slug]), reverse("topics"),
        reverse("topic", args=[topic.slug]), reverse("search"), "/robots.txt", "/nowhere/", "/health/",
    ]  # fmt: skip


def test_public_pages_allow_no_inline_script_and_no_other_host(paths: list[str], client: Client) -> None:
    for path in (*paths, *paths):  # from the cache, too
        policy = policy_of(client.get(path))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert "unsafe" not in " ".join(policy.values())
        assert "nonce" not in " ".join(policy.values())


def test_no_public_page_needs_what_the_policy_forbids(paths: list[str], client: Client) -> None:
    """A block of data is no script: the policy is not asked of it (HTML, “prepare the script element”)."""
    for path in paths:
        page = client.get(path).content.decode()
        assert not re.search(
            r'<script(?! type="module" src="/static/| type="application/ld\+json">)|<style|\sstyle=|\son\w+=', page
        )


def test_every_page_says_the_rest(paths: list[str], client: Client) -> None:
    for path in paths:
        response = client.get(path)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Referrer-Policy"]
        assert "geolocation=()" in response["Permissions-Policy"]


def test_only_the_admin_is_looser(house: House, client: Client) -> None:
    client.force_login(house.editor)
    policy = policy_of(client.get(reverse("wagtailadmin_home")))
    assert "'unsafe-inline'" in policy["script-src"]
    assert "unsafe-eval" not in " ".join(policy.values())
    assert policy["object-src"] == "'none'"
    assert policy_of(client.get("/administration/"))["script-src"] == "'self'"


def test_a_text_shown_below_the_admin_is_as_strict_as_for_readers(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    client.force_login(house.author)
    path = reverse("commentaries:proof", args=[page.pk, factories.digest_now(page)])
    version = versions.keep(page, by=None)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, sent_by_the_editor(page, house)).json()["is_valid"]
    for shown in (path, reverse("commentaries:version", args=[version.pk]), preview):
        policy = policy_of(client.get(shown))
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == "'self'"


def test_the_fault_page_may_use_its_own_style_and_nothing_else(rf: RequestFactory) -> None:
    response = views.server_error(rf.get("/"))
    [style] = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy_of(response) == {
        "default-src": "'none'", "base-uri": "'none'", "style-src": f"'sha256-{digest}'",
    }  # fmt: skip


def answer(**facts: str) -> HttpResponse:
    def get_response(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers=facts)

    return HeadersMiddleware(get_response)(RequestFactory().get("/"))


@pytest.mark.parametrize("kind", Link.Kind.values)
@pytest.mark.parametrize("status", [301, 413, 500])
def test_whatever_is_answered_at_the_address_of_a_link_is_for_one_alone(kind: str, status: int) -> None:
    def get_response(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", status=status, headers={"Cache-Control": "public", "Referrer-Policy": "same-origin"})

    said = HeadersMiddleware(get_response)(RequestFactory().get(f"/{kind}/a-token"))
    assert said["Referrer-Policy"] == "no-referrer"
    assert said["Cache-Control"] == "private, no-store"
    assert said["X-Robots-Tag"] == "noindex, nofollow"
    elsewhere = HeadersMiddleware(get_response)(RequestFactory().get(f"/letters/{kind}/"))
    assert elsewhere["Cache-Control"] == "public"


def test_a_link_without_its_last_stroke_is_sent_on_with_them(house: House, client: Client) -> None:
    said = client.get("/review/a-token")
    assert (said.status_code, said["Referrer-Policy"]) == (301, "no-referrer")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/oai/?verb=Identify"])
def test_xml_may_be_shown_by_the_browser_and_runs_nothing(house: House, client: Client, path: str) -> None:
    policy = policy_of(client.get(path))
    assert policy["style-src"] == "'unsafe-inline'"
    assert policy["default-src"] == policy["form-action"] == "'none'"
    assert "script-src" not in policy


def test_an_answer_with_a_policy_of_its_own_keeps_it() -> None:
    assert answer(**{HEADER: "default-src 'none'"})[HEADER] == "default-src 'none'"


def test_files_on_another_host_are_allowed_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(default_storage._wrapped), "url", lambda self, name: f"https://media.example.org/{name}")
    with override_settings(STATIC_URL="https://static.example.org/static/"):
        policy = policy_of(answer())
    assert policy["img-src"] == "'self' https://static.example.org https://media.example.org"
    assert policy["style-src"] == "'self' https://static.example.org"


def test_a_site_may_write_its_own_policy() -> None:
    with override_settings(COMMENTARIES={"READERS_POLICY": "default-src 'self'"}):
        assert answer()[HEADER] == "default-src 'self'"


def test_a_policy_is_written_as_a_header_has_it() -> None:
    assert (
        written({"default-src": ("'none'",), "img-src": ("'self'", "{media}")}) == "default-src 'none'; img-src 'self'"
    )
    assert "\n" not in written(READERS)
