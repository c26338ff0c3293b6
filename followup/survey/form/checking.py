"""What is looked at before handing in: stops must be put right, the rest may be.

Three levels: a stop prevents handing in, a warning asks to be looked at and often for a word of
explanation, a note tells. A warning that has its word of explanation asks no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from actors.models import Person
from followup.rounds.models import Level, Question
from followup.survey.form.counting import counted
from followup.survey.form.fields import NUMBERS, WHY, Field, Value
from followup.survey.form.last_year import LastYear, last_year
from followup.survey.form.section_form import SectionForm
from followup.survey.form.values import ValueFaultError, in_words
from followup.survey.models import Answer, Attachment, Origin, Section, Submission
from followup.survey.rights import held_by_another, is_locked, section_hinder

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where, and what to do.

    `why` is the field that a word of explanation is written in, `said` what stands there and
    `version` which of its versions that is.
    """

    section: Section
    text: str
    anchor: str = ""
    why: Field | None = None
    said: str = ""
    version: int = 0


@dataclass
class Findings:
    """Everything a check found, by level; `explained` are warnings that ask no more."""

    stops: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    explained: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.stops or self.warnings or self.notes)

    def add(self, section: Section, remark: "Remark") -> None:
        """Put a remark where its level says, or among the explained."""
        finding = Finding(section, remark.text, remark.at.html_id, remark.why, remark.said)
        if remark.level == Level.WARNING and remark.said:
            self.explained.append(finding)
        elif remark.level == Level.WARNING:
            self.warnings.append(finding)
        elif remark.level == Level.STOP:
            self.stops.append(finding)
        else:
            self.notes.append(finding)

    def in_section(self, section: Section) -> "Findings":
        """Only what concerns one section."""
        levels = (self.stops, self.warnings, self.notes, self.explained)
        return Findings(*([one for one in level if one.section == section] for level in levels))


@dataclass(frozen=True)
class SectionFindings:
    """What was found in one section, for somebody who reads the check page.

    `may_explain` is whether this person can write there now, `held` that a colleague has it.
    """

    section: Section
    may_explain: bool
    held: str
    stops: list[Finding]
    warnings: list[Finding]
    notes: list[Finding]
    explained: list[Finding]


def by_section(
    submission: Submission, findings: Findings, person: Person, at: datetime
) -> list[SectionFindings]:
    """The sections in which something was found, in order, each explanation with its version."""
    versions = _versions(submission, findings)
    found = []
    sections = submission.sections.select_related("goal_area", "assigned_to").order_by("order")
    for section in sections:
        section.submission = submission
        own = findings.in_section(section)
        if own or own.explained:
            levels = (own.stops, own.warnings, own.notes, own.explained)
            seen = ([_seen(one, versions) for one in level] for level in levels)
            why = section_hinder(section, person, at)
            held = held_by_another(section, person)
            found.append(SectionFindings(section, not why, held if held == why else "", *seen))
    return found


def _versions(submission: Submission, findings: Findings) -> dict[tuple[int, str], int]:
    told = [*findings.warnings, *findings.explained]
    keys = [one.why.key for one in told if one.why]
    answers = Answer.objects.filter(section__submission=submission, key__in=keys)
    return {
        (a, key): version for a, key, version in answers.values_list("section", "key", "version")
    }


def _seen(finding: Finding, versions: Mapping[tuple[int, str], int]) -> Finding:
    key = finding.why.key if finding.why else ""
    return replace(finding, version=versions.get((finding.section.pk, key), 0))


@dataclass(frozen=True)
class Remark:
    """What a check says of one question: how much it asks, and at which field."""

    level: str
    text: str
    at: Field
    why: Field | None = None
    said: str = ""


def values_of(submission: Submission) -> dict[int, dict[str, Value]]:
    """Everything written in a draft: by section, then by the field's key."""
    values: dict[int, dict[str, Value]] = defaultdict(dict)
    answers = Answer.objects.filter(section__submission=submission)
    for section, key, value in answers.values_list("section", "key", "value"):
        values[section][key] = value
    return values


