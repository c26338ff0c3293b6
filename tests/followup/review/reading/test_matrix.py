"""Every organisation and every sub-goal on one sheet."""

import pytest

from followup.review.reading.matrix import Cell, Matrix, Row, as_csv, matrix
from followup.review.reading.narrowed import Narrowed
from tests.followup.review.conftest import AREA, SENTINEL, say_not_relevant
from tests.followup.review.test_pages import fill, text_of
from tests.year import make_round, submit

PAGE = "/sammanstallning/2026/genomforandegrad/"
CSV = "/sammanstallning/2026/genomforandegrad.csv"


def sheet(answered, **kept_to) -> Matrix:
    return matrix(answered.round, Narrowed(**kept_to))


def row(found: Matrix, slug: str) -> Row:
    return next(one for one in found.rows if one.actor.slug == slug)


def test_degree_not_relevant_blank_and_not_handed_in_are_told_apart(answered, draft_in_koping):
    found = sheet(answered, area=answered.area)

    sala = row(found, "sala-kommun")
    assert [(one.now, one.sign, one.look) for one in sala.cells[:4]] == [
        ("G", "G", "g"),
        ("H", "H", "h"),
        ("N", "–", "none"),
        ("", "", ""),
    ]
    assert row(found, "kopings-kommun").cells == ()
    assert (len(found.columns), len(found.rows), found.handed_in) == (9, 4, 3)


def test_the_whole_strategy_is_forty_five_columns_by_area(answered):
    found = sheet(answered)
    assert [len(one.sub_goals) for one in found.areas] == [7, 6, 7, 7, 9, 9]
    assert [(kind, len(rows)) for kind, rows in found.groups] == [("Kommun", 2), ("Region", 1)]
    assert len(sheet(answered, actor_type="region").rows) == 1


def test_an_area_that_is_not_relevant_is_so_in_every_column(answered):
    version = answered.region.submissions.get().current_version
    say_not_relevant(version, answered.area, "Ingen personal.")
    cells = row(sheet(answered, area=answered.area), "region-vastmanland").cells
    assert {one.now for one in cells} == {"N"}


def test_last_years_degree_stands_by_where_it_was_another(answered, official_in_sala):
    one, two, _, four, *_ = answered.sub_goals
    submit(
        make_round(2025, "archived"),
        answered.sala,
        official_in_sala,
        degrees={one: "P", two: "H", four: "E"},
    )
    found = sheet(answered, area=answered.area)
    assert row(found, "sala-kommun").cells[:4] == (
        Cell("G", "P"),
        Cell("H", None),
        Cell("N", ""),
        Cell("", "E"),
    )
    assert [one.was_sign for one in row(found, "sala-kommun").cells[:4:2]] == ["P", "○"]
    # Who did not hand in last year has nothing to compare with.
    assert row(found, "arboga-kommun").cells[0] == Cell("G", None)


def test_the_page_leads_to_the_answers_and_is_narrowed(as_, answered, preparer):
    client = as_(preparer)
    html = client.get(PAGE, {"omrade": AREA, "typ": "municipality"}).content.decode()
    assert f'href="/sammanstallning/2026/{AREA}/svaren/#svar-1"' in html
    assert (
        f'href="/sammanstallning/2026/{AREA}/svaren/?visa=organisationer#organisation-sala-kommun"'
        in html
    )
    assert f'href="{CSV}?omrade={AREA}&amp;typ=municipality"' in html
    words = text_of(client.get(PAGE, {"omrade": AREA, "typ": "municipality"}))
    assert "2 organisationer och 9 delmål visas. 2 av organisationerna har lämnat in." in words
    assert "Ingen inbjuden organisation passar valen" in text_of(
        client.get(PAGE, {"typ": "business"})
    )
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part
    assert "<table" in part


def test_the_csv_says_the_same_and_runs_nothing(as_, answered, preparer, draft_in_koping):
    draft_in_koping.name = "=1+1"
    draft_in_koping.save()
    response = as_(preparer).get(CSV, {"omrade": AREA})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Organisation;Typ;5.1 ")
    said = {line.split(";")[0]: line.split(";")[1:6] for line in lines[1:]}
    assert said["Sala kommun"] == ["Kommun", "G", "H", "ej relevant", "blankt"]
    assert said["'=1+1"] == ["Kommun", *["inte svarat"] * 4]
    assert SENTINEL not in response.content.decode()
    assert as_csv(sheet(answered, area=answered.area)) == response.content


def test_only_those_who_read_the_answers_come_in(as_, answered, official_in_sala, coordinator):
    for page in (PAGE, CSV):
        assert as_(official_in_sala).get(page).status_code == 403
        assert as_(coordinator).get(page).status_code == 200
        assert as_(coordinator).post(page).status_code == 405


@pytest.mark.parametrize("organisations", [1, 3, 40])
def test_queries_do_not_grow_with_the_organisations(
    as_, area, preparer, django_assert_num_queries, organisations
):
    fill(make_round(2025, "archived"), area, organisations)
    fill(make_round(2026), area, organisations)
    client = as_(preparer)
    with django_assert_num_queries(28):
        assert client.get(PAGE).status_code == 200
