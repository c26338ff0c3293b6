"""What organisations answer: drafts that never lose a word, and submitted versions that never
change.

A draft (`draft.py`) is a set of answers addressed by key; every save appends a revision.
Submitting turns the draft into a version (`submitted.py`): rows with real types (degrees, counts,
interventions) that the review and the report count in the database. Colleagues and the
coordinator meet around both in `together.py`; files that are evidence are in `attachments.py`.
"""

from followup.rounds.models import ImplementationDegree
from followup.survey.models.attachments import Attachment
from followup.survey.models.draft import (
    Answer,
    AnswerRevision,
    Intervention,
    Origin,
    Record,
    Section,
    Submission,
    stand_ins,
)
from followup.survey.models.late import LateFile
from followup.survey.models.submitted import (
    PaperConfirmation,
    ReportedAnswer,
    ReportedIntervention,
    SubmissionVersion,
)
from followup.survey.models.together import Comment, PartnerConfirmation, Presence
from followup.survey.models.workbook import WorkbookUpload

__all__ = [
    "Answer",
    "AnswerRevision",
    "Attachment",
    "Comment",
    "ImplementationDegree",
    "Intervention",
    "LateFile",
    "Origin",
    "PaperConfirmation",
    "PartnerConfirmation",
    "Presence",
    "Record",
    "ReportedAnswer",
    "ReportedIntervention",
    "Section",
    "Submission",
    "SubmissionVersion",
    "WorkbookUpload",
    "stand_ins",
]