def check(submission: Submission) -> Findings:
    """Look through a whole draft; constant queries, however much is written.

    What was handed in and is not open again stands as it was: nobody can put it right, so that
    nothing is asked of it. Last year's answers are looked up only where a question compares.
    """
    values = values_of(submission)
    copied = _copied(submission)
    findings = Findings()
    forms = SectionForm.all_of(submission)
    last = last_year(submission) if _compares(forms) else LastYear()
    for form in forms:
        if form.section.state != Section.State.NOT_RELEVANT and not is_locked(form.section):
            said = values[form.section.pk]
            check_section(form, said, findings, last.values(form))
            _unconfirmed(form, said, copied[form.section.pk], findings)
    if not any(any(written.values()) for written in values.values()):
        findings.stops.append(Finding(forms[0].section, "Ni har inte svarat på någon fråga än."))
    return findings


def _copied(submission: Submission) -> dict[int, set[str]]:
    """The fields that hold copies nobody has touched or confirmed, by section."""
    found: dict[int, set[str]] = defaultdict(set)
    answers = Answer.objects.filter(section__submission=submission, origin=Origin.COPIED)
    for section, key in answers.values_list("section", "key"):
        found[section].add(key)
    return found


def _unconfirmed(form: SectionForm, values: Values, keys: set[str], findings: Findings) -> None:
    """One line a section: how many of its answers are copies that nobody has confirmed."""
    copied = [f for f in form.shown_fields(values) if f.key in keys and values.get(f.key)]
    about = {f.intervention.pk if f.intervention else f.base_key for f in copied}
    if about:
        what = "1 svar är kopierat" if len(about) == 1 else f"{len(about)} svar är kopierade"
        text = f"{what} från ett tidigare år. Läs och markera att det stämmer, eller ändra."
        findings.notes.append(Finding(form.section, text, copied[0].html_id))


def _compares(forms: list[SectionForm]) -> bool:
    return any(asked.version.if_changed for form in forms for asked in form.asked)


def check_section(
    form: SectionForm, values: Values, findings: Findings, last: Values | None = None
) -> None:
    """Look through one section: each question that is asked, then what they say together."""
    section = form.section
    fields = list(form.shown_fields(values))
    for parts in questions(fields):
        for remark in check_question(parts, values, last or {}):
            findings.add(section, remark)
    interventions = _by_intervention(fields)
    for parts in interventions:
        for remark in check_intervention(parts, values):
            findings.add(section, remark)
    _untitled(section, interventions, values, findings)
    _contradictions(form, fields, interventions, values, findings)
    _held_back(form, fields, values, findings)
    _unfinished(section, fields, values, findings)


def questions(fields: Iterable[Field]) -> list[list[Field]]:
    """The fields of each question together, without those of interventions."""
    grouped: dict[str, list[Field]] = defaultdict(list)
    for one in fields:
        if one.intervention is None:
            grouped[one.base_key].append(one)
    return list(grouped.values())


# --- One question ----------------------------------------------------------------------------


def check_question(fields: list[Field], values: Values, last: Values) -> list[Remark]:
    """What there is to say about one question, all its fields given."""
    said = {f.key: values.get(f.key, f.empty) for f in fields}
    why = next((f for f in fields if f.part == WHY), None)
    reason = str(said[why.key]).strip() if why else ""
    own = [f for f in fields if f is not why]
    remarks = list(_of_each(own, said, why, reason))
    remarks += _if_blank(own, said, why, reason)
    remarks += _if_changed(own, said, last, why, reason)
    kind = own[0].asked.question.kind
    if kind == Question.Kind.COUNTS:
        remarks += _sums({f.part: f for f in own}, said)
    elif kind == Question.Kind.RECORDS:
        remarks += _records(own, said)
    else:
        remarks += _both(own, said)
    return remarks


def check_intervention(fields: list[Field], values: Values) -> list[Remark]:
    """What there is to say about one intervention's own fields."""
    said = {f.key: values.get(f.key, f.empty) for f in fields}
    parts = {f.part: f for f in fields}
    return [*_of_each(fields, said, None, ""), *_sums(parts, said)]


def about(one: Field) -> str:
    """What a remark begins with, so that it is understood away from its question."""
    if one.sub_goal and one.intervention is None:
        return f"{one.sub_goal.code}: "
    return ""


