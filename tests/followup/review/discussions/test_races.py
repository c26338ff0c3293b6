"""Two at the same instant in a thread: what is said is never lost."""

import uuid

import pytest

from followup.review.discussions import actions
from followup.review.models import Thread
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(thread: Thread) -> Thread:
    return Thread.objects.select_related("round").get(pk=thread.pk)


def test_one_who_answers_while_another_resolves_is_heard(thread, preparer, colleague):
    at_once(
        lambda: actions.answer(fresh(thread), text="Vänta!", save_id=uuid.uuid4(), by=preparer),
        lambda: actions.resolve(fresh(thread), by=colleague),
    )

    assert thread.comments.filter(text="Vänta!").count() == 1


def test_the_same_form_twice_at_once_is_one_comment(thread, preparer):
    save_id = uuid.uuid4()

    def send():
        return actions.answer(fresh(thread), text="Samma.", save_id=save_id, by=preparer)

    first, second = at_once(send, send)

    assert first == second
    assert thread.comments.filter(text="Samma.").count() == 1


def test_two_who_resolve_at_once_resolve_once(thread, preparer, colleague):
    results = at_once(
        lambda: actions.resolve(fresh(thread), by=preparer),
        lambda: actions.resolve(fresh(thread), by=colleague),
    )

    assert sum(isinstance(one, WrongStateError) for one in results) == 1
    assert Thread.objects.get().state == "resolved"
