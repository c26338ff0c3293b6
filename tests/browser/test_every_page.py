"""Every page of the rounds and of the survey, in each state that it can be in: no fault that axe
can find, and nothing to scroll sideways for on a phone. Pages made later are walked too: the
addresses are read from the portal itself."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from actors import people
from actors.models import Actor, Membership, Person
from followup.rounds.actions import archive_round, close_round, compile_round, open_round
from followup.rounds.lists.importing import receive
from followup.rounds.lists.kept import lists_of
from followup.rounds.lists.writing import write_lists
from followup.rounds.models import Level, ListUpload, Question, Round, SentMail
from followup.rounds.paper import begin_paper
from followup.survey.answering import actions
from followup.survey.answering.interventions import add_intervention
from followup.survey.form.section_form import SectionForm
from followup.survey.models import Section
from followup.survey.submitting import handing_in, sending_back, sign_off
from followup.survey.submitting.paper import confirm_paper
from strategy_portal.access import Role
from strategy_portal.spreadsheets import saved
from tests.browser.walking import LONG_WORD, TOO_WIDE
from tests.followup.survey.asking import ask
from tests.year import invite, make_round

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = Question.Kind
ONCE = Question.Scope.ORGANISATION


# --- The survey ----------------------------------------------------------------------------------


@pytest.fixture
def round_(strategy) -> Round:
    """An open round that asks every kind of question."""
    made = make_round(2026, purpose=f"Vi frågar om {LONG_WORD.lower()}.")
    ask(
        made,
        "tal",
        KINDS.WHOLE_NUMBER,
        ONCE,
        unit="platser",
        minimum=1,
        maximum=9,
        if_outside="warning",
    )
    ask(made, "antal", KINDS.COUNTS, ONCE)
    ask(made, "andel", KINDS.PER_CENT, ONCE, if_outside=Level.STOP)
    ask(made, "pengar", KINDS.MONEY, ONCE, help_text="I hela kronor.", if_blank=Level.NOTE)
    ask(made, "ja-nej", KINDS.YES_NO, ONCE, why_asked="För rapporten.", legal_basis="Förordning.")
    ask(made, "flera", KINDS.SEVERAL_OF, ONCE, choices=["Kurser", LONG_WORD])
    ask(made, "skala", KINDS.SCALE, ONCE, scale_ends=["Dåligt", "Bra"])
    ask(made, "datum", KINDS.DATE, ONCE)
    ask(made, "lank", KINDS.LINK, ONCE)
    ask(made, "fil", KINDS.FILE, ONCE)
    ask(
        made,
        "rader",
        KINDS.RECORDS,
        columns=[
            {"key": "vad", "label": "Vad", "kind": "short_text"},
            {"key": "antal", "label": "Antal", "kind": "whole_number"},
        ],
    )
    return made


def write(section: Section, key: str, value: str, by: Person, base: int = 0) -> None:
    """One saved answer, as it was typed."""
    section = Section.objects.select_related("submission__round", "goal_area").get(pk=section.pk)
    field = SectionForm(section, section.submission.round).find(key)
    now = timezone.now()
    actions.save_answer(
        section, field, value, save_id=uuid.uuid4(), base_version=base, by=by, at=now
    )


def test_the_survey_in_every_state(
    walker, round_, sala, official_in_sala, manager_in_sala, coordinator
):
    (invitation,) = invite(round_, sala)
    amina, karin = official_in_sala, manager_in_sala
    parts = {"year": 2026, "actor": "sala-kommun", "section": "sysselsattning"}

    # Not begun; then begun and empty.
    assert {"index", "survey"} <= walker.walk("survey", amina, **parts) | {"index"}
    walker.visit(karin, "/enkat/2026/sala-kommun/")
    submission = actions.start(invitation, by=amina)
    seen = walker.walk("survey", amina, **parts)
    assert {"survey", "section", "check", "colleagues"} <= seen

    # Half done: something to put right, something to explain, something left out.
    employment = submission.sections.get(goal_area__number=5)
    about = submission.sections.get(goal_area=None)
    sections = submission.sections.order_by("order")
    write(about, "tal", "12", amina)
    write(about, "andel", "140", amina)
    write(about, "pengar", "ca 10", amina)
    write(employment, "challenges", f"{LONG_WORD} " * 20, amina)
    told, twice = [add_intervention(employment, by=amina, at=timezone.now()) for _ in range(2)]
    write(employment, f"interventions/{told.pk}/title", f"Stöd för {LONG_WORD.lower()}", amina)
    write(employment, f"interventions/{twice.pk}/title", LONG_WORD, amina)
    write(employment, f"interventions/{twice.pk}/description", f"{LONG_WORD} " * 20, amina)
    leisure = submission.sections.get(goal_area__number=3)
    not_relevant = Section.State.NOT_RELEVANT
    actions.set_section_state(
        leisure, not_relevant, by=amina, at=timezone.now(), reason="Ingen sådan verksamhet."
    )
    seen = walker.walk("survey", amina, **parts, **{"merge_interventions.pk": told.pk})
    assert "merge_interventions" in seen
    walker.visit(amina, f"/enkat/2026/sala-kommun/avsnitt/{leisure.slug}/")
    walker.visit(amina, "/enkat/2026/sala-kommun/avsnitt/organisation/")
    walker.visit(karin, "/enkat/2026/sala-kommun/")
    write(employment, "challenges", f"Sedan {LONG_WORD} " * 20, amina, base=1)
    for question in ("challenges", f"interventions/{twice.pk}"):
        walker.visit(amina, f"/enkat/2026/sala-kommun/avsnitt/sysselsattning/versioner/{question}/")
    walker.visit(amina, f"/enkat/2026/sala-kommun/kollegor/{karin.pk}/ta-bort/")

    # With the manager, returned, handed in.
    write(about, "andel", "40", amina, base=1)
    write(about, "pengar", "10 000", amina, base=1)
    submission.refresh_from_db()
    sign_off.choose_approver(submission, karin, by=amina)
    walker.visit(amina, "/enkat/2026/sala-kommun/kontrollera/")
    sign_off.ask_for_sign_off(submission, by=amina)
    walker.walk("survey", amina, **parts)
    walker.walk("survey", karin, **parts)
    sign_off.return_answers(submission, by=karin, reason="Skriv mer om bostäder.")
    walker.visit(amina, "/enkat/2026/sala-kommun/")
    submission.refresh_from_db()
    sign_off.choose_approver(submission, None, by=amina)
    handing_in.submit(submission, by=amina)
    seen = walker.walk("survey", amina, **parts)
    assert {"receipt", "survey", "section"} <= seen

    # Sent back: one section is open, the others locked. Then the round is closed.
    submission.refresh_from_db()
    reason = f"Kan ni berätta mer om {LONG_WORD.lower()}?"
    remark = sending_back.Remark(employment, "Hur många fick jobb?", "challenges")
    sending_back.send_back(
        submission, sections=[employment], reason=reason, by=coordinator, remarks=[remark]
    )
    walker.walk("survey", amina, **parts)
    walker.visit(amina, f"/enkat/2026/sala-kommun/avsnitt/{sections[1].slug}/")
    close_round(round_, by=coordinator)
    walker.visit(amina, "/enkat/2026/sala-kommun/")
    walker.visit(amina, "/enkat/2026/sala-kommun/avsnitt/sysselsattning/")


def test_the_survey_of_an_organisation_that_answers_on_paper(
    walker, round_, sala, official_in_sala, coordinator
):
    (invitation,) = invite(round_, sala)
    here = "/enkat/2026/sala-kommun/"
    begin_paper(invitation, reason=f"Har bara papper, {LONG_WORD}", by=coordinator)
    walker.visit(official_in_sala, here)
    walker.visit(coordinator, "/omgangar/2026/lage/sala-kommun/")
    submission = actions.start(invitation, by=coordinator)
    about = submission.sections.get(goal_area=None)
    write(about, "cooperation", f"{LONG_WORD} " * 20, coordinator)
    for person in (coordinator, official_in_sala):
        for path in (here, f"{here}avsnitt/organisation/", f"{here}kontrollera/"):
            walker.visit(person, path)
    submission.refresh_from_db()
    version = handing_in.submit(submission, by=coordinator)
    walker.visit(official_in_sala, f"{here}bekrafta/")
    walker.visit(coordinator, f"{here}granska/")
    confirm_paper(version, by=official_in_sala)
    for path in ("bekrafta/", "kvitto/"):
        walker.visit(official_in_sala, here + path)


def test_faults_and_dialogs_of_the_survey(walker, round_, sala, official_in_sala):
    """What appears on a page without a new address: faults, opened details, added rows."""
    (invitation,) = invite(round_, sala)
    actions.start(invitation, by=official_in_sala)
    page = walker.page
    walker.sign_in(page.context, official_in_sala)
    page.goto(f"{walker.url}/enkat/2026/sala-kommun/avsnitt/sysselsattning/")
    page.get_by_role("button", name="Lägg till en insats").click()
    page.get_by_role("button", name="Lägg till en rad").click()
    page.locator(".record").first.wait_for()
    for details in page.locator("main details").all():
        details.evaluate("one => { one.open = true; }")
    page.locator(".intervention").get_by_label("Pojkar", exact=True).fill("många")
    page.get_by_role("button", name="Avsnittet är klart").click()
    page.get_by_text("Rätta det här innan avsnittet är klart").wait_for()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        walker.assert_accessible(page)
        assert page.evaluate(TOO_WIDE) == []


# --- The rounds ----------------------------------------------------------------------------------


def changed_lists(round_: Round, sala: Actor, by: Person) -> ListUpload:
    """The round's lists as somebody has uploaded them: with changes, a choice and a fault."""
    now = timezone.now()
    workbook = load_workbook(BytesIO(write_lists(lists_of(round_), by, now)))
    invited, people_ = workbook["Inbjudna"], workbook["Kontaktpersoner"]
    for row in invited.iter_rows(min_row=4):
        if row[0].value == sala.name:
            row[3].value = "brev@example.org"
    invited["C5"].value = "kanske"
    empty = next(row for row in people_.iter_rows(min_row=4) if not row[0].value)
    for cell, words in zip(empty, (sala.name, LONG_WORD, "ny@example.org", "Ja"), strict=False):
        cell.value = words
    people.change_mailbox(sala, email="nyare@example.org", by=by)
    return receive(round_, BytesIO(saved(workbook)), f"{LONG_WORD}.xlsx", by=by, at=now)


