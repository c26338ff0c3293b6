"""What the report's texts quote, as the report keeps it."""

from django.utils.timezone import localtime

from followup.report.snapshot import QuotationPart
from followup.review.writing.quotations import Picked, standing_in
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention


def quotation_parts(round_: Round) -> list[QuotationPart]:
    """What stands in the year's texts, in the order of its numbers."""
    return [_quotation(one) for one in standing_in(round_)]


def _quotation(one: Picked) -> QuotationPart:
    source, text = one.source, one.marked.part
    found: QuotationPart = {
        "number": one.marked.number,
        "mark": one.marked.mark,
        "text_kind": text.kind,
        "area_number": text.goal_area.number if text.goal_area else 0,
        "passage": one.marked.passage,
        "organisation": one.actor.name,
        "about": one.about,
        "version": source.version.number,
        "on": localtime(source.version.submitted_at).date().isoformat(),
    }
    if one.marked.is_row and isinstance(source, ReportedIntervention):
        found["intervention"] = str(source.intervention_id)
    return found
