"""The whole survey without answers, as one organisation is asked it, to circulate beforehand.

It holds what the pages ask, in their order, with conditions told in words and last year's answer
beside each question. `circulation_docx.py` and the PDF's template draw it; neither decides
anything. What is written in a draft is not here: the document may go to anyone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.rounds.models import AskedQuestion, Invitation, Question
from followup.rounds.question_kinds import choices_of
from followup.survey.form.fields import COUNT_PARTS, Field
from followup.survey.form.section_form import Registers, SectionForm
from followup.survey.models import Intervention, Section, Submission, SubmissionVersion
from followup.survey.submitting.reading import Read, ReadSection, read_sections
from goals.models import GoalArea, SubGoal

_Kind = Question.Kind
_ROWS = 3
_TICKED = frozenset({"degree", "one_of", "many"})


@dataclass(frozen=True)
class Blank:
    """One box to fill in by hand: its words, and how it is answered.

    `form` is choices, text, line, counts or table. `several`: more than one choice may be ticked.
    `condition` and `last` are sentences; empty where there is none.
    """

    wording: str
    form: str
    help_text: str = ""
    why: str = ""
    condition: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    ticks: tuple[str, ...] = ()
    unit: str = ""
    columns: tuple[str, ...] = ()
    rows: int = 1
    last: str = ""

    @property
    def in_a_row(self) -> bool:
        """Whether the choices are few and short enough to stand on a line or two."""
        return sum(len(one) + 4 for one in self.choices) <= 110

    @property
    def empty_rows(self) -> range:
        """The rows of the table to write in."""
        return range(self.rows)


@dataclass
class BlankSection:
    """One section of the survey: about each sub-goal, about the whole, and interventions."""

    section: Section
    about_sub_goals: list[tuple[SubGoal, list[Blank]]] = field(default_factory=list)
    about_the_whole: list[Blank] = field(default_factory=list)
    intervention: list[Blank] = field(default_factory=list)
    intervention_wording: str = ""
    last_interventions: list[str] = field(default_factory=list)


@dataclass
class BlankForm:
    """All of it, with the registers that a choice is made from."""

    invitation: Invitation
    sections: list[BlankSection]
    target_groups: list[str]
    partners: list[str]
    funding: list[str]
    last_year: int | None


def blank_form(invitation: Invitation) -> BlankForm:
    """The survey that this organisation is asked; constant queries."""
    round_, actor = invitation.round, invitation.actor
    submission = Submission(invitation=invitation, round=round_, actor=actor)
    registers = Registers(submission, round_)
    last = last_version(invitation)
    before = {one.section.slug: one for one in read_sections(last)} if last else {}
    areas = list(round_.strategy.goal_areas.with_sub_goals().order_by("number"))
    forms = [_form(submission, order, area, registers) for order, area in enumerate([None, *areas])]
    return BlankForm(
        invitation,
        [_section(form, before) for form in forms],
        [words for _, words in registers.target_groups],
        [words for _, words in registers.partners],
        [words for _, words in registers.funding],
        last.submission.round.year if last else None,
    )


def last_version(invitation: Invitation) -> SubmissionVersion | None:
    """What the organisation handed in the last time before this round."""
    versions = SubmissionVersion.objects.filter(
        current_of__actor=invitation.actor_id, current_of__round__year__lt=invitation.round.year
    )
    newest = versions.order_by("-current_of__round__year")
    return newest.select_related("submission__round", "submission__actor").first()


def _form(
    submission: Submission, order: int, area: GoalArea | None, registers: Registers
) -> SectionForm:
    """A section's form without a row in the database: nothing has been added to it."""
    section = Section(submission=submission, goal_area=area, order=order)
    form = SectionForm(section, submission.round, registers)
    form.interventions, form.records, form.attachments = [], [], []
    form.sub_goals = list(area.sub_goals.all()) if area else []
    return form


def _section(form: SectionForm, before: Mapping[str, ReadSection]) -> BlankSection:
    blank = BlankSection(form.section)
    then = before.get(form.section.slug)
    last = {row.key: row for row in then.rows} if then else {}
    by_goal: dict[int, tuple[SubGoal, list[Blank]]] = {}
    for fields in form.questions():
        drawn = _question(fields, form, last)
        goal = fields[0].sub_goal
        if goal:
            by_goal.setdefault(goal.pk, (goal, []))[1].extend(drawn)
        else:
            blank.about_the_whole += drawn
    blank.about_sub_goals = list(by_goal.values())
    for asked in form.asked:
        if asked.question.kind == _Kind.INTERVENTIONS:
            blank.intervention_wording = asked.version.wording
            blank.intervention = list(_intervention(form, asked))
    if then:
        blank.last_interventions = [one.title for one in then.interventions]
    return blank


