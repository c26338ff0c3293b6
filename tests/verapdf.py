"""Asks veraPDF, where it is installed, whether the report keeps to both of its profiles.

`make verapdf`. veraPDF is a Java program that no package registry of ours carries, so the tests do
without: `tests/pdf_checks.py` looks for what breaks first. This is the check before a release.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Each file must hold for its kind of PDF/A and for PDF/UA-1.
PROFILES = {"ensam.pdf": ("2a", "ua1"), "med-arbetsbok.pdf": ("3a", "ua1")}


def main() -> int:
    """0 where all hold, 1 where something does not, 2 where nothing could be asked."""
    program = shutil.which("verapdf")
    if not program:
        print("veraPDF is not on the path: NOTHING WAS CHECKED.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder))
        found = list(_asked(program, Path(folder)))
    print("\n".join(f"{'holds' if holds else 'FAILS'}  {what}" for what, holds in found))
    return int(not all(holds for _, holds in found))


def _make(folder: Path) -> None:
    import django

    django.setup()
    from followup.report.drawing.rendering import report_pdfs
    from followup.report.outputs.workbook import workbook
    from tests.followup.report.sample import sample_snapshot

    snapshot = sample_snapshot()
    for name, content in zip(PROFILES, report_pdfs(snapshot, workbook(snapshot)), strict=True):
        (folder / name).write_bytes(content)


def _asked(program: str, folder: Path) -> Iterator[tuple[str, bool]]:
    for name, profiles in PROFILES.items():
        for profile in profiles:
            run = [program, "--flavour", profile, "--format", "text", str(folder / name)]
            said = subprocess.run(run, capture_output=True, text=True, check=False)
            holds = said.returncode == 0 and said.stdout.startswith("PASS")
            yield f"{name} {profile}", holds
            if not holds:
                print(said.stdout[-2000:], said.stderr[-2000:])


if __name__ == "__main__":
    sys.exit(main())
