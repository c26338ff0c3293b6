"""Addresses of the report's texts, among the review's."""

from django.urls import path

from followup.review.writing import views, views_progress, views_quotations, views_versions

_TEXTS = "<int:year>/texter"
_PART = f"{_TEXTS}/<slug:key>"
_ANSWER = "<int:year>/<slug:area>/svaren/<slug:actor>/<int:question>/<int:number>"

urlpatterns = [
    path(f"{_TEXTS}/", views.texts, name="texts"),
    path(f"{_PART}/", views.text, name="text"),
    path(f"{_PART}/spara/", views.save, name="save_text"),
    path(f"{_PART}/spara-sidan/", views.save_page, name="save_text_page"),
    path(f"{_PART}/visa/", views.preview, name="preview_text"),
    path(f"{_PART}/ta-in/", views_progress.take_in, name="take_in_fact"),
    path(f"{_PART}/ta-in-citat/", views_quotations.take_in_quotation, name="take_in_quotation"),
    path(f"{_PART}/ta-bort-citat/", views_quotations.unquote, name="unquote"),
    path(f"{_ANSWER}/citera/", views_quotations.quote_answer, name="quote_answer"),
    path(
        "<int:year>/organisationerna/<slug:actor>/<int:question>/citera/",
        views_quotations.quote_about,
        name="quote_about",
    ),
    path(
        "<int:year>/<slug:area>/insatser/<uuid:pk>/citera/",
        views_quotations.quote_intervention,
        name="quote_intervention",
    ),
    path(
        "<int:year>/teman/<int:pk>/stycken/<int:passage>/citera/",
        views_quotations.quote_marked,
        name="quote_marked",
    ),
    path(f"{_PART}/ansvarig/", views_progress.give, name="give_text"),
    path(f"{_PART}/ta/", views_progress.take, name="take_text"),
    path(f"{_PART}/klar/", views_progress.make_ready, name="text_ready"),
    path(f"{_PART}/last/", views_progress.read, name="read_text"),
    path(f"{_PART}/for-fram/", views_progress.put_forward, name="text_put_forward"),
    path(f"{_PART}/skriv-vidare/", views_progress.write_on, name="text_written_on"),
    path(f"{_PART}/versioner/", views_versions.versions, name="text_versions"),
    path(f"{_PART}/versioner/<uuid:pk>/", views_versions.version, name="text_version"),
    path(
        f"{_PART}/versioner/<uuid:pk>/ta-tillbaka/",
        views_versions.bring_back,
        name="bring_back_text",
    ),
]
