"""The roll-ups: exact, current, and with blank, 0, inget gjort, ej relevant and vet ej apart."""

from actors.models import Actor
from followup.review.compilation import (
    Degrees,
    DoneAnswers,
    Reach,
    TypeResponse,
    compile_area,
    response,
)
from followup.rounds.models import Question
from followup.survey.models import Submission, SubmissionVersion
from tests.followup.review.conftest import SENTINEL, answer, ask, say_not_relevant
from tests.year import invite, make_round, submit


def test_degrees_are_summed_over_what_was_handed_in(answered):
    degrees = [one.degrees for one in answered.compiled().sub_goals]

    assert degrees[:3] == [
        Degrees(G=2, P=1),
        Degrees(H=1, E=1, blank=1),
        Degrees(N=1, blank=2),
    ]
    assert degrees[3:] == [Degrees(blank=3)] * 6


def test_persons_reached_keep_zero_blank_and_not_known_apart(answered):
    assert answered.compiled().reach == Reach(
        women=40,
        men=12,
        girls=0,
        boys=None,
        unknown=None,
        interventions=4,
        with_counts=2,
        blank=1,
        not_known=2,
    )
    assert answered.compiled().reach.total == 52


def test_an_area_without_interventions_reached_nobody_knows_how_many(answered, strategy):
    other = strategy.goal_areas.get(number=1)

    assert compile_area(answered.round, other).reach == Reach()
    assert compile_area(answered.round, other).reach.total is None


def test_what_was_done_is_five_different_answers(answered):
    assert answered.compiled().done == DoneAnswers(yes=1, not_known=1, blank=1)

    region = SubmissionVersion.objects.get(submission__actor=answered.region)
    answer(region, "interventions-done", answered.area, "Nej, inget gjort")
    sala = SubmissionVersion.objects.get(submission__actor=answered.sala)
    sala.reported_answers.filter(text="Ja").update(text="Ej relevant för oss")

    assert answered.compiled().done == DoneAnswers(nothing_done=1, not_relevant=1, not_known=1)


def test_a_round_that_does_not_ask_what_was_done_has_no_such_figure(strategy, area):
    assert compile_area(make_round(2026), area).done is None


def test_a_whole_area_that_is_not_relevant_is_not_blank(answered):
    region = SubmissionVersion.objects.get(submission__actor=answered.region)
    region.reported_answers.all().delete()
    say_not_relevant(region, answered.area, "Vi har inga sådana uppdrag.")

    compiled = answered.compiled()

    assert [one.degrees for one in compiled.sub_goals][:3] == [
        Degrees(G=2, N=1),
        Degrees(H=1, E=1, N=1),
        Degrees(N=2, blank=1),
    ]
    assert compiled.done == DoneAnswers(yes=1, not_known=1, not_relevant=1)
    row = next(one for one in compiled.organisations if one.actor == answered.region)
    assert (row.done, row.not_relevant_because) == ("not_relevant", "Vi har inga sådana uppdrag.")


def test_words_stand_with_their_sub_goal_and_organisation(answered):
    compiled = answered.compiled()
    first, second, *_ = compiled.sub_goals

    assert [(one.actor.name, one.text) for one in first.comments] == [
        ("Arboga kommun", "Arboga kommenterar."),
        ("Sala kommun", "Sala har anställt två vägledare."),
    ]
    assert second.comments == ()
    assert [(one.actor.name, one.text) for one in compiled.challenges_from_answers] == [
        ("Sala kommun", "Färre praktikplatser i Sala.")
    ]
    assert [(o.actor.name, o.sub_goal, o.reason) for o in compiled.asked_priorities] == [
        ("Sala kommun", answered.sub_goals[1], "Störst behov hos kvinnor.")
    ]


def test_a_further_question_of_the_round_is_shown_with_its_wording(answered):
    ask(answered.round, "extra", Question.Kind.LONG_TEXT, Question.Scope.AREA)
    sala = SubmissionVersion.objects.get(submission__actor=answered.sala)
    answer(sala, "extra", answered.area, "Vi behöver stöd.")

    assert [(o.read.wording, o.read.value) for o in answered.compiled().others] == [
        ("Hur gick det?", "Vi behöver stöd.")
    ]


