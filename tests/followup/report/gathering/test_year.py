"""The snapshot: everything the report says, as plain data, the same for the same year."""

import json

import pytest
from django.utils import timezone

from actors.models import Body
from followup.council.models import (
    Activity,
    ActivityPlan,
    AgendaItem,
    Decision,
    FocusGroup,
    Meeting,
    Priority,
)
from followup.report.drawing.figures import indicator_chart, made_finding
from followup.report.drawing.pages import report_context
from followup.report.gathering.indicators import indicator_parts
from followup.report.making.content import build_snapshot
from followup.report.snapshot import canonical_json, checksum, says_the_same
from followup.report.suppression import public_copy
from followup.review.models import Assessment, Proposal
from followup.review.proposals import actions
from followup.review.proposals.suggesting import suggest
from followup.survey.models import ReportedIntervention
from goals.statistics.models import Indicator
from tests.followup.report.conftest import write
from tests.year import make_round, submit


def area(snapshot, number=5):
    return next(one for one in snapshot["areas"] if one["number"] == number)


def test_the_whole_year_is_there_in_the_strategys_order(report, answered, strategy):
    snapshot = build_snapshot(answered, report)

    assert [one["number"] for one in snapshot["areas"]] == [1, 2, 3, 4, 5, 6]
    assert sum(len(one["sub_goals"]) for one in snapshot["areas"]) == 45
    assert (snapshot["year"], snapshot["version"], snapshot["public"]) == (2026, 1, False)
    assert snapshot["example"] is True
    assert snapshot["addressee"] == "Integrationsrådet"
    assert snapshot["strategy"] == {
        "title": "Västmanlands integrationsstrategi",
        "period": "2021–2026",
        "vision": strategy.vision,
        "overall_goal": strategy.overall_goal,
        "document": f"{strategy.source_document}, {strategy.source_place}",
    }


def test_answers_judgement_and_choice_stand_word_for_word(report, answered, sub_goal):
    part = area(build_snapshot(answered, report))

    assert part["assessment"] == {
        "development": "right",
        "development_label": "Rätt riktning",
        "reasons": "Sysselsättningen ökar mest bland kvinnor.",
        "saved": {"version": 0, "on": ""},
    }
    assert part["texts"] == {
        "development": "Fler arbetar än förra året.",
        "interventions": "",
        "challenges": "",
    }
    first = part["sub_goals"][0]
    assert first["degrees"] == {"G": 0, "H": 1, "P": 0, "E": 0, "N": 0, "blank": 0}
    assert first["comments"] == [{"organisation": "Sala kommun", "text": "Vi är på god väg."}]
    assert first["development"] == ""
    (course,) = part["interventions"]
    assert course["title"] == "Språkstöd på arbetsplatsen"
    assert course["sub_goals"] == ["5.1"]
    assert course["chosen"] is True
    assert (course["status_label"], course["continues_label"]) == ("Pågår", "Ja")
    today = timezone.localdate().isoformat()
    assert part["challenges"] == [
        {
            "text": "Få praktikplatser.",
            "by": "Beredningsgruppen",
            "saved": {"version": 1, "on": today},
        },
        {"text": "Svårt att nå kvinnor utan etableringsplan.", "by": "Sala kommun"},
    ]


def test_blank_is_not_zero(report, answered):
    part = area(build_snapshot(answered, report))
    counts = part["interventions"][0]["counts"]
    assert counts == {
        "women": 34,
        "men": 12,
        "girls": 0,
        "boys": 3,
        "unknown": None,
        "not_known": False,
    }
    assert part["reach"] == {
        "women": 34,
        "men": 12,
        "girls": 0,
        "boys": 3,
        "unknown": None,
        "total": 49,
        "without_counts": 0,
    }
    untouched = area(build_snapshot(answered, report), 1)["reach"]
    assert (untouched["women"], untouched["total"]) == (None, None)


