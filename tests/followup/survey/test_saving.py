"""The save protocol: nothing a person wrote is lost, and nothing is stored twice."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from followup.rounds.models import Round
from followup.survey.answering import actions
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Section, Submission
from tests.followup.survey.conftest import address

pytestmark = pytest.mark.django_db


def texts(key: str) -> list[tuple[str, int | None]]:
    revisions = AnswerRevision.objects.filter(answer__key=key).order_by("at", "version")
    return [(revision.value, revision.version) for revision in revisions]


def test_a_save_is_acknowledged_with_its_version_and_time(
    as_, official_in_sala, employment, comment_key, save
):
    response = save(as_(official_in_sala), employment, comment_key, "Vi startade språkstöd.")

    revision = AnswerRevision.objects.get()
    assert response.status_code == 200
    assert response.json() == {
        "version": 1,
        "saved": f"{timezone.localtime(revision.at):%H:%M}",
        "fault": "",
        "written": f"Amina Lund, {date_format(timezone.localtime(revision.at), 'j F H:i')}",
    }
    answer = Answer.objects.get()
    assert (answer.value, answer.version, answer.saved_by) == (
        "Vi startade språkstöd.",
        1,
        official_in_sala,
    )
    employment.refresh_from_db()
    assert employment.state == Section.State.IN_PROGRESS
    assert employment.touched_by == official_in_sala


def test_the_same_save_sent_again_is_stored_once(
    as_, official_in_sala, employment, comment_key, save
):
    client, save_id = as_(official_in_sala), uuid.uuid4()
    first = save(client, employment, comment_key, "En gång", save_id=save_id)
    second = save(client, employment, comment_key, "En gång", save_id=save_id)

    assert first.json() == second.json()
    assert texts(comment_key) == [("En gång", 1)]


def test_a_page_ahead_of_an_empty_answer_saves_instead_of_only_saying_so(
    as_, official_in_sala, employment, comment_key, save
):
    response = save(as_(official_in_sala), employment, comment_key, "Efter en kopia", base=3)

    assert (response.status_code, response.json()["version"]) == (200, 1)
    assert Answer.objects.get(key=comment_key).value == "Efter en kopia"


@pytest.mark.parametrize("base", ["-1", "9" * 30, "9" * 5000, "1.5", "³"])
def test_a_version_that_no_page_has_is_refused(
    as_, official_in_sala, employment, comment_key, save, base
):
    response = save(as_(official_in_sala), employment, comment_key, "Text", base=base)

    assert response.status_code == 422
    assert not AnswerRevision.objects.exists()


def test_a_save_leaves_what_a_colleague_has_just_marked_done(
    official_in_sala, colleague_in_sala, employment, comment_key
):
    read_before = Section.objects.select_related("submission__round", "goal_area").get(
        pk=employment.pk
    )
    now = timezone.now()
    done = Section.State.DONE
    actions.set_section_state(employment, done, by=colleague_in_sala, at=now)
    actions.save_answer(
        read_before,
        SectionForm(read_before, read_before.submission.round).find(comment_key),
        "Ett ord till",
        save_id=uuid.uuid4(),
        base_version=0,
        by=official_in_sala,
        at=now,
    )

    employment.refresh_from_db()
    assert (employment.state, employment.touched_by) == (done, official_in_sala)


def test_a_colleagues_newer_text_is_never_overwritten(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, save
):
    save(as_(colleague_in_sala), employment, comment_key, "Bos text om företag")
    response = save(as_(official_in_sala), employment, comment_key, "Aminas text om företag")

    assert response.status_code == 409
    body = response.json()
    assert (body["kind"], body["version"], body["theirs"]) == (
        "conflict",
        1,
        ["Bos text om företag"],
    )
    assert "Bo Ek sparade ett annat svar" in body["html"]
    assert "<ins>Aminas </ins>text om företag" in body["html"]
    assert "<ins>Bos </ins>text om företag" in body["html"]
    assert texts(comment_key) == [("Bos text om företag", 1), ("Aminas text om företag", None)]
    assert Answer.objects.get().value == "Bos text om företag"


def test_the_writer_may_keep_their_own_text_after_a_conflict(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, save
):
    save(as_(colleague_in_sala), employment, comment_key, "Bos")
    version = save(as_(official_in_sala), employment, comment_key, "Aminas").json()["version"]
    response = save(as_(official_in_sala), employment, comment_key, "Aminas", base=version)

    assert response.json()["version"] == 2
    assert Answer.objects.get().value == "Aminas"
    assert ("Bos", 1) in texts(comment_key)


def test_a_conflict_sent_again_is_the_same_conflict(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, save
):
    save(as_(colleague_in_sala), employment, comment_key, "Bos")
    save_id = uuid.uuid4()
    first = save(as_(official_in_sala), employment, comment_key, "Aminas", save_id=save_id)
    second = save(as_(official_in_sala), employment, comment_key, "Aminas", save_id=save_id)

    assert (first.status_code, second.status_code) == (409, 409)
    assert len(texts(comment_key)) == 2


def test_the_same_choice_by_two_is_no_conflict(
    as_, official_in_sala, colleague_in_sala, employment, degree_key, save
):
    save(as_(colleague_in_sala), employment, degree_key, "H")
    response = save(as_(official_in_sala), employment, degree_key, "H")

    assert response.status_code == 200


def test_two_at_different_questions_never_meet(
    as_, official_in_sala, colleague_in_sala, employment, degree_key, comment_key, save
):
    assert save(as_(colleague_in_sala), employment, degree_key, "H").status_code == 200
    assert save(as_(official_in_sala), employment, comment_key, "Text").status_code == 200


def test_an_older_save_that_arrives_late_does_not_win(
    as_, official_in_sala, employment, comment_key, save
):
    client = as_(official_in_sala)
    save(client, employment, comment_key, "femte", base=0)
    late = save(client, employment, comment_key, "fjärde", base=0)

    assert late.status_code == 409
    assert "Du (i ett annat fönster)" in late.json()["html"]
    assert Answer.objects.get().value == "femte"
    assert ("fjärde", None) in texts(comment_key)


def test_a_script_signed_out_leaves_the_cookie_of_who_signs_in_in_another_tab(
    as_, official_in_sala, employment, comment_key, save
):
    client = as_(official_in_sala)
    Session.objects.all().delete()
    response = save(client, employment, comment_key, "Skrivet")
    assert response.status_code == 401
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert "Cookie" in response["Vary"]


def test_a_lost_session_gets_401_and_never_a_page(client, employment, comment_key, save):
    response = save(client, employment, comment_key, "Text")

    assert response.status_code == 401
    assert "loggats ut" in response.content.decode()
    assert not AnswerRevision.objects.exists()


def test_a_lost_session_sends_a_person_to_the_sign_in_page(client, employment):
    response = client.get(address("section", employment))

    assert response.status_code == 302
    assert response["Location"].startswith("/konto/logga-in/?next=/enkat/2026/sala-kommun/")


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, 999999, tzinfo=UTC), 200),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), 409),
    ],
    ids=["the last instant of the last day", "the first instant after it"],
)
def test_the_last_day_is_a_whole_swedish_day(
    as_, official_in_sala, employment, comment_key, save, instant, status
):
    Round.objects.update(opens_on=date(2026, 9, 1), closes_on=date(2026, 12, 31))
    with time_machine.travel(instant, tick=False):
        response = save(as_(official_in_sala), employment, comment_key, "I sista stund")

    assert response.status_code == status
    assert AnswerRevision.objects.count() == (1 if status == 200 else 0)


def test_a_save_that_arrives_in_time_and_is_stored_too_late_counts(
    as_, official_in_sala, employment, comment_key, save
):
    Round.objects.update(opens_on=date(2026, 9, 1), closes_on=date(2026, 12, 31))
    with time_machine.travel(datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), tick=False) as clock:

        def midnight_passes(execute, sql, *rest):
            if "survey_submission" in sql:
                clock.move_to(datetime(2026, 12, 31, 23, 0, 1, tzinfo=UTC))
            return execute(sql, *rest)

        client = as_(official_in_sala)
        with connection.execute_wrapper(midnight_passes):
            response = save(client, employment, comment_key, "I sista stund")

        assert response.status_code == 200
        assert timezone.now() == datetime(2026, 12, 31, 23, 0, 1, tzinfo=UTC)


def test_a_clock_that_jumps_back_never_decides_which_text_is_newer(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, save
):
    noon = timezone.now()
    for hours, base, words in ((0, 0, "första"), (-1, 1, "andra"), (1, 2, "tredje")):
        with time_machine.travel(noon + timedelta(hours=hours), tick=False):
            client = as_(official_in_sala)
            answered = save(client, employment, comment_key, words, base=base).json()
            assert answered["version"] == base + 1
    with time_machine.travel(noon + timedelta(hours=2), tick=False):
        late = save(as_(colleague_in_sala), employment, comment_key, "gammal bas", base=2)

    assert late.status_code == 409
    assert Answer.objects.get().value == "tredje"


def test_after_the_last_day_the_text_is_refused_with_what_to_do(
    as_, official_in_sala, employment, comment_key, save
):
    Round.objects.update(closes_on=date(2026, 10, 30), opens_on=date(2026, 9, 1))
    response = save(as_(official_in_sala), employment, comment_key, "För sent")

    assert response.status_code == 409
    assert response.json() == {
        "kind": "closed",
        "message": "Omgången är stängd. Sista dag att svara var 30 oktober 2026. "
        "Be samordnaren om mer tid.",
    }


def test_a_closed_round_takes_no_answers_but_from_those_given_more_time(
    as_, official_in_sala, employment, comment_key, save
):
    Round.objects.update(state=Round.State.CLOSED)
    assert save(as_(official_in_sala), employment, comment_key, "Nej").status_code == 409

    invitation = employment.submission.invitation
    invitation.extended_to = timezone.localdate() + timedelta(days=60)
    invitation.save()
    assert save(as_(official_in_sala), employment, comment_key, "Ja").status_code == 200


def test_submitted_answers_cannot_be_changed(as_, official_in_sala, employment, comment_key, save):
    Submission.objects.update(state=Submission.State.SUBMITTED)
    response = save(as_(official_in_sala), employment, comment_key, "Efteråt")

    assert response.status_code == 409
    assert "redan inlämnade" in response.json()["message"]


def test_somebody_who_lost_the_right_to_answer_stores_nothing(
    as_, official_in_sala, employment, comment_key, save
):
    client = as_(official_in_sala)
    official_in_sala.memberships.all().delete()

    assert save(client, employment, comment_key, "Kvar på sidan").status_code == 403
    assert not AnswerRevision.objects.exists()


def test_another_organisations_survey_does_not_exist(
    as_, official_in_arboga, employment, comment_key, save
):
    client = as_(official_in_arboga)

    assert save(client, employment, comment_key, "Fel kommun").status_code == 404
    assert client.get(address("section", employment)).status_code == 404


def test_each_save_lands_where_its_address_says(
    as_, official_in_sala, employment, arboga_survey, comment_key, save
):
    from actors.models import Membership
    from strategy_portal.access import Role

    Membership.objects.create(
        person=official_in_sala, actor=arboga_survey.actor, role=Role.RESPONDENT
    )
    client = as_(official_in_sala)
    other = arboga_survey.sections.get(goal_area__number=5)
    save(client, employment, comment_key, "Salas")
    save(client, other, comment_key, "Arbogas")

    stored = {a.section.submission.actor.slug: a.value for a in Answer.objects.all()}
    assert stored == {"sala-kommun": "Salas", "arboga-kommun": "Arbogas"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("finns-inte", "x"),
        ("degree/0", "G"),
        ("degree/inte-ett-tal", "G"),
        ("interventions/00000000-0000-0000-0000-000000000000/title", "x"),
        ("proposal/annat", "x"),
    ],
)
def test_a_key_the_page_does_not_have_is_refused(
    as_, official_in_sala, employment, save, key, value
):
    response = save(as_(official_in_sala), employment, key, value)

    assert response.status_code == 422
    assert not AnswerRevision.objects.exists()


def test_a_choice_that_is_not_offered_is_refused(
    as_, official_in_sala, employment, degree_key, save
):
    response = save(as_(official_in_sala), employment, degree_key, "X")

    assert (response.status_code, response.json()) == (
        422,
        {"message": "Välj ett av alternativen."},
    )


def test_a_text_too_long_is_refused_whole_never_cut(
    as_, official_in_sala, employment, comment_key, save
):
    response = save(as_(official_in_sala), employment, comment_key, "å" * 20_001)

    assert response.status_code == 422
    assert response.json()["message"] == (
        "Texten är 20001 tecken lång. Korta den till högst 20000 tecken."
    )
    assert not Answer.objects.exists()


def test_a_text_comes_back_as_it_was_written(as_, official_in_sala, employment, comment_key, save):
    client = as_(official_in_sala)
    written = "Första raden\r\n\r\n\tTredje, indragen – med ”citat”\u0007 och a\u030a"
    save(client, employment, comment_key, written)

    assert Answer.objects.get().value == "Första raden\n\n\tTredje, indragen – med ”citat” och å"


def test_an_unreadable_count_is_kept_and_pointed_out(as_, official_in_sala, employment, save):
    from followup.survey.answering.interventions import add_intervention

    added = add_intervention(employment, by=official_in_sala, at=timezone.now())
    key = f"interventions/{added.pk}/girls"
    response = save(as_(official_in_sala), employment, key, "ca 10")

    assert response.status_code == 200
    assert response.json()["fault"] == (
        "Flickor: ”ca 10” går inte att läsa. Skriv antalet med siffror."
    )
    assert Answer.objects.get().value == "ca 10"


def test_a_stored_save_whose_answer_was_lost_is_answered_also_after_the_last_day(
    as_, official_in_sala, employment, comment_key, save
):
    client, save_id = as_(official_in_sala), uuid.uuid4()
    first = save(client, employment, comment_key, "I tid", save_id=save_id)
    Round.objects.update(state=Round.State.CLOSED)
    again = save(client, employment, comment_key, "I tid", save_id=save_id)

    assert (again.status_code, again.json()) == (200, first.json())
