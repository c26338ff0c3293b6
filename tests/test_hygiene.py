"""The house rules that no tool checks: what templates, files and modules may not hold.

Each rule is a pattern with a fault it must find, so that a rule that stops working fails too.
"""

import ast
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("strategy_portal", "actors", "goals", "funding", "followup")
OUTSIDE = {".git", ".venv", "var", "node_modules", "__pycache__", "htmlcov", "test-results"}
OUTSIDE |= {".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}

_TAG = r"<[a-zA-Z][^>]*?\s"  # the beginning of a tag, up to one of its attributes
_LOADS = r"<(?:script|link|img|source|iframe|embed|object|video|audio|use|image|form)\b[^>]*?\s"

# name: (pattern, a fault it must find, a look-alike it must let through)
TEMPLATE_RULES = {
    "inline style": (
        _TAG + r"style\s*=|<style\b",
        '<p class="a"\n style="color: red">',
        '<p class="style">style = frihet</p>',
    ),
    "inline script": (
        r"<script\b(?![^>]*\bsrc=)",
        "<script>alert(1)</script>",
        "<script src=\"{% static 'js/app.js' %}\" defer></script>",
    ),
    "event attribute": (
        _TAG + r"on[a-z]+\s*=",
        '<button type="button" onclick="go()">',
        '<a href="?online=1">',
    ),
    "hx-on": (r"\bhx-on\b", '<p hx-on:click="go()">', '<p hx-get="/on/">'),
    "filter in hx-trigger": (
        r"hx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)",
        "<input hx-trigger=\"keyup[key=='Enter'] from:body\">",
        '<input hx-trigger="keyup changed delay:500ms">',
    ),
    "script as a value": (
        r"\b(?:js|javascript):",
        "<p hx-vals='js:{a: b()}'>",
        "<p hx-vals='{\"js\": 1}'>",
    ),
    "unescaped text": (
        r"\|\s*safe(?:seq)?\b|autoescape\s+off",
        "{{ text | safe }}",
        "{{ text|safe_name }}",
    ),
    "asset from another host": (
        _LOADS + r"(?:src|srcset|href|action|data|xlink:href)\s*=\s*[\"']?(?:https?:)?//",
        '<img alt="" src="//example.org/a.png">',
        '<a href="https://example.org/">Webbplats</a>',
    ),
}
ASSET_RULES = {
    "asset from another host": (
        r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//"
        r"|(?:fetch|import|importScripts)\s*\(\s*[\"'`](?:https?:)?//|from\s+[\"']https?://",
        '@import "https://example.org/a.css";',
        'url("../fonts/a.woff2")',
    ),
}
# mark_safe is ruff's to find (S308); what silences ruff must say why, here or on the line above.
PYTHON_RULES = {
    "unescaped text": (r"\bSafe(?:String|Text)\(", "SafeString(text)", "format_html(text)"),
    "a door without a lock": (r"\bcsrf_exempt\b", "@csrf_exempt", "csrf_failure"),
    "a lint silenced without a reason": (
        r"(?:\A|^(?!\s*#).*\n)^.*"
        r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[a-z\-, ]+\])?)\s*$",
        "import b\nimport a  # noqa: F401",
        "# Registers the checks.\nimport a  # noqa: F401\nimport b  # noqa: F401  (and more)",
    ),
}
ALL_RULES = [*TEMPLATE_RULES.items(), *ASSET_RULES.items(), *PYTHON_RULES.items()]


def files(folder: str, *endings: str) -> list[Path]:
    """The project's files under a folder, by ending (none: all), without what is made here."""
    found = []
    for place, folders, names in os.walk(ROOT / folder):
        folders[:] = sorted(set(folders) - OUTSIDE)
        found += [Path(place, name) for name in names if not endings or name.endswith(endings)]
    return sorted(found)


def modules() -> list[Path]:
    """Every Python module of our packages."""
    return [path for package in PACKAGES for path in files(package, ".py")]


def ours(paths: list[Path]) -> list[Path]:
    """Those that we wrote: not the vendored ones."""
    return [path for path in paths if "vendor" not in path.parts]


def without_comments(text: str) -> str:
    """A template's text without Django's comments, each line kept in its place."""
    comment = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)
    return comment.sub(lambda match: "\n" * match.group().count("\n"), text)


def breaches(paths: list[Path], rules: dict[str, tuple[str, str, str]]) -> list[str]:
    """Each place where a rule is broken, as `path:line rule`."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        text = without_comments(text) if path.suffix in {".html", ".svg"} else text
        for rule, (pattern, _, _) in rules.items():
            for match in re.finditer(pattern, text, re.MULTILINE):
                line = text.count("\n", 0, match.end()) + 1
                found.append(f"{path.relative_to(ROOT)}:{line} {rule}")
    return found


@pytest.mark.parametrize(("rule", "case"), ALL_RULES, ids=[name for name, _ in ALL_RULES])
def test_each_rule_finds_its_fault_and_nothing_else(rule, case):
    pattern, fault, look_alike = case
    assert re.search(pattern, fault, re.MULTILINE), rule
    assert not re.search(pattern, look_alike, re.MULTILINE), rule


def test_templates_hold_no_inline_code_and_reach_no_other_host():
    templates = ours(files("templates", ".html", ".svg"))
    assert len(templates) > 20
    # The report as a file of its own carries its style with it, since it may reach nothing.
    assert breaches(templates, TEMPLATE_RULES) == ["templates/report/alone.html:12 inline style"]


def test_stylesheets_and_scripts_reach_no_other_host():
    assets = ours(files("static", ".css", ".js", ".scss"))
    assert assets
    assert breaches(assets, ASSET_RULES) == []


def test_our_python_escapes_asks_and_explains():
    assert len(modules()) > 20
    assert breaches(modules(), PYTHON_RULES) == []


def test_no_module_or_folder_has_a_name_that_says_nothing():
    empty_names = {"utils", "util", "helpers", "common", "core", "misc"}
    named = [path.relative_to(ROOT) for path in modules() + files("tests", ".py")]
    assert [str(p) for p in named if empty_names & {p.stem, *p.parts}] == []


def test_every_public_module_says_what_it_is_for():
    written = [p for p in modules() if "migrations" not in p.parts and p.read_text("utf-8").strip()]
    silent = [p for p in written if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


# Written in pieces, so that this file does not name what it looks for.
FORBIDDEN = [
    "".join(pieces)
    for pieces in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("crates", ".io"),
        ("deb.", "debian.org"),
        ("security.", "debian.org"),
        ("archive.", "ubuntu.com"),
        ("proxy.", "golang.org"),
    )
]
# Folders of whoever wrote it: a path that means nothing on another machine.
FORBIDDEN_PATHS = [re.compile(r"(?<![\w.~-])/" + name + r"/") for name in ("work", "root")]


def test_no_file_names_a_package_registry_or_the_writers_machine():
    found = []
    for path in files("."):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT)
        found += [f"{name}: {host}" for host in FORBIDDEN if host in text]
        if "vendor" not in path.parts:
            found += [f"{name}: {p.pattern}" for p in FORBIDDEN_PATHS if p.search(text)]
    assert found == []
