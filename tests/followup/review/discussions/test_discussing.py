"""Those who compile the year ask each other, answer, and resolve; nobody else knows of it."""

import json
import uuid

import pytest

from actors.models import Actor, Event
from followup.report.making import archiving
from followup.report.making.content import build_snapshot
from followup.report.models import AnnualReport
from followup.report.snapshot import canonical_json
from followup.review.discussions import actions
from followup.review.discussions.querysets import open_by_subject
from followup.review.discussions.subjects import answer_key, key_of, subject
from followup.review.models import Thread, ThreadComment
from followup.review.proposals import actions as proposals
from followup.rounds.models import Question, Round
from followup.survey.models import Intervention, ReportedIntervention, SubmissionVersion
from strategy_portal.access import Role
from strategy_portal.exceptions import WrongStateError
from tests.followup.review.conftest import AREA, answer
from tests.followup.review.discussions.conftest import opened
from tests.followup.review.test_pages import text_of
from tests.year import make_person

BASE = "/sammanstallning/2026/diskussion/"


def words(text: str = "Jag frågar Sala.") -> dict[str, str]:
    """A comment's form as the page sends it."""
    return {"text": text, "save_id": str(uuid.uuid4())}


def said(thread: Thread) -> list[tuple[str, str]]:
    """Who has said what, in order."""
    return [(one.by.name, one.text) for one in thread.comments.select_related("by")]


# --- Opening -----------------------------------------------------------------------------------


def test_a_thread_is_opened_beside_a_sub_goal(as_, answered, preparer):
    key = f"delmal-{answered.sub_goals[1].pk}"
    client = as_(preparer)
    assert "Delmål 5.2" in text_of(client.get(f"{BASE}om/{key}/"))

    response = client.post(f"{BASE}om/{key}/", {**words("Varför står det still?"), "quote": ""})

    thread = Thread.objects.get()
    assert (response.status_code, response.url) == (302, f"{BASE}{thread.pk}/")
    assert (thread.sub_goal, thread.goal_area, thread.state, thread.opened_by) == (
        answered.sub_goals[1],
        answered.area,
        "open",
        preparer,
    )
    assert said(thread) == [("Anders Vik", "Varför står det still?")]


def test_a_thread_is_about_what_one_can_point_at(answered, preparer):
    sala, two = answered.sala, answered.sub_goals[1]
    wish = Question.objects.get(key="proposal")
    reported = ReportedIntervention.objects.get(title="Språkvän på jobbet")
    proposal = proposals.propose(answered.round, two, title="T", reason="Därför.", by=preparer)
    keys = {
        f"omrade-{answered.area.pk}": ("Målområdet Sysselsättning", ""),
        answer_key(sala.pk, wish.pk, answered.area.pk, two.pk): (
            f"Sala kommun om {two}",
            "Störst behov hos kvinnor.",
        ),
        f"insats-{reported.intervention_id}": ("Insatsen Språkvän på jobbet, Sala kommun", ""),
        f"forslag-{proposal.pk}": ("Förslaget ”T”", "Därför."),
        f"text-{AREA}-utveckling": ("Texten ”Sysselsättning: Hur ser utvecklingen ut?”", ""),
    }

    for key, (about, text) in keys.items():
        found = subject(answered.round, key)
        assert (found.about, found.said) == (about, text)
        assert key_of(opened(answered.round, key, preparer)) == key
    assert open_by_subject(answered.round, answered.area) == dict.fromkeys(keys, 1)


def test_a_thread_stays_with_the_answer_when_the_organisation_hands_in_again(
    answered, preparer, official_in_sala
):
    wish, two = Question.objects.get(key="proposal"), answered.sub_goals[1]
    key = answer_key(answered.sala.pk, wish.pk, answered.area.pk, two.pk)
    thread = opened(answered.round, key, preparer, quote="Störst behov hos kvinnor.")
    first = SubmissionVersion.objects.get(submission__actor=answered.sala)
    second = SubmissionVersion.objects.create(
        submission=first.submission, number=2, submitted_by=official_in_sala, answers={}
    )
    first.submission.current_version = second
    first.submission.save()
    answer(second, "proposal", answered.area, "Nytt skäl.", sub_goal=two)

    assert open_by_subject(answered.round) == {key: 1}
    assert thread.quote == "Störst behov hos kvinnor."
    assert subject(answered.round, key).said == "Nytt skäl."


def test_there_is_no_thread_about_a_draft_or_about_nothing(
    as_, answered, draft_in_koping, preparer
):
    draft = Intervention.objects.get(reported=None)
    wish = Question.objects.get(key="proposal")
    keys = (
        f"insats-{draft.pk}",
        answer_key(draft_in_koping.pk, wish.pk, answered.area.pk, None),
        "delmal-999999",
        "delmal-x",
        "insats-x",
        "forslag-999999",
        "svar-1-2",
        "annat-1",
    )
    for key in keys:
        assert as_(preparer).get(f"{BASE}om/{key}/").status_code == 404
        assert as_(preparer).post(f"{BASE}om/{key}/", words()).status_code == 404
    assert not Thread.objects.exists()


