"""The lists a coordinator keeps, out as a workbook and in again: one format both ways."""

import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from actors import people
from actors.models import Actor, Event, Membership, Person
from followup.rounds import invitations
from followup.rounds.lists.writing import NEW_PEOPLE
from followup.rounds.models import ListUpload, Round, SentMail
from strategy_portal.access import Role
from strategy_portal.spreadsheets import KEY_HEADING, saved
from tests import hostile, pages
from tests.year import make_person, make_round, start

pytestmark = pytest.mark.django_db
INVITED, PEOPLE = "Inbjudna", "Kontaktpersoner"
BOTH, LEAVES = "får breven, svarar", "inget, och lämnar organisationen"


@pytest.fixture
def round_(small_draft, official_in_sala, colleague_in_sala, official_in_arboga) -> Round:
    """A draft that asks Sala and Arboga, with people in both."""
    return small_draft


@pytest.fixture
def client(as_, coordinator):
    return as_(coordinator)


class Lists:
    """The workbook as a coordinator has it open."""

    def __init__(self, client, round_: Round) -> None:
        self.client, self.round = client, round_
        self.workbook: Workbook = load_workbook(BytesIO(fetched(client, round_)))

    def sheet(self, title: str) -> Any:
        return self.workbook[title]

    def column(self, title: str, heading: str) -> int:
        return next(
            c.column for row in self.sheet(title).iter_rows() for c in row if c.value == heading
        )

    def row(self, title: str, *words: str) -> int:
        """The row whose first cells say this; without words the first empty one."""
        for row in self.sheet(title).iter_rows(min_row=4):
            said = tuple(cell.value or "" for cell in row[: len(words) or 1])
            if said == (words or ("",)):
                return row[0].row
        raise LookupError(words)

    def cell(self, title: str, row: int, heading: str) -> Any:
        return self.sheet(title).cell(row, self.column(title, heading))

    def invited(self, name: str, heading: str = "Inbjuden") -> Any:
        return self.cell(INVITED, self.row(INVITED, name), heading)

    def person(self, organisation: str, name: str, heading: str) -> Any:
        return self.cell(PEOPLE, self.row(PEOPLE, organisation, name), heading)

    def add(self, *words: str, **more: str) -> int:
        """Somebody new on the first empty row: organisation, name, address and what they do."""
        row = self.row(PEOPLE)
        for column, value in enumerate(words, 1):
            self.sheet(PEOPLE).cell(row, column).value = value
        return row

    def content(self) -> bytes:
        return saved(self.workbook)

    def send(self) -> Any:
        return send(self.client, self.round, self.content())

    def look(self) -> Any:
        """The page that lists what the workbook changes."""
        return look(self.client, self.round, self.content())


def fetched(client, round_: Round) -> bytes:
    response = client.get(reverse("rounds:download_lists", args=[round_.year]))
    assert response.status_code == 200
    return response.content


