"""Where the invented data stands, and its days and times as the portal keeps them."""

import tomllib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"


@cache
def read(name: str) -> dict[str, Any]:
    """One file of `fixtures/demo/`; read once, so leave what it gives as it is."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def swedish(moment: date | datetime) -> datetime:
    """A time as it was written in a file, in Swedish time; a day alone means nine o'clock."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9))
    return timezone.make_aware(moment)