def test_what_is_sent_twice_is_stored_once(as_, thread, preparer):
    client, form = as_(preparer), words()

    client.post(f"{BASE}{thread.pk}/", form)
    client.post(f"{BASE}{thread.pk}/", form)

    assert said(thread) == [("Anders Vik", "Stämmer det här?"), ("Anders Vik", "Jag frågar Sala.")]


def test_nothing_said_is_explained(as_, thread, preparer):
    response = as_(preparer).post(f"{BASE}{thread.pk}/", words("  "))

    assert response.status_code == 422
    assert "Skriv något." in text_of(response)


# --- Answering and resolving -------------------------------------------------------------------


def test_colleagues_and_coordinators_answer_and_anyone_resolves(
    as_, answered, thread, preparer, colleague, coordinator
):
    as_(colleague).post(f"{BASE}{thread.pk}/", words())
    as_(coordinator).post(f"{BASE}{thread.pk}/", words("Sala har svarat."))
    as_(coordinator).post(f"{BASE}{thread.pk}/los/")

    thread.refresh_from_db()
    assert (thread.state, thread.resolved_by) == ("resolved", coordinator)
    assert said(thread) == [
        ("Anders Vik", "Stämmer det här?"),
        ("Lena Sund", "Jag frågar Sala."),
        ("Maria Holm", "Sala har svarat."),
    ]
    page = text_of(as_(preparer).get(BASE))
    assert "Ingen tråd är öppen." in page
    assert "Visa lösta trådar (1)" in page
    assert "Löst av Maria Holm" in page
    assert open_by_subject(answered.round) == {}


def test_a_resolved_thread_is_opened_again_by_button_or_by_saying_more(as_, thread, colleague):
    client = as_(colleague)
    client.post(f"{BASE}{thread.pk}/los/")
    client.post(f"{BASE}{thread.pk}/oppna/")
    thread.refresh_from_db()
    assert (thread.state, thread.resolved_by) == ("open", None)

    client.post(f"{BASE}{thread.pk}/los/")
    page = client.post(f"{BASE}{thread.pk}/", words("En sak till."), follow=True)

    assert "Kommentaren är sparad. Tråden är öppen igen." in text_of(page)
    thread.refresh_from_db()
    assert (thread.state, thread.resolved_by) == ("open", None)


def test_of_two_who_resolve_the_second_is_told(thread, preparer, colleague):
    mine, theirs = Thread.objects.get(pk=thread.pk), Thread.objects.get(pk=thread.pk)
    actions.resolve(mine, by=preparer)

    with pytest.raises(WrongStateError, match="hann före"):
        actions.resolve(theirs, by=colleague)
    assert Thread.objects.get().resolved_by == preparer


def test_the_list_is_kept_to_ones_own(as_, answered, thread, preparer, colleague):
    other = opened(answered.round, f"omrade-{answered.area.pk}", colleague, "Om hela området?")
    as_(preparer).post(f"{BASE}{other.pk}/", words())

    all_of_them = text_of(as_(colleague).get(BASE))
    mine = text_of(as_(colleague).get(f"{BASE}?mina=1"))
    assert "Stämmer det här?" in all_of_them
    assert "Om hela området?" in mine
    assert "Stämmer det här?" not in mine
    assert "Om hela området?" in text_of(as_(preparer).get(f"{BASE}?mina=1"))
    about = text_of(as_(preparer).get(f"{BASE}?om=omrade-{answered.area.pk}"))
    assert "Om hela området?" in about
    assert "Stämmer det här?" not in about


# --- Rewording ---------------------------------------------------------------------------------


def test_ones_own_comment_is_reworded_and_the_log_keeps_the_old(as_, thread, preparer):
    comment = thread.comments.get()
    url = f"{BASE}kommentarer/{comment.pk}/andra/"

    as_(preparer).post(url, {"text": "Stämmer siffran?", "edition": 1})

    comment.refresh_from_db()
    assert (comment.text, comment.edition) == ("Stämmer siffran?", 2)
    assert Event.objects.get(verb="reword_comment").data == {"before": "Stämmer det här?"}
    assert "ändrad" in text_of(as_(preparer).get(f"{BASE}{thread.pk}/"))


def test_changed_in_two_windows_both_texts_are_shown(as_, thread, preparer):
    comment = thread.comments.get()
    url = f"{BASE}kommentarer/{comment.pk}/andra/"
    as_(preparer).post(url, {"text": "Ena fönstret.", "edition": 1})

    response = as_(preparer).post(url, {"text": "Andra fönstret.", "edition": 1})

    assert response.status_code == 409
    for text in ("Ena fönstret.", "Andra fönstret."):
        assert text in response.content.decode()
    assert ThreadComment.objects.get().text == "Ena fönstret."


