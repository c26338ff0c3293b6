"""Addresses in the council's room."""

from django.urls import path

from followup.council import views, views_plans

app_name = "council"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.index, name="year"),
    path("planera/", views.plan, name="plan"),
    path("beslut/", views.decision_list, name="decisions"),
    path("prioriteringar/<int:year>/", views.priorities, name="priorities"),
    path("prioriteringar/<int:year>/<int:pk>/fokusgrupp/", views.appoint, name="appoint"),
    path("aktivitetsplaner/", views_plans.index, name="activity_plans"),
    path("aktivitetsplaner/<int:pk>/", views_plans.plan, name="activity_plan"),
    path("aktivitetsplaner/<int:pk>/ny/", views_plans.add, name="add_activity"),
    path("aktivitetsplaner/<int:pk>/besluta/", views_plans.decide, name="decide_plan"),
    path("aktivitetsplaner/<int:pk>/oppna-igen/", views_plans.reopen, name="reopen_plan"),
    path("aktivitetsplaner/<int:pk>/<uuid:activity>/", views_plans.change, name="change_activity"),
    path(
        "aktivitetsplaner/<int:pk>/<uuid:activity>/bort/",
        views_plans.remove,
        name="remove_activity",
    ),
    path(
        "aktivitetsplaner/<int:pk>/<uuid:activity>/tillbaka/",
        views_plans.restore,
        name="restore_activity",
    ),
    path("<int:year>/<int:number>/", views.meeting, name="meeting"),
    path("<int:year>/<int:number>/andra/", views.change, name="change"),
    path("<int:year>/<int:number>/kalla/", views.summon, name="summon"),
    path("<int:year>/<int:number>/hall/", views.hold, name="hold"),
    path("<int:year>/<int:number>/justera/", views.adjust, name="adjust"),
    path("<int:year>/<int:number>/arenden/nytt/", views.add_item, name="add_item"),
    path("<int:year>/<int:number>/arenden/<int:pk>/upp/", views.raise_item, name="raise_item"),
    path("<int:year>/<int:number>/arenden/<int:pk>/ner/", views.lower_item, name="lower_item"),
    path("<int:year>/<int:number>/arenden/<int:pk>/bort/", views.remove_item, name="remove_item"),
    path("<int:year>/<int:number>/beslut/", views.write_decision, name="write_decision"),
    path("<int:year>/<int:number>/prioriteringar/", views.proposals, name="proposals"),
    path("<int:year>/<int:number>/prioriteringar/besluta/", views.decide, name="decide"),
]
