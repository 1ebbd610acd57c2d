"""Checks the shape of what is typed into the editor of a text, and on submission asks for its open points."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText

from commentaries.forms.steps import MOST_REASONS, UncutCharField
from commentaries.forms.topics import TopicsWidget
from commentaries.models import Authorship, CommentaryPage, Topic
from commentaries.models.commentaries import new_note_ref
from commentaries.permissions import person_of, user_writes_for_series
from commentaries.readiness import OpenPoint, open_points
from commentaries.sanitising import clean_line

MOST_OF_SLUG = 200
"""Characters of an address made of a title; some are left for what tells it from another."""
ASKED = "advice"
"""The word in the editor's address that asks whether the advice is to be passed."""
REPLY = "reply_to_requests"
"""The field in which the authors say what they did about the requests, beside the letter that has them."""
PASS = "pass"
"""The value of the submit button that passes the advice in the same click."""


class AddressField(forms.SlugField):
    """The last part of an address: whatever is typed is made plain letters, figures and hyphens."""

    def clean(self, value: Any) -> str:
        return super().clean(slugify(value or ""))


class WordsBesideField(UncutCharField):
    """What is typed beside a text and is no content of it: a text that differs in nothing else was not changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class CommentaryForm(WagtailAdminPageForm):
    """The editor's form. On submission it names the open points; what was typed stays.

    What only advice speaks against is valid: ``advice`` tells the view to save it and ask once.
    """

    slug = AddressField(
        label=capfirst(Page._meta.get_field("slug").verbose_name),
        required=False,
        widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": "false"}),
    )

    reply_to_requests = WordsBesideField(
        label=_("What was done about the requests"),
        required=False,
        max_length=MOST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        parent = kwargs.get("parent_page")
        page: CommentaryPage = kwargs["instance"]
        is_new = page.pk is None
        if page.series_id is None and parent is not None:
            page.series = parent.specific.series
        if is_new and page.series_id:
            self._prefill(page, kwargs.get("for_user"))
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            self.fields["topics"].widget = TopicsWidget(tag_model=Topic)
        if "title" in self.fields:
            self.fields["title"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted
        self.advice: list[OpenPoint] = []

    def _prefill(self, page: CommentaryPage, user: Any) -> None:
        """A new text takes language and licence of its series, and its author's name; and it has places to write in."""
        page.licence = page.licence or page.series.licence
        if page.locale_id:
            page.language = page.locale.language_code
        if not page.key_points and not page.body:
            page.key_points = [("key_point", {"lead": "", "text": ""})] * page.series.key_points_usual
            page.body = [("paragraph", RichText(""))]
        person = person_of(user) if user else None
        if person and user_writes_for_series(user, page.series) and not page.authorships.all():
            page.authorships = [Authorship(person=person, name=person.name, affiliation=person.affiliation)]

    @property
    def is_submission(self) -> bool:
        return bool(self.data.get("action-submit"))

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        return not self.is_submission or self._is_ready()

    def clean_title(self) -> str:
        """One line, however it was typed or pasted, of what one can see."""
        line = " ".join(clean_line(self.cleaned_data["title"]).split())
        if not line:
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return line

    def clean_slug(self) -> str:
        """Made of the title when it is left empty, and like no other's.

        Wagtail's own way keeps letters beyond ASCII, and does not know yet whose child a new page is.
        """
        if slug := self.cleaned_data["slug"]:
            return slug
        if self.instance.issue_id:
            return self.instance.slug
        base = slugify(self.cleaned_data.get("title", ""))[:MOST_OF_SLUG].strip("-") or "text"
        if self.instance.series_id and self.instance.series.reserves(base):
            base = f"text-{base}"
        for slug in chain([base], (f"{base}-{number}" for number in count(2))):
            if Page._slug_is_available(slug, self.parent_page, self.instance):
                break
        return slug

    def clean_topics(self) -> list[str]:
        """The name of a merged topic, typed all the same, stands for the other."""
        names = self.cleaned_data["topics"]
        merged = Topic.objects.filter(name__in=names, merged_into__isnull=False)
        other = dict(merged.values_list("name", "merged_into__name"))
        return list(dict.fromkeys(other.get(name, name) for name in names))

    def _is_ready(self) -> bool:
        """Puts forbidding open points at their fields; advice may be passed with one click."""
        points = open_points(self.save(commit=False))
        for point in points:
            if point.forbids:
                self.add_error(point.field if point.field in self.fields else None, point.message)
        if not self.errors and self.data.get("action-submit") != PASS:
            self.advice = points
        return not self.errors

    def save(self, commit: bool = True) -> CommentaryPage:
        page = super().save(commit=False)
        for authorship in page.authorships.all():
            if authorship.person_id and not authorship.name:
                authorship.name = authorship.person.name
                authorship.affiliation = authorship.affiliation or authorship.person.affiliation
        self._let_go_of_doubles()
        self._part_notes(page)
        if commit:
            return super().save(commit=True)
        return page

    def typed(self) -> list[tuple[str, str]]:
        """What a person wrote, field by field, as plain words: to be copied where it may not be saved any more."""
        self.defer_required_fields()
        self.is_valid()
        written = []
        for name, value in self.cleaned_data.items():
            if isinstance(value, StreamValue):
                value = "\n\n".join(value.stream_block.get_searchable_content(value))
            if isinstance(value, str) and name in self.data | {"key_points": "", "body": ""}:
                written.append((self.fields[name].label, value))
        notes = self.formsets["notes"].cleaned_data if self.formsets["notes"].is_valid() else []
        kept = (note["text"] for note in notes if note.get("text") and not note.get("DELETE"))
        written += [(gettext("Note"), strip_tags(text)) for text in kept]
        return [(label, words) for label, words in written if words.strip()]

    def _let_go_of_doubles(self) -> None:
        """A new row that was stored by a saving whose answer never came is sent again, without the id it got.

        The editor's script waits for that answer; where there was none, what is sent now holds the later words.
        """
        for relation, sameness in (("authorships", "person_id"), ("notes", "ref")):
            if formset := self.formsets.get(relation):
                rows = getattr(self.instance, relation)
                known = {None, *(form.instance.pk for form in formset.initial_forms)}
                sent = {getattr(row, sameness) for row in formset.new_objects}
                rows.remove(*(row for row in rows.all() if row.pk not in known and getattr(row, sameness) in sent))

    def _part_notes(self, page: CommentaryPage) -> None:
        """No two notes answer to the same call; the editor's script sees to it first."""
        seen: set[str] = set()
        for note in page.notes.all():
            if not note.ref or note.ref in seen:
                note.ref = new_note_ref()
            seen.add(note.ref)
