"""Addresses of a round's proposals and of what networks suggest, among the review's."""

from django.urls import path

from followup.review.proposals import views, views_suggestions

urlpatterns = [
    path("<int:year>/forslag/", views.proposals, name="proposals"),
    path("<int:year>/forslag/nytt/", views.propose, name="propose"),
    path("<int:year>/forslag/for-fram/", views.put_all_forward, name="put_all_forward"),
    path("<int:year>/forslag/ta-upp/", views.take_up, name="take_up"),
    path("<int:year>/forslag/inspel/", views_suggestions.note_suggestion, name="note_suggestion"),
    path("<int:year>/forslag/kallor/<int:pk>/lossa/", views.release, name="release"),
    path("<int:year>/forslag/<int:pk>/", views.proposal, name="proposal"),
    path("<int:year>/forslag/<int:pk>/andra/", views.reword_proposal, name="reword_proposal"),
    path("<int:year>/forslag/<int:pk>/sla-ihop/", views.merge, name="merge"),
    path("<int:year>/forslag/<int:pk>/dela-upp/", views.part, name="part"),
    path("<int:year>/forslag/<int:pk>/upp/", views.move_up, name="move_up"),
    path("<int:year>/forslag/<int:pk>/ner/", views.move_down, name="move_down"),
    path("<int:year>/forslag/<int:pk>/for-fram/", views.put_forward, name="put_forward"),
    path("<int:year>/forslag/<int:pk>/ta-tillbaka/", views.withdraw, name="withdraw"),
    path("<int:year>/forslag/<int:pk>/ta-bort/", views.remove_proposal, name="remove_proposal"),
    path("natverk/", views_suggestions.networks, name="networks"),
    path("<int:year>/natverk/", views_suggestions.network, name="network"),
    path("<int:year>/natverk/nytt/", views_suggestions.hand_in, name="hand_in"),
    path(
        "<int:year>/natverk/<int:pk>/andra/",
        views_suggestions.reword_suggestion,
        name="reword_suggestion",
    ),
    path(
        "<int:year>/natverk/<int:pk>/ta-tillbaka/",
        views_suggestions.take_back_suggestion,
        name="take_back_suggestion",
    ),
]