def send(client, round_: Round, content: bytes, name: str = "listor.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("rounds:upload_lists", args=[round_.year]), {"file": file})


def look(client, round_: Round, content: bytes) -> Any:
    response = send(client, round_, content)
    assert response.status_code == 302, response.content.decode()
    page = client.get(response["Location"])
    assert page.status_code == 200
    return page


def confirm(client, page: Any, *chosen: str) -> Any:
    upload: ListUpload = page.context["upload"]
    data = {"seen": page.context["comparison"].seen} | {f"val:{one}": "workbook" for one in chosen}
    return client.post(reverse("rounds:import_lists", args=[upload.round.year, upload.pk]), data)


def told(page: Any) -> list[tuple[str, str, str]]:
    """What is said to be wrong: sheet, cells and words."""
    faults = [one if isinstance(one, dict) else vars(one) for one in page.context["faults"]]
    return [(one["sheet"], one["cells"], one["text"]) for one in faults]


def listed(page: Any) -> list[tuple[str, str, str, str, str]]:
    """What would change without a choice."""
    return [
        (one.kind, one.about, one.what, one.was, one.becomes)
        for one in page.context["comparison"].changes
    ]


def held(actor: Actor) -> list[tuple[str, str, str, bool]]:
    rows = Membership.objects.filter(actor=actor).order_by("person__name", "role")
    return [(one.person.name, one.person.email, one.role, one.is_contact) for one in rows]


def asked(round_: Round) -> set[str]:
    return set(round_.invitations.values_list("actor__name", flat=True))


@pytest.fixture
def lists(client, round_) -> Lists:
    return Lists(client, round_)


# --- The workbook --------------------------------------------------------------------------------


def test_the_workbook_says_what_the_pages_say(lists):
    assert lists.workbook.sheetnames == ["Börja här", INVITED, PEOPLE, "_portalen"]
    sheet = lists.sheet(INVITED)
    assert [cell.value for cell in sheet[3]] == [
        "Organisation",
        "Typ",
        "Inbjuden",
        "Funktionsbrevlåda",
        "Breven går nu till",
        KEY_HEADING,
    ]
    row = lists.row(INVITED, "Sala kommun")
    assert [cell.value for cell in sheet[row]][:3] == ["Sala kommun", "Kommun", "Ja"]
    assert sheet.cell(row, 5).value == (
        "Amina Lund, amina.lund@example.org; Bo Ek, bo.ek@example.org"
    )
    assert lists.invited("Köpings kommun").value == "Nej"
    people_ = lists.sheet(PEOPLE)
    row = lists.row(PEOPLE, "Sala kommun", "Bo Ek")
    assert [cell.value for cell in people_[row]][:7] == [
        "Sala kommun",
        "Bo Ek",
        "bo.ek@example.org",
        "Ja",
        "Ja",
        "Nej",
        "Nej",
    ]


def test_only_what_may_be_written_is_open_and_nothing_is_merged(lists):
    for sheet in lists.workbook.worksheets:
        assert sheet.protection.sheet
        assert not sheet.merged_cells.ranges
    assert lists.workbook["_portalen"].sheet_state == "veryHidden"
    known = lists.row(PEOPLE, "Sala kommun", "Bo Ek")
    new = lists.row(PEOPLE)

    def is_open(row: int) -> list[bool]:
        return [not cell.protection.locked for cell in lists.sheet(PEOPLE)[row]][:8]

    assert is_open(known) == [False, False, True, True, True, True, True, False]
    assert is_open(new) == [True, True, True, True, True, True, True, False]
    assert lists.sheet(PEOPLE).max_row == new + NEW_PEOPLE - 1
    rules = lists.sheet(PEOPLE).data_validations.dataValidation
    assert {(rule.type, rule.formula1) for rule in rules if rule.type} == {
        ("list", '"Ja,Nej"'),
        ("list", f"'{INVITED}'!$A$4:$A${lists.sheet(INVITED).max_row}"),
    }
    assert all(rule.prompt and rule.promptTitle for rule in rules)


def test_in_an_open_round_who_has_had_the_letter_is_locked(lists, round_, client):
    assert not lists.invited("Sala kommun").protection.locked
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
    opened = Lists(client, round_)
    assert opened.invited("Sala kommun").protection.locked
    assert not opened.invited("Köpings kommun").protection.locked
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
    assert Lists(client, round_).invited("Köpings kommun").protection.locked


# --- There and back ------------------------------------------------------------------------------


def test_unchanged_nothing_changes(lists):
    page = lists.look()
    assert "Inget ändras" in pages.text(page)
    assert (page.context["faults"], page.context["notes"]) == ([], [])
    assert not page.context["comparison"]


def test_everything_at_once_and_back_the_same(lists, round_, client, sala, arboga, coordinator):
    lists.invited("Köpings kommun").value = "Ja"
    lists.invited("Arboga kommun").value = "nej"
    lists.invited("Sala kommun", "Funktionsbrevlåda").value = "brev@sala.example"
    lists.person("Sala kommun", "Bo Ek", "E-postadress").value = "Bo.Ny@example.org"
    lists.person("Sala kommun", "Amina Lund", "Attesterar").value = "Ja"
    for heading in ("Får breven", "Svarar"):
        lists.person("Arboga kommun", "Olle Dahl", heading).value = "Nej"
    lists.add("Arboga kommun", "Ny Person", "Ny@example.org", "Ja")

    page = lists.look()

    assert told(page) == []
    assert sorted(listed(page)) == [
        ("added", "Köpings kommun", "Inbjuden", "Nej", "Ja"),
        (
            "added",
            "Ny Person, Arboga kommun",
            "Ny person",
            "",
            "ny@example.org: får breven, svarar",
        ),
        (
            "changed",
            "Amina Lund, Sala kommun",
            "Gör",
            BOTH,
            f"{BOTH}, attesterar",
        ),
        (
            "changed",
            "Bo Ek, Sala kommun",
            "E-postadress",
            "bo.ek@example.org",
            "bo.ny@example.org",
        ),
        ("changed", "Sala kommun", "Funktionsbrevlåda", "kommun.info@sala.se", "brev@sala.example"),
        ("removed", "Arboga kommun", "Inbjuden", "Ja", "Nej"),
        ("removed", "Olle Dahl, Arboga kommun", "Gör", BOTH, LEAVES),
    ]
    assert asked(round_) == {"Sala kommun", "Arboga kommun"}
    assert Person.objects.filter(name="Ny Person").count() == 0

    response = client.post(*_yes(page), follow=True)

    assert "7 ändringar från Excel sparades." in pages.text(response)
    assert asked(round_) == {"Sala kommun", "Köpings kommun"}
    sala.refresh_from_db()
    assert sala.functional_email == "brev@sala.example"
    assert held(sala) == [
        ("Amina Lund", "amina.lund@example.org", "approver", False),
        ("Amina Lund", "amina.lund@example.org", "respondent", True),
        ("Bo Ek", "bo.ny@example.org", "respondent", True),
    ]
    assert held(arboga) == [("Ny Person", "ny@example.org", "respondent", True)]
    verbs = Event.objects.filter(person=coordinator).values_list("verb", flat=True)
    assert {
        "invite",
        "uninvite",
        "change_mailbox",
        "change_address",
        "give_role",
        "take_role",
        "let_in",
        "import_lists",
    } <= set(verbs)
    assert not ListUpload.objects.exists()
    assert not Lists(client, round_).look().context["comparison"]


def _yes(page: Any) -> tuple[str, dict[str, str]]:
    upload = page.context["upload"]
    address = reverse("rounds:import_lists", args=[upload.round.year, upload.pk])
    return address, {"seen": page.context["comparison"].seen}


def test_the_same_file_twice_says_that_nothing_changes(lists, client, round_):
    lists.invited("Köpings kommun").value = "Ja"
    lists.add("Sala kommun", "Ny Person", "ny@example.org", "Ja")
    confirm(client, lists.look())
    page = lists.look()
    assert "Inget ändras" in pages.text(page)


def test_rows_and_columns_may_change_places(lists, client, round_):
    lists.person("Sala kommun", "Bo Ek", "Attesterar").value = "Ja"
    source = lists.sheet(PEOPLE)
    rows = [[cell.value for cell in row] for row in source.iter_rows()]
    other = lists.workbook.create_sheet("Mina kontakter")
    for row in [*rows[:3], *reversed(rows[3:])]:
        other.append([*reversed(row)])
    del lists.workbook[PEOPLE]
    page = lists.look()
    assert told(page) == []
    assert listed(page) == [("changed", "Bo Ek, Sala kommun", "Gör", BOTH, f"{BOTH}, attesterar")]


def test_a_removed_row_is_taken_away_once_it_is_confirmed(lists, client, round_, sala):
    lists.sheet(PEOPLE).delete_rows(lists.row(PEOPLE, "Sala kommun", "Bo Ek"))
    lists.sheet(INVITED).delete_rows(lists.row(INVITED, "Arboga kommun"))
    page = lists.look()
    assert listed(page) == [
        ("removed", "Arboga kommun", "Inbjuden", "Ja", "Nej"),
        ("removed", "Bo Ek, Sala kommun", "Gör", BOTH, LEAVES),
    ]
    text = pages.text(page)
    assert "Tas bort" in text
    assert "Kontaktpersoner, borttagen rad" in text
    assert LEAVES in text
    confirm(client, page)
    assert [name for name, *_ in held(sala)] == ["Amina Lund"]
    assert asked(round_) == {"Sala kommun"}


def test_without_the_hidden_keys_rows_are_known_by_what_they_say(lists):
    lists.sheet(PEOPLE).delete_cols(lists.column(PEOPLE, KEY_HEADING))
    lists.sheet(PEOPLE).delete_rows(lists.row(PEOPLE, "Arboga kommun", "Olle Dahl"))
    lists.person("Sala kommun", "Bo Ek", "Attesterar").value = "x"
    page = lists.look()
    assert listed(page) == [("changed", "Bo Ek, Sala kommun", "Gör", BOTH, f"{BOTH}, attesterar")]
    assert [text for _, _, text in told(page)] == [
        "Den dolda kolumnen med portalens nycklar saknas. Därför går det inte att se om en rad har "
        "tagits bort."
    ]


def test_a_missing_sheet_or_column_takes_nothing_away(lists):
    del lists.workbook[INVITED]
    lists.sheet(PEOPLE).delete_cols(lists.column(PEOPLE, "Attesterar"))
    page = lists.look()
    assert listed(page) == []
    assert [text for _, _, text in told(page)] == [
        "Bladet Inbjudna finns inte i filen. Inget på det ändras.",
        "Kolumnen ”Attesterar” saknas. Inget i den ändras.",
    ]


def test_somebody_known_elsewhere_is_the_same_person(lists, client, sala, official_in_arboga):
    lists.add("Sala kommun", "O. Dahl", "OLLE.DAHL@example.org", "Nej", "Nej", "Ja")
    page = lists.look()
    assert told(page) == [
        (
            PEOPLE,
            f"C{lists.row(PEOPLE) - 1}",
            "Samma adress står med olika namn. Skriv en egen adress för var och en, eller samma "
            "namn på alla rader.",
        )
    ]
    lists.sheet(PEOPLE).cell(lists.row(PEOPLE) - 1, 2).value = "Olle Dahl"
    confirm(client, lists.look())
    assert ("Olle Dahl", "olle.dahl@example.org", "administrator", False) in held(sala)
    assert Person.objects.filter(email__iexact="olle.dahl@example.org").count() == 1


def test_the_letters_of_an_open_round_go_to_the_people_in_the_file(lists, round_, client):
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
    lists.invited("Köpings kommun").value = "Ja"
    lists.add("Köpings kommun", "Ny Person", "ny@example.org", "Ja")
    page = lists.look()
    assert "1 organisation får sin inbjudan när du sparar" in pages.text(page)
    confirm(client, page)
    assert list(SentMail.objects.values_list("recipient", flat=True)) == ["ny@example.org"]


# --- What the portal has changed meanwhile -------------------------------------------------------


def test_what_somebody_changed_meanwhile_is_chosen(lists, client, sala, colleague_in_sala):
    lists.person("Sala kommun", "Bo Ek", "E-postadress").value = "fil@example.org"
    lists.person("Sala kommun", "Bo Ek", "Attesterar").value = "Ja"
    people.change_address(colleague_in_sala, email="portal@example.org", by=None)
    page = lists.look()
    assert listed(page) == [("changed", "Bo Ek, Sala kommun", "Gör", BOTH, f"{BOTH}, attesterar")]
    [choice] = page.context["comparison"].choices
    assert (choice.was, choice.becomes) == ("portal@example.org", "fil@example.org")
    confirm(client, page)
    colleague_in_sala.refresh_from_db()
    assert colleague_in_sala.email == "portal@example.org"
    page = lists.look()
    confirm(client, page, page.context["comparison"].choices[0].id)
    colleague_in_sala.refresh_from_db()
    assert colleague_in_sala.email == "fil@example.org"


def test_what_is_untouched_in_the_file_leaves_newer_changes(lists, sala, colleague_in_sala):
    people.change_address(colleague_in_sala, email="portal@example.org", by=None)
    people.set_roles(colleague_in_sala, sala, [Role.APPROVER], is_contact=False, by=None)
    people.change_mailbox(sala, email="brev@sala.example", by=None)
    make_person("Sen Person", sala, Role.RESPONDENT)
    assert not lists.look().context["comparison"]


def test_somebody_both_have_added_is_a_choice_where_they_differ(lists, sala):
    lists.add("Sala kommun", "Ny Person", "ny@example.org", "Ja")
    person = people.let_in(name="Ny Person", email="ny@example.org", by=None)
    people.set_roles(person, sala, [Role.APPROVER], is_contact=False, by=None)
    page = lists.look()
    assert listed(page) == []
    assert [one.becomes for one in page.context["comparison"].choices] == ["får breven, svarar"]


def test_somebody_who_has_left_meanwhile_is_told_of(lists, sala, colleague_in_sala):
    lists.person("Sala kommun", "Bo Ek", "Attesterar").value = "Ja"
    people.set_roles(colleague_in_sala, sala, [], is_contact=False, by=None)
    page = lists.look()
    assert listed(page) == []
    assert "Raden har tagits bort i portalen. Inget på den ändras." in pages.text(page)


def test_a_change_between_the_page_and_the_yes_shows_it_again(lists, client, round_, sala):
    lists.invited("Sala kommun", "Funktionsbrevlåda").value = "fil@sala.example"
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()
    people.change_mailbox(sala, email="portal@sala.example", by=None)
    response = confirm(client, page)
    assert response.status_code == 409
    assert "Något har ändrats i portalen" in pages.text(response)
    assert asked(round_) == {"Sala kommun", "Arboga kommun"}
    assert confirm(client, response).status_code == 302
    assert "Köpings kommun" in asked(round_)


def test_all_of_it_or_none(lists, client, round_, sala, monkeypatch):
    lists.invited("Sala kommun", "Funktionsbrevlåda").value = "fil@sala.example"
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()

    def fails(*_args: Any, **_options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(invitations, "change_invited", fails)
    with pytest.raises(ConnectionError):
        confirm(client, page)
    sala.refresh_from_db()
    assert sala.functional_email == "kommun.info@sala.se"
    assert ListUpload.objects.exists()


def test_the_second_yes_is_told_that_it_is_done(lists, client):
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()
    assert confirm(client, page).status_code == 302
    assert confirm(client, page).status_code == 404


# --- What is wrong -------------------------------------------------------------------------------


def test_every_fault_by_its_cell_and_the_rest_can_be_saved(lists, client, round_, sala):
    bo = lists.person("Sala kommun", "Bo Ek", "E-postadress")
    bo.value = "inte en adress"
    kanske = [lists.invited(name) for name in ("Fagersta kommun", "Norbergs kommun")]
    for cell in kanske:
        cell.value = "kanske"
    unknown = lists.add("Sala komun", "Ny Person", "ny@example.org", "Ja")
    long = lists.add("Sala kommun", "x" * 40_000, "lang@example.org", "Ja")
    idle = lists.add("Sala kommun", "Utan Uppgift", "utan@example.org")
    nameless = lists.add("Sala kommun", "", "namnlos@example.org", "Ja")
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()
    assert told(page) == [
        (
            INVITED,
            ", ".join(sorted(cell.coordinate for cell in kanske)),
            "”kanske” går inte att läsa. Skriv Ja eller Nej.",
        ),
        (
            PEOPLE,
            f"A{unknown}",
            "”Sala komun” finns inte i aktörsregistret. Välj en organisation i listan.",
        ),
        (
            PEOPLE,
            bo.coordinate,
            "”inte en adress” är ingen e-postadress. Skriv den som namn@exempel.se.",
        ),
        (
            PEOPLE,
            f"B{long}",
            "Texten är 32767 tecken lång. Korta den till högst 120 tecken.",
        ),
        (PEOPLE, f"D{idle}", "Skriv Ja för minst en sak som personen gör."),
        (PEOPLE, f"B{nameless}", "Skriv personens namn."),
    ]
    assert listed(page) == [("added", "Köpings kommun", "Inbjuden", "Nej", "Ja")]
    assert "Spara resten" in pages.text(page)
    confirm(client, page)
    assert "Köpings kommun" in asked(round_)
    assert [name for name, *_ in held(sala)] == ["Amina Lund", "Bo Ek"]


def test_forty_thousand_characters_in_a_cell(lists, client, round_):
    row = lists.add("Sala kommun", "x", "lang@example.org", "Ja")
    text = f'<c r="B{row}" t="inlineStr"><is><t>{"å" * 40_000}</t></is></c>'.encode()
    content = hostile.patched(
        lists.content(),
        "xl/worksheets/sheet3.xml",
        lambda xml: re.sub(rf'<c r="B{row}"[^>]*?(/>|>.*?</c>)'.encode(), text, xml, count=1),
    )
    page = look(client, round_, content)
    assert (
        PEOPLE,
        f"B{row}",
        "Texten är 40000 tecken lång. Korta den till högst 120 tecken.",
    ) in told(page)


def test_the_same_address_twice(lists, sala):
    row = lists.add("Sala kommun", "Bo Ek", "BO.EK@example.org", "Ja")
    one = lists.add("Sala kommun", "Ny Ett", "ny@example.org", "Ja")
    two = lists.add("Sala kommun", "Ny Två", "ny@example.org", "Ja")
    page = lists.look()
    bo = lists.row(PEOPLE, "Sala kommun", "Bo Ek")
    assert told(page) == [
        (PEOPLE, f"rad {bo}–{row}", "Samma rad finns flera gånger i filen. Behåll en av dem."),
        (
            PEOPLE,
            f"C{one}–C{two}",
            "Adressen står på flera rader för samma organisation. Behåll en av dem.",
        ),
    ]
    assert listed(page) == []


def test_an_address_that_another_has_or_that_is_torn(lists, client, sala, arboga):
    both = make_person("Eva Bo", sala, Role.RESPONDENT)
    people.give_role(both, arboga, Role.RESPONDENT, by=None)
    again = Lists(client, lists.round)
    again.person("Sala kommun", "Eva Bo", "E-postadress").value = "eva.ett@example.org"
    again.person("Arboga kommun", "Eva Bo", "E-postadress").value = "eva.tva@example.org"
    taken = again.person("Sala kommun", "Bo Ek", "E-postadress")
    outsider = make_person("Någon Annan", Actor.objects.get(slug="fagersta-kommun"), Role.NETWORK)
    taken.value = outsider.email
    page = again.look()
    texts = {text: cells for _, cells, text in told(page)}
    assert set(texts) == {
        "Personen har fått olika adresser på olika rader. Skriv samma adress på alla.",
        f"Någon annan har redan adressen {outsider.email}.",
    }
    assert texts[f"Någon annan har redan adressen {outsider.email}."] == taken.coordinate
    assert listed(page) == []


def test_an_address_changed_alike_on_both_rows_is_one_change(client, round_, sala, arboga):
    both = make_person("Eva Bo", sala, Role.RESPONDENT)
    people.give_role(both, arboga, Role.RESPONDENT, by=None)
    lists = Lists(client, round_)
    for organisation in ("Sala kommun", "Arboga kommun"):
        lists.person(organisation, "Eva Bo", "E-postadress").value = "eva.ny@example.org"
    page = lists.look()
    assert [(what, becomes) for _, _, what, _, becomes in listed(page)] == [
        ("E-postadress", "eva.ny@example.org")
    ]
    confirm(client, page)
    both.refresh_from_db()
    assert both.email == "eva.ny@example.org"


def test_somebody_known_by_another_name_keeps_it_and_is_told_of(lists, client, county_board):
    known = make_person("Karin Berg", county_board, Role.COUNCIL)
    lists.add("Sala kommun", "Karin Andersson", known.email, "Ja")
    page = lists.look()
    assert "Adressen finns redan i portalen. Personen heter Karin Berg där." in pages.text(page)
    confirm(client, page)
    known.refresh_from_db()
    assert (known.name, Person.objects.filter(name="Karin Andersson").exists()) == (
        "Karin Berg",
        False,
    )


def test_somebody_who_has_been_shut_out_is_not_let_in(lists):
    Person.objects.create_user("gun@example.org", "Gun Lind", is_active=False)
    row = lists.add("Sala kommun", "Gun Lind", "gun@example.org", "Ja")
    page = lists.look()
    assert told(page) == [
        (PEOPLE, f"C{row}", "gun@example.org får inte längre logga in i portalen.")
    ]


def test_cells_moved_against_their_keys_change_nothing(lists):
    bo = lists.row(PEOPLE, "Sala kommun", "Bo Ek")
    lists.sheet(PEOPLE).cell(bo, 2).value = "Någon Annan"
    lists.sheet(PEOPLE).cell(bo, 4).value = "Ja"
    lists.sheet(INVITED).cell(lists.row(INVITED, "Fagersta kommun"), 1).value = "Sala kommun"
    page = lists.look()
    assert listed(page) == []
    assert [cells for _, cells, _ in told(page)] == [
        f"A{lists.row(INVITED, 'Hallstahammars kommun') - 1}",
        f"B{bo}",
    ]
    assert "Raden hör till Bo Ek, Sala kommun" in pages.text(page)


def test_a_strange_key_and_merged_cells_change_nothing(lists):
    bo, amina = (lists.row(PEOPLE, "Sala kommun", name) for name in ("Bo Ek", "Amina Lund"))
    lists.cell(PEOPLE, bo, KEY_HEADING).value = "1/999999"
    lists.sheet(PEOPLE).merge_cells(f"D{amina}:E{amina}")
    page = lists.look()
    assert sorted(told(page)) == [
        (
            PEOPLE,
            f"rad {amina}",
            "Raden har sammanslagna celler. Dela dem och fyll i varje cell för sig.",
        ),
        (PEOPLE, f"rad {bo}", "Den dolda nyckeln på raden är ändrad. Inget på raden ändras."),
    ]


def test_a_formula_is_told_with_and_without_its_value(lists, client, round_):
    lists.invited("Köpings kommun").value = '="J"&"a"'
    page = lists.look()
    cell = lists.invited("Köpings kommun").coordinate
    assert [(cells, text[:39]) for _, cells, text in told(page)] == [
        (cell, "Cellen har en formel utan uträknat värd")
    ]
    computed = hostile.patched(
        lists.content(),
        "xl/worksheets/sheet2.xml",
        lambda xml: (
            xml.replace(b"</f><v></v>", b"</f><v>Ja</v>")
            .replace(b"</f><v />", b"</f><v>Ja</v>")
            .replace(b"</f><v/>", b"</f><v>Ja</v>")
            .replace(f'r="{cell}"'.encode(), f'r="{cell}" t="str"'.encode())
        ),
    )
    page = look(client, round_, computed)
    assert listed(page) == [("added", "Köpings kommun", "Inbjuden", "Nej", "Ja")]
    assert [one["text"] for one in page.context["notes"]] == [
        "Cellen har en formel. Dess senaste värde används."
    ]


def test_what_the_round_does_not_allow_any_more_is_told(lists, round_, client):
    lists.invited("Arboga kommun").value = "Nej"
    lists.sheet(INVITED).delete_rows(lists.row(INVITED, "Sala kommun"))
    lists.invited("Köpings kommun").value = "Ja"
    arboga, koping = (lists.invited(f"{name} kommun").coordinate for name in ("Arboga", "Köpings"))
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN)
    page = lists.look()
    had = "Organisationen har fått sitt brev och kan inte tas bort ur en öppen omgång."
    assert sorted(told(page)) == [
        (INVITED, "", f"Raden för Sala kommun är borttagen. {had}"),
        (INVITED, arboga, had),
    ]
    assert [about for _, about, *_ in listed(page)] == ["Köpings kommun"]
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED)
    page = lists.look()
    assert listed(page) == []
    assert koping in {one for _, cells, _ in told(page) for one in cells.split(", ")}


