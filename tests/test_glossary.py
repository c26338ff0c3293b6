"""The glossary names things that exist, and every model of ours has a word in Swedish."""

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = (Path(__file__).resolve().parent.parent / "docs" / "glossary.md").read_text()
NAMES = re.findall(r"`([\w.]+\.[A-Z]\w+)`", GLOSSARY)
# Rows that only serve another thing and are never spoken of on screen.
SILENT = {
    "FundingApplicant",
    "AssessmentRevision",
    "ChosenIntervention",
    "ReportBuild",
    "ReportFile",
    "SentMail",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_exists(name):
    module, _, thing = name.rpartition(".")

    assert hasattr(importlib.import_module(module), thing)


def test_every_model_has_a_word():
    ours = {
        f"{model.__module__}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"actors", "goals", "funding", "followup"}
        and not model.__name__.startswith("Historical")
        and model.__name__ not in SILENT
        and not model._meta.auto_created
    }

    assert ours - set(NAMES) == set()