def test_further_answers_of_any_kind_are_read_whole_and_not_known_is_no_blank(answered):
    area, one = answered.area, answered.sub_goals[0]
    sala = SubmissionVersion.objects.get(submission__actor=answered.sala)
    ask(answered.round, "antal", Question.Kind.COUNTS, Question.Scope.AREA)
    for part, number in {"women": 4, "men": 0}.items():
        answer(sala, "antal", area, str(number), part=part, number=number)
    ask(answered.round, "andel", Question.Kind.PER_CENT, Question.Scope.AREA)
    answer(sala, "andel", area, "", not_known=True)
    ask(answered.round, "mer", Question.Kind.LONG_TEXT, Question.Scope.SUB_GOAL)
    answer(sala, "mer", area, "Om just det här.", sub_goal=one)

    compiled = answered.compiled()
    assert [(o.read.term, o.read.value) for o in compiled.others] == [
        ("Hur gick det?", "4 kvinnor, 0 män, 4 tillsammans"),
        ("Hur gick det?", "Vet ej"),
        (f"{one} – Hur gick det?", "Om just det här."),
    ]
    assert "Om just det här." not in [words.text for words in compiled.sub_goals[0].comments]


def test_organisations_stand_side_by_side_in_county_order(answered):
    one, two, three, *_ = answered.sub_goals

    assert [(o.actor, o.done, dict(o.degrees)) for o in answered.compiled().organisations] == [
        (answered.arboga, "not_known", {one.pk: "G", two.pk: "E"}),
        (answered.sala, "yes", {one.pk: "G", two.pk: "H", three.pk: "N"}),
        (answered.region, "blank", {one.pk: "P"}),
    ]


def test_interventions_come_with_their_sub_goals_and_organisation(answered):
    rows = answered.compiled().interventions

    assert [
        (row.actor.name, row.reported.title, [s.code for s in row.reported.sub_goals.all()])
        for row in rows
    ] == [
        ("Arboga kommun", "Öppet hus", ["5.2"]),
        ("Arboga kommun", "Mässa", ["5.2"]),
        ("Sala kommun", "Språkvän på jobbet", ["5.1", "5.2"]),
        ("Sala kommun", "Tyst insats", ["5.1"]),
    ]


def test_only_the_newest_version_counts(answered, official_in_sala):
    submission = Submission.objects.get(actor=answered.sala)
    newer = SubmissionVersion.objects.create(
        submission=submission,
        number=2,
        submitted_by=official_in_sala,
        answers={},
        checksum="1" * 64,
    )
    submission.current_version = newer
    submission.save()
    answer(newer, "degree", answered.area, "", sub_goal=answered.sub_goals[0], degree="E")

    compiled = answered.compiled()

    assert compiled.sub_goals[0].degrees == Degrees(G=1, P=1, E=1)
    assert [row.reported.title for row in compiled.interventions] == ["Öppet hus", "Mässa"]


def test_last_years_judgement_stands_beside(answered, preparer, strategy):
    last = make_round(2025, "archived")
    last.assessments.create(
        goal_area=answered.area, development="same", reasons="Förra årets skäl."
    )
    last.assessments.create(
        goal_area=answered.area, sub_goal=answered.sub_goals[0], development="wrong"
    )

    compiled = answered.compiled()

    assert compiled.last_round == last
    assert compiled.assessment is None
    assert compiled.last_assessment.reasons == "Förra årets skäl."
    assert [one.last_assessment and one.last_assessment.development for one in compiled.sub_goals][
        :2
    ] == ["wrong", None]


def test_response_counts_the_invited_by_type_without_the_test_organisation(answered):
    invite(answered.round, Actor.objects.get(slug="kopings-kommun"))

    got = response(answered.round)

    assert (got.invited, got.answered) == (4, 3)
    assert got.by_type == (
        TypeResponse("municipality", "Kommun", invited=3, answered=2),
        TypeResponse("region", "Region", invited=1, answered=1),
    )
    assert [(one.actor.name, one.submitted_at is None) for one in got.organisations] == [
        ("Arboga kommun", False),
        ("Köpings kommun", True),
        ("Sala kommun", False),
        ("Region Västmanland", False),
    ]


def test_drafts_are_never_compiled(answered, draft_in_koping):
    compiled = answered.compiled()

    assert compiled.answered == 3
    assert SENTINEL not in repr(compiled)
    assert len(compiled.interventions) == 4


def test_another_years_answers_do_not_count(answered, official_in_sala):
    other = make_round(2025, "closed")
    submit(other, answered.sala, official_in_sala, degrees={answered.sub_goals[0]: "E"})

    assert answered.compiled().sub_goals[0].degrees == Degrees(G=2, P=1)
    assert compile_area(other, answered.area).sub_goals[0].degrees == Degrees(E=1)
