"""The survey as fields: every box on a section's page, each with a lasting key of its own.

A key says which question and about what: `cooperation`, `degree/12` (sub-goal 12),
`proposal/reason`, `interventions/<uuid>/women`. The page, the save and the submission all ask
here what a key means, so that no value is accepted that the page could not have sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from actors.models import Actor
from followup.rounds.models import AskedQuestion, Question, Round
from followup.survey.models import (
    ImplementationDegree,
    Intervention,
    ReportedIntervention,
    Section,
)
from followup.survey.values import LONGEST_LINE, LONGEST_TEXT, ValueFaultError, bounded, count
from funding.models import FundingSource
from goals.models import SubGoal

Choices = tuple[tuple[str, str], ...]
Value = str | list[str]


class UnknownFieldError(LookupError):
    """A key that this section's page does not have."""


@dataclass(frozen=True)
class Field:
    """One box: `widget` is degree, text, line, one_of, pick, many, count or tick."""

    key: str
    asked: AskedQuestion
    widget: str
    label: str
    help_text: str = ""
    part: str = ""
    choices: Choices = ()
    sub_goal: SubGoal | None = None
    intervention: Intervention | None = None

    @property
    def html_id(self) -> str:
        """The box's id on the page, also the anchor that error summaries lead to."""
        return "f-" + self.key.replace("/", "-")

    @property
    def empty(self) -> Value:
        """The value of a box that nobody has touched."""
        return [] if self.widget == "many" else ""

    def clean(self, raw: list[str]) -> Value:
        """What the page sent as a value to store; `ValueFaultError` where it cannot be kept.

        A count is kept as it was typed: a draft may hold "ca 10", and the page says what to do.
        """
        allowed = {value for value, _ in self.choices}
        if self.widget == "many":
            return sorted({value for value in raw if value in allowed}, key=_natural)
        text = raw[-1] if raw else ""
        if self.widget == "text":
            return bounded(text, LONGEST_TEXT)
        if self.widget in {"line", "count"}:
            return bounded(text.replace("\n", " "), LONGEST_LINE).strip()
        if self.widget == "tick":
            return "yes" if text in {"yes", "on"} else ""
        if text and text not in allowed:
            raise ValueFaultError("Välj ett av alternativen.")
        return text

    def fault(self, value: Value) -> str:
        """What must be put right in a stored value before it can be submitted, or nothing."""
        if self.widget != "count":
            return ""
        try:
            count(str(value))
        except ValueFaultError as fault:
            return f"{self.label}: {fault}"
        return ""


def _natural(value: str) -> tuple[int, str]:
    return len(value), value


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
    ("effect", "text", "Vad blev effekten?", "Vad förändrades för dem som deltog?"),
    ("partners", "many", "Vilka gjorde ni det tillsammans med?", ""),
    ("other_partners", "line", "Andra som var med", "Organisationer som inte finns i listan."),
    ("funding_sources", "many", "Hur betalades insatsen?", ""),
    ("other_funding", "line", "Annan finansiering", "Till exempel egen budget."),
    ("continues_next_year", "one_of", "Fortsätter insatsen nästa år?", ""),
)


