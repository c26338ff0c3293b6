"""The survey as fields: every box on a section's page, each with a lasting key of its own.

A key says which question and about what: `cooperation`, `degree/12` (sub-goal 12),
`proposal/reason`, `interventions/<uuid>/women`. The page, the save, the workbook and the
submission all ask here what a key means, so that no value is accepted that the page could not
have sent.

The parts of a question that has several:

- a number, per cent or money: `<key>` and the tick `<key>/not_known`;
- counts: `<key>/women`, `men`, `girls`, `boys`, `unknown`, the tick `counts_not_known`, and
  `total` with `total_because` for who can only state a total;
- repeated entries: the tick `<key>/none` (nothing to tell of), `<key>/<record uuid>/<column>`;
- any question whose checks may ask for a word of explanation: `why/<key>`.

About a sub-goal its id stands after the question's key: `key/12`, `key/12/women`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch

from actors.models import Actor
from followup.rounds.models import AskedQuestion, Level, Question, Round
from followup.rounds.question_kinds import YES_NO, choices_of
from followup.survey.form.fields import (
    COUNT_PARTS,
    WHY,
    Choices,
    Condition,
    Field,
    Value,
)
from followup.survey.models import (
    Answer,
    Attachment,
    Intervention,
    Record,
    ReportedIntervention,
    Section,
    Submission,
    stand_ins,
)
from funding.models import FundingSource
from goals.models import SubGoal

__all__ = ["COUNT_PARTS", "Choices", "Field", "SectionForm", "UnknownFieldError", "Value"]


class UnknownFieldError(LookupError):
    """A key that this section's page does not have."""


# What is asked of each intervention: part, widget, label, help.
_INTERVENTION_PARTS = (
    ("title", "line", "Vad heter insatsen?", "Till exempel ”Språkstöd på arbetsplatsen”."),
    ("description", "text", "Vad gjorde ni?", "Skriv inga uppgifter om enskilda personer."),
    ("sub_goals", "many", "Vilka delmål gäller den?", ""),
    ("target_groups", "many", "För vilka målgrupper?", ""),
    ("status", "one_of", "Hur långt har den kommit?", ""),
    ("women", "count", "Kvinnor", ""),
    ("men", "count", "Män", ""),
    ("girls", "count", "Flickor", ""),
    ("boys", "count", "Pojkar", ""),
    ("unknown", "count", "Okänt kön", ""),
    ("counts_not_known", "tick", "Vi vet inte hur deltagarna fördelar sig", ""),
    ("total", "count", "Totalt", "Om ni bara vet hur många det var sammanlagt."),
    ("total_because", "line", "Varför bara en total, eller en annan än summan?", ""),
    ("effect", "text", "Vad blev effekten?", "Vad förändrades för dem som deltog?"),
    ("partners", "many", "Vilka gjorde ni det tillsammans med?", ""),
    ("other_partners", "line", "Andra som var med", "Organisationer som inte finns i listan."),
    ("funding_sources", "many", "Hur betalades insatsen?", ""),
    ("other_funding", "line", "Annan finansiering", "Till exempel egen budget."),
    ("continues_next_year", "one_of", "Fortsätter insatsen nästa år?", ""),
    ("evidence_link", "link", "Länk till underlag", "Till exempel en rapport eller en webbsida."),
    ("evidence_files", "file", "Filer som underlag", ""),
)

# The parts of a question that counts persons: part, widget, label.
_COUNTS = (
    ("women", "count", "Kvinnor"),
    ("men", "count", "Män"),
    ("girls", "count", "Flickor"),
    ("boys", "count", "Pojkar"),
    ("unknown", "count", "Okänt kön"),
    ("counts_not_known", "tick", "Vi vet inte hur de fördelar sig"),
    ("total", "count", "Totalt"),
    ("total_because", "line", "Varför bara en total, eller en annan än summan?"),
)

