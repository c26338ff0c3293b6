"""After handing in: named sections go back with comments, the rest stays locked; what a new version
changed is seen by both; the organisation may ask to change something.
"""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor, Event
from followup.rounds.models import Invitation, Question, Round, SentMail
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import SectionForm
from followup.survey.models import AnswerRevision, Comment, Section, Submission, SubmissionVersion
from followup.survey.submitting import handing_in, sending_back, sign_off
from followup.survey.submitting.changes import changes_between
from followup.survey.submitting.sending_back import Remark
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.asking import ask
from tests.followup.survey.conftest import address
from tests.pages import text
from tests.year import submit

pytestmark = pytest.mark.django_db

REVIEW = 17
CHANGES = 24
HOME = 15
CHECK = 25
State = Submission.State


def url(name: str, actor: str = "sala-kommun") -> str:
    return reverse(f"survey:{name}", args=[2026, actor])


def write(section, person, key: str, value: str, base: int = 0) -> None:
    field = SectionForm(section, section.submission.round).find(key)
    actions.save_answer(
        section,
        field,
        field.clean([value]),
        save_id=uuid.uuid4(),
        base_version=base,
        by=person,
        at=timezone.now(),
    )


@pytest.fixture
def housing(sala_survey) -> Section:
    """Another section of Sala's, which is not sent back."""
    return sala_survey.sections.exclude(goal_area=None).get(goal_area__number=1)


@pytest.fixture
def handed_in(sala_survey, employment, official_in_sala, comment_key, degree_key) -> Submission:
    """Sala's answers, handed in with a text and a degree."""
    write(employment, official_in_sala, comment_key, "Vi startade språkstöd i tre företag.")
    write(employment, official_in_sala, degree_key, "P")
    handing_in.submit(sala_survey, by=official_in_sala)
    sala_survey.refresh_from_db()
    return sala_survey


@pytest.fixture
def sent_back(handed_in, employment, comment_key, coordinator) -> Submission:
    """The same, with the section about employment sent back and a comment at its text."""
    sending_back.send_back(
        handed_in,
        sections=[employment],
        reason="Antalet företag stämmer inte.",
        by=coordinator,
        remarks=[
            Remark(employment, "Vi räknar till två.", comment_key),
            Remark(employment, "Se över hela avsnittet."),
        ],
    )
    handed_in.refresh_from_db()
    return handed_in


# --- The coordinator reads and sends back ----------------------------------------------------


def test_the_coordinator_reads_what_was_handed_in_and_comments(
    as_, handed_in, employment, coordinator, comment_key
):
    client = as_(coordinator)
    page = text(client.get(url("review")))
    assert "Vi startade språkstöd i tre företag." in page
    assert f'name="kommentar/{employment.slug}/{comment_key}"' in page
    posted = {
        "sections": [employment.slug],
        "reason": "Antalet företag stämmer inte.",
        f"kommentar/{employment.slug}/{comment_key}": "Vi räknar till två.",
        f"kommentar/{employment.slug}/": "",
    }
    after = client.post(url("send_back"), posted, follow=True)

    assert "Svaren är tillbaka hos Sala kommun" in text(after)
    comment = Comment.objects.get()
    assert (comment.key, comment.text, comment.version.number) == (
        comment_key,
        "Vi räknar till två.",
        1,
    )
    handed_in.refresh_from_db()
    assert handed_in.state == State.CHANGES
    mail = SentMail.objects.get(occasion="sent_back")
    assert "- Sysselsättning" in mail.body
    assert "Antalet företag stämmer inte." in mail.body
    assert "Vi räknar till två." in text(client.get(url("review")))


def test_what_is_missing_is_told_and_every_comment_kept(
    as_, handed_in, employment, housing, coordinator, comment_key
):
    posted = {"reason": "", f"kommentar/{employment.slug}/{comment_key}": "Vi räknar till två."}
    page = as_(coordinator).post(url("send_back"), posted)

    assert page.status_code == 422
    for words in (
        "Kryssa för minst ett avsnitt som ska ändras.",
        "Skriv vad som behöver ändras.",
        "Du har kommenterat Sysselsättning.",
        "Vi räknar till två.",
    ):
        assert words in text(page)
    stray = as_(coordinator).post(
        url("send_back"), posted | {"reason": "x", "sections": [housing.slug]}
    )
    assert stray.status_code == 422
    assert Comment.objects.count() == 0
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED


