"""Two interventions that are the same made one: what remains is chosen, and nothing is lost."""

import re
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actors.models import Event
from followup.rounds.models import Round
from followup.survey.answering import merging
from followup.survey.answering.continuing import expected
from followup.survey.answering.copying import confirm_answers
from followup.survey.answering.interventions import add_intervention, remove_intervention
from followup.survey.attachments.actions import add_file, visible_file
from followup.survey.form.checking import check
from followup.survey.form.last_year import last_year
from followup.survey.form.progress import progress
from followup.survey.form.section_form import SectionForm
from followup.survey.models import (
    Answer,
    AnswerRevision,
    Intervention,
    Origin,
    ReportedIntervention,
    Section,
)
from followup.survey.submitting import handing_in
from followup.survey.submitting.reading import read_sections
from followup.survey.submitting.sending_back import Remark, send_back
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey import workbooks
from tests.followup.survey.conftest import address
from tests.followup.survey.test_ordinary_button import posted
from tests.followup.survey.writing import write
from tests.year import make_round, submit

pytestmark = pytest.mark.django_db

CHOOSING, COMPARING = 10, 16


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(as_, official_in_sala):
    return as_(official_in_sala)


@pytest.fixture
def tell(employment, official_in_sala):
    """An intervention with these words, by part."""

    def add(**parts) -> Intervention:
        one = add_intervention(employment, by=official_in_sala, at=timezone.now())
        values = {f"interventions/{one.pk}/{part}": value for part, value in parts.items()}
        write(employment, values, official_in_sala)
        return one

    return add


@pytest.fixture
def two(tell, arboga, county_board):
    """The same thing written in twice, by two colleagues."""
    kept = tell(
        title="Språkstöd",
        description="Vi hade handledare.",
        status="ongoing",
        partners=[str(arboga.pk)],
        women="12",
        men="3",
        other_partners="Folkets hus",
    )
    other = tell(
        title="Språkstöd på jobbet",
        description="Elva företag tog emot deltagare.",
        status="ongoing",
        partners=[str(county_board.pk)],
        women="15",
        effect="Sju fick arbete.",
        other_partners="Studieförbundet",
    )
    return kept, other


@pytest.fixture
def merge(official_in_sala):
    """Merges as the page would: on what stands there now, with these choices."""

    def do(kept, other, **chosen):
        both = merging.side_by_side(SectionForm(kept.section, Round.objects.get()), kept, other)
        chosen = {row.name: row.chosen for row in both.rows} | chosen
        seen = {row.name: row.seen for row in both.rows}
        now = timezone.now()
        merging.merge_interventions(
            kept, other, chosen=chosen, seen=seen, by=official_in_sala, at=now
        )

    return do


def undo(other, person) -> None:
    merging.separate_interventions(
        Intervention.objects.get(pk=other.pk), by=person, at=timezone.now()
    )


def path(name: str, intervention: Intervention) -> str:
    place = [2026, "sala-kommun", intervention.section.slug, intervention.pk]
    return reverse(f"survey:{name}", args=place)


def said(intervention: Intervention) -> dict:
    answers = Answer.objects.filter(intervention=intervention).exclude(value__in=["", []])
    return dict(answers.values_list("part", "value"))


def on_page(html: str) -> dict[str, str]:
    """What the page of comparison sends when nothing is changed on it."""
    hidden = re.findall(r'type="hidden" name="((?:sett:\w+|med))" value="([^"]*)"', html)
    radios = re.findall(r'name="(val:\w+)" value="(\w+)" checked', html)
    return dict(hidden + radios)


# --- Merged ----------------------------------------------------------------------------------


def test_the_fuller_of_each_remains_and_the_other_is_put_aside(
    two, merge, employment, arboga, county_board
):
    kept, other = two
    before = said(other)
    merge(kept, other)

    assert said(kept) == {
        "title": "Språkstöd på jobbet",
        "description": "Elva företag tog emot deltagare.",
        "status": "ongoing",
        "partners": sorted([str(arboga.pk), str(county_board.pk)], key=lambda pk: (len(pk), pk)),
        # Of counts all that one said: nobody is counted twice.
        "women": "12",
        "men": "3",
        "effect": "Sju fick arbete.",
        "other_partners": "Folkets hus; Studieförbundet",
    }
    other.refresh_from_db()
    assert other.merged_into == kept
    assert said(other) == before
    assert SectionForm(employment, Round.objects.get()).interventions == [kept]
    event = Event.objects.get(verb="merge_interventions")
    assert (event.subject_id, event.data) == (str(kept.pk), {"other": str(other.pk)})


