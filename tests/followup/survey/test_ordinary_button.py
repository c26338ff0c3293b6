"""The survey without a script: a whole section is sent by an ordinary button."""

import uuid

import pytest

from followup.rounds.models import Round
from followup.survey.models import Answer, AnswerRevision, Intervention, Section
from tests.followup.survey.conftest import address

pytestmark = pytest.mark.django_db


def posted(section: Section, **values: str) -> dict[str, str]:
    """What the page sends: every base version, and what was written (`key=value`)."""
    data = {"page_id": str(uuid.uuid4())}
    for key, value in values.items():
        data[key] = value
        data.setdefault(f"base:{key}", "0")
    return data


def test_everything_on_the_page_is_saved(
    as_, official_in_sala, employment, degree_key, comment_key
):
    data = posted(employment, **{degree_key: "H", comment_key: "Vi gjorde mycket."})
    response = as_(official_in_sala).post(address("save_all", employment), data, follow=True)

    assert response.status_code == 200
    assert "Sparat" in response.content.decode()
    assert dict(Answer.objects.values_list("key", "value")) == {
        degree_key: "H",
        comment_key: "Vi gjorde mycket.",
    }


def test_pressing_twice_saves_once(as_, official_in_sala, employment, comment_key):
    data = posted(employment, **{comment_key: "En gång"})
    client = as_(official_in_sala)
    client.post(address("save_all", employment), data)
    client.post(address("save_all", employment), data)

    assert AnswerRevision.objects.count() == 1


def test_a_section_is_marked_done(as_, official_in_sala, employment, comment_key):
    data = posted(employment, **{comment_key: "Klart"}) | {"done": "yes"}
    response = as_(official_in_sala).post(address("save_all", employment), data)

    assert response["Location"] == "/enkat/2026/sala-kommun/"
    employment.refresh_from_db()
    assert employment.state == Section.State.DONE


def test_a_fault_is_shown_first_and_everything_is_kept(
    as_, official_in_sala, employment, comment_key
):
    client = as_(official_in_sala)
    client.post(address("add_intervention", employment), posted(employment))
    added = Intervention.objects.get()
    girls = f"interventions/{added.pk}/girls"
    data = posted(employment, **{comment_key: "Kvar", girls: "tolv"}) | {"done": "yes"}
    response = client.post(address("save_all", employment), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Rätta det här innan avsnittet är klart" in page
    assert f'href="#f-interventions-{added.pk}-girls"' in page
    assert 'value="tolv"' in page
    assert Answer.objects.get(key=comment_key).value == "Kvar"
    employment.refresh_from_db()
    assert employment.state == Section.State.IN_PROGRESS


def test_a_conflict_shows_both_and_the_button_decides(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, save
):
    save(as_(colleague_in_sala), employment, comment_key, "Bos text")
    client = as_(official_in_sala)
    response = client.post(
        address("save_all", employment), posted(employment, **{comment_key: "Aminas text"})
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "En kollega har ändrat samma svar" in page
    there = f"k-f-{comment_key.replace('/', '-')}"
    assert f'href="#{there}"' in page
    assert f'id="{there}"' in page
    assert "Aminas text</textarea>" in page
    merged = posted(employment, **{comment_key: "Aminas text"}) | {
        f"base:{comment_key}": "1",
        "resolve": f"merge:{comment_key}",
    }
    client.post(address("save_all", employment), merged)
    assert Answer.objects.get().value == "Aminas text\n\nBos text"


def test_a_field_left_alone_is_no_answer_to_a_colleagues_change(
    as_, official_in_sala, colleague_in_sala, employment, comment_key, degree_key, save
):
    """The page was drawn at version 0; a colleague saved since; this person changed another."""
    save(as_(colleague_in_sala), employment, comment_key, "Bos text")
    data = posted(employment, **{comment_key: "", degree_key: "G"})
    response = as_(official_in_sala).post(address("save_all", employment), data)

    assert response.status_code == 302
    assert Answer.objects.get(key=comment_key).value == "Bos text"
    assert Answer.objects.get(key=degree_key).value == "G"


def test_not_relevant_wants_a_reason(as_, official_in_sala, employment):
    client = as_(official_in_sala)
    page = client.post(address("not_relevant", employment), {"reason": " "}, follow=True)
    assert "Skriv varför avsnittet inte är relevant" in page.content.decode()

    client.post(address("not_relevant", employment), {"reason": "Vi har ingen sådan uppgift."})
    employment.refresh_from_db()
    assert (employment.state, employment.not_relevant_because) == (
        Section.State.NOT_RELEVANT,
        "Vi har ingen sådan uppgift.",
    )

    client.post(address("relevant", employment))
    employment.refresh_from_db()
    assert employment.state == Section.State.IN_PROGRESS


def test_a_colleagues_reason_is_not_written_over_and_neither_is_lost(
    as_, official_in_sala, colleague_in_sala, employment
):
    where, theirs, mine = address("not_relevant", employment), "Regionen har det.", "Ingen uppgift."
    as_(colleague_in_sala).post(where, {"reason": theirs})
    page = as_(official_in_sala).post(where, {"reason": mine})

    assert page.status_code == 409
    page = page.content.decode()
    assert f"{colleague_in_sala} har redan markerat avsnittet som ej relevant." in page
    assert "Svara på avsnittet ändå" in page  # the button that the words name
    assert theirs in page
    assert mine in page
    employment.refresh_from_db()
    assert employment.not_relevant_because == theirs

    twice = as_(colleague_in_sala).post(where, {"reason": theirs})
    assert twice.status_code == 302


@pytest.mark.parametrize(
    ("reason", "words"), [("x" * 20_001, "Korta den till"), ("\x00", "Skriv varför avsnittet")]
)
def test_a_reason_that_cannot_be_kept_is_told_of(as_, official_in_sala, employment, reason, words):
    client = as_(official_in_sala)
    page = client.post(address("not_relevant", employment), {"reason": reason}, follow=True)

    assert words in page.content.decode()
    employment.refresh_from_db()
    assert employment.state == Section.State.NOT_STARTED


def test_an_intervention_taken_away_can_be_put_back(as_, official_in_sala, employment):
    client = as_(official_in_sala)
    client.post(address("add_intervention", employment), posted(employment))
    added = Intervention.objects.get()
    there = f"{address('section', employment)}insats/{added.pk}/"

    client.post(f"{there}ta-bort/")
    added.refresh_from_db()
    assert added.removed_at is not None
    assert "Ångra" in client.get(address("section", employment)).content.decode()

    client.post(f"{there}angra/")
    added.refresh_from_db()
    assert added.removed_at is None


@pytest.mark.parametrize(
    "name", ["save", "save_all", "not_relevant", "relevant", "add_intervention"]
)
def test_verbs_refuse_get(as_, official_in_sala, employment, name):
    assert as_(official_in_sala).get(address(name, employment)).status_code == 405


def test_too_late_shows_what_was_written_and_why(
    as_, official_in_sala, employment, comment_key, degree_key
):
    client = as_(official_in_sala)
    data = posted(employment, **{comment_key: "Skrivet för sent", degree_key: "G"})
    Round.objects.update(state=Round.State.CLOSED)
    response = client.post(address("save_all", employment), data)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Skrivet för sent</textarea>" in page
    assert "Det här svaret sparades inte." in page
    assert "Omgången är stängd." in page
    assert not Answer.objects.exists()
