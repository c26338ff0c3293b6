"""Colleagues answer together: let in, given sections by name, told, and kept from each other's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import Event, Membership, Person
from actors.people import holders
from followup.rounds.models import SentMail
from followup.survey.answering import actions
from followup.survey.models import Answer, AnswerRevision, Section, Submission
from followup.survey.together import colleagues
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.survey.conftest import address
from tests.pages import text
from tests.year import make_person, make_round

pytestmark = pytest.mark.django_db

PEOPLE = 7
DELEGATE = 8


@pytest.fixture
def administrator(official_in_sala, sala) -> Person:
    """Amina, who looks after Sala's answers."""
    Membership.objects.create(person=official_in_sala, actor=sala, role=Role.ADMINISTRATOR)
    return official_in_sala


def url(name: str, *more: object, actor: str = "sala-kommun") -> str:
    return reverse(f"survey:{name}", args=[2026, actor, *more])


def letters(occasion: str) -> list[tuple[str, str]]:
    """Who has been written to on an occasion, and about what."""
    mails = SentMail.objects.filter(occasion=occasion).order_by("recipient")
    return list(mails.values_list("recipient", "subject"))


NEW = {
    "name": "Ida Ny",
    "email": "ida.ny@example.org",
    "role": "respondent",
    "message": "Du kan bostäder.",
}


# --- Who is let in ---------------------------------------------------------------------------


def test_the_first_invited_looks_after_the_answers(open_round, sala, official_in_sala):
    from tests.year import invite

    (invitation,) = invite(open_round, sala)
    actions.start(invitation, by=official_in_sala)

    assert holders(sala, Role.ADMINISTRATOR) == [official_in_sala]


def test_the_administrator_invites_a_colleague(as_, sala_survey, administrator, sala):
    page = as_(administrator).post(url("invite_colleague"), NEW, follow=True)

    ida = Person.objects.get(email="ida.ny@example.org")
    assert ida in holders(sala, Role.RESPONDENT)
    assert "Ida Ny är inbjuden" in text(page)
    mail = SentMail.objects.get(occasion="colleague")
    assert mail.recipient == "ida.ny@example.org"
    assert mail.subject == "Amina Lund ber dig hjälpa till med enkäten 2026"
    assert "Du kan bostäder." in mail.body
    assert "/enkat/2026/sala-kommun/" in mail.body
    assert as_(ida).get(url("survey")).status_code == 200


def test_a_manager_is_invited_to_approve(as_, sala_survey, administrator, sala):
    as_(administrator).post(url("invite_colleague"), NEW | {"role": "approver"})

    ida = Person.objects.get(email="ida.ny@example.org")
    assert holders(sala, Role.APPROVER) == [ida]
    assert "attesterar svaren" in SentMail.objects.get().body


@pytest.mark.parametrize("role", ["coordinator", "administrator", "council", ""])
def test_no_other_role_can_be_given(as_, sala_survey, administrator, role):
    page = as_(administrator).post(url("invite_colleague"), NEW | {"role": role})

    assert page.status_code == 422
    assert not Person.objects.filter(email="ida.ny@example.org").exists()


def test_what_is_wrong_is_told_and_kept(as_, sala_survey, administrator, colleague_in_sala):
    page = as_(administrator).post(
        url("invite_colleague"), NEW | {"email": colleague_in_sala.email, "name": "Bo"}
    )

    assert page.status_code == 422
    assert "Bo Ek är redan med." in text(page)
    assert "Du kan bostäder." in text(page)
    assert SentMail.objects.count() == 0


def test_only_the_administrator_lets_in(
    as_, sala_survey, administrator, colleague_in_sala, official_in_arboga, manager_in_sala, arboga
):
    Membership.objects.create(person=official_in_arboga, actor=arboga, role=Role.ADMINISTRATOR)

    assert as_(colleague_in_sala).post(url("invite_colleague"), NEW).status_code == 403
    assert as_(manager_in_sala).post(url("invite_colleague"), NEW).status_code == 403
    assert as_(official_in_arboga).post(url("invite_colleague"), NEW).status_code == 404
    assert as_(administrator).get(url("invite_colleague")).status_code == 405
    assert not Person.objects.filter(email="ida.ny@example.org").exists()