def test_what_somebody_chose_remains_as_revisions_like_any_other(two, merge, official_in_sala):
    kept, other = two
    merge(kept, other, title="kept", description="both", other_partners="both", counts="other")

    now = said(kept)
    assert now["title"] == "Språkstöd"
    assert now["description"] == "Vi hade handledare.\n\nElva företag tog emot deltagare."
    assert now["other_partners"] == "Folkets hus; Studieförbundet"
    assert (now["women"], now.get("men")) == ("15", None)
    changed = AnswerRevision.objects.filter(origin=Origin.MERGED)
    assert {one.answer.part for one in changed} == {
        "description",
        "partners",
        "women",
        "men",
        "effect",
        "other_partners",
    }
    assert {(one.by, one.base_version + 1 == one.version) for one in changed} == {
        (official_in_sala, True)
    }


def test_a_copy_that_nobody_has_confirmed_is_still_one(two, merge):
    kept, other = two
    Answer.objects.filter(intervention=other, part="effect").update(origin=Origin.COPIED)
    merge(kept, other)

    assert Answer.objects.get(intervention=kept, part="effect").origin == Origin.COPIED


@pytest.mark.parametrize(
    ("mine", "theirs", "choices", "chosen"),
    [
        ("", "Ord", 2, "other"),
        ("Ord", "", 2, "kept"),
        ("ord", "Fler ord", 2, "other"),
        ("Helt annat", "Ord", 3, "kept"),
        ("a" * 12_000, "b" * 12_000, 2, "kept"),
    ],
)
def test_the_fuller_is_chosen_and_both_offered_where_both_say_something(
    tell, mine, theirs, choices, chosen
):
    kept, other = tell(description=mine), tell(description=theirs)
    both = merging.side_by_side(SectionForm(kept.section, Round.objects.get()), kept, other)
    (row,) = both.differing

    assert (len(row.choices), row.chosen) == (choices, chosen)
    assert both.same == []


def test_files_lie_at_the_one_that_remains(
    two, merge, employment, official_in_sala, sala_survey, client
):
    kept, other = two

    def put(one, name, content):
        form = SectionForm(employment, sala_survey.round)
        field = form.find(f"interventions/{one.pk}/evidence_files")
        upload = SimpleUploadedFile(name, content)
        return add_file(employment, field, upload, by=official_in_sala, at=timezone.now())

    mine, theirs = put(kept, "a.txt", b"ett"), put(other, "b.txt", b"tva")
    put(other, "a.txt", b"ett")
    merge(kept, other)

    assert said(kept)["evidence_files"] == [str(theirs.pk), str(mine.pk)]
    page = client.get(address("section", employment)).content.decode()
    assert f"fil/{theirs.pk}/ta-bort/" in page
    assert put(kept, "b.txt", b"tva") == theirs  # it lies there already

    version = handing_in.submit(sala_survey, by=official_in_sala)
    part = next(one for one in read_sections(version) if one.section.pk == employment.pk)
    assert {one.name for one in part.interventions[0].evidence_files} == {"a.txt", "b.txt"}


def test_a_file_taken_away_after_the_merge_is_taken_away(
    two, merge, employment, official_in_sala, sala_survey, client
):
    kept, other = two
    form = SectionForm(employment, sala_survey.round)
    field = form.find(f"interventions/{other.pk}/evidence_files")
    upload = SimpleUploadedFile("b.txt", b"tva")
    file = add_file(employment, field, upload, by=official_in_sala, at=timezone.now())
    merge(kept, other)
    assert visible_file(official_in_sala, file.pk) == file

    place = [2026, "sala-kommun", employment.slug, file.pk]
    client.post(reverse("survey:remove_file", args=place), posted(employment))
    assert "evidence_files" not in said(kept)
    assert visible_file(official_in_sala, file.pk) is None


