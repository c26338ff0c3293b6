"""Addresses under /statistik/underhall/: for those who see to the figures."""

from django.urls import path

from goals.statistics import views_fetching, views_upkeep, views_values

app_name = "upkeep"

urlpatterns = [
    path("", views_upkeep.index, name="index"),
    path("indikator/<slug:slug>/", views_upkeep.indicator, name="indicator"),
    path("ny/", views_upkeep.look_first, name="look_first"),
    path("ny/skriv/", views_upkeep.create, name="create"),
    path("indikator/<slug:slug>/andra/", views_upkeep.change, name="change"),
    path("indikator/<slug:slug>/seriebrott/", views_upkeep.breaks, name="breaks"),
    path("seriebrott/<int:pk>/ta-bort/", views_upkeep.remove_break, name="remove_break"),
    path("indikator/<slug:slug>/varde/", views_values.add_value, name="add_value"),
    path("indikator/<slug:slug>/varde/<int:pk>/", views_values.change_value, name="change_value"),
    path("indikator/<slug:slug>/filer/", views_values.files, name="files"),
    path("indikator/<slug:slug>/filer/xlsx/", views_values.workbook, name="workbook"),
    path("indikator/<slug:slug>/filer/csv/", views_values.as_csv, name="csv"),
    path("indikator/<slug:slug>/filer/ladda-upp/", views_values.upload, name="upload"),
    path("uppladdning/<int:pk>/", views_values.uploaded, name="uploaded"),
    path("uppladdning/<int:pk>/ta-in/", views_values.take_in_upload, name="take_in_upload"),
    path("uppladdning/<int:pk>/avsta/", views_values.decline_upload, name="decline_upload"),
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
