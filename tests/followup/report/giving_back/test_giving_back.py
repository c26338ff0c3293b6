"""What an organisation gets back when it has handed in: its own, the county's, others and money."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from actors.models import Actor
from followup.council.models import AgendaItem, Decision, Meeting, Priority
from followup.report.giving_back.back import give_back
from followup.report.models import AnnualReport
from followup.rounds.models import Invitation, Round
from funding.matching import fitting
from funding.models import FundingSource
from goals.models import GoalArea, SubGoal, TargetGroup
from goals.statistics.models import Indicator, Measurement, PlaceLevel
from tests.followup.report.sample import sample_snapshot
from tests.pages import text
from tests.pdf_checks import beyond, check_pdf
from tests.year import make_person, make_round, start, submit

pytestmark = pytest.mark.django_db
PAGE = "/enkat/2026/sala-kommun/tillbaka/"
PDF = PAGE + "tillbaka.pdf"
FIVE = "Länets bild visas när minst fem organisationer har lämnat in."


@pytest.fixture
def open_round(strategy) -> Round:
    return make_round(2026)


@pytest.fixture
def area(strategy) -> GoalArea:
    return GoalArea.objects.get(number=5)


@pytest.fixture
def goals(area) -> list[SubGoal]:
    return list(area.sub_goals.in_order())


def done(area: GoalArea, goals: list[SubGoal], title: str = "Lots", **counts: int) -> dict:
    """An intervention on these sub-goals."""
    return {"goal_area": area, "sub_goals": goals, "title": title, **counts}


@pytest.fixture
def others(open_round, sala, coordinator):
    """Lets so many other organisations hand in the same thing."""
    left = Actor.objects.invited().exclude(pk=sala.pk).order_by("name")

    def hand_in(how_many: int, **answers) -> list[Actor]:
        free = list(left.exclude(submissions__round=open_round)[:how_many])
        for actor in free:
            submit(open_round, actor, coordinator, **answers)
        return free

    return hand_in


@pytest.fixture
def sala_in(open_round, sala, official_in_sala, area, goals):
    """Sala has handed in: two degrees and one intervention with counts."""
    return submit(
        open_round,
        sala,
        official_in_sala,
        degrees={goals[0]: "G", goals[1]: "P"},
        interventions=[done(area, goals[:2], women=30, men=3)],
    )


@pytest.fixture
def back(open_round):
    def make(version):
        invitation = Invitation.objects.select_related("round__strategy", "actor").get(
            pk=version.submission.invitation_id
        )
        return give_back(invitation, version, timezone.now())

    return make


def test_the_own_year_beside_the_last(sala_in, sala, official_in_sala, back, area, goals):
    before = make_round(2025)
    submit(before, sala, official_in_sala, interventions=[done(area, goals, women=12)] * 2)
    found = back(sala_in)

    assert found.year.degrees[area.pk] == {"G": 1, "P": 1, "blank": 7}
    assert found.year.reached == (30, 3, None, None, None)
    assert (found.year.sum, found.last.year, found.last.interventions) == (33, 2025, 2)
    assert found.reach_rows[0] == ("Kvinnor", 30, 24, None)
    assert found.degrees.finding == "1 av 45 delmål är genomförda eller löpande hos er"


@pytest.mark.parametrize(("more", "shown"), [(3, False), (4, True)])
def test_fewer_than_five_show_no_county(
    sala_in, others, as_, official_in_sala, area, goals, more, shown
):
    others(more, degrees={goals[0]: "H"}, interventions=[done(area, goals, women=1000)])
    page = text(as_(official_in_sala).get(PAGE))

    assert (FIVE in page) is not shown
    assert (str(1000 * more) in page) is shown
    assert f"{more + 1} av {more + 1} organisationer har svarat" in page


def test_small_counts_of_others_are_hidden_also_from_who_subtracts_its_own(
    sala_in, others, back, area, goals
):
    others(4, degrees={goals[0]: "H"}, interventions=[done(area, goals, women=40, men=3)])
    others(6, degrees={goals[0]: "E"}, interventions=[done(area, goals, women=40)])
    county = back(sala_in).county

    assert {a.pk: c for a, c in county.degrees}[area.pk] == (0, "under 5", 0, 6, 0)
    assert county.reached == (400, "minst 4", None, None, None)
    assert county.sum == "minst 404"
    assert county.interventions == 10


def test_drafts_and_the_test_organisation_are_never_there(
    sala_in, others, back, open_round, coordinator, area, goals, as_, official_in_sala, arboga
):
    test = Actor.objects.create(
        slug="test", name="TESTORGANISATION", short_name="Test", actor_type="region", is_test=True
    )
    submit(
        open_round,
        test,
        coordinator,
        degrees={goals[0]: "H"},
        interventions=[done(area, goals, women=90_000)],
    )
    taken = others(3, interventions=[done(area, goals, women=40)])
    free = Actor.objects.invited().exclude(submissions__round=open_round).order_by("name")[0]
    start(open_round, free)
    found = back(sala_in)
    page = text(as_(official_in_sala).get(PAGE)).split("<main")[1]

    assert (found.county.answered, found.county.invited) == (4, 5)
    assert not found.county.is_shown
    assert {one for _, actors in found.others for one in actors} == set(taken)
    assert "TESTORGANISATION" not in page
    assert "90000" not in page
    assert free.name not in page


def test_others_only_on_the_same_sub_goals(sala_in, others, back, area, goals):
    [same] = others(1, interventions=[done(area, [goals[1]])])
    others(1, interventions=[done(area, [goals[5]])])

    assert back(sala_in).others == [(goals[1], [same])]


def test_own_figures_beside_county_and_country(sala_in, back, sala, arboga, strategy):
    indicator = Indicator.objects.filter(is_strategy_figure=True)[0]
    indicator.measurements.all().delete()
    for place, level, value in (
        ("Sala kommun", PlaceLevel.MUNICIPALITY, 31),
        ("Arboga kommun", PlaceLevel.MUNICIPALITY, 99),
        ("Västmanlands län", PlaceLevel.COUNTY, 28),
        ("Riket", PlaceLevel.COUNTRY, 25),
    ):
        for year in (2024, 2025):
            Measurement.objects.create(
                indicator=indicator,
                place=place,
                place_level=level,
                year=year,
                value=value + year - 2025,
                source="Kolada",
            )
    found = back(sala_in)
    one = next(row for row in found.beside if row.indicator == indicator)

    assert (one.own.value, one.county.value, one.country.value) == (31, 28, 25)
    assert found.has_own_figures
    Measurement.objects.filter(place="Sala kommun").delete()
    assert not back(sala_in).has_own_figures


def test_money_with_its_reason(sala, strategy):
    group, other = TargetGroup.objects.order_by("order")[:2]
    FundingSource.objects.all().delete()
    common = {"provider_name": "Fonden", "supports": "Allt", "call_rhythm": "rolling"}
    fits, _open_to_all, for_others, used, region = [
        FundingSource.objects.create(slug=name, name=name, **common)
        for name in ("passar", "oppen", "andra", "anvand", "region")
    ]
    for source in (fits, used, region):
        source.target_groups.add(group)
    for_others.target_groups.add(other)
    fits.applicants.create(actor_type="municipality", condition="samverkar")
    region.applicants.create(actor_type="region")
    found = fitting(sala, [group.pk], used=[used.pk])

    assert [(one.source.name, one.reasons) for one in found] == [
        (
            "passar",
            (
                "Kan sökas av kommun, om den samverkar.",
                f"Är till för {group.name.lower()}, som era insatser gäller.",
            ),
        ),
        (
            "oppen",
            ("Säger inte vem som får söka.", "Säger inte vilka målgrupper den är till för."),
        ),
    ]


@pytest.fixture
def published(open_round, county_board, goals):
    """The report is public, and the council has put a sub-goal first for the year after."""
    snapshot = sample_snapshot()
    report = AnnualReport.objects.create(
        round=open_round,
        title="Årlig uppföljning 2026",
        snapshot=snapshot,
        state=AnnualReport.State.PUBLISHED,
        published_at=timezone.now(),
    )
    from actors.models import Body

    meeting = Meeting.objects.create(
        body=Body.objects.get(kind="council"),
        starts_at=datetime(2026, 12, 9, 9, tzinfo=UTC),
        number=4,
        year=2026,
    )
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Prioriteringar")
    decision = Decision.objects.create(
        item=item, year=2026, paragraph=1, decided_on="2026-12-09", text="Först"
    )
    Priority.objects.create(
        year=2027, sub_goal=goals[3], decision=decision, decided_in=open_round, order=1
    )
    return report


def test_after_the_report_the_result_stands_first(
    sala_in, published, back, as_, official_in_sala, goals
):
    page = text(as_(official_in_sala).get(PAGE))
    found = back(sala_in).result

    assert found.priorities == [goals[3]]
    assert len(found.judged) == len(published.snapshot["areas"])
    assert 'href="/rapporter/2026/"' in page
    assert page.index("Det blev resultatet") < page.index("Ert år 2026")
    AnnualReport.objects.update(state=AnnualReport.State.ADOPTED)
    assert "Det blev resultatet" not in text(as_(official_in_sala).get(PAGE))


def test_the_pdf_is_accessible(sala_in, others, published, as_, official_in_sala, area, goals):
    others(5, degrees={goals[0]: "H"}, interventions=[done(area, goals, women=40)])
    file = as_(official_in_sala).get(PDF)

    assert check_pdf(file.content) == []
    assert beyond(file.content, right=50, bottom=20) == []
    assert file["Content-Disposition"] == 'attachment; filename="tillbaka-sala-kommun-2026.pdf"'


def test_it_is_reached_from_receipt_and_task_list_and_only_by_the_own(
    sala_in, as_, official_in_sala, official_in_arboga, coordinator, preparer, manager_in_sala
):
    client = as_(official_in_sala)
    tasks = client.get("/enkat/2026/sala-kommun/")

    assert f'href="{PAGE}"' in tasks.content.decode()
    assert client.post(PAGE).status_code == 405
    assert as_(manager_in_sala).get(PAGE).status_code == 200
    for path in (PAGE, PDF):
        assert as_(official_in_arboga).get(path).status_code == 404
        assert as_(coordinator).get(path).status_code == 404
        assert as_(preparer).get(path).status_code == 403


def test_nothing_before_it_is_handed_in(open_round, sala, as_, official_in_sala):
    start(open_round, sala)
    assert as_(official_in_sala).get(PAGE).status_code == 404


QUERIES = 29


@pytest.mark.parametrize("many", [5, 9])
def test_queries(
    sala_in,
    others,
    published,
    as_,
    official_in_sala,
    area,
    goals,
    many,
    sala,
    django_assert_num_queries,
):
    submit(make_round(2025), sala, make_person("Ida Rask", sala))
    for title in range(many):
        others(1, degrees={goals[0]: "H"}, interventions=[done(area, goals, str(title))])
    client = as_(official_in_sala)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)
