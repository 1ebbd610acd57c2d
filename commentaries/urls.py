"""Maps the addresses below the admin that belong to one text."""

from django.urls import path

from commentaries import views

app_name = "commentaries"
urlpatterns = [
    path("<int:pk>/decide/", views.DecideView.as_view(), name="decide"),
    path("<int:pk>/consent/", views.ConsentView.as_view(), name="consent"),
    path("<int:pk>/open-points/", views.open_points, name="open_points"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("follow-ups/<int:pk>/try-again/", views.try_again, name="try_again"),
    path("reviews/<int:pk>/", views.ReviewView.as_view(), name="review"),
]
