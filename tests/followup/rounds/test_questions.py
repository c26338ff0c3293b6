"""A question keeps its identity while its words, its place and its years change."""

import pytest

from actors.models import Event
from followup.rounds import questions as asking
from followup.rounds.models import Question
from strategy_portal.exceptions import WrongStateError
from tests.year import make_round


def asked_in(round_, key):
    return round_.asked_questions.select_related("question", "version", "round").get(
        question__key=key
    )


def keys(round_, scope):
    asked = round_.asked_questions.filter(question__scope=scope).order_by("order")
    return list(asked.values_list("question__key", flat=True))


def test_words_that_another_round_uses_stay_there(strategy, coordinator):
    last_year = make_round(2025, state="archived")
    this_year = make_round(2026, state="draft")
    before = asked_in(last_year, "challenges").version
    version = asking.change_question(
        asked_in(this_year, "challenges"), wording="Nya ord?", help_text="Hjälp", by=coordinator
    )
    assert (version.number, version.question) == (2, before.question)
    assert str(asked_in(this_year, "challenges").version) == "Nya ord?"
    assert asked_in(last_year, "challenges").version == before
    before.refresh_from_db()
    assert before.wording == "Hur gick det?"
    assert Event.objects.get(verb="change_question").data["old"] == "Hur gick det?"


def test_words_that_only_this_draft_uses_are_changed_where_they_are(strategy, coordinator):
    draft = make_round(state="draft")
    asked = asked_in(draft, "challenges")
    asking.change_question(asked, wording="Första", help_text="", by=coordinator)
    asking.change_question(asked, wording="Andra", help_text="", by=coordinator)
    assert [v.wording for v in asked.question.versions.all()] == ["Andra"]


def test_answer_choices_follow_a_new_version(draft, strategy, coordinator):
    make_round(2025, state="archived").asked_questions.create(
        question=asked_in(draft, "own-plan").question,
        version=asked_in(draft, "own-plan").version,
        order=9,
    )
    version = asking.change_question(
        asked_in(draft, "own-plan"), wording="Har ni en plan?", help_text="", by=coordinator
    )
    assert (version.number, version.choices) == (2, ["Ja", "Nej", "Vet ej"])


def test_saving_the_same_words_makes_no_version_and_no_event(strategy, coordinator):
    make_round(2025, state="archived")
    asked = asked_in(make_round(2026, state="draft"), "challenges")
    asking.change_question(asked, wording="Hur gick det?", help_text="", by=coordinator)
    assert asked.question.versions.count() == 1
    assert not Event.objects.filter(verb="change_question").exists()


@pytest.mark.parametrize("state", ["open", "closed", "compiled", "archived"])
def test_nothing_is_changed_once_the_round_has_opened(strategy, coordinator, state):
    round_ = make_round(state=state)
    asked = asked_in(round_, "challenges")
    with pytest.raises(WrongStateError):
        asking.change_question(asked, wording="Annat", help_text="", by=coordinator)
    with pytest.raises(WrongStateError):
        asking.move_question(asked, up=True, by=coordinator)
    with pytest.raises(WrongStateError):
        asking.leave_out(asked, by=coordinator)
    assert asked_in(round_, "challenges").version.wording == "Hur gick det?"


def test_a_question_moves_among_those_asked_of_the_same_thing(draft, coordinator):
    assert asking.move_question(asked_in(draft, "challenges"), up=True, by=coordinator)
    assert keys(draft, "area") == ["interventions-done", "challenges", "interventions", "proposal"]
    assert asking.move_question(asked_in(draft, "challenges"), up=False, by=coordinator)
    assert keys(draft, "area") == ["interventions-done", "interventions", "challenges", "proposal"]


def test_the_first_question_cannot_move_past_the_questions_of_another_kind(draft, coordinator):
    assert not asking.move_question(asked_in(draft, "degree"), up=True, by=coordinator)
    assert keys(draft, "sub_goal") == ["degree", "comment"]


def test_a_question_left_out_is_taken_in_again_as_the_same_question(draft, coordinator):
    question = Question.objects.get(key="cooperation")
    asking.leave_out(asked_in(draft, "cooperation"), by=coordinator)
    assert list(asking.left_out(draft)) == [question]
    asked = asking.take_in(draft, question, by=coordinator)
    assert asked.question == question
    assert list(asking.left_out(draft)) == []
    assert keys(draft, "organisation")[-1] == "cooperation"
