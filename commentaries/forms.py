"""Checks the shape of what is typed into the editor and into the pages of review, decision and topics."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from itertools import chain, count
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTagWidget, SlugInput
from wagtail.blocks.stream_block import StreamValue
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.models import Page

from commentaries import picturing
from commentaries.models import Authorship, CommentaryPage, Decision, Person, Review, Series, Topic
from commentaries.models.commentaries import new_note_ref
from commentaries.permissions import person_of, persons_to_invite, user_writes_for_series
from commentaries.readiness import OpenPoint, open_points
from commentaries.sanitising import clean_line

MOST_OF_SLUG = 200
"""Characters of an address made of a title; some are left for what tells it from another."""
MOST_REASONS = 5_000
"""Characters of a letter to the authors."""
ASKED = "advice"
"""The word in the editor's address that asks whether the advice is to be passed."""
PASS = "pass"
"""The value of the submit button that passes the advice in the same click."""


class TopicsWidget(AdminTagWidget):
    """Wagtail's field for topics, which offers none that was merged into another, and has no help of its own.

    That speaks of tags, and of the quotation marks that words with spaces get.
    """

    template_name = "django/forms/widgets/text.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-w-tag-url-value"] = reverse("commentaries:topic_names")
        return context


class AddressField(forms.SlugField):
    """The last part of an address: whatever is typed is made plain letters, figures and hyphens."""

    def clean(self, value: Any) -> str:
        return super().clean(slugify(value or ""))


class CommentaryForm(WagtailAdminPageForm):
    """The editor's form. On submission it names the open points; what was typed stays.

    What only advice speaks against is valid: ``advice`` tells the view to save it and ask once.
    """

    slug = AddressField(
        label=capfirst(Page._meta.get_field("slug").verbose_name),
        required=False,
        widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": "false"}),
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
        """A new text takes language and licence of its series, and its author's name."""
        page.licence = page.licence or page.series.licence
        if page.locale_id:
            page.language = page.locale.language_code
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

    def _part_notes(self, page: CommentaryPage) -> None:
        """No two notes answer to the same call; the editor's script sees to it first."""
        seen: set[str] = set()
        for note in page.notes.all():
            if not note.ref or note.ref in seen:
                note.ref = new_note_ref()
            seen.add(note.ref)


class PictureField(WagtailImageField):
    """Wagtail's field for a picture, which asks for the size before it decodes and not after (trap 27).

    Wagtail 8.0 takes the size of a file by Willow, which decodes it first; a file that is cut off ends in a fault.
    """

    def to_python(self, data: Any) -> Any:
        ending = getattr(data, "name", "").rpartition(".")[2].lower()
        if ending not in picturing.FORMATS:  # Wagtail refuses it, unless the site allows it and has a reader for it
            return super().to_python(data)
        if self.max_upload_size is not None and data.size > self.max_upload_size:
            raise forms.ValidationError(self.error_messages["file_too_large_unknown_size"], code="file_too_large")
        pixels = picturing.pixels_of(data)
        if pixels is None:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image")
        if self.max_image_pixels and pixels > self.max_image_pixels:
            most = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
            raise forms.ValidationError(self.error_messages["file_too_many_pixels"] % most, code="file_too_many_pixels")
        try:
            return super().to_python(data)
        except picturing.UNREADABLE as fault:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from fault


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture, for ``WAGTAILIMAGES_IMAGE_FORM_BASE``: it says at the field why a file stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)

    def clean_file(self) -> Any:
        if "file" in self.changed_data and picturing.is_kept(self.instance):
            raise forms.ValidationError(picturing.in_use())
        return self.cleaned_data["file"]


class InvitationForm(forms.Form):
    """Whom the editor asks for a review, until when, and with which words."""

    persons = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Reviewers"), widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label=_("Answer until"), widget=AdminDateInput)
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, page: CommentaryPage, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = page.series.today()
        self.fields["persons"].queryset = persons_to_invite(user, page)

    def clean_due_on(self) -> date:
        if self.cleaned_data["due_on"] < self.today:
            raise forms.ValidationError(_("This day is past. Choose one that leaves time to read the text."))
        return self.cleaned_data["due_on"]


