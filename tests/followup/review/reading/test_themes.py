"""Passages under themes: marked, followed to newer versions, found again, renamed and merged."""

import pytest

from actors.models import Event
from followup.review.models import TaggedPassage, Theme
from followup.review.reading import actions
from followup.review.reading.beside import answers_page
from followup.review.reading.methods import methods
from followup.review.reading.narrowed import Narrowed
from followup.review.reading.search import search
from followup.review.reading.themes import passages
from followup.rounds.models import Question, Round
from followup.survey.models import (
    Intervention,
    ReportedAnswer,
    ReportedIntervention,
    SubmissionVersion,
)
from goals.models import Strategy
from strategy_portal.access import Role
from strategy_portal.exceptions import ChangedMeanwhileError, WrongStateError
from tests.followup.review.conftest import AREA, answer, ask
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_person, make_round

HERE = "/sammanstallning/2026/"


def comment(answered) -> ReportedAnswer:
    return ReportedAnswer.objects.get(text="Sala har anställt två vägledare.")


def address(answer: ReportedAnswer) -> str:
    question = answer.question_version.question_id
    number = answer.sub_goal.number if answer.sub_goal else 0
    return f"{HERE}{AREA}/svaren/{answer.version.submission.actor.slug}/{question}/{number}/tema/"


@pytest.fixture
def tagged(answered, preparer) -> TaggedPassage:
    return actions.tag(comment(answered), "två vägledare", "Vägledning", by=preparer)


def hand_in_again(answer: ReportedAnswer, text: str) -> ReportedAnswer:
    """The organisation's second version, with another text as the answer."""
    first = answer.version
    second = SubmissionVersion.objects.create(
        submission=first.submission,
        number=2,
        submitted_by=first.submitted_by,
        answers={},
        checksum="1" * 64,
    )
    first.submission.current_version = second
    first.submission.save()
    return ReportedAnswer.objects.create(
        version=second,
        question_version=answer.question_version,
        goal_area=answer.goal_area,
        sub_goal=answer.sub_goal,
        text=text,
    )


# --- Marking ---------------------------------------------------------------------------------


def test_a_passage_is_marked_and_stands_under_its_theme(as_, answered, preparer):
    client = as_(preparer)
    page = client.get(address(comment(answered)))
    assert "Sala har anställt två vägledare." in text_of(page)

    response = client.post(
        address(comment(answered)), {"stycke": "anställt två  vägledare", "nytt": "Vägledning"}
    )

    assert (response.status_code, response.url) == (302, f"{HERE}{AREA}/svaren/#svar-1")
    tagged = TaggedPassage.objects.get()
    assert (tagged.theme.name, tagged.by, tagged.answer) == (
        "Vägledning",
        preparer,
        comment(answered),
    )
    words = text_of(client.get(f"{HERE}teman/{tagged.theme.pk}/"))
    assert "1 stycke ur svaren 2026." in words
    assert "Sala kommun, Sysselsättning, version 1" in words
    assert "Märkt av Anders Vik" in words
    assert "Vägledning Märk med tema" in text_of(client.get(f"{HERE}{AREA}/svaren/"))
    assert "Vägledning 1" in text_of(client.get(f"{HERE}teman/"))
    assert list(Event.objects.values_list("verb", flat=True)[:2]) == ["tag_passage", "add_theme"]


def test_an_intervention_is_marked(as_, answered, preparer):
    one = ReportedIntervention.objects.get(title="Öppet hus")
    here = f"{HERE}{AREA}/insatser/{one.intervention_id}/tema/"

    response = as_(preparer).post(here, {"stycke": "Öppet hus", "nytt": "Mötesplatser"})

    assert response.url == f"{HERE}{AREA}/#insats-{one.intervention_id}"
    (passage,) = passages(answered.round)
    assert (passage.about, passage.is_earlier) == ("Insats: Öppet hus", False)


def test_what_an_organisation_says_of_itself_is_marked(as_, answered, preparer):
    asked = ask(answered.round, "samarbete", Question.Kind.LONG_TEXT, Question.Scope.ORGANISATION)
    version = SubmissionVersion.objects.get(submission__actor=answered.sala)
    answer(version, "samarbete", None, "Vi saknar tolkar.")
    client = as_(preparer)
    assert "Vi saknar tolkar. Märk med tema" in text_of(client.get(f"{HERE}organisationerna/"))

    response = client.post(
        f"{HERE}organisationerna/sala-kommun/{asked.pk}/tema/",
        {"stycke": "saknar tolkar", "nytt": "Tolkning"},
    )

    assert response.url == f"{HERE}organisationerna/"
    page = client.get(f"{HERE}teman/{Theme.objects.get().pk}/")
    assert "Sala kommun, om organisationen, version 1" in text_of(page)
    assert f'href="{HERE}organisationerna/#fraga-samarbete"' in page.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"stycke": "något annat", "nytt": "Tema"}, "Stycket står inte i svaret."),
        ({"stycke": "två vägledare"}, "Välj ett tema eller skriv ett nytt"),
        ({"stycke": "", "nytt": "Tema"}, "Klistra in det stycke du menar."),
        ({"stycke": "två vägledare", "nytt": "x" * 61}, "Skriv högst 60 tecken."),
    ],
)
def test_a_fault_says_what_to_do_and_keeps_what_was_written(as_, answered, preparer, data, words):
    page = as_(preparer).post(address(comment(answered)), data)
    assert page.status_code == 422
    assert words in text_of(page)
    assert data["stycke"] in text_of(page)
    assert not TaggedPassage.objects.exists()


