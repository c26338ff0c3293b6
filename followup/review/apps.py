"""The room where the preparation group reads and judges."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room where the preparation group reads and judges."""

    name = "followup.review"
    verbose_name = "Sammanställning"
