"""Themes: which passages stand under each, whose they are, and whether they still hold."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from followup.review.models import TaggedPassage, Theme
from followup.review.reading.passages import WITH_SOURCES, AnswerKey, Passage, followed, key_of
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from goals.models import Strategy


@dataclass(frozen=True)
class Tags:
    """The themes of a round's answers and interventions, by what they are of."""

    answers: dict[AnswerKey, list[Theme]] = field(default_factory=dict)
    interventions: dict[UUID, list[Theme]] = field(default_factory=dict)


def in_strategy(strategy: Strategy, round_: Round) -> QuerySet[Theme]:
    """A strategy's themes, each with how many `passages_in_round` it has."""
    answers = Q(passages__answer__version__submission__round=round_)
    interventions = Q(passages__intervention__version__submission__round=round_)
    return strategy.themes.annotate(
        passages_in_round=Count("passages", answers | interventions, distinct=True)
    ).order_by("name")


def passages(round_: Round, theme: Theme | None = None) -> list[Passage[TaggedPassage]]:
    """Every marked passage of a round, of one theme or of all, in the organisations' order."""
    found = followed(round_, list(_tagged(round_, theme)))
    return sorted(found, key=lambda one: (one.actor.name.casefold(), one.marked.pk))


def tags(round_: Round, theme: Theme | None = None) -> Tags:
    """What is marked in the newest versions, by answer and by intervention."""
    by_answer: dict[AnswerKey, list[Theme]] = defaultdict(list)
    by_intervention: dict[UUID, list[Theme]] = defaultdict(list)
    for one in passages(round_, theme):
        if one.is_earlier:
            continue
        if isinstance(one.source, ReportedIntervention):
            under = by_intervention[one.source.intervention_id]
        else:
            under = by_answer[key_of(one.source)]
        if one.marked.theme not in under:
            under.append(one.marked.theme)
    return Tags(dict(by_answer), dict(by_intervention))


def _tagged(round_: Round, theme: Theme | None) -> QuerySet[TaggedPassage]:
    in_round = Q(answer__version__submission__round=round_)
    in_round |= Q(intervention__version__submission__round=round_)
    rows = TaggedPassage.objects.filter(in_round, **({"theme": theme} if theme else {}))
    return rows.select_related("theme", *WITH_SOURCES).order_by("pk")
