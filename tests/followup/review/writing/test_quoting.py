"""Passages and interventions picked for a text: picked, taken in, shown, told of and taken away."""

import pytest
from django.utils.html import escape

from actors.models import Event
from followup.review.models import PartText, Quotation
from followup.review.reading import actions as reading
from followup.review.writing import actions
from followup.review.writing.actions import quote, save_text
from followup.review.writing.history import timeline
from followup.review.writing.quotations import faults, picked_for, shown
from followup.rounds.models import Question, Round
from followup.survey.models import ReportedAnswer, ReportedIntervention, Section, SubmissionVersion
from strategy_portal.exceptions import WrongStateError
from tests.followup.review.conftest import AREA, SENTINEL, answer, ask
from tests.followup.review.reading.test_themes import comment, hand_in_again
from tests.followup.review.test_pages import fill, text_of
from tests.test_markdown import HOSTILE
from tests.year import make_round

HERE = "/sammanstallning/2026/"
TEXT = f"{HERE}texter/sysselsattning-utveckling/"
PART = "sysselsattning-utveckling"


def address(of: ReportedAnswer) -> str:
    question, number = of.question_version.question_id, of.sub_goal.number if of.sub_goal else 0
    return f"{HERE}{AREA}/svaren/{of.version.submission.actor.slug}/{question}/{number}/citera/"


def intervention(title: str = "Språkvän på jobbet") -> ReportedIntervention:
    return ReportedIntervention.objects.get(title=title)


@pytest.fixture
def quotation(answered, part, preparer) -> Quotation:
    """Two words of Sala's comment, picked for the text."""
    return quote(part, comment(answered), "två vägledare", by=preparer)


def text() -> str:
    return PartText.objects.get().text


# --- Picking -----------------------------------------------------------------------------------


def test_a_passage_of_an_answer_is_picked_as_it_stands(as_, answered, preparer):
    ReportedAnswer.objects.filter(pk=comment(answered).pk).update(text="Sala har\nanställt två.")
    said = ReportedAnswer.objects.get(text__startswith="Sala har")
    client = as_(preparer)
    assert "Citera i en text : Sala kommun" in text_of(client.get(f"{HERE}{AREA}/svaren/"))
    assert "Sala har anställt två." in text_of(client.get(address(said)))

    response = client.post(address(said), {"stycke": "har anställt", "text": PART})

    assert (response.status_code, response.url) == (302, f"{HERE}{AREA}/svaren/#svar-1")
    one = Quotation.objects.get()
    assert (one.mark, one.passage, one.by) == ("{citat 1}", "har\nanställt", preparer)
    assert (one.answer, one.part.key) == (said, PART)
    event = Event.objects.get()
    assert (event.verb, event.actor) == ("quote", answered.sala)
    assert event.data == {"mark": "{citat 1}", "passage": "har\nanställt"}


def test_an_intervention_is_picked_as_a_row_or_in_its_own_words(as_, answered, preparer):
    one, client = intervention(), as_(preparer)
    here = f"{HERE}{AREA}/insatser/{one.intervention_id}/citera/"
    assert here in client.get(f"{HERE}{AREA}/").content.decode()

    response = client.post(here, {"som": "insats", "stycke": "vad som helst", "text": PART})
    assert response.url == f"{HERE}{AREA}/#insats-{one.intervention_id}"
    client.post(here, {"som": "citat", "stycke": "Språkvän", "text": PART})

    picked = [(it.mark, it.passage, it.intervention) for it in Quotation.objects.all()]
    assert picked == [("{insats 1}", "", one), ("{citat 2}", "Språkvän", one)]


def test_how_an_intervention_is_to_stand_is_chosen_not_guessed(as_, answered, preparer):
    here = f"{HERE}{AREA}/insatser/{intervention().intervention_id}/citera/"
    page = as_(preparer).post(here, {"stycke": "Språkvän", "text": PART})
    assert page.status_code == 422
    assert "Välj om insatsen ska stå som en rad eller som ett citat." in text_of(page)
    page = as_(preparer).post(here, {"som": "citat", "stycke": "", "text": PART})
    assert "Klistra in det stycke du menar." in text_of(page)
    assert not Quotation.objects.exists()


