"""Handing in: what is checked, what is frozen, and who may read what before and after."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from actors.models import Event
from followup.rounds.models import Round
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.checking import check
from followup.survey.models import (
    Intervention,
    ReportedAnswer,
    ReportedIntervention,
    Section,
    Submission,
    SubmissionVersion,
)
from goals.models import TargetGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey_url(sala_survey):
    def url(name: str) -> str:
        return reverse(f"survey:{name}", args=[2026, "sala-kommun"])

    return url


@pytest.fixture
def intervention(employment, official_in_sala) -> Intervention:
    return add_intervention(employment, by=official_in_sala, at=timezone.now())


@pytest.fixture
def fill(as_, official_in_sala, employment, intervention, save, arboga):
    """Answers Sala's section about employment, field by field."""

    def answer(**changes):
        client = as_(official_in_sala)
        goal = employment.goal_area.sub_goals.get(number=1)
        group = TargetGroup.objects.order_by("order").first()
        parts = {
            "title": "Språkstöd på arbetsplatsen",
            "sub_goals": [str(goal.pk)],
            "target_groups": [str(group.pk)],
            "partners": [str(arboga.pk)],
            "status": "ongoing",
            "women": "34",
            "men": "1 012",
            "girls": "0",
            "effect": "Elva fick arbete.",
            "continues_next_year": "yes",
        } | changes
        for part, value in parts.items():
            assert save(
                client, employment, f"interventions/{intervention.pk}/{part}", value
            ).status_code in {200}
        save(client, employment, f"degree/{goal.pk}", "H")
        save(client, employment, f"comment/{goal.pk}", "Vi fortsatte.")
        save(client, employment, "proposal/sub_goal", str(goal.pk))
        save(client, employment, "proposal/reason", "Det fungerar.")
        save(client, employment, "challenges", "Färre praktikplatser.")
        return goal

    return answer


def test_everything_answered_becomes_rows_that_can_be_counted(
    as_, official_in_sala, fill, survey_url, sala_survey, employment, arboga
):
    goal = fill()
    response = as_(official_in_sala).post(survey_url("submit"))

    assert response["Location"] == survey_url("receipt")
    version = SubmissionVersion.objects.get()
    sala_survey.refresh_from_db()
    assert (sala_survey.state, sala_survey.current_version) == (
        Submission.State.SUBMITTED,
        version,
    )
    reported = ReportedIntervention.objects.get()
    assert {name: getattr(reported, name) for name in ReportedIntervention.COUNTS} == {
        "women": 34,
        "men": 1012,
        "girls": 0,
        "boys": None,
        "unknown": None,
    }
    assert reported.total == 1046
    assert reported.counts_not_known is False
    assert list(reported.sub_goals.all()) == [goal]
    assert list(reported.partners.all()) == [arboga]
    rows = ReportedAnswer.objects.values_list(
        "question_version__question__key", "sub_goal", "degree", "text"
    )
    assert sorted(rows) == sorted(
        [
            ("degree", goal.pk, "H", ""),
            ("comment", goal.pk, "", "Vi fortsatte."),
            ("challenges", None, "", "Färre praktikplatser."),
            ("proposal", goal.pk, "", "Det fungerar."),
        ]
    )


def test_blank_zero_and_not_known_stay_three_answers(as_, official_in_sala, fill, survey_url):
    fill(women="0", men="", counts_not_known="yes")
    as_(official_in_sala).post(survey_url("submit"))

    reported = ReportedIntervention.objects.get()
    assert (reported.women, reported.men, reported.counts_not_known) == (0, None, True)


def test_an_unreadable_count_stops_and_says_where(
    as_, official_in_sala, fill, survey_url, intervention
):
    fill(girls="tolv")
    client = as_(official_in_sala)
    page = client.get(survey_url("check")).content.decode()

    assert "Flickor: ”tolv” går inte att läsa. Skriv antalet med siffror." in page
    assert f"#f-interventions-{intervention.pk}-girls" in page
    response = client.post(survey_url("submit"), follow=True)
    assert "Något behöver rättas innan ni kan lämna in." in response.content.decode()
    assert not SubmissionVersion.objects.exists()


def test_an_empty_survey_is_not_handed_in(as_, official_in_sala, sala_survey, survey_url):
    as_(official_in_sala).post(survey_url("submit"))

    assert not SubmissionVersion.objects.exists()
    assert [f.text for f in check(sala_survey).stops] == ["Ni har inte svarat på någon fråga än."]


def test_a_section_that_is_not_relevant_leaves_no_rows(
    as_, official_in_sala, fill, survey_url, employment, sala_survey, save
):
    fill()
    organisation = sala_survey.sections.get(goal_area=None)
    save(as_(official_in_sala), organisation, "cooperation", "Med Arboga")
    actions.set_section_state(
        employment,
        Section.State.NOT_RELEVANT,
        by=official_in_sala,
        at=timezone.now(),
        reason="Ingen uppgift",
    )
    as_(official_in_sala).post(survey_url("submit"))

    assert not ReportedIntervention.objects.exists()
    assert [row.text for row in ReportedAnswer.objects.all()] == ["Med Arboga"]
    stored = SubmissionVersion.objects.get().answers["sections"]
    assert stored[5]["not_relevant_because"] == "Ingen uppgift"
    assert "Språkstöd på arbetsplatsen" in stored[5]["answers"].values()


