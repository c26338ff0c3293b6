"""Who stands behind the answers: inhabitants covered, and texts that speak for all."""

from decimal import Decimal

import pytest

from actors.models import Actor
from followup.report.models import AnnualReport
from followup.review.compilation import Response, TypeResponse, response
from followup.review.models import Assessment
from followup.review.reading.response import Inhabitants, claims, inhabitants, spoken_for, written
from followup.rounds.models import Invitation
from goals.statistics.forms import IndicatorForm
from goals.statistics.models import Indicator, Measurement
from tests.followup.review.conftest import AREA
from tests.followup.review.test_pages import text_of

PAGE = "/sammanstallning/2026/"


@pytest.fixture
def population(strategy) -> Indicator:
    """A thousand live in every municipality, and nine thousand more in Sala."""
    indicator = Indicator.objects.create(
        strategy=strategy, slug="folkmangd", title="Folkmängd", unit="persons", is_population=True
    )
    for actor in Actor.objects.counted().exclude(municipality_code=""):
        count(indicator, actor.short_name, 10_000 if actor.slug == "sala-kommun" else 1_000)
    return indicator


def count(indicator: Indicator, place: str, value: int, year: int = 2025, **fields) -> Measurement:
    return Measurement.objects.create(
        indicator=indicator,
        year=year,
        place=place,
        place_level="municipality",
        value=value,
        source="Kolada",
        **fields,
    )


def invite(round_, *slugs: str) -> None:
    for slug in slugs:
        Invitation.objects.create(round=round_, actor=Actor.objects.get(slug=slug))


def found(answered) -> Inhabitants | None:
    return inhabitants(answered.round, response(answered.round))


def test_the_share_is_of_all_who_live_in_the_county(answered, population):
    invite(answered.round, "kopings-kommun", "vasteras-stad")

    there = found(answered)

    assert there == Inhabitants(4, 2, 19_000, 11_000, 2025, "Kolada")
    assert there.percent == 58
    assert there.sentence == (
        "Två av fyra kommuner har svarat. I dem bor 58 procent av länets invånare."
    )


def test_only_a_year_in_which_every_municipality_is_counted_is_used(answered, population):
    count(population, "Sala", 50_000, year=2026)
    count(population, "Sala", 1, year=2025, sex="women")

    assert found(answered).year == 2025

    population.measurements.filter(place="Norberg").update(value=None, missing_reason="suppressed")
    assert found(answered) is None


def test_a_later_year_than_the_rounds_is_not_used(answered, population):
    population.measurements.update(year=2027)
    assert found(answered) is None


def test_a_value_that_was_replaced_is_not_counted(answered, population):
    old = population.measurements.get(place="Sala")
    new = count(population, "Sala tills vidare", 20_000)
    old.superseded_by = new
    old.save()
    new.place = "Sala"
    new.save()
    assert (found(answered).all, found(answered).covered) == (29_000, 21_000)


@pytest.mark.parametrize(
    ("answered", "covered", "sentence"),
    [
        (0, 0, "Ingen kommun har svarat."),
        (1, 1, "En av tio kommuner har svarat. I den bor 1 procent av länets invånare."),
        (9, 1999, "Nio av tio kommuner har svarat. I dem bor 99 procent av länets invånare."),
        (10, 2000, "Alla länets kommuner har svarat."),
    ],
)
def test_nobody_and_everybody_are_said_only_where_it_is_so(answered, covered, sentence):
    assert Inhabitants(10, answered, 2000, covered, 2025, "SCB").sentence == sentence


def test_the_round_says_it_and_where_the_figure_is_from(as_, answered, population, preparer):
    words = text_of(as_(preparer).get(PAGE))
    assert "Alla länets kommuner har svarat." not in words
    assert "Två av två kommuner har svarat. I dem bor 58 procent av länets invånare." in words
    assert "Folkmängd 2025. Källa: Kolada." in words

    Indicator.objects.update(is_population=False)
    assert "ingen indikator visar folkmängden" in text_of(as_(preparer).get(PAGE))


def test_a_strategy_has_one_population(strategy, population):
    other = Indicator.objects.create(
        strategy=strategy, slug="annan", title="Annan", unit="persons", owner="SCB"
    )
    data = {"title": "Annan", "unit": "persons", "direction": "neutral", "owner": "SCB"}

    form = IndicatorForm({**data, "is_population": "on"}, instance=other)
    assert form.errors == {"is_population": ["Det gör redan ”Folkmängd”. Ändra den först."]}
    assert IndicatorForm(data, instance=other).is_valid()
    assert IndicatorForm(
        {**data, "title": "Folkmängd", "is_population": "on"}, instance=population
    ).is_valid()
    assert population.measurements.first().value == Decimal(1_000)