def test_a_row_needs_no_passage_and_is_not_refused_for_a_long_one(as_, answered, preparer):
    one, long = intervention(), "ord " * 3_000
    ReportedIntervention.objects.filter(pk=one.pk).update(description=long, effect=long)
    here, client = f"{HERE}{AREA}/insatser/{one.intervention_id}/citera/", as_(preparer)
    sent = {"stycke": f"{long}\n\n{long}", "text": PART}
    page = client.post(here, sent | {"som": "citat"})
    assert "Texten är för lång." in text_of(page)
    assert client.post(here, sent | {"som": "insats"}).status_code == 302
    assert Quotation.objects.get().is_row


def test_what_stands_under_a_theme_and_what_is_searched_for_is_picked(as_, answered, preparer):
    tagged = reading.tag(comment(answered), "två vägledare", "Vägledning", by=preparer)
    here = f"{HERE}teman/{tagged.theme.pk}/stycken/{tagged.pk}/citera/"
    client = as_(preparer)
    assert here in client.get(f"{HERE}teman/{tagged.theme.pk}/").content.decode()
    assert ">\ntvå vägledare</textarea>" in client.get(here).content.decode()
    client.post(here, {"stycke": "två vägledare", "text": PART})
    assert Quotation.objects.get().answer == comment(answered)

    found = client.get(f"{HERE}sok/", {"ord": "vägledare"}).content.decode()
    assert address(comment(answered)) in found
    found = client.get(f"{HERE}sok/", {"ord": "språkvän"}).content.decode()
    assert f"{HERE}{AREA}/insatser/{intervention().intervention_id}/citera/" in found


def test_of_several_proposals_the_one_that_was_found_is_picked(as_, answered, preparer):
    version, client = comment(answered).version, as_(preparer)
    one, *_, last = answered.sub_goals
    answer(version, "proposal", answered.area, "Fler språkmentorer.", sub_goal=one)
    answer(version, "proposal", answered.area, "Fler lokala praktikplatser.", sub_goal=last)
    for said in ReportedAnswer.objects.filter(text__startswith="Fler"):
        word = said.text.split()[-1].rstrip(".")
        found = client.get(f"{HERE}sok/", {"ord": word}).content.decode()
        assert address(said) in found
        client.post(address(said), {"stycke": said.text, "text": PART})
    picked = {(it.answer.sub_goal, it.passage) for it in Quotation.objects.all()}
    assert picked == {(one, "Fler språkmentorer."), (last, "Fler lokala praktikplatser.")}


def test_what_an_organisation_says_of_itself_is_picked(as_, answered, preparer):
    asked = ask(answered.round, "samarbete", Question.Kind.LONG_TEXT, Question.Scope.ORGANISATION)
    version = SubmissionVersion.objects.get(submission__actor=answered.sala)
    answer(version, "samarbete", None, "Vi saknar tolkar.")
    here = f"{HERE}organisationerna/sala-kommun/{asked.pk}/citera/"
    client = as_(preparer)
    assert here in client.get(f"{HERE}organisationerna/").content.decode()
    assert here in client.get(f"{HERE}sok/", {"ord": "tolkar"}).content.decode()

    client.post(here, {"stycke": "saknar tolkar", "text": "forord"})

    assert Quotation.objects.get().part.key == "forord"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"stycke": "något annat", "text": PART}, "Stycket står inte i svaret."),
        ({"stycke": "", "text": PART}, "Klistra in det stycke du menar."),
        ({"stycke": "två vägledare", "text": ""}, "Välj till vilken text."),
        ({"stycke": "två vägledare", "text": "roman"}, "Texten finns inte. Välj en i listan."),
    ],
)
def test_a_fault_says_what_to_do_and_keeps_what_was_written(as_, answered, preparer, data, words):
    page = as_(preparer).post(address(comment(answered)), data)
    assert page.status_code == 422
    assert words in text_of(page)
    assert data["stycke"] in text_of(page)
    assert not Quotation.objects.exists()