def test_the_test_organisation_stays_while_it_has_answers(client, round_, coordinator):
    trying = Actor.objects.get(is_test=True)
    round_.invitations.create(actor=trying)
    lists = Lists(client, round_)
    start(round_, trying)
    lists.invited(trying.name).value = "Nej"
    page = lists.look()
    assert [text for _, _, text in told(page)] == [
        "Organisationen har redan svar i utkastet och blir kvar."
    ]


# --- Files that are something else ---------------------------------------------------------------


def test_another_round_and_other_workbooks_are_refused(lists, client, round_):
    other = make_round(2027, state=Round.State.DRAFT)
    response = send(client, other, lists.content())
    assert response.status_code == 422
    assert "Arbetsboken gäller omgång 2026, inte 2027" in pages.text(response)
    del lists.workbook["_portalen"]
    response = lists.send()
    assert response.status_code == 422
    assert "saknar portalens dolda märkning" in pages.text(response)
    assert not ListUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Filen är tom"),
        (b"%PDF-1.7", "Filen är en PDF"),
        (b"namn;adress\nBo;bo@example.org\n", "textfil (.csv)"),
        (hostile.small(), "saknar portalens dolda märkning"),
        (hostile.small()[:400], "skadad"),
        (
            hostile.packed(
                hostile.parts_of(hostile.small()) | {"xl/workbook.xml": hostile.BOMB.encode()}
            ),
            "öppnas därför inte",
        ),
    ],
)
def test_a_file_that_is_no_such_workbook_is_told_for_what_it_is(client, round_, content, says):
    response = send(client, round_, content, "<img src=x onerror=alert(1)>.xlsx")
    assert response.status_code == 422
    text = pages.text(response)
    assert says in text
    assert "<img src=x" not in text
    assert not ListUpload.objects.exists()