def test_everybody_in_the_organisation_sees_who_answers(
    as_, employment, administrator, colleague_in_sala, manager_in_sala, official_in_arboga
):
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    page = text(as_(manager_in_sala).get(url("colleagues")))

    for words in ("Amina Lund", "Enkätansvarig, svarar", "Bo Ek", "Karin Berg", "Attesterar"):
        assert words in page
    assert "Sysselsättning" in page
    assert "Bjud in en kollega" not in page
    assert as_(official_in_arboga).get(url("colleagues")).status_code == 404


def test_the_first_page_says_who_else_answers(as_, open_round, sala, official_in_sala):
    from tests.year import invite

    invite(open_round, sala)
    make_person("Bo Ek", sala, Role.RESPONDENT)

    assert "Bo Ek" in text(as_(official_in_sala).get(url("survey")))


def test_a_colleague_who_leaves_hands_the_sections_on(
    as_, employment, administrator, colleague_in_sala, sala
):
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    client = as_(administrator)
    asked = text(client.get(url("remove_colleague", colleague_in_sala.pk)))
    assert "Ta bort Bo Ek?" in asked
    assert "Sysselsättning" in asked
    client.post(url("remove_colleague", colleague_in_sala.pk))

    employment.refresh_from_db()
    assert employment.assigned_to == administrator
    assert colleague_in_sala not in holders(sala, Role.RESPONDENT)
    assert as_(Person.objects.get(pk=colleague_in_sala.pk)).get(url("survey")).status_code == 403


def test_the_only_administrator_stays(as_, sala_survey, administrator, sala):
    page = as_(administrator).post(url("remove_colleague", administrator.pk), follow=True)

    assert holders(sala, Role.ADMINISTRATOR) == [administrator]
    assert page.status_code == 200


def test_somebody_elsewhere_is_not_removed(as_, sala_survey, administrator, official_in_arboga):
    gone = as_(administrator).post(url("remove_colleague", official_in_arboga.pk))

    assert gone.status_code == 404
    assert official_in_arboga.memberships.count() == 1


# --- Who has which section -------------------------------------------------------------------


def test_a_section_is_handed_over_by_name_with_a_message(
    as_, employment, administrator, colleague_in_sala
):
    said = {"to": colleague_in_sala.pk, "message": "Du vet hur det gick."}
    page = as_(administrator).post(address("delegate", employment), said, follow=True)

    employment.refresh_from_db()
    assert employment.assigned_to == colleague_in_sala
    assert "Bo Ek har nu avsnittet Sysselsättning." in text(page)
    assert letters("delegated") == [
        ("bo.ek@example.org", "Du har fått avsnittet ”Sysselsättning” i enkäten 2026")
    ]
    assert "Du vet hur det gick." in SentMail.objects.get().body
    assert "Du vet hur det gick." in text(
        as_(colleague_in_sala).get(address("section", employment))
    )
    assert Event.objects.get(verb="delegate").data == {"to": colleague_in_sala.pk}


def test_the_task_list_says_who_has_a_section_and_who_was_there_last(
    as_, employment, administrator, colleague_in_sala, save, comment_key
):
    save(as_(colleague_in_sala), employment, comment_key, "Gick bra")
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    tasks = {t["name"]: t for t in as_(administrator).get(url("survey")).context["tasks"]}

    row = tasks["Sysselsättning"]
    assert (row["who"], row["who_text"], row["status"]) == ("Bo Ek", "Ändra", "in_progress")
    assert row["meta"].startswith("1 av ")
    assert "Senast Bo Ek" in row["meta"]
    assert tasks["Utbildning"]["who_text"] == "Fördela"
    own = {t["name"]: t for t in as_(colleague_in_sala).get(url("survey")).context["tasks"]}
    assert (own["Sysselsättning"]["who"], own["Sysselsättning"]["who_url"]) == ("Du", "")


