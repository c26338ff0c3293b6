"""Two at the same instant, on real connections: one order of things, nothing lost (faults D09,
D10, D12, D13, D14, X30)."""

import os
import threading
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actors.models import Event, Membership, Person
from followup.rounds.actions import close_round, reopen_round
from followup.rounds.models import Round, SentMail
from followup.survey.answering import actions
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Submission, SubmissionVersion
from followup.survey.submitting import handing_in, sending_back, sign_off
from followup.survey.together import colleagues
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey import workbooks
from tests.year import make_round, start

pytestmark = pytest.mark.django_db(transaction=True)
SAVES = int(os.environ.get("SAVES", "100"))  # by each of two who write side by side


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


def test_a_colleague_beside_never_stands_in_the_way(section, official_in_sala, colleague_in_sala):
    """Many saves each, of different answers, all at the same time."""
    mine, theirs = list(section.goal_area.sub_goals.order_by("number"))[:2]

    def write(person, key: str) -> list[bool]:
        return [bool(saver(section, person, key, f"{n}", n)().met) for n in range(SAVES)]

    met = at_once(
        lambda: write(official_in_sala, f"comment/{mine.pk}"),
        lambda: write(colleague_in_sala, f"comment/{theirs.pk}"),
    )

    assert met == [[False] * SAVES] * 2
    held = dict(Answer.objects.values_list("key", "version"))
    assert held == {f"comment/{mine.pk}": SAVES, f"comment/{theirs.pk}": SAVES}


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
    receipts = SentMail.objects.filter(occasion=SentMail.Occasion.RECEIPT)
    written = list(receipts.values_list("recipient", flat=True))
    assert len(written) == len(set(written)) >= 1


def test_both_who_press_hand_in_see_the_same_receipt(
    section, survey, official_in_sala, colleague_in_sala, as_
):
    saver(section, official_in_sala, "challenges", "Färre platser")()
    clients = [as_(official_in_sala), as_(colleague_in_sala)]
    there = reverse("survey:submit", args=[2026, "sala-kommun"])
    pressed = at_once(*(lambda client=client: client.post(there) for client in clients))

    assert [answer["Location"] for answer in pressed] == ["/enkat/2026/sala-kommun/kvitto/"] * 2
    version = SubmissionVersion.objects.get()
    for client in clients:
        assert version.checksum in client.get(pressed[0]["Location"]).content.decode()


def test_handing_in_while_the_round_closes_and_opens_again_has_one_path(
    section, survey, official_in_sala, coordinator
):
    """The log tells each move from the state that the one before it led to."""
    saver(section, official_in_sala, "challenges", "Färre platser")()
    round_ = Round.objects.get()
    later = timezone.localdate() + timedelta(days=40)
    for _ in range(4):
        at_once(
            lambda: handing_in.submit(survey, by=official_in_sala),
            lambda: close_round(Round.objects.get(), by=coordinator),
            lambda: sending_back.send_back(
                survey, sections=[section], reason="Mer", by=coordinator
            ),
        )
        survey.refresh_from_db()
        submitted = survey.state == Submission.State.SUBMITTED
        with pytest.raises(WrongStateError) if submitted else nullcontext():
            Round.objects.update(state=Round.State.OPEN)
            saver(section, official_in_sala, "challenges", f"{uuid.uuid4()}", _version())()
        Round.objects.update(state=Round.State.CLOSED)
        reopen_round(round_, closes_on=later, reason="Igen", by=coordinator)

    names = list(
        Event.objects.filter(verb__in=["submit", "send_back"])
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert names == [("submit", "send_back")[n % 2] for n in range(len(names))]
    assert SubmissionVersion.objects.count() == names.count("submit")


def _version() -> int:
    return Answer.objects.get(key="challenges").version


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
            # What has been handed in once is to be changed; the first time it is only begun.
            assert survey.state == (
                Submission.State.CHANGES if before else Submission.State.IN_PROGRESS
            )
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


def test_two_say_yes_to_a_workbook_at_once(
    section, survey, as_, official_in_sala, colleague_in_sala
):
    """One is saved; the other sees what the first wrote and chooses (fault X30)."""
    key = f"comment/{section.goal_area.sub_goals.get(number=1).pk}"
    clients = [as_(official_in_sala), as_(colleague_in_sala)]
    for turn in range(2):
        pages = [
            workbooks.changes_of(
                client, survey, workbooks.filled(client, survey, section, {key: f"{who} {turn}"})
            )
            for client, who in zip(clients, "AB", strict=True)
        ]
        pressed = at_once(
            *(
                lambda client=client, page=page: workbooks.confirm(client, page)
                for client, page in zip(clients, pages, strict=True)
            )
        )

        second = next(answer for answer in pressed if answer.status_code == 409)
        assert sorted(answer.status_code for answer in pressed) == [302, 409]
        stored = Answer.objects.get(key=key)
        assert (stored.version, stored.value[1:]) == (turn + 1, f" {turn}")
        assert [one.before for one in second.context["comparison"].choices] == [stored.value]
    assert AnswerRevision.objects.count() == 2
