"""Where the organisation wants it, the manager reads the whole and approves before it goes in."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Event, Membership
from followup.rounds.models import Question, Round, SentMail
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import SectionForm
from followup.survey.models import AnswerRevision, Submission, SubmissionVersion
from followup.survey.submitting import handing_in, sign_off
from followup.survey.submitting.drafts import read_draft
from followup.survey.submitting.reading import read_sections
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.pages import text
from tests.year import make_person

pytestmark = pytest.mark.django_db

SIGN_OFF = 39
State = Submission.State


@pytest.fixture
def administrator(official_in_sala, sala):
    """Amina, who looks after Sala's answers."""
    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.ADMINISTRATOR)
    return official_in_sala


def url(name: str, actor: str = "sala-kommun") -> str:
    return reverse(f"survey:{name}", args=[2026, actor])


def write(section, person, key: str, value: str) -> None:
    field = SectionForm(section, section.submission.round).find(key)
    actions.save_answer(
        section,
        field,
        field.clean([value]),
        save_id=uuid.uuid4(),
        base_version=0,
        by=person,
        at=timezone.now(),
    )


@pytest.fixture
def answered(sala_survey, employment, administrator, comment_key):
    write(employment, administrator, comment_key, "Vi startade språkstöd.")
    return sala_survey


@pytest.fixture
def awaiting(answered, administrator, manager_in_sala):
    """Sala's answers, sent to Karin."""
    sign_off.choose_approver(answered, manager_in_sala, by=administrator)
    answered.refresh_from_db()
    sign_off.ask_for_sign_off(answered, by=administrator)
    answered.refresh_from_db()
    return answered


def test_the_whole_way_from_choosing_to_the_receipt(
    as_, answered, administrator, manager_in_sala, colleague_in_sala
):
    client = as_(administrator)
    assert "Lämna in</button>" in text(client.get(url("check")))
    client.post(url("choose_approver"), {"approver": manager_in_sala.pk})
    check = text(client.get(url("check")))
    assert "Skicka till attest</button>" in check
    assert "Lämna in</button>" not in check
    client.post(url("ask_for_sign_off"))

    mail = SentMail.objects.get(occasion="sign_off")
    assert (mail.recipient, mail.subject) == (
        manager_in_sala.email,
        "Attestera svaren på enkäten 2026",
    )
    assert url("sign_off") in mail.body
    manager = as_(manager_in_sala)
    assert "Läs och attestera" in text(manager.get(url("survey")))
    page = text(manager.get(url("sign_off")))
    assert "Vi startade språkstöd." in page
    assert "Godkänn och lämna in</button>" in page
    received = manager.post(url("approve"), follow=True)

    assert "Svaren är inlämnade" in text(received)
    version = SubmissionVersion.objects.get()
    assert (version.submitted_by, version.approved_by) == (administrator, manager_in_sala)
    receipts = SentMail.objects.filter(occasion="receipt").values_list("recipient", flat=True)
    assert set(receipts) == {administrator.email, manager_in_sala.email}
    path = [
        (event.verb, event.data["new"])
        for event in Event.objects.about(answered).order_by("pk")
        if "new" in event.data
    ]
    assert path == [("ask_for_sign_off", State.AWAITING), ("approve", State.SUBMITTED)]


def test_nobody_hands_in_past_the_manager(as_, answered, administrator, manager_in_sala):
    sign_off.choose_approver(answered, manager_in_sala, by=administrator)
    page = as_(administrator).post(url("submit"), follow=True)

    assert "Karin Berg ska attestera svaren innan de lämnas in." in text(page)
    assert SubmissionVersion.objects.count() == 0


def test_nothing_changes_while_the_answers_wait(
    as_, awaiting, employment, administrator, save, comment_key
):
    refused = save(as_(administrator), employment, comment_key, "Nytt", base=1)

    assert refused.status_code == 409
    assert "väntar på att Karin Berg attesterar" in refused.json()["message"]
    assert AnswerRevision.objects.count() == 1
    for name in ("survey", "check", "sign_off"):
        page = text(as_(administrator).get(url(name)))
        assert "Lämna in</button>" not in page
        assert "Godkänn och lämna in" not in page


