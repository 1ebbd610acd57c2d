"""Brings a body into a draft by each of the ways in, as a hostile or careless person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.http import QueryDict
from wagtail.api.v3.form_data import flatten_block_value
from wagtail.models import Page, Revision

from commentaries import deciding, submitting
from commentaries.models import CommentaryPage, Decision, Note
from tests import factories
from tests.factories import House

Blocks = list[dict[str, Any]]


def publish(house: House, page: CommentaryPage) -> CommentaryPage:
    """By the ordinary verbs: hostile content is an ordinary content to them."""
    submitting.submit(page, house.author)
    verdict = deciding.Verdict(Decision.Outcome.PUBLISH, "")
    deciding.decide(factories.reloaded(page), house.editor, verdict, digest=factories.digest_now(page))
    return factories.reloaded(page)


def by_script(house: House, blocks: Blocks, note: str, tmp_path: Path) -> CommentaryPage:
    page = factories.make_draft(house, body=[(block["type"], block["value"]) for block in blocks])
    page.notes = [Note(ref="first", text=note)]
    page.save()
    page.save_revision(user=house.author)
    return page


def by_bulk(house: House, blocks: Blocks, note: str, tmp_path: Path) -> CommentaryPage:
    """Below signals: what is written without a row in hand."""
    page = factories.make_draft(house)
    page.body = blocks
    CommentaryPage.objects.bulk_update([page], ["body"])
    Note.objects.filter(page=page).update(text=note)
    page = factories.reloaded(page)
    page.save_revision(user=house.author)
    return page


def by_loaddata(house: House, blocks: Blocks, note: str, tmp_path: Path) -> CommentaryPage:
    page = factories.make_draft(house)
    rows = [Page.objects.get(pk=page.pk), CommentaryPage.objects.get(pk=page.pk), page.notes.get()]
    written = json.loads(serializers.serialize("json", rows))
    written[1]["fields"] |= {"body": json.dumps(blocks), "live": False}  # which a page's own row does not hold
    written[2]["fields"]["text"] = note
    load(written, tmp_path)
    page = factories.reloaded(page)
    page.save_revision(user=house.author)
    return page


def by_revision(house: House, blocks: Blocks, note: str, tmp_path: Path) -> CommentaryPage:
    """A revision that was stored before anything was cleaned, or by somebody with the database in hand."""
    page = factories.make_draft(house)
    content = page.latest_revision.content
    content["body"] = json.dumps(blocks)
    content["notes"][0]["text"] = note
    Revision.objects.filter(pk=page.latest_revision_id).update(content=content)
    return factories.reloaded(page)


def by_api(house: House, blocks: Blocks, note: str, tmp_path: Path) -> CommentaryPage:
    """The form that Wagtail's API v3 fills with what it was sent, for whoever lets it write the body."""
    page = factories.make_draft(house)
    form = form_of_api(house, page, body=blocks)
    assert form.is_valid(), form.errors
    form.save(commit=False).save_revision(user=house.author)
    latest = page.get_latest_revision_as_object()
    latest.notes = [Note(ref="first", text=note)]
    latest.save_revision(user=house.author)
    return factories.reloaded(page)


WAYS: dict[str, Callable[[House, Blocks, str, Path], CommentaryPage]] = {
    "script": by_script,
    "bulk": by_bulk,
    "loaddata": by_loaddata,
    "revision": by_revision,
    "api": by_api,
}


def form_of_api(house: House, page: CommentaryPage, *, body: Any) -> Any:
    """As ``wagtail.api.v3.form_data.build_page_update_form`` does: the editor's form, filled from JSON."""
    from wagtail.admin.panels import get_form_for_model

    from commentaries.forms import CommentaryForm

    form_class = get_form_for_model(CommentaryPage, form_class=CommentaryForm, fields=["body"], formsets=[])
    data = QueryDict(mutable=True)
    flatten_block_value(CommentaryPage._meta.get_field("body").stream_block, body, "body", data)
    return form_class(data=data, instance=page, parent_page=house.page, for_user=house.author)


def load(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows))
    call_command("loaddata", str(path), verbosity=0)
