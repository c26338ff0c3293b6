"""An indicator's values as CSV: one row a value, with what says where it comes from."""

import csv
from collections.abc import Iterable
from io import StringIO

from goals.statistics.models import Indicator, Measurement
from strategy_portal.spreadsheets import csv_text

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells Excel that the file is UTF-8

HEADER = (
    "Indikator",
    "År",
    "Plats",
    "Platsens nivå",
    "Grupp",
    "Kön",
    "Ursprung",
    "Värde",
    "Av",
    "Enhet",
    "Varför värdet saknas",
    "Källans ord",
    "Preliminärt",
    "Egen bearbetning",
    "Källa",
    "Plats i källan",
    "Hämtat",
)


def as_csv(indicator: Indicator, measurements: Iterable[Measurement]) -> bytes:
    """The values in Swedish form: semicolons, decimal comma, UTF-8.

    A text that a spreadsheet would read as a formula begins with an apostrophe.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(_row(indicator, one) for one in measurements)
    return (_BOM + out.getvalue()).encode()


def _row(indicator: Indicator, one: Measurement) -> list[str]:
    words = [
        indicator.title,
        one.time,
        one.place,
        one.get_place_level_display(),
        one.group,
        one.get_sex_display(),
        one.origin,
    ]
    said = [
        indicator.get_unit_display(),
        one.get_missing_reason_display() if one.missing_reason else "",
        one.approximate,
        "ja" if one.is_preliminary else "",
        "ja" if one.is_computed else "",
        one.source,
        one.source_place,
        one.fetched_on.isoformat() if one.fetched_on else "",
    ]
    numbers = [_plain(one.value), _plain(one.out_of)]
    return [*(csv_text(str(one)) for one in words), *numbers, *(csv_text(str(one)) for one in said)]


def _plain(value: object) -> str:
    """A number without thousands spaces, so that it is read as one."""
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".").replace(".", ",")