def test_a_closed_round_gives_the_organisation_time(
    as_, handed_in, employment, coordinator, official_in_sala, save, comment_key
):
    Round.objects.update(state=Round.State.CLOSED, closes_on=timezone.localdate())
    posted = {"sections": [employment.slug], "reason": "Antalet företag stämmer inte."}
    client = as_(coordinator)
    assert "Ny sista dag att ändra" in text(client.get(url("review")))
    assert client.post(url("send_back"), posted).status_code == 422
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.post(url("send_back"), posted | {"more_time": yesterday}).status_code == 422
    day = timezone.localdate() + timedelta(days=10)
    client.post(url("send_back"), posted | {"more_time": day.isoformat()})

    assert Invitation.objects.get(actor=handed_in.actor).extended_to == day
    saved = save(as_(official_in_sala), employment, comment_key, "Två företag.", base=1)
    assert saved.status_code == 200


def test_time_that_is_over_is_never_forgotten(handed_in, employment, coordinator):
    Round.objects.update(state=Round.State.CLOSED)
    with pytest.raises(WrongStateError, match="Ange en ny sista dag"):
        sending_back.send_back(handed_in, sections=[employment], reason="Ändra.", by=coordinator)

    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED
    assert SentMail.objects.filter(occasion="sent_back").count() == 0


def test_not_when_the_round_is_compiled(as_, handed_in, employment, coordinator):
    Round.objects.update(state=Round.State.COMPILED)
    day = timezone.localdate() + timedelta(days=60)
    posted = {"sections": [employment.slug], "reason": "Ändra.", "more_time": day.isoformat()}

    assert as_(coordinator).post(url("send_back"), posted).status_code == 409
    assert "Omgången är sammanställd." in text(as_(coordinator).get(url("review")))


def test_nobody_else_reads_here(as_, handed_in, official_in_sala, preparer, manager_in_sala):
    for person in (official_in_sala, preparer, manager_in_sala):
        assert as_(person).get(url("review")).status_code == 403
        assert as_(person).post(url("send_back")).status_code == 403
        assert as_(person).post(url("accept")).status_code == 403


def test_a_draft_is_not_read_here(
    as_, sala_survey, employment, official_in_sala, coordinator, comment_key
):
    write(employment, official_in_sala, comment_key, "HEMLIGT UTKAST")

    for name in ("review", "changes"):
        assert as_(coordinator).get(url(name)).status_code == 404
    assert as_(coordinator).post(url("accept")).status_code == 404


def test_what_is_written_after_sending_back_is_not_read_from_above(
    as_, sent_back, employment, official_in_sala, coordinator, comment_key
):
    write(employment, official_in_sala, comment_key, "HEMLIGT UTKAST", base=1)
    client = as_(coordinator)
    pages = [client.get(url(name)) for name in ("review", "changes")]
    pages.append(client.get(reverse("rounds:organisation", args=[2026, "sala-kommun"])))

    assert {page.status_code for page in pages} == {200}
    assert not any("HEMLIGT" in text(page) for page in pages)
    assert "tre företag" in text(pages[0])


def test_accepting(as_, handed_in, coordinator, official_in_sala):
    client = as_(coordinator)
    assert "Godta svaren</button>" in text(client.get(url("review")))
    assert client.get(url("accept")).status_code == 405
    client.post(url("accept"))

    handed_in.refresh_from_db()
    assert handed_in.state == State.ACCEPTED
    assert "Godta svaren</button>" not in text(client.get(url("review")))
    assert client.post(url("accept")).status_code == 409
    assert "Svaren är inlämnade" in text(as_(official_in_sala).get(url("survey")))


def test_the_coordinators_page_leads_here(as_, handed_in, coordinator):
    page = as_(coordinator).get(reverse("rounds:organisation", args=[2026, "sala-kommun"]))

    assert url("review") in text(page)


# --- The organisation changes ----------------------------------------------------------------


def test_the_comments_stand_beside_the_fields(as_, sent_back, employment, official_in_sala):
    page = as_(official_in_sala).get(address("section", employment))

    boxes = page.context["page"].boxes
    told = {box.html_name: [one.text for one in box.comments] for box in boxes if box.comments}
    assert list(told.values()) == [["Vi räknar till två."]]
    assert "Se över hela avsnittet." in text(page)
    assert "Antalet företag stämmer inte." in text(as_(official_in_sala).get(url("survey")))


