"""The room where a year's round is run."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """The room where a year's round is run."""

    name = "followup.rounds"
    verbose_name = "Omgångar"
