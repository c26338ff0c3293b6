"""Addresses under /finansiering/."""

from django.urls import path

from funding import views

app_name = "funding"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.source, name="source"),
]
