"""Maps the addresses below the admin that belong to one text, and to the topics of texts."""

from django.urls import path

from commentaries.views import consent, decision, drafts, follow_ups, review, topics

app_name = "commentaries"
urlpatterns = [
    path("<int:pk>/decide/", decision.DecideView.as_view(), name="decide"),
    path("<int:pk>/consent/", consent.ConsentView.as_view(), name="consent"),
    path("<int:pk>/open-points/", drafts.open_points, name="open_points"),
    path("<int:pk>/proof/<slug:digest>/", drafts.proof, name="proof"),
    path("versions/<int:pk>/", drafts.version, name="version"),
    path("follow-ups/<int:pk>/try-again/", follow_ups.try_again, name="try_again"),
    path("topics/names/", topics.names, name="topic_names"),
    path("topics/<int:pk>/merge/", topics.MergeView.as_view(), name="merge_topic"),
    path("reviews/<int:pk>/", review.ReviewView.as_view(), name="review"),
]
