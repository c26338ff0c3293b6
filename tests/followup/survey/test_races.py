"""Two at the same instant, on real connections: one order of things, nothing lost (faults D09,
D10, D12, D13)."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from actors.models import Membership, Person
from followup.survey import actions, colleagues, handing_in, sign_off
from followup.survey.form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Submission, SubmissionVersion
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import make_round, start

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Runs each act in a thread of its own, all let go together; their results or exceptions."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = act()
        except WrongStateError as wrong:
            results[place] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def survey(strategy, sala):
    return start(make_round(2026), sala)


@pytest.fixture
def section(survey):
    return survey.sections.select_related("goal_area", "submission__round").get(goal_area__number=5)


def saver(section, person, key: str, value: str, base: int = 0):
    field = SectionForm(section, section.submission.round).find(key)

    def act():
        return actions.save_answer(
            section,
            field,
            value,
            save_id=uuid.uuid4(),
            base_version=base,
            by=person,
            at=timezone.now(),
        )

    return act


def test_two_at_the_same_field_both_texts_are_kept(section, official_in_sala, colleague_in_sala):
    for turn in range(5):
        answer = Answer.objects.filter(key="challenges").first()
        base = answer.version if answer else 0
        results = at_once(
            saver(section, official_in_sala, "challenges", f"Aminas {turn}", base),
            saver(section, colleague_in_sala, "challenges", f"Bos {turn}", base),
        )
        assert sorted(bool(saved.met) for saved in results) == [False, True]

    assert AnswerRevision.objects.count() == 10
    answer = Answer.objects.get(key="challenges")
    assert answer.version == 5
    held = AnswerRevision.objects.filter(version__isnull=False).order_by("version")
    assert [revision.version for revision in held] == [1, 2, 3, 4, 5]
    assert answer.value == held.last().value


def test_two_at_different_fields_never_meet(section, official_in_sala, colleague_in_sala):
    goals = list(section.goal_area.sub_goals.order_by("number"))
    for goal in goals[:5]:
        results = at_once(
            saver(section, official_in_sala, f"degree/{goal.pk}", "G"),
            saver(section, colleague_in_sala, f"comment/{goal.pk}", "Text"),
        )
        assert not any(saved.met for saved in results)
    assert Answer.objects.filter(version=1).count() == 10


def test_the_same_save_sent_twice_at_once_is_stored_once(section, official_in_sala):
    save_id = uuid.uuid4()
    field = SectionForm(section, section.submission.round).find("challenges")

    def act():
        return actions.save_answer(
            section,
            field,
            "En gång",
            save_id=save_id,
            base_version=0,
            by=official_in_sala,
            at=timezone.now(),
        )

    first, second = at_once(act, act)
    assert first.revision.version == second.revision.version == 1
    assert AnswerRevision.objects.count() == 1


def test_two_press_hand_in_at_once(section, survey, official_in_sala, colleague_in_sala):
    saver(section, official_in_sala, "challenges", "Färre platser")()
    results = at_once(
        lambda: handing_in.submit(survey, by=official_in_sala),
        lambda: handing_in.submit(survey, by=colleague_in_sala),
    )

    assert sorted(type(result).__name__ for result in results) == [
        "SubmissionVersion",
        "WrongStateError",
    ]
    assert SubmissionVersion.objects.count() == 1


def test_a_save_beside_a_submission_is_either_in_it_or_refused(
    strategy, section, survey, official_in_sala, colleague_in_sala
):
    saver(section, official_in_sala, "challenges", "först")()
    for _ in range(5):
        Submission.objects.update(state=Submission.State.IN_PROGRESS)
        survey.refresh_from_db()
        base = Answer.objects.get(key="challenges").version
        text = f"ändrat från {base}"
        saved, version = at_once(
            saver(section, colleague_in_sala, "challenges", text, base),
            lambda: handing_in.submit(survey, by=official_in_sala),
        )
        assert isinstance(version, SubmissionVersion)
        answers = version.answers["sections"][5]["answers"]
        if isinstance(saved, WrongStateError):
            assert answers["challenges"] != text
            assert not AnswerRevision.objects.filter(value=text).exists()
        else:
            assert answers["challenges"] == text


def test_the_manager_approves_while_the_organisation_takes_its_answers_back(
    section, survey, official_in_sala, manager_in_sala
):
    saver(section, official_in_sala, "challenges", "först")()
    for _ in range(5):
        Submission.objects.update(
            state=Submission.State.AWAITING,
            approver=manager_in_sala,
            sign_off_asked_by=official_in_sala,
        )
        survey.refresh_from_db()
        before = SubmissionVersion.objects.count()
        approved, taken = at_once(
            lambda: handing_in.approve(survey, by=manager_in_sala),
            lambda: sign_off.take_back(survey, by=official_in_sala),
        )
        survey.refresh_from_db()
        if isinstance(approved, SubmissionVersion):
            assert isinstance(taken, WrongStateError)
            assert survey.state == Submission.State.SUBMITTED
            assert SubmissionVersion.objects.count() == before + 1
        else:
            assert taken is None
            assert survey.state == Submission.State.IN_PROGRESS
            assert SubmissionVersion.objects.count() == before


def test_a_section_is_taken_back_beside_a_save(
    section, survey, official_in_sala, colleague_in_sala, sala
):
    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.ADMINISTRATOR)
    administrator = Person.objects.get(pk=official_in_sala.pk)
    for turn in range(5):
        colleagues.delegate(section, to=colleague_in_sala, by=administrator)
        answer = Answer.objects.filter(key="challenges").first()
        base = answer.version if answer else 0
        saved, taken = at_once(
            saver(section, colleague_in_sala, "challenges", f"Bos {turn}", base),
            lambda: colleagues.take_back(section, by=administrator),
        )
        assert taken is None
        stored = AnswerRevision.objects.filter(value=f"Bos {turn}").exists()
        assert stored != isinstance(saved, WrongStateError)
