"""Runs the line in a plain Wagtail project; started by ``tests/test_host_site.py`` with its own settings."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, PageViewRestriction, Site, Workflow, WorkflowPage, WorkflowTask

from commentaries import deciding, submitting, versions
from commentaries.models import Authorship, CommentaryPage, Decision, Person, Series, SeriesRole
from series.models import SeriesPage
from tests.host_site.home.models import InstitutePage


def _account(name: str, series: Series, role: SeriesRole.Role) -> object:
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org", password=name, last_name=name)
    SeriesRole.objects.create(series=series, person=Person.objects.for_account(user), role=role)
    return user


@pytest.fixture
def home() -> InstitutePage:
    page = InstitutePage(title="Institute", slug="institute", live=True)
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update(root_page=page)
    Site.clear_site_root_paths_cache()
    return page


@pytest.fixture
def own_workflow(home: InstitutePage) -> Workflow:
    """What the institute had before: its own moderators and their workflow on everything."""
    task = GroupApprovalTask.objects.create(name="Moderators")
    task.groups.set([Group.objects.get(name="Moderators")])
    workflow = Workflow.objects.create(name="Institute's own")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.filter(page_id=home.pk).delete()
    WorkflowPage.objects.create(page=home.page_ptr, workflow=workflow)
    return workflow


@pytest.mark.django_db(transaction=True)
def test_the_line_runs_in_a_plain_wagtail_project(home: InstitutePage, own_workflow: Workflow) -> None:
    editors_before = set(Group.objects.get(name="Editors").permissions.values_list("pk", flat=True))
    call_command("setup_roles")
    call_command("setup_roles")
    assert set(Group.objects.get(name="Editors").permissions.values_list("pk", flat=True)) == editors_before
    assert home.get_workflow() == own_workflow

    series = Series.objects.create(title="Notes", issn_online="2532-6570", words_aim=1)
    parent = SeriesPage(title="Notes", slug="notes", series=series, live=True)
    home.add_child(instance=parent)
    author = _account("author", series, SeriesRole.Role.AUTHOR)
    editor = _account("editor", series, SeriesRole.Role.EDITOR)
    page = CommentaryPage(title="A Plain Text", series=series, live=False, owner=author)
    page.body = [("paragraph", "<p>One paragraph that says what it has to say.</p>")]
    page.authorships = [Authorship(person=Person.objects.for_account(author), name="A. Author")]
    parent.add_child(instance=page)
    page.save_revision(user=author)

    submitting.submit(page, author)
    page = CommentaryPage.objects.get(pk=page.pk)
    assert page.get_workflow() != own_workflow
    verdict = deciding.Verdict(Decision.Outcome.PUBLISH)
    deciding.decide(page, editor, verdict, digest=versions.digest_of(versions.latest_of(page)))

    page = CommentaryPage.objects.get(pk=page.pk)
    assert page.live
    assert page.issue.sequence == 1
    reader = Client()
    answer = reader.get("/notes/a-plain-text/")
    assert answer.status_code == 200
    assert "The institute’s own masthead" in answer.content.decode()
    assert "One paragraph that says" in answer.content.decode()
    listing = reader.get("/notes/").content.decode()
    assert "The institute’s own masthead" in listing
    assert page.issue.label.split(" | ")[1] in listing
    assert reader.get(f"/notes/{page.issue.address}/").headers["Location"].endswith("/notes/a-plain-text/")
    assert b"/notes/a-plain-text/" in reader.get("/sitemap-texts-1.xml").content
    assert reader.get("/api/v2/commentaries/").json()["items"][0]["title"] == "A Plain Text"
    libraries = reader.get("/notes/libraries/").content.decode()
    assert "The institute’s own masthead" in libraries
    assert "/notes/catalogue.csv" in libraries
    assert {m.to[0] for m in mail.outbox} == {"author@example.org", "editor@example.org"}


@pytest.mark.django_db
def test_a_closed_series_and_its_texts_have_a_door_below_the_institutes_own_masthead(home: InstitutePage) -> None:
    series = Series.objects.create(title="Notes")
    parent = SeriesPage(title="Notes for a few", slug="notes", series=series, live=True)
    home.add_child(instance=parent)
    text = CommentaryPage(title="A plain text", series=series, live=False)
    parent.add_child(instance=text)
    closed = PageViewRestriction.objects.create(page=parent.page_ptr, restriction_type="password", password="quay")
    assert "for a few" not in _door_of(Client().get("/notes/"))
    for page, way_back in ((parent, "/notes/"), (text, "/notes/a-plain-text/")):
        reader = Client()
        door = reverse("wagtailcore_authenticate_with_password", args=[closed.pk, page.pk])
        refused = _door_of(reader.post(door, {"password": "pier", "return_url": way_back}))
        assert "This is not the password" in refused
        assert "A plain text" not in refused
        assert reader.post(door, {"password": "quay", "return_url": way_back}).headers["Location"] == way_back
        assert "for a few" in reader.get("/notes/").content.decode()


def _door_of(answer: HttpResponse) -> str:
    shown: str = answer.content.decode()
    assert "The institute’s own masthead" in shown
    assert "This page asks for a password" in shown
    assert '<meta name="robots" content="noindex">' in shown
    return shown


@pytest.mark.django_db
def test_the_institutes_own_pages_are_as_they_were(home: InstitutePage) -> None:
    get_user_model().objects.create_superuser("chief", password="chief")
    assert Client().get("/").content.decode().count("<h1>Institute</h1>") == 1
    home.title = "Renamed"
    home.save_revision().publish()
    assert "<h1>Renamed</h1>" in Client().get("/").content.decode()


def test_the_checks_find_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check", fail_level="WARNING")
    assert "no issues" in capsys.readouterr().out
