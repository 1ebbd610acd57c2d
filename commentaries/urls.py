"""Maps the addresses below the admin that belong to one text, and to the topics of texts."""

from django.apps import apps
from django.urls import path

from commentaries.views import (
    attachments,
    before_publication,
    consent,
    decision,
    differences,
    drafts,
    follow_ups,
    happenings,
    hiding,
    persons,
    review,
    topics,
)

app_name = "commentaries"
urlpatterns = [
    path("<int:pk>/decide/", decision.DecideView.as_view(), name="decide"),
    path(
        "<int:pk>/before-publication/",
        before_publication.BeforePublicationView.as_view(),
        name="before_publication",
    ),
    path("<int:pk>/consent/", consent.ConsentView.as_view(), name="consent"),
    path("<int:pk>/what-happened/", happenings.HappeningsView.as_view(), name="happenings"),
    path("<int:pk>/differences/", differences.DifferencesView.as_view(), name="differences"),
    path("<int:pk>/open-points/", drafts.open_points, name="open_points"),
    path("<int:pk>/proof/<slug:digest>/", drafts.proof, name="proof"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("versions/<int:pk>/", drafts.version, name="version"),
    path("follow-ups/<int:pk>/try-again/", follow_ups.try_again, name="try_again"),
    path("topics/names/", topics.names, name="topic_names"),
    path("topics/<int:pk>/merge/", topics.MergeView.as_view(), name="merge_topic"),
    path("persons/<int:pk>/erase/", persons.EraseContactView.as_view(), name="erase_contact"),
    path("reviews/<int:pk>/", review.ReviewView.as_view(), name="review"),
]
in_place_of_wagtails = [
    path("choose-page/chosen-multiple/", hiding.ChosenSeenPages.as_view()),
    path("reports/locked/", hiding.SeenLockedPages.as_view()),
    path("reports/locked/results/", hiding.SeenLockedPages.as_view(results_only=True)),
    path("reports/site-history/", hiding.SeenHistory.as_view()),
    path("reports/site-history/results/", hiding.SeenHistory.as_view(results_only=True)),
    path("reports/page-types-usage/", hiding.SeenPageTypes.as_view()),
    path("reports/page-types-usage/results/", hiding.SeenPageTypes.as_view(results_only=True)),
]
"""Addresses of Wagtail's that keep their names and are answered by us."""
if apps.is_installed("wagtail.contrib.redirects"):
    from commentaries.views import redirects  # its models are there only where it is installed

    in_place_of_wagtails += [
        path("redirects/", redirects.SeenRedirects.as_view()),
        path("redirects/results/", redirects.SeenRedirects.as_view(results_only=True)),
        path("redirects/<int:redirect_id>/", redirects.SeenRedirect.as_view()),
        path("redirects/<int:redirect_id>/delete/", redirects.SeenRedirectToDelete.as_view()),
    ]
