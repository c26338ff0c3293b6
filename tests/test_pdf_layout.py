"""The checks of a page's look must be able to fail."""

import pytest

from strategy_portal.pdf import render_pdf
from tests.pdf_layout import layout_faults, pages_of
from tests.test_pdf import WHEN, page

LINES = "<p>Rad</p>" * 12
WIDE = '<section class="r-annex r-annex--wide"><h2>Bilaga</h2>{}</section>'
TABLE = "<table class='r-table'><thead><tr><th>{}</th></tr></thead><tbody>{}</tbody></table>"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (f"<pre>{'Arbetsmarknad' * 20}</pre>", "page 1: runs out into the margin"),
        (f"{LINES}<h3>Ensam rubrik</h3>", "page 1: a heading at its foot: Ensam rubrik"),
        (
            f"<section class='r-annex'><p>Rad</p></section><section class='r-annex'>{LINES}"
            "</section>",
            "page 2: filled to",
        ),
        (
            f"{LINES}<div class='r-annex' style='break-before: auto'><h2>Bilaga</h2></div>"
            "<p>En enda rad.</p><p style='break-before: page'>Mer</p>",
            "page 1: a part begins at its foot: Bilaga",
        ),
        (
            f"<section class='r-annex'>{LINES}</section>"
            "<section class='r-annex'><p class='r-src'>Källa [7]</p></section>",
            "page 3: begins with Källa [7]",
        ),
        (WIDE.format(TABLE.format("Annat", "<tr><td>1</td></tr>")), "page 2: a table goes on"),
    ],
)
def test_each_fault_is_found(body, fault):
    found = layout_faults(render_pdf(page(body), made_at=WHEN))
    assert [one for one in found if one.startswith(fault)]


def test_a_page_without_faults_has_none():
    data = render_pdf(page(LINES), made_at=WHEN)
    assert layout_faults(data) == []
    assert [len(one.lines) for one in pages_of(data)] == [15]