class MergeForm(forms.Form):
    """Which topic stays when another is merged into it."""

    into = forms.ModelChoiceField(Topic.objects.none(), label=_("The topic that stays"))

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Topic.objects.filter(merged_into=None).exclude(pk=topic.pk)


class UncutCharField(forms.CharField):
    """Refuses in a sentence what is too long; given a ``maxlength``, a browser cuts what is pasted and says nothing."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class ZonedDateTimeField(forms.DateTimeField):
    """A moment typed, and shown, by the clock of one place, whatever the clock of the account."""

    zone: tzinfo | None = None

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return super().to_python(value)


class DecisionForm(forms.Form):
    """The editor's decision on the content with this digest. A moment is one of the series' clock."""

    digest = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[
            (Decision.Outcome.PUBLISH, _("Publish it")),
            (Decision.Outcome.CHANGES, _("Ask the authors for changes")),
            (Decision.Outcome.REJECT, _("Reject it")),
        ],
        label=_("Decision"),
        widget=forms.RadioSelect,
    )
    publish_at = ZonedDateTimeField(label=_("Publish at"), required=False, widget=AdminDateTimeInput)
    reasons = UncutCharField(
        label=_("To the authors"),
        required=False,
        max_length=MOST_REASONS,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "data-controller": "commentary-count",
                "data-action": "commentary-count#count",
                "data-commentary-count-limit-value": MOST_REASONS,
                "data-commentary-count-sentence-value": _("{written} of {limit} characters"),
            }
        ),
        help_text=_(
            "Sent with the decision, up to 5,000 characters. Needed when you ask for changes or reject: "
            "the authors read this, and no review."
        ),
    )
    alone_reason = forms.CharField(
        label=_("Reason for publishing without a second yes"),
        required=False,
        max_length=500,
        help_text=_("The second yes is then due within two working days."),
    )

    def __init__(
        self,
        *args: Any,
        series: Series,
        may_decide_alone: bool = False,
        overrides: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.overrides = overrides
        self.fields["publish_at"].zone = series.zone
        self.fields["publish_at"].help_text = _("Empty: at once. The time is that of %(zone)s.") % {
            "zone": series.clock
        }
        if not may_decide_alone:
            del self.fields["alone_reason"]
        elif overrides:
            self.fields["alone_reason"].label = _("Reason for publishing as administrator")
            self.fields["alone_reason"].help_text = _("You do not edit this series. Your reason is kept and shown.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in {Decision.Outcome.CHANGES, Decision.Outcome.REJECT} and not cleaned.get("reasons"):
            self.add_error("reasons", _("Say what you ask for, or why: the authors read this, and no review."))
        if self.overrides and cleaned.get("outcome") == Decision.Outcome.PUBLISH and not cleaned.get("alone_reason"):
            self.add_error("alone_reason", _("Say why you publish what an editor of the series would decide on."))
        if (when := cleaned.get("publish_at")) and when <= timezone.now():
            self.add_error("publish_at", _("This moment is past. Leave the field empty to publish at once."))
        return cleaned


class ReviewForm(forms.ModelForm):
    """A reviewer's answer."""

    class Meta:
        model = Review
        fields = ["recommendation", "text", "note"]
        widgets = {
            "recommendation": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"text": _("What you say about the text")}
        help_texts = {
            "text": _("What should change, and why. It goes to the editor, who may pass it on to the authors."),
            "note": _("Nobody but the editors reads this."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommendation"].choices = Review.Recommendation.choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants_changes = cleaned.get("recommendation") in {
            Review.Recommendation.CHANGES,
            Review.Recommendation.REJECT,
        }
        if wants_changes and not cleaned.get("text") and not cleaned.get("note"):
            self.add_error("text", _("Say in a sentence or two what should change, or why not."))
        return cleaned


class DeclineForm(forms.Form):
    """A reviewer's no to the invitation."""

    reason = forms.CharField(
        label=_("I cannot, because"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Perhaps with the name of somebody else to ask."),
    )


class AffirmationForm(forms.Form):
    """A yes to the content with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=pgettext_lazy("to the editor", "Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """A step that wants a reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class MessageForm(forms.Form):
    """A step that may carry a few words."""

    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