def _question(fields: list[Field], form: SectionForm, last: Mapping[str, Read]) -> list[Blank]:
    """A question as it is drawn: one box, or two for a proposal and its reason."""
    first = fields[0]
    version, kind = first.asked.version, _Kind(first.asked.question.kind)
    common: dict[str, Any] = {
        "help_text": first.hint,
        "why": version.why_asked,
        "condition": _condition(first, form),
        "last": _last(first, last),
    }
    if kind == _Kind.COUNTS:
        common["help_text"] = version.help_text
        return [_counts(version.wording, **common)]
    if kind == _Kind.RECORDS:
        columns = tuple(column["label"] for column in version.columns)
        common["help_text"] = version.help_text
        return [
            Blank(
                version.wording,
                "table",
                columns=columns,
                rows=_ROWS,
                ticks=("Inget att redovisa",),
                **common,
            )
        ]
    if kind == _Kind.PROPOSAL:
        return [
            Blank(version.wording, "line", **common),
            Blank("Varför just det delmålet?", "text"),
        ]
    return [_plain(fields, **common)]


def _plain(fields: list[Field], **common: Any) -> Blank:
    first = fields[0]
    ticks = tuple(one.label for one in fields if one.part == "not_known")
    if first.widget in _TICKED:
        words = tuple(words for _, words in first.choices)
        several = first.widget == "many"
        return Blank(first.label, "choices", choices=words, several=several, **common)
    if first.widget == "file":
        return Blank(first.label, "line", **common | {"help_text": _file_help(first)})
    form = "text" if first.widget == "text" else "line"
    return Blank(first.label, form, unit=first.unit, ticks=ticks, **common)


def _file_help(first: Field) -> str:
    return f"{first.help_text} Skriv vilka filer som ska läggas in i portalen.".strip()


def _counts(wording: str, **common: Any) -> Blank:
    columns = ("Kvinnor", "Män", "Flickor", "Pojkar", "Okänt kön", "Totalt")
    ticks = ("Vi vet inte hur de fördelar sig",)
    return Blank(wording, "table", columns=columns, ticks=ticks, **common)


def _condition(first: Field, form: SectionForm) -> str:
    """When the question is asked at all, as a sentence."""
    condition = first.condition
    if condition is None:
        return ""
    other = form.registers.asked_by_key[condition.key.split("/")[0]]
    if not condition.values:
        return f"Besvaras bara om ni har svarat på ”{other.version.wording}”"
    values = dict(choices_of(other))
    said = " eller ".join(f"”{values.get(one, one)}”" for one in condition.values)
    return f"Besvaras bara om ni har svarat {said} på ”{other.version.wording}”"


def _last(first: Field, last: Mapping[str, Read]) -> str:
    """What the organisation answered the last time, also about what a sub-goal was taken from."""
    row = last.get(first.base_key)
    if row is None and first.sub_goal and first.sub_goal.derived_from_id:
        row = last.get(f"{first.asked.question.key}/{first.sub_goal.derived_from_id}")
    if row is None:
        return ""
    if row.version.question.kind == _Kind.PROPOSAL and row.sub_goal:
        return f"{row.sub_goal}. {row.value}"
    return row.value


# --- Interventions ---------------------------------------------------------------------------

_FROM_LISTS = {"partners": "organisationer", "funding_sources": "finansieringskällor"}
_COUNTED = frozenset({*COUNT_PARTS, "counts_not_known", "total", "total_because"})


def _intervention(form: SectionForm, asked: AskedQuestion) -> Iterable[Blank]:
    """The boxes of one intervention, to fill in once for each."""
    for one in form.of_intervention(asked, Intervention(section=form.section)):
        if one.part == "women":
            yield _counts("Hur många deltog?", help_text="0 betyder att ingen deltog.")
        elif one.part in _COUNTED:
            continue
        elif one.part in _FROM_LISTS:
            words = f"Välj i listan över {_FROM_LISTS[one.part]} sist i dokumentet."
            yield Blank(one.label, "text", help_text=words)
        else:
            yield _plain([one], help_text=one.hint)
