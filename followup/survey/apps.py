"""The room where organisations answer."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """The room where organisations answer."""

    name = "followup.survey"
    verbose_name = "Enkät"
