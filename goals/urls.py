"""Addresses under /strategin/."""

from django.urls import path

from goals import views

app_name = "goals"

urlpatterns = [
    path("", views.strategy, name="strategy"),
    path("malomrade/<int:number>-<slug:slug>/", views.area, name="area"),
]
