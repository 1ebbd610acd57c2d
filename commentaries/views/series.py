"""Lays out the form of a series, and opens Wagtail's own pages about one to those who may change this series.

Wagtail's views of a snippet ask whether the user may change series at large.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import DeleteView, EditView, HistoryView, InspectView, UsageView

if TYPE_CHECKING:
    from commentaries.models import Series

_DOI_SUFFIX = _(
    "Such as letters.{yyyy}.{n:02d}: letters, digits and hyphens, and between them dots, underscores or slashes. "
    "A DOI stays for ever as it was given."
)

EDIT_HANDLER = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("title"),
                FieldPanel("short_title"),
                FieldRowPanel([FieldPanel("issn_online"), FieldPanel("issn_print"), FieldPanel("issn_l")]),
                FieldPanel("about"),
                FieldPanel("guidelines"),
                MultiFieldPanel(
                    [FieldPanel("editor_line"), FieldPanel("email"), FieldPanel("colophon"), FieldPanel("logo")],
                    heading=_("Printed at the end of an issue"),
                ),
            ],
            heading=_("Masthead"),
        ),
        ObjectList(
            [
                InlinePanel("roles", heading=_("Editors, assistants and authors"), label=_("person")),
                FieldPanel("keep_contacts_for"),
            ],
            heading=_("People"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("number_pattern"), FieldPanel("address_pattern")]),
                FieldRowPanel([FieldPanel("restart"), FieldPanel("time_zone")]),
                FieldPanel("language_editions_number_for_themselves"),
                FieldRowPanel([FieldPanel("doi_prefix"), FieldPanel("doi_suffix", help_text=_DOI_SUFFIX)]),
                FieldPanel("repec_series"),
            ],
            heading=_("Numbers"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("words_aim"), FieldPanel("words_warn")]),
                FieldRowPanel(
                    [
                        FieldPanel("key_points_min"),
                        FieldPanel("key_points_usual"),
                        FieldPanel("key_points_max"),
                        FieldPanel("key_point_words"),
                    ]
                ),
                FieldPanel("reviews_needed"),
                FieldPanel("anonymity"),
                FieldPanel("second_affirmation"),
                MultiFieldPanel(
                    [
                        FieldPanel("fact_check_needed"),
                        FieldPanel("second_editor_needed"),
                        FieldPanel("all_authors_needed"),
                    ],
                    heading=_("Further steps before publication"),
                    help_text=_("They count for every decision from now on; what was decided before stays decided."),
                ),
                FieldPanel("licence"),
            ],
            heading=_("What a text needs"),
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("changes_days"), FieldPanel("review_days")]),
                        FieldRowPanel([FieldPanel("consent_days"), FieldPanel("decision_days")]),
                    ],
                    heading=_("Working days for each step"),
                    help_text=_(
                        "An editor may set another day for one text. Whoever’s turn it is gets a reminder two working "
                        "days before and one after; the editor is told three working days after."
                    ),
                ),
                FieldPanel("weekend"),
                InlinePanel(
                    "closed_days",
                    heading=_("Closed days"),
                    label=_("closed days"),
                    help_text=_("Of this series alone; those of the whole institute stand in its settings."),
                ),
            ],
            heading=_("Dates"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("quotation_marks"), FieldPanel("dash")]),
                FieldPanel("accent"),
                FieldPanel("print_template"),
                FieldPanel("latest_shown"),
                FieldPanel("feed_content"),
            ],
            heading=_("Look"),
        ),
        ObjectList(
            [
                FieldPanel("identity_since"),
                InlinePanel("identities", heading=_("Former identities"), label=_("identity")),
            ],
            heading=_("History"),
        ),
    ]
)


class OneSeriesMixin:
    """Asks the policy about the series at hand."""

    object: Series

    def user_has_permission(self, permission: str) -> bool:
        return self.user_has_permission_for_instance(permission, self.object)

    def user_has_any_permission(self, permissions: Iterable[str]) -> bool:
        return any(self.user_has_permission(permission) for permission in permissions)


class SeriesEditView(OneSeriesMixin, EditView):
    pass


class SeriesDeleteView(OneSeriesMixin, DeleteView):
    pass


class SeriesHistoryView(OneSeriesMixin, HistoryView):
    pass


class SeriesUsageView(OneSeriesMixin, UsageView):
    pass


class SeriesInspectView(OneSeriesMixin, InspectView):
    pass
