"""A form that could not be received comes back with what was written; never somebody else's."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.pages import text

pytestmark = pytest.mark.django_db

ADDRESS = "/enkat/2026/sala-kommun/avsnitt/sysselsattning/spara-allt/"
OURS = {"Origin": "http://testserver"}
FORM = {
    "csrfmiddlewaretoken": "x" * 32,
    "page_id": "3f0c2b1e-5d1c-4a54-9a66-0d4f0c2a7a11",
    "base:challenges": "12345678901",
    "challenges": "Vi skrev <b>länge</b> & väl",
    "degree/1": "G",
    "done": "yes",
}


@pytest.fixture
def strict(official_in_sala) -> Client:
    """A browser of Amina's that is asked for its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(official_in_sala, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def hidden(page: str) -> dict[str, str]:
    main = page.split("<main")[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main))


def test_signed_out_everything_comes_back_to_be_sent_again(client):
    response = client.post(ADDRESS, FORM)

    page = text(response)
    assert response.status_code == 401
    assert f'<form method="post" action="{ADDRESS}">' in page
    carried = hidden(page)
    assert carried.pop("csrfmiddlewaretoken") != "x" * 32
    assert carried == {name: value for name, value in FORM.items() if "csrf" not in name} | {
        "challenges": "Vi skrev &lt;b&gt;länge&lt;/b&gt; &amp; väl"
    }
    assert re.findall(r'<p class="written">(.*?)</p>', page) == [
        "Vi skrev &lt;b&gt;länge&lt;/b&gt; &amp; väl"
    ]
    assert "Logga in i en ny flik" in page


def test_a_form_without_words_says_that_nothing_was_done(client):
    page = text(client.post(reverse("survey:submit", args=[2026, "sala-kommun"]), {"a": "1"}))

    assert "<h1>Det blev inte gjort än</h1>" in page
    assert "Det här skrev du" not in page


def test_with_an_old_token_our_own_form_comes_back(strict):
    response = strict.post(ADDRESS, FORM, headers=OURS)

    assert response.status_code == 403
    assert "Du är inloggad som Amina Lund" in text(response)
    assert hidden(text(response))["degree/1"] == "G"


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {}])
def test_a_form_of_another_site_never_comes_back(strict, headers):
    response = strict.post(ADDRESS, FORM, headers=headers)

    assert response.status_code == 403
    assert "Vi skrev" not in text(response)
    assert "Sidan har legat öppen för länge" in text(response)


def test_a_script_with_an_old_token_gets_a_new_one(strict):
    script = {"X-Requested-With": "fetch"}
    response = strict.post(ADDRESS, FORM, headers=script)

    assert (response.status_code, response.json()) == (403, {"kind": "token"})
    token = response.cookies["csrftoken"].value
    words = {"challenges": "Vi skrev länge & väl"}
    again = strict.post(ADDRESS, words, headers=script | {"X-CSRFToken": token})
    assert again.status_code == 404  # the token holds; nobody has begun this survey
