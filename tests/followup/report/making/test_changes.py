"""What a corrected version says otherwise: texts, figures, what came and what went."""

import copy
import json

from followup.report.making.changes import changes, public_changes
from followup.report.names import called, renamed
from followup.report.outputs.tables import data_tables
from followup.report.snapshot import canonical_json
from followup.report.suppression import public_copy
from tests.followup.report.sample import sample_snapshot


def two_versions():
    before = sample_snapshot()
    before["areas"] = before["areas"][:2]
    after = copy.deepcopy(before)
    after["version"] = 2
    return before, after


def test_nothing_but_the_version_is_no_change():
    before, after = two_versions()
    after |= {"made_at": "2027-01-02T10:00:00+01:00", "correction": "Fel."}
    assert changes(before, after) == []


def test_a_count_is_told_from_and_to_with_the_sum_that_follows():
    before, after = two_versions()
    one = before["areas"][0]["interventions"][0]
    one["counts"] = dict.fromkeys(("women", "men", "girls", "boys", "unknown"), 0)
    one["counts"]["not_known"] = False
    after["areas"][0]["interventions"][0]["counts"] = {**one["counts"], "women": 12}
    named = {
        "table": "Insatser",
        "row": f"{one['title']}, {one['organisation']}",
        "area_number": 1,
        "kind": "figure",
        "before": "0",
        "after": "12",
    }
    assert changes(before, after) == [named | {"what": "Kvinnor"}, named | {"what": "Summa"}]


def test_blank_is_not_zero():
    before, after = two_versions()
    one = before["areas"][0]["interventions"][0]
    one["counts"] = {**one["counts"], "women": None, "men": 1}
    after["areas"][0]["interventions"][0]["counts"] = {**one["counts"], "women": 0}
    (found,) = changes(before, after)
    assert (found["what"], found["before"], found["after"]) == ("Kvinnor", "(tomt)", "0")


def test_what_is_hidden_in_both_public_copies_is_no_change_there():
    before, after = two_versions()
    for snapshot, women in ((before, 2), (after, 3)):
        one = snapshot["areas"][0]["interventions"][0]
        one["counts"] = {**one["counts"], "women": women}
    assert next(one["after"] for one in changes(before, after)) == "3"
    assert public_changes(before, after) == []
    after |= {
        "changes": changes(before, after),
        "public_changes": public_changes(before, after),
    }
    assert public_copy(after)["changes"] == []
    assert "public_changes" not in public_copy(after)


def test_what_came_and_what_went():
    before, after = two_versions()
    gone = after["areas"][0]["interventions"].pop()
    after["proposals"].append({**before["proposals"][0], "title": "Något nytt", "order": 9})
    found = {(one["table"], one["kind"], one["row"]) for one in changes(before, after)}
    assert ("Insatser", "removed", f"{gone['title']}, {gone['organisation']}") in found
    assert any(kind == "added" and "Något nytt" in row for _, kind, row in found)


def test_a_new_name_is_told_once_and_not_wherever_it_stands():
    before, _ = two_versions()
    before["areas"][0]["interventions"][0]["partners"] = ["Arboga kommun", "Sala kommun"]
    before["last_year_priorities"][0]["groups"][0]["convener"] = "Sala kommun"
    after = json.loads(canonical_json(before).replace("Sala kommun", "Aala stad"))
    after["version"] = 2
    after["areas"][0]["interventions"][0]["partners"].reverse()  # by name, as they are read
    (only,) = changes(before, after)
    assert (only["table"], only["row"], only["what"]) == ("Organisationer", "Aala stad", "Namn")
    assert (only["before"], only["after"]) == ("Sala kommun", "Aala stad")


def test_a_name_that_another_organisation_bears_is_not_given_twice():
    before, after = two_versions()
    then, now = (one["response"]["organisations"] for one in (before, after))
    then[0]["name"], then[1]["name"] = "Arboga kommun", "Fagersta kommun"
    now[:2] = [then[0] | {"name": "Fagersta kommun"}]  # and the other is not asked any more
    assert renamed(before, after) == {"Arboga kommun": "Fagersta kommun"}
    assert called(before, renamed(before, after)) == before


def test_of_a_long_text_what_stands_around_the_difference_is_told():
    before, after = two_versions()
    before["areas"][0]["assessment"]["reasons"] = "a " * 400 + "gammalt" + " b" * 400
    after["areas"][0]["assessment"]["reasons"] = "a " * 400 + "nytt" + " b" * 400
    (found,) = changes(before, after)
    assert "gammalt" in found["before"]
    assert "nytt" in found["after"]
    assert found["before"].startswith("…")
    assert len(found["before"]) < 400


def test_the_data_files_tell_them():
    before, after = two_versions()
    after["areas"][0]["assessment"]["reasons"] = "Rättat."
    after["changes"] = changes(before, after)
    (row,) = next(one for one in data_tables(after) if one.key == "changes").rows
    assert (row["kind"], row["after"]) == ("Ändrad text", "Rättat.")
