"""Two coordinators at once: the later sees what both wrote, and nobody is left out silently."""

import re
from datetime import date

import pytest
from django.db import IntegrityError

from actors.models import Event
from followup.rounds import actions
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError
from tests.year import invite, make_round

PLAN = {"closes_on": "2026-10-30", "expected_minutes": "45", "is_voluntary": "on"}


def edition_on(page):
    [edition] = re.findall(r'name="edition" value="([0-9a-f]+)"', page.content.decode())
    return edition


def seen_on(page):
    text = page.content.decode()
    return {"shown": "1", "seen": re.findall(r'name="seen" value="(\d+)"', text)}


@pytest.mark.parametrize(
    ("address", "first", "second", "field", "mine", "theirs"),
    [
        (
            "plan/",
            PLAN | {"purpose": "Deras text"},
            PLAN | {"purpose": "Min text"},
            lambda: Round.objects.get().purpose,
            "Min text",
            "Deras text",
        ),
        (
            "samrad/",
            {"was_held": "omitted", "omitted_because": "Deras skäl"},
            {"was_held": "omitted", "omitted_because": "Mitt skäl"},
            lambda: Round.objects.get().consultation.omitted_because,
            "Mitt skäl",
            "Deras skäl",
        ),
        (
            "inbjudna/brev/paminnelse/",
            {"subject": "Ämne", "text": "Deras brev"},
            {"subject": "Ämne", "text": "Mitt brev"},
            lambda: Round.objects.get().reminder_text,
            "Mitt brev",
            "Deras brev",
        ),
        (
            "inbjudna/brev/inbjudan/",
            {"subject": "Ämne", "text": "Deras inbjudan"},
            {"subject": "Ämne", "text": "Min inbjudan"},
            lambda: Round.objects.get().invitation_text,
            "Min inbjudan",
            "Deras inbjudan",
        ),
    ],
)
def test_the_later_of_two_sees_both_texts_and_chooses(
    draft, coordinator, as_, address, first, second, field, mine, theirs
):
    client, path = as_(coordinator), f"/omgangar/2026/{address}"
    edition = edition_on(client.get(path))
    assert client.post(path, first | {"edition": edition}).status_code == 302
    met = client.post(path, second | {"edition": edition})
    assert met.status_code == 409
    text = met.content.decode()
    assert "Någon annan har sparat medan du skrev" in text
    assert text.count(theirs) >= 1
    assert text.count(mine) >= 2, "beside theirs, and still in the form"
    assert field() == theirs
    chosen = client.post(path, second | {"edition": edition_on(met)})
    assert chosen.status_code == 302
    assert field() == mine


def test_two_who_change_different_parts_of_an_open_plan_are_told(open_round, coordinator, as_):
    client, path = as_(coordinator), "/omgangar/2026/plan/"
    edition = edition_on(client.get(path))
    actions.change_plan(open_round, by=coordinator, closes_on=date(2026, 11, 6))
    sent = {"closes_on": "2026-10-30", "reminder_days": "5", "edition": edition}
    response = client.post(path, sent)
    assert response.status_code == 409
    assert "6 november 2026" in response.content.decode()
    assert Round.objects.get().closes_on == date(2026, 11, 6)


def test_saving_twice_by_a_double_press_is_no_conflict_with_oneself(draft, coordinator, as_):
    client, path = as_(coordinator), "/omgangar/2026/samrad/"
    edition = edition_on(client.get(path))
    sent = {"was_held": "omitted", "omitted_because": "Samma frågor", "edition": edition}
    assert client.post(path, sent).status_code == 302
    page = client.post(path, sent)
    assert page.status_code == 409
    assert "Ni har skrivit samma sak" in page.content.decode()


def test_a_stale_list_un_invites_nobody_that_it_did_not_show(
    small_draft, sala, arboga, nameless, coordinator, as_
):
    client, path = as_(coordinator), "/omgangar/2026/inbjudna/"
    seen = seen_on(client.get(path))
    invite(small_draft, nameless)  # a colleague
    page = client.post(path, seen | {"actors": [sala.pk]}, follow=True).content.decode()
    assert {one.actor for one in small_draft.invitations.all()} == {sala, nameless}
    assert "Någon annan bjöd in Utan adress medan du hade sidan öppen" in page


def test_a_stale_list_does_not_ask_again_whom_a_colleague_left_out(
    small_draft, sala, arboga, nameless, coordinator, as_
):
    client, path = as_(coordinator), "/omgangar/2026/inbjudna/"
    seen = seen_on(client.get(path))
    small_draft.invitations.filter(actor=arboga).delete()  # a colleague
    ticked = [sala.pk, arboga.pk, nameless.pk]
    page = client.post(path, seen | {"actors": ticked}, follow=True).content.decode()
    assert {one.actor for one in small_draft.invitations.all()} == {sala, nameless}
    assert "Någon annan tog bort Arboga kommun" in page


def test_a_list_from_a_draft_that_has_opened_changes_nothing_by_halves(
    small_draft, sala, arboga, nameless, coordinator, as_
):
    client, path = as_(coordinator), "/omgangar/2026/inbjudna/"
    seen = seen_on(client.get(path))
    Round.objects.update(state="open")
    client.post(path, seen | {"actors": [sala.pk]})
    assert {one.actor for one in small_draft.invitations.all()} == {sala, arboga}


def test_of_inviting_and_leaving_out_both_happen_or_neither(
    small_draft, sala, arboga, nameless, coordinator, monkeypatch
):
    from followup.rounds import invitations as inviting

    def broken(*args, **options):
        raise RuntimeError

    monkeypatch.setattr(inviting, "invite", broken)
    with pytest.raises(RuntimeError):
        inviting.change_invited(small_draft, add=[nameless], remove=[arboga], by=coordinator)
    assert {one.actor for one in small_draft.invitations.all()} == {sala, arboga}
    assert not Event.objects.filter(verb="uninvite").exists()


@pytest.mark.parametrize("address", ["/omgangar/ny/", "/omgangar/2025/kopiera/"])
def test_a_colleague_who_made_the_year_first_is_told_of(
    strategy, coordinator, as_, monkeypatch, address
):
    """Both have passed the form's own question when the first is stored."""
    make_round(2025, state="archived")
    make_round(2026, state="draft")
    from followup.rounds import forms

    class Blind:
        @staticmethod
        def filter(**_):
            return Round.objects.none()

    monkeypatch.setattr(forms, "Round", type("Round", (), {"objects": Blind}))
    monkeypatch.setattr(actions, "_refuse_taken", lambda _: None)
    response = as_(coordinator).post(address, {"year": "2026"})
    assert response.status_code == 422
    assert "Det finns redan en omgång för 2026" in response.content.decode()
    assert Round.objects.filter(year=2026).count() == 1


def test_the_database_refuses_two_rounds_of_a_year(strategy, coordinator):
    make_round(2026)
    with pytest.raises(WrongStateError, match="redan en omgång"):
        actions._new_round(year=2026, strategy=strategy)
    with pytest.raises(IntegrityError):
        Round.objects.create(year=2026, strategy=strategy)
