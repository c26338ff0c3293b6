"""What a frozen report says that no longer holds: its snapshot beside the year as it stands now.

Pure functions over two snapshots. Only what the report says is compared: a new year's value or a
text that was never in it is nothing that the report has wrong. Where much has changed for one
reason, as when a source revises a whole series, it is told as one thing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from followup.report.drawing.cells import count_cell
from followup.report.drawing.sources import keys
from followup.report.drawing.sources.source import PREPARERS, WHOLE
from followup.report.drawing.sources.statistics import exact
from followup.report.drawing.sources.words import by_name
from followup.report.names import called, renamed
from followup.report.snapshot import (
    PERSONS,
    AreaPart,
    InterventionPart,
    MeasurementPart,
    Snapshot,
)
from followup.report.suppression import total
from strategy_portal.swedish import in_words, number

# Of many that changed alike so many are named.
_TOLD = 5
EMPTY, GONE = "Tomt", "Finns inte längre"
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing that holds otherwise now: what it is, what the report says, what holds.

    `key` is the same as long as it is the same thing; `source` is the key of the source it is
    part of, `area` the goal area's number (0: the whole report), `since` ISO or "".
    """

    key: str
    area: int
    source: str
    what: str
    said: str
    holds: str
    since: str


def differences(then: Snapshot, now: Snapshot) -> list[Difference]:
    """Everything that the report says and that holds otherwise now, in the report's order."""
    new_names = renamed(then, now)
    now = called(now, {new: old for old, new in new_names.items()})
    areas = {area["slug"]: area for area in now["areas"]}
    found = [*_new_names(new_names), *_texts(then, now), *_late(then, now), *_answers(then, now, 0)]
    for area in then["areas"]:
        if area["slug"] in areas:
            found += _area(then, now, area, areas[area["slug"]])
    return found


