"""Addresses of reading across; of the same name space as the review's."""

from django.urls import path

from followup.review.reading import views, views_themes

_THEME = "<int:year>/teman/<int:pk>"
_ANSWER = "<int:year>/<slug:area>/svaren/<slug:actor>/<int:question>/<int:number>"

urlpatterns = [
    path("<int:year>/organisationerna/", views.about_organisations, name="about_organisations"),
    path("<int:year>/sok/", views.search_answers, name="search"),
    path("<int:year>/luckor/", views.work, name="work"),
    path("<int:year>/teman/", views_themes.index, name="themes"),
    path(f"{_THEME}/", views_themes.theme, name="theme"),
    path(f"{_THEME}/byt-namn/", views_themes.rename, name="rename_theme"),
    path(f"{_THEME}/sla-ihop/", views_themes.merge, name="merge_theme"),
    path(f"{_THEME}/stycken/<int:passage>/ta-bort/", views_themes.untag, name="untag"),
    path(
        "<int:year>/organisationerna/<slug:actor>/<int:question>/tema/",
        views_themes.tag_about,
        name="tag_about",
    ),
    path(f"{_ANSWER}/tema/", views_themes.tag_answer, name="tag_answer"),
    path(
        "<int:year>/<slug:area>/insatser/<uuid:pk>/tema/",
        views_themes.tag_intervention,
        name="tag_intervention",
    ),
    path("<int:year>/metoder/", views.methods_page, name="methods"),
    path("<int:year>/genomforandegrad/", views.matrix_page, name="matrix"),
    path("<int:year>/genomforandegrad.csv", views.matrix_csv, name="matrix_csv"),
    path("<int:year>/<slug:area>/svaren/", views.answers, name="answers"),
]