def test_somebody_from_elsewhere_cannot_get_a_section(
    as_, employment, administrator, official_in_arboga
):
    page = as_(administrator).post(
        address("delegate", employment), {"to": official_in_arboga.pk, "message": ""}
    )

    assert page.status_code == 422
    with pytest.raises(WrongStateError):
        colleagues.delegate(employment, to=official_in_arboga, by=administrator)
    employment.refresh_from_db()
    assert employment.assigned_to is None


def test_only_the_administrator_hands_over(
    as_, employment, administrator, colleague_in_sala, official_in_arboga, arboga
):
    Membership.objects.create(person=official_in_arboga, actor=arboga, role=Role.ADMINISTRATOR)
    for name in ("delegate", "take_back_section"):
        where = address(name, employment)
        assert as_(colleague_in_sala).post(where, {"to": 1}).status_code == 403
        assert as_(official_in_arboga).post(where, {"to": 1}).status_code == 404
    with pytest.raises(WrongStateError):
        colleagues.delegate(employment, to=colleague_in_sala, by=colleague_in_sala)
    with pytest.raises(WrongStateError):
        colleagues.take_back(employment, by=colleague_in_sala)


def test_a_colleague_who_no_longer_has_a_section_is_told(
    as_, employment, administrator, colleague_in_sala, sala
):
    ida = make_person("Ida Ny", sala, Role.RESPONDENT)
    told = ("bo.ek@example.org", "”Sysselsättning” i enkäten 2026 är inte längre ditt")
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator, message="Du vet.")
    assert letters("taken_back") == []
    colleagues.delegate(employment, to=ida, by=administrator)
    assert letters("taken_back") == [told]
    assert "Ida Ny har nu avsnittet" in SentMail.objects.get(occasion="taken_back").body

    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    SentMail.objects.filter(occasion="taken_back").delete()
    as_(administrator).post(address("take_back_section", employment))
    assert letters("taken_back") == [told]
    body = SentMail.objects.get(occasion="taken_back").body
    assert "Amina Lund har nu avsnittet" in body
    assert "Allt du har skrivit finns kvar." in body
    as_(administrator).post(address("take_back_section", employment))
    assert letters("taken_back") == [told]  # what one has, one takes from nobody


def test_the_others_read_but_do_not_write(
    as_, employment, administrator, colleague_in_sala, sala, save, comment_key
):
    ida = make_person("Ida Ny", sala, Role.RESPONDENT)
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    refused = save(as_(ida), employment, comment_key, "Idas text")

    assert refused.status_code == 403
    assert refused.json() == {
        "kind": "held",
        "message": "Bo Ek har det här avsnittet nu. Prata med Bo Ek eller med er enkätansvariga.",
    }
    assert AnswerRevision.objects.count() == 0
    page = text(as_(ida).get(address("section", employment)))
    assert "Bo Ek har det här avsnittet nu." in page
    assert "Avsnittet är klart" not in page
    assert save(as_(colleague_in_sala), employment, comment_key, "Bos text").status_code == 200
    assert save(as_(administrator), employment, comment_key, "Bos", base=1).status_code == 200


def test_withdrawn_while_typing_stores_nothing_and_says_who_has_it(
    as_, employment, administrator, colleague_in_sala, sala, save, comment_key
):
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    client = as_(colleague_in_sala)
    assert save(client, employment, comment_key, "Första").status_code == 200
    as_(administrator).post(address("take_back_section", employment))
    refused = save(client, employment, comment_key, "Andra", base=1)

    assert refused.status_code == 403
    assert "Amina Lund har det här avsnittet nu." in refused.json()["message"]
    assert Answer.objects.get(key=comment_key).value == "Första"
    assert AnswerRevision.objects.count() == 1