# --- Texts that speak for all ----------------------------------------------------------------

SOME = Response(
    invited=13,
    answered=8,
    by_type=(
        TypeResponse("municipality", "Kommun", 10, 6),
        TypeResponse("agency", "Statlig myndighet", 2, 2),
        TypeResponse("civil", "Civilsamhälle", 1, 0),
    ),
    organisations=(),
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nu har kommunerna fler vägledare.", ["kommunerna"]),
        ("Kommunernas arbete går framåt.", ["Kommunernas"]),
        ("Samtliga kommuner har börjat.", ["Samtliga kommuner"]),
        ("I alla länets kommuner pågår det.", ["alla länets kommuner"]),
        ("Alla tio kommuner är med.", ["Alla tio kommuner"]),
        ("Arbetet görs av kommunerna.", ["kommunerna"]),
        ("Sex av kommunerna har svarat, men kommunerna vill mer.", ["kommunerna"]),
        ("Myndigheterna är klara.", []),  # both have answered
        ("Civilsamhället växer.", ["Civilsamhället"]),
        (
            "Kommunerna och aktörerna är överens.",
            ["Kommunerna", "aktörerna"],
        ),
        ("Sex av kommunerna har börjat.", []),
        ("Flera av länets kommuner och en del av kommunerna.", []),
        ("Hälften av kommunerna.", []),
        ("Inte alla kommuner har svarat.", []),
        ("Nästan alla kommuner har svarat.", []),
        ("De svarande kommunerna.", []),
        ("De sex kommunerna.", []),
        ("Kommunerna som har svarat arbetar.", []),
        ("I kommunerna Sala och Arboga.", []),
        ("Kommuner arbetar. Kommunen i Sala.", []),
        ("", []),
    ],
)
def test_words_that_mean_all_are_found_and_those_that_say_how_many_are_not(text, words):
    assert [one.words for one in spoken_for(text, SOME)] == words


def test_the_note_says_how_many_and_what_to_do():
    (one,) = spoken_for("Kommunerna gör mer.", SOME)
    assert one.sentence == (
        "Du skriver ”Kommunerna”. 6 av 10 kommuner har svarat. Skriv vilka, eller hur många."
    )


def test_where_all_have_answered_nothing_is_noted(answered):
    assert spoken_for("Kommunerna gör mer.", response(answered.round)) == ()


NOTE = "Du skriver ”Kommunerna”. 2 av 3 kommuner har svarat."


@pytest.fixture
def overstated(answered) -> Assessment:
    """The area's judgement speaks for the municipalities, of which one has not answered."""
    invite(answered.round, "kopings-kommun")
    return Assessment.objects.create(
        round=answered.round,
        goal_area=answered.area,
        development="right",
        reasons="Kommunerna gör mer.",
    )


def test_the_draft_warns_beside_the_text_and_stops_nothing(as_, overstated, preparer):
    client = as_(preparer)
    assert NOTE in text_of(client.get(f"{PAGE}{AREA}/"))
    assert NOTE in text_of(client.get(f"{PAGE}{AREA}/bedomning/"))


def test_the_workshop_lists_them_until_the_report_is_frozen(as_, overstated, coordinator):
    overstated.round.part_texts.create(kind="summary", text="Alla organisationer är med.")
    report = AnnualReport.objects.create(round=overstated.round, title="Årsrapport 2026")
    words = text_of(as_(coordinator).get("/rapporter/2026/arbete/"))
    assert "Talar texten för alla?" in words
    assert f"{overstated.goal_area}, skälen: {NOTE}" in words
    assert "Sammanfattning: Du skriver ”Alla organisationer”" in words
    assert "3 av 4 organisationer har svarat" in words

    report.state = AnnualReport.State.ADOPTED
    report.save()
    assert "Talar texten för alla?" not in text_of(as_(coordinator).get("/rapporter/2026/arbete/"))


def test_every_written_text_is_read(overstated, answered):
    found = claims(written(answered.round), response(answered.round))
    assert [(one.where, one.spoken_for.words) for one in found] == [
        (f"{answered.area}, skälen", "Kommunerna")
    ]
