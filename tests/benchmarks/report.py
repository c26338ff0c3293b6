"""What the annual report costs: `make bench` prints it, and fails where a ratio is out of bounds.

Each measure is a process of its own, so that its peak memory is its own. Time is the processor's,
the shortest of the runs. Machines differ and so does their load: what is judged are ratios
between measures of the same run, never seconds.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any

PAGES = (60, 300)
RUNS = int(os.environ.get("RUNS", "2"))
# Upper bounds of ratios, each with about half as much again as was measured.
OWN_COST, PER_PAGE, PAIR, SNAPSHOT = 1.35, 1.5, 1.2, 0.6

Measure = dict[str, float]


def main() -> int:
    """Prints the tables; 1 where a ratio is above its bound."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    pages = {size: _pages(size) for size in PAGES}
    outputs = _outputs()
    ratios = [*_ratios(pages), ("snapshot over its PDF", outputs["snapshot"], SNAPSHOT)]
    print("\nRatios in this run, and the highest that is accepted")
    for name, ratio, bound in ratios:
        print(f"  {name:44} {ratio:5.2f}  ≤ {bound}{'' if ratio <= bound else '  TOO MUCH'}")
    return int(any(ratio > bound for _, ratio, bound in ratios))


def _pages(size: int) -> dict[str, Measure]:
    """The finished HTML through bare WeasyPrint, the whole way, and both PDFs at once."""
    found = {name: _best(name, size) for name in ("weasyprint", "report", "pair")}
    count = found["report"]["pages"]
    print(f"\nAbout {size} pages ({count:.0f} were made)")
    print("                        seconds   a page   peak MB")
    for name, one in found.items():
        seconds = one["seconds"]
        print(f"  {name:20} {seconds:9.1f} {seconds / count:8.3f} {one['megabytes']:9.0f}")
    return found


def _outputs() -> Measure:
    """The large year from the database, and each file made of it."""
    found = _measured("large", 0)
    print("\nForty organisations, three hundred interventions")
    for name, seconds in found.items():
        unit = "MB peak" if name == "megabytes" else "seconds"
        print(f"  {name:24} {seconds:9.2f} {unit}")
    found["snapshot"] /= found["pdf"]
    return found


def _ratios(pages: dict[int, dict[str, Measure]]) -> list[tuple[str, float, float]]:
    small, large = (pages[size] for size in PAGES)
    per_page = [one["report"]["seconds"] / one["report"]["pages"] for one in (small, large)]
    found = [
        (f"report over WeasyPrint, {size} pages", _over(one, "report", "weasyprint"), OWN_COST)
        for size, one in pages.items()
    ]
    found += [
        (f"both PDFs over one, {size} pages", _over(one, "pair", "report"), PAIR)
        for size, one in pages.items()
    ]
    return [*found, ("a page of many over a page of few", per_page[1] / per_page[0], PER_PAGE)]


def _over(found: dict[str, Measure], one: str, other: str) -> float:
    return found[one]["seconds"] / found[other]["seconds"]


def _best(name: str, size: int) -> Measure:
    return min((_measured(name, size) for _ in range(RUNS)), key=lambda one: one["seconds"])


def _measured(name: str, size: int) -> Measure:
    """What a process of its own says of one measure."""
    run = [sys.executable, "-m", __spec__.name, name, str(size)]
    said = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(said.splitlines()[-1])


# --- In the process of its own ----------------------------------------------------------------


def measure(name: str, size: int) -> Measure:
    """One measure: seconds of processor time, and what else it found."""
    import django

    django.setup()
    found = {"large": _large}[name]() if name == "large" else _made(name, size)
    return found | {"megabytes": getrusage(RUSAGE_SELF).ru_maxrss / 1024}


def _made(name: str, size: int) -> Measure:
    from followup.report.drawing.rendering import report_html, report_pdf, report_pdfs
    from followup.report.outputs.workbook import workbook
    from tests.benchmarks.scaled import scaled_snapshot

    snapshot = scaled_snapshot(size)
    if name == "weasyprint":
        html = report_html(snapshot)
        return _timed(lambda: _bare(html))
    if name == "pair":
        book = workbook(snapshot)
        return _timed(lambda: report_pdfs(snapshot, book)[0])
    return _timed(lambda: report_pdf(snapshot))


def _bare(html: str) -> bytes:
    """WeasyPrint alone, with the same styles and the same kind of PDF."""
    import weasyprint

    from strategy_portal.pdf import REPORT_STYLES

    styles = [weasyprint.CSS(filename=path) for path in REPORT_STYLES]
    return weasyprint.HTML(string=html).write_pdf(stylesheets=styles, pdf_variant="pdf/a-2a")


def _timed(make: Callable[[], bytes]) -> Measure:
    start = process_time()
    made = make()
    seconds = process_time() - start
    return {"seconds": seconds, "pages": _count(made)}


def _count(pdf: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _large() -> Measure:
    """The large year written, read and made into every file; seconds of each."""
    from followup.report.drawing.rendering import report_body, report_pdf
    from followup.report.making.content import build_snapshot
    from followup.report.outputs.kinds import KINDS, PDF_WITH_WORKBOOK
    from followup.report.suppression import public_copy

    found: Measure = {}

    def clocked(name: str, make: Callable[[], Any]) -> Any:
        start = process_time()
        made = make()
        found[name] = process_time() - start
        return made

    report = clocked("written to the database", _large_year)
    snapshot = clocked("snapshot", lambda: build_snapshot(report.round, report))
    clocked("public copy", lambda: public_copy(snapshot))
    clocked("page in the portal", lambda: report_body(snapshot))
    for kind in KINDS:
        if kind is not PDF_WITH_WORKBOOK:
            clocked(kind.name, partial(kind.make, snapshot))
    clocked("pdf", lambda: report_pdf(snapshot))
    return found


def _large_year() -> Any:
    """In an empty database in memory."""
    from django.core.management import call_command

    from actors.models import Actor
    from followup.report import actions
    from goals.models import Strategy
    from strategy_portal.access import Role
    from tests.large_year import write_large_year
    from tests.year import make_person

    for command in ("migrate", "createcachetable", "load_strategy"):
        call_command(command, verbosity=0)
    board = Actor.objects.get(slug="lansstyrelsen-vastmanland")
    coordinator = make_person("Maria Holm", board, Role.COORDINATOR)
    preparer = make_person("Anders Vik", board, Role.PREPARER)
    round_ = write_large_year(Strategy.objects.get(), coordinator, preparer)
    return actions.begin(round_, by=preparer)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
    else:
        sys.exit(main())