def test_withdrawn_without_a_script_keeps_the_text_on_the_page(
    as_, employment, administrator, colleague_in_sala, comment_key
):
    colleagues.delegate(employment, to=administrator, by=administrator)
    posted = {comment_key: "Mitt långa svar", f"base:{comment_key}": "0", "done": "yes"}
    page = as_(colleague_in_sala).post(address("save_all", employment), posted)

    assert page.status_code == 403
    assert "Mitt långa svar" in text(page)
    assert "Amina Lund har det här avsnittet nu." in text(page)
    assert AnswerRevision.objects.count() == 0
    employment.refresh_from_db()
    assert employment.state == Section.State.NOT_STARTED


def test_the_one_who_has_it_lets_everybody_write(
    as_, employment, administrator, colleague_in_sala, sala, save, comment_key
):
    ida = make_person("Ida Ny", sala, Role.RESPONDENT)
    colleagues.delegate(employment, to=colleague_in_sala, by=administrator)
    assert as_(ida).post(address("release_section", employment)).status_code == 409
    as_(colleague_in_sala).post(address("release_section", employment))

    employment.refresh_from_db()
    assert employment.assigned_to is None
    assert save(as_(ida), employment, comment_key, "Idas text").status_code == 200


def test_nothing_is_handed_over_once_it_is_handed_in(
    as_, employment, administrator, colleague_in_sala
):
    Submission.objects.update(state=Submission.State.SUBMITTED)
    said = {"to": colleague_in_sala.pk, "message": ""}

    assert as_(administrator).post(address("delegate", employment), said).status_code == 409
    shown = as_(administrator).get(address("delegate", employment))
    assert "Det går inte att lämna över nu" in text(shown)


# --- Who wrote, who is done ------------------------------------------------------------------


def test_each_sees_who_wrote_what_and_when(
    as_, employment, administrator, colleague_in_sala, save, comment_key
):
    saved = save(as_(colleague_in_sala), employment, comment_key, "Bos text")
    written = saved.json()["written"]

    assert written.startswith("Bo Ek, ")
    page = as_(administrator).get(address("section", employment))
    boxes = {box.html_name: box.written for box in page.context["page"].boxes}
    assert boxes[comment_key] == written
    assert sum(bool(words) for words in boxes.values()) == 1
    assert f'<p class="written-by" data-written>{written}</p>' in text(page)


def done(section, by, *states):
    for state in states or [Section.State.DONE]:
        actions.set_section_state(section, state, by=by, at=timezone.now())


def test_done_is_told_to_all_who_answer_but_not_to_the_one_who_is_done_or_approves(
    employment, administrator, colleague_in_sala, manager_in_sala, sala
):
    make_person("Siv Tyst", sala, Role.RESPONDENT)
    done(employment, colleague_in_sala)

    assert letters("finished") == [
        ("amina.lund@example.org", "”Sysselsättning” är klart"),
        ("siv.tyst@example.org", "”Sysselsättning” är klart"),
    ]


def test_done_pressed_twice_is_told_once(employment, administrator, colleague_in_sala):
    done(employment, colleague_in_sala, Section.State.DONE, Section.State.DONE)
    assert len(letters("finished")) == 1


def test_done_again_after_it_was_opened_is_told_again_the_same_day(
    employment, administrator, colleague_in_sala
):
    state = Section.State
    done(employment, colleague_in_sala, state.DONE, state.IN_PROGRESS, state.DONE)
    assert len(letters("finished")) == 2


# --- Constant queries ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_queries(
    as_, employment, administrator, colleague_in_sala, sala, django_assert_num_queries, number
):
    for n in range(number):
        one = make_person(f"Kollega {n}", sala, Role.RESPONDENT)
        colleagues.delegate(employment, to=one, by=administrator)
    client = as_(administrator)
    with django_assert_num_queries(PEOPLE):
        client.get(url("colleagues"))
    with django_assert_num_queries(DELEGATE):
        client.get(address("delegate", employment))


def test_a_round_in_draft_has_no_colleagues_page(as_, strategy, sala, administrator):
    from tests.year import invite

    invite(make_round(2027, state="draft"), sala)

    assert as_(administrator).get("/enkat/2027/sala-kommun/kollegor/").status_code == 404