def test_no_file_at_all_is_asked_for(client, round_):
    response = client.post(reverse("rounds:upload_lists", args=[round_.year]))
    assert response.status_code == 422
    assert "Välj den arbetsbok som du vill ladda upp." in pages.text(response)


def test_html_in_cells_is_shown_as_it_was_typed(lists):
    evil = "<img src=x onerror=alert(1)>"
    lists.add(evil, "Ny Person", "ny@example.org", "Ja")
    lists.add("Sala kommun", evil, "ny2@example.org", "Ja")
    lists.sheet(PEOPLE).title = "<b>blad<b>"
    page = lists.look()
    text = pages.text(page)
    assert evil not in text
    assert "<b>blad" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") == 2


@pytest.mark.parametrize(("number", "title"), [(2, INVITED), (3, PEOPLE)])
def test_an_error_in_any_open_cell_is_told_by_that_cell(lists, client, round_, number, title):
    cells = [
        cell.coordinate
        for row in lists.sheet(title).iter_rows(min_row=4, max_row=9)
        for cell in row
        if not cell.protection.locked
    ]
    assert len(cells) > 10
    content, part = lists.content(), f"xl/worksheets/sheet{number}.xml"
    for address in cells:
        old = rf'<c r="{address}"( s="\d+")?[^>]*?(/>|>.*?</c>)'.encode()
        new = rf'<c r="{address}"\1 t="e"><v>#REF!</v></c>'.encode()
        wrong = hostile.parts_of(content)
        wrong[part] = re.sub(old, new, wrong[part], count=1)
        page = look(client, round_, hostile.packed(wrong))
        assert told(page) == [(title, address, "Cellen visar felet #REF!. Skriv svaret i stället.")]


