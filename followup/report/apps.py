"""The room where the annual report is made."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """The room where the annual report is made."""

    name = "followup.report"
    verbose_name = "Årsrapport"
