"""Addresses of the survey; each names year, organisation and section, so no save can stray."""

from django.urls import path

from followup.survey import views

app_name = "survey"
HERE = "<int:year>/<slug:actor>/"
SECTION = HERE + "avsnitt/<slug:section>/"

urlpatterns = [
    path("", views.index, name="index"),
    path(HERE, views.survey, name="survey"),
    path(HERE + "borja/", views.start, name="start"),
    path(HERE + "kontrollera/", views.check_answers, name="check"),
    path(HERE + "lamna-in/", views.submit, name="submit"),
    path(HERE + "skicka-tillbaka/", views.send_back, name="send_back"),
    path(HERE + "kvitto/", views.receipt, name="receipt"),
    path(SECTION, views.section, name="section"),
    path(SECTION + "spara/", views.save, name="save"),
    path(SECTION + "spara-allt/", views.save_all, name="save_all"),
    path(SECTION + "ej-relevant/", views.not_relevant, name="not_relevant"),
    path(SECTION + "relevant/", views.relevant, name="relevant"),
    path(SECTION + "insats/", views.add_intervention, name="add_intervention"),
    path(
        SECTION + "insats/<uuid:pk>/ta-bort/",
        views.remove_intervention,
        name="remove_intervention",
    ),
    path(
        SECTION + "insats/<uuid:pk>/angra/",
        views.restore_intervention,
        name="restore_intervention",
    ),
]
