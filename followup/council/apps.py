"""The room where the council decides."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """The room where the council decides."""

    name = "followup.council"
    verbose_name = "Rådet"