def test_pressing_twice_hands_in_once_and_shows_the_same_receipt(
    as_, official_in_sala, fill, survey_url, django_capture_on_commit_callbacks
):
    fill()
    client = as_(official_in_sala)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(survey_url("submit"))
        second = client.post(survey_url("submit"))

    assert first["Location"] == second["Location"] == survey_url("receipt")
    assert SubmissionVersion.objects.count() == 1
    assert [m.to for m in mail.outbox] == [[official_in_sala.email]]
    assert "http://127.0.0.1:8000/enkat/2026/sala-kommun/kvitto/" in mail.outbox[0].body
    page = client.get(survey_url("receipt")).content.decode()
    assert SubmissionVersion.objects.get().checksum in page
    assert "Språkstöd på arbetsplatsen" in page
    assert "<dd>34</dd>" in page
    assert f"Skickat till {official_in_sala.email}" in page


def test_handing_in_is_written_in_the_log(as_, official_in_sala, fill, survey_url, sala_survey):
    fill()
    as_(official_in_sala).post(survey_url("submit"))

    event = Event.objects.about(sala_survey).first()
    assert (event.verb, event.person, event.actor.slug, event.data) == (
        "submit",
        official_in_sala,
        "sala-kommun",
        {"old": "in_progress", "new": "submitted"},
    )


def test_a_submitted_version_never_changes(as_, official_in_sala, fill, survey_url):
    fill()
    as_(official_in_sala).post(survey_url("submit"))
    version = SubmissionVersion.objects.get()

    with pytest.raises(TypeError):
        version.save()


def test_a_manager_reads_but_does_not_answer_or_hand_in(
    as_, manager_in_sala, fill, survey_url, employment, save
):
    fill()
    client = as_(manager_in_sala)
    page = client.get(reverse("survey:section", args=[2026, "sala-kommun", employment.slug]))

    assert "Vi fortsatte." in page.content.decode()
    assert "autosave.js" not in page.content.decode()
    assert "Avsnittet är klart</button>" not in page.content.decode()
    assert save(client, employment, "challenges", "Nej").status_code == 403
    assert client.post(survey_url("submit")).status_code == 403


def test_too_late_to_hand_in(as_, official_in_sala, fill, survey_url):
    fill()
    Round.objects.update(state=Round.State.CLOSED)
    page = as_(official_in_sala).post(survey_url("submit"), follow=True).content.decode()

    assert "Omgången är stängd" in page
    assert not SubmissionVersion.objects.exists()


def test_sent_back_answers_can_be_changed_and_handed_in_again(
    as_, official_in_sala, coordinator, fill, survey_url, sala_survey, employment, save
):
    fill()
    client = as_(official_in_sala)
    client.post(survey_url("submit"))
    first = SubmissionVersion.objects.get()
    page = as_(coordinator).post(
        survey_url("send_back"),
        {"reason": "Antalet pojkar saknas.", "sections": [employment.slug]},
        follow=True,
    )

    assert "Svaren är tillbaka hos Sala kommun" in page.content.decode()
    assert "Antalet pojkar saknas." in client.get(survey_url("survey")).content.decode()
    assert ReportedIntervention.objects.current().get().version == first
    assert save(client, employment, "challenges", "Nytt", base=1).status_code == 200
    client.post(survey_url("submit"))
    sala_survey.refresh_from_db()
    assert sala_survey.current_version is not None
    assert sala_survey.current_version.number == 2
    first.refresh_from_db()
    assert "Färre praktikplatser." in str(first.answers)


def test_sending_back_wants_a_reason_and_something_handed_in(
    as_, coordinator, official_in_sala, fill, survey_url, sala_survey
):
    assert as_(coordinator).post(survey_url("send_back"), {"reason": "x"}).status_code == 404
    fill()
    as_(official_in_sala).post(survey_url("submit"))
    page = as_(coordinator).post(survey_url("send_back"), {"reason": " "})

    assert page.status_code == 422
    assert "Skriv vad som behöver ändras." in page.content.decode()
    assert "Kryssa för minst ett avsnitt som ska ändras." in page.content.decode()
    sala_survey.refresh_from_db()
    assert sala_survey.state == Submission.State.SUBMITTED
    assert as_(official_in_sala).post(survey_url("send_back")).status_code == 403


def test_an_unfinished_section_is_told_of_on_one_line(as_, fill, sala_survey, employment):
    fill()
    notes = [f.text for f in check(sala_survey).notes if f.section == employment]

    assert notes == [
        "8 av 9 delmål saknar svar om hur långt ni har kommit. "
        "Avsnittet är inte markerat som klart."
    ]


def test_the_task_list_tells_how_many_interventions_are_written_in(
    as_, official_in_sala, employment, survey_url, save
):
    client = as_(official_in_sala)
    names = ["Språkstöd", "Praktik", ""]
    for name in names:
        one = add_intervention(employment, by=official_in_sala, at=timezone.now())
        page = client.get(survey_url("survey")).content.decode()
        assert page.count(" svar, ") == (0 if name == names[0] else 1)
        save(client, employment, f"interventions/{one.pk}/title", name)
        if name == names[0]:
            assert " svar, 1 insats." in client.get(survey_url("survey")).content.decode()

    for name in ("survey", "check"):
        assert " svar, 2 insatser." in client.get(survey_url(name)).content.decode()
    Intervention.objects.filter(position=1).update(removed_at=timezone.now())
    assert " svar, 1 insats." in client.get(survey_url("survey")).content.decode()
