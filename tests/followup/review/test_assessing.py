"""Judging: every save is kept, and two who write at once both see both texts."""

import uuid

import pytest

from actors.models import Event
from followup.review.actions import save_assessment
from followup.review.models import Assessment, AssessmentRevision
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError

MINE = {"development": "right", "reasons": "Fler arbetar."}
THEIRS = {"development": "same", "reasons": "Inget har hänt."}


def contents() -> list[tuple[dict, int | None]]:
    """Every revision there is, oldest first."""
    return [(one.content, one.edition) for one in AssessmentRevision.objects.order_by("at")]


def posted(key: int, content: dict, edition: int, **more: str) -> dict[str, str]:
    """What the page sends for one judgement."""
    fields = {"edition": str(edition), "save_id": str(uuid.uuid4()), **content, **more}
    return {f"{key}-{name}": value for name, value in fields.items()}


def path(answered, rest: str = "") -> str:
    return f"/sammanstallning/2026/{answered.area.slug}/bedomning/{rest}"


def test_a_save_takes_hold_and_is_kept_as_a_revision(answered, preparer):
    saved = save_assessment(
        answered.round, answered.area, content=MINE, base_edition=0, by=preparer
    )

    assert saved.met is None
    stored = Assessment.objects.get()
    assert (stored.content, stored.edition, stored.updated_by) == (MINE, 1, preparer)
    assert stored.updated_at is not None
    assert contents() == [(MINE, 1)]
    assert Event.objects.filter(verb="assess", person=preparer).count() == 1


def test_the_later_of_two_writers_meets_the_first_and_both_texts_are_kept(
    answered, preparer, colleague
):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)

    saved = save_assessment(
        answered.round, answered.area, content=MINE, base_edition=0, by=preparer
    )

    assert (saved.met.content, saved.met.by) == (THEIRS, colleague)
    assert Assessment.objects.get().content == THEIRS
    assert contents() == [(THEIRS, 1), (MINE, None)]


def test_two_who_write_the_same_do_not_meet(answered, preparer, colleague):
    save_assessment(answered.round, answered.area, content=MINE, base_edition=0, by=colleague)
    saved = save_assessment(
        answered.round, answered.area, content=MINE, base_edition=0, by=preparer
    )

    assert saved.met is None
    assert Assessment.objects.get().edition == 2


def test_a_save_sent_twice_is_stored_once(answered, preparer):
    sent = {"content": MINE, "base_edition": 0, "save_id": uuid.uuid4(), "by": preparer}

    first = save_assessment(answered.round, answered.area, **sent)
    again = save_assessment(answered.round, answered.area, **sent)

    assert again.revision == first.revision
    assert contents() == [(MINE, 1)]


def test_who_wrote_on_after_an_unheard_answer_loses_nothing(answered, preparer):
    sent = {"base_edition": 0, "save_id": uuid.uuid4(), "by": preparer}
    save_assessment(answered.round, answered.area, content=MINE, **sent)

    saved = save_assessment(answered.round, answered.area, content=THEIRS, **sent)

    assert saved.met is None
    assert Assessment.objects.get().content == THEIRS
    assert contents() == [(MINE, 1), (THEIRS, 2)]


def test_an_area_and_its_sub_goals_are_judged_apart(answered, preparer):
    for target in (answered.area, *answered.sub_goals[:2]):
        save_assessment(answered.round, target, content=MINE, base_edition=0, by=preparer)

    judged = Assessment.objects.values_list("goal_area__slug", "sub_goal__number")
    assert sorted(judged, key=str) == [
        ("sysselsattning", 1),
        ("sysselsattning", 2),
        ("sysselsattning", None),
    ]


@pytest.mark.parametrize("state", ["open", "closed", "compiled"])
def test_judging_goes_on_until_the_round_is_archived(answered, preparer, state):
    Round.objects.update(state=state)

    save_assessment(answered.round, answered.area, content=MINE, base_edition=0, by=preparer)

    assert Assessment.objects.get().content == MINE


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_nothing_is_judged_before_or_after(answered, preparer, state):
    Round.objects.update(state=state)

    with pytest.raises(WrongStateError):
        save_assessment(answered.round, answered.area, content=MINE, base_edition=0, by=preparer)

    assert not Assessment.objects.exists()


def test_a_press_without_script_saves_everything_touched(as_, answered, preparer):
    untouched = {"development": "same", "reasons": "Inget har hänt."}
    save_assessment(
        answered.round, answered.sub_goals[1], content=untouched, base_edition=0, by=preparer
    )
    data = posted(0, MINE, 0) | posted(1, {"development": "wrong", "reasons": "Sämre."}, 0)
    data |= posted(2, untouched, 1) | posted(3, {}, 0)

    response = as_(preparer).post(path(answered, "spara/"), data)

    assert (response.status_code, response.url) == (302, path(answered) + "#bedomning-0")
    found = Assessment.objects.order_by("sub_goal__number").values_list(
        "sub_goal__number", "development", "reasons", "edition"
    )
    assert sorted(found, key=str) == [
        (1, "wrong", "Sämre.", 1),
        (2, "same", "Inget har hänt.", 1),
        (None, "right", "Fler arbetar.", 1),
    ]


