"""Addresses of the review."""

from django.urls import include, path

from followup.review import views

app_name = "review"

_AREA = "<int:year>/<slug:area>"
_CHALLENGE = f"{_AREA}/utmaningar/<int:pk>"
_INTERVENTION = f"{_AREA}/insatser/<uuid:pk>"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.round_, name="round"),
    path("", include("followup.review.reading.urls")),
    path("", include("followup.review.proposals.urls")),
    path("", include("followup.review.writing.urls")),
    path("", include("followup.review.discussions.urls")),
    path(f"{_AREA}/", views.area, name="area"),
    path(f"{_AREA}/bedomning/", views.assess, name="assess"),
    path(f"{_AREA}/bedomning/spara/", views.save, name="save"),
    path(f"{_AREA}/bedomning/<int:key>/spara/", views.save_one, name="save_one"),
    path(f"{_INTERVENTION}/valj/", views.choose, name="choose"),
    path(f"{_INTERVENTION}/valj-bort/", views.unchoose, name="unchoose"),
    path(f"{_AREA}/utmaningar/ny/", views.name_challenge, name="name_challenge"),
    path(f"{_CHALLENGE}/andra/", views.reword_challenge, name="reword_challenge"),
    path(f"{_CHALLENGE}/ta-bort/", views.remove_challenge, name="remove_challenge"),
]
