"""Addresses of the report: what anyone may read; the rooms that make it have their own."""

from django.urls import include, path

from followup.report import views, views_files

app_name = "report"
VERSION = "<int:year>/version/<int:version>/"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.report, name="report"),
    path("<int:year>/rapport.pdf", views_files.pdf, name="pdf"),
    path(VERSION + "rapport.pdf", views_files.version_pdf, name="version_pdf"),
    path("<int:year>/fil/<slug:kind>/", views_files.file, name="file"),
    path(VERSION + "fil/<slug:kind>/", views_files.version_file, name="version_file"),
    path("<int:year>/alla-uppgifter/<slug:kind>/", views_files.full_file, name="full_file"),
    path("<int:year>/arkivpaket.zip", views_files.archive_package, name="archive"),
    path("<int:year>/radets-exemplar.pdf", views_files.council_pdf, name="council_pdf"),
    path("<int:year>/omslag/<slug:checksum>.jpg", views.cover_picture, name="cover_picture"),
    path("", include("followup.report.workshop.urls")),
    path("", include("followup.report.afterwards.urls")),
]
