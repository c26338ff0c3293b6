"""The annex of all interventions: a row each, and room for what is long."""

import re

from followup.report.drawing.interventions import LONG
from followup.report.drawing.rendering import report_body, report_html
from tests.followup.report.sample import sample_snapshot


def test_a_long_effect_stands_across_the_table_under_its_row_and_a_short_one_within_it():
    snapshot = sample_snapshot()
    long, short = snapshot["areas"][0]["interventions"][:2]
    long["effect"], short["effect"] = "Lång effekt. " * LONG, "Kort effekt."
    for page in (report_html(snapshot), report_body(snapshot)):
        annex = page[page.index('class="r-table r-all"') :]
        rows = re.findall(r"<tr.*?</tr>", annex, re.DOTALL)
        at = next(n for n, row in enumerate(rows) if "Lång effekt." in row)
        assert 'colspan="12"' in rows[at]
        assert f"<b>{long['title']}</b></th>" in rows[at - 1]
        assert f"<b>{short['title']}</b><br>Kort effekt.</th>" in annex
