"""Where every figure and sentence of the report comes from: its sources, numbered part by part.

Made from the snapshot and nothing else, so that a source never says more than the copy it stands
in: what `suppression.public_copy` hides is hidden here too. The numbers run through the report in
its own order and are the same on the screen, on paper, in Word and in the data files. Bodies and
organisations are named, never persons.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from followup.report.snapshot import (
    AreaPart,
    IndicatorPart,
    MeasurementPart,
    OrganisationResponse,
    QuotationPart,
    Saved,
    Snapshot,
)
from strategy_portal.charts import DEGREES
from strategy_portal.swedish import HARD_SPACE, date_in_words, in_words, number

PREPARERS = "Beredningsgruppen"
COUNCIL = "Integrationsrådet"
OWN_WORK = "egen bearbetning"
NO_MARK = ".."
# The whole report's own part in the list; the areas have their numbers.
WHOLE = 0

# The preparation group's texts: what they are called, and where in the report they stand.
TEXTS = {
    "foreword": "Förordet",
    "summary": "Sammanfattningen",
    "method": "Texten om hur uppföljningen gjordes",
    "development": "Texten om utvecklingen",
    "interventions": "Texten om insatserna",
    "challenges": "Texten om nya utmaningar",
}
OF_THE_YEAR = {"foreword": "forord", "summary": "ett", "method": "gjordes"}
OF_AN_AREA = {
    "development": "utveckling",
    "interventions": "insatser",
    "challenges": "utmaningar",
}

_DEGREE_LETTERS = {label: "–" if key == "N" else key for key, label, *_ in DEGREES}
_KINDS = {
    "strategy": "Strategi",
    "answers": "Svar",
    "decision": "Beslut",
    "text": "Text",
    "judgement": "Bedömning",
    "statistics": "Statistik",
    "proposal": "Förslag",
}


@dataclass(frozen=True)
class Source:
    """Something that the report rests on, and the figures or versions behind it.

    `key` is the same from build to build, `number` the mark that stands in the text. `by` is who
    says it, `facts` sentences about it, `version` and `on` (ISO) which one the report holds.
    `header` and `rows` are the values, versions and dates; `place` is where it is told of first.
    """

    key: str
    kind: str
    area: int
    title: str
    by: str
    facts: tuple[str, ...] = ()
    version: int | None = None
    on: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""
    number: int = 0

    @property
    def kind_label(self) -> str:
        """What sort of source it is, in Swedish."""
        return _KINDS[self.kind]

    @property
    def dated(self) -> str:
        """Which version and of what day: "version 2, 3 oktober 2026"; empty where unknown."""
        version = f"version{HARD_SPACE}{self.version}" if self.version else ""
        return ", ".join(filter(None, (version, date_in_words(self.on))))

    @property
    def words(self) -> str:
        """All of it as running text, for paper, Word and data files."""
        said = ", ".join(filter(None, (self.by, self.dated)))
        return " ".join([f"{said}.", *self.facts] if said else self.facts)


@dataclass(frozen=True)
class SourcePart:
    """The sources of the report as a whole (`area` None) or of one goal area."""

    area: AreaPart | None
    sources: tuple[Source, ...]

    @property
    def title(self) -> str:
        """The part's heading."""
        return self.area["title"] if self.area else "Hela rapporten"


class SourceList:
    """All sources of one report in the order of their numbers."""

    def __init__(self, report: Snapshot) -> None:
        numbers = count(1)
        parts = [(None, _whole(report)), *((area, _area(report, area)) for area in report["areas"])]
        self.parts = [
            SourcePart(area, tuple(replace(one, number=next(numbers)) for one in found))
            for area, found in parts
        ]
        self.all = [one for part in self.parts for one in part.sources]
        self._by_key = {one.key: one for one in self.all}

    def get(self, key: str) -> Source | None:
        """The source with a key; None where a report from before does not tell."""
        return self._by_key.get(key)

    def number(self, key: str) -> int | None:
        """The mark of a source, for a column of the data files."""
        found = self.get(key)
        return found.number if found else None


# --- Keys: what a statement's source is called -------------------------------------------------

STRATEGY, SURVEY, DECISIONS, INHABITANTS = "strategy", "answers", "decisions", "inhabitants"