def test_the_manager_returns_the_answers_with_a_reason(
    as_, awaiting, administrator, manager_in_sala, employment, save, comment_key
):
    manager = as_(manager_in_sala)
    blank = manager.post(url("return"), {"reason": " "})
    assert blank.status_code == 422
    assert "Skriv vad som behöver ändras." in text(blank)
    manager.post(url("return"), {"reason": "Nämn företagen."})

    awaiting.refresh_from_db()
    assert (awaiting.state, awaiting.returned_because) == (State.IN_PROGRESS, "Nämn företagen.")
    assert "Nämn företagen." in text(as_(administrator).get(url("survey")))
    mail = SentMail.objects.get(occasion="returned")
    assert mail.recipient == administrator.email
    assert "Nämn företagen." in mail.body
    # What is said inside the organisation is not in the log that others read.
    assert "Nämn företagen." not in [event.reason for event in Event.objects.all()]
    assert save(as_(administrator), employment, comment_key, "Nytt", base=1).status_code == 200
    as_(administrator).post(url("ask_for_sign_off"))
    awaiting.refresh_from_db()
    assert (awaiting.state, awaiting.returned_because) == (State.AWAITING, "")


def test_the_organisation_takes_its_answers_back(as_, awaiting, colleague_in_sala):
    as_(colleague_in_sala).post(url("take_back"))

    awaiting.refresh_from_db()
    assert awaiting.state == State.IN_PROGRESS
    assert as_(colleague_in_sala).post(url("take_back")).status_code == 409


def test_another_manager_is_asked_when_the_first_is_away(
    as_, awaiting, administrator, manager_in_sala, sala
):
    other = make_person("Rut Frid", sala, Role.APPROVER)
    as_(administrator).post(url("choose_approver"), {"approver": other.pk})

    awaiting.refresh_from_db()
    assert (awaiting.approver, awaiting.state) == (other, State.AWAITING)
    asked = SentMail.objects.filter(occasion="sign_off").values_list("recipient", flat=True)
    assert set(asked) == {manager_in_sala.email, other.email}
    refused = as_(manager_in_sala).post(url("approve"), follow=True)
    assert "Det är inte du som ska attestera" in text(refused)
    assert "Godkänn och lämna in" not in text(refused)
    assert as_(other).post(url("approve")).status_code == 302
    assert SubmissionVersion.objects.get().approved_by == other


def test_the_manager_who_is_to_approve_is_not_removed(
    as_, awaiting, administrator, manager_in_sala, sala
):
    where = reverse("survey:remove_colleague", args=[2026, "sala-kommun", manager_in_sala.pk])
    page = as_(administrator).post(where, follow=True)

    assert "Välj en annan attestant först." in text(page)
    assert manager_in_sala.memberships.count() == 1


def test_approving_twice_is_done_once(as_, awaiting, manager_in_sala):
    manager = as_(manager_in_sala)
    first, second = (manager.post(url("approve")) for _ in range(2))

    assert first["Location"] == second["Location"] == url("receipt")
    assert SubmissionVersion.objects.count() == 1


def test_what_was_sent_in_time_is_approved_after_the_last_day(as_, awaiting, manager_in_sala):
    Round.objects.update(state=Round.State.CLOSED)
    as_(manager_in_sala).post(url("approve"))

    awaiting.refresh_from_db()
    assert awaiting.state == State.SUBMITTED


def test_not_after_the_round_is_compiled(as_, awaiting, manager_in_sala):
    Round.objects.update(state=Round.State.COMPILED)
    page = as_(manager_in_sala).post(url("approve"), follow=True)

    assert "Omgången är redan sammanställd." in text(page)
    assert SubmissionVersion.objects.count() == 0


def test_a_right_to_approve_elsewhere_opens_nothing_here(as_, awaiting, arboga):
    chief = make_person("Ulla Chef", arboga, Role.APPROVER)
    client = as_(chief)

    assert client.get(url("sign_off")).status_code == 404
    for name in ("approve", "return"):
        assert client.post(url(name), {"reason": "x"}).status_code == 404
    awaiting.refresh_from_db()
    assert awaiting.state == State.AWAITING


def test_somebody_who_answers_here_and_approves_elsewhere_does_not_approve_here(
    as_, awaiting, colleague_in_sala, arboga
):
    Membership.objects.create(person=colleague_in_sala, actor=arboga, role=Role.APPROVER)

    assert as_(colleague_in_sala).post(url("approve")).status_code == 404


def test_a_respondent_neither_approves_nor_chooses(as_, awaiting, colleague_in_sala):
    client = as_(colleague_in_sala)

    assert client.post(url("approve")).status_code == 403
    assert client.post(url("choose_approver"), {"approver": 1}).status_code == 403
    assert client.get(url("ask_for_sign_off")).status_code == 405


