"""What the preparation group makes of the answers: judgement, texts, challenges, proposals."""

from followup.review.models.assessing import (
    Assessment,
    AssessmentRevision,
    Challenge,
    ChosenIntervention,
    Development,
)
from followup.review.models.discussing import Thread, ThreadComment
from followup.review.models.proposals import Proposal, ProposalSource, Suggestion
from followup.review.models.reading import TaggedPassage, Theme
from followup.review.models.writing import (
    PartReading,
    PartText,
    PartTextRevision,
    Quotation,
)

__all__ = [
    "Assessment",
    "AssessmentRevision",
    "Challenge",
    "ChosenIntervention",
    "Development",
    "PartReading",
    "PartText",
    "PartTextRevision",
    "Proposal",
    "ProposalSource",
    "Quotation",
    "Suggestion",
    "TaggedPassage",
    "Theme",
    "Thread",
    "ThreadComment",
]