_KINDS = Question.Kind
# Each kind's box; those with parts of their own are not here.
_WIDGETS = {
    _KINDS.DEGREE: "degree",
    _KINDS.LONG_TEXT: "text",
    _KINDS.SHORT_TEXT: "line",
    _KINDS.ONE_OF: "one_of",
    _KINDS.WHOLE_NUMBER: "number",
    _KINDS.PER_CENT: "per_cent",
    _KINDS.MONEY: "money",
    _KINDS.YES_NO: "one_of",
    _KINDS.SEVERAL_OF: "many",
    _KINDS.SCALE: "one_of",
    _KINDS.DATE: "date",
    _KINDS.LINK: "link",
    _KINDS.FILE: "file",
}
_WITH_NOT_KNOWN = frozenset({"number", "per_cent", "money"})
_UNITS = {"per_cent": "%", "money": "kronor"}


class Registers:
    """What the sections of a submission have in common, read once, when needed."""

    def __init__(self, submission: Submission, round_: Round) -> None:
        self.submission = submission
        self.round = round_

    @cached_property
    def asked(self) -> list[AskedQuestion]:
        """The questions that this organisation is asked, in order."""
        questions = self.round.asked_questions.select_related("question", "version", "shown_if")
        return [
            asked
            for asked in questions.order_by("order")
            # The organisation is looked up only where a question asks who it is.
            if not asked.actor_types or self.submission.actor.actor_type in asked.actor_types
        ]

    @cached_property
    def asked_by_key(self) -> dict[str, AskedQuestion]:
        """The same by the question's key."""
        return {asked.question.key: asked for asked in self.asked}

    @cached_property
    def about_itself(self) -> Mapping[str, Value]:
        """What the organisation says of itself, for questions elsewhere that follow from it."""
        answers = Answer.objects.filter(section__submission=self.submission.pk)
        return dict(answers.filter(section__goal_area=None).values_list("key", "value"))

    @cached_property
    def attachments(self) -> Mapping[int, list[Attachment]]:
        """The submission's files by section, each section's oldest first."""
        found: dict[int, list[Attachment]] = {}
        for one in Attachment.objects.filter(section__submission=self.submission.pk):
            found.setdefault(one.section_id, []).append(one)
        return found

    @cached_property
    def target_groups(self) -> Choices:
        """The strategy's target groups."""
        groups = self.round.strategy.target_groups.order_by("order")
        return tuple((str(group.pk), group.name) for group in groups)

    @cached_property
    def partners(self) -> Choices:
        """The organisations of the register, but for this one."""
        others = Actor.objects.counted().exclude(pk=self.submission.actor_id)
        return tuple((str(actor.pk), actor.name) for actor in others.in_county_order())

    @cached_property
    def funding(self) -> Choices:
        """The sources of the funding catalogue."""
        sources = FundingSource.objects.values_list("pk", "name")
        return tuple((str(pk), name) for pk, name in sources)


