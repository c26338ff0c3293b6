"""Workbooks as they should not be: damaged, hostile, or something else under a false name."""

import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from openpyxl import Workbook

from strategy_portal.spreadsheets import saved

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)
BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "haha">{}]><a>&b99;</a>""".format(
    "".join(f'<!ENTITY b{n + 1} "{f"&b{n};" * 10}">' for n in range(99))
)
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{}">]><a>&x;</a>'


def parts_of(content: bytes) -> dict[str, bytes]:
    """A package's parts by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as a package."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", how) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def small() -> bytes:
    """A sheet with one text and one number."""
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Antal"
    workbook.worksheets[0]["B1"] = 12
    return saved(workbook)


def with_rows(rows: str, after: str = "", **more: bytes | str) -> bytes:
    """A workbook whose first sheet holds these rows, as XML."""
    sheet = SHEET.format(f"<sheetData>{rows}</sheetData>{after}")
    return packed(parts_of(small()) | {"xl/worksheets/sheet1.xml": sheet} | more)


def patched(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    parts = parts_of(content)
    return packed(parts | {part: change(parts[part])})


def without_each_part(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each part missing, empty, no XML, cut in half, of another shape: a name and a package."""
    parts = parts_of(content)
    for name, whole in parts.items():
        yield f"{name} missing", packed({k: v for k, v in parts.items() if k != name})
        for what, instead in (
            ("empty", b""),
            ("no XML", b"hej"),
            ("half", whole[: len(whole) // 2]),
            ("another", b"<a/>"),
            ("binary", bytes(range(256))),
            ("bomb", BOMB.encode()),
        ):
            yield f"{name} {what}", packed(parts | {name: instead})


def flipped(content: bytes, seed: int, times: int) -> bytes:
    """The bytes with some of them changed."""
    chance = random.Random(seed)  # noqa: S311  # the same mutants every time
    changed = bytearray(content)
    for _ in range(times):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def garbled(content: bytes, seed: int) -> bytes:
    """A whole package in which the inside of one part is changed: its checksums still hold."""
    chance = random.Random(seed)  # noqa: S311  # the same mutants every time
    parts = parts_of(content)
    name = chance.choice(sorted(parts))
    return packed(parts | {name: _rewritten(parts[name], chance)})


def _rewritten(part: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(max(len(part), 1))
    length = chance.randrange(1, 40)
    match chance.randrange(5):
        case 0:
            return part[:start] + part[start + length :]
        case 1:
            return part[:start] + part[start : start + length] * 3 + part[start + length :]
        case 2:
            return flipped(part, chance.randrange(10**6), 3) if part else part
        case 3:
            return part.replace(b'"1"', b'"999999999999"', chance.randrange(1, 4))
    words = [b'r="A1"', b't="x"', b"<v>1e999</v>", b"<f>1</f>", b"&#0;", b"</c>", b"\xff\xfe"]
    return part[:start] + chance.choice(words) + part[start:]