def test_somebody_elses_comment_is_left_alone(as_, thread, preparer, colleague):
    comment = thread.comments.get()
    url = f"{BASE}kommentarer/{comment.pk}/andra/"

    assert as_(colleague).post(url, {"text": "Mitt.", "edition": 1}).status_code == 404
    with pytest.raises(WrongStateError):
        actions.reword(comment, text="Mitt.", base_edition=1, by=colleague)
    assert "Ändra" not in text_of(as_(colleague).get(f"{BASE}{thread.pk}/"))
    assert ThreadComment.objects.get().text == "Stämmer det här?"


# --- Who, when, and never outside --------------------------------------------------------------


def test_nobody_else_comes_in(
    as_, answered, thread, official_in_sala, council_chair, outsider, preparer
):
    networker = make_person("Daniel Sjö", answered.sala, Role.NETWORK)
    comment = thread.comments.get()
    pages = ("", f"{thread.pk}/", f"om/omrade-{answered.area.pk}/")
    for person in (official_in_sala, council_chair, networker, outsider):
        for page in (*pages, f"kommentarer/{comment.pk}/andra/"):
            assert as_(person).get(BASE + page).status_code == 403
        for verb in ("los", "oppna"):
            assert as_(person).post(f"{BASE}{thread.pk}/{verb}/").status_code == 403
    for verb in ("los", "oppna"):
        assert as_(preparer).get(f"{BASE}{thread.pk}/{verb}/").status_code == 405
    assert Thread.objects.get().is_open


def test_an_archived_round_is_read_but_keeps_what_came_too_late_on_the_page(
    as_, answered, thread, preparer
):
    Round.objects.update(state="archived")
    client = as_(preparer)

    late = client.post(f"{BASE}{thread.pk}/", words("För sent."))
    assert late.status_code == 422
    assert "Omgången är arkiverad" in text_of(late)
    assert client.post(f"{BASE}{thread.pk}/los/").status_code == 409
    new = client.post(f"{BASE}om/omrade-{answered.area.pk}/", words("Också för sent."))
    assert new.status_code == 422
    assert "Också för sent." in new.content.decode()
    assert "Stämmer det här?" in text_of(client.get(f"{BASE}{thread.pk}/"))
    assert ThreadComment.objects.count() == 1


def test_nothing_that_was_said_is_in_the_report_or_its_archive(answered, thread, preparer):
    secret = "HEMLIGT-I-TRADEN"
    actions.answer(thread, text=secret, save_id=uuid.uuid4(), by=preparer)
    actions.reword(
        thread.comments.get(text=secret), text=f"{secret} igen", base_edition=1, by=preparer
    )
    report = AnnualReport.objects.create(round=answered.round, title="Årlig uppföljning 2026")

    assert secret not in canonical_json(build_snapshot(answered.round, report))
    assert secret not in json.dumps(archiving.event_log(report), default=str)


def test_a_removed_proposal_leaves_its_thread_readable(as_, answered, preparer):
    proposal = proposals.propose(
        answered.round, answered.sub_goals[2], title="Tas bort", reason="Skäl", by=preparer
    )
    thread = opened(answered.round, f"forslag-{proposal.pk}", preparer)

    proposals.remove_proposal(proposal, by=preparer)

    page = text_of(as_(preparer).get(f"{BASE}{thread.pk}/"))
    assert "Förslaget ”Tas bort”" in page
    assert "Stämmer det här?" in page


def test_open_threads_are_counted_where_one_reads(as_, answered, thread, preparer):
    client = as_(preparer)
    opened(answered.round, f"omrade-{answered.area.pk}", preparer)

    assert "2 öppna trådar" in text_of(client.get("/sammanstallning/2026/"))
    area = text_of(client.get(f"/sammanstallning/2026/{AREA}/"))
    assert "1 öppen tråd om Sysselsättning" in area
    answers = text_of(client.get(f"/sammanstallning/2026/{AREA}/svaren/"))
    assert "1 öppen tråd om Individanpassade vägar till arbete" in answers
    assert "Diskutera om svaret från Sala kommun" in answers
    text = text_of(client.get("/sammanstallning/2026/texter/forord/"))
    assert "Diskutera om Förord" in text
    assess = text_of(client.get(f"/sammanstallning/2026/{AREA}/bedomning/"))
    assert "1 öppen tråd om Individanpassade vägar till arbete" in assess


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize(("address", "queries"), [("", 7), ("1/", 7)])
def test_queries_do_not_grow(
    as_, answered, preparer, django_assert_num_queries, count, address, queries
):
    people = [
        make_person(f"Person {one.pk}", one, Role.PREPARER)
        for one in Actor.objects.order_by("pk")[:count]
    ]
    first = None
    for by in people:
        thread = opened(answered.round, f"omrade-{answered.area.pk}", by)
        first = first or thread
        actions.answer(first, text="Svar.", save_id=uuid.uuid4(), by=by)
    client = as_(preparer)
    url = f"{BASE}{first.pk}/" if address else BASE

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200
