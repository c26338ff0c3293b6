"""The room of organisations and people."""

from django.apps import AppConfig


class ActorsConfig(AppConfig):
    """Who takes part in the strategy."""

    name = "actors"
    verbose_name = "Aktörer"
