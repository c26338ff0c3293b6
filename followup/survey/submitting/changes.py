"""What differs between two submitted versions, question by question, with the words marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from followup.survey.models import Comment, ReportedIntervention, Section, SubmissionVersion
from followup.survey.submitting.differences import Piece, compare
from followup.survey.submitting.reading import Read, ReadSection, read_sections
from followup.survey.submitting.remarks import comments_on, key_of

NO_ANSWER = "Inget svar"
NOT_THERE = "Fanns inte med"
# Stands among the questions' keys for whether the section concerns the organisation at all.
_RELEVANCE = "section"


@dataclass(frozen=True)
class Change:
    """One question, or one part of an intervention, before and now.

    `comments` are what the coordinator said of the earlier version; something that was commented
    on but not changed stands here too, with `is_same`.
    """

    label: str
    before: list[Piece]
    after: list[Piece]
    comments: list[Comment] = field(default_factory=list)
    is_same: bool = False


@dataclass(frozen=True)
class SectionChanges:
    """What differs in one section; `comments` are about the whole of it."""

    section: Section
    changes: list[Change]
    comments: list[Comment]


Texts = dict[str, tuple[str, str]]
Said = Mapping[tuple[int, str], list[Comment]]


def changes_between(old: SubmissionVersion, new: SubmissionVersion) -> list[SectionChanges]:
    """The sections in which two versions of the same organisation differ; constant queries."""
    said = comments_on(old)
    before = {part.section.pk: part for part in read_sections(old)}
    found = []
    for part in read_sections(new):
        about_all = said.get((part.section.pk, ""), [])
        changes = list(_in_section(before[part.section.pk], part, said))
        if changes or about_all:
            found.append(SectionChanges(part.section, changes, about_all))
    return found


def _in_section(old: ReadSection, new: ReadSection, said: Said) -> Iterable[Change]:
    first, second = _texts(old), _texts(new)
    for key in {**second, **first}:
        label = second.get(key, first.get(key, ("", "")))[0]
        before, after = (texts.get(key, ("", NOT_THERE))[1] for texts in (first, second))
        comments = said.get((new.section.pk, _commented(key)), [])
        if before != after:
            pieces = compare(before, after)
            yield Change(label, *pieces, comments if _leads(key) else [])
        elif comments and _leads(key):
            same = [Piece(after, differs=False)]
            yield Change(label, same, same, comments, is_same=True)


def _commented(key: str) -> str:
    """The key that a comment on this has: the whole intervention, or the question."""
    parts = key.split("/")
    return "/".join(parts[:2]) if parts[0] == "interventions" and len(parts) > 2 else key


def _leads(key: str) -> bool:
    """Whether it is the place to show comments: of an intervention only its name."""
    return not key.startswith("interventions/") or key.endswith("/title")


def _texts(part: ReadSection) -> Texts:
    """Everything in a section as words, by key: its label, and what was answered."""
    if part.then["state"] == Section.State.NOT_RELEVANT:
        return {_RELEVANCE: ("Avsnittet", f"Ej relevant: {part.then['not_relevant_because']}")}
    texts: Texts = {_RELEVANCE: ("Avsnittet", "Besvarat")}
    for row in part.rows:
        texts[row.key] = (row.term, _words(row))
    for one in part.interventions:
        for name, label, value in _of_intervention(one):
            texts[f"{key_of(one.intervention_id)}/{name}"] = (f"{one.title}: {label}", value)
    return texts


def _words(row: Read) -> str:
    said = [row.value or NO_ANSWER]
    if row.counts and row.counts.stated is not None:
        said.append(f"Totalt enligt organisationen: {row.counts.stated}. {row.counts.because}")
    if row.why:
        said.append(f"Förklaring: {row.why}")
    return "\n".join(one.strip() for one in said)


def _of_intervention(one: ReportedIntervention) -> Iterable[tuple[str, str, str]]:
    yield "title", "namn", one.title or NO_ANSWER
    for name in ("description", "effect", "other_partners", "other_funding", "evidence_link"):
        yield name, _label(name), getattr(one, name) or NO_ANSWER
    yield "status", _label("status"), one.get_status_display() or NO_ANSWER
    goes_on = one.get_continues_next_year_display() or NO_ANSWER
    yield "continues_next_year", _label("continues_next_year"), goes_on
    for name in ("sub_goals", "target_groups", "partners", "funding_sources"):
        names = "; ".join(str(each) for each in getattr(one, name).all())
        yield name, _label(name), names or NO_ANSWER
    for name in (*ReportedIntervention.COUNTS, "stated_total"):
        number = getattr(one, name)
        yield name, _label(name), NO_ANSWER if number is None else str(number)
    not_known = "ja" if one.counts_not_known else "nej"
    yield "counts_not_known", _label("counts_not_known"), not_known
    yield "total_because", _label("total_because"), one.total_because or NO_ANSWER


_LABELS = {
    "sub_goals": "delmål",
    "target_groups": "målgrupper",
    "partners": "samverkan",
    "funding_sources": "finansiering",
    "status": "läge",
    "continues_next_year": "fortsätter nästa år",
}


def _label(name: str) -> str:
    if name in _LABELS:
        return _LABELS[name]
    model: Any = ReportedIntervention
    return str(model._meta.get_field(name).verbose_name)