class SectionForm:
    """All fields of one section; what it needs from the registers is read once, when needed."""

    def __init__(self, section: Section, round_: Round) -> None:
        self.section = section
        self.round = round_

    @cached_property
    def asked(self) -> list[AskedQuestion]:
        """The questions of this section, in order."""
        questions = self.round.asked_questions.select_related("question", "version")
        about_itself = self.section.goal_area_id is None
        return [
            asked
            for asked in questions.order_by("order")
            if (asked.question.scope == Question.Scope.ORGANISATION) == about_itself
        ]

    @cached_property
    def sub_goals(self) -> list[SubGoal]:
        """The area's sub-goals in order; none in the section about the organisation."""
        area = self.section.goal_area
        return list(area.sub_goals.in_order()) if area else []

    @cached_property
    def interventions(self) -> list[Intervention]:
        """The interventions that have not been taken away, in the order they were added."""
        return list(self.section.interventions.filter(removed_at=None).order_by("position"))

    def fields(self) -> Iterable[Field]:
        """Every field of the section, in reading order."""
        for sub_goal in self.sub_goals:
            for asked in self._scoped(Question.Scope.SUB_GOAL):
                yield self.about_sub_goal(asked, sub_goal)
        for asked in self.asked:
            if asked.question.scope != Question.Scope.SUB_GOAL:
                yield from self.about_section(asked)

    def _scoped(self, scope: str) -> list[AskedQuestion]:
        return [asked for asked in self.asked if asked.question.scope == scope]

    def find(self, key: str) -> Field:
        """The field with this key; `UnknownFieldError` where the section has none."""
        name, *rest = key.split("/")
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
                self.about_sub_goal(asked, sub_goal)
                for sub_goal in self.sub_goals
                if rest == [str(sub_goal.pk)]
            ]
        if asked.question.kind == Question.Kind.INTERVENTIONS:
            return [
                field
                for intervention in self.interventions
                if rest[:1] == [str(intervention.pk)]
                for field in self.of_intervention(asked, intervention)
            ]
        return self.about_section(asked)

    def about_sub_goal(self, asked: AskedQuestion, sub_goal: SubGoal) -> Field:
        """A question's field about one sub-goal."""
        return self._plain(asked, f"{asked.question.key}/{sub_goal.pk}", sub_goal)

    def about_section(self, asked: AskedQuestion) -> list[Field]:
        """A question's fields about the whole area or organisation."""
        key = asked.question.key
        if asked.question.kind == Question.Kind.PROPOSAL:
            chosen = tuple((str(g.pk), str(g)) for g in self.sub_goals)
            wording, help_text = asked.version.wording, asked.version.help_text
            return [
                Field(f"{key}/sub_goal", asked, "pick", wording, help_text, "sub_goal", chosen),
                Field(f"{key}/reason", asked, "text", "Varför just det delmålet?", "", "reason"),
            ]
        if asked.question.kind == Question.Kind.INTERVENTIONS:
            return [
                field
                for intervention in self.interventions
                for field in self.of_intervention(asked, intervention)
            ]
        return [self._plain(asked, key, None)]

    def of_intervention(self, asked: AskedQuestion, intervention: Intervention) -> list[Field]:
        """The fields of one intervention."""
        return [
            Field(
                f"{asked.question.key}/{intervention.pk}/{part}",
                asked,
                widget,
                label,
                help_text,
                part,
                self._choices(part),
                intervention=intervention,
            )
            for part, widget, label, help_text in _INTERVENTION_PARTS
        ]

    def _plain(self, asked: AskedQuestion, key: str, sub_goal: SubGoal | None) -> Field:
        kinds = Question.Kind
        widget = {
            kinds.DEGREE: "degree",
            kinds.LONG_TEXT: "text",
            kinds.SHORT_TEXT: "line",
            kinds.ONE_OF: "one_of",
        }[kinds(asked.question.kind)]
        choices: Choices = tuple((choice, choice) for choice in asked.version.choices)
        if widget == "degree":
            choices = tuple(ImplementationDegree.choices)
        version = asked.version
        return Field(key, asked, widget, version.wording, version.help_text, "", choices, sub_goal)

    def _choices(self, part: str) -> Choices:
        match part:
            case "sub_goals":
                return tuple((str(goal.pk), str(goal)) for goal in self.sub_goals)
            case "target_groups":
                return self._target_groups
            case "partners":
                return self._partners
            case "funding_sources":
                return self._funding
            case "status":
                return tuple(ReportedIntervention.Status.choices)
            case "continues_next_year":
                return tuple(ReportedIntervention.Continues.choices)
        return ()

    @cached_property
    def _target_groups(self) -> Choices:
        groups = self.round.strategy.target_groups.order_by("order")
        return tuple((str(group.pk), group.name) for group in groups)

    @cached_property
    def _partners(self) -> Choices:
        others = Actor.objects.counted().exclude(pk=self.section.submission.actor_id)
        return tuple((str(actor.pk), actor.name) for actor in others.in_county_order())

    @cached_property
    def _funding(self) -> Choices:
        sources = FundingSource.objects.values_list("pk", "name")
        return tuple((str(pk), name) for pk, name in sources)