def test_the_same_again_is_the_same_and_numbers_run_through_the_year(
    answered, part, quotation, preparer
):
    assert quote(part, comment(answered), "två  vägledare", by=preparer) == quotation
    foreword = PartText(round=answered.round, kind="foreword")
    assert quote(foreword, comment(answered), "två vägledare", by=preparer).number == 2
    assert Event.objects.filter(verb="quote").count() == 2


def test_only_the_passage_of_an_answer_can_be_picked(answered, part, preparer):
    for passage in ("", "  ", "tre vägledare"):
        with pytest.raises(WrongStateError, match="ordagrant"):
            quote(part, comment(answered), passage, by=preparer)


def test_those_who_do_not_write_cannot_pick(as_, answered, quotation, official_in_sala, outsider):
    one = intervention()
    addresses = [
        address(comment(answered)),
        f"{HERE}{AREA}/insatser/{one.intervention_id}/citera/",
        f"{HERE}organisationerna/sala-kommun/1/citera/",
        f"{HERE}teman/1/stycken/1/citera/",
        f"{TEXT}ta-in-citat/",
        f"{TEXT}ta-bort-citat/",
    ]
    for person in (official_in_sala, outsider):
        for here in addresses:
            response = as_(person).post(here, {"stycke": "Sala", "text": PART, "quotation": "1"})
            assert response.status_code == 403
    assert (Quotation.objects.get(), text()) == (quotation, "")


def test_coordinators_quote_though_they_do_not_mark(as_, answered, coordinator):
    words = text_of(as_(coordinator).get(f"{HERE}{AREA}/svaren/"))
    assert ("Citera i en text" in words, "Märk med tema" in words) == (True, False)
    words = text_of(as_(coordinator).get(f"{HERE}{AREA}/"))
    assert ("Citera i en text" in words, "Märk med tema" in words) == (True, False)


def test_drafts_and_the_test_organisation_cannot_be_quoted(
    as_, answered, draft_in_koping, preparer
):
    of_test = ReportedAnswer.objects.get(text="Testorganisationens kommentar.")
    assert as_(preparer).get(address(of_test)).status_code == 404
    section = Section.objects.get(submission__actor=draft_in_koping, goal_area=answered.area)
    drafted = section.answers.get(key="challenges")
    assert drafted.value == SENTINEL
    for slug, status in (("sala-kommun", 200), (draft_in_koping.slug, 404)):
        here = f"{HERE}{AREA}/svaren/{slug}/{drafted.question_id}/0/citera/"
        assert as_(preparer).get(here).status_code == status
    one = section.interventions.get()
    assert as_(preparer).get(f"{HERE}{AREA}/insatser/{one.pk}/citera/").status_code == 404


def test_an_archived_round_is_not_quoted(as_, answered, quotation, preparer):
    Round.objects.update(state="archived")
    page = as_(preparer).post(address(comment(answered)), {"stycke": "Sala", "text": PART})
    assert page.status_code == 409
    assert "Omgången är arkiverad" in text_of(page)
    assert "Citera i en text" not in text_of(as_(preparer).get(f"{HERE}{AREA}/svaren/"))
    with pytest.raises(WrongStateError):
        actions.unquote(quotation, by=preparer)


# --- Taken in and away ---------------------------------------------------------------------------


def test_a_quotation_is_taken_in_once_and_unsaved_words_are_saved_first(
    as_, part, quotation, preparer
):
    client = as_(preparer)
    page = client.get(TEXT)
    words = text_of(page)
    assert "{citat 1} två vägledare Sala kommun · " in words
    assert " · version 1, " in words
    sent = {
        "text": "Fler.",
        "base:text": "0",
        "page_id": str(page.context["page"].id),
        "quotation": "1",
    }
    for _ in range(2):
        response = client.post(f"{TEXT}ta-in-citat/", sent)
        assert response.url == f"{TEXT}#text"

    assert text() == "Fler.\n\n{citat 1}"
    page = client.get(TEXT)
    assert "<blockquote><p>två vägledare</p></blockquote>" in page.content.decode()
    assert "{citat 1} står i texten två vägledare" in text_of(page)
    assert "Ta in i texten : {citat 1}" not in text_of(page)
    told = [deed.what for deed in timeline(quotation.part)]
    assert told == ["Tog in underlag", "Skrev", "Valde {citat 1}"]