def test_garbled_workbooks_never_crash(lists, client, round_):
    content = lists.content()
    for seed in range(60):
        assert send(client, round_, hostile.garbled(content, seed)).status_code in {302, 422}
    assert asked(round_) == {"Sala kommun", "Arboga kommun"}


def test_libreoffice_saves_it_again_and_nothing_changes(lists, client, round_, tmp_path):
    assert shutil.which("soffice"), "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    (tmp_path / "listor.xlsx").write_bytes(lists.content())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run(
        [*command, *convert, str(tmp_path / "listor.xlsx")],
        check=True,
        capture_output=True,
        timeout=300,
    )
    page = look(client, round_, (tmp_path / "out" / "listor.xlsx").read_bytes())
    assert "Inget ändras" in pages.text(page)
    assert (told(page), page.context["notes"]) == ([], [])


# --- Who may, and what it costs ------------------------------------------------------------------


def test_only_coordinators_and_each_their_own(
    lists, as_, official_in_sala, preparer, county_board, round_
):
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()
    upload = page.context["upload"]
    own, here = [round_.year, upload.pk], [round_.year]
    other = as_(make_person("Stina Alm", county_board, Role.COORDINATOR))
    for client, status in ((as_(official_in_sala), 403), (as_(preparer), 403), (other, 404)):
        assert client.get(reverse("rounds:list_changes", args=own)).status_code == status
        for name in ("import_lists", "discard_lists"):
            assert client.post(reverse(f"rounds:{name}", args=own)).status_code == status
    for name in ("lists", "download_lists"):
        assert as_(preparer).get(reverse(f"rounds:{name}", args=here)).status_code == 403
    assert as_(preparer).post(reverse("rounds:upload_lists", args=here)).status_code == 403
    for name, args in (("import_lists", own), ("discard_lists", own), ("upload_lists", here)):
        assert lists.client.get(reverse(f"rounds:{name}", args=args)).status_code == 405
    assert ListUpload.objects.get() == upload


