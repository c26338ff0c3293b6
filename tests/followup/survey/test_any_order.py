"""Whatever people do, in whatever order: nothing acknowledged is lost, nothing handed in changes
(fault D27).

Hypothesis plays the year's moves at random: saving on what one has seen or on something older,
finishing, handing in, sending back, closing, opening again, giving more time. A move that is
refused must be refused with `WrongStateError`; anything else is a fault.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actors.models import Actor, Event
from followup.rounds import actions as rounds
from followup.rounds.invitations import give_more_time
from followup.rounds.models import Invitation, Round
from followup.survey import actions, handing_in, sending_back
from followup.survey.form import SectionForm
from followup.survey.models import Answer, AnswerRevision, Section, Submission, SubmissionVersion
from followup.survey.workflow import SUBMISSION
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import make_person, make_round

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=40)
SUBMISSION_PATHS = {
    (source, transition.target)
    for transition in SUBMISSION.transitions
    for source in transition.sources
}


class Year(RuleBasedStateMachine):
    """Sala's survey in an open round, and the moves that people can make.

    It runs in a transaction of its own that is undone, so that one random year never meets
    another. `told` is what has been acknowledged: the save's id, and the words.
    """

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.told: dict[uuid.UUID, str] = {}
        self.handed_in: dict[int, tuple[object, str]] = {}
        self.paths: list[tuple[str, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def the_year_begins(self) -> None:
        sala = Actor.objects.get(slug="sala-kommun")
        county_board = Actor.objects.get(slug="lansstyrelsen-vastmanland")
        self.coordinator = make_person("Maria Holm", county_board, Role.COORDINATOR)
        self.people = [
            make_person("Amina Lund", sala, Role.RESPONDENT),
            make_person("Bo Ek", sala, Role.RESPONDENT),
        ]
        self.round = make_round(2026)
        self.invitation = Invitation.objects.create(round=self.round, actor=sala)
        self.submission = actions.start(self.invitation, by=self.people[0])
        self.sections = list(self.submission.sections.order_by("order"))[:3]
        self.fields = {
            section: [f for f in SectionForm(section, self.round).fields() if f.widget == "text"]
            for section in self.sections
        }

    # --- What respondents do -----------------------------------------------------------------

    @rule(data=st.data(), text=TEXTS, behind=st.integers(0, 2), who=st.integers(0, 1))
    def save(self, data: st.DataObject, text: str, behind: int, who: int) -> None:
        section = data.draw(st.sampled_from(self.sections), label="section")
        field = data.draw(st.sampled_from(self.fields[section][:3]), label="field")
        answer = Answer.objects.filter(section=section, key=field.key).first()
        seen = max((answer.version if answer else 0) - behind, 0)
        save_id, value = uuid.uuid4(), field.clean([text])
        try:
            saved = actions.save_answer(
                section,
                field,
                value,
                save_id=save_id,
                base_version=seen,
                by=self.people[who],
                at=timezone.now(),
            )
        except WrongStateError:
            assert not AnswerRevision.objects.filter(pk=save_id).exists()
            return
        assert saved.revision.pk == save_id
        self.told[save_id] = str(value)

    @rule(data=st.data())
    def send_a_save_once_more(self, data: st.DataObject) -> None:
        if not self.told:
            return
        save_id = data.draw(st.sampled_from(sorted(self.told)), label="save")
        revision = AnswerRevision.objects.select_related("answer__section").get(pk=save_id)
        section = revision.answer.section
        field = SectionForm(section, self.round).find(revision.answer.key)
        before = AnswerRevision.objects.count()
        actions.save_answer(
            section,
            field,
            "något annat",
            save_id=save_id,
            base_version=0,
            by=self.people[0],
            at=timezone.now(),
        )
        assert AnswerRevision.objects.count() == before

    @rule(number=st.integers(0, 2), state=st.sampled_from(["done", "in_progress", "not_relevant"]))
    def mark_a_section(self, number: int, state: str) -> None:
        section = Section.objects.get(pk=self.sections[number].pk)
        self._try(
            actions.set_section_state,
            section,
            state,
            by=self.people[0],
            at=timezone.now(),
            reason="Ligger utanför vårt uppdrag.",
        )

    @rule()
    def hand_in(self) -> None:
        version = self._try(handing_in.submit, self._submission(), by=self.people[0])
        if version:
            self.handed_in[version.pk] = (version.answers, version.checksum)

    # --- What the coordinator does -----------------------------------------------------------

    @rule()
    def send_back(self) -> None:
        submission = self._submission()
        self._try(
            sending_back.send_back,
            submission,
            sections=list(submission.sections.all()),
            reason="Se över texten.",
            by=self.coordinator,
        )

    @rule()
    def close(self) -> None:
        self._try(rounds.close_round, self._round(), by=self.coordinator)

    @rule(days=st.integers(-1, 60))
    def open_again(self, days: int) -> None:
        self._try(
            rounds.reopen_round,
            self._round(),
            closes_on=timezone.localdate() + timedelta(days=days),
            reason="Fler behöver tid.",
            by=self.coordinator,
        )

    @rule(days=st.integers(-1, 60))
    def give_more_time(self, days: int) -> None:
        day = timezone.localdate() + timedelta(days=days)
        invitation = Invitation.objects.get(pk=self.invitation.pk)
        self._try(give_more_time, invitation, to=day, reason="Sjukdom.", by=self.coordinator)

    # --- What always holds -------------------------------------------------------------------

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def nothing_acknowledged_is_lost(self) -> None:
        stored = dict(AnswerRevision.objects.values_list("pk", "value"))
        assert {pk: stored.get(pk) for pk in self.told} == self.told

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def the_draft_says_what_took_hold_last(self) -> None:
        for answer in Answer.objects.exclude(version=0).prefetch_related("revisions"):
            newest = max(answer.revisions.all(), key=lambda one: one.version or 0)
            assert (answer.version, answer.value) == (newest.version, newest.value)

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def what_was_handed_in_never_changes(self) -> None:
        stored = {
            version.pk: (version.answers, version.checksum)
            for version in SubmissionVersion.objects.all()
        }
        assert stored == self.handed_in
        assert all(handing_in.checksum(answers) == summed for answers, summed in stored.values())

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def every_move_stands_in_the_table(self) -> None:
        moves = [
            (event.data["old"], event.data["new"])
            for event in Event.objects.about(self.submission).order_by("pk")
            if "new" in event.data
        ]
        assert set(moves) <= SUBMISSION_PATHS
        at = Submission.State.IN_PROGRESS.value
        for source, target in moves:
            assert source == at
            at = target
        assert self._submission().state == at

    # --- Helpers -----------------------------------------------------------------------------

    def _try(self, act, *args, **options):
        """The act's answer, or nothing where it was refused as it should be."""
        try:
            with transaction.atomic():
                return act(*args, **options)
        except WrongStateError:
            return None

    def _submission(self) -> Submission:
        return Submission.objects.select_related("actor", "round", "invitation").get(
            pk=self.submission.pk
        )

    def _round(self) -> Round:
        return Round.objects.get(pk=self.round.pk)


def test_nothing_is_lost_in_any_order(strategy):
    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