def test_only_what_was_named_is_open(
    as_, sent_back, employment, housing, official_in_sala, save, comment_key
):
    client = as_(official_in_sala)
    other = f"comment/{housing.goal_area.sub_goals.get(number=1).pk}"
    refused = save(client, housing, other, "Passar på")

    assert refused.status_code == 409
    assert "Samordnaren har bara öppnat de avsnitt som ska ändras." in refused.json()["message"]
    assert AnswerRevision.objects.filter(answer__section=housing).count() == 0
    assert "Avsnittet är klart</button>" not in text(client.get(address("section", housing)))
    assert save(client, employment, comment_key, "Två företag.", base=1).status_code == 200
    tasks = {one["name"]: one for one in client.get(url("survey")).context["tasks"]}
    assert tasks["Bosättning"]["meta"] == "Låst. Gäller som ni lämnade in det"
    assert client.get(url("survey")).context["next_section"] == employment
    for name in ("not_relevant", "add_intervention"):
        assert client.post(address(name, housing), {"reason": "x"}).status_code in {302, 409}
    housing.refresh_from_db()
    assert housing.state == Section.State.NOT_STARTED
    assert housing.interventions.count() == 0


def test_handing_in_again_locks_and_shows_what_changed(
    as_, sent_back, employment, official_in_sala, coordinator, comment_key, save
):
    write(employment, official_in_sala, comment_key, "Vi startade språkstöd i två företag.", 1)
    as_(official_in_sala).post(url("submit"))

    sent_back.refresh_from_db()
    employment.refresh_from_db()
    assert (sent_back.state, employment.reopened_at) == (State.SUBMITTED, None)
    assert save(as_(official_in_sala), employment, comment_key, "Mer", base=2).status_code == 409
    for person in (coordinator, official_in_sala):
        page = text(as_(person).get(url("changes")))
        assert "<del>tre </del>" in page
        assert "<ins>två </ins>" in page
        assert "Vi räknar till två." in page
        assert "Se över hela avsnittet." in page
    assert "Se vad som ändrades" in text(as_(official_in_sala).get(url("receipt")))
    assert "Se vad som ändrades" in text(as_(coordinator).get(url("review")))


def test_a_comment_that_led_to_no_change_is_seen(
    sent_back, employment, official_in_sala, degree_key
):
    write(employment, official_in_sala, degree_key, "H", base=1)
    second = handing_in.submit(sent_back, by=official_in_sala)
    (part,) = changes_between(SubmissionVersion.objects.get(number=1), second)

    assert [(one.is_same, [c.text for c in one.comments]) for one in part.changes] == [
        (False, []),
        (True, ["Vi räknar till två."]),
    ]
    changed = part.changes[0]
    assert "".join(piece.text for piece in changed.before) == "Påbörjat"
    assert "".join(piece.text for piece in changed.after) == "Minst hälften"


def test_interventions_are_compared_part_by_part(
    sala_survey, employment, official_in_sala, coordinator
):
    added = add_intervention(employment, by=official_in_sala, at=timezone.now())
    key = f"interventions/{added.pk}"
    write(employment, official_in_sala, f"{key}/title", "Språkstöd")
    write(employment, official_in_sala, f"{key}/women", "12")
    first = handing_in.submit(sala_survey, by=official_in_sala)
    sala_survey.refresh_from_db()
    remark = Remark(employment, "Var det inte fler?", key)
    sending_back.send_back(
        sala_survey, sections=[employment], reason="Se över.", by=coordinator, remarks=[remark]
    )
    write(employment, official_in_sala, f"{key}/women", "0", base=1)
    sala_survey.refresh_from_db()
    second = handing_in.submit(sala_survey, by=official_in_sala)

    (part,) = changes_between(first, second)
    told = {
        one.label: ("".join(p.text for p in one.before), "".join(p.text for p in one.after))
        for one in part.changes
    }
    assert told == {
        "Språkstöd: namn": ("Språkstöd", "Språkstöd"),
        "Språkstöd: kvinnor": ("12", "0"),
    }
    assert [c.text for c in part.changes[0].comments] == ["Var det inte fler?"]


def test_a_comment_on_an_intervention_stands_at_it(
    as_, sala_survey, employment, official_in_sala, coordinator
):
    added = add_intervention(employment, by=official_in_sala, at=timezone.now())
    write(employment, official_in_sala, f"interventions/{added.pk}/title", "Språkstöd")
    handing_in.submit(sala_survey, by=official_in_sala)
    name = f"kommentar/{employment.slug}/interventions/{added.pk}"
    client = as_(coordinator)
    assert f'name="{name}"' in text(client.get(url("review")))
    posted = {"sections": [employment.slug], "reason": "Se över.", name: "Var det inte fler?"}
    client.post(url("send_back"), posted)

    page = text(as_(official_in_sala).get(address("section", employment)))
    article = page.split(f'id="insats-{added.pk}"')[1]
    assert "Var det inte fler?" in article


def test_a_single_version_has_nothing_to_compare(as_, handed_in, official_in_sala):
    page = as_(official_in_sala).get(url("changes"))

    assert "Svaren har lämnats in en gång." in text(page)


