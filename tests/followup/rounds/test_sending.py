"""The worker sends what has been written down: once, whatever the mail server does meanwhile."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from actors.models import Actor, Event, Membership
from followup.rounds import actions, bounces
from followup.rounds import invitations as inviting
from followup.rounds.letters import Letter
from followup.rounds.mail import recipients, ways
from followup.rounds.models import Invitation, SentMail
from followup.rounds.sending import deliver
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_person, start

REMINDER = Letter("Påminnelse {år}", "Hej {organisation}, svara på {länk}")
AMINA, OLLE = "amina.lund@example.org", "olle.dahl@example.org"


class FaultyBackend(EmailBackend):
    """A mail server that does what it is told to do when a mail comes to somebody."""

    faults: dict = {}
    opening: Exception | None = None

    def open(self):
        if self.opening:
            raise self.opening
        return True

    def send_messages(self, messages):
        for message in messages:
            if fault := self.faults.get(message.to[0]):
                raise fault
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    """Tells the mail server what to do: faults by address, or when it is called."""
    settings.EMAIL_BACKEND = f"{__name__}.FaultyBackend"

    def tell(opening=None, **faults):
        told = {address.replace("_", ".") + "@example.org": f for address, f in faults.items()}
        monkeypatch.setattr(FaultyBackend, "faults", told)
        monkeypatch.setattr(FaultyBackend, "opening", opening)

    return tell


@pytest.fixture
def people(official_in_sala, official_in_arboga):
    """Somebody to reach in Sala and in Arboga."""
    return official_in_sala, official_in_arboga


def standing():
    return {m.recipient: m.standing for m in SentMail.objects.all()}


def test_a_press_only_writes_down_and_the_worker_sends(
    small_draft, people, coordinator, settings, server, as_, django_capture_on_commit_callbacks
):
    """With the task backend that is used in production, and a mail server that hangs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    server(amina_lund=AssertionError("sent by the press"))
    with django_capture_on_commit_callbacks(execute=True):
        assert as_(coordinator).post("/omgangar/2026/oppna/").status_code == 302
    assert mail.outbox == []
    assert set(standing().values()) == {"Väntar på att skickas"}
    [waiting] = DBTaskResult.objects.ready()
    server()
    waiting.task.call()  # as `db_worker` does
    assert sorted(m.to[0] for m in mail.outbox) == [AMINA, OLLE]
    assert set(standing().values()) == {"Skickat"}


