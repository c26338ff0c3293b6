"""Addresses of the survey; each names year, organisation and section, so no save can stray."""

from django.urls import path

from followup.survey import (
    views,
    views_checking,
    views_handing_in,
    views_interventions,
    views_paper,
    views_records,
    views_sending_back,
)

app_name = "survey"
HERE = "<int:year>/<slug:actor>/"
SECTION = HERE + "avsnitt/<slug:section>/"

urlpatterns = [
    path("", views.index, name="index"),
    path(HERE, views.survey, name="survey"),
    path(HERE + "borja/", views.start, name="start"),
    path(HERE + "kontrollera/", views_handing_in.check_answers, name="check"),
    path(HERE + "lamna-in/", views_handing_in.submit, name="submit"),
    path(HERE + "kvitto/", views_handing_in.receipt, name="receipt"),
    path(HERE + "bekrafta/", views_paper.confirm_paper, name="confirm_paper"),
    path(HERE + "granska/skicka-tillbaka/", views_sending_back.send_back, name="send_back"),
    path(SECTION, views.section, name="section"),
    path(SECTION + "spara/", views.save, name="save"),
    path(SECTION + "spara-allt/", views.save_all, name="save_all"),
    path(SECTION + "ej-relevant/", views.not_relevant, name="not_relevant"),
    path(SECTION + "relevant/", views.relevant, name="relevant"),
    path(SECTION + "insats/", views_interventions.add_intervention, name="add_intervention"),
    path(
        SECTION + "insats/<uuid:pk>/ta-bort/",
        views_interventions.remove_intervention,
        name="remove_intervention",
    ),
    path(
        SECTION + "insats/<uuid:pk>/angra/",
        views_interventions.restore_intervention,
        name="restore_intervention",
    ),
    path(SECTION + "rad/<uuid:pk>/ta-bort/", views_records.remove_record, name="remove_record"),
    path(SECTION + "rad/<uuid:pk>/angra/", views_records.restore_record, name="restore_record"),
    path(SECTION + "rad/<slug:question>/", views_records.add_record, name="add_record"),
    path(
        SECTION + "rad/<slug:question>/<int:sub_goal>/",
        views_records.add_record,
        name="add_record_about",
    ),
    path(SECTION + "forklara/", views_checking.explain, name="explain"),
]