@pytest.mark.parametrize("asked", ["?fran=2&till=1", "?fran=9&till=10", "?fran=x&till=", "?fran=²"])
def test_odd_versions_are_not_compared(as_, sent_back, official_in_sala, asked):
    handing_in.submit(sent_back, by=official_in_sala)
    page = as_(official_in_sala).get(url("changes") + asked)

    assert (page.context["older"].number, page.context["newer"].number) == (1, 2)


def test_others_do_not_see_what_changed(as_, handed_in, official_in_arboga, preparer, outsider):
    assert as_(official_in_arboga).get(url("changes")).status_code == 404
    assert as_(preparer).get(url("changes")).status_code == 403
    assert as_(outsider).get(url("changes")).status_code == 403


# --- The organisation asks -------------------------------------------------------------------


def test_the_organisation_asks_and_the_coordinator_says_yes_by_sending_back(
    as_, handed_in, employment, official_in_sala, coordinator
):
    client = as_(official_in_sala)
    assert url("ask_to_reopen") in text(client.get(url("receipt")))
    assert client.post(url("ask_to_reopen"), {"reason": " "}).status_code == 422
    client.post(url("ask_to_reopen"), {"reason": "Vi glömde ett företag."})

    handed_in.refresh_from_db()
    assert handed_in.reopening_asked_by == official_in_sala
    assert "Ni har redan bett om att få ändra." in text(client.get(url("ask_to_reopen")))
    board = reverse("rounds:board", args=[2026]) + "?sarskilt=asked"
    assert "Sala kommun" in text(as_(coordinator).get(board))
    organisation = reverse("rounds:organisation", args=[2026, "sala-kommun"])
    assert "Vi glömde ett företag." in text(as_(coordinator).get(organisation))
    assert "De ber att få ändra" in text(as_(coordinator).get(url("review")))
    posted = {"sections": [employment.slug], "reason": "Lägg till företaget."}
    as_(coordinator).post(url("send_back"), posted)
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.reopening_asked_at) == (State.CHANGES, None)


def test_coordinators_are_written_to_and_find_it_on_their_home_page(
    as_, handed_in, official_in_sala, coordinator, preparer
):
    assert "ber att få ändra" not in text(as_(coordinator).get("/"))
    sending_back.ask_to_reopen(handed_in, reason="Vi glömde ett företag.", by=official_in_sala)

    mail = SentMail.objects.get(occasion="reopening_asked")
    assert (mail.recipient, mail.reply_to) == (coordinator.email, official_in_sala.email)
    assert mail.subject == "Sala kommun ber att få ändra i enkäten 2026"
    assert "Vi glömde ett företag." in mail.body
    assert f"https://testserver{url('review')}".split("/", 3)[3] in mail.body
    home = text(as_(coordinator).get("/"))
    assert "Sala kommun ber att få ändra" in home
    assert url("review") in home
    assert "ber att få ändra" not in text(as_(preparer).get("/"))
    sending_back.decline_reopening(handed_in, reason="Rapporten är tryckt.", by=coordinator)
    assert "ber att få ändra" not in text(as_(coordinator).get("/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_home_page_asks_the_same_however_many_ask(
    as_, handed_in, official_in_sala, coordinator, django_assert_num_queries, number, open_round
):
    for actor in Actor.objects.filter(is_test=False).exclude(pk=handed_in.actor_id)[: number - 1]:
        submit(open_round, actor, official_in_sala)
    Submission.objects.update(reopening_asked_at=timezone.now())
    client = as_(coordinator)
    with django_assert_num_queries(HOME):
        page = text(client.get("/"))
    assert page.count("De har lämnat in enkät 2026 och väntar på svar.") == number


def test_what_is_sent_back_is_still_to_be_changed_after_a_turn_at_the_managers(
    as_, sent_back, official_in_sala, manager_in_sala, coordinator
):
    sign_off.choose_approver(sent_back, manager_in_sala, by=official_in_sala)
    for leave in (
        lambda: sign_off.take_back(sent_back, by=official_in_sala),
        lambda: sign_off.return_answers(sent_back, reason="Räkna igen.", by=manager_in_sala),
    ):
        sign_off.ask_for_sign_off(sent_back, by=official_in_sala)
        leave()
        sent_back.refresh_from_db()
        assert sent_back.state == State.CHANGES
        moved = Event.objects.about(sent_back).first()
        assert (moved.data["old"], moved.data["new"]) == (State.AWAITING, State.CHANGES)
        board = reverse("rounds:board", args=[2026]) + "?sarskilt=returned"
        assert "Sala kommun" in text(as_(coordinator).get(board))
        assert "Antalet företag stämmer inte." in text(as_(official_in_sala).get(url("survey")))


def test_the_coordinator_says_no_with_a_reason(as_, handed_in, official_in_sala, coordinator):
    sending_back.ask_to_reopen(handed_in, reason="Vi glömde ett företag.", by=official_in_sala)
    client = as_(coordinator)
    assert client.post(url("decline_reopening"), {"nej-reason": ""}).status_code == 422
    client.post(url("decline_reopening"), {"nej-reason": "Rapporten är redan tryckt."})

    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.reopening_asked_at) == (State.SUBMITTED, None)
    mail = SentMail.objects.get(occasion="reopening")
    assert "Rapporten är redan tryckt." in mail.body
    assert Event.objects.get(verb="decline_reopening").reason == "Rapporten är redan tryckt."
    assert client.post(url("decline_reopening"), {"nej-reason": "x"}).status_code == 409