def test_nothing_is_written_when_the_press_itself_fails(small_draft, people, coordinator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    small_draft.consultation.delete()
    with pytest.raises(WrongStateError):
        actions.open_round(small_draft, by=coordinator)
    assert not SentMail.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("fault", [ValueError("a header"), UnicodeError(), KeyError("x")])
def test_a_mail_that_cannot_be_made_stops_no_other(
    small_draft, people, coordinator, commit, server, fault
):
    server(amina_lund=fault)
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert standing() == {AMINA: "Väntar på att skickas", OLLE: "Skickat"}
    assert SentMail.objects.get(recipient=AMINA).fault.startswith("Brevet gick inte att skicka")


@pytest.mark.parametrize("fault", [SMTPServerDisconnected("gone"), TimeoutError()])
def test_a_line_that_broke_leaves_the_mail_in_doubt_and_it_is_not_sent_again(
    small_draft, people, coordinator, commit, server, fault
):
    server(amina_lund=fault)
    with commit():
        actions.open_round(small_draft, by=coordinator)
    server()
    assert standing() == {AMINA: "Skickas nu", OLLE: "Skickat"}
    with time_machine.travel("2026-10-12 10:05 +0200"):
        deliver(SentMail.objects.all())
        assert standing() == {AMINA: "Oklart om det gick iväg", OLLE: "Skickat"}


def test_an_address_that_does_not_exist_is_closed_at_once(
    small_draft, people, coordinator, commit, server
):
    server(amina_lund=SMTPRecipientsRefused({AMINA: (550, b"no such user")}))
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert standing() == {AMINA: "Kom tillbaka", OLLE: "Skickat"}
    server(amina_lund=SMTPRecipientsRefused({AMINA: (450, b"try later")}))
    SentMail.objects.filter(recipient=AMINA).update(bounced_at=None, tried_at=None)
    deliver(SentMail.objects.all())
    assert standing()[AMINA] == "Väntar på att skickas"


@pytest.mark.parametrize("fault", [ConnectionRefusedError(), TimeoutError()])
def test_while_no_server_answers_all_wait_and_nothing_is_in_doubt(
    small_draft, people, coordinator, commit, server, fault
):
    server(opening=fault)
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert set(standing().values()) == {"Väntar på att skickas"}
    server()
    call_command("run_schedule", verbosity=0)
    deliver(SentMail.objects.all())
    assert set(standing().values()) == {"Skickat"}


def test_the_coordinator_is_told_of_a_mail_that_waits_too_long_but_not_of_one_just_written(
    small_draft, people, coordinator, as_, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    actions.open_round(small_draft, by=coordinator)
    client = as_(coordinator)
    assert "Brev som inte har gått iväg" not in client.get("/omgangar/2026/").content.decode()
    with time_machine.travel("2026-10-12 10:11 +0200"):
        assert "Brev som inte har gått iväg" in client.get("/omgangar/2026/").content.decode()


def test_the_press_to_try_again_sends_what_waits(
    small_draft, people, coordinator, commit, server, as_, mailed
):
    server(opening=ConnectionRefusedError())
    with commit():
        actions.open_round(small_draft, by=coordinator)
    assert "Mejlservern går inte att nå." in {m.fault for m in SentMail.objects.all()}
    server()
    with commit():
        as_(coordinator).post("/omgangar/2026/brev/skicka/")
    assert mailed() == [AMINA, OLLE]


# --- Whom it reaches ---------------------------------------------------------------------------


def reached(actor):
    [invitation] = Invitation.objects.filter(actor=actor).with_contacts()
    return [address for address, _ in recipients(invitation.actor)]


def bounce(round_, actor, address):
    invitation = round_.invitations.get(actor=actor)
    SentMail.objects.create(
        invitation=invitation,
        occasion="opening",
        occasion_key=f"bounce-{address}",
        recipient=address,
        tried_at="2026-10-01T10:00Z",
        sent_at="2026-10-01T10:00Z",
        bounced_at="2026-10-01T11:00Z",
    )


def test_letters_fall_from_contact_person_to_administrator_to_mailbox(open_round, sala, arboga):
    invite(open_round, sala)
    Actor.objects.filter(pk=sala.pk).update(functional_email="sala@example.org")
    assert reached(sala) == ["sala@example.org"]
    make_person("Bo Ek", sala, Role.ADMINISTRATOR)
    Membership.objects.update(is_contact=False)
    assert reached(sala) == ["bo.ek@example.org"]
    make_person("Amina Lund", sala, Role.RESPONDENT)
    assert reached(sala) == [AMINA]
    bounce(open_round, sala, AMINA.upper())
    assert reached(sala) == ["bo.ek@example.org"]
    bounce(open_round, sala, "bo.ek@example.org")
    assert reached(sala) == ["sala@example.org"]
    bounce(open_round, sala, "sala@example.org")
    assert reached(sala) == []
    [invitation] = Invitation.objects.with_contacts()
    told = ways([invitation.actor])[sala.pk].why_not
    assert told == "Breven kommer tillbaka från alla adresser som finns."


def test_of_two_contact_persons_only_the_one_whose_mail_came_back_is_passed_by(open_round, sala):
    invite(open_round, sala)
    make_person("Amina Lund", sala, Role.RESPONDENT)
    make_person("Bo Ek", sala, Role.RESPONDENT)
    bounce(open_round, sala, AMINA)
    assert reached(sala) == ["bo.ek@example.org"]


def test_a_person_who_is_both_contact_and_administrator_gets_one_mail(open_round, sala):
    invite(open_round, sala)
    make_person("Amina Lund", sala, Role.RESPONDENT, Role.ADMINISTRATOR)
    assert reached(sala) == [AMINA]


# --- The log and what came back ----------------------------------------------------------------


@pytest.fixture
def reminded(open_round, sala, arboga, people, coordinator, commit):
    """Two reminders that have been sent."""
    invite(open_round, sala, arboga)
    with commit():
        inviting.send_reminder(open_round, REMINDER, by=coordinator)
    return SentMail.objects.get(recipient=AMINA)


def test_the_log_holds_every_mail_and_is_narrowed(reminded, coordinator, as_):
    client = as_(coordinator)
    page = client.get("/omgangar/2026/brev/").content.decode()
    assert (AMINA in page, OLLE in page) == (True, True)
    narrowed = {"tillfalle": "reminder", "organisation": "sala-kommun", "lage": "skickat"}
    page = client.get("/omgangar/2026/brev/", narrowed).content.decode()
    assert (AMINA in page, OLLE in page) == (True, False)
    page = client.get("/omgangar/2026/brev/", {"lage": "tillbaka"}).content.decode()
    assert "Inga brev passar" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_asks_the_same_of_the_database_for_one_and_three(
    open_round, coordinator, as_, django_assert_num_queries, number
):
    for actor in Actor.objects.filter(actor_type="municipality")[:number]:
        [invitation] = invite(open_round, actor)
        person = make_person(f"Person {actor.pk}", actor, Role.RESPONDENT)
        SentMail.objects.create(
            invitation=invitation, occasion="opening", recipient=person.email, person=person
        )
    client = as_(coordinator)
    with django_assert_num_queries(7):
        page = client.get("/omgangar/2026/brev/").content.decode()
    assert page.count("Väntar på att skickas") == number


@pytest.mark.parametrize("number", [1, 3])
def test_an_organisations_contacts_ask_the_same_for_one_and_three(
    sala, coordinator, as_, django_assert_num_queries, number
):
    for place in range(number):
        make_person(f"Person {place}", sala, Role.RESPONDENT)
    client = as_(coordinator)
    with django_assert_num_queries(8):
        client.get("/omgangar/kontakter/sala-kommun/")


def test_a_mails_words_are_read_in_the_log(reminded, coordinator, as_):
    page = as_(coordinator).get(f"/omgangar/2026/brev/{reminded.pk}/").content.decode()
    assert "Hej Sala kommun, svara på http" in page
    assert "maria.holm@example.org" in page


def test_what_an_organisations_people_write_to_each_other_is_not_shown(reminded, coordinator, as_):
    SentMail.objects.filter(pk=reminded.pk).update(
        occasion="delegation", body="Hemligt inom Sala", subject="Hemligt ämne"
    )
    page = as_(coordinator).get(f"/omgangar/2026/brev/{reminded.pk}/").content.decode()
    assert "Hemligt" not in page
    assert "men inte vad som står i det" in page


def test_a_mail_that_came_back_closes_its_address_until_it_works_again(
    reminded, sala, coordinator, as_
):
    client = as_(coordinator)
    address = f"/omgangar/2026/brev/{reminded.pk}/"
    assert client.post(address, {"note": "Adressen finns inte"}).status_code == 302
    assert reached(sala) == ["kommun.info@sala.se"]
    assert "Adressen finns inte" in client.get(address).content.decode()
    assert "Brev som kom tillbaka" in client.get("/omgangar/2026/").content.decode()
    assert client.post(address, {"note": "Igen"}).status_code == 409
    client.post(f"{address}fungerar/")
    assert reached(sala) == [AMINA]
    verbs = [event.verb for event in Event.objects.about(reminded.invitation)]
    assert verbs == ["address_works", "bounce"]


@pytest.mark.parametrize(("arrived", "mails"), [("1", 0), ("0", 1)])
def test_a_mail_in_doubt_is_settled(reminded, coordinator, as_, commit, arrived, mails):
    client = as_(coordinator)
    address = f"/omgangar/2026/brev/{reminded.pk}/avgor/"
    SentMail.objects.filter(pk=reminded.pk).update(sent_at=None)
    assert client.post(address, {"arrived": "0"}).status_code == 409, "it may be on its way"
    SentMail.objects.filter(pk=reminded.pk).update(tried_at="2026-10-12T07:00Z")
    mail.outbox.clear()
    with commit():
        client.post(address, {"arrived": arrived})
    assert len(mail.outbox) == mails
    assert standing()[AMINA] == "Skickat"
    assert client.post(address, {"arrived": "0"}).status_code == 409


def test_only_a_mail_that_was_sent_can_come_back(reminded, coordinator):
    SentMail.objects.filter(pk=reminded.pk).update(sent_at=None, tried_at=None)
    reminded.refresh_from_db()
    with pytest.raises(WrongStateError):
        bounces.mark_bounced(reminded, note="", by=coordinator)


def test_a_mail_of_another_year_is_not_found(reminded, coordinator, as_):
    assert as_(coordinator).get(f"/omgangar/2025/brev/{reminded.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["brev/{pk}/", "brev/{pk}/fungerar/", "brev/{pk}/avgor/"])
def test_others_are_refused_the_log(reminded, official_in_sala, preparer, as_, address):
    for person in (official_in_sala, preparer):
        path = "/omgangar/2026/" + address.format(pk=reminded.pk)
        assert as_(person).post(path).status_code == 403
    reminded.refresh_from_db()
    assert reminded.standing == "Skickat"


# --- Sending now -------------------------------------------------------------------------------


def test_the_dry_run_says_who_is_skipped_and_why(
    open_round, sala, arboga, nameless, people, coordinator, as_, commit
):
    koping = Actor.objects.get(slug="kopings-kommun")
    make_person("Test Person", koping, Role.RESPONDENT)
    invite(open_round, sala, arboga, nameless, koping)
    Actor.objects.filter(pk=koping.pk).update(is_test=True)
    submission = start(open_round, arboga)
    submission.state = "submitted"
    submission.save()
    planned = inviting.dry_run(open_round, "reminder")
    assert [line.invitation.actor for line in planned.lines] == [sala]
    assert {line.invitation.actor.name: line.why_not for line in planned.skipped} == {
        "Arboga kommun": "Har lämnat in.",
        "Utan adress": "Kontaktperson och funktionsbrevlåda saknas.",
        koping.name: "Testorganisation.",
    }


def test_somebody_who_hands_in_between_review_and_press_gets_nothing(
    open_round, sala, arboga, people, coordinator, as_, commit, mailed
):
    invite(open_round, sala, arboga)
    client = as_(coordinator)
    written = {"subject": "Ämne", "text": "Text"}
    assert "Skicka 2 brev" in client.post("/omgangar/2026/paminnelse/", written).content.decode()
    submission = start(open_round, arboga)
    submission.state = "submitted"
    submission.save()
    with commit():
        client.post("/omgangar/2026/paminnelse/", written | {"confirm": "1"})
    assert mailed() == [AMINA]


def test_the_invitation_reaches_a_contact_person_who_came_later_and_nobody_twice(
    small_draft, sala, people, coordinator, as_, commit, mailed
):
    with commit():
        actions.open_round(small_draft, by=coordinator)
    make_person("Bo Ek", sala, Role.RESPONDENT)
    mail.outbox.clear()
    written = {"subject": "Ämne", "text": "Text", "confirm": "1"}
    for _ in range(2):
        with commit():
            as_(coordinator).post("/omgangar/2026/skicka/inbjudan/", written)
    assert mailed() == ["bo.ek@example.org"]


def test_a_letter_that_does_not_exist_is_not_found(open_round, coordinator, as_):
    for address in ("skicka/reklam/", "inbjudna/brev/reklam/", "skicka/reklam/forhandsvisning/"):
        assert as_(coordinator).post(f"/omgangar/2026/{address}").status_code == 404


def test_a_draft_sends_nothing(small_draft, people, coordinator, as_, commit):
    written = {"subject": "Ämne", "text": "Text", "confirm": "1"}
    with commit():
        response = as_(coordinator).post("/omgangar/2026/paminnelse/", written)
    assert response.status_code == 409
    assert mail.outbox == []
