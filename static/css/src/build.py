"""Compile the style sheet once and stamp it with what it was made from.

Maintainers only (Node is needed here, nowhere else): `python static/css/src/build.py`.
The result, `static/css/app.css`, is committed; `tests/test_tokens.py` recomputes both stamps,
so neither an edited source without a build nor an edited result passes.
"""

import hashlib
import subprocess
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
RESULT = SOURCES.parent / "app.css"
PACKAGES = ("govuk-frontend@6.6.0", "sass@1.108.2")
HEADER = """/* Strategiportalen. Built by src/build.py: edit src/*.scss, never this file.
   Includes parts of govuk-frontend 6.6.0, MIT, see LICENSE-govuk-frontend.txt.
   sources {sources}
   styles {styles} */
"""


def digest(text: str) -> str:
    """SHA-256 of a text as hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint() -> str:
    """What the style sheet is made from: one digest over every source's name and text."""
    return digest(
        "\0".join(f"{path.name}\0{path.read_text()}" for path in sorted(SOURCES.glob("*.scss")))
    )


def stamped(styles: str) -> str:
    """The compiled styles under a header that records their sources and themselves."""
    return HEADER.format(sources=fingerprint(), styles=digest(styles)) + styles


def compiled() -> str:
    """The style sheet as Sass makes it, with the packages fetched to a throw-away folder."""
    with tempfile.TemporaryDirectory() as workshop:
        subprocess.run(("npm", "install", "--no-save", "--prefix", workshop, *PACKAGES), check=True)
        modules = f"{workshop}/node_modules"
        sass = (
            f"{modules}/.bin/sass",
            "--no-charset",
            "--no-source-map",
            f"--load-path={modules}",
            "app.scss",
        )
        return subprocess.run(sass, cwd=SOURCES, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    RESULT.write_text(stamped(compiled()))
