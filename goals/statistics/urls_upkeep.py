"""Addresses under /statistik/underhall/: for those who see to the figures."""

from django.urls import path

from goals.statistics import views_fetching, views_upkeep

app_name = "upkeep"

urlpatterns = [
    path("", views_upkeep.index, name="index"),
    path("indikator/<slug:slug>/", views_upkeep.indicator, name="indicator"),
    path("indikator/<slug:slug>/kalla/", views_fetching.choose_source, name="choose_source"),
    path(
        "indikator/<slug:slug>/kalla/kolada/<slug:external_id>/",
        views_fetching.link_kolada,
        name="link_kolada",
    ),
    path(
        "indikator/<slug:slug>/kalla/scb/<slug:external_id>/",
        views_fetching.link_scb,
        name="link_scb",
    ),
    path("koppling/<int:pk>/hamta/", views_fetching.fetch, name="fetch"),
    path("koppling/<int:pk>/avsluta/", views_fetching.end_link, name="end_link"),
    path("hamtning/<int:pk>/", views_fetching.fetched, name="fetched"),
    path("hamtning/<int:pk>/framsteg/", views_fetching.progress, name="progress"),
    path("hamtning/<int:pk>/ta-in/", views_fetching.take_in, name="take_in"),
    path("hamtning/<int:pk>/avsta/", views_fetching.decline, name="decline"),
    path("hamtning/<int:pk>/svar/", views_fetching.raw, name="raw"),
]
