"""Addresses of the workshop, under those of the report; named as they are."""

from django.urls import path

from followup.report.workshop import views, views_composition, views_cover, views_preview

HERE = "<int:year>/arbete/"
urlpatterns = [
    path("<int:year>/borja/", views.begin, name="begin"),
    path(HERE, views.work, name="work"),
    path(HERE + "framsteg/", views.progress, name="progress"),
    path(HERE + "texter/", views.change_texts, name="change_texts"),
    path(HERE + "upplagg/", views_composition.composition, name="composition"),
    path(HERE + "upplagg/delar/", views_composition.choose_parts, name="choose_parts"),
    path(HERE + "upplagg/flytta/", views_composition.move_part, name="move_part"),
    path(HERE + "upplagg/ordning/", views_composition.order_parts, name="order_parts"),
    path(HERE + "forhandsgranska/", views_preview.preview, name="preview"),
    path(HERE + "omslag/", views_cover.cover, name="cover"),
    path(HERE + "omslag/spara/", views_cover.change_cover, name="change_cover"),
    path(HERE + "omslag/ta-bort/", views_cover.remove_cover, name="remove_cover"),
    path(HERE + "gor/", views.build, name="build"),
    path(HERE + "avbryt/<int:build>/", views.cancel, name="cancel"),
    path(HERE + "klar/", views.make_ready, name="make_ready"),
    path(HERE + "andra-igen/", views.take_back, name="take_back"),
    path(HERE + "faststall/", views.adopt, name="adopt"),
    path(HERE + "publicera/", views.publish, name="publish"),
    path(HERE + "ratta/", views.correct, name="correct"),
]