def strategy_key(area: AreaPart) -> str:
    """What the strategy itself says of an area."""
    return f"strategy:{area['number']}"


def judgement_key(area: AreaPart) -> str:
    """The preparation group's judgement of an area."""
    return f"judgement:{area['number']}"


def text_key(kind: str, area: AreaPart | None = None) -> str:
    """A text that the preparation group has written of the year, or of an area."""
    return f"text:{area['number']}:{kind}" if area else f"text:{kind}"


def quotation_key(mark: str) -> str:
    """What an organisation says, or did, that a text quotes at a mark."""
    return f"quotation:{mark[1:-1].split()[-1]}"


def sub_goals_key(area: AreaPart) -> str:
    """Its judgements of the area's sub-goals."""
    return f"judgements:{area['number']}"


def figure_key(area: AreaPart, indicator: IndicatorPart) -> str:
    """An indicator's values; those of the municipalities are the same indicator's."""
    return f"statistics:{area['number']}:{indicator.get('slug') or indicator['title']}"


def degrees_key(area: AreaPart) -> str:
    """How far the organisations say that they have come with the area's sub-goals."""
    return f"degrees:{area['number']}"


def interventions_key(area: AreaPart) -> str:
    """All interventions of an area and whom they reached."""
    return f"interventions:{area['number']}"


def intervention_key(intervention_id: str) -> str:
    """One intervention that the report tells of."""
    return f"intervention:{intervention_id}"


def challenges_key(area: AreaPart) -> str:
    """The new challenges of an area."""
    return f"challenges:{area['number']}"


def proposal_key(sub_goal: str, title: str) -> str:
    """One proposed priority."""
    return f"proposal:{sub_goal}:{title}"


# --- The report as a whole ---------------------------------------------------------------------


def _whole(report: Snapshot) -> Iterator[Source]:
    strategy = report["strategy"]
    yield Source(
        STRATEGY,
        "strategy",
        WHOLE,
        f"{strategy['title']} {strategy['period']}",
        "",
        _sentences(strategy.get("document", "")),
        place="gjordes",
    )
    yield _survey(report)
    if there := report["response"].get("inhabitants"):
        yield Source(
            INHABITANTS,
            "statistics",
            WHOLE,
            f"Folkmängd i kommunerna {there['year']}",
            there["source"].rstrip("."),
            (f"Andelen av länets invånare är {OWN_WORK}.",),
            place="gjordes",
        )
    if report["last_year_priorities"]:
        yield _decisions(report)
    for kind, anchor in OF_THE_YEAR.items():
        if report.get(kind):
            yield _text(report, kind, text_key(kind), WHOLE, anchor)
            yield from _quotations(report, kind, WHOLE, anchor)


def _text(part: Snapshot | AreaPart, kind: str, key: str, area: int, place: str) -> Source:
    """A text of the year or of an area, as it stood when the report was made."""
    saved = part.get("texts_saved", {}).get(kind)
    return Source(
        key,
        "text",
        area,
        TEXTS[kind],
        PREPARERS,
        version=saved["version"] if saved else None,
        on=saved["on"] if saved else "",
        place=place,
    )


def _quotations(report: Snapshot, kind: str, area: int, place: str) -> Iterator[Source]:
    """What a text quotes, each with the handing-in that says it."""
    for one in report.get("quotations", []):
        if (one["text_kind"], one["area_number"]) == (kind, area):
            yield _quotation(report, one, place)


def _quotation(report: Snapshot, one: QuotationPart, place: str) -> Source:
    return Source(
        quotation_key(one["mark"]),
        "answers",
        one["area_number"],
        f"Citat: ”{one['about']}”" if one["passage"] else one["about"],
        f"{one['organisation']}, svar i enkäten om {report['year']}",
        version=one["version"],
        on=one["on"],
        place=place,
    )


def _survey(report: Snapshot) -> Source:
    response = report["response"]
    answered = [one for one in response["organisations"] if one["submitted_at"]]
    return Source(
        SURVEY,
        "answers",
        WHOLE,
        f"Organisationernas svar i enkäten om {report['year']}",
        f"{response['answered']} av {response['invited']} inbjudna organisationer",
        ("Rapporten bygger på den version som varje organisation lämnade in sist.",),
        header=("Organisation", "Version", "Inlämnat"),
        rows=tuple((one["name"], *_handed_in(one)) for one in answered),
        place="gjordes",
    )