class SectionForm:
    """All fields of one section; what it needs from the registers is read once, when needed."""

    def __init__(self, section: Section, round_: Round, registers: Registers | None = None) -> None:
        self.section = section
        self.round = round_
        self.registers = registers or Registers(section.submission, round_)

    @classmethod
    def all_of(cls, submission: Submission) -> "list[SectionForm]":
        """The forms of a submission's sections, in order; what they share is read once."""
        registers = Registers(submission, submission.round)
        in_order = Prefetch("goal_area__sub_goals", SubGoal.objects.in_order())
        sections = submission.sections.select_related("goal_area").prefetch_related(in_order)
        forms = []
        for section in sections.order_by("order"):
            section.submission = submission
            form = cls(section, submission.round, registers)
            form.sub_goals = list(section.goal_area.sub_goals.all()) if section.goal_area else []
            forms.append(form)
        return forms

    @cached_property
    def asked(self) -> list[AskedQuestion]:
        """The questions of this section that this organisation is asked, in order."""
        return [asked for asked in self.registers.asked if self._is_here(asked)]

    def _is_here(self, asked: AskedQuestion) -> bool:
        about_itself = self.section.goal_area_id is None
        return (asked.question.scope == Question.Scope.ORGANISATION) == about_itself

    @cached_property
    def sub_goals(self) -> list[SubGoal]:
        """The area's sub-goals in order; none in the section about the organisation."""
        area = self.section.goal_area
        return list(area.sub_goals.in_order()) if area else []

    @cached_property
    def every_intervention(self) -> list[Intervention]:
        """The interventions in their order, also those taken away or merged into another."""
        return list(self.section.interventions.order_by("position", "pk"))

    @cached_property
    def interventions(self) -> list[Intervention]:
        """The interventions that have not been taken away, in their order."""
        return [one for one in self.every_intervention if one.removed_at is None]

    @cached_property
    def put_aside(self) -> list[Intervention]:
        """The interventions that were merged into another, the latest first."""
        merged = [one for one in self.every_intervention if one.merged_into_id]
        return sorted(merged, key=attrgetter("removed_at"), reverse=True)

    @cached_property
    def merged(self) -> Mapping[str, str]:
        """The ids of those merged into another, each with the id of the one that stands now."""
        if self.section.goal_area_id is None:
            return {}
        pairs = stand_ins(self.put_aside).items()
        return {str(pk): str(stands) for pk, stands in pairs}

    @cached_property
    def records(self) -> list[Record]:
        """The repeated entries that have not been taken away, in the order they were added."""
        if not any(asked.question.kind == _KINDS.RECORDS for asked in self.asked):
            return []
        return list(self.section.records.filter(removed_at=None).order_by("position"))

    @cached_property
    def removed_records(self) -> list[Record]:
        """The repeated entries that have been taken away, the latest first."""
        if not any(asked.question.kind == _KINDS.RECORDS for asked in self.asked):
            return []
        return list(self.section.records.exclude(removed_at=None).order_by("-removed_at"))

    # --- Fields ------------------------------------------------------------------------------

    def fields(self) -> Iterable[Field]:
        """Every field of the section, in reading order; also of questions not shown now."""
        for sub_goal in self.sub_goals:
            for asked in self._scoped(Question.Scope.SUB_GOAL):
                yield from self.about_sub_goal(asked, sub_goal)
        for asked in self.asked:
            if asked.question.scope != Question.Scope.SUB_GOAL:
                yield from self.about_section(asked)

    def questions(self) -> Iterable[list[Field]]:
        """The fields of each question together, in order; interventions are no questions."""
        for sub_goal in self.sub_goals:
            for asked in self._scoped(Question.Scope.SUB_GOAL):
                yield self.about_sub_goal(asked, sub_goal)
        for asked in self.asked:
            kind, scope = asked.question.kind, asked.question.scope
            if scope != Question.Scope.SUB_GOAL and kind != _KINDS.INTERVENTIONS:
                yield self.about_section(asked)

    def shown_fields(self, values: Mapping[str, Value]) -> Iterable[Field]:
        """The fields of the questions that are asked, with these answers of the section."""
        return (field for field in self.fields() if self.is_shown(field, values))

    def _scoped(self, scope: str) -> list[AskedQuestion]:
        return [asked for asked in self.asked if asked.question.scope == scope]

    def find(self, key: str) -> Field:
        """The field with this key; `UnknownFieldError` where the section has none."""
        name, *rest = key.split("/")
        if name == WHY and rest:
            name, *rest = rest
        asked = next((a for a in self.asked if a.question.key == name), None)
        if asked is None:
            raise UnknownFieldError(key)
        for field in self._candidates(asked, rest):
            if field.key == key:
                return field
        raise UnknownFieldError(key)

    def _candidates(self, asked: AskedQuestion, rest: list[str]) -> Iterable[Field]:
        """The few fields of one question that a key's remaining parts can mean."""
        if asked.question.scope == Question.Scope.SUB_GOAL:
            return [
                field
                for sub_goal in self.sub_goals
                if rest[:1] == [str(sub_goal.pk)]
                for field in self.about_sub_goal(asked, sub_goal)
            ]
        if asked.question.kind == _KINDS.INTERVENTIONS:
            return [
                field
                for intervention in self.interventions
                if rest[:1] == [str(intervention.pk)]
                for field in self.of_intervention(asked, intervention)
            ]
        return self.about_section(asked)

    def about_sub_goal(self, asked: AskedQuestion, sub_goal: SubGoal) -> list[Field]:
        """A question's fields about one sub-goal."""
        return self._of_question(asked, f"{asked.question.key}/{sub_goal.pk}", sub_goal)

    def about_section(self, asked: AskedQuestion) -> list[Field]:
        """A question's fields about the whole area or organisation."""
        if asked.question.kind == _KINDS.PROPOSAL:
            return self._of_proposal(asked)
        if asked.question.kind == _KINDS.INTERVENTIONS:
            return [
                field
                for intervention in self.interventions
                for field in self.of_intervention(asked, intervention)
            ]
        return self._of_question(asked, asked.question.key, None)

    def _of_proposal(self, asked: AskedQuestion) -> list[Field]:
        key, version, condition = asked.question.key, asked.version, self.condition(asked, None)
        chosen = tuple((str(g.pk), str(g)) for g in self.sub_goals)
        return [
            Field(
                f"{key}/sub_goal",
                asked,
                "pick",
                version.wording,
                version.help_text,
                "sub_goal",
                chosen,
                condition=condition,
            ),
            Field(
                f"{key}/reason",
                asked,
                "text",
                "Varför just det delmålet?",
                part="reason",
                condition=condition,
            ),
        ]

    def of_intervention(self, asked: AskedQuestion, intervention: Intervention) -> list[Field]:
        """The fields of one intervention."""
        condition = self.condition(asked, None)
        fields = []
        for part, widget, label, help_text in _INTERVENTION_PARTS:
            key = f"{asked.question.key}/{intervention.pk}/{part}"
            choices = self.files_of(key) if widget == "file" else self._choices(part)
            fields.append(
                Field(
                    key,
                    asked,
                    widget,
                    label,
                    help_text,
                    part,
                    choices,
                    intervention=intervention,
                    condition=condition,
                )
            )
        return fields

    def _of_question(self, asked: AskedQuestion, key: str, sub_goal: SubGoal | None) -> list[Field]:
        """The fields of a question of any other kind, its explanation last."""
        common: dict[str, Any] = {
            "sub_goal": sub_goal,
            "condition": self.condition(asked, sub_goal),
        }
        kind = asked.question.kind
        if kind == _KINDS.COUNTS:
            fields = self._of_counts(asked, key, common)
        elif kind == _KINDS.RECORDS:
            fields = self._of_records(asked, key, common)
        else:
            fields = [self._plain(asked, key, common)]
            if fields[0].widget in _WITH_NOT_KNOWN:
                fields.append(
                    Field(f"{key}/not_known", asked, "tick", "Vet ej", part="not_known", **common)
                )
        if may_ask_why(asked):
            fields.append(Field(f"{WHY}/{key}", asked, "text", "Förklara", part=WHY, **common))
        return fields

    def _plain(self, asked: AskedQuestion, key: str, common: dict[str, Any]) -> Field:
        version = asked.version
        widget = _WIDGETS[_KINDS(asked.question.kind)]
        return Field(
            key,
            asked,
            widget,
            version.wording,
            version.help_text,
            choices=self.files_of(key) if widget == "file" else choices_of(asked),
            **_limits(asked, widget),
            **common,
        )

    def _of_counts(self, asked: AskedQuestion, key: str, common: dict[str, Any]) -> list[Field]:
        limits = _limits(asked, "count")
        return [
            Field(
                f"{key}/{part}",
                asked,
                widget,
                label,
                part=part,
                **(limits if part in COUNT_PARTS else {}),
                **common,
            )
            for part, widget, label in _COUNTS
        ]

    def _of_records(self, asked: AskedQuestion, key: str, common: dict[str, Any]) -> list[Field]:
        none = Field(f"{key}/none", asked, "tick", "Inget att redovisa", part="none", **common)
        sub_goal = common["sub_goal"]
        return [none] + [
            field
            for record in self.records
            if record.question_id == asked.question_id
            and record.sub_goal_id == (sub_goal.pk if sub_goal else None)
            for field in self._of_record(asked, key, record, common)
        ]

    def _of_record(
        self, asked: AskedQuestion, key: str, record: Record, common: dict[str, Any]
    ) -> list[Field]:
        fields = []
        for column in asked.version.columns:
            kind = _KINDS(column["kind"])
            widget = _WIDGETS[kind]
            fields.append(
                Field(
                    f"{key}/{record.pk}/{column['key']}",
                    asked,
                    widget,
                    column["label"],
                    part=column["key"],
                    choices=YES_NO if kind == _KINDS.YES_NO else (),
                    record=record,
                    unit=_UNITS.get(widget, ""),
                    **common,
                )
            )
        return fields

    def of_record(self, lead: Field, record: Record) -> list[Field]:
        """The fields of an entry just added to the question that `lead` is the first field of."""
        common: dict[str, Any] = {"sub_goal": lead.sub_goal, "condition": lead.condition}
        return self._of_record(lead.asked, lead.base_key, record, common)

    # --- Which questions are shown -----------------------------------------------------------

    def condition(self, asked: AskedQuestion, sub_goal: SubGoal | None) -> Condition | None:
        """What must be answered for a question to be asked; None where it always is.

        A condition on a question that this organisation is not asked hides nothing.
        """
        other = self.registers.asked_by_key.get(asked.shown_if.key) if asked.shown_if else None
        if other is None:
            return None
        scopes = Question.Scope
        key = other.question.key
        if other.question.scope == scopes.SUB_GOAL:
            if sub_goal is None:
                return None
            key = f"{key}/{sub_goal.pk}"
        named = {label: value for value, label in choices_of(other)}
        values = tuple(named.get(str(one), str(one)) for one in asked.shown_if_values)
        return Condition(key, values, elsewhere=not self._is_here(other))

    def is_shown(self, field: Field, values: Mapping[str, Value]) -> bool:
        """Whether a field's question is asked, with these answers of the section.

        A question that leads to another is itself asked, or it leads nowhere.
        """
        condition, seen = field.condition, {field.base_key}
        while condition is not None:
            said = self.registers.about_itself if condition.elsewhere else values
            if not condition.is_met(said.get(condition.key, "")):
                return False
            if condition.key in seen:
                return True
            seen.add(condition.key)
            other = self.registers.asked_by_key.get(condition.key.split("/")[0])
            condition = self.condition(other, field.sub_goal) if other else None
        return True

    # --- Choices ---------------------------------------------------------------------------

    def files_of(self, key: str) -> Choices:
        """The files that have come to a field: id and name. The answer lists those lying there."""
        return tuple((str(one.pk), one.name) for one in self.attachments_at(key))

    def attachments_at(self, key: str) -> list[Attachment]:
        """The files that have come to a field, also those taken away, the oldest first.

        What came to an intervention that was merged into another lies at the other.
        """
        return [one for one in self.attachments if key in {one.key, self.place_of(one.key)}]

    def place_of(self, key: str) -> str:
        """A field's key; that of the one standing in its place where it was of one merged away."""
        question, *rest = key.split("/")
        return "/".join([question, *(self.merged.get(part, part) for part in rest)])

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files that have come to the section, also those taken away, the oldest first."""
        return self.registers.attachments.get(self.section.pk, [])

    def _choices(self, part: str) -> Choices:
        match part:
            case "sub_goals":
                return tuple((str(goal.pk), str(goal)) for goal in self.sub_goals)
            case "target_groups":
                return self.registers.target_groups
            case "partners":
                return self.registers.partners
            case "funding_sources":
                return self.registers.funding
            case "status":
                return tuple(ReportedIntervention.Status.choices)
            case "continues_next_year":
                return tuple(ReportedIntervention.Continues.choices)
        return ()


def _limits(asked: AskedQuestion, widget: str) -> dict[str, Any]:
    """A box's unit and limits; a share is 0 to 100 and money not below 0 unless told otherwise."""
    version = asked.version
    limits: dict[str, Any] = {"unit": version.unit or _UNITS.get(widget, "")}
    if widget in {"number", "per_cent", "money", "count"}:
        limits |= {"minimum": version.minimum, "maximum": version.maximum}
    if widget in {"text", "line"}:
        limits["longest"] = version.longest
    if widget in {"per_cent", "money"} and version.minimum is None:
        limits["minimum"] = Decimal(0)
    if widget == "per_cent" and version.maximum is None:
        limits["maximum"] = Decimal(100)
    return limits


def may_ask_why(asked: AskedQuestion) -> bool:
    """Whether one of a question's checks may want a word of explanation."""
    version = asked.version
    return Level.WARNING in {version.if_blank, version.if_changed} or (
        version.if_outside == Level.WARNING
        and (version.minimum is not None or version.maximum is not None or bool(version.longest))
    )