def test_what_stands_in_the_text_is_not_taken_away(as_, answered, part, quotation, preparer):
    stored = save_text(quotation.part, "Se här.\n\n{citat 1}", base_edition=0, by=preparer).written
    client, sent = as_(preparer), {"quotation": "1"}

    page = client.post(f"{TEXT}ta-bort-citat/", sent)
    assert page.status_code == 409
    assert "{citat 1} står i texten. Ta bort det stycket ur texten först." in text_of(page)

    save_text(stored, "Se här.", base_edition=stored.edition, by=preparer)
    assert client.post(f"{TEXT}ta-bort-citat/", sent).url == f"{TEXT}#citat"
    assert picked_for(stored) == ()
    event = Event.objects.first()
    assert event.verb == "unquote"
    assert event.data == {"mark": "{citat 1}", "passage": "två vägledare"}
    # Its number is its own for ever: an earlier version of the text may come back.
    assert quote(stored, comment(answered), "Sala", by=preparer).number == 2
    assert quote(stored, comment(answered), "två vägledare", by=preparer) == quotation
    assert [one.marked.number for one in picked_for(stored)] == [1, 2]


def test_the_same_handed_in_anew_keeps_its_number_and_is_of_the_version_picked_last(
    answered, part, quotation, preparer
):
    newer = hand_in_again(comment(answered), "I år har vi två\nvägledare till.")
    anew = quote(part, newer, "två vägledare", by=preparer)
    assert (anew, anew.answer, anew.passage) == (quotation, newer, "två\nvägledare")
    (one,) = picked_for(quotation.part)
    assert one.marked.answer == newer
    assert quote(part, newer, "två vägledare till", by=preparer).number == 2
    event = Event.objects.filter(verb="quote")
    quote(part, newer, "två vägledare", by=preparer)
    assert event.count() == 3


def test_a_row_handed_in_anew_keeps_its_number(answered, part, preparer):
    row = quote(part, intervention(), "", by=preparer)
    second = hand_in_again(comment(answered), "Mer.").version
    newer = intervention()
    newer.pk, newer.version, newer._state.adding = None, second, True
    newer.save()
    assert quote(part, newer, "", by=preparer) == row
    assert Quotation.objects.get().intervention == newer


def test_the_same_words_in_another_answer_are_another_quotation(
    answered, part, quotation, preparer
):
    said = comment(answered)
    version, one = said.version, said.sub_goal
    answer(version, "proposal", answered.area, "två vägledare", sub_goal=one)
    answer(version, "proposal", answered.area, "två vägledare", sub_goal=one)
    proposals = ReportedAnswer.objects.filter(text="två vägledare").order_by("pk")
    numbers = [quote(part, it, it.text, by=preparer).number for it in proposals]
    assert numbers == [2, 3]


def test_an_earlier_text_that_comes_back_has_its_quotations_picked_again(
    answered, part, quotation, preparer
):
    other = quote(part, comment(answered), "Sala", by=preparer)
    stored = save_text(part, "{citat 1}", base_edition=0, by=preparer).written
    save_text(stored, "Bara ord.", base_edition=stored.edition, by=preparer)
    for one in (quotation, other):
        actions.unquote(one, by=preparer)
    earlier = stored.revisions.get(text="{citat 1}")

    actions.bring_back(stored, earlier, by=preparer)

    picked = picked_for(stored)
    assert [one.marked for one in picked] == [quotation]
    assert faults(text(), picked) == ()
    assert [(one.verb, one.data["mark"]) for one in Event.objects.filter(verb="quote")[:1]] == [
        ("quote", "{citat 1}")
    ]


