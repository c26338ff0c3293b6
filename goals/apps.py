"""The room of strategies, goal areas and sub-goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """What the strategy wants to reach."""

    name = "goals"
    verbose_name = "Mål"
