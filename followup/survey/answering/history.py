"""Earlier versions of an answer: who wrote what and when, and an old text brought back."""

import dataclasses
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from actors.models import Person
from followup.survey.answering.actions import Saved, save_answer
from followup.survey.form.fields import Field
from followup.survey.form.section_form import SectionForm
from followup.survey.holding import hold_section
from followup.survey.models import Answer, AnswerRevision, Intervention, Origin, Section


@dataclass(frozen=True)
class Earlier:
    """One save of one field, as the page shows it."""

    revision: AnswerRevision
    words: str
    stands_now: bool

    @property
    def met_another(self) -> bool:
        """Whether it was kept beside a newer text and never took hold."""
        return self.revision.version is None

    @property
    def how(self) -> str:
        """How the words came to stand there, where nobody wrote them."""
        origin = Origin(self.revision.origin)
        return "" if origin == Origin.WRITTEN else str(origin.label)


@dataclass
class FieldHistory:
    """One field with all its saves, the newest first."""

    field: Field
    earlier: list[Earlier] = dataclasses.field(default_factory=list)


def fields_of(form: SectionForm, question: str) -> list[Field]:
    """The fields of one question, or of one intervention ("interventions/<id>")."""
    return [
        one
        for one in form.fields()
        if question == one.base_key or (one.intervention and question == one.key.rpartition("/")[0])
    ]


def history_of(section: Section, fields: list[Field]) -> list[FieldHistory]:
    """Every save of these fields; a field that nobody has touched is left out. One query."""
    found = {one.key: FieldHistory(one) for one in fields}
    revisions = (
        AnswerRevision.objects.filter(answer__section=section, answer__key__in=found)
        .select_related("answer", "by")
        .order_by("-at", "-version")
    )
    for revision in revisions:
        answer, one = revision.answer, found[revision.answer.key]
        shown = one.field.shown(revision.value)
        stands_now = revision.version == answer.version
        one.earlier.append(Earlier(revision, shown, stands_now))
    return [one for one in found.values() if one.earlier]


@dataclass
class PutAside:
    """An intervention that was merged into another: what it says, as it was put aside."""

    intervention: Intervention
    said: list[tuple[str, str]]


def put_aside(form: SectionForm, lead: Field) -> list[PutAside]:
    """Those merged into the intervention that a field belongs to, the latest first."""
    kept = lead.intervention
    merged = [one for one in form.put_aside if kept and form.merged[str(one.pk)] == str(kept.pk)]
    answers = Answer.objects.filter(intervention__in=merged).values_list("key", "value")
    values = dict(answers) if merged else {}
    found = []
    for one in merged:
        fields = [f for f in form.of_intervention(lead.asked, one) if values.get(f.key)]
        found.append(PutAside(one, [(f.label, f.shown(values[f.key])) for f in fields]))
    return found


@transaction.atomic
def restore(section: Section, revision: AnswerRevision, *, by: Person, at: datetime) -> Saved:
    """Let an earlier text stand again, as a new save; what stands now is kept as well.

    Raises `UnknownFieldError` for a field that is no longer on the page, and `ValueFaultError` for
    a value that can no longer be given. Pressed twice it is done once.
    """
    hold_section(section, by, at)
    answer = Answer.objects.get(pk=revision.answer_id)
    form = SectionForm(section, section.submission.round)
    one = form.find(answer.key)
    value = revision.value
    kept = one.clean(value if isinstance(value, list) else [value])
    return save_answer(
        section,
        one,
        kept,
        save_id=uuid.uuid5(revision.pk, str(answer.version)),
        base_version=answer.version,
        by=by,
        at=at,
        origin=Origin.RESTORED,
    )
