"""Addresses of the review."""

from django.urls import include, path

from followup.review import proposal_views, views

app_name = "review"

_PROPOSAL = "<int:year>/forslag/<int:pk>"
_AREA = "<int:year>/<slug:area>"
_CHALLENGE = f"{_AREA}/utmaningar/<int:pk>"
_INTERVENTION = f"{_AREA}/insatser/<uuid:pk>"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.round_, name="round"),
    path("", include("followup.review.reading.urls")),
    path("<int:year>/forslag/", proposal_views.proposals, name="proposals"),
    path("<int:year>/forslag/nytt/", proposal_views.propose, name="propose"),
    path("<int:year>/forslag/for-fram/", proposal_views.put_all_forward, name="put_all_forward"),
    path(f"{_PROPOSAL}/andra/", proposal_views.reword_proposal, name="reword_proposal"),
    path(f"{_PROPOSAL}/upp/", proposal_views.move_up, name="move_up"),
    path(f"{_PROPOSAL}/ner/", proposal_views.move_down, name="move_down"),
    path(f"{_PROPOSAL}/for-fram/", proposal_views.put_forward, name="put_forward"),
    path(f"{_PROPOSAL}/ta-tillbaka/", proposal_views.withdraw, name="withdraw"),
    path(f"{_PROPOSAL}/ta-bort/", proposal_views.remove_proposal, name="remove_proposal"),
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
