"""Addresses: one line a room."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path

from strategy_portal import views

handler400 = "strategy_portal.views.bad_request"
handler403 = "strategy_portal.views.permission_denied"
handler500 = "strategy_portal.views.server_error"

# Only what signing in by code needs: the library's pages for passwords and addresses stay shut.
SIGN_IN = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-in/kod/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logga-in/ny-kod/", account.request_login_code, name="account_request_login_code"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("vilande/", account.account_inactive, name="account_inactive"),
    path("registrering/", account.signup, name="account_signup"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("halsa/", views.health, name="health"),
    path("om/", views.about, name="about"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("kontakt/", views.contact, name="contact"),
    path("hjalp/", views.help_page, name="help"),
    path("hjalp/svara/", views.help_answering, name="help_answering"),
    path("hjalp/samordnare/", views.help_coordinators, name="help_coordinators"),
    path("inloggad/", views.signed_in, name="signed_in"),
    path("komponenter/", views.gallery, name="gallery"),
    path("konto/", include(SIGN_IN)),
    path("strategin/", include("goals.urls")),
    path("statistik/underhall/", include("goals.statistics.urls_upkeep")),
    path("statistik/", include("goals.statistics.urls")),
    path("aktorer/", include("actors.urls")),
    path("finansiering/", include("funding.urls")),
    path("omgangar/", include("followup.rounds.urls")),
    path("enkat/", include("followup.survey.urls")),
    path("enkat/", include("followup.report.giving_back.urls")),
    path("sammanstallning/", include("followup.review.urls")),
    path("rapporter/", include("followup.report.urls")),
    path("radet/", include("followup.council.urls")),
]

if settings.DEMO:
    from strategy_portal.demo import views as demo

    urlpatterns += [
        path("prova/", demo.try_it, name="demo"),
        path("prova/svara/", demo.let_others_answer, name="demo_answer"),
        path("prova/<int:pk>/", demo.enter_as, name="demo_enter"),
    ]
