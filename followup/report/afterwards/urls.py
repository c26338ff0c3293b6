"""Addresses of what has changed since a report was adopted, under those of the report."""

from django.urls import path

from followup.report.afterwards import views

HERE = "<int:year>/arbete/andrat/"
urlpatterns = [
    path(HERE, views.later_changes_page, name="later_changes"),
    path(HERE + "jamfor/", views.compare, name="compare"),
    path(HERE + "<int:pk>/notera/", views.note, name="note"),
]
