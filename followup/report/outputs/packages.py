"""Files put together in one .zip, the same bytes for the same content and moment."""

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.utils.timezone import is_aware, localtime

from followup.report.snapshot import Snapshot


def made_at(snapshot: Snapshot) -> datetime:
    """When the snapshot was made, in local time, without a zone: what file formats date by."""
    moment = datetime.fromisoformat(snapshot["made_at"])
    return localtime(moment).replace(tzinfo=None) if is_aware(moment) else moment


def packed(parts: Mapping[str, bytes], moment: datetime) -> bytes:
    """The parts in their order as a .zip, each dated `moment`."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, moment.timetuple()[:6])
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(about, content)
    return file.getvalue()


_CHANGED = re.compile(rb"(<dcterms:modified [^>]*>)[^<]*")


def repacked(content: bytes, moment: datetime) -> bytes:
    """A workbook or document dated `moment`; the library that wrote it dates it by the clock."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    about = "docProps/core.xml"
    changed = rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return packed({**parts, about: _CHANGED.sub(changed, parts[about])}, moment)
