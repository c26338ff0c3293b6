"""Addresses: one line a room."""

from django.conf import settings
from django.urls import include, path

from strategy_portal import views

handler400 = "strategy_portal.views.bad_request"
handler403 = "strategy_portal.views.permission_denied"
handler500 = "strategy_portal.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("halsa/", views.health, name="health"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("kontakt/", views.contact, name="contact"),
    path("hjalp/", views.help_page, name="help"),
    path("komponenter/", views.gallery, name="gallery"),
    path("konto/", include("allauth.account.urls")),
    path("strategin/", include("goals.urls")),
    path("aktorer/", include("actors.urls")),
    path("finansiering/", include("funding.urls")),
    path("omgangar/", include("followup.rounds.urls")),
    path("enkat/", include("followup.survey.urls")),
    path("sammanstallning/", include("followup.review.urls")),
    path("rapporter/", include("followup.report.urls")),
    path("radet/", include("followup.council.urls")),
]

if settings.DEMO:
    from strategy_portal import demo

    urlpatterns += [
        path("prova/", demo.try_it, name="demo"),
        path("prova/<int:pk>/", demo.enter_as, name="demo_enter"),
    ]