def test_what_a_colleague_took_away_is_not_taken_in(as_, quotation, preparer, colleague):
    actions.unquote(quotation, by=colleague)
    page = as_(preparer).post(f"{TEXT}ta-in-citat/", {"quotation": "1"})
    assert page.status_code == 409
    assert "Någon har tagit bort det ur valen." in text_of(page)


@pytest.mark.parametrize("number", ["", "2", "x", "²", "99999999999"])
def test_what_is_not_the_texts_own_is_not_found(as_, quotation, preparer, number):
    for verb in ("ta-in-citat", "ta-bort-citat"):
        assert as_(preparer).post(f"{TEXT}{verb}/", {"quotation": number}).status_code == 404
        assert as_(preparer).get(f"{TEXT}{verb}/").status_code == 405


# --- In the text ---------------------------------------------------------------------------------


def test_an_intervention_stands_as_a_row(as_, answered, part, preparer):
    quote(part, intervention(), "", by=preparer)
    preview = as_(preparer).post(f"{TEXT}visa/", {"text": "Före.\n\n{Insats 1}\n\nEfter."})

    words = text_of(preview)
    codes = ", ".join(one.code for one in answered.sub_goals[:2])
    assert words == (
        f" Före. Språkvän på jobbet . Sala kommun. Delmål {codes}. "
        "Kvinnor Män Flickor Pojkar Okänt kön Summa 34 12 0 .. .. 46 Efter. "
    )
    assert '<th scope="col" class="num">Kvinnor</th>' in preview.content.decode()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{citat 99}", "{citat 99}: inget med det numret är valt till den här texten."),
        ("{tabell 1}", "{tabell 1} ska vara {citat 1}."),
        ("{insats 1}", "{insats 1} ska vara {citat 1}."),
        ("{citat 1}\n{citat 1}", "{citat 1} står inte i ett eget stycke"),
        ("- {citat 1}", "{citat 1} står inte i ett eget stycke"),
        ("Som Sala säger: {citat 1}", "{citat 1} står inte i ett eget stycke"),
        ("{citat1}", "{citat1} visas bara som det är skrivet. Skriv {citat 1} på en rad, med"),
        ("{ Citat 1}", "{ Citat 1} visas bara som det är skrivet. Skriv {citat 1} på en rad, med"),
        ("Se {insats 1 }.", "{insats 1 } visas bara som det är skrivet. Skriv {insats 1} på en"),
        ("{citat\n1}", "{citat 1} visas bara som det är skrivet. Skriv {citat 1} på en rad, med"),
    ],
)
def test_a_mark_that_is_amiss_is_told_of_on_the_page_and_in_the_preview(
    as_, quotation, preparer, written, words
):
    save_text(quotation.part, written, base_edition=0, by=preparer)
    client = as_(preparer)
    assert words in text_of(client.get(TEXT))
    assert words in text_of(client.post(f"{TEXT}visa/", {"text": written}))


def test_the_list_of_texts_says_what_to_put_right(as_, quotation, preparer):
    save_text(quotation.part, "{citat 1}\n\n{citat 99}", base_edition=0, by=preparer)
    words = text_of(as_(preparer).get(f"{HERE}texter/"))
    assert "{citat 99}: inget med det numret är valt till den här texten." in words
    assert words.count("{citat 1}") == 0


def test_only_words_are_quoted(as_, answered, preparer):
    asked = ask(answered.round, "antal", Question.Kind.WHOLE_NUMBER, Question.Scope.AREA)
    version = SubmissionVersion.objects.get(submission__actor=answered.sala)
    answer(version, "antal", answered.area, "3", number=3)
    here = f"{HERE}{AREA}/svaren/sala-kommun/{asked.pk}/0/citera/"
    client = as_(preparer)
    assert client.get(here).status_code == 404
    assert client.post(here, {"stycke": "3", "text": PART}).status_code == 404
    assert here not in client.get(f"{HERE}sok/", {"ord": "3"}).content.decode()


