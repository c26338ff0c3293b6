"""The report as one HTML file that stands alone: styles, fonts and charts inside, no request.

It can be kept, sent and opened in thirty years without the portal. Its own security policy
forbids scripts and every request, whatever somebody has written in the report.
"""

import base64
import re
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from followup.report.drawing.pages import report_context
from followup.report.snapshot import Snapshot
from strategy_portal.pdf import STATIC

_STYLES = ("tokens.css", "report-alone.css", "charts.css", "report-screen.css")
_FONT = re.compile(r"url\(\.\./fonts/([\w-]+\.woff2)\)")


def web_page(snapshot: Snapshot) -> bytes:
    """The file's bytes."""
    context = {**report_context(snapshot, paper=False), "styles": styles()}
    if "cover" in snapshot:
        context["cover_address"] = f"data:image/jpeg;base64,{snapshot['cover']['jpeg']}"
    return render_to_string("report/alone.html", context).strip().encode()


@cache
def styles() -> SafeString:
    """Our own style sheets as one text, each font in it as data."""
    text = "\n".join((STATIC / "css" / name).read_text() for name in _STYLES)
    # Files of ours, with nothing in them from anybody else.
    return mark_safe(_FONT.sub(_as_data, text))  # noqa: S308


def _as_data(found: re.Match[str]) -> str:
    content = (STATIC / "fonts" / found[1]).read_bytes()
    return f"url(data:font/woff2;base64,{base64.b64encode(content).decode()})"