def test_what_nobody_says_yes_to_is_forgotten(lists, client):
    lists.invited("Köpings kommun").value = "Ja"
    page = lists.look()
    ListUpload.objects.update(at=timezone.now() - timedelta(hours=25))
    assert confirm(client, page).status_code == 404
    assert ListUpload.objects.forget_old(timezone.now()) == 1
    page = lists.look()
    address = reverse("rounds:discard_lists", args=[lists.round.year, page.context["upload"].pk])
    assert "Inget från arbetsboken sparades." in pages.text(client.post(address, follow=True))
    assert not ListUpload.objects.exists()


def test_the_ways_to_the_lists(client, round_):
    address = reverse("rounds:lists", args=[round_.year])
    for page in (
        reverse("rounds:invitations", args=[round_.year]),
        reverse("rounds:contacts", args=["sala-kommun"]),
    ):
        assert f'href="{address}"' in client.get(page).content.decode()


def test_the_pages_keep_their_questions_to_the_database(
    lists, client, round_, sala, django_assert_num_queries
):
    lists.invited("Köpings kommun").value = "Ja"
    lists.add("Sala kommun", "Ny Ett", "ett@example.org", "Ja")
    page = lists.look()
    with django_assert_num_queries(QUERIES_TO_SHOW):
        client.get(page.request["PATH_INFO"])
    with django_assert_num_queries(QUERIES_TO_FETCH):
        fetched(client, round_)
    lists.invited("Fagersta kommun").value = "Ja"
    for name in ("två", "tre", "fyra"):
        lists.add("Arboga kommun", f"Ny {name}", f"{len(name)}{name[0]}@example.org", "Ja")
        make_person(f"Till {name}", sala, Role.RESPONDENT)
    page = lists.look()
    with django_assert_num_queries(QUERIES_TO_SHOW):
        client.get(page.request["PATH_INFO"])
    with django_assert_num_queries(QUERIES_TO_FETCH):
        fetched(client, round_)


QUERIES_TO_SHOW = 13
QUERIES_TO_FETCH = 11