def _handed_in(one: OrganisationResponse | None) -> tuple[str, str]:
    """Which version an organisation handed in last, and when."""
    if one is None:
        return NO_MARK, NO_MARK
    return str(one.get("version") or NO_MARK), date_in_words(one["submitted_at"]) or NO_MARK


def _decisions(report: Snapshot) -> Source:
    rows = [
        (one["title"], one.get("decision") or NO_MARK, date_in_words(one.get("decided_on", "")))
        for one in report["last_year_priorities"]
    ]
    return Source(
        DECISIONS,
        "decision",
        WHOLE,
        f"Beslut om prioriteringar för {report['year']}",
        COUNCIL,
        (
            "Vad som har hänt är räknat ur organisationernas svar om genomförandegrad.",
            _list([f"{title}: {decision}, {day}" for title, decision, day in rows if day]),
        ),
        header=("Prioritering", "Beslut", "Beslutsdag"),
        rows=tuple(rows),
        place="forra-aret",
    )


# --- One goal area -----------------------------------------------------------------------------


def _area(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    yield Source(
        strategy_key(area),
        "strategy",
        area["number"],
        "Mål, delmål och läget när strategin skrevs",
        f"{report['strategy']['title']} {report['strategy']['period']}",
        _sentences(area.get("source_place", "")),
        place=_anchor(area),
    )
    yield from _judgements(area)
    yield from _area_texts(report, area)
    yield from _figures(area)
    yield _degrees(report, area)
    yield _interventions(report, area)
    yield from _chosen(report, area)
    if area["challenges"]:
        yield _challenges(report, area)
    yield from _proposals(area)


def _area_texts(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    written = area.get("texts", {})
    for kind, ending in OF_AN_AREA.items():
        if written.get(kind):
            place = f"{_anchor(area)}-{ending}"
            yield _text(area, kind, text_key(kind, area), area["number"], place)
            yield from _quotations(report, kind, area["number"], place)


def _judgements(area: AreaPart) -> Iterator[Source]:
    judged = area["assessment"]
    if judged["development"] or judged["reasons"]:
        yield _written(
            judgement_key(area),
            "judgement",
            area,
            f"Bedömning av {area['title']}",
            PREPARERS,
            judged.get("saved"),
        )
    rows = [
        (one["code"], one["development_label"], *_version_and_day(one.get("saved")))
        for one in area["sub_goals"]
        if one["development"] or one["reasons"]
    ]
    if rows:
        yield Source(
            sub_goals_key(area),
            "judgement",
            area["number"],
            "Bedömningar av delmålen",
            PREPARERS,
            (_saved_together(rows),),
            header=("Delmål", "Bedömning", "Version", "Dag"),
            rows=tuple(rows),
            place=f"{_anchor(area)}-utveckling",
        )


def _written(
    key: str, kind: str, area: AreaPart, title: str, by: str, saved: Saved | None
) -> Source:
    """Something that a body has written, with its version and day."""
    return Source(
        key,
        kind,
        area["number"],
        title,
        by,
        version=saved["version"] if saved else None,
        on=saved["on"] if saved else "",
        place=_anchor(area),
    )


def _version_and_day(saved: Saved | None) -> tuple[str, str]:
    if not saved:
        return NO_MARK, NO_MARK
    return str(saved["version"] or NO_MARK), date_in_words(saved["on"]) or NO_MARK


def _saved_together(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """The sub-goals' versions and days in words, those that are alike named together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for code, _, version, day in rows:
        alike.setdefault((version, day), []).append(code)
    return _list(_with_version(in_words(codes), *when) for when, codes in alike.items())


def _with_version(what: str, version: str, day: str) -> str:
    known = [f"version {version}" if version != NO_MARK else "", day if day != NO_MARK else ""]
    return ", ".join(filter(None, (what, *known)))


def _figures(area: AreaPart) -> Iterator[Source]:
    """One source an indicator: its second chart, of the municipalities, rests on the same."""
    seen = set()
    for indicator in area["indicators"]:
        key = figure_key(area, indicator)
        if key not in seen:
            seen.add(key)
            yield _figure(key, area, indicator)


def _figure(key: str, area: AreaPart, indicator: IndicatorPart) -> Source:
    values = [one for one in area.get("measurements", []) if one["indicator"] == indicator["title"]]
    fetched = max((one["fetched_on"] for one in values), default="")
    return Source(
        key,
        "statistics",
        area["number"],
        indicator["title"],
        in_words(dict.fromkeys(one["source"].rstrip(".") for one in values))
        or indicator["source"].rstrip("."),
        tuple(_about_figure(indicator, values, fetched)),
        header=("År", "Plats", "Vilka", "Värde", "Hämtat", "Att veta"),
        rows=tuple(map(_value_row, sorted(values, key=lambda one: -(one["year"] or 0)))),
        place=f"{_anchor(area)}-utveckling",
    )


def _about_figure(
    indicator: IndicatorPart, values: list[MeasurementPart], fetched: str
) -> Iterator[str]:
    if fetched:
        yield f"Hämtat senast {date_in_words(fetched)}."
    if measures := indicator.get("measures"):
        yield f"Hämtas som {in_words(measures)}."
    if definition := indicator.get("definition", "").strip():
        yield definition if definition.endswith(".") else f"{definition}."
    if said := _kinds_of_values(values):
        yield said
    if owner := indicator["owner"].rstrip("."):
        yield f"Följs upp i {owner}."


def _kinds_of_values(values: list[MeasurementPart]) -> str:
    """How many values there are, and how many of them are not the source's last word."""
    if not values:
        return ""
    noun = "värde" if len(values) == 1 else "värden"
    counted = (
        (OWN_WORK, _how_many(values, "computed")),
        ("preliminärt" if len(values) == 1 else "preliminära", _how_many(values, "preliminary")),
        ("reviderat" if len(values) == 1 else "reviderade", _how_many(values, "revised")),
    )
    every = [word for word, n in counted if n == len(values)]
    some = [f"{number(n)} {word}" for word, n in counted if 0 < n < len(values)]
    apart = [*every, f"varav {in_words(some)}" if some else ""]
    return f"{', '.join(filter(None, (f'{number(len(values))} {noun}', *apart)))}."


def _how_many(values: list[MeasurementPart], what: str) -> int:
    return sum(bool(one.get(what)) for one in values)


def _value_row(one: MeasurementPart) -> tuple[str, ...]:
    who = [one["group"], one["sex"] if one["sex"] not in one["group"] else "", one["origin"]]
    known = [
        OWN_WORK if one["computed"] else "",
        "preliminärt" if one["preliminary"] else "",
        "reviderat" if one.get("revised") else "",
    ]
    value = exact(one["value"]) if one["value"] is not None else NO_MARK
    return (
        str(one["year"] or NO_MARK),
        one["place"] or NO_MARK,
        ", ".join(filter(None, who)),
        f"{value} ({one['text']})" if one["text"] else value,
        one["fetched_on"] or NO_MARK,
        ", ".join(filter(None, known)),
    )


def exact(value: float) -> str:
    """A value with the decimals it was given with, two at most."""
    return number(value, len(f"{value:.2f}".rstrip("0").partition(".")[2]))


def _degrees(report: Snapshot, area: AreaPart) -> Source:
    codes = [one["code"] for one in area["sub_goals"]]
    given: dict[str, dict[str, str]] = {}
    question = ""
    for one in report.get("answers", []):
        if one["kind"] == "degree" and one["area_number"] == area["number"]:
            question = one["question"]
            letter = _DEGREE_LETTERS.get(one["answer"], one["answer"])
            given.setdefault(one["organisation"], {})[one["sub_goal"]] = letter
    sections = area.get("sections", [])
    beside = {one["organisation"] for one in sections if one["state"] == "not_relevant"}
    rows = tuple(
        (one["name"], *_handed_in(one), *_letters(codes, given.get(one["name"]), one, beside))
        for one in report["response"]["organisations"]
        if one["submitted_at"] and (one["name"] in given or one["name"] in beside)
    )
    facts = [f"Fråga i enkäten: {_quoted(question)}" if question else ""]
    facts.append(f"{_organisations(len(rows))} har svarat för minst ett av delmålen.")
    return Source(
        degrees_key(area),
        "answers",
        area["number"],
        "Genomförandegrad för delmålen",
        "Organisationernas svar i enkäten",
        tuple(filter(None, facts)),
        header=("Organisation", "Version", "Inlämnat", *codes) if rows else (),
        rows=rows,
        place=f"{_anchor(area)}-insatser",
    )


def _letters(
    codes: list[str], given: dict[str, str] | None, one: OrganisationResponse, beside: set[str]
) -> list[str]:
    """The degree for each sub-goal; the whole area may have been said not to be relevant."""
    otherwise = "–" if one["name"] in beside else NO_MARK
    return [(given or {}).get(code, otherwise) for code in codes]


def _interventions(report: Snapshot, area: AreaPart) -> Source:
    by_organisation: dict[str, int] = {}
    for one in area["interventions"]:
        by_organisation[one["organisation"]] = by_organisation.get(one["organisation"], 0) + 1
    responses = _responses(report)
    rows = tuple(
        (name, *_handed_in(responses.get(name)), number(n)) for name, n in by_organisation.items()
    )
    total = len(area["interventions"])
    noun = "insats" if total == 1 else "insatser"
    facts = (
        f"Räknat ur {number(total)} {noun} från {_organisations(len(rows)).lower()}."
        if total
        else "Ingen insats är redovisad.",
        "Antalen för varje insats står i listan över alla insatser." if total else "",
    )
    return Source(
        interventions_key(area),
        "answers",
        area["number"],
        "Insatser och antal deltagare",
        "Organisationernas svar i enkäten",
        tuple(filter(None, facts)),
        header=("Organisation", "Version", "Inlämnat", "Insatser") if rows else (),
        rows=rows,
        place=f"{_anchor(area)}-insatser",
    )


def _responses(report: Snapshot) -> dict[str, OrganisationResponse]:
    return {one["name"]: one for one in report["response"]["organisations"]}


def _chosen(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    responses = _responses(report)
    for one in area["interventions"]:
        if not one["chosen"]:
            continue
        answered = responses.get(one["organisation"])
        yield Source(
            intervention_key(one["id"]),
            "answers",
            area["number"],
            one["title"],
            f"{one['organisation']}, svar i enkäten om {report['year']}",
            version=answered.get("version") if answered else None,
            on=answered["submitted_at"] if answered else "",
            place=f"{_anchor(area)}-insatser",
        )


def _challenges(report: Snapshot, area: AreaPart) -> Source:
    responses = _responses(report)
    rows = []
    for one in area["challenges"]:
        from_answer = responses.get(one["by"])
        dated = _handed_in(from_answer) if from_answer else _version_and_day(one.get("saved"))
        rows.append((one["by"], *dated))
    question = report.get("questions", {}).get("challenges", "")
    said = [_with_version(*row) for row in dict.fromkeys(rows)]
    return Source(
        challenges_key(area),
        "answers",
        area["number"],
        "Nya utmaningar",
        "",
        tuple(
            filter(
                None,
                (_list(said), f"Fråga i enkäten: {_quoted(question)}" if question else ""),
            )
        ),
        header=("Från", "Version", "Dag"),
        rows=tuple(dict.fromkeys(rows)),
        place=f"{_anchor(area)}-utmaningar",
    )


def _proposals(area: AreaPart) -> Iterator[Source]:
    for one in area["proposals"]:
        written = _written(
            proposal_key(one["sub_goal"], one["title"]),
            "proposal",
            area,
            f"Förslag: {one['title']}",
            one["by"],
            one.get("saved"),
        )
        yield replace(written, place=f"{_anchor(area)}-forslag")


# --- Words -------------------------------------------------------------------------------------


def _anchor(area: AreaPart) -> str:
    return f"mo{area['number']}"


def _sentences(*texts: str) -> tuple[str, ...]:
    return tuple(f"{text.rstrip('.')}." for text in texts if text.strip())


def _list(parts: Iterable[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _quoted(question: str) -> str:
    return f"”{question}”" if question.endswith(("?", ".", "!")) else f"”{question}”."


def _organisations(many: int) -> str:
    return f"{number(many)} {'organisation' if many == 1 else 'organisationer'}"
