"""What the preparation group makes of the answers: judgement, choice, challenges, proposals."""

from followup.review.models.assessing import (
    Assessment,
    AssessmentRevision,
    Challenge,
    ChosenIntervention,
    Development,
)
from followup.review.models.proposals import Proposal

__all__ = [
    "Assessment",
    "AssessmentRevision",
    "Challenge",
    "ChosenIntervention",
    "Development",
    "Proposal",
]
