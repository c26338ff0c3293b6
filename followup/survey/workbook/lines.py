"""A section as lines of a sheet: a row for each question or part of one, tables of entries.

The workbook's layout in words, without cells: `writing.py` draws it, and the keys are what
`reading.py` finds the answers by.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from followup.rounds.models import Question
from followup.rounds.question_kinds import choices_of
from followup.survey.form.checking import questions
from followup.survey.form.fields import WHY, Field
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Section

ANSWER = "Ert svar"
HEADINGS = ("Gäller", "Fråga", ANSWER, "Så svarar ni", "I fjol")
# In the key column: a line that is no answer.
TEXT_KEY = "text"
TABLE_KEY = "tabell"
_ABOUT_ALL = "Hela avsnittet"


@dataclass(frozen=True)
class Line:
    """One field on a row of its own."""

    field: Field
    about: str
    question: str
    hint: str


@dataclass(frozen=True)
class Table:
    """Entries of one question: a column for each part, a row for each entry."""

    title: str
    hint: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Field, ...]], ...]


def address_of(section: Section, key: str) -> str:
    """A field's, or an entry's, lasting place in a workbook: section and key."""
    return f"{section.pk}:{key}"


def entry_key(field: Field) -> str:
    """What the key of every field of the same entry begins with."""
    return field.key.rpartition("/")[0]


def lines(form: SectionForm) -> list[Line]:
    """The fields that have a row of their own, in reading order."""
    alone = [field for field in form.fields() if not (field.intervention or field.record)]
    return [
        Line(field, _about(form, field), _question(field, fields[0]), _hint(form, field, fields[0]))
        for fields in questions(alone)
        for field in fields
    ]


def tables(form: SectionForm) -> list[Table]:
    """The entries of each question that has them, with the empty rows last."""
    entries: dict[str, list[Field]] = {}
    for field in form.fields():
        if field.intervention or field.record:
            entries.setdefault(entry_key(field), []).append(field)
    by_question: dict[str, list[list[Field]]] = {}
    for key, fields in entries.items():
        by_question.setdefault(key.rpartition("/")[0], []).append(fields)
    return [_table(form, rows) for rows in by_question.values()]


def _table(form: SectionForm, rows: list[list[Field]]) -> Table:
    first = rows[0][0]
    version = first.asked.version
    about = f" {first.sub_goal}" if first.sub_goal else ""
    condition = _condition(form, first)
    return Table(
        f"{version.wording}{about}",
        " ".join(words for words in (version.help_text, condition) if words),
        column_titles(rows[0]),
        tuple((address_of(form.section, entry_key(row[0])), tuple(row)) for row in rows),
    )


def column_titles(fields: Iterable[Field]) -> tuple[str, ...]:
    """What a table's columns are called, no two alike."""
    titles: list[str] = []
    for field in fields:
        title, number = field.label, 2
        while title in titles:
            title, number = f"{field.label} ({number})", number + 1
        titles.append(title)
    return tuple(titles)


def _about(form: SectionForm, field: Field) -> str:
    if field.sub_goal:
        return str(field.sub_goal)
    return _ABOUT_ALL if form.section.goal_area_id else "Er organisation"


def _question(field: Field, lead: Field) -> str:
    wording = lead.asked.version.wording
    if field is lead and field.label == wording:
        return wording
    if field.asked.question.kind == Question.Kind.PROPOSAL:
        return field.label
    return f"{wording} {field.label}"


def _hint(form: SectionForm, field: Field, lead: Field) -> str:
    """What else is to be known of a line: the help text, limits, and whether it is asked at all."""
    if field.part == WHY:
        return "Bara om portalens kontroll ber om en förklaring."
    if field is not lead:
        return field.hint
    # About each sub-goal the help text would stand there seven times: it is in the input message.
    help_text = "" if field.sub_goal else lead.asked.version.help_text
    limits = field.hint.removeprefix(field.help_text).strip()
    parts = (help_text, limits, _condition(form, field))
    return " ".join(words for words in parts if words)


def _condition(form: SectionForm, field: Field) -> str:
    """That a question is asked only after a certain answer to another."""
    condition = field.condition
    if condition is None:
        return ""
    other = form.registers.asked_by_key[condition.key.split("/")[0]]
    if not condition.values:
        return f"Svara om ni har svarat på ”{other.version.wording}”."
    named = dict(choices_of(other))
    words = "” eller ”".join(named.get(value, value) for value in condition.values)
    return f"Svara om ni har svarat ”{words}” på ”{other.version.wording}”."
