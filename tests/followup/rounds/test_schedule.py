"""A round's calendar: opening, reminders, closing and the letter afterwards, each once."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from actors.models import Event
from followup.rounds import actions, schedule
from followup.rounds import invitations as inviting
from followup.rounds.forms import WorkingDaysField
from followup.rounds.letters import Letter
from followup.rounds.models import Invitation, Round, SentMail
from followup.rounds.working_days import is_working_day, working_days_from
from tests.year import invite, make_round, start, submit

State = Round.State
SWEDEN = timezone.get_default_timezone()


def at(text):
    """A moment in Swedish time."""
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


def run_at(text, commit):
    """The portal does what is due at a moment, and the worker sends."""
    with time_machine.travel(at(text), tick=False), commit():
        return schedule.run()


@pytest.fixture
def planned(strategy, sala, arboga, official_in_sala, official_in_arboga) -> Round:
    """Open since the start of October until Friday the 30th; reminders 10 and 3 days before."""
    round_ = make_round(
        opens_on=date(2026, 10, 1),
        closes_on=date(2026, 10, 30),
        reminder_days=[10, 3],
        overdue_days=3,
        reply_to="lansstyrelsen@example.org",
        schedule_set_at=at("2026-10-01 10:00"),
    )
    invite(round_, sala, arboga)
    return round_


# --- Working days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-10-30", True),  # a Friday
        ("2026-10-31", False),  # a Saturday
        ("2026-06-19", False),  # midsommarafton
        ("2026-12-24", False),  # julafton
        ("2026-12-31", False),  # nyårsafton
        ("2026-05-14", False),  # Kristi himmelsfärdsdag
        ("2026-05-15", True),  # the day between: many are free, the county is open
        ("2026-01-05", True),  # trettondagsafton
    ],
)
def test_free_days_are_the_swedish_ones(day, works):
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "number", "becomes"),
    [
        ("2026-10-30", -3, "2026-10-27"),
        ("2026-10-30", -10, "2026-10-16"),
        ("2026-10-30", 3, "2026-11-04"),
        ("2026-12-28", -1, "2026-12-23"),
        ("2026-12-30", 1, "2027-01-04"),
        ("2026-06-22", -1, "2026-06-18"),
        ("2026-10-31", 0, "2026-10-31"),
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(day, number, becomes):
    assert working_days_from(date.fromisoformat(day), number) == date.fromisoformat(becomes)


@pytest.mark.parametrize(
    ("written", "days"),
    [("10, 3", [10, 3]), ("3 10", [10, 3]), ("10 och 3", [10, 3]), ("5;5", [5]), ("", [])],
)
def test_reminders_are_written_as_numbers(written, days):
    assert WorkingDaysField(required=False).clean(written) == days


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("tio", "komma mellan"),
        ("-3", "komma mellan"),
        ("²", "komma mellan"),
        ("0", "mellan 1 och 60"),
        ("61", "mellan 1 och 60"),
        ("9" * 5000, "komma mellan"),
        ("1,2,3,4,5,6", "högst 5"),
    ],
)
def test_what_is_no_number_of_days_is_refused_in_words(written, says):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match=says):
        WorkingDaysField(required=False).clean(written)


# --- Reminders ---------------------------------------------------------------------------------


def test_the_calendar_tells_the_dates(planned):
    told = [(one.day, one.what) for one in schedule.calendar(planned)]
    assert told == [
        (date(2026, 10, 16), "Påminnelse, 10 arbetsdagar före sista dagen"),
        (date(2026, 10, 27), "Påminnelse, 3 arbetsdagar före sista dagen"),
        (date(2026, 11, 4), "Brev till dem som inte har svarat, 3 arbetsdagar efter sista dagen"),
    ]


def test_a_reminder_goes_on_its_morning_and_once(planned, commit, mailed):
    assert run_at("2026-10-15 12:00", commit) == 0
    assert run_at("2026-10-16 07:59", commit) == 0
    assert mailed() == []
    assert run_at("2026-10-16 08:00", commit) == 1
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]
    for moment in ("2026-10-16 08:05", "2026-10-16 16:00", "2026-10-17 08:00", "2026-10-26 09:00"):
        assert run_at(moment, commit) == 0
    assert len(mail.outbox) == 2
    [first, _, _] = schedule.calendar(planned)
    assert (first.gone_at, first.letters) == (at("2026-10-16 08:00"), 2)


def test_a_reminder_says_how_far_its_reader_has_come_and_where_answers_go(planned, sala, commit):
    start(planned, sala)
    run_at("2026-10-16 08:00", commit)
    texts = {message.to[0]: message for message in mail.outbox}
    begun = "Sala kommun har börjat svara på enkäten men inte lämnat in än"
    assert begun in texts["amina.lund@example.org"].body
    not_begun = "Arboga kommun har inte börjat svara på enkäten än"
    assert not_begun in texts["olle.dahl@example.org"].body
    assert texts["amina.lund@example.org"].reply_to == ["lansstyrelsen@example.org"]


@pytest.mark.parametrize(
    ("state", "reminded"),
    [
        ("submitted", False),
        ("accepted", False),
        ("changes_requested", True),
        ("awaiting_sign_off", True),
    ],
)
def test_only_those_who_have_something_left_to_do_are_reminded(
    planned, sala, coordinator, commit, mailed, state, reminded
):
    Invitation.objects.filter(actor=sala).delete()
    submission = submit(planned, sala, coordinator).submission
    submission.state = state
    submission.save()
    run_at("2026-10-16 08:00", commit)
    assert ("amina.lund@example.org" in mailed()) is reminded


def test_a_portal_that_was_off_sends_the_latest_reminder_and_not_both(planned, commit, mailed):
    assert run_at("2026-10-28 10:00", commit) == 2
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]
    assert {m.occasion_key for m in SentMail.objects.all()} == {"2026-10-30/3"}
    assert run_at("2026-10-28 10:05", commit) == 0


def test_no_reminder_goes_after_the_last_day(planned, commit, mailed):
    run_at("2026-10-31 10:00", commit)
    assert mailed() == []


def test_a_day_that_had_been_when_the_schedule_was_set_is_passed(planned, coordinator, commit):
    with time_machine.travel(at("2026-10-19 10:00")):
        actions.change_plan(planned, by=coordinator, reminder_days=[12, 3])
    assert [one.passed for one in schedule.calendar(planned)] == [True, False, False]
    assert run_at("2026-10-19 10:05", commit) == 0
    assert run_at("2026-10-27 08:00", commit) == 1


def test_moving_the_last_day_does_not_repeat_a_reminder_at_once(
    planned, coordinator, commit, mailed
):
    run_at("2026-10-16 08:00", commit)
    with time_machine.travel(at("2026-10-16 12:00")):
        actions.change_plan(planned, by=coordinator, closes_on=date(2026, 11, 2))
    run_at("2026-10-17 08:00", commit)
    run_at("2026-10-19 08:00", commit)
    assert len(mail.outbox) == 4, "the 19th is ten working days before the new day, a new occasion"
    run_at("2026-10-20 08:00", commit)
    assert len(mail.outbox) == 4


def test_a_round_that_opens_again_does_not_remind_at_once(planned, coordinator, commit, mailed):
    run_at("2026-10-31 09:00", commit)
    planned.refresh_from_db()
    with time_machine.travel(at("2026-11-02 10:00")):
        actions.reopen_round(
            planned, closes_on=date(2026, 11, 6), reason="Strömavbrott", by=coordinator
        )
    assert run_at("2026-11-02 10:05", commit) == 0
    assert run_at("2026-11-03 08:00", commit) == 1
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]


def test_who_was_reminded_by_hand_the_day_before_gets_none_from_the_schedule(
    planned, coordinator, commit, mailed
):
    with time_machine.travel(at("2026-10-15 14:00"), tick=False), commit():
        inviting.send_reminder(planned, Letter("Ämne", "Text"), by=coordinator)
    assert run_at("2026-10-16 08:00", commit) == 1
    assert len(mail.outbox) == 2


def test_the_test_organisation_is_never_reminded_by_the_schedule(planned, sala, commit, mailed):
    sala.is_test = True
    sala.save()
    run_at("2026-10-16 08:00", commit)
    assert mailed() == ["olle.dahl@example.org"]


def test_an_organisation_that_answers_on_paper_is_not_reminded(
    planned, sala, coordinator, commit, mailed
):
    planned.invitations.filter(actor=sala).update(on_paper_by=coordinator)
    run_at("2026-10-16 08:00", commit)
    assert mailed() == ["olle.dahl@example.org"]


def test_more_time_has_a_calendar_of_its_own(planned, sala, coordinator, commit, mailed):
    [invitation] = planned.invitations.filter(actor=sala)
    with time_machine.travel(at("2026-10-29 10:00")):
        inviting.give_more_time(invitation, to=date(2026, 11, 13), reason="Sjukdom", by=coordinator)
    run_at("2026-10-29 10:05", commit)
    assert mailed() == ["olle.dahl@example.org"], "Arboga's latest reminder; Sala's has a new day"
    mail.outbox.clear()
    run_at("2026-10-31 09:00", commit)
    run_at("2026-11-10 08:00", commit)
    assert Round.objects.get().state == "closed"
    assert "amina.lund@example.org" in mailed()
    mail.outbox.clear()
    run_at("2026-11-18 08:00", commit)
    assert mailed() == ["amina.lund@example.org"], "three working days after Sala's own last day"


def test_one_round_that_fails_does_not_stop_the_others(planned, monkeypatch, commit):
    later = make_round(2027, closes_on=date(2026, 10, 15))

    def broken(*args, **options):
        raise RuntimeError

    monkeypatch.setattr(schedule, "write_letters", broken)
    assert run_at("2026-10-16 08:00", commit) == 1
    later.refresh_from_db()
    assert later.state == "closed"
    assert not Event.objects.filter(verb="scheduled_letter").exists(), "tried again next time"


# --- Opening and closing -----------------------------------------------------------------------


@pytest.fixture
def to_open(small_draft, coordinator, official_in_sala, official_in_arboga) -> Round:
    """A draft that opens by itself on the 14th of October."""
    actions.change_plan(
        small_draft, by=coordinator, opens_on=date(2026, 10, 14), opens_by_itself=True
    )
    return small_draft


def test_a_round_opens_by_itself_on_its_morning_once(to_open, commit, mailed):
    assert run_at("2026-10-13 09:00", commit) == 0
    assert run_at("2026-10-14 07:00", commit) == 0
    assert run_at("2026-10-14 08:01", commit) == 1
    assert run_at("2026-10-14 08:06", commit) == 0
    to_open.refresh_from_db()
    assert (to_open.state, to_open.opens_on) == ("open", date(2026, 10, 14))
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]
    assert Event.objects.get(verb="open").person is None


def test_a_day_alone_opens_nothing(to_open, coordinator, commit):
    actions.change_plan(to_open, by=coordinator, opens_by_itself=False)
    assert run_at("2026-10-14 09:00", commit) == 0


def test_a_round_that_cannot_open_says_why_and_opens_when_the_hinder_is_gone(
    to_open, coordinator, as_, commit
):
    to_open.consultation.delete()
    assert run_at("2026-10-14 09:00", commit) == 0
    with time_machine.travel(at("2026-10-14 10:00")):
        page = as_(coordinator).get("/omgangar/2026/").content.decode()
        assert "Omgången har inte öppnat av sig själv" in page
        fresh = Round.objects.get()
        actions.record_consultation(fresh, by=coordinator, omitted_because="Samma frågor.")
    assert run_at("2026-10-14 10:05", commit) == 1


def test_the_day_after_its_day_a_round_is_opened_by_hand(to_open, coordinator, as_, commit):
    assert run_at("2026-10-15 09:00", commit) == 0
    with time_machine.travel(at("2026-10-15 10:00")):
        page = as_(coordinator).get("/omgangar/2026/").content.decode()
    assert "Öppningsdagen har varit" in page


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-10-30 23:59:59.999999", "open"),
        ("2026-10-31 00:00:00", "closed"),
    ],
)
def test_a_round_closes_after_the_whole_of_its_last_day(planned, commit, moment, state):
    run_at(moment, commit)
    planned.refresh_from_db()
    assert planned.state == state


def test_after_the_last_day_those_who_have_not_answered_are_written_to_once(
    planned, arboga, coordinator, commit, mailed
):
    Invitation.objects.filter(actor=arboga).delete()
    submit(planned, arboga, coordinator)
    run_at("2026-11-03 09:00", commit)
    assert mailed() == []
    run_at("2026-11-04 09:00", commit)
    run_at("2026-11-04 09:05", commit)
    run_at("2026-11-06 09:00", commit)
    assert mailed() == ["amina.lund@example.org"]
    assert "Vi saknar ert svar" in mail.outbox[0].subject


def test_an_overdue_letter_is_not_sent_weeks_late(planned, commit, mailed):
    run_at("2026-11-30 09:00", commit)
    assert mailed() == []


# --- Clocks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes_on", "day"), [("2026-10-28", "2026-10-25"), ("2027-03-31", "2027-03-28")]
)
def test_around_the_night_when_the_clock_is_moved_a_reminder_goes_once(
    planned, coordinator, commit, closes_on, day
):
    """Every quarter of an hour over three days, through the hour that is skipped or repeated."""
    planned.closes_on = date.fromisoformat(closes_on)
    planned.reminder_days = [2]
    planned.overdue_days = None
    planned.save()
    start_ = at(f"{day} 00:00") - timedelta(hours=12)
    for quarter in range(4 * 72):
        moment = start_ + timedelta(minutes=15 * quarter)
        with time_machine.travel(moment, tick=False), commit():
            schedule.run()
    assert sorted(to for m in mail.outbox for to in m.to) == [
        "amina.lund@example.org",
        "olle.dahl@example.org",
    ]


def test_a_clock_that_jumps_back_and_forth_sends_nothing_twice(planned, commit):
    for moment in (
        "2026-10-16 08:30",
        "2026-10-16 07:30",
        "2026-10-16 08:30",
        "2026-10-16 09:30",
        "2026-10-15 23:30",
        "2026-10-16 08:00",
    ):
        run_at(moment, commit)
    assert len(mail.outbox) == 2


def test_the_command_does_what_is_due(planned, commit, mailed):
    from django.core.management import call_command

    with time_machine.travel(at("2026-10-16 08:00"), tick=False), commit():
        call_command("run_schedule", verbosity=0)
    assert mailed() == ["amina.lund@example.org", "olle.dahl@example.org"]


def test_the_round_page_shows_the_dates_and_what_has_gone(planned, coordinator, as_, commit):
    run_at("2026-10-16 08:00", commit)
    page = as_(coordinator).get("/omgangar/2026/").content.decode()
    assert "fredag 16 oktober: påminnelse, 10 arbetsdagar före sista dagen. Skickades" in page
    assert "tisdag 27 oktober: påminnelse, 3 arbetsdagar före sista dagen. Inte skickat än." in page


@pytest.mark.django_db(transaction=True)
def test_two_machines_that_run_the_schedule_at_once_send_each_letter_once(planned):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    together = Barrier(4)

    def run(_):
        try:
            together.wait()
            return schedule.run()
        finally:
            connection.close()

    with time_machine.travel(at("2026-10-16 08:00"), tick=False), ThreadPoolExecutor(4) as machines:
        done = list(machines.map(run, range(4)))
    assert sorted(done) == [0, 0, 0, 1]
    assert sorted(to for m in mail.outbox for to in m.to) == [
        "amina.lund@example.org",
        "olle.dahl@example.org",
    ]