def test_what_it_continued_waits_no_more(strategy, sala, official_in_sala, tell, merge, employment):
    area = employment.goal_area
    version = submit(
        make_round(2025),
        sala,
        official_in_sala,
        interventions=[
            {"goal_area": area, "sub_goals": [], "title": "Stöd", "continues_next_year": "yes"}
        ],
    )
    kept, other, third = tell(title="A"), tell(title="B"), tell(title="C")
    other.continues = version.reported_interventions.get().intervention
    other.save(update_fields=["continues"])

    def waiting():
        round_ = Round.objects.get(year=2026)
        employment.submission.refresh_from_db()
        return expected(SectionForm(employment, round_), last_year(employment.submission))

    for one, into in ((other, kept), (kept, third)):
        form = SectionForm(employment, Round.objects.get(year=2026))
        seen = {row.name: row.seen for row in merging.side_by_side(form, into, one).rows}
        now = timezone.now()
        merging.merge_interventions(into, one, chosen={}, seen=seen, by=official_in_sala, at=now)
        assert waiting() == []
    remove_intervention(third, by=official_in_sala, at=timezone.now())
    assert [one.title for one in waiting()] == ["Stöd"]


def test_only_the_one_that_remains_counts(
    two, merge, client, employment, sala_survey, official_in_sala, arboga, county_board
):
    kept, other = two
    # A fault in the one put aside stops nothing any more.
    write(employment, {f"interventions/{other.pk}/total": "ca 10"}, official_in_sala)
    assert check(sala_survey).stops
    before = progress(sala_survey)
    assert before[employment.pk].interventions == 2
    merge(kept, other, counts="kept")

    assert check(sala_survey).stops == []
    one_left = replace(before[employment.pk], interventions=1)
    assert progress(sala_survey) == before | {employment.pk: one_left}
    sheet = workbooks.opened(workbooks.fetched(client, sala_survey))[employment.title]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert cells.count("Språkstöd på jobbet") == 1
    assert "15" not in cells

    version = handing_in.submit(sala_survey, by=official_in_sala)
    (reported,) = ReportedIntervention.objects.filter(version=version)
    assert (reported.intervention_id, reported.title, reported.total) == (
        kept.pk,
        "Språkstöd på jobbet",
        15,
    )
    assert set(reported.partners.all()) == {arboga, county_board}
    answers = next(
        one["answers"] for one in version.answers["sections"] if one["slug"] == employment.slug
    )
    assert not [key for key in answers if str(other.pk) in key]


def test_what_was_said_of_the_one_put_aside_is_read_at_the_other(
    two, merge, client, employment, sala_survey, official_in_sala, coordinator
):
    kept, other = two
    handing_in.submit(sala_survey, by=official_in_sala)
    sala_survey.refresh_from_db()
    remark = Remark(employment, "Är det samma insats?", f"interventions/{other.pk}")
    send_back(
        sala_survey, sections=[employment], reason="Se över.", by=coordinator, remarks=[remark]
    )
    merge(kept, other)

    page = client.get(address("section", employment)).content.decode()
    assert "Är det samma insats?" in page
    versions = reverse(
        "survey:versions", args=[2026, "sala-kommun", employment.slug, f"interventions/{kept.pk}"]
    )
    page = client.get(versions).content.decode()
    assert "Hopslagen med den här" in page
    assert "Elva företag tog emot deltagare." in page
    # What was handed in before is as it was.
    assert ReportedIntervention.objects.filter(intervention=other).count() == 1


# --- Taken apart again -----------------------------------------------------------------------


def test_undone_both_are_as_they_were(two, merge, official_in_sala, employment):
    kept, other = two
    Answer.objects.filter(intervention=kept, part="title").update(origin=Origin.COPIED)
    AnswerRevision.objects.filter(answer__intervention=kept, answer__part="title").update(
        origin=Origin.COPIED
    )
    before = said(kept), said(other)
    merge(kept, other, description="both", counts="other")
    undo(other, official_in_sala)

    assert (said(kept), said(other)) == before
    assert Answer.objects.get(intervention=kept, part="title").origin == Origin.COPIED
    assert SectionForm(employment, Round.objects.get()).interventions == [kept, other]
    assert Intervention.objects.get(pk=other.pk).merged_into is None
    assert Event.objects.filter(verb="separate_interventions").count() == 1
    with pytest.raises(WrongStateError, match="redan isär"):
        undo(other, official_in_sala)