def test_the_same_twice_is_marked_once_and_a_theme_is_one_however_capitalised(answered, preparer):
    for name in ("Öppna förskolan", "öppna  FÖRSKOLAN"):
        actions.tag(comment(answered), "två vägledare", name, by=preparer)
    assert Theme.objects.get().name == "Öppna förskolan"
    assert TaggedPassage.objects.count() == 1


def test_an_archived_round_is_not_marked(as_, answered, tagged, preparer):
    Round.objects.update(state="archived")
    page = as_(preparer).post(address(comment(answered)), {"stycke": "två", "nytt": "Nytt"})
    assert page.status_code == 409
    assert "Omgången är arkiverad" in text_of(page)
    with pytest.raises(WrongStateError):
        actions.untag(tagged, by=preparer)
    assert "Märk med tema" not in text_of(as_(preparer).get(f"{HERE}{AREA}/svaren/"))


def test_drafts_and_the_test_organisation_cannot_be_marked(as_, answered, preparer):
    of_test = ReportedAnswer.objects.get(text="Testorganisationens kommentar.")
    assert as_(preparer).get(address(of_test)).status_code == 404


def test_only_the_preparation_group_marks(as_, answered, tagged, coordinator, official_in_sala):
    theme = tagged.theme
    data = {"stycke": "två vägledare", "nytt": "Annat"}
    for person in (coordinator, official_in_sala):
        client = as_(person)
        assert client.post(address(comment(answered)), data).status_code == 403
        for verb in ("byt-namn", "sla-ihop", f"stycken/{tagged.pk}/ta-bort"):
            assert client.post(f"{HERE}teman/{theme.pk}/{verb}/").status_code == 403
    assert as_(coordinator).get(f"{HERE}teman/{theme.pk}/").status_code == 200
    assert as_(official_in_sala).get(f"{HERE}teman/").status_code == 403
    assert Theme.objects.get() == theme


def test_nothing_is_changed_by_a_get(as_, tagged, preparer):
    for verb in ("byt-namn", "sla-ihop", f"stycken/{tagged.pk}/ta-bort"):
        page = as_(preparer).get(f"{HERE}teman/{tagged.theme.pk}/{verb}/")
        assert page.status_code == 405


# --- Newer versions --------------------------------------------------------------------------


def test_a_passage_follows_to_the_newest_version_that_says_it(as_, answered, tagged, preparer):
    newer = hand_in_again(comment(answered), "I år har Sala två\nvägledare till.")
    (passage,) = passages(answered.round)
    assert (passage.source, passage.is_earlier) == (newer, False)
    words = text_of(as_(preparer).get(f"{HERE}teman/{tagged.theme.pk}/"))
    assert "version 2" in words
    assert "Från en tidigare version" not in words


def test_a_passage_that_is_no_longer_said_is_from_an_earlier_version(
    as_, answered, tagged, preparer
):
    hand_in_again(comment(answered), "Vi har slutat.")
    (passage,) = passages(answered.round)
    assert (passage.source, passage.is_earlier) == (tagged.answer, True)
    words = text_of(as_(preparer).get(f"{HERE}teman/{tagged.theme.pk}/"))
    assert "Från en tidigare version." in words
    # It is no longer among what the answers are kept to.
    assert answers_page(answered.round, answered.area, Narrowed(theme=tagged.theme)).shown == 0


def test_an_intervention_follows_too(answered, preparer):
    one = ReportedIntervention.objects.get(title="Öppet hus")
    actions.tag(one, "Öppet hus", "Mötesplatser", by=preparer)
    answer = ReportedAnswer.objects.get(text="Arboga kommenterar.")
    newer = hand_in_again(answer, "Arboga kommenterar.").version
    kept = ReportedIntervention.objects.create(
        version=newer, intervention=one.intervention, goal_area=one.goal_area, title="Öppet hus"
    )
    assert passages(answered.round)[0].newest == kept
    ReportedIntervention.objects.filter(pk=kept.pk).update(title="Stängt hus")
    assert passages(answered.round)[0].is_earlier
    assert Intervention.objects.filter(pk=one.intervention_id).exists()


# --- Found again -----------------------------------------------------------------------------


