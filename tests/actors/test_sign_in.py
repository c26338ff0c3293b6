"""Signing in by a code that is mailed: for those who have been let in, and nobody else."""

import re

import pytest
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", re.MULTILINE)


def ask_for_code(client, address: str, **query: str):
    return client.post(
        reverse("account_login", query=query or None), {"login": address}, follow=True
    )


def test_a_code_by_mail_leads_to_where_one_was_going(client, official_in_sala):
    response = ask_for_code(client, official_in_sala.email.upper(), next="/enkat/")

    assert response.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    assert [m.to for m in mail.outbox] == [[official_in_sala.email]]
    assert mail.outbox[0].subject == "Din kod till Strategiportalen"
    code = CODE.search(str(mail.outbox[0].body)).group(1)
    confirmed = client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": "/enkat/"}
    )
    assert confirmed["Location"] == "/enkat/"
    assert int(client.session["_auth_user_id"]) == official_in_sala.pk


def test_a_wrong_code_is_refused_in_swedish(client, official_in_sala):
    ask_for_code(client, official_in_sala.email)
    page = client.post(reverse("account_confirm_login_code"), {"code": "FELK-ODEN"})

    assert "_auth_user_id" not in client.session
    assert "Koden" in page.content.decode()


def test_a_stranger_is_told_the_same_and_mailed_nothing(client, db):
    response = ask_for_code(client, "okand@example.org")

    assert response.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    assert mail.outbox == []


def test_somebody_who_has_left_cannot_sign_in(client, official_in_sala):
    official_in_sala.is_active = False
    official_in_sala.save()
    ask_for_code(client, official_in_sala.email)

    assert "_auth_user_id" not in client.session


def test_one_cannot_be_sent_to_another_site(client, official_in_sala):
    ask_for_code(client, official_in_sala.email, next="https://example.com/")
    code = CODE.search(str(mail.outbox[0].body)).group(1)
    confirmed = client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": "https://example.com/"}
    )

    assert confirmed["Location"] == "/"


def test_signing_out_is_a_post(as_, official_in_sala):
    client = as_(official_in_sala)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
