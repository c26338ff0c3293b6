"""The frame around the rooms."""

from django.apps import AppConfig


class StrategyPortalConfig(AppConfig):
    """The frame around the rooms; registers the checks made at start."""

    name = "strategy_portal"

    def ready(self) -> None:
        """Load the start-up checks."""
        from strategy_portal import checks  # noqa: F401  (registering is what importing does)
