"""Maps the addresses that open by a link, without an account; a token is taken as it comes, also when it was cut."""

from django.urls import path

from commentaries.views import (
    outside_changes,
    outside_consent,
    outside_manuscript,
    outside_press,
    outside_review,
    outside_withdrawal,
)

app_name = "outside"
urlpatterns = [
    path("review/<str:token>/", outside_review.ReviewByLink.as_view(), name="review"),
    path("review/<str:token>/text/", outside_review.TextToReview.as_view(), name="review_text"),
    path("review/<str:token>/text.pdf", outside_review.PrintToReview.as_view(), name="review_pdf"),
    path("consent/<str:token>/", outside_consent.ConsentByLink.as_view(), name="consent"),
    path("consent/<str:token>/changes/", outside_changes.ChangesToConsent.as_view(), name="consent_changes"),
    path("consent/<str:token>/withdrawal/", outside_withdrawal.WithdrawalByLink.as_view(), name="consent_withdrawal"),
    path("consent/<str:token>/text/", outside_consent.TextToConsent.as_view(), name="consent_text"),
    path("consent/<str:token>/text.pdf", outside_consent.PrintToConsent.as_view(), name="consent_pdf"),
    path("manuscript/<str:token>/", outside_manuscript.ManuscriptByLink.as_view(), name="manuscript"),
    path("press/<str:token>/", outside_press.PressByLink.as_view(), name="press"),
    path("press/<str:token>/text/", outside_press.TextToPress.as_view(), name="press_text"),
    path("press/<str:token>/text.pdf", outside_press.PrintToPress.as_view(), name="press_pdf"),
]
