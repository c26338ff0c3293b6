"""Every answer of the round as the report keeps it for its data files."""

from followup.report.snapshot import AnswerPart, InterventionCounts
from followup.review.compilation import all_answers
from followup.rounds.models import Round
from followup.survey.submitting.reading import CountsRead, Read
from goals.models import GoalArea


def answer_parts(round_: Round) -> list[AnswerPart]:
    """All that was handed in, organisation by organisation in the county's order."""
    return [_answer(area, one.actor.name, one.read) for area, one in all_answers(round_)]


def _answer(area: GoalArea | None, organisation: str, read: Read) -> AnswerPart:
    question = read.version.question
    part: AnswerPart = {
        "organisation": organisation,
        "area_number": area.number if area else 0,
        "sub_goal": read.sub_goal.code if read.sub_goal else "",
        "question": read.wording,
        "kind": question.kind,
        "kind_label": str(question.get_kind_display()),
        "answer": "" if read.counts else read.value,
        "why": read.why or (read.counts.because if read.counts else ""),
        "files": [one.name for one in read.files],
    }
    if read.counts:
        part["counts"] = _counts(read.counts)
        if read.counts.stated is not None:
            part["stated"] = read.counts.stated
    return part


def _counts(counts: CountsRead) -> InterventionCounts:
    return {
        "women": counts.women,
        "men": counts.men,
        "girls": counts.girls,
        "boys": counts.boys,
        "unknown": counts.unknown,
        "not_known": counts.not_known,
    }