def test_not_undone_where_somebody_has_changed_it_since(
    two, merge, client, employment, official_in_sala, save
):
    kept, other = two
    merge(kept, other)
    page = client.get(address("section", employment)).content.decode()
    assert path("separate_interventions", other) in page
    confirm_answers(employment, by=official_in_sala, at=timezone.now())  # nothing to confirm
    key = f"interventions/{kept.pk}/effect"
    base = Answer.objects.get(key=key).version
    save(client, employment, key, "Åtta fick arbete.", base=base)
    response = client.post(
        path("separate_interventions", other), posted(employment), follow=True
    ).content.decode()

    assert "Det går inte att ångra" in response
    assert path("separate_interventions", other) not in response
    assert said(kept)["effect"] == "Åtta fick arbete."
    assert Intervention.objects.get(pk=other.pk).merged_into == kept


def test_one_merged_away_is_not_put_back_by_another_door(two, merge, client, employment):
    kept, other = two
    merge(kept, other)

    assert client.post(path("restore_intervention", other), posted(employment)).status_code == 404
    assert path("restore_intervention", other) not in (
        client.get(address("section", employment)).content.decode()
    )


# --- The page --------------------------------------------------------------------------------


def test_from_the_section_to_one_intervention(two, client, employment):
    kept, other = two
    key = f"interventions/{kept.pk}/effect"
    response = client.post(path("begin_merging", kept), posted(employment, **{key: "Nyss"}))
    assert response["Location"] == path("merge_interventions", kept)
    assert said(kept)["effect"] == "Nyss"

    page = client.get(response["Location"]).content.decode()
    assert "Den som läggs åt sidan" in page
    assert "Lika i båda (1)" in page  # how far it has come
    data = on_page(page) | {"val:title": "kept"}
    response = client.post(path("merge_interventions", kept), data)
    assert response["Location"] == f"{address('section', employment)}#insats-{kept.pk}"
    assert said(kept)["title"] == "Språkstöd"

    # Pressed twice it is done once.
    again = client.post(path("merge_interventions", kept), data)
    assert again["Location"] == response["Location"]
    assert Event.objects.filter(verb="merge_interventions").count() == 1

    response = client.post(path("separate_interventions", other), posted(employment))
    assert response["Location"] == f"{address('section', employment)}#insats-{other.pk}"
    assert Intervention.objects.get(pk=other.pk).removed_at is None


def test_which_other_one_is_chosen_where_there_are_several(two, tell, client):
    kept, _ = two
    third = tell(title="Mässa")
    where = path("merge_interventions", kept)
    page = client.get(where).content.decode()
    assert "Vilken är samma insats?" in page
    assert "Mässa" in page

    page = client.get(f"{where}?med={third.pk}").content.decode()
    assert "Välj en annan" in page
    assert on_page(page)["med"] == str(third.pk)


def test_alone_there_is_nothing_to_merge_with(tell, client):
    page = client.get(path("merge_interventions", tell(title="Ensam"))).content.decode()
    assert "ingen annan insats" in page


def test_changed_meanwhile_it_is_shown_anew_and_nothing_is_done(
    two, client, employment, as_, colleague_in_sala, save
):
    kept, other = two
    where = path("merge_interventions", kept)
    data = on_page(client.get(where).content.decode())
    data |= {"val:title": "kept", "val:effect": "kept"}
    key = f"interventions/{other.pk}/effect"
    save(as_(colleague_in_sala), employment, key, "Nio fick arbete.", base=1)
    response = client.post(where, data)
    page = response.content.decode()

    assert response.status_code == 409
    assert "Någon har ändrat i insatserna medan du jämförde" in page
    assert page.count("Nyss ändrat") == 1
    assert "Nio fick arbete." in page
    # Choices stand but for what is new.
    again = on_page(page)
    assert (again["val:title"], again["val:effect"]) == ("kept", "other")
    assert Intervention.objects.filter(merged_into=None).count() == 2

    client.post(where, again)
    assert said(kept)["effect"] == "Nio fick arbete."