def test_the_rounds_in_every_state(walker, strategy, sala, arboga, coordinator, official_in_sala):
    draft = make_round(
        2026,
        state=Round.State.DRAFT,
        opens_on=None,
        closes_on=timezone.localdate() + timedelta(days=30),
        invitation_subject="Enkät {år}",
        invitation_text="Svara på {länk}",
        reminder_subject="Påminnelse",
        reminder_text="Svara på {länk}",
    )
    actors = Actor.objects.exclude(slug="sala-kommun").order_by("name")[:40]
    invite(draft, sala, *actors)
    contact = Membership.objects.get(person=official_in_sala, role=Role.RESPONDENT)
    parts: dict[str, object] = {
        "year": 2026,
        "slug": "sala-kommun",
        "key": "challenges",
        "kind": "reminder",
        "number": 1,
        "change_contact.pk": contact.pk,
    }
    parts["upload"] = changed_lists(draft, sala, coordinator).pk
    seen = walker.walk("rounds", coordinator, **parts)
    assert {"index", "round", "plan", "consultation", "open", "questions", "invitations"} <= seen
    assert {"lists", "list_changes"} <= seen

    open_round(draft, by=coordinator)
    parts["pk"] = SentMail.objects.first().pk
    seen = walker.walk("rounds", coordinator, **parts)
    assert {"board", "organisation", "mails", "sent_mail", "contacts", "close", "remind"} <= seen

    round_page = "/omgangar/2026/"
    close_round(draft, by=coordinator)
    for path in (round_page, round_page + "oppna-igen/", round_page + "lage/sala-kommun/"):
        walker.visit(coordinator, path)
    compile_round(draft, by=coordinator)
    walker.visit(coordinator, round_page)
    archive_round(draft, by=coordinator)
    walker.visit(coordinator, round_page)
    walker.visit(coordinator, "/omgangar/")
