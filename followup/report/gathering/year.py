"""From the year's rows to the report's frozen content.

Nothing is worked out here that the review does not also show: the report keeps what
`followup.review.compilation` counts. The order is the strategy's and the county's, never the
database's, so that the same year always gives the same text and the same checksum.
"""

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from followup.report.composition import completed
from followup.report.gathering.answers import answer_parts
from followup.report.gathering.areas import area_part, texts_of, texts_saved
from followup.report.gathering.cover import cover_part
from followup.report.gathering.last_report import last_report
from followup.report.gathering.last_year import last_year_parts
from followup.report.gathering.proposals import proposals_put_forward
from followup.report.gathering.quotations import quotation_parts
from followup.report.models import AnnualReport
from followup.report.snapshot import (
    OrganisationResponse,
    Response,
    Snapshot,
    StrategyPart,
    TypeResponse,
)
from followup.review import compilation
from followup.review.models import PartText
from followup.review.reading.response import inhabitants
from followup.review.writing.querysets import written_texts
from followup.rounds.models import Round
from goals.models import Strategy

FORMAT = 1


def gather_year(round_: Round, report: AnnualReport) -> Snapshot:
    """All that is known of the year, as plain JSON types, with no count suppressed.

    What a corrected version changes is worked out from this: `making/content.py`.
    """
    areas = round_.strategy.goal_areas.order_by("number")
    compiled = [compilation.compile_area(round_, area) for area in areas]
    prefetch_related_objects([one for area in compiled for one in area.indicators], "source_links")
    texts = written_texts(round_)
    parts = [area_part(one, texts) for one in compiled]
    own = texts_of(texts, PartText.OF_THE_YEAR)
    now = timezone.localtime()
    snapshot: Snapshot = {
        "format": FORMAT,
        "title": report.title,
        "year": round_.year,
        "addressee": report.addressee,
        "place_date": date_format(now, "j F Y"),
        "example": round_.is_example,
        "public": False,
        "version": report.version,
        "composition": completed(report.composition),
        "strategy": _strategy(round_.strategy),
        "foreword": own["foreword"].text,
        "summary": own["summary"].text,
        "method": own["method"].text,
        "texts_saved": texts_saved(own),
        "response": _response(round_),
        "areas": parts,
        "questions": _questions(round_),
        "answers": answer_parts(round_),
        "quotations": quotation_parts(round_),
        "proposals": proposals_put_forward(round_, compiled),
        "last_year_priorities": last_year_parts(round_, compiled),
        "made_at": now.isoformat(timespec="seconds"),
    }
    if report.correction_reason:
        snapshot["correction"] = report.correction_reason
    if report.cover_picture:
        snapshot["cover"] = cover_part(report.cover_picture, report.cover_text)
    _add_last_report(snapshot, round_)
    return snapshot


def _add_last_report(snapshot: Snapshot, round_: Round) -> None:
    """Last year's adopted report, to compare with."""
    adopted = AnnualReport.objects.was_adopted().filter(round__year=round_.year - 1)
    last = adopted.order_by("-version").first()
    if last:
        adopted_on = timezone.localdate(last.adopted_at).isoformat()
        snapshot["last_report"] = last_report(last.snapshot, snapshot, adopted_on)


def _strategy(strategy: Strategy) -> StrategyPart:
    return {
        # The years stand beside the title, also where the title itself ends with them.
        "title": strategy.title.removesuffix(strategy.years).strip(),
        "period": strategy.years,
        "vision": strategy.vision,
        "overall_goal": strategy.overall_goal,
        "document": ", ".join(filter(None, (strategy.source_document, strategy.source_place))),
    }


def _questions(round_: Round) -> dict[str, str]:
    """The round's questions by key, as they were worded."""
    asked = round_.asked_questions.order_by("order", "pk")
    return dict(asked.values_list("question__key", "version__wording"))


def _response(round_: Round) -> Response:
    answered = compilation.response(round_)
    by_type: list[TypeResponse] = [
        {"type": row.label, "invited": row.invited, "answered": row.answered}
        for row in answered.by_type
    ]
    found: Response = {
        "invited": answered.invited,
        "answered": answered.answered,
        "by_type": by_type,
        "organisations": [_organisation(one) for one in answered.organisations],
    }
    if covered := inhabitants(round_, answered):
        found["inhabitants"] = {
            "all": covered.all,
            "covered": covered.covered,
            "percent": covered.percent,
            "year": covered.year,
            "source": covered.source,
            "sentence": covered.sentence,
        }
    return found


def _organisation(one: compilation.OrganisationResponse) -> OrganisationResponse:
    part: OrganisationResponse = {
        "name": one.actor.name,
        "slug": one.actor.slug,
        "type": str(one.actor.get_actor_type_display()),
        "status": "Svarat" if one.submitted_at else "Inte svarat",
        "submitted_at": one.submitted_at.isoformat() if one.submitted_at else "",
    }
    if one.version:
        part["version"] = one.version
    return part