def test_nobody_asks_for_what_can_be_changed(as_, sala_survey, official_in_sala):
    client = as_(official_in_sala)

    assert "Svaren är inte inlämnade" in text(client.get(url("ask_to_reopen")))
    assert client.post(url("ask_to_reopen"), {"reason": "x"}).status_code == 409


def test_only_those_who_answer_ask(as_, handed_in, official_in_arboga, manager_in_sala):
    assert as_(official_in_arboga).post(url("ask_to_reopen"), {"reason": "x"}).status_code == 404
    assert as_(manager_in_sala).post(url("ask_to_reopen"), {"reason": "x"}).status_code == 403


# --- What is asked on the check page ---------------------------------------------------------


@pytest.fixture
def too_many(open_round) -> str:
    """A number that wants a word of explanation in every section where it is above ten."""
    ask(
        open_round,
        "courses",
        Question.Kind.WHOLE_NUMBER,
        wording="Hur många kurser?",
        maximum=10,
        if_outside="warning",
    )
    return "courses"


def test_only_what_can_be_explained_now_is_asked(
    as_, too_many, sala_survey, housing, employment, coordinator, official_in_sala
):
    write(housing, official_in_sala, too_many, "99")
    write(employment, official_in_sala, too_many, "88")
    page = text(as_(official_in_sala).get(url("check")))
    assert page.count("Spara förklaringen") == 2
    handing_in.submit(sala_survey, by=official_in_sala)
    sala_survey.refresh_from_db()
    page = text(as_(official_in_sala).get(url("check")))
    assert "Spara förklaringen" not in page
    assert "att titta på eller förklara" not in page
    sending_back.send_back(sala_survey, sections=[employment], reason="Se över.", by=coordinator)

    page = text(as_(official_in_sala).get(url("check")))
    assert page.count("Spara förklaringen") == 1
    assert "1 sak att titta på eller förklara." in page
    assert f"{address('explain', employment)}" in page


@pytest.mark.parametrize("number", [1, 3])
def test_what_a_colleague_has_is_hers_to_explain(
    as_,
    too_many,
    sala_survey,
    official_in_sala,
    colleague_in_sala,
    django_assert_num_queries,
    number,
):
    for section in sala_survey.sections.exclude(goal_area=None)[:number]:
        write(section, official_in_sala, too_many, "99")
    sala_survey.sections.update(assigned_to=colleague_in_sala)
    client = as_(official_in_sala)
    with django_assert_num_queries(CHECK):
        page = text(client.get(url("check")))

    assert page.count("Hur många kurser? 99 är för högt") >= number
    assert "Spara förklaringen" not in page
    assert f"{colleague_in_sala.name} har det här avsnittet nu." in page
    page = text(as_(colleague_in_sala).get(url("check")))
    assert page.count("Spara förklaringen") == number
    assert "har det här avsnittet nu" not in page


# --- Constant queries ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_queries(
    as_,
    sent_back,
    employment,
    official_in_sala,
    coordinator,
    comment_key,
    django_assert_num_queries,
    number,
):
    goals = employment.goal_area.sub_goals.exclude(number=1)
    for goal in goals[:number]:
        write(employment, official_in_sala, f"comment/{goal.pk}", "Nytt")
        added = add_intervention(employment, by=official_in_sala, at=timezone.now())
        write(employment, official_in_sala, f"interventions/{added.pk}/title", "Insats")
    handing_in.submit(sent_back, by=official_in_sala)
    client = as_(coordinator)
    with django_assert_num_queries(REVIEW):
        client.get(url("review"))
    with django_assert_num_queries(CHANGES):
        client.get(url("changes"))
