"""Addresses under /aktorer/."""

from django.urls import path

from actors import views

app_name = "actors"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.actor, name="actor"),
]
