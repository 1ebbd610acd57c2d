"""Holds one text of a series as a Wagtail page, with its authors and its notes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.search import index

from commentaries.blocks import INLINE_FEATURES
from commentaries.fields import LICENCE_CHOICES, BodyField, CleanRichTextField, KeyPointsField, validate_language
from commentaries.models.querysets import CommentaryQuerySet
from commentaries.models.topics import without_merged
from commentaries.record import Kind, Role
from commentaries.sanitising import tidy

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from wagtail.admin.panels import Panel

    from commentaries.testers import CommentaryPermissionTester

logger = logging.getLogger(__name__)

_KINDS = {
    Kind.COMMENTARY: _("commentary"),
    Kind.INTERVIEW: _("interview"),
    Kind.SPEECH: _("speech"),
    Kind.LETTER: _("letter"),
}
_ROLES = {
    Role.AUTHOR: _("author"),
    Role.INTERVIEWER: _("interviewer"),
    Role.INTERVIEWEE: _("interviewee"),
    Role.TRANSLATOR: _("translator"),
}
_WRITTEN_TOGETHER = ("path", "live", "live_revision", "latest_revision", "issue")
"""What a whole row writes back although somebody else may have changed it since it was read."""
_OF_THE_ROW = frozenset(
    {"content_type", "owner", "locked_by", "latest_revision", "alias_of", "locale", "series", "issue"}
)
"""What a page keeps whatever its revision says; each would be looked up before it is replaced."""
PRINT = "print"
"""The mode in which a preview shows the printed pages; the web page has none."""
CommentaryManager = PageManager.from_queryset(CommentaryQuerySet)


class CommentaryPage(Page):
    """One text in a series, a page below a page of its series.

    ``series`` is taken from the parent page on creation and on moving. ``issue`` and ``placed_at``
    repeat the register's answer for this text, so that lists walk one index: they are set from the
    register whenever the page goes live, and never travel in a revision or a copy.
    """

    series = models.ForeignKey(
        "commentaries.Series",
        verbose_name=_("series"),
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="commentaries",
    )
    issue = models.ForeignKey(
        "commentaries.Issue",
        verbose_name=_("issue"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages",
    )
    placed_at = models.DateTimeField(_("placed at"), null=True, blank=True, editable=False)
    archived = models.BooleanField(_("archive entry"), default=False, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=list(_KINDS.items()), default=Kind.COMMENTARY.value)
    language = models.CharField(
        _("language of the text"),
        max_length=20,
        default="en",
        validators=[validate_language],
        help_text=_("Such as en-GB, it or ar. It decides hyphenation and direction."),
    )
    abstract = models.TextField(
        _("abstract"), blank=True, help_text=_("For catalogues; not printed. Usually the key points are enough.")
    )
    key_points = KeyPointsField(verbose_name=_("key points"), blank=True)
    body = BodyField(verbose_name=_("text"), blank=True)
    topics = ClusterTaggableManager(through="commentaries.TaggedCommentary", verbose_name=_("topics"), blank=True)
    keywords = models.CharField(
        _("keywords"), max_length=500, blank=True, help_text=_("In your own words, separated by commas.")
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    image_alt = models.CharField(
        _("description of the lead picture"),
        max_length=300,
        blank=True,
        help_text=_("What a reader who cannot see it should know. Empty only if it is mere decoration."),
    )
    image_is_decorative = models.BooleanField(_("the lead picture is mere decoration"), default=False)
    image_credit = models.CharField(_("credit of the lead picture"), max_length=200, blank=True)
    interests = models.TextField(_("statement of interests"), blank=True)
    funding = models.TextField(_("funding"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, blank=True, choices=LICENCE_CHOICES)
    remark = models.CharField(
        _("remark"),
        max_length=200,
        blank=True,
        help_text=_("One line at the head of page, PDF and citation, such as “Speech given in Rome on 9 May”."),
    )

    objects = CommentaryManager()
    as_read: dict[str, Any] = {}
    hides_authors = False
    """Whether this is a copy for somebody who may not know who wrote it (``commentaries.blinding``)."""

    parent_page_types = ["series.SeriesPage"]
    subpage_types: list[str] = []
    template = "commentaries/commentary_page.html"
    password_required_template = "commentaries/password.html"
    preview_modes = [("", _("Web")), (PRINT, _("Print"))]
    exclude_fields_in_copy = ["issue", "placed_at", "archived"]
    search_auto_update = False  # by a follow-up after the transaction instead: commentaries.indexing
    search_fields = [
        *Page.search_fields,
        index.SearchField("searchable_text"),
        index.SearchField("byline"),
        index.SearchField("number"),
        index.FilterField("series"),
        index.FilterField("issue"),
        index.FilterField("placed_at"),
    ]

    class Meta:
        verbose_name = _("commentary")
        verbose_name_plural = _("commentaries")
        indexes = [
            models.Index(fields=["series", "-placed_at", "-issue"], name="text_by_place"),
            models.Index(fields=["-placed_at", "-issue"], name="text_of_all_series"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(issue=None, placed_at=None) | Q(issue__isnull=False, placed_at__isnull=False),
                name="text_with_issue_has_a_place",
            )
        ]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> CommentaryPage:
        """As Django's, whatever it is given: from 6.1 on there is one argument more."""
        page: CommentaryPage = super().from_db(*args, **kwargs)
        page.note_as_read()
        return page

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.note_as_read()

    def note_as_read(self) -> None:
        """Remembers what the row said, so that a save can tell whether it still does (``commentaries.locking``)."""
        known = self.__dict__
        attributes = {name: self._meta.get_field(name).attname for name in _WRITTEN_TOGETHER}
        self.as_read = {name: known[attname] for name, attname in attributes.items() if attname in known}

    @classproperty
    def edit_handler(cls) -> Panel:
        from commentaries.panels import text_edit_handler  # Wagtail's own attribute names it

        return text_edit_handler()

    def clean(self) -> None:
        """A draft's address leaves those of the series alone; once public, it stays as it is.

        The form refuses; a text that goes live by another door is moved aside, as nobody could be told there.
        """
        super().clean()
        self._tidy()
        if self.issue_id or not self.series_id or not self.series.reserves(self.slug):
            return
        if self.live:
            self.slug = self._get_autogenerated_slug(self.slug)
        else:
            raise ValidationError(
                {
                    "slug": _(
                        "The series keeps addresses like “%(slug)s” for its years, its numbers and its own pages. "
                        "Add a word, such as “text-%(slug)s”."
                    )
                    % {"slug": self.slug}
                }
            )

    def _tidy(self) -> None:
        """A revision keeps the page with its authors and notes, and no signal is sent for them."""
        for row in (self, *self.authorships.all(), *self.notes.all()):
            tidy(row)

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        """As Wagtail's, from the title; a text called “2030” does not take the year's address."""
        is_reserved = self.series_id and self.series.reserves(base_slug)
        slug: str = super()._get_autogenerated_slug(f"text-{base_slug}" if is_reserved else base_slug)
        return slug

    def with_content_json(self, content: dict[str, Any]) -> CommentaryPage:
        """A revision's content on this page, merged topics resolved; its register entry and public address stay."""
        content = _without_the_rows_own(content)
        if "tagged_topics" in content:
            content["tagged_topics"] = without_merged(content["tagged_topics"])
        page: CommentaryPage = super().with_content_json(content)
        page.series_id, page.archived = self.series_id, self.archived
        page.issue_id, page.placed_at = self.issue_id, self.placed_at
        page.as_read = self.as_read
        if self.issue_id:
            page.slug, page.url_path = self.slug, self.url_path
        page._tidy()
        return page

    @property
    def byline(self) -> str:
        """The names in order, for search and admin lists."""
        return ", ".join(authorship.printed_name for authorship in self.authorships.all())

    @property
    def number(self) -> str:
        """The printed number, for the search index; empty before it is given."""
        return self.issue.label if self.issue else ""

    @property
    def searchable_text(self) -> str:
        """Abstract, key points and body as words, for the search index."""
        streams = (self.key_points, self.body)
        found = [text for stream in streams for text in stream.stream_block.get_searchable_content(stream)]
        return " ".join([self.abstract, *found])

    @property
    def status_string(self) -> str:
        """As Wagtail's, but a text that was taken from its readers is not merely a draft."""
        if self.live or self.issue is None:
            return super().status_string
        states = self.issue.State
        withheld = str((states.HELD if self.issue.state == states.HELD else states.REMOVED).label)
        is_on_its_way = self.approved_schedule or self.workflow_in_progress
        return f"{withheld} + {super().status_string}" if is_on_its_way else withheld

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, but asked of the database only when the page was read as restricted."""
        if getattr(self, "is_restricted", True):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's, but whole or not at all; what goes wrong with one stops none of its scheduler's others.

        Its command goes through the texts one by one, without a net (trap 39).
        """
        try:
            with transaction.atomic():
                CommentaryPage.objects.lock(self.pk)  # before the revisions, which Wagtail writes first
                return super().publish(revision, *args, **kwargs)
        except Exception as error:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            if isinstance(error, PermissionDenied):
                logger.warning("The scheduled text %r was refused and keeps its schedule: %s", str(self), error)
            else:
                logger.exception("The scheduled text %r could not be published and keeps its schedule.", str(self))
            return None

    def get_admin_display_title(self) -> str:
        """As Wagtail's, but before those who may not know of the text, whom some pages name it to unasked (trap 17)."""
        from commentaries.hiding import title_in_admin  # Wagtail's own method names it

        return title_in_admin(self, super().get_admin_display_title())

    def permissions_for_user(self, user: AbstractBaseUser) -> CommentaryPermissionTester:
        from commentaries.testers import CommentaryPermissionTester  # Wagtail's own method names it

        return CommentaryPermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from commentaries.presenting import context_of  # Wagtail's own method names it

        return {**super().get_context(request, *args, **kwargs), **context_of(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from commentaries.views.public import serve_commentary  # Wagtail's own method names it

        return serve_commentary(self, request)

    def serve_password_required_response(self, request: HttpRequest, form: Form, action_url: str) -> HttpResponse:
        from commentaries.views.public import ask_for_password  # Wagtail's own method names it

        return ask_for_password(self, request, form, action_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from commentaries.views.printed import serve_pages  # Wagtail's own method names it

        return serve_pages(self, request) if mode_name == PRINT else super().serve_preview(request, mode_name)


class Authorship(models.Model):
    """Who wrote this text, in which order and role, under which name and affiliation."""

    page = ParentalKey(CommentaryPage, on_delete=models.CASCADE, related_name="authorships")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    person = models.ForeignKey(
        "commentaries.Person", verbose_name=_("person"), on_delete=models.PROTECT, related_name="authorships"
    )
    role = models.CharField(_("role"), max_length=12, choices=list(_ROLES.items()), default=Role.AUTHOR.value)
    name = models.CharField(
        _("name as printed"), max_length=250, blank=True, help_text=_("Taken from the person when left empty.")
    )
    affiliation = models.CharField(
        _("affiliation as printed"),
        max_length=300,
        blank=True,
        help_text=_("Taken from the person together with the name."),
    )

    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        ordering = ["sort_order", "id"]
        indexes = [models.Index(fields=["person", "page"], name="authorship_by_person")]

    def __str__(self) -> str:
        return self.printed_name

    @property
    def printed_name(self) -> str:
        return self.name or self.person.name


def new_note_ref() -> str:
    """A name for a note that no other note has."""
    return uuid4().hex[:12]


class Note(models.Model):
    """The text of one note; ``ref`` is the name by which the body calls it."""

    page = ParentalKey(CommentaryPage, on_delete=models.CASCADE, related_name="notes")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    ref = models.CharField(_("called as"), max_length=40, default=new_note_ref)
    text = CleanRichTextField(_("text"), features=INLINE_FEATURES)

    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.ref


def _without_the_rows_own(content: dict[str, Any]) -> dict[str, Any]:
    """A revision's content without what the page's row decides, and without its rows' way back to the page."""
    kept = {name: value for name, value in content.items() if name not in _OF_THE_ROW}
    for relation in get_all_child_relations(CommentaryPage):
        name, way_back = relation.get_accessor_name(), relation.field.name
        if name in kept:
            kept[name] = [{key: value for key, value in row.items() if key != way_back} for row in kept[name]]
    return kept