def test_what_is_well_placed_is_no_fault(quotation):
    text = "Ett.\n\n{citat 1}\n\nTvå, och igen.\n\n {CITAT 1} "
    picked = picked_for(quotation.part)
    assert faults(text, picked) == ()
    assert shown(text, picked).html.count("<blockquote>") == 2


def test_the_page_says_when_the_organisation_no_longer_says_it(
    as_, answered, part, quotation, preparer
):
    quote(part, intervention(), "", by=preparer)
    hand_in_again(comment(answered), "Vi har slutat.")
    words = text_of(as_(preparer).get(TEXT))
    assert "Från en tidigare version. Organisationen har lämnat in en ny där stycket inte" in words
    assert "Organisationen har lämnat in en ny version där insatsen inte finns." in words
    written = "{citat 1}\n\n{insats 2}"
    preview = text_of(as_(preparer).post(f"{TEXT}visa/", {"text": written}))
    save_text(quotation.part, written, base_edition=0, by=preparer)
    gone = "{citat 1}: organisationen har lämnat in en ny version där orden inte står."
    for page in (preview, text_of(as_(preparer).get(f"{HERE}texter/"))):
        assert gone in page
    assert "två vägledare Sala kommun · " in preview
    assert "{insats 2}: insatsen finns inte längre i organisationens svar." in preview
    assert "Språkvän" not in preview


def test_a_quotation_follows_to_the_newest_version_that_says_it(answered, quotation, preparer):
    newer = hand_in_again(comment(answered), "I år har vi två\nvägledare till.")
    (one,) = picked_for(quotation.part)
    assert (one.source, one.is_earlier) == (newer, False)


def test_what_is_no_longer_said_is_not_quoted_out_of_a_theme(as_, answered, preparer):
    tagged = reading.tag(comment(answered), "två vägledare", "Vägledning", by=preparer)
    hand_in_again(comment(answered), "Vi har slutat.")
    here = f"{HERE}teman/{tagged.theme.pk}/stycken/{tagged.pk}/citera/"
    assert here not in as_(preparer).get(f"{HERE}teman/{tagged.theme.pk}/").content.decode()
    assert as_(preparer).get(here).status_code == 404


def test_blank_and_not_known_are_told_apart_in_a_row(as_, part, preparer):
    quote(part, intervention("Öppet hus"), "", by=preparer)
    preview = text_of(as_(preparer).post(f"{TEXT}visa/", {"text": "{insats 1}"}))
    assert "6 vet ej vet ej vet ej vet ej 6" in preview


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(as_, answered, part, preparer, hostile):
    ReportedAnswer.objects.filter(pk=comment(answered).pk).update(text=f"A {hostile} B")
    said = ReportedAnswer.objects.get(text__startswith="A ")
    quote(part, said, said.text, by=preparer)
    page = as_(preparer).post(f"{TEXT}visa/", {"text": "{citat 1}"}).content.decode()
    assert page.count("<script") == page.count("<img") == page.count("<iframe") == 0
    assert f"<blockquote><p>A {escape(hostile)} B</p></blockquote>" in page


@pytest.mark.parametrize("many", [1, 3, 40])
def test_queries_do_not_grow_with_what_is_picked(
    as_, area, preparer, django_assert_num_queries, many
):
    round_ = make_round(2026)
    fill(round_, area, many)
    part = PartText(round=round_, kind="method")
    answers = ReportedAnswer.objects.filter(text="Utmaning.")
    words = [quote(part, one, "Utmaning", by=preparer) for one in answers]
    rows = [quote(part, one, "", by=preparer) for one in ReportedIntervention.objects.all()]
    marks = "\n\n".join(one.mark for one in (*words, *rows))
    save_text(words[0].part, marks, base_edition=0, by=preparer)
    client = as_(preparer)
    client.get(f"{HERE}texter/metod/")
    with django_assert_num_queries(21):
        assert client.get(f"{HERE}texter/metod/").status_code == 200