def test_taken_away_meanwhile_nothing_is_done(two, client, employment, official_in_sala):
    kept, other = two
    where = path("merge_interventions", kept)
    data = on_page(client.get(where).content.decode())
    remove_intervention(other, by=official_in_sala, at=timezone.now())
    response = client.post(where, data, follow=True)
    assert "Inget är ändrat" in response.content.decode()

    remove_intervention(kept, by=official_in_sala, at=timezone.now())
    assert "Inget är ändrat" in client.get(where, follow=True).content.decode()
    assert not Intervention.objects.exclude(merged_into=None).exists()


def test_words_on_their_way_to_the_one_put_aside_are_refused_and_stay_on_screen(
    two, merge, client, employment, save
):
    kept, other = two
    merge(kept, other)
    response = save(client, employment, f"interventions/{other.pk}/effect", "Mer", base=1)

    assert (response.status_code, response.json()["kind"]) == (409, "closed")
    assert "Insatsen det står i är hopslagen med en annan." in response.json()["message"]
    assert "”Ångra: ta isär dem”" in response.json()["message"]


@pytest.mark.parametrize("button", ["save_all", "add_intervention", "copy_section"])
def test_without_a_script_words_for_the_one_put_aside_come_back_to_be_copied(
    two, merge, client, employment, button
):
    kept, other = two
    merge(kept, other)
    key = f"interventions/{other.pk}"
    data = posted(employment, **{f"{key}/effect": "Nio fick arbete.", "challenges": "Bussen"})
    data |= {f"{key}/title": "Språkstöd på jobbet", f"base:{key}/title": "1"}
    data |= {f"{key}/status": "ongoing", f"base:{key}/status": "1"}
    response = client.post(address(button, employment), data)
    page = response.content.decode()

    assert response.status_code in {409, 422}
    assert page.count("Det här sparades inte") == 1
    assert "Nio fick arbete." in page
    assert Answer.objects.get(key="challenges").value == "Bussen"


# --- Rights ----------------------------------------------------------------------------------


def test_others_and_gets_and_nowhere(two, as_, official_in_arboga, client, employment):
    kept, _ = two
    outside = as_(official_in_arboga)
    for name in ("begin_merging", "merge_interventions", "separate_interventions"):
        assert outside.post(path(name, kept)).status_code == 404
    assert outside.get(path("merge_interventions", kept)).status_code == 404
    for name in ("begin_merging", "separate_interventions"):
        assert client.get(path(name, kept)).status_code == 405
    elsewhere = Intervention(pk=uuid.uuid4(), section=employment)
    assert client.get(path("merge_interventions", elsewhere)).status_code == 404
    assert Intervention.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("hinder", ["held", "closed", "handed in", "locked"])
def test_refused_where_the_section_cannot_be_edited(
    hinder, two, client, employment, sala_survey, official_in_sala, colleague_in_sala, coordinator
):
    kept, _ = two
    where = path("merge_interventions", kept)
    data = on_page(client.get(where).content.decode())
    if hinder == "held":
        Section.objects.filter(pk=employment.pk).update(assigned_to=colleague_in_sala)
    elif hinder == "closed":
        Round.objects.update(state=Round.State.CLOSED)
    else:
        handing_in.submit(sala_survey, by=official_in_sala)
    if hinder == "locked":
        sala_survey.refresh_from_db()
        opened = [Section.objects.get(submission=sala_survey, goal_area__number=6)]
        send_back(sala_survey, sections=opened, reason="Ändra.", by=coordinator)
    page = client.get(where).content.decode()
    assert "Det går inte att slå ihop nu" in page
    assert "val:title" not in page
    client.post(where, data)
    assert Intervention.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("more", [0, 2])
def test_both_pages_ask_the_same_however_much_there_is(
    more, two, tell, client, django_assert_num_queries
):
    kept, other = two
    for number in range(more):
        tell(title=f"Mer {number}", description="Ord")
    where = path("merge_interventions", kept)
    with django_assert_num_queries(COMPARING):
        client.get(f"{where}?med={other.pk}")
    with django_assert_num_queries(CHOOSING):
        client.get(f"{where}?med=valj")
