"""Files that came with a section's page: each is posted as `file:` and its field's key."""

from datetime import datetime
from typing import Any

from followup.survey.answering.page import Box, SectionPage
from followup.survey.attachments.actions import FULL, add_file
from followup.survey.attachments.file_kinds import FileRefusedError
from followup.survey.attachments.file_store import StoreFullError
from followup.survey.models import Section
from strategy_portal.access import SignedInRequest
from strategy_portal.exceptions import WrongStateError


def add_posted_files(
    request: SignedInRequest, section: Section, page: SectionPage, arrived: datetime
) -> dict[str, dict[str, Any]]:
    """Add every file that was chosen; what its box must show instead, where one was not taken."""
    left: dict[str, dict[str, Any]] = {}
    for box in page.boxes if request.FILES else []:
        if box.files and (error := _add(request, section, box, arrived)):
            left[box.html_name] = {"error": error}
    return left


def _add(request: SignedInRequest, section: Section, box: Box, arrived: datetime) -> str:
    """Add the file at one field; why it was not, empty where it was or none was chosen."""
    upload = request.FILES.get(f"file:{box.html_name}")
    if upload is None:
        return ""
    try:
        add_file(section, box.field, upload, by=request.user, at=arrived)
    except (FileRefusedError, WrongStateError) as refused:
        return f"{upload.name}: {refused}"
    except StoreFullError:
        return FULL
    return ""
