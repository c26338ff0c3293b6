"""Small numbers never leave the council's copy, neither as they stand nor by subtraction."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from followup.report.suppression import WITHHELD, hide, public_copy, total
from goals.statistics.small_numbers import HIDDEN
from tests.followup.report.sample import sample_snapshot

COUNTS = st.one_of(st.none(), st.integers(0, 12), st.integers(0, 5000))
PERSONS = ("women", "men", "girls", "boys", "unknown")


def test_one_to_four_are_hidden_and_nothing_else():
    assert [hide(n) for n in (None, 0, 1, 4, 5, 900)] == [None, 0, HIDDEN, HIDDEN, 5, 900]


def test_a_sum_with_a_hidden_part_says_the_least_it_can_be():
    assert total([20, 8, HIDDEN]) == "minst 29"
    assert total(["minst 29", HIDDEN, None]) == "minst 30"


def test_a_sum_of_open_parts_is_exact_and_of_blanks_is_blank():
    assert total([20, None, 0]) == 20
    assert total([None, None]) is None


@given(st.lists(COUNTS, min_size=5, max_size=5), st.lists(COUNTS, min_size=5, max_size=5))
def test_what_is_printed_is_the_same_whatever_the_hidden_counts_are(first, second):
    """Two truths that differ only in hidden counts must give one and the same row."""
    other = [b if hide(a) == hide(b) == HIDDEN else a for a, b in zip(first, second, strict=True)]
    shown, also_shown = [hide(n) for n in first], [hide(n) for n in other]
    assert (shown, total(shown)) == (also_shown, total(also_shown))


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_the_printed_sum_is_never_more_than_the_true_one(counts):
    printed = total([hide(n) for n in counts])
    true = sum(n or 0 for n in counts)
    least = int(printed.removeprefix("minst ")) if isinstance(printed, str) else printed or 0
    assert least <= true
    assert not 0 < least < 5 or isinstance(printed, str)


def test_the_public_copy_holds_no_small_count_in_any_row_or_sum():
    snapshot: Any = public_copy(sample_snapshot())
    assert snapshot["public"]
    for area in snapshot["areas"]:
        counts = [one["counts"][who] for one in area["interventions"] for who in PERSONS]
        assert HIDDEN in counts
        reach = [area["reach"][who] for who in (*PERSONS, "total")]
        assert not [n for n in (*counts, *reach) if isinstance(n, int) and 0 < n < 5]


def test_the_areas_sums_are_made_from_what_is_printed():
    area: Any = public_copy(sample_snapshot())["areas"][0]
    for who in PERSONS:
        assert area["reach"][who] == total(one["counts"][who] for one in area["interventions"])


def test_the_councils_own_copy_is_left_as_it_was():
    snapshot = sample_snapshot()
    public_copy(snapshot)
    assert snapshot == sample_snapshot()


def test_figures_that_count_persons_hide_small_values_and_shares_stay():
    snapshot: Any = sample_snapshot()
    group = {"label": "Flickor", "value": 3, "year": 2025, "place": "Sala"}
    line = {"kind": "women", "label": "Kvinnor", "points": [{"year": 2025, "value": 2}]}
    few = {"title": "Deltog", "unit": "personer", "groups": [group], "series": [line]}
    share = {**few, "unit": "procent"}
    snapshot["areas"][0]["indicators"] = [
        {**few, "source": "", "owner": ""},
        {**share, "source": "", "owner": ""},
    ]
    hidden, kept = public_copy(snapshot)["areas"][0]["indicators"]
    assert hidden["groups"] == [{**group, "value": None, "text": HIDDEN}]
    assert hidden["series"][0]["points"] == [{"year": 2025, "value": None}]
    assert (kept["groups"], kept["series"]) == ([group], [line])


def test_a_year_with_a_small_value_is_left_out_whole_so_that_nothing_is_found_by_subtraction():
    """Women 3, men 40 and all 43: the three are not told by the other two."""
    snapshot: Any = sample_snapshot()
    lines = [
        {"kind": kind, "label": label, "points": [{"year": 2024, "value": 50}, now]}
        for kind, label, now in (
            ("women", "Kvinnor", {"year": 2025, "value": 3}),
            ("men", "Män", {"year": 2025, "value": 40}),
            ("total", "Totalt", {"year": 2025, "value": 43}),
        )
    ]
    groups = [
        {"label": label, "value": value, "year": 2025, "place": "Sala"}
        for label, value in (("Flickor", 3), ("Pojkar", 40), ("Alla", 43), ("Ingen", None))
    ]
    few = {"title": "Deltog", "unit": "personer", "source": "", "owner": ""}
    snapshot["areas"][0]["indicators"] = [
        {**few, "groups": [], "series": lines},
        {**few, "groups": groups, "series": []},
    ]
    single = {"indicator": "Deltog", "unit": "personer", "text": ""}
    snapshot["areas"][0]["measurements"] = [
        {**single, "year": year, "value": value}
        for year, value in ((2025, 3), (2025, 40), (2024, 43))
    ]
    series, grouped = public_copy(snapshot)["areas"][0]["indicators"]
    assert [[p["value"] for p in line["points"]] for line in series["series"]] == [[50, None]] * 3
    assert [(one["value"], one.get("text")) for one in grouped["groups"]] == [
        (None, HIDDEN),
        (None, WITHHELD),
        (None, WITHHELD),
        (None, None),
    ]
    table = public_copy(snapshot)["areas"][0]["measurements"]
    assert [(one["value"], one["text"]) for one in table] == [
        (None, HIDDEN),
        (None, WITHHELD),
        (43, ""),
    ]
