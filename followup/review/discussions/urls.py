"""Addresses of the threads among those who compile a round, among the review's."""

from django.urls import path

from followup.review.discussions import views

urlpatterns = [
    path("<int:year>/diskussion/", views.discussions, name="discussions"),
    path("<int:year>/diskussion/om/<slug:key>/", views.open_thread, name="open_thread"),
    path("<int:year>/diskussion/<int:pk>/", views.thread, name="thread"),
    path("<int:year>/diskussion/<int:pk>/los/", views.resolve_thread, name="resolve_thread"),
    path("<int:year>/diskussion/<int:pk>/oppna/", views.reopen_thread, name="reopen_thread"),
    path(
        "<int:year>/diskussion/kommentarer/<int:pk>/andra/",
        views.reword_comment,
        name="reword_comment",
    ),
]
