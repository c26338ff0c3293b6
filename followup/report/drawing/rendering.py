"""The report made from its snapshot: HTML for paper, HTML for the screen, and the PDF.

One snapshot in, always the same out: no models, no queries, no clock but the snapshot's own.
"""

import base64
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, make_aware

from followup.report.drawing.pages import COVER_ADDRESS, report_context
from followup.report.snapshot import Snapshot
from strategy_portal.pdf import AttachedFile, Progress, render_pdf, render_pdf_pair


def report_html(snapshot: Snapshot) -> str:
    """The whole document for the PDF: cover, contents, parts and annexes, without styles."""
    return render_to_string("report/pdf.html", report_context(snapshot, paper=True))


def report_body(snapshot: Snapshot) -> SafeString:
    """The report for the screen, to stand in a page: begins with its h1, ends with the annexes."""
    return render_to_string("report/body.html", report_context(snapshot, paper=False))


def report_pdf(snapshot: Snapshot, progress: Progress | None = None) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1), dated `made_at`.

    The same snapshot gives the same bytes. Raises PdfError when anything was not as it should.
    """
    return render_pdf(
        report_html(snapshot),
        pictures=_pictures(snapshot),
        progress=progress,
        made_at=_moment(snapshot),
    )


def report_pdfs(
    snapshot: Snapshot, workbook: bytes, progress: Progress | None = None
) -> tuple[bytes, bytes]:
    """The PDF alone, and the same pages with the workbook inside (PDF/A-3a and PDF/UA-1)."""
    whose = "" if snapshot["public"] else "-alla-uppgifter"
    attached = AttachedFile(
        f"uppfoljning-{snapshot['year']}{whose}.xlsx",
        workbook,
        "Alla svar, insatser och mätvärden som arbetsbok",
    )
    return render_pdf_pair(
        report_html(snapshot),
        [attached],
        pictures=_pictures(snapshot),
        progress=progress,
        made_at=_moment(snapshot),
    )


def _pictures(snapshot: Snapshot) -> dict[str, bytes]:
    """The cover's picture under the address that the PDF's cover calls it by."""
    cover = snapshot.get("cover")
    return {COVER_ADDRESS: base64.b64decode(cover["jpeg"])} if cover else {}


def _moment(snapshot: Snapshot) -> datetime:
    moment = datetime.fromisoformat(snapshot["made_at"])
    return moment if is_aware(moment) else make_aware(moment)
