"""A county at full size: forty organisations answer about three hundred interventions.

`write_large_year` puts it in the database by the rooms' own actions, as `load_demo` does its
smaller year, and `large_snapshot` gives it as plain data with as many interventions and comments
as a test or a benchmark asks for. All words are invented, and the same each time.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from actors.models import Actor, ActorType, Person
from followup.review import actions as review
from followup.review.proposals import actions as proposals
from followup.rounds import actions as rounds
from followup.rounds.models import Round
from followup.survey.models import ReportedIntervention
from followup.survey.submitting.handing_in import submit
from goals.models import GoalArea, SubGoal
from strategy_portal.access import Role
from strategy_portal.demo.answers import Registers, Row, Said, fill_in
from tests.invented import COMPOUNDS, Invented
from tests.year import make_person

ORGANISATIONS, INTERVENTIONS = 40, 300
LONGEST_ANSWER = 10_000
_GROUPS = ("nyanlanda", "asylsokande", "ensamkommande-barn-och-unga")
_DONE = ("Nej, inget gjort", "Vet ej", "Ej relevant för oss", "")
_JUDGEMENTS = ("right", "same", "wrong", "cannot")


def write_large_year(strategy: Any, by: Person, preparer: Person, year: int = 2026) -> Round:
    """A closed round in which everybody has answered, judged and with priorities put forward.

    The round is `by`'s, a coordinator; `preparer` judges.
    """
    actors = _actors()
    round_ = _open_round(strategy, by, year)
    registers = Registers(round_)
    codes = list(registers.sub_goals)
    for number, actor in enumerate(actors):
        person = make_person(f"Invented {number}", actor, Role.RESPONDENT)
        invitation = round_.invitations.get(actor=actor)
        said = _said(actor.slug, number, codes)
        submit(fill_in(invitation, said, by=[person], registers=registers), by=person)
    rounds.close_round(round_, by=by)
    _judge(round_, preparer)
    return round_


def _actors() -> list[Actor]:
    """The county's own, and as many invented associations as are missing to forty."""
    for number in range(ORGANISATIONS - Actor.objects.invited().count()):
        Actor.objects.create(
            name=f"Föreningen {COMPOUNDS[number].capitalize()}",
            slug=f"invented-{number}",
            actor_type=ActorType.CIVIL,
        )
    return list(Actor.objects.invited().order_by("slug"))


def _open_round(strategy: Any, by: Person, year: int) -> Round:
    round_ = rounds.create_first_round(year=year, strategy=strategy, by=by)
    Round.objects.filter(pk=round_.pk).update(is_example=True)
    today = timezone.localdate()
    rounds.change_plan(round_, by=by, opens_on=today, closes_on=today + timedelta(days=30))
    rounds.record_consultation(round_, by=by, omitted_because="Påhittat år.")
    rounds.open_round(round_, by=by)
    return round_


def _said(slug: str, number: int, codes: list[str]) -> Said:
    """One organisation's answers: seven or eight interventions in four areas; the rest is empty."""
    words = Invented(number)
    areas = sorted({code[0] for code in codes})
    busy = [code for code in codes if (int(code[0]) + number) % 6 < 4]
    rows = [
        _intervention(words, place, busy)
        for place in range(INTERVENTIONS)
        if place % ORGANISATIONS == number
    ]
    idle = [area for area in areas if not any(row["sub_goals"][0][0] == area for row in rows)]
    # Nothing at all is written in an area that is left blank.
    said = [area for area in areas if area not in idle or _done(number, area)]
    return Said(
        slug,
        own_plan="Ja",
        register_ok="Ja",
        cooperation=words.text(LONGEST_ANSWER if number == 7 else 400),
        degrees={
            area: "".join(
                words.dice.choice("GGHHPPEN-") for code in codes if code.startswith(f"{area}.")
            )
            for area in said
        },
        done={area: _done(number, area) for area in idle},
        not_relevant={area: words.sentence() for area in idle[:1] if number % 4 == 0},
        comments={
            code: words.text(_length(number, place))
            for place, code in enumerate(codes)
            if (number + place) % 9 == 0 and code[0] in said
        },
        challenges={area: words.text(260) for area in said if (number + int(area)) % 4 == 0},
        proposals={f"{said[0]}.1": words.text(200)},
        interventions=rows,
    )


def _done(number: int, area: str) -> str:
    return _DONE[(number + int(area)) % 4]


def _length(number: int, place: int) -> int:
    """How much somebody writes: mostly some lines, at times a page, once as much as there is."""
    if (number, place) == (20, 25):
        return LONGEST_ANSWER
    return (220, 320, 120, 130, 480, 260, 1_400)[(number + place) % 7]


def _intervention(words: Invented, number: int, codes: list[str]) -> Row:
    sub_goals = [codes[number * 7 % len(codes)]]
    if number % 5 == 0:
        sub_goals.append(codes[(number * 7 + 1) % len(codes)])
    return {
        "title": words.title(number),
        "description": words.text(420 if number != 61 else 4_000) if number % 6 else "",
        "sub_goals": sub_goals,
        "groups": list(_GROUPS[: number % 4]),
        "reached": _reached(words, number),
        "not_known": number % 11 == 3,
        "status": ("ongoing", "done", "planned", "")[number % 4],
        "effect": words.text((0, 160, 260, 400)[number % 4] if number != 61 else LONGEST_ANSWER),
        "partners": ["arbetsformedlingen", "svenska-kyrkan", "roda-korset"][: number % 4],
        "other_partners": COMPOUNDS[number % 8] if number % 13 == 0 else "",
        "other_funding": "Egna medel" if number % 3 else "",
        "continues": ("yes", "no", "not_known", "")[number % 4],
    }


def _reached(words: Invented, number: int) -> dict[str, int]:
    """Many, few, none, some left blank, and all left blank."""
    many = {who: words.dice.randint(5, 240) for who in ReportedIntervention.COUNTS}
    return (
        many,
        {"women": many["women"], "men": 3},
        dict.fromkeys(many, 0),
        {},
        {"girls": 2, "boys": many["boys"], "unknown": 210},
    )[number % 5]


def _judge(round_: Round, by: Person) -> None:
    """Every area and sub-goal judged, a challenge named, six priorities put forward in order."""
    words = Invented(1)
    for area in round_.strategy.goal_areas.order_by("number"):
        _judge_area(round_, area, words, by)
    proposals.put_all_forward(round_, by=by)
    current = ReportedIntervention.objects.current().for_round(round_)
    for one in current.order_by("pk").select_related("intervention")[1::12]:
        review.choose_intervention(round_, one.intervention, by=by)


def _judge_area(round_: Round, area: GoalArea, words: Invented, by: Person) -> None:
    subjects: list[GoalArea | SubGoal] = [area, *area.sub_goals.in_order()]
    for place, subject in enumerate(subjects):
        content = {
            "development": _JUDGEMENTS[(area.number + place) % 4],
            "reasons": words.text(1_800 if subject is area else 200),
        }
        review.save_assessment(round_, subject, content=content, base_edition=0, by=by)
    review.name_challenge(round_, area, text=words.text(200), by=by)
    title, reason = words.title(area.number), words.text(300)
    proposals.propose(round_, area.sub_goals.get(number=1), title=title, reason=reason, by=by)
