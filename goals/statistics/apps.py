"""The room of figures."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Which figures tell how it goes."""

    name = "goals.statistics"
    label = "statistics"
    verbose_name = "Statistik"
