"""Addresses of the report's texts, among the review's."""

from django.urls import path

from followup.review.writing import views

_PART = "<slug:key>"

urlpatterns = [
    path("", views.texts, name="texts"),
    path(f"{_PART}/", views.text, name="text"),
    path(f"{_PART}/spara/", views.save, name="save_text"),
    path(f"{_PART}/spara-sidan/", views.save_page, name="save_text_page"),
    path(f"{_PART}/visa/", views.preview, name="preview_text"),
]