def test_who_was_asked_and_who_answered(report, answered):
    response = build_snapshot(answered, report)["response"]
    assert (response["invited"], response["answered"]) == (2, 1)
    assert response["by_type"] == [{"type": "Kommun", "invited": 2, "answered": 1}]
    assert [(one["name"], one["status"]) for one in response["organisations"]] == [
        ("Arboga kommun", "Inte svarat"),
        ("Sala kommun", "Svarat"),
    ]


def test_what_each_organisation_answered_for_an_area(report, answered):
    snapshot = build_snapshot(answered, report)
    assert area(snapshot)["sections"] == [
        {"organisation": "Sala kommun", "state": "answered", "interventions": 1}
    ]
    assert area(snapshot, 1)["sections"] == [
        {"organisation": "Sala kommun", "state": "blank", "interventions": 0}
    ]


def test_only_proposals_put_forward_are_told_of(report, answered, employment, preparer):
    Proposal.objects.create(
        round=answered,
        sub_goal=employment.sub_goals.get(number=2),
        title="Bara en anteckning",
        reason="",
        state="proposed",
        proposed_by=preparer,
    )
    snapshot = build_snapshot(answered, report)
    assert snapshot["proposals"] == [
        {
            "order": 1,
            "title": "Språkstöd i alla kommuner",
            "area_number": 5,
            "sub_goal": "5.1",
            "reason": "Det ger arbete.",
            "by": "Beredningsgruppen",
        }
    ]
    assert "Bara en anteckning" not in canonical_json(snapshot)


def test_a_proposal_is_told_of_with_every_voice_and_how_it_was_weighed(
    report, answered, employment, preparer
):
    network, group = (Body.objects.get(kind=kind) for kind in ("network", "preparation"))
    whole = Proposal.objects.get()
    actions.withdraw(whole, by=preparer)
    asked = {"round_": answered, "by": preparer}
    first = suggest(body=network, sub_goal=whole.sub_goal, text="Stöd på plats.", **asked)
    second = suggest(body=group, sub_goal=None, text="Mer samordning.", **asked)
    part = actions.propose(
        sub_goal=employment.sub_goals.get(number=2), title="Följ personen", reason="Ja.", **asked
    )
    actions.take_up(whole, suggestions=[first], by=preparer)
    actions.take_up(part, suggestions=[second], by=preparer)
    words = {"urgency": "high", "weighing": "Flest ber om det."}
    actions.reword_proposal(whole, content=words, base_edition=1, by=preparer)
    actions.merge(part, whole, by=preparer)
    actions.put_forward(whole, by=preparer)

    snapshot = build_snapshot(answered, report)

    (told,) = snapshot["proposals"]
    assert told["sources"] == [
        {
            "kind": "network",
            "name": "Länsstyrelsens integrationsnätverk",
            "sub_goal": "5.1",
            "text": "Stöd på plats.",
        },
        {"kind": "group", "name": "Beredningsgruppen", "sub_goal": "", "text": "Mer samordning."},
        {"kind": "merged", "name": "Följ personen", "sub_goal": "5.2", "text": "Ja."},
    ]
    assert told["weighing"] == {
        "urgency_label": "Mycket angeläget",
        "feasibility_label": "",
        "text": "Flest ber om det.",
    }
    (in_the_area,) = area(snapshot, 5)["proposals"]
    assert in_the_area["title"] == "Språkstöd i alla kommuner"
    (shown,) = report_context(snapshot, paper=True)["proposals"]
    assert shown["asked_by"] == (
        "Efterfrågas av Länsstyrelsens integrationsnätverk och Beredningsgruppen. "
        "Sammanslaget med ”Följ personen”."
    )
    assert shown["weighed"] == "Mycket angeläget. Flest ber om det."


@pytest.fixture
def priority(answered, sub_goal, strategy) -> Priority:
    """What the council put first for the year, the December before."""
    from followup.council.agenda import council

    earlier = make_round(2025, "archived")
    meeting = Meeting.objects.create(
        body=council(), year=2025, number=4, starts_at=earlier.state_changed_at
    )
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Prioriteringar")
    decision = Decision.objects.create(
        item=item, year=2025, paragraph=1, decided_on=meeting.day, text="Rådet prioriterar 5.1."
    )
    return Priority.objects.create(
        year=2026, sub_goal=sub_goal, decision=decision, decided_in=earlier, order=1
    )


