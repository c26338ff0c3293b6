"""Addresses under /statistik/."""

from django.urls import path

from goals.statistics import views

app_name = "statistics"

urlpatterns = [
    path("", views.index, name="index"),
    path("malomrade/<int:number>-<slug:slug>/", views.area, name="area"),
    path("indikator/<slug:slug>/", views.indicator, name="indicator"),
    path("indikator/<slug:slug>/varden.csv", views.values_as_csv, name="csv"),
]
