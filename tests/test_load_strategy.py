"""The strategy as data: all of it is there, true to its source, and loading it is harmless."""

import hashlib
import re
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actors.models import Actor, ActorType, Body, Seat
from funding.models import FundingSource
from goals.models import GoalArea, SteeringDocument, Strategy, SubGoal, TargetGroup
from goals.statistics.models import Indicator, Measurement
from strategy_portal.strategy_loader import FOLDER, FixtureError, load_strategy

REGISTERS = (
    Actor,
    Body,
    Strategy,
    TargetGroup,
    SteeringDocument,
    GoalArea,
    SubGoal,
    Indicator,
    Measurement,
    FundingSource,
)


@pytest.fixture
def empty(db) -> None:
    """The registers before anything has been loaded."""
    Body.objects.update(reports_to=None)
    for model in reversed(REGISTERS):
        model.objects.all().delete()
        model.history.all().delete()


def history_rows() -> dict[str, int]:
    return {model.__name__: model.history.count() for model in REGISTERS}


def test_the_strategy_has_six_areas_and_45_sub_goals_in_order(strategy):
    assert (strategy.year_from, strategy.year_to, strategy.goal_period) == (
        2021,
        2026,
        "2020–2025",
    )
    areas = GoalArea.objects.of_current_strategy().with_sub_goals()
    assert [
        (area.number, area.source_number, area.title, [goal.number for goal in goals])
        for area in areas
        for goals in [area.sub_goals.all()]
    ] == [
        (1, "1", "Bosättning", [1, 2, 3, 4, 5, 6, 7]),
        (2, "2", "Fysisk och psykisk hälsa", [1, 2, 3, 4, 5, 6]),
        (3, "4", "Meningsfull fritid", [1, 2, 3, 4, 5, 6, 7]),
        (4, "5", "Samhällsorientering", [1, 2, 3, 4, 5, 6, 7]),
        (5, "6", "Sysselsättning", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, "7", "Utbildning", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ]


def test_a_sub_goal_keeps_its_place_in_the_source(strategy):
    wrong = [
        goal.code
        for goal in SubGoal.objects.in_order()
        if goal.source_place != f"Remissen, {goal.goal_area.title}, delmål {goal.number}"
    ]
    assert wrong == []
    first = SubGoal.objects.get(slug="arbetsnara-insatser-for-kvinnor")
    assert (first.code, first.title) == ("5.1", "Arbetsnära insatser för kvinnor")


def test_sub_goal_keys_are_unique_in_the_strategy_and_titles_are_short(strategy):
    goals = SubGoal.objects.of_current_strategy()
    assert goals.values("slug").distinct().count() == 45
    assert [g.title for g in goals if len(g.title.split()) > 7] == []
    assert set(goals.values_list("kind", flat=True)) == {"effect", "result", "activity"}
    assert not goals.filter(kind_is_our_reading=False).exists()


def test_responsible_are_only_those_whom_the_source_names(strategy):
    named = {
        goal.code: goal.responsible.count()
        for goal in SubGoal.objects.in_order()
        if goal.responsible.exists()
    }
    assert named == {"1.1": 10, "4.4": 16, "5.6": 19, "6.8": 10}
    assert not SubGoal.objects.filter(responsible__is_test=True).exists()
    assert not SubGoal.objects.filter(responsible__isnull=False, responsible_note="").exists()


# Every figure of the source's descriptions: indicator, group, value, the whole, in words.
FIGURES = {
    ("kommuner-med-bostadsbrist", "Kommuner i länet", "7 av 10 kommuner"),
    ("trangboddhet", "Utomeuropeiskt födda", "31\xa0%"),
    ("trangboddhet", "Inrikes födda", "2\xa0%"),
    ("trangboddhet-bland-barn", "Barn med utländsk bakgrund", "53\xa0%"),
    ("trangboddhet-bland-barn", "Barn med svensk bakgrund", "18\xa0%"),
    ("otrygghet-i-bostadsomradet", "Boende i flerfamiljshus", "34\xa0%"),
    ("otrygghet-i-bostadsomradet", "Boende i småhus", "22\xa0%"),
    ("konsstympning-i-ursprungslander", "Flickor och kvinnor", "över 80 %"),
    ("ensamkommande-flickor-i-natverkshem", "Ensamkommande flickor", "72\xa0%"),
    ("vill-borja-idrotta", "Nyanlända", "24\xa0%"),
    ("vill-bli-ledare", "Nyanlända", "39\xa0%"),
    ("star-utanfor-foreningslivet", "Nyanlända barn och unga", "hälften"),
    ("barn-i-idrott", "Pojkar med utländsk bakgrund", "62\xa0%"),
    ("barn-i-idrott", "Flickor med utländsk bakgrund", "28\xa0%"),
    ("barn-i-annan-fritid", "Flickor med utländsk bakgrund", "17\xa0%"),
    ("barn-i-annan-fritid", "Pojkar med utländsk bakgrund", "11\xa0%"),
    ("befolkningstillvaxt-av-utrikes-fodda", "Utrikes födda", "hela tillväxten"),
    ("nya-invanare-i-arbetsfor-alder", "Nya invånare", "två tredjedelar"),
    ("arbetsloshet-efter-fodelseland", "Utomeuropeiskt födda", "22\xa0%"),
    ("arbetsloshet-efter-fodelseland", "Födda i Sverige", "4\xa0%"),
    ("arbetsloshet-efter-fodelseland", "Födda i övriga Europa", "7\xa0%"),
    ("kommuner-som-ser-traditionella-normer", "Kommuner i länet", "8 av 10 kommuner"),
    ("jobb-genom-kontakter", "Alla jobb", "över 70 %"),
    ("vill-starta-foretag", "Nyanlända", "40\xa0%"),
    ("tid-att-ordna-arbete-enligt-gymnasielagen", "Ensamkommande unga", "6\xa0månader"),
}


def test_every_figure_of_the_strategy_is_a_measurement(strategy):
    measurements = Measurement.objects.valid().select_related("indicator")
    assert {(m.indicator.slug, m.group, m.shown) for m in measurements} == FIGURES
    assert measurements.count() == len(FIGURES) == 25


def test_figures_say_who_says_so_and_what_is_not_known(strategy):
    for measurement in Measurement.objects.all():
        assert measurement.source.startswith("Strategin,")
        assert measurement.year is None
        assert measurement.time in {"år anges inte", "de senaste åren enligt strategin"}
    unstated = Measurement.objects.filter(place_level="unstated")
    assert set(unstated.values_list("place", flat=True)) == {""}


def test_numbers_in_the_prose_are_not_figures_that_only_live_there(strategy):
    """Years and ages may stand in a text; a share or a count of people may not."""
    texts = " ".join(area.situation for area in strategy.goal_areas.all())
    assert set(re.findall(r"\d+", texts)) == {"2015", "18"}
    assert not re.findall(r"procent|%|tredjedel|hälften|av tio", texts)


def test_everyone_on_the_consultation_list_is_an_actor(strategy):
    counted = Actor.objects.counted()
    assert {kind: counted.filter(actor_type=kind).count() for kind in ActorType.values} == {
        "municipality": 10,
        "region": 1,
        "agency": 5,
        "coordination": 1,
        "company": 1,
        "university": 1,
        "civil": 11,
        "business": 8,
    }
    codes = Actor.objects.exclude(municipality_code="").order_by("municipality_code")
    assert list(codes.values_list("municipality_code", "short_name")) == [
        ("1904", "Skinnskatteberg"),
        ("1907", "Surahammar"),
        ("1960", "Kungsör"),
        ("1961", "Hallstahammar"),
        ("1962", "Norberg"),
        ("1980", "Västerås"),
        ("1981", "Sala"),
        ("1982", "Fagersta"),
        ("1983", "Köping"),
        ("1984", "Arboga"),
    ]


def test_the_test_organisation_never_counts(strategy):
    assert Actor.objects.get(is_test=True).name == "Testorganisationen"
    assert Actor.objects.invited().count() == 38
    assert Actor.objects.get(slug="lansstyrelsen-vastmanland").is_invited


def test_the_eight_mandates_reach_those_they_describe(strategy):
    described = Actor.objects.filter(mandate_source__startswith="Remissen, Olika aktörers uppdrag")
    assert described.values("mandate").distinct().count() == 8
    assert described.filter(actor_type="municipality").count() == 10
    assert described.filter(last_checked="uppgift enligt strategin 2021").count() == (
        described.count()
    )
    assert "tre samordningsförbund" in Actor.objects.get(slug="samordningsforbunden").mandate


FUNCTIONAL = {
    "arboga.kommun@arboga.se",
    "info@fagersta.se",
    "kundcenter@hallstahammar.se",
    "info@kungsor.se",
    "kopings.kommun@koping.se",
    "info@norberg.se",
    "region@regionvastmanland.se",
    "kommun.info@sala.se",
    "kommun@skinnskatteberg.se",
    "kommunen@surahammar.se",
    "kontaktcenter@vasteras.se",
    "info@mdh.se",
    "vasteras@redcross.se",
    "vasteras.pastorat@svenskakyrkan.se",
    "vasteras@svensktnaringsliv.se",
    "vastmanland@lansstyrelsen.se",
}


def test_no_persons_address_is_in_the_files():
    text = "".join(path.read_text() for path in FOLDER.glob("*.toml"))
    assert set(re.findall(r"[\w.+-]+@[\w.-]+\w", text)) == FUNCTIONAL


def test_the_council_and_what_supports_it(strategy):
    council = Body.objects.get(kind="council")
    assert (council.established_year, council.meetings_per_year) == (2016, 4)
    chain = list(Body.objects.order_by("pk").values_list("name", "reports_to__name"))
    assert chain == [
        ("Integrationsrådet", None),
        ("Beredningsgruppen", "Integrationsrådet"),
        ("Länsstyrelsens integrationsnätverk", "Beredningsgruppen"),
    ]
    chair = Seat.objects.get(body=council, function="chair")
    assert (chair.title, chair.person) == ("Landshövdingen", None)
    assert council.seats.filter(title="Kommunstyrelsens ordförande").count() == 10
    assert "fokusgrupp" in council.description


def test_the_steering_documents_at_every_level(strategy):
    whole = SteeringDocument.objects.filter(parent=None)
    assert {level: whole.filter(level=level).count() for level in ("global", "national")} == {
        "global": 1,
        "national": 5,
    }
    parts = SteeringDocument.objects.filter(parent__slug__in=["rus-2030", "agenda-2030"])
    assert list(parts.order_by("order").values_list("title", flat=True)) == [
        "Mål 1: Ingen fattigdom",
        "Mål 3: Hälsa och välbefinnande",
        "Mål 4: God utbildning för alla",
        "Ett välmående Västmanland",
        "Ett tillgängligt Västmanland",
        "Ett nyskapande Västmanland genom hållbar tillväxt",
    ]


def test_every_source_of_funding_with_its_terms(strategy):
    assert FundingSource.objects.count() == 17
    terms = {
        source.slug: (source.support_share, source.min_municipalities, source.ages)
        for source in FundingSource.objects.all()
        if source.support_share or source.min_municipalities or source.ages
    }
    assert terms == {
        "amif": (75, None, ""),
        "arvsfonden-projektstod": (None, None, "0–25 år"),
        "arvsfonden-lokalstod": (None, None, "0–25 år"),
        "region-projektmedel": (50, 3, ""),
        "samordningsforbunden": (None, None, "16–64 år"),
    }
    checked = FundingSource.objects.filter(last_checked="uppgift enligt strategin 2021")
    assert checked.exclude(url="").count() == 17


def test_every_row_names_its_place_in_the_source(strategy):
    missing = [str(row) for model in REGISTERS for row in model.objects.filter(source_place="")]
    assert missing == []


# --- Loading ------------------------------------------------------------------------------------


def test_loading_again_writes_nothing(strategy):
    before = history_rows()
    seats = list(Seat.objects.values_list("pk", flat=True))
    loaded = load_strategy()
    assert (loaded.wrote, loaded.kept) == (0, [])
    assert history_rows() == before
    assert list(Seat.objects.values_list("pk", flat=True)) == seats


def test_the_first_load_writes_each_row_once(empty):
    load_strategy()
    assert history_rows() == {
        "Actor": 39,
        "Body": 3,
        "Strategy": 1,
        "TargetGroup": 6,
        "SteeringDocument": 25,
        "GoalArea": 6,
        "SubGoal": 45,
        "Indicator": 18,
        "Measurement": 25,
        "FundingSource": 17,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files, to change."""
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def alter(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_a_row_that_changed_in_the_files_is_updated(strategy, folder):
    alter(folder, "area-6-utbildning.toml", 'title = "Fler barn i förskola"', 'title = "Förskola"')
    loaded = load_strategy(folder)
    assert loaded.tallies["delmål"].changed == loaded.wrote == 1
    changed = SubGoal.objects.get(slug="fler-barn-i-forskola")
    assert (changed.title, changed.history.count()) == ("Förskola", 2)


def test_a_row_edited_in_the_portal_is_left_and_reported(strategy, folder):
    sala = Actor.objects.get(slug="sala-kommun")
    sala.functional_email = "integration@example.org"
    sala.save()
    alter(folder, "actors.toml", 'short_name = "Sala"', 'short_name = "Sala stad"')
    loaded = load_strategy(folder)
    sala.refresh_from_db()
    assert (sala.functional_email, sala.short_name) == ("integration@example.org", "Sala")
    assert loaded.kept == ["aktör Sala kommun"]
    assert loaded.wrote == 0


def test_who_may_apply_follows_the_files_unless_people_edited_the_source(strategy, folder):
    alter(folder, "funding.toml", 'applicants = ["civil"]\nother', "applicants = []\nother")
    edited = FundingSource.objects.get(slug="jamstalldhetsmyndigheten")
    edited.own_share_note = "Ingen."
    edited.save()
    load_strategy(folder)
    assert [a.actor_type for a in edited.applicants.all()] == ["civil"]
    edited.history.update(history_change_reason="load_strategy")
    load_strategy(folder)
    assert list(edited.applicants.all()) == []


def test_nothing_is_loaded_if_a_row_is_wrong(empty, folder):
    alter(folder, "funding.toml", "support_share = 75", "support_share = 175")
    with pytest.raises(FixtureError, match="FundingSource Asyl"):
        load_strategy(folder)
    assert [model.__name__ for model in REGISTERS if model.objects.exists()] == []


def test_the_command_says_what_it_did(empty):
    first, second = StringIO(), StringIO()
    call_command("load_strategy", stdout=first, no_color=True)
    call_command("load_strategy", stdout=second, no_color=True)
    assert "45 delmål, 45 new" in first.getvalue()
    assert second.getvalue().endswith("The strategy was already loaded.\n")


def test_the_command_refuses_a_wrong_file_in_plain_words(empty, folder, monkeypatch):
    alter(folder, "actors.toml", 'municipality_code = "1981"', 'municipality_code = "19811"')
    monkeypatch.setattr(
        "strategy_portal.management.commands.load_strategy.load_strategy",
        lambda: load_strategy(folder),
    )
    with pytest.raises(CommandError, match=r"Nothing was loaded\. Actor Sala kommun"):
        call_command("load_strategy")


# --- Restated, not copied -----------------------------------------------------------------------

RUN = 12
DECIDED = {"vision", "overall_goal", "goal"}  # wordings that the council has decided
NAMES = {"title", "name", "url", "source_place"}


def fingerprints(text: str) -> set[str]:
    """A short hash of every run of twelve words: enough to tell a copy, too little to read.

    `source_fingerprints.txt` holds those of the source documents, which are not in this
    repository.
    """
    words = re.findall(r"\w+", text.lower())
    runs = (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in runs}


def written(value: object, name: str = "") -> list[str]:
    """The texts of a file that we have written ourselves."""
    if isinstance(value, str):
        return [] if name in DECIDED | NAMES else [value]
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in written(inner, key)]
    if isinstance(value, list):
        return [text for inner in value for text in written(inner, name)]
    return []


def test_no_sentence_is_copied_from_the_source():
    source = set((Path(__file__).parent / "goals" / "source_fingerprints.txt").read_text().split())
    texts = [
        text
        for path in sorted(FOLDER.glob("*.toml"))
        for text in written(tomllib.loads(path.read_text()))
    ]
    assert len(texts) > 400
    assert [text for text in texts if fingerprints(text) & source] == []


def test_the_copy_check_would_see_a_copy():
    """The decided goals stand in the source, so their runs are among its fingerprints."""
    source = set((Path(__file__).parent / "goals" / "source_fingerprints.txt").read_text().split())
    goal = tomllib.loads((FOLDER / "area-3-fritid.toml").read_text())["goal"]
    assert fingerprints(goal) <= source
