"""Whatever people do, in whatever order: nothing acknowledged is lost, nothing handed in changes
(fault D27).

Hypothesis plays the year's moves at random: saving on what one has seen or on something older,
merging interventions and taking them apart, handing a section over and taking it back, losing the
right to answer, finishing, asking the manager, handing in, sending named sections back, accepting,
asking to change, closing, opening again, giving more time. A move that is refused must
be refused with `WrongStateError`; anything else is a fault.

`YEARS=500` plays as many years instead of the fifteen of every run.
"""

import os
import uuid
from dataclasses import asdict
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

from actors.models import Actor, Event, Person
from followup.rounds import actions as rounds
from followup.rounds.invitations import give_more_time
from followup.rounds.models import Invitation, Round
from followup.survey.answering import actions, interventions, merging
from followup.survey.form.section_form import SectionForm
from followup.survey.models import (
    Answer,
    AnswerRevision,
    Section,
    Submission,
    SubmissionVersion,
    WorkbookUpload,
)
from followup.survey.submitting import handing_in, sending_back, sign_off
from followup.survey.together import colleagues
from followup.survey.workbook import importing
from followup.survey.workbook.comparing import Proposed
from followup.survey.workflow import SUBMISSION
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import make_person, make_round

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=40)
PEOPLE, SECTIONS = st.integers(0, 2), st.integers(0, 2)
SUBMISSION_PATHS = {
    (source, transition.target)
    for transition in SUBMISSION.transitions
    for source in transition.sources
} | {(Submission.State.AWAITING, Submission.State.CHANGES)}  # what was sent back and not approved


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
        # Amina is the first invited, and so looks after the answers.
        self.people = [
            make_person("Amina Lund", sala, Role.RESPONDENT),
            make_person("Bo Ek", sala, Role.RESPONDENT),
            make_person("Ida Ny", sala, Role.RESPONDENT),
        ]
        self.manager = make_person("Karin Berg", sala, Role.APPROVER)
        self.round = make_round(2026)
        self.invitation = Invitation.objects.create(round=self.round, actor=sala)
        self.submission = actions.start(self.invitation, by=self.people[0])
        self.sections = list(self.submission.sections.order_by("order"))[:3]
        self.fields = {
            section: [f for f in SectionForm(section, self.round).fields() if f.widget == "text"]
            for section in self.sections
        }

    # --- What respondents do -----------------------------------------------------------------

    @rule(data=st.data(), text=TEXTS, behind=st.integers(0, 2), who=PEOPLE)
    def save(self, data: st.DataObject, text: str, behind: int, who: int) -> None:
        section = data.draw(st.sampled_from(self.sections), label="section")
        field = data.draw(st.sampled_from(self.fields[section][:3]), label="field")
        answer = Answer.objects.filter(section=section, key=field.key).first()
        seen = max((answer.version if answer else 0) - behind, 0)
        save_id, value = uuid.uuid4(), field.clean([text])
        may = self._may_write(section, who)
        try:
            saved = actions.save_answer(
                section,
                field,
                value,
                save_id=save_id,
                base_version=seen,
                by=self._person(who),
                at=timezone.now(),
            )
        except WrongStateError:
            assert not AnswerRevision.objects.filter(pk=save_id).exists()
            return
        assert may
        assert saved.revision.pk == save_id
        self.told[save_id] = str(value)

    @rule(data=st.data())
    def send_a_save_once_more(self, data: st.DataObject) -> None:
        if not self.told:
            return
        save_id = data.draw(st.sampled_from(sorted(self.told)), label="save")
        related = ("answer__section", "answer__intervention")
        revision = AnswerRevision.objects.select_related(*related).get(pk=save_id)
        section, intervention = revision.answer.section, revision.answer.intervention
        if intervention and intervention.removed_at:
            return  # its field is on no page any more
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

    @rule(data=st.data(), text=TEXTS, behind=st.integers(0, 2), who=PEOPLE, choose=st.booleans())
    def upload_a_workbook(
        self, data: st.DataObject, text: str, behind: int, who: int, choose: bool
    ) -> None:
        """A workbook fetched now or earlier is filled in, looked at, and said yes to."""
        section = data.draw(st.sampled_from(self.sections), label="section")
        field = data.draw(st.sampled_from(self.fields[section][:3]), label="field")
        answer = Answer.objects.filter(section=section, key=field.key).first()
        base = max((answer.version if answer else 0) - behind, 0)
        proposed = Proposed(section.pk, field.key, field.clean([text]), "", base, "Blad, C5")
        upload = WorkbookUpload(
            submission=self._submission(), person=self._person(who), seed=uuid.uuid4().hex
        )
        upload.proposed = [asdict(proposed)]
        upload.save()
        page = importing.comparison_of(upload, timezone.now())
        wanted = [*page.changes, *(page.choices if choose else [])]
        saves = {uuid.uuid5(upload.pk, one.id): str(one.proposed.value) for one in wanted}
        may = self._may_write(section, who)
        saved = self._try(
            importing.import_answers,
            upload,
            seen=page.seen,
            chosen={one.id for one in wanted},
            by=upload.person,
            at=timezone.now(),
        )
        if saved is None:
            assert not AnswerRevision.objects.filter(pk__in=saves).exists()
            return
        assert saved == len(saves)
        assert may or not saves
        self.told |= saves

    @rule(number=st.integers(1, 2), who=PEOPLE, text=TEXTS)
    def tell_of_an_intervention(self, number: int, who: int, text: str) -> None:
        section, person, now = self._section(number), self._person(who), timezone.now()
        added = self._try(interventions.add_intervention, section, by=person, at=now)
        if added is None:
            return
        field = SectionForm(section, self.round).find(f"interventions/{added.pk}/description")
        save_id, value = uuid.uuid4(), field.clean([text])
        actions.save_answer(
            section, field, value, save_id=save_id, base_version=0, by=person, at=now
        )
        self.told[save_id] = str(value)

    @rule(number=st.integers(1, 2), who=PEOPLE, choice=st.sampled_from(["kept", "other", "both"]))
    def merge_two_interventions(self, number: int, who: int, choice: str) -> None:
        section = self._section(number)
        form = SectionForm(section, self.round)
        if len(form.interventions) < 2:
            return
        kept, other = form.interventions[:2]
        rows = merging.side_by_side(form, kept, other).rows
        self._try(
            merging.merge_interventions,
            kept,
            other,
            chosen={row.name: choice for row in rows},
            seen={row.name: row.seen for row in rows},
            by=self._person(who),
            at=timezone.now(),
        )

    @rule(number=st.integers(1, 2), who=PEOPLE)
    def take_interventions_apart(self, number: int, who: int) -> None:
        merged = SectionForm(self._section(number), self.round).put_aside
        if merged:
            other, person, now = merged[0], self._person(who), timezone.now()
            self._try(merging.separate_interventions, other, by=person, at=now)

    @rule(
        number=SECTIONS,
        who=PEOPLE,
        state=st.sampled_from(["done", "in_progress", "not_relevant"]),
    )
    def mark_a_section(self, number: int, who: int, state: str) -> None:
        section = self._section(number)
        self._try(
            actions.set_section_state,
            section,
            state,
            by=self._person(who),
            at=timezone.now(),
            reason="Ligger utanför vårt uppdrag.",
        )

    @rule(who=PEOPLE)
    def hand_in(self, who: int) -> None:
        submission = self._submission()
        version = self._try(handing_in.submit, submission, by=self._person(who))
        if version:
            assert submission.approver is None
            self.handed_in[version.pk] = (version.answers, version.checksum)

    @rule(who=PEOPLE)
    def ask_to_change(self, who: int) -> None:
        reason = "Vi glömde något."
        self._try(
            sending_back.ask_to_reopen, self._submission(), reason=reason, by=self._person(who)
        )

    # --- Colleagues --------------------------------------------------------------------------

    @rule(number=SECTIONS, to=PEOPLE, who=PEOPLE)
    def hand_over(self, number: int, to: int, who: int) -> None:
        self._try(
            colleagues.delegate, self._section(number), to=self._person(to), by=self._person(who)
        )

    @rule(number=SECTIONS, who=PEOPLE)
    def release(self, number: int, who: int) -> None:
        self._try(colleagues.release, self._section(number), by=self._person(who))

    @rule(number=SECTIONS, who=PEOPLE)
    def take_a_section_back(self, number: int, who: int) -> None:
        self._try(colleagues.take_back, self._section(number), by=self._person(who))

    @rule(who=PEOPLE)
    def leave(self, who: int) -> None:
        self._try(
            colleagues.remove_colleague,
            self._invitation(),
            self._person(who),
            by=self._person(0),
        )

    @rule(who=PEOPLE)
    def come_back(self, who: int) -> None:
        person = self._person(who)
        self._try(
            colleagues.invite_colleague,
            self._invitation(),
            name=person.name,
            email=person.email,
            by=self._person(0),
        )

    # --- Sign-off ----------------------------------------------------------------------------

    @rule(wanted=st.booleans())
    def choose_manager(self, wanted: bool) -> None:
        manager = self.manager if wanted else None
        self._try(sign_off.choose_approver, self._submission(), manager, by=self._person(0))

    @rule(who=PEOPLE)
    def ask_manager(self, who: int) -> None:
        self._try(sign_off.ask_for_sign_off, self._submission(), by=self._person(who))

    @rule()
    def approve(self) -> None:
        version = self._try(handing_in.approve, self._submission(), by=self.manager)
        if version:
            assert version.approved_by == self.manager
            self.handed_in[version.pk] = (version.answers, version.checksum)

    @rule()
    def return_answers(self) -> None:
        self._try(sign_off.return_answers, self._submission(), by=self.manager, reason="Ändra.")

    @rule(who=PEOPLE)
    def take_back(self, who: int) -> None:
        self._try(sign_off.take_back, self._submission(), by=self._person(who))

    # --- What the coordinator does -----------------------------------------------------------

    @rule(numbers=st.sets(SECTIONS), days=st.none() | st.integers(-1, 60), comment=st.booleans())
    def send_back(self, numbers: set[int], days: int | None, comment: bool) -> None:
        opened = [self._section(number) for number in numbers]
        today = timezone.localdate()
        self._try(
            sending_back.send_back,
            self._submission(),
            sections=opened,
            reason="Se över texten.",
            by=self.coordinator,
            remarks=[sending_back.Remark(one, "Stämmer det?") for one in opened if comment],
            more_time=None if days is None else today + timedelta(days=days),
        )

    @rule()
    def accept(self) -> None:
        self._try(sending_back.accept, self._submission(), by=self.coordinator)

    @rule()
    def decline(self) -> None:
        submission = self._submission()
        self._try(
            sending_back.decline_reopening, submission, reason="För sent.", by=self.coordinator
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

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def what_is_locked_says_what_was_handed_in(self) -> None:
        submission = self._submission()
        version = submission.current_version
        if version is None:
            return
        then = {one["slug"]: one["answers"] for one in version.answers["sections"]}
        for section in submission.sections.select_related("goal_area"):
            if section.reopened_at is None:
                standing = section.answers.exclude(intervention__removed_at__isnull=False)
                now = {answer.key: answer.value for answer in standing}
                assert now == then[section.slug]

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def states_agree_with_what_they_say(self) -> None:
        submission = self._submission()
        sections = list(submission.sections.all())
        reopened = [one for one in sections if one.reopened_at]
        assert {one.state for one in sections} <= set(Section.State.values)
        assert not (reopened and submission.current_version is None)
        if submission.state in {Submission.State.SUBMITTED, Submission.State.ACCEPTED}:
            assert submission.current_version is not None
            assert not reopened
        else:
            assert submission.reopening_asked_at is None
        if submission.state == Submission.State.CHANGES:
            assert reopened
        if submission.state == Submission.State.IN_PROGRESS:
            assert submission.current_version is None
        if submission.state == Submission.State.AWAITING:
            assert submission.approver == self.manager
            assert submission.sign_off_asked_by is not None

    @invariant()
    @precondition(lambda self: hasattr(self, "submission"))
    def whoever_has_a_section_answers_for_the_organisation(self) -> None:
        answering = colleagues.answerers(self._invitation())
        held = Section.objects.filter(submission=self.submission).exclude(assigned_to=None)
        assert {one.assigned_to for one in held.select_related("assigned_to")} <= set(answering)

    # --- Helpers -----------------------------------------------------------------------------

    def _try(self, act, *args, **options):
        """The act's answer, or nothing where it was refused as it should be."""
        try:
            with transaction.atomic():
                return act(*args, **options)
        except WrongStateError:
            return None

    def _submission(self) -> Submission:
        related = ("actor", "round", "invitation", "approver", "current_version")
        return Submission.objects.select_related(*related).get(pk=self.submission.pk)

    def _invitation(self) -> Invitation:
        return Invitation.objects.select_related("actor", "round", "submission").get(
            pk=self.invitation.pk
        )

    def _section(self, number: int) -> Section:
        related = ("goal_area", "submission__actor", "submission__round", "submission__invitation")
        return Section.objects.select_related(*related).get(pk=self.sections[number].pk)

    def _person(self, number: int) -> Person:
        """Read anew, for a person remembers their roles as long as a request takes."""
        return Person.objects.get(pk=self.people[number].pk)

    def _may_write(self, section: Section, number: int) -> bool:
        """Whether a person has the right to this section now, told without the code's own guard."""
        roles = {role for role, _ in self._person(number).roles_held()}
        now = Section.objects.select_related("submission").get(pk=section.pk)
        locked = now.submission.current_version_id is not None and now.reopened_at is None
        own = now.assigned_to_id in {None, self.people[number].pk}
        return not locked and (Role.ADMINISTRATOR in roles or (Role.RESPONDENT in roles and own))

    def _round(self) -> Round:
        return Round.objects.get(pk=self.round.pk)


def test_nothing_is_lost_in_any_order(strategy):
    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=int(os.environ.get("YEARS", "15")),
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