def test_a_theme_keeps_answers_search_and_methods(answered, tagged, preparer):
    theme = tagged.theme
    page = answers_page(answered.round, answered.area, Narrowed(theme=theme))
    (sala,) = page.organisations
    assert sala.actor == answered.sala
    assert [one.now.value for one in sala.answers] == ["Sala har anställt två vägledare."]
    assert (sala.new, page.reach.interventions) == ((), 0)

    assert [hit.about for hit in search(answered.round, "sala", Narrowed(theme=theme))] == [
        str(answered.sub_goals[0])
    ]
    ReportedIntervention.objects.update(effect="Fler i arbete.")
    assert methods(answered.round, Narrowed(theme=theme)).found == 0
    one = ReportedIntervention.objects.get(title="Språkvän på jobbet")
    actions.tag(one, "Språkvän", theme.name, by=preparer)
    assert methods(answered.round, Narrowed(theme=theme)).found == 1


def test_the_theme_stands_in_the_address(as_, tagged, preparer):
    words = text_of(as_(preparer).get(f"{HERE}{AREA}/svaren/", {"tema": tagged.theme.pk}))
    assert "1 av 3 organisationer" in words
    assert "Arboga kommenterar" not in words


# --- Keeping order ---------------------------------------------------------------------------


def test_a_renamed_theme_keeps_its_passages(as_, answered, tagged, preparer):
    here = f"{HERE}teman/{tagged.theme.pk}/"
    response = as_(preparer).post(
        f"{here}byt-namn/", {"namn": " Studie- och  yrkesvägledning", "was": "Vägledning"}
    )
    assert response.url == here
    assert Theme.objects.get().name == "Studie- och yrkesvägledning"
    assert len(passages(answered.round, tagged.theme)) == 1


def test_who_renames_what_another_has_renamed_is_told(as_, answered, tagged, preparer):
    actions.rename(tagged.theme, "Handledning", was="Vägledning", by=preparer)
    with pytest.raises(ChangedMeanwhileError):
        actions.rename(tagged.theme, "Coachning", was="Vägledning", by=preparer)
    page = as_(preparer).post(
        f"{HERE}teman/{tagged.theme.pk}/byt-namn/", {"namn": "Coachning", "was": "Vägledning"}
    )
    assert page.status_code == 409
    assert "Någon annan har ändrat samma sak" in text_of(page)
    assert 'value="Coachning"' in page.content.decode()


def test_a_name_that_is_taken_leads_to_merging(as_, answered, tagged, preparer):
    actions.tag(comment(answered), "Sala", "Handledning", by=preparer)
    page = as_(preparer).post(
        f"{HERE}teman/{tagged.theme.pk}/byt-namn/", {"namn": "handledning", "was": "Vägledning"}
    )
    assert page.status_code == 409
    assert "Temat ”Handledning” finns redan. Slå ihop dem i stället." in text_of(page)


def test_merged_themes_keep_every_passage_once(as_, answered, tagged, preparer):
    other = actions.tag(comment(answered), "två vägledare", "Handledning", by=preparer).theme
    actions.tag(comment(answered), "Sala", "Handledning", by=preparer)

    response = as_(preparer).post(f"{HERE}teman/{other.pk}/sla-ihop/", {"till": tagged.theme.pk})

    assert response.url == f"{HERE}teman/{tagged.theme.pk}/"
    assert Theme.objects.get() == tagged.theme
    assert sorted(one.marked.passage for one in passages(answered.round)) == [
        "Sala",
        "två vägledare",
    ]
    assert Event.objects.first().data == {"merged": "Handledning", "into": "Vägledning"}


def test_a_theme_is_not_merged_with_itself_or_another_strategys(answered, tagged, preparer):
    elsewhere = Strategy.objects.create(
        slug="annan", title="Annan", region_name="Annat län", year_from=2008, year_to=2014
    )
    other = Theme.objects.create(strategy=elsewhere, name="Vägledning", created_by=preparer)
    for into in (tagged.theme, other):
        with pytest.raises(WrongStateError):
            actions.merge(tagged.theme, into, by=preparer)


def test_a_passage_is_taken_away_and_the_event_keeps_it(as_, answered, tagged, preparer):
    response = as_(preparer).post(f"{HERE}teman/{tagged.theme.pk}/stycken/{tagged.pk}/ta-bort/")
    assert response.status_code == 302
    assert not TaggedPassage.objects.exists()
    assert Event.objects.first().data == {"passage": "två vägledare"}


def test_before_there_are_themes_the_page_says_how_to_begin(as_, answered, preparer):
    assert "Inget tema finns än." in text_of(as_(preparer).get(f"{HERE}teman/"))


@pytest.mark.parametrize("organisations", [1, 3, 40])
def test_queries_do_not_grow_with_the_passages(
    as_, area, county_board, django_assert_num_queries, organisations
):
    fill(make_round(2026), area, organisations)
    rut = make_person("Rut Lind", county_board, Role.PREPARER)
    for said in ReportedAnswer.objects.filter(text="Utmaning."):
        theme = actions.tag(said, "Utmaning", "Tema", by=rut).theme
    for one in ReportedIntervention.objects.all():
        actions.tag(one, "Insats", "Tema", by=rut)
    client = as_(rut)
    with django_assert_num_queries(9):
        assert client.get(f"{HERE}teman/{theme.pk}/").status_code == 200