def _of_each(fields: list[Field], said: Values, why: Field | None, reason: str) -> Iterator[Remark]:
    """What cannot be read, and what is beyond the limits."""
    for one in fields:
        value = said[one.key]
        if fault := one.fault(value):
            yield Remark(Level.STOP, about(one) + fault, one)
            continue
        words, level = one.outside(one.read(value)), one.asked.version.if_outside
        if words and level == Level.WARNING:
            text = f"{about(one)}{_asks(one)} {words} Stämmer det? Förklara i så fall."
            yield Remark(level, text, one, why, reason)
        elif words and level:
            yield Remark(level, f"{about(one)}{_asks(one)} {words}", one)


def _asks(one: Field) -> str:
    """The words of a field, ready to be followed by a remark."""
    return one.label if one.label.endswith(("?", ".", ":")) else f"{one.label}:"


def is_answered(fields: Iterable[Field], values: Values) -> bool:
    """Whether anything is answered in a question; its explanation is no answer."""
    return any(values.get(f.key) for f in fields if f.part != WHY)


def _if_blank(
    fields: list[Field], said: Values, why: Field | None, reason: str
) -> Iterator[Remark]:
    level = fields[0].asked.version.if_blank
    if not level or is_answered(fields, said):
        return
    first, wording = fields[0], fields[0].asked.version.wording
    text = f"{about(first)}”{wording}” saknar svar."
    if level == Level.STOP:
        text += " Det behövs innan ni kan lämna in."
    elif level == Level.WARNING:
        text += " Svara, eller förklara varför ni inte kan."
    yield Remark(level, text, first, *((why, reason) if level == Level.WARNING else ()))


def _if_changed(
    fields: list[Field], said: Values, last: Values, why: Field | None, reason: str
) -> Iterator[Remark]:
    """A number that differs from last year's by more than the set share."""
    version = fields[0].asked.version
    if not version.if_changed or version.change_share is None:
        return
    now, then = _amount(fields, said), _amount(fields, last)
    if now is None or then is None or not _changed(now, then, version.change_share):
        return
    one = fields[0]
    text = (
        f"{about(one)}{_asks(_named(one))} {in_words(now)} i år, {in_words(then)} i fjol. "
        "Vad beror skillnaden på?"
    )
    told = (why, reason) if version.if_changed == Level.WARNING else ()
    yield Remark(version.if_changed, text, one, *told)


def _named(one: Field) -> Field:
    """A field called by its question's words, not by those of its part."""
    return replace(one, label=one.asked.version.wording)


def _changed(now: Decimal, then: Decimal, share: int) -> bool:
    if not then:
        return bool(now)
    return abs(now - then) * 100 > abs(then) * share


def _amount(fields: list[Field], values: Values) -> Decimal | None:
    """The number that a question is answered with: of counts, how many they are in all."""
    one = fields[0]
    if one.asked.question.kind == Question.Kind.COUNTS:
        total = counted({f.part: values.get(f.key, "") for f in fields}).total
        return None if total is None else Decimal(total)
    if one.widget not in NUMBERS:
        return None
    try:
        read = one.read(values.get(one.key, ""))
    except ValueFaultError:
        return None
    return Decimal(read) if isinstance(read, int | Decimal) else None


def _sums(parts: Mapping[str, Field], said: Values) -> Iterator[Remark]:
    """Counts against their stated total; a total alone says why."""
    if "total" not in parts:
        return
    found = counted({part: said[f.key] for part, f in parts.items()})
    why, name = parts["total_because"], _whose(parts, said)
    if found.is_total_alone:
        text = f"{name}Ni har bara angett en total. Skriv varför, eller fyll i hur de fördelar sig."
        yield Remark(Level.WARNING, text, parts["total"], why, found.because)
    elif found.differs and found.sum is not None and found.stated is not None:
        text = (
            f"{name}Kvinnor, män, flickor, pojkar och okänt kön är tillsammans "
            f"{in_words(found.sum)}, men ni har skrivit {in_words(found.stated)} totalt. "
            "Rätta det som är fel, eller förklara skillnaden."
        )
        yield Remark(Level.WARNING, text, parts["total"], why, found.because)


def _whose(parts: Mapping[str, Field], said: Values) -> str:
    first = next(iter(parts.values()))
    if first.intervention is not None:
        return f"”{said[parts['title'].key] or 'Insats utan namn'}”: "
    return f"{about(first)}”{first.asked.version.wording}” "


