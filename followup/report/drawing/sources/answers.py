"""What organisations have answered: degrees, interventions, challenges, words that are quoted."""

from collections.abc import Iterator

from followup.report.drawing.sources import keys
from followup.report.drawing.sources.source import NO_MARK, WHOLE, Source
from followup.report.drawing.sources.words import (
    by_name,
    chapter,
    handed_in,
    listed,
    organisations,
    quoted,
    version_and_day,
    with_version,
)
from followup.report.snapshot import AreaPart, OrganisationResponse, QuotationPart, Snapshot
from strategy_portal.charts import DEGREES
from strategy_portal.swedish import number

_DEGREE_LETTERS = {label: "–" if key == "N" else key for key, label, *_ in DEGREES}


def quotations(report: Snapshot, kind: str, area: int, place: str) -> Iterator[Source]:
    """What a text quotes, each with the handing-in that says it."""
    for one in report.get("quotations", []):
        if (one["text_kind"], one["area_number"]) == (kind, area):
            yield _quotation(report, one, place)


def _quotation(report: Snapshot, one: QuotationPart, place: str) -> Source:
    earlier = "Organisationen har sedan lämnat in en ny version där orden inte står."
    return Source(
        keys.quotation(one["mark"]),
        "answers",
        one["area_number"],
        f"Citat: ”{one['about']}”" if one["passage"] else one["about"],
        f"{one['organisation']}, svar i enkäten om {report['year']}",
        (earlier,) if _is_earlier(report, one) else (),
        version=one["version"],
        on=one["on"],
        place=place,
    )


def _is_earlier(report: Snapshot, one: QuotationPart) -> bool:
    """Whether the organisation has handed in a version after the one that says it."""
    newest = by_name(report).get(one["organisation"])
    return newest is not None and one["version"] < newest.get("version", 0)


def survey(report: Snapshot) -> Source:
    """All answers together: who handed in which version, and when."""
    response = report["response"]
    answered = [one for one in response["organisations"] if one["submitted_at"]]
    has_earlier = any(_is_earlier(report, one) for one in report.get("quotations", []))
    but = ", utom i citat vars källa säger något annat" if has_earlier else ""
    return Source(
        keys.SURVEY,
        "answers",
        WHOLE,
        f"Organisationernas svar i enkäten om {report['year']}",
        f"{response['answered']} av {response['invited']} inbjudna organisationer",
        (f"Rapporten bygger på den version som varje organisation lämnade in sist{but}.",),
        header=("Organisation", "Version", "Inlämnat"),
        rows=tuple((one["name"], *handed_in(one)) for one in answered),
        place="gjordes",
    )


def degrees(report: Snapshot, area: AreaPart) -> Source:
    """How far each organisation says that it has come with the area's sub-goals."""
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
        (one["name"], *handed_in(one), *_letters(codes, given.get(one["name"]), one, beside))
        for one in report["response"]["organisations"]
        if one["submitted_at"] and (one["name"] in given or one["name"] in beside)
    )
    facts = [f"Fråga i enkäten: {quoted(question)}" if question else ""]
    facts.append(f"{organisations(len(rows))} har svarat för minst ett av delmålen.")
    return Source(
        keys.degrees(area),
        "answers",
        area["number"],
        "Genomförandegrad för delmålen",
        "Organisationernas svar i enkäten",
        tuple(filter(None, facts)),
        header=("Organisation", "Version", "Inlämnat", *codes) if rows else (),
        rows=rows,
        place=f"{chapter(area)}-insatser",
    )


def _letters(
    codes: list[str], given: dict[str, str] | None, one: OrganisationResponse, beside: set[str]
) -> list[str]:
    """The degree for each sub-goal; the whole area may have been said not to be relevant."""
    otherwise = "–" if one["name"] in beside else NO_MARK
    return [(given or {}).get(code, otherwise) for code in codes]


def interventions(report: Snapshot, area: AreaPart) -> Source:
    """All interventions of an area and who told of them."""
    by_organisation: dict[str, int] = {}
    for one in area["interventions"]:
        by_organisation[one["organisation"]] = by_organisation.get(one["organisation"], 0) + 1
    responses = by_name(report)
    rows = tuple(
        (name, *handed_in(responses.get(name)), number(n)) for name, n in by_organisation.items()
    )
    total = len(area["interventions"])
    noun = "insats" if total == 1 else "insatser"
    facts = (
        f"Räknat ur {number(total)} {noun} från {organisations(len(rows)).lower()}."
        if total
        else "Ingen insats är redovisad.",
        "Antalen för varje insats står i listan över alla insatser." if total else "",
    )
    return Source(
        keys.interventions(area),
        "answers",
        area["number"],
        "Insatser och antal deltagare",
        "Organisationernas svar i enkäten",
        tuple(filter(None, facts)),
        header=("Organisation", "Version", "Inlämnat", "Insatser") if rows else (),
        rows=rows,
        place=f"{chapter(area)}-insatser",
    )


def chosen(report: Snapshot, area: AreaPart) -> Iterator[Source]:
    """Each intervention that the report tells of."""
    responses = by_name(report)
    for one in area["interventions"]:
        if not one["chosen"]:
            continue
        answered = responses.get(one["organisation"])
        yield Source(
            keys.intervention(one["id"]),
            "answers",
            area["number"],
            one["title"],
            f"{one['organisation']}, svar i enkäten om {report['year']}",
            version=answered.get("version") if answered else None,
            on=answered["submitted_at"] if answered else "",
            place=f"{chapter(area)}-insatser",
        )


def challenges(report: Snapshot, area: AreaPart) -> Source:
    """The new challenges of an area and who named them."""
    responses = by_name(report)
    rows = []
    for one in area["challenges"]:
        from_answer = responses.get(one["by"])
        dated = handed_in(from_answer) if from_answer else version_and_day(one.get("saved"))
        rows.append((one["by"], *dated))
    question = report.get("questions", {}).get("challenges", "")
    said = [with_version(*row) for row in dict.fromkeys(rows)]
    return Source(
        keys.challenges(area),
        "answers",
        area["number"],
        "Nya utmaningar",
        "",
        tuple(
            filter(
                None,
                (listed(said), f"Fråga i enkäten: {quoted(question)}" if question else ""),
            )
        ),
        header=("Från", "Version", "Dag"),
        rows=tuple(dict.fromkeys(rows)),
        place=f"{chapter(area)}-utmaningar",
    )
