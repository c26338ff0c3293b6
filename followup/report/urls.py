"""Addresses in the report's room."""

from django.urls import path

from followup.report import (
    views,
    views_composition,
    views_cover,
    views_later_changes,
    views_preview,
)

app_name = "report"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.report, name="report"),
    path("<int:year>/rapport.pdf", views.pdf, name="pdf"),
    path("<int:year>/version/<int:version>/rapport.pdf", views.version_pdf, name="version_pdf"),
    path("<int:year>/fil/<slug:kind>/", views.file, name="file"),
    path(
        "<int:year>/version/<int:version>/fil/<slug:kind>/",
        views.version_file,
        name="version_file",
    ),
    path("<int:year>/alla-uppgifter/<slug:kind>/", views.full_file, name="full_file"),
    path("<int:year>/arkivpaket.zip", views.archive_package, name="archive"),
    path("<int:year>/radets-exemplar.pdf", views.council_pdf, name="council_pdf"),
    path("<int:year>/borja/", views.begin, name="begin"),
    path("<int:year>/arbete/", views.work, name="work"),
    path("<int:year>/arbete/framsteg/", views.progress, name="progress"),
    path("<int:year>/arbete/texter/", views.change_texts, name="change_texts"),
    path("<int:year>/arbete/upplagg/", views_composition.composition, name="composition"),
    path("<int:year>/arbete/upplagg/delar/", views_composition.choose_parts, name="choose_parts"),
    path("<int:year>/arbete/upplagg/flytta/", views_composition.move_part, name="move_part"),
    path("<int:year>/arbete/upplagg/ordning/", views_composition.order_parts, name="order_parts"),
    path("<int:year>/arbete/forhandsgranska/", views_preview.preview, name="preview"),
    path("<int:year>/arbete/omslag/", views_cover.cover, name="cover"),
    path("<int:year>/arbete/omslag/spara/", views_cover.change_cover, name="change_cover"),
    path("<int:year>/arbete/omslag/ta-bort/", views_cover.remove_cover, name="remove_cover"),
    path("<int:year>/omslag/<slug:checksum>.jpg", views_cover.cover_picture, name="cover_picture"),
    path("<int:year>/arbete/gor/", views.build, name="build"),
    path("<int:year>/arbete/avbryt/<int:build>/", views.cancel, name="cancel"),
    path("<int:year>/arbete/klar/", views.make_ready, name="make_ready"),
    path("<int:year>/arbete/andra-igen/", views.take_back, name="take_back"),
    path("<int:year>/arbete/faststall/", views.adopt, name="adopt"),
    path("<int:year>/arbete/publicera/", views.publish, name="publish"),
    path(
        "<int:year>/arbete/andrat/",
        views_later_changes.later_changes_page,
        name="later_changes",
    ),
    path("<int:year>/arbete/andrat/jamfor/", views_later_changes.compare, name="compare"),
    path("<int:year>/arbete/andrat/<int:pk>/notera/", views_later_changes.note, name="note"),
    path("<int:year>/arbete/ratta/", views.correct, name="correct"),
]