def _both(fields: list[Field], said: Values) -> Iterator[Remark]:
    """A number, and that it is not known, cannot both be so."""
    tick = next((f for f in fields if f.part == "not_known"), None)
    if tick and said[tick.key] and said[fields[0].key]:
        text = (
            f"{about(fields[0])}{_asks(fields[0])} Ni har svarat både med ett tal och ”Vet ej”. "
            "Ta bort det ena. Annars gäller talet."
        )
        yield Remark(Level.WARNING, text, fields[0])


def _records(fields: list[Field], said: Values) -> Iterator[Remark]:
    """Entries where there is said to be none, and entries that are empty."""
    none, entries = fields[0], defaultdict(list)
    for one in fields[1:]:
        if one.record:
            entries[one.record.pk].append(one)
    written = [e for e in entries.values() if is_answered(e, said)]
    wording = none.asked.version.wording
    if said[none.key] and written:
        text = (
            f"{about(none)}”{wording}” Ni har kryssat ”Inget att redovisa” men ändå skrivit in "
            "uppgifter. Stämmer det?"
        )
        yield Remark(Level.WARNING, text, none)
    if empty := [e for e in entries.values() if e not in written]:
        text = f"{about(none)}”{wording}” En tom rad följer inte med när ni lämnar in."
        yield Remark(Level.NOTE, text, empty[0][0])


# --- What a section's answers say together ---------------------------------------------------


def _by_intervention(fields: list[Field]) -> list[list[Field]]:
    """The fields of each intervention."""
    found: dict[Any, list[Field]] = defaultdict(list)
    for one in fields:
        if one.intervention:
            found[one.intervention.pk].append(one)
    return list(found.values())


def _said_in(fields: list[Field], values: Values) -> dict[str, Value]:
    return {f.part: values.get(f.key, f.empty) for f in fields}


def _untitled(
    section: Section, interventions: list[list[Field]], values: Values, findings: Findings
) -> None:
    for fields in interventions:
        said = _said_in(fields, values)
        ids = {f.part: f.html_id for f in fields}
        if not any(said.values()):
            text = "En tom insats följer inte med när ni lämnar in."
            findings.notes.append(Finding(section, text, ids["title"]))
        elif not said["title"]:
            text = "En insats saknar namn. Skriv vad den heter, eller ta bort den."
            findings.stops.append(Finding(section, text, ids["title"]))
        elif not said["sub_goals"]:
            text = f"”{said['title']}” gäller inget delmål. Välj vilket den hör till."
            findings.warnings.append(Finding(section, text, ids["sub_goals"]))


def _contradictions(
    form: SectionForm,
    fields: list[Field],
    interventions: list[list[Field]],
    values: Values,
    findings: Findings,
) -> None:
    """That interventions were made, against those that are written in."""
    asked = next((f for f in fields if f.asked.question.key == "interventions-done"), None)
    if asked is None:
        return
    said = str(values.get(asked.key, ""))
    listed = any(_said_in(one, values)["title"] for one in interventions)
    if said.startswith(("Nej", "Ej")) and listed:
        text = f"Ni har svarat ”{said}” men ändå skrivit in insatser. Stämmer det?"
        findings.warnings.append(Finding(form.section, text, asked.html_id))
    if said == "Ja" and not listed:
        text = "Ni har svarat att ni har genomfört insatser men inte skrivit in någon."
        findings.warnings.append(Finding(form.section, text, asked.html_id))


def _held_back(form: SectionForm, fields: list[Field], values: Values, findings: Findings) -> None:
    """Files that nobody may fetch: refused by the virus scanner, or still waiting for it."""
    for one in (f for f in fields if f.widget == "file"):
        lying = values.get(one.key) or []
        for file in form.attachments_at(one.key):
            if str(file.pk) not in lying or not file.held_back:
                continue
            if file.scan == Attachment.Scan.INFECTED:
                text = f"Viruskontrollen har hittat skadlig kod i {file.name}. Ta bort filen."
                findings.stops.append(Finding(form.section, text, one.html_id))
            else:
                text = (
                    f"{file.name} väntar på viruskontroll. Ni kan lämna in ändå: filen lämnas ut "
                    "när den är kontrollerad."
                )
                findings.notes.append(Finding(form.section, text, one.html_id))


def _unfinished(section: Section, fields: list[Field], values: Values, findings: Findings) -> None:
    """One line a section: what is blank, and whether somebody has said that it is done."""
    degrees = [f for f in fields if f.asked.question.kind == Question.Kind.DEGREE and not f.part]
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