def _area(then: Snapshot, now: Snapshot, old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    yield from _strategy(old, new)
    yield from _judgement(old, new)
    yield from _area_texts(old, new)
    yield from _values(old, new)
    yield from _breaks(old, new)
    yield from _answers(then, now, old["number"])
    yield from _interventions(then, now, old, new)
    yield from _challenges(old, new)
    yield from _proposals(old, new)


# --- Organisations and what they answered ------------------------------------------------------


def _new_names(names: Mapping[str, str]) -> Iterator[Difference]:
    """Organisations that are called otherwise now; all else is told by the report's names."""
    for old, new in names.items():
        yield Difference(f"name:{old}", WHOLE, keys.SURVEY, f"{old}: namn", old, new, "")


def _late(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    """Organisations whose answers the report was made without, or that it should not have had."""
    new = by_name(now)
    for name, old in by_name(then).items():
        after = new.get(name)
        if bool(old["submitted_at"]) == bool(after and after["submitted_at"]):
            continue
        has_come = bool(after and after["submitted_at"])
        yield Difference(
            f"handed-in:{name}",
            0,
            keys.SURVEY,
            f"{name}: svar i enkäten",
            "Har inte svarat" if has_come else "Har svarat",
            "Har lämnat in sina svar" if has_come else "Har inga inlämnade svar",
            after["submitted_at"][:10] if after else "",
        )


def _handed_in_anew(then: Snapshot, now: Snapshot) -> dict[str, str]:
    """The organisations that have answered again since, and the day; ISO."""
    new = by_name(now)
    return {
        name: new[name]["submitted_at"][:10]
        for name, old in by_name(then).items()
        if name in new
        and old["submitted_at"]
        and new[name]["submitted_at"] not in ("", old["submitted_at"])
    }


def _answers(then: Snapshot, now: Snapshot, area: int) -> Iterator[Difference]:
    anew = _handed_in_anew(then, now)
    old, new = (_answers_by_key(one, area, anew) for one in (then, now))
    for key in dict.fromkeys([*old, *new]):
        said, holds = old.get(key, EMPTY), new.get(key, EMPTY)
        if said == holds:
            continue
        organisation, sub_goal, question, kind = key
        yield Difference(
            f"answer:{area}:{organisation}:{sub_goal}:{kind}:{question}",
            area,
            keys.SURVEY,
            ", ".join(
                filter(None, (organisation, f"delmål {sub_goal}" if sub_goal else "", question))
            ),
            said,
            holds,
            anew[organisation],
        )


def _answers_by_key(
    snapshot: Snapshot, area: int, anew: Mapping[str, str]
) -> dict[tuple[str, str, str, str], str]:
    return {
        (one["organisation"], one["sub_goal"], one["question"], one["kind"]): _answer_in_words(one)
        for one in snapshot.get("answers", [])
        if one["area_number"] == area and one["organisation"] in anew
    }


def _answer_in_words(one: _Row) -> str:
    return _counts_in_words(one["counts"]) if one.get("counts") else one["answer"] or EMPTY


def _counts_in_words(counts: Any) -> str:
    names = ("kvinnor", "män", "flickor", "pojkar", "okänt kön")
    cells = [count_cell(counts[who], not_known=counts["not_known"]).text for who in PERSONS]
    every = count_cell(total(counts[who] for who in PERSONS), not_known=counts["not_known"]).text
    said = [f"{name} {cell}" for name, cell in zip(names, cells, strict=True)]
    return f"{', '.join(said)}, summa {every}"


_SAID_OF_INTERVENTIONS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("namn", lambda one: one["title"]),
    ("beskrivning", lambda one: one.get("description", "")),
    ("effekt", lambda one: one["effect"]),
    ("antal", lambda one: _counts_in_words(one["counts"])),
    ("läge", lambda one: one["status_label"]),
    ("delmål", lambda one: ", ".join(one["sub_goals"])),
)


def _interventions(
    then: Snapshot, now: Snapshot, old: AreaPart, new: AreaPart
) -> Iterator[Difference]:
    anew = _handed_in_anew(then, now)
    before = {one["id"]: one for one in old["interventions"]}
    after = {one["id"]: one for one in new["interventions"]}
    for key, one in before.items():
        since = anew.get(one["organisation"], "")
        if key not in after:
            yield _intervention(old, one, "insatsen", one["title"], GONE, since)
            continue
        for word, said_of in _SAID_OF_INTERVENTIONS:
            said, holds = said_of(one) or EMPTY, said_of(after[key]) or EMPTY
            if said != holds:
                yield _intervention(old, one, word, said, holds, since)
    for key, one in after.items():
        # All that a late organisation has done is told as one thing: that it has answered.
        if key not in before and one["organisation"] in anew:
            since = anew[one["organisation"]]
            yield _intervention(old, one, "ny insats", "Finns inte", one["title"], since)


def _intervention(
    area: AreaPart, one: InterventionPart, word: str, said: str, holds: str, since: str
) -> Difference:
    alone, together = keys.intervention(one["id"]), keys.interventions(area)
    return Difference(
        f"intervention:{one['id']}:{word}",
        area["number"],
        alone if one["chosen"] else together,
        f"{one['title']}, {one['organisation']}: {word}",
        said,
        holds,
        since,
    )


# --- Statistics ----------------------------------------------------------------------------------


def _values(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    """One difference an indicator, however many of its values were revised."""
    slugs = {one["title"]: one.get("slug") or one["title"] for one in new["indicators"]}
    now = {
        (slugs.get(one["indicator"], one["indicator"]), *_which(one)): one
        for one in new.get("measurements", [])
    }
    for indicator in old["indicators"]:
        slug = indicator.get("slug") or indicator["title"]
        own = [m for m in old.get("measurements", []) if m["indicator"] == indicator["title"]]
        pairs = [(one, now.get((slug, *_which(one)))) for one in own]
        changed = [(a, b) for a, b in pairs if b is None or _value(a) != _value(b)]
        if not changed:
            continue
        noun = "ett värde" if len(changed) == 1 else f"{number(len(changed))} värden"
        yield Difference(
            f"values:{slug}",
            old["number"],
            keys.figure(old, indicator),
            f"{indicator['title']}: {noun}",
            _told(f"{_whose(a)} {_value(a)}" for a, _ in changed),
            _told(f"{_whose(a)} {_value(b) if b else GONE.lower()}" for a, b in changed),
            max((b["fetched_on"] for _, b in changed if b), default=""),
        )


def _which(one: MeasurementPart) -> tuple[object, ...]:
    return one["group"], one["sex"], one["origin"], one["place"], one["year"]


def _whose(one: MeasurementPart) -> str:
    said = (one["place"], one["group"] or one["sex"].lower(), one["origin"], one["year"])
    return f"{', '.join(str(part) for part in said if part)}:"


def _value(one: MeasurementPart) -> str:
    return one["text"] or ("" if one["value"] is None else exact(one["value"]))


def _told(parts: Iterable[str]) -> str:
    """The first of many, and how many more there are."""
    every = list(parts)
    more = [f"och {number(len(every) - _TOLD)} till"] if len(every) > _TOLD else []
    return "; ".join([*every[:_TOLD], *more])


def _breaks(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    now = {one.get("slug"): one for one in new["indicators"] if one["series"]}
    for one in old["indicators"]:
        after = now.get(one.get("slug"))
        if not one["series"] or after is None:
            continue
        # A break after the report's last year is nothing it could have said.
        last = max((p["year"] for line in one["series"] for p in line["points"]), default=0)
        had, has = ({y for y in part.get("breaks", []) if y <= last} for part in (one, after))
        if had != has:
            yield Difference(
                f"breaks:{one.get('slug')}",
                old["number"],
                keys.figure(old, one),
                f"{one['title']}: brott i serien",
                _years(had),
                _years(has),
                "",
            )


def _years(years: set[int]) -> str:
    return f"Ny mätmetod från {in_words(map(str, sorted(years)))}" if years else "Inget brott"


# --- What is written ---------------------------------------------------------------------------


def _strategy(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    for field, word in (("title", "namn"), ("goal", "mål"), ("situation", "läget")):
        yield from _text(
            f"strategy:{old['number']}:{field}",
            old["number"],
            keys.strategy(old),
            f"Strategins text om {old['title']}: {word}",
            (old, new),
            field,
            "",
        )


def _judgement(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    said, holds = old["assessment"], new["assessment"]
    since = holds.get("saved", {}).get("on", "")
    for field, word in (("development_label", "utveckling"), ("reasons", "skäl")):
        yield from _text(
            f"judgement:{old['number']}:{field}",
            old["number"],
            keys.judgement(old),
            f"Bedömning av {old['title']}: {word}",
            (said, holds),
            field,
            since,
        )
    after = {one["code"]: one for one in new["sub_goals"]}
    for one in old["sub_goals"]:
        judged = after.get(one["code"])
        for field, word in (("development_label", "utveckling"), ("reasons", "skäl")):
            if judged:
                yield from _text(
                    f"judgement:{one['code']}:{field}",
                    old["number"],
                    keys.sub_goals(old),
                    f"Bedömning av delmål {one['code']}: {word}",
                    (one, judged),
                    field,
                    judged.get("saved", {}).get("on", ""),
                )


def _texts(then: Snapshot, now: Snapshot) -> Iterator[Difference]:
    """What the preparation group has written of the whole year."""
    for kind in keys.OF_THE_YEAR:
        yield from _text(
            f"text:{kind}",
            WHOLE,
            keys.text(kind),
            keys.TEXTS[kind],
            (then, now),
            kind,
            _saved_on(now, kind),
        )


def _area_texts(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    """What the preparation group has written of an area."""
    for kind in keys.OF_AN_AREA:
        yield from _text(
            f"text:{old['number']}:{kind}",
            old["number"],
            keys.text(kind, old),
            f"{old['title']}: {keys.TEXTS[kind]}",
            (old.get("texts", {}), new.get("texts", {})),
            kind,
            _saved_on(new, kind),
        )


def _saved_on(part: _Row, kind: str) -> str:
    """The day a text was last saved; ISO or ""."""
    return str(part.get("texts_saved", {}).get(kind, {}).get("on", ""))


def _text(
    key: str,
    area: int,
    source: str,
    what: str,
    both: tuple[Any, Any],
    field: str,
    since: str,
) -> Iterator[Difference]:
    """One field of something written, where it reads otherwise now."""
    if field not in both[0] or field not in both[1]:
        return
    said, holds = (one[field].strip() or EMPTY for one in both)
    if said != holds:
        yield Difference(key, area, source, what, said, holds, since)


def _challenges(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    """Those that the preparation group has named; organisations' own are their answers."""
    said, holds = (
        [one["text"] for one in area["challenges"] if one["by"] == PREPARERS] for area in (old, new)
    )
    if said != holds:
        yield Difference(
            f"challenges:{old['number']}",
            old["number"],
            keys.challenges(old),
            f"{PREPARERS}s nya utmaningar inom {old['title']}",
            "\n".join(said) or EMPTY,
            "\n".join(holds) or EMPTY,
            "",
        )


def _proposals(old: AreaPart, new: AreaPart) -> Iterator[Difference]:
    after = {one["sub_goal"]: one for one in new["proposals"]}
    for one in old["proposals"]:
        source = keys.proposal(one["sub_goal"], one["title"])
        now = after.get(one["sub_goal"])
        said = _proposal(one)
        holds = _proposal(now) if now else GONE
        if said != holds:
            yield Difference(
                f"proposal:{one['sub_goal']}",
                old["number"],
                source,
                f"Förslag för delmål {one['sub_goal']}",
                said,
                holds,
                "",
            )


def _proposal(one: _Row) -> str:
    return "\n".join(filter(None, (one["title"], one["reason"])))
