"""Passages that the invented Beredningsgruppen has marked with themes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from actors.models import Person
from followup.review.reading import actions
from followup.survey.models import ReportedAnswer
from strategy_portal.demo.answers import FIRST_YEAR
from strategy_portal.demo.cast import PREPARER
from strategy_portal.demo.files import read, swedish

Moment = tuple[datetime, Callable[[], Any]]


def entries(people: dict[str, Person], tell: Callable[[str], None]) -> Iterator[Moment]:
    """While the answers are read, the hour before the areas are judged."""
    reviewed = swedish(read("rounds.toml")[str(FIRST_YEAR)]["reviewed"])
    yield reviewed - timedelta(hours=1), partial(_mark, people[PREPARER], tell)


def _mark(by: Person, tell: Callable[[str], None]) -> None:
    answers = ReportedAnswer.objects.current().filter(version__submission__round__year=FIRST_YEAR)
    themes = read(f"themes-{FIRST_YEAR}.toml")["themes"]
    for theme in themes:
        for passage in theme["passages"]:
            actions.tag(answers.get(text__contains=passage), passage, theme["name"], by=by)
    tell(f"  {FIRST_YEAR}: {len(themes)} themes among the answers")
