"""Addresses of a round's proposals, among the review's."""

from django.urls import path

from followup.review.proposals import views

urlpatterns = [
    path("<int:year>/forslag/", views.proposals, name="proposals"),
    path("<int:year>/forslag/nytt/", views.propose, name="propose"),
    path("<int:year>/forslag/for-fram/", views.put_all_forward, name="put_all_forward"),
    path("<int:year>/forslag/<int:pk>/andra/", views.reword_proposal, name="reword_proposal"),
    path("<int:year>/forslag/<int:pk>/upp/", views.move_up, name="move_up"),
    path("<int:year>/forslag/<int:pk>/ner/", views.move_down, name="move_down"),
    path("<int:year>/forslag/<int:pk>/for-fram/", views.put_forward, name="put_forward"),
    path("<int:year>/forslag/<int:pk>/ta-tillbaka/", views.withdraw, name="withdraw"),
    path("<int:year>/forslag/<int:pk>/ta-bort/", views.remove_proposal, name="remove_proposal"),
]