def test_a_press_with_script_saves_one_and_says_when(as_, answered, preparer):
    response = as_(preparer).post(
        path(answered, "1/spara/"), posted(1, MINE, 0), headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert "<html" not in page
    assert "Sparat" in page
    assert "Fler arbetar." in page
    assert Assessment.objects.get().sub_goal == answered.sub_goals[0]


@pytest.mark.parametrize("with_script", [True, False])
def test_a_conflict_shows_both_texts_and_three_ways_on(
    as_, answered, preparer, colleague, with_script
):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)
    rest = "0/spara/" if with_script else "spara/"

    response = as_(preparer).post(
        path(answered, rest),
        posted(0, MINE, 0),
        headers={"HX-Request": "true"} if with_script else {},
    )

    assert response.status_code == 409
    page = response.content.decode()
    for words in ("Lena Sund sparade en annan bedömning", "Inget har", "Behåll min text"):
        assert words in page
    for words in ("Använd den andra texten", "Slå ihop i rutan", "Fler arbetar."):
        assert words in page
    assert contents() == [(THEIRS, 1), (MINE, None)]


@pytest.mark.parametrize(
    ("choice", "stands", "saves"), [("keep:0", MINE, 3), ("theirs:0", THEIRS, 2)]
)
def test_the_writer_chooses_which_text_stands(
    as_, answered, preparer, colleague, choice, stands, saves
):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)
    save_assessment(answered.round, answered.area, content=MINE, base_edition=0, by=preparer)

    response = as_(preparer).post(
        path(answered, "spara/"), posted(0, MINE, 1, met="True") | {"choice": choice}
    )

    assert response.status_code == 302
    assert Assessment.objects.get().content == stands
    assert AssessmentRevision.objects.count() == saves


def test_merging_puts_both_texts_in_the_boxes_and_saves_nothing_yet(
    as_, answered, preparer, colleague
):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)

    response = as_(preparer).post(
        path(answered, "0/spara/"), posted(0, MINE, 1, met="True") | {"choice": "merge:0"}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Fler arbetar.\n\nInget har hänt." in page
    assert "Inte sparat än" in page
    assert Assessment.objects.get().content == THEIRS


def test_merging_keeps_the_only_direction_that_was_chosen(as_, answered, preparer, colleague):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)
    mine = MINE | {"development": ""}

    response = as_(preparer).post(
        path(answered, "0/spara/"), posted(0, mine, 1, met="True") | {"choice": "merge:0"}
    )

    assert 'value="same" checked' in response.content.decode()


def test_a_conflict_is_not_settled_by_pressing_save_elsewhere(as_, answered, preparer, colleague):
    save_assessment(answered.round, answered.area, content=THEIRS, base_edition=0, by=colleague)
    data = posted(0, MINE, 1, met="True") | posted(1, {"development": "right"}, 0)

    response = as_(preparer).post(path(answered, "spara/"), data)

    assert response.status_code == 409
    assert Assessment.objects.get(sub_goal=None).content == THEIRS
    assert Assessment.objects.get(sub_goal=answered.sub_goals[0]).development == "right"


def test_text_stays_on_the_page_when_the_round_was_archived_meanwhile(as_, answered, preparer):
    Round.objects.update(state="archived")

    response = as_(preparer).post(path(answered, "0/spara/"), posted(0, MINE, 0))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Fler arbetar." in page
    assert "Omgången är arkiverad" in page
    assert not Assessment.objects.exists()


def test_an_impossible_value_is_refused_and_the_text_stays(as_, answered, preparer):
    response = as_(preparer).post(
        path(answered, "0/spara/"), posted(0, MINE | {"development": "uppat"}, 0)
    )

    assert response.status_code == 422
    assert "Fler arbetar." in response.content.decode()
    assert not Assessment.objects.exists()


def test_only_the_group_judges(as_, answered, coordinator, official_in_sala, outsider):
    for person in (coordinator, official_in_sala, outsider):
        client = as_(person)
        assert client.get(path(answered)).status_code == 403
        assert client.post(path(answered, "spara/"), posted(0, MINE, 0)).status_code == 403
        assert client.post(path(answered, "0/spara/"), posted(0, MINE, 0)).status_code == 403
    assert not Assessment.objects.exists()


def test_reading_never_saves(as_, answered, preparer):
    assert as_(preparer).get(path(answered, "spara/")).status_code == 405
    assert as_(preparer).get(path(answered, "0/spara/")).status_code == 405
    assert as_(preparer).post(path(answered, "99/spara/"), {}).status_code == 404


def test_an_archived_round_is_not_opened_for_writing(as_, answered, preparer):
    Round.objects.update(state="archived")

    response = as_(preparer).get(path(answered), follow=True)

    assert response.redirect_chain == [(f"/sammanstallning/2026/{answered.area.slug}/", 302)]
    assert "Omgången är arkiverad" in response.content.decode()
