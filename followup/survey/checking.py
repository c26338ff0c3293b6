"""What is looked at before handing in: stops must be put right, the rest may be.

Three levels: a stop prevents handing in, a warning asks to be looked at, a note tells.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from followup.rounds.models import Question
from followup.survey.form import Field, SectionForm, Value
from followup.survey.models import Answer, Section, Submission


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where, and what to do."""

    section: Section
    text: str
    anchor: str = ""


@dataclass
class Findings:
    """Everything a check found, by level."""

    stops: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.stops or self.warnings or self.notes)


def check(submission: Submission) -> Findings:
    """Look through a whole draft; constant queries a section, however much is written."""
    values: dict[int, dict[str, Value]] = defaultdict(dict)
    for answer in Answer.objects.filter(section__submission=submission):
        values[answer.section_id][answer.key] = answer.value
    findings = Findings()
    sections = submission.sections.select_related("goal_area", "submission").order_by("order")
    for section in sections:
        if section.state == Section.State.NOT_RELEVANT:
            continue
        form = SectionForm(section, submission.round)
        check_section(section, list(form.fields()), values[section.pk], findings)
    if not any(values.values()):
        first = sections[0]
        findings.stops.append(Finding(first, "Ni har inte svarat på någon fråga än."))
    return findings


def check_section(
    section: Section, fields: list[Field], values: dict[str, Value], findings: Findings
) -> None:
    """Look through one section."""
    for one in fields:
        if fault := one.fault(values.get(one.key, one.empty)):
            findings.stops.append(Finding(section, fault, one.html_id))
    _untitled(section, fields, values, findings)
    _contradictions(section, fields, values, findings)
    _unfinished(section, fields, values, findings)


def _by_intervention(fields: list[Field], values: dict[str, Value]) -> list[dict[str, Value]]:
    """For each intervention its values by part, with the html ids under `#part`."""
    found: dict[object, dict[str, Value]] = defaultdict(dict)
    for one in fields:
        if one.intervention:
            found[one.intervention.pk][one.part] = values.get(one.key, one.empty)
            found[one.intervention.pk]["#" + one.part] = one.html_id
    return list(found.values())


def _untitled(
    section: Section, fields: list[Field], values: dict[str, Value], findings: Findings
) -> None:
    for parts in _by_intervention(fields, values):
        written = any(value for part, value in parts.items() if not part.startswith("#"))
        if written and not parts["title"]:
            text = "En insats saknar namn. Skriv vad den heter, eller ta bort den."
            findings.stops.append(Finding(section, text, str(parts["#title"])))
        elif written and not parts["sub_goals"]:
            text = f"”{parts['title']}” gäller inget delmål. Välj vilket den hör till."
            findings.warnings.append(Finding(section, text, str(parts["#sub_goals"])))
        elif not written:
            text = "En tom insats följer inte med när ni lämnar in."
            findings.notes.append(Finding(section, text, str(parts["#title"])))


def _contradictions(
    section: Section, fields: list[Field], values: dict[str, Value], findings: Findings
) -> None:
    said = str(values.get("interventions-done", ""))
    listed = any(p["title"] for p in _by_intervention(fields, values))
    anchor = "f-interventions-done"
    if said.startswith(("Nej", "Ej")) and listed:
        text = f"Ni har svarat ”{said}” men ändå skrivit in insatser. Stämmer det?"
        findings.warnings.append(Finding(section, text, anchor))
    if said == "Ja" and not listed:
        text = "Ni har svarat att ni har genomfört insatser men inte skrivit in någon."
        findings.warnings.append(Finding(section, text, anchor))


def _unfinished(
    section: Section, fields: list[Field], values: dict[str, Value], findings: Findings
) -> None:
    """One line a section: what is blank, and whether somebody has said that it is done."""
    degrees = [f for f in fields if f.asked.question.kind == Question.Kind.DEGREE]
    blank = [f for f in degrees if not values.get(f.key)]
    told = []
    if blank:
        told.append(
            f"{len(blank)} av {len(degrees)} delmål saknar svar om hur långt ni har kommit."
        )
    if section.state != Section.State.DONE:
        told.append("Avsnittet är inte markerat som klart.")
    if told:
        anchor = blank[0].html_id if blank else ""
        findings.notes.append(Finding(section, " ".join(told), anchor))