def test_the_one_chosen_must_be_an_approver_here(
    as_, answered, administrator, colleague_in_sala, arboga
):
    chief = make_person("Ulla Chef", arboga, Role.APPROVER)
    for person in (chief, colleague_in_sala):
        page = as_(administrator).post(url("choose_approver"), {"approver": person.pk})
        assert page.status_code in {200, 422}
        with pytest.raises(WrongStateError):
            sign_off.choose_approver(answered, person, by=administrator)
    answered.refresh_from_db()
    assert answered.approver is None


def test_nobody_is_asked_before_somebody_is_chosen(as_, answered, administrator):
    page = as_(administrator).post(url("ask_for_sign_off"), follow=True)

    assert "Välj först vem som ska attestera." in text(page)
    assert SentMail.objects.count() == 0


def test_a_draft_reads_as_it_will_when_it_is_handed_in(
    answered, administrator, employment, degree_key
):
    write(employment, administrator, degree_key, "H")
    added = add_intervention(employment, by=administrator, at=timezone.now())
    goal = employment.goal_area.sub_goals.first()
    for part, value in (
        ("title", "Språkstöd"),
        ("women", "12"),
        ("boys", "0"),
        ("status", "ongoing"),
        ("sub_goals", str(goal.pk)),
        ("effect", "Fler i jobb"),
    ):
        write(employment, administrator, f"interventions/{added.pk}/{part}", value)
    draft = read_draft(answered)
    version = handing_in.submit(answered, by=administrator)
    handed_in = read_sections(version)

    assert [part.rows for part in draft] == [part.rows for part in handed_in]
    (now,), (then,) = draft[5].interventions, handed_in[5].interventions
    for name in ("title", "effect", "women", "men", "boys", "total", "counts_not_known"):
        assert getattr(now, name) == getattr(then, name), name
    assert now.get_status_display() == then.get_status_display()
    assert list(now.sub_goals.all()) == [str(one) for one in then.sub_goals.all()]


@pytest.mark.parametrize("interventions", [1, 3])
def test_queries(
    as_, awaiting, employment, manager_in_sala, django_assert_num_queries, interventions
):
    Submission.objects.update(state=State.IN_PROGRESS)
    for _ in range(interventions):
        add_intervention(employment, by=awaiting.sign_off_asked_by, at=timezone.now())
    Submission.objects.update(state=State.AWAITING)
    client = as_(manager_in_sala)
    with django_assert_num_queries(SIGN_OFF):
        client.get(url("sign_off"))


def test_no_draft_is_read_here_from_outside(as_, awaiting, coordinator, preparer, employment):
    assert as_(coordinator).get(url("sign_off")).status_code == 404
    assert as_(preparer).get(url("sign_off")).status_code == 403
    assert as_(coordinator).get(address("section", employment)).status_code == 404


def test_a_draft_with_what_cannot_be_read_is_shown_as_it_was_typed(
    open_round, answered, employment, administrator, as_
):
    """Only handing in is stopped by it; an address that is none leads nowhere."""
    kinds = Question.Kind
    typed = {"pengar": "ca 10", "datum": "i våras", "lank": "javascript:alert(1)"}
    for key, kind in zip(typed, (kinds.MONEY, kinds.DATE, kinds.LINK), strict=True):
        ask(open_round, key, kind)
        write(employment, administrator, key, typed[key])
    added = add_intervention(employment, by=administrator, at=timezone.now())
    for part, words in (("title", "Språkstöd"), ("evidence_link", "javascript:alert(2)")):
        write(employment, administrator, f"interventions/{added.pk}/{part}", words)
    page = as_(administrator).get(url("sign_off"))

    assert page.status_code == 200
    for words in (*typed.values(), "Språkstöd"):
        assert words in text(page)
    assert 'href="javascript' not in text(page)
    with pytest.raises(WrongStateError, match="behöver rättas"):
        handing_in.submit(answered, by=administrator)


# --- On the home page -------------------------------------------------------------------------


def test_home_tells_whom_the_answers_wait_for(as_, awaiting, administrator, manager_in_sala):
    page = as_(manager_in_sala).get("/").content.decode()
    assert "Attestera enkät 2026 för Sala kommun" in page
    assert url("sign_off") in page
    assert "Enkät 2026 för" not in as_(administrator).get("/").content.decode()

    sign_off.return_answers(awaiting, reason="Ta med kursen.", by=manager_in_sala)
    assert "Attestanten vill ändra något." in as_(administrator).get("/").content.decode()