def test_what_became_of_last_years_priorities(report, answered, sub_goal, priority):
    Assessment.objects.create(
        round=answered,
        goal_area=sub_goal.goal_area,
        sub_goal=sub_goal,
        development="right",
        reasons="Det går bra.",
    )
    done = [{"title": "Språkstöd på arbetsplatsen", "organisation": "Sala kommun"}]
    assert build_snapshot(answered, report)["last_year_priorities"] == [
        {
            "title": f"5.1 {sub_goal.title}",
            "what_became": "Av 1 organisation som svarat: 1 har kommit minst halvvägs. "
            "Bedömning: rätt riktning.",
            "decision": "§ 1/2025",
            "decided_on": priority.decision.decided_on.isoformat(),
            "development_label": "Rätt riktning",
            "groups": [],
            "work": [one | {"status_label": "Pågår"} for one in done],
        }
    ]


def test_what_was_planned_is_told_by_what_the_responsible_report(
    report, answered, sub_goal, priority, sala
):
    plan = _decided_plan(priority, sala, "Språkombud", "Gemensam utbildning", "Bortvald")
    plan.activities.filter(title="Bortvald").update(removed_at=answered.state_changed_at)
    carried_out = ReportedIntervention.objects.get().intervention
    carried_out.planned_activity = plan.activities.get(title="Språkombud").pk
    carried_out.save()
    (told,) = build_snapshot(answered, report)["last_year_priorities"]
    assert told["groups"] == [
        {
            "name": "Fokusgrupp språk",
            "convener": "Sala kommun",
            "activities": [
                {"title": "Språkombud", "state": "Pågår", "is_done": True},
                {"title": "Gemensam utbildning", "state": "Ingen har berättat", "is_done": False},
            ],
        }
    ]
    plan.state = "draft"
    plan.save()
    (told,) = build_snapshot(answered, report)["last_year_priorities"]
    assert told["groups"][0]["activities"] == []


def _decided_plan(priority, convener, *titles) -> ActivityPlan:
    item = priority.decision.item
    appointed = Decision.objects.create(
        item=item, year=2025, paragraph=2, decided_on=priority.decision.decided_on, text="Utses."
    )
    group = FocusGroup.objects.create(
        body=Body.objects.create(kind="focus_group", name="Fokusgrupp språk"),
        priority=priority,
        decision=appointed,
        convener=convener,
    )
    plan = ActivityPlan.objects.create(group=group, state="decided")
    for place, title in enumerate(titles):
        Activity.objects.create(
            plan=plan,
            position=place,
            title=title,
            sub_goal=priority.sub_goal,
            starts_on="2026-01-01",
            ends_on="2026-12-31",
        )
    return plan


def test_the_test_organisation_is_nowhere(report, answered, sala, official_in_sala):
    sala.is_test = True
    sala.save()
    text = canonical_json(build_snapshot(answered, report))
    assert "Sala kommun" not in text
    assert "Språkstöd på arbetsplatsen" not in text


def test_the_same_year_says_the_same(report, answered, preparer):
    first, second = build_snapshot(answered, report), build_snapshot(answered, report)
    assert says_the_same(first, second)
    write(answered, "summary", None, "Nytt.", by=preparer)
    assert not says_the_same(first, build_snapshot(answered, report))


def test_the_checksum_survives_the_database(made):
    assert checksum(made.snapshot) == made.snapshot_checksum
    assert checksum(json.loads(canonical_json(made.snapshot))) == made.snapshot_checksum


def test_the_public_copy_hides_the_three_boys(report, answered):
    public = area(public_copy(build_snapshot(answered, report)))
    assert public["interventions"][0]["counts"]["boys"] == "under 5"
    assert public["reach"]["total"] == "minst 47"


