"""Addresses of reading across; of the same name space as the review's."""

from django.urls import path

from followup.review.reading import views

urlpatterns = [
    path("<int:year>/organisationerna/", views.about_organisations, name="about_organisations"),
    path("<int:year>/sok/", views.search_answers, name="search"),
    path("<int:year>/luckor/", views.work, name="work"),
    path("<int:year>/metoder/", views.methods_page, name="methods"),
    path("<int:year>/genomforandegrad/", views.matrix_page, name="matrix"),
    path("<int:year>/genomforandegrad.csv", views.matrix_csv, name="matrix_csv"),
    path("<int:year>/<slug:area>/svaren/", views.answers, name="answers"),
]
