"""The coordinator's comments on what was handed in: beside which field, and said to whom."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.survey.models import Comment, Section, SubmissionVersion
from followup.survey.submitting.reading import ReadSection
from followup.survey.submitting.sending_back import Remark

LONGEST_COMMENT = 4_000


@dataclass
class RemarkBox:
    """The place for a comment beside a field, or on a whole section where `key` is empty.

    `text` is what is being written, `said` what was said of this version before.
    """

    section: Section
    key: str
    about: str
    text: str = ""
    said: list[Comment] = field(default_factory=list)
    is_open: bool = True

    @property
    def name(self) -> str:
        """The input's name."""
        return f"kommentar/{self.section.slug}/{self.key}"

    @property
    def html_id(self) -> str:
        """The input's id."""
        return self.name.replace("/", "-")


def key_of(intervention: Any) -> str:
    """The key that comments on an intervention have; `intervention` is a draft's id."""
    return f"interventions/{intervention}"


def comments_on(version: SubmissionVersion | None) -> dict[tuple[int, str], list[Comment]]:
    """What was said of a version, by section and field: one query."""
    found: dict[tuple[int, str], list[Comment]] = defaultdict(list)
    if version is not None:
        for one in version.comments.select_related("by"):
            found[one.section_id, one.key].append(one)
    return found


def place_boxes(
    sections: Iterable[ReadSection],
    said: Mapping[tuple[int, str], list[Comment]],
    typed: Mapping[str, str],
    *,
    is_open: bool,
) -> list[RemarkBox]:
    """Put a comment's place beside everything in a version that is read; all of them, in order.

    `typed` is what was sent, by the input's name; `is_open` whether comments are taken now.
    """
    boxes: list[RemarkBox] = []

    def box(part: ReadSection, key: str, about: str) -> RemarkBox:
        one = RemarkBox(part.section, key, about, is_open=is_open)
        one.text = typed.get(one.name, "")
        one.said = said.get((part.section.pk, key), [])
        boxes.append(one)
        return one

    for part in sections:
        part.remark = box(part, "", part.section.title)
        part.rows = [
            dataclasses.replace(row, remark=box(part, row.key, row.term)) for row in part.rows
        ]
        for one in part.interventions:
            one.remark = box(part, key_of(one.intervention_id), one.title)
    return boxes


def written(boxes: Iterable[RemarkBox]) -> list[Remark]:
    """The comments that were written, as the act of sending back wants them."""
    return [Remark(box.section, box.text.strip(), box.key) for box in boxes if box.text.strip()]
