"""A county at full size makes its report: forty organisations, three hundred interventions.

The year is written once for the module, in a transaction that is rolled back.
"""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from actors.models import Actor
from followup.report import actions
from followup.report.drawing.pages import report_context
from followup.report.drawing.rendering import report_pdf
from followup.report.making.content import build_snapshot
from followup.report.snapshot import Snapshot
from goals.models import Strategy
from strategy_portal.access import Role
from tests.invented import COMPOUNDS
from tests.large_year import INTERVENTIONS, LONGEST_ANSWER, ORGANISATIONS, write_large_year
from tests.pdf_checks import check_pdf
from tests.pdf_layout import layout_faults, pages_of, text_as_read
from tests.year import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def snapshot(django_db_setup, django_db_blocker) -> Snapshot:
    """What the report of the large year says."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Strategy.objects.exists():
            call_command("load_strategy", verbosity=0)
        board = Actor.objects.get(slug="lansstyrelsen-vastmanland")
        coordinator = make_person("Maria Holm", board, Role.COORDINATOR)
        preparer = make_person("Anders Vik", board, Role.PREPARER)
        round_ = write_large_year(Strategy.objects.get(), coordinator, preparer)
        made = build_snapshot(round_, actions.begin(round_, by=preparer))
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="module")
def pdf(snapshot) -> bytes:
    return report_pdf(snapshot)


def test_the_year_is_as_large_as_it_says(snapshot):
    interventions = [one for area in snapshot["areas"] for one in area["interventions"]]
    assert snapshot["response"]["answered"] == ORGANISATIONS
    assert len(interventions) == INTERVENTIONS
    assert {one["organisation"] for one in interventions} == {
        one["name"] for one in snapshot["response"]["organisations"]
    }
    longest = max(len(one["effect"]) for one in interventions)
    assert LONGEST_ANSWER - 200 < longest <= LONGEST_ANSWER


def test_every_kind_of_empty_is_in_it(snapshot):
    context: Any = report_context(snapshot, paper=True)
    sections = {cell.text for row in context["organisations"] for cell in row.cells}
    assert {"inget gjort", "ej relevant", "vet ej", ".."} <= sections
    counts = {
        cell.text
        for page in context["areas"]
        for row in page.interventions
        for cell in (*row.cells, row.total)
    }
    assert {"0", "vet ej", ".."} <= counts


def test_its_pdf_is_faultless_and_nothing_in_it_runs_out_or_is_left_alone(pdf):
    assert check_pdf(pdf) == []
    assert layout_faults(pdf) == []
    assert 120 < len(pages_of(pdf)) < 260


def test_every_intervention_and_every_letter_of_the_longest_word_is_printed(pdf, snapshot):
    letters = "".join(text_as_read(pdf).split()).replace("-", "").replace("\u2010", "")
    assert COMPOUNDS[-1] in letters
    titles = {one["title"] for area in snapshot["areas"] for one in area["interventions"]}
    printed = [one for one in titles if "".join(one.split()).replace("-", "") in letters]
    assert len(printed) == len(titles)