def test_figures_carry_their_source_and_gaps_stay_gaps(strategy, employment):
    indicator = Indicator.objects.create(
        slug="prov", title="I arbete", unit="percent", direction="up", goal_area=employment
    )
    for year, sex, value in ((2024, "women", 50), (2025, "women", None), (2024, "men", 60)):
        indicator.measurements.create(
            year=year,
            sex=sex,
            value=value,
            source="Arbetsmarknadsregistret",
            order=1,
            missing_reason="" if value else "not_published",
        )
    (part,) = indicator_parts(indicator)
    assert part == {
        "title": "I arbete",
        "unit": "procent",
        "groups": [],
        "series": [
            {
                "kind": "women",
                "label": "Kvinnor",
                "points": [{"year": 2024, "value": 50.0}, {"year": 2025, "value": None}],
            },
            {"kind": "men", "label": "Män", "points": [{"year": 2024, "value": 60.0}]},
        ],
        "source": "Arbetsmarknadsregistret",
        "owner": "",
        "slug": "prov",
    }


def test_a_part_of_a_whole_keeps_the_sources_words(strategy):
    (part,) = indicator_parts(Indicator.objects.get(slug="kommuner-med-bostadsbrist"))
    assert part
    assert part["unit"] == "procent"
    assert part["groups"][0]["value"] == 70.0
    assert part["groups"][0]["text"] == "7 av 10 kommuner"


def test_municipalities_stand_beside_each_other_after_the_county_over_the_years(strategy):
    indicator = Indicator.objects.create(
        strategy=strategy, slug="i-arbete", title="I arbete", unit="percent", direction="up"
    )
    values = {("Länet", "county"): 50, ("Sala", "municipality"): 55, ("Köping", "municipality"): 45}
    for (place, level), value in values.items():
        for year in (2024, 2025):
            indicator.measurements.create(
                year=year, place=place, place_level=level, value=value + year - 2025, source="SCB"
            )

    over_years, beside = indicator_parts(indicator)
    assert [line["label"] for line in over_years["series"]] == ["Länet"]
    assert beside["title"] == "I arbete i kommunerna"
    assert beside["reference"] == {"label": "Länet", "value": 50.0}
    assert {(g["label"], g["value"], g["year"]) for g in beside["groups"]} == {
        ("Köping", 45.0, 2025),
        ("Sala", 55.0, 2025),
    }


def test_a_place_keeps_its_name_in_the_heading_and_beside_the_sexes_stands_the_total(strategy):
    indicator = Indicator.objects.create(
        strategy=strategy, slug="i-arbete", title="I arbete", unit="percent", direction="up"
    )
    county = {"place": "Västmanlands län", "place_level": "county", "source": "SCB"}
    for year in (2024, 2025):
        indicator.measurements.create(year=year, value=50, **county)
    (alone,) = indicator_parts(indicator)
    assert made_finding(alone) == "I arbete: Västmanlands län 50\N{NO-BREAK SPACE}%"

    for sex in ("women", "men"):
        indicator.measurements.create(year=2025, value=60, sex=sex, **county)
    (several,) = indicator_parts(Indicator.objects.get(pk=indicator.pk))
    assert {line["label"] for line in several["series"]} == {"Totalt", "Kvinnor", "Män"}
    assert several["place"] == "Västmanlands län"
    assert "Västmanlands län" in indicator_chart(several, "i").measure


QUERIES = 116


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_questions_at_1_and_3_organisations(
    report,
    answered,
    strategy,
    official_in_sala,
    employment,
    sub_goal,
    count,
    django_assert_num_queries,
):
    from actors.models import Actor

    towns = Actor.objects.filter(actor_type="municipality").exclude(slug="sala-kommun")
    for actor in towns.exclude(slug="arboga-kommun")[: count - 1]:
        submit(
            answered,
            actor,
            official_in_sala,
            degrees={sub_goal: "G"},
            interventions=[{"goal_area": employment, "sub_goals": [sub_goal], "title": "Kurs"}],
        )
    with django_assert_num_queries(QUERIES):
        build_snapshot(answered, report)
