"""Who is reached at an organisation, as the coordinator keeps it."""

import pytest

from actors import people
from actors.models import Actor, Event, Membership, Person
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.year import make_person

PAGE = "/omgangar/kontakter/sala-kommun/"


def held(actor):
    rows = Membership.objects.filter(actor=actor).order_by("person__name", "role")
    return [(one.person.name, one.role, one.is_contact) for one in rows]


def test_a_contact_person_is_added_and_may_sign_in_and_answer(sala, coordinator, as_):
    sent = {"name": "Ny Person", "email": "Ny.Person@Example.org", "does": ["contact"]}
    assert as_(coordinator).post(f"{PAGE}ny/", sent).status_code == 302
    assert held(sala) == [("Ny Person", "respondent", True)]
    person = Person.objects.get(name="Ny Person")
    assert (person.email, person.has_usable_password()) == ("ny.person@example.org", False)
    assert Event.objects.get(verb="give_role").person == coordinator


def test_a_person_known_elsewhere_is_the_same_person(sala, official_in_arboga, coordinator, as_):
    sent = {"name": "O. Dahl", "email": "OLLE.DAHL@example.org", "does": ["administrator"]}
    as_(coordinator).post(f"{PAGE}ny/", sent)
    assert held(sala) == [("Olle Dahl", "administrator", False)]
    assert Person.objects.filter(email__iexact="olle.dahl@example.org").count() == 1


def test_adding_a_role_takes_none_away(sala, official_in_sala, coordinator, as_):
    sent = {"name": "Amina", "email": "amina.lund@example.org", "does": ["administrator"]}
    as_(coordinator).post(f"{PAGE}ny/", sent)
    assert held(sala) == [
        ("Amina Lund", "administrator", True),
        ("Amina Lund", "respondent", True),
    ]


def test_what_a_person_does_is_changed_and_ended(sala, official_in_sala, coordinator, as_):
    client, address = as_(coordinator), f"{PAGE}{official_in_sala.pk}/"
    page = client.get(address).content.decode()
    assert 'value="amina.lund@example.org"' in page
    changed = {"email": "amina.ny@example.org", "does": ["answers", "approver"]}
    assert client.post(address, changed).status_code == 302
    assert held(sala) == [("Amina Lund", "approver", False), ("Amina Lund", "respondent", False)]
    official_in_sala.refresh_from_db()
    assert official_in_sala.email == "amina.ny@example.org"
    client.post(address, {"email": "amina.ny@example.org"})
    assert held(sala) == []


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": "Ny", "email": "ny@example.org"}, "Kryssa för vad personen gör"),
        ({"name": "", "email": "ny@example.org", "does": ["contact"]}, "måste fyllas i"),
        ({"name": "Ny", "email": "inte en adress", "does": ["contact"]}, "giltig e-postadress"),
        ({"name": "Gun", "email": "gun@example.org", "does": ["contact"]}, "får inte längre logga"),
        ({"name": "Ny", "email": "ny@example.org", "does": ["coordinator"]}, "coordinator"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(sala, coordinator, as_, sent, says):
    Person.objects.create_user("gun@example.org", "Gun Lind", is_active=False)
    response = as_(coordinator).post(f"{PAGE}ny/", sent)
    assert response.status_code == 422
    text = response.content.decode()
    assert says in text
    assert f'value="{sent["email"]}"' in text
    assert held(sala) == []


def test_an_address_that_somebody_has_cannot_be_taken(
    sala, official_in_sala, official_in_arboga, coordinator, as_
):
    sent = {"email": "olle.dahl@example.org", "does": ["contact"]}
    response = as_(coordinator).post(f"{PAGE}{official_in_sala.pk}/", sent)
    assert response.status_code == 422
    assert "Någon annan har redan adressen" in response.content.decode()


def test_the_roles_of_the_county_cannot_be_reached_from_here(coordinator, county_board, as_):
    address = f"/omgangar/kontakter/{county_board.slug}/{coordinator.pk}/"
    assert as_(coordinator).get(address).status_code == 404
    people.set_roles(coordinator, county_board, [], is_contact=False, by=None)
    assert held(county_board) == [("Maria Holm", "coordinator", True)]


def test_the_mailbox_is_changed(sala, coordinator, as_):
    client = as_(coordinator)
    assert client.post(f"{PAGE}brevlada/", {"email": "fel"}).status_code == 422
    assert client.post(f"{PAGE}brevlada/", {"email": "brev@example.org"}).status_code == 302
    assert Actor.objects.get(pk=sala.pk).functional_email == "brev@example.org"


def test_contact_persons_are_set_as_a_whole(sala, official_in_sala, colleague_in_sala, coordinator):
    named = [("Bo Ek", "BO.EK@example.org"), ("Ny Person", "ny@example.org")]
    people.set_contacts(sala, named, by=coordinator)
    assert held(sala) == [
        ("Amina Lund", "respondent", False),
        ("Bo Ek", "respondent", True),
        ("Ny Person", "respondent", True),
    ]
    Person.objects.create_user("gun@example.org", "Gun Lind", is_active=False)
    with pytest.raises(WrongStateError):
        people.set_contacts(sala, [("Gun", "gun@example.org")], by=coordinator)


@pytest.mark.parametrize("address", ["", "ny/", "brevlada/", "1/"])
def test_others_are_refused(sala, official_in_sala, preparer, as_, address):
    make_person("Karin Berg", sala, Role.ADMINISTRATOR)
    for person in (official_in_sala, preparer, Person.objects.get(name="Karin Berg")):
        assert as_(person).get(PAGE + address).status_code == 403
        assert as_(person).post(PAGE + address).status_code == 403


def test_the_page_says_where_the_letters_go(sala, official_in_sala, coordinator, as_):
    page = as_(coordinator).get(PAGE).content.decode()
    assert "Breven går nu till Amina Lund." in page
