"""The room of money to apply for."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """With what money the strategy can be carried out."""

    name = "funding"
    verbose_name = "Finansiering"
