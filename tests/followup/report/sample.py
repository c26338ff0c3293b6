"""An invented year as a snapshot: the strategy's 6 areas and 45 sub-goals, 40 organisations,
60 interventions, every kind of empty answer, one endless compound word and hostile text."""

import random
import tomllib
from pathlib import Path
from typing import Any, cast

from django.utils.text import slugify

from followup.report.snapshot import Count, Snapshot

STRATEGY = Path(__file__).resolve().parents[3] / "fixtures" / "strategy"
LONG_WORD = "Arbetsmarknadsintroduktionssamordnarutbildningsverksamhetsutveckling"[:60]
HOSTILE = (
    "<img src=file:///etc/passwd> <script>alert(1)</script> "
    "{{ settings.SECRET_KEY }} {% now 'Y' %} =1+1"
)
KINDS = {"activity": "aktivitet", "result": "resultatmål", "effect": "effektmål"}
LABELS = {
    "right": "Rätt riktning",
    "same": "Oförändrat",
    "wrong": "Fel riktning",
    "cannot": "Kan inte bedömas",
    "": "",
}
MUNICIPALITIES = [
    *("Arboga kommun", "Fagersta kommun", "Hallstahammars kommun", "Kungsörs kommun"),
    *("Köpings kommun", "Norbergs kommun", "Sala kommun", "Skinnskattebergs kommun"),
    *("Surahammars kommun", "Västerås stad"),
]
ORGANISATIONS = [
    *((name, "Kommun") for name in MUNICIPALITIES),
    ("Region Västmanland", "Region"),
    *(
        (f"{name}", "Statlig myndighet")
        for name in (
            "Arbetsförmedlingen",
            "Försäkringskassan",
            "Kriminalvården",
            "Länsstyrelsen",
            "Migrationsverket",
            "Polismyndigheten",
            "Skatteverket",
        )
    ),
    *((f"Samordningsförbundet {n}", "Samordningsförbund") for n in ("Öst", "Väst", "Norra")),
    *((f"Bostadsbolaget {n}", "Kommunalt bolag") for n in ("Eken", "Linden", "Aspen")),
    ("Mälarens högskola", "Lärosäte"),
    *(
        (f"Föreningen {n}", "Civilsamhälle")
        for n in (
            "Bron",
            "Dörren",
            "Fönstret",
            "Gläntan",
            "Kompassen",
            "Källan",
            "Lyktan",
            "Mötet",
            "Stigen",
            "Trappan",
            "Vänskapen",
        )
    ),
    *((f"Företagarna {n}", "Näringsliv") for n in ("Mitt", "Norr", "Söder", "Öster")),
]
TITLES = (
    "Språkstöd på arbetsplatsen",
    "Prova på-kvällar för flickor",
    "Läxhjälp med föräldrar",
    "Gemensam hälsoskola",
    "Bostadsskola på lätt svenska",
    "Mentorer för nyanlända kvinnor",
    "Kvällsgrupper i samhällsorientering",
    "Validering av yrkeskunskap",
    "Öppen förskola med samtal",
    "Cykelkurs för kvinnor",
)
EFFECTS = (
    "Elva av deltagarna har fått en fast anställning. Fler arbetsgivare vill vara med.",
    "Deltagarna säger att de vågar prata svenska oftare. Vi har inte mätt det.",
    "",
    "Grupperna är fulla och kön växer. Åtta föreningar har fått nya medlemmar.",
)


def sample_snapshot(**changes: Any) -> Snapshot:
    """The year; the same every time. Keyword arguments replace whole parts."""
    dice = random.Random(2026)  # noqa: S311 - invents figures, keeps no secret
    areas = [_area(path, dice) for path in sorted(STRATEGY.glob("area-*.toml"))]
    answered = [name for name, _ in ORGANISATIONS[:37]]
    snapshot: Snapshot = {
        "format": 1,
        "title": "Årlig uppföljning 2026",
        "year": 2026,
        "addressee": "Integrationsrådet",
        "place_date": "Västerås, 9 december 2026",
        "example": True,
        "public": False,
        "version": 1,
        "strategy": {
            "title": "Integrationsstrategi för Västmanlands län",
            "period": "2021–2026",
            "vision": "Ett jämlikt län för alla.",
            "overall_goal": "Ett län där alla har samma rättigheter, skyldigheter och möjligheter.",
            "document": "Remiss, dnr 851-517-2021, Målbild",
        },
        "summary": "Två av sex målområden utvecklas åt rätt håll. Ett går åt fel håll. Kvinnor "
        "närmar sig män i arbete, men unga som kommer sent till skolan halkar efter.\n\n"
        "Organisationerna redovisar 60 insatser. De flesta fortsätter nästa år.\n\n"
        "Det som oftast saknas är en gemensam materialbank och tolkar som kan vården.\n\n"
        "{citat 1}",
        "texts_saved": {"summary": {"version": 7, "on": "2026-11-20"}},
        "response": {
            "invited": 40,
            "answered": 37,
            "by_type": _by_type(answered),
            "organisations": [
                {
                    "name": name,
                    "slug": slugify(name),
                    "type": kind,
                    "status": "Godtagen" if name in answered else "Har inte svarat",
                    "submitted_at": "2026-09-28T14:02:00+02:00" if name in answered else "",
                    "version": 2 if name == "Sala kommun" else 1,
                }
                for name, kind in ORGANISATIONS
            ],
        },
        "areas": areas,
        "questions": {"challenges": "Ser ni några nya utmaningar?"},
        "answers": _answers(),
        "quotations": _quotations(),
        "proposals": _proposals(),
        "last_year_priorities": [
            {
                "title": "Lika språkstöd i alla kommuner",
                "what_became": "Fokusgruppen lämnade sin plan i mars. Fyra kommuner har börjat.",
                "decision": "§ 12/2025",
                "decided_on": "2025-12-04",
                "development_label": "Rätt riktning",
                "groups": [
                    {
                        "name": f"Fokusgruppen {LONG_WORD}",
                        "convener": "Västerås stad",
                        "activities": [
                            {"title": HOSTILE, "state": "Pågår", "is_done": True},
                            {"title": LONG_WORD, "state": "Blev inte av", "is_done": False},
                        ],
                    }
                ],
                "work": [
                    {"title": HOSTILE, "organisation": "Sala kommun", "status_label": "Pågår"}
                ],
            },
            {"title": "Kartlägg fritidens avgifter", "what_became": ""},
        ],
        "made_at": "2026-11-16T09:30:00+01:00",
    }
    return cast(Snapshot, {**snapshot, **changes})


def _quotations() -> list[Any]:
    """One in the summary; words and a row, whose boys are few, among an area's interventions."""
    common = {"version": 1, "on": "2026-09-28"}
    of_area = common | {"text_kind": "interventions", "area_number": 5}
    return [
        common
        | {
            "number": 1,
            "mark": "{citat 1}",
            "text_kind": "summary",
            "area_number": 0,
            "passage": f"Vi väntar på tolk i veckor.\n\n{HOSTILE}",
            "organisation": "Sala kommun",
            "about": "Vad saknas?",
            "version": 2,
        },
        of_area
        | {
            "number": 2,
            "mark": "{citat 2}",
            "passage": f"Det behövs en {LONG_WORD} till.",
            "organisation": "Köpings kommun",
            "about": "5.1 Tidiga insatser: Vill ni förklara?",
        },
        of_area
        | {
            "number": 3,
            "mark": "{insats 3}",
            "passage": "",
            "intervention": "5-2",
            "organisation": "Arboga kommun",
            "about": "Insats: Språkstöd",
        },
    ]


def _answers() -> list[Any]:
    """A degree, a blank-free text, counts with few, a number of persons, and hostile words."""
    common = {
        "organisation": "Sala kommun",
        "area_number": 5,
        "sub_goal": "",
        "why": "",
        "files": [],
    }
    few = {"women": 3, "men": 27, "girls": 0, "boys": None, "unknown": None, "not_known": False}
    return [
        {
            **common,
            "sub_goal": "5.1",
            "question": "Hur långt har ni kommit?",
            "kind": "degree",
            "kind_label": "Genomförandegrad",
            "answer": "Påbörjat",
        },
        {
            **common,
            "question": "Hur många deltog?",
            "kind": "counts",
            "kind_label": "Antal kvinnor, män, flickor och pojkar",
            "answer": "",
            "counts": few,
            "stated": 31,
            "why": "En person räknades två gånger.",
        },
        {
            **common,
            "area_number": 0,
            "question": "Hur många handledare har ni?",
            "kind": "whole_number",
            "kind_label": "Heltal",
            "answer": "2 personer",
        },
        {
            **common,
            "organisation": "Föreningen Bron",
            "question": "Vad vill ni säga?",
            "kind": "long_text",
            "kind_label": "Lång text",
            "answer": HOSTILE,
            "files": ["=cmd.pdf"],
        },
    ]


def _by_type(answered: list[str]) -> list[Any]:
    types = dict.fromkeys(kind for _, kind in ORGANISATIONS)
    return [
        {
            "type": wanted,
            "invited": sum(kind == wanted for _, kind in ORGANISATIONS),
            "answered": sum(kind == wanted and name in answered for name, kind in ORGANISATIONS),
        }
        for wanted in types
    ]


def _area(path: Path, dice: random.Random) -> Any:
    source = tomllib.loads(path.read_text())
    number = source["number"]
    development = ("cannot", "same", "right", "same", "right", "wrong")[number - 1]
    sub_goals = [
        _sub_goal(f"{number}.{i}", goal, dice) for i, goal in enumerate(source["sub_goals"], 1)
    ]
    interventions = [_intervention(number, i, sub_goals, dice) for i in range(10)]
    area = {
        "number": number,
        "source_number": source["source_number"],
        "slug": source["slug"],
        "title": source["title"],
        "goal": " ".join(source["goal"].split()),
        "situation": _paragraphs(source["situation"]),
        "assessment": {
            "development": development,
            "development_label": LABELS[development],
            "reasons": "Skillnaden mellan kvinnor och män minskar för femte året i rad. Kvinnor "
            "ökar mest, och skillnaden är nu 8,4 procentenheter. År 2020 var den 12,2.",
            "saved": {"version": 4, "on": "2026-11-10"},
        },
        "texts": {
            "development": "Utvecklingen är ojämn i länet. I två kommuner är avstånden till "
            "utbildning långa och arbetsgivarna få.\n\nFyra kommuner har prövat språkstöd på "
            "arbetsplatsen. Av 46 deltagare har elva fått arbete. Arbetssättet kan spridas, men "
            "det kräver en gemensam finansiering.\n\nMinst har hänt inom delmålet om "
            "strukturell diskriminering. Fyra kommuner har inte börjat och tre anser att det inte "
            "är relevant.",
            "interventions": "Språkstöd är **vanligast**:\n\n- i företag\n- i vården"
            + ("\n\n{citat 2}\n\n{insats 3}\n\n{citat 99}" if number == 5 else ""),
            "challenges": "",
        },
        "texts_saved": {
            "development": {"version": 3, "on": "2026-11-12"},
            "interventions": {"version": 2, "on": "2026-11-13"},
        },
        "sub_goals": sub_goals,
        "reach": _reach(interventions),
        "interventions": interventions,
        "indicators": _indicators(number),
        "measurements": [row for one in _indicators(number) for row in _measurements(one)],
        "challenges": [
            {"text": "Tolkar som kan vårdens ord saknas i tre kommuner.", "by": "Sala kommun"},
            {"text": HOSTILE, "by": "Föreningen Bron"},
            {"text": f"Det behövs en {LONG_WORD} i länet.", "by": "Köpings kommun"},
        ],
        "proposals": [
            {
                "title": "Språkstöd på arbetsplatsen i alla kommuner",
                "sub_goal": f"{number}.1",
                "reason": "Där det har prövats fick fler kvinnor arbete.",
                "by": "Nätverket för arbete",
                "saved": {"version": 2, "on": "2026-11-02"},
            }
        ]
        if number != 3
        else [],
        "sections": [_section(name, i + number) for i, (name, _) in enumerate(ORGANISATIONS)],
    }
    if number == 5:
        area["key_figure"] = {"value": "53,4 %", "text": "av kvinnorna arbetar"}
    return area


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _sub_goal(code: str, goal: Any, dice: random.Random) -> Any:
    development = dice.choice(("right", "same", "same", "wrong", "cannot", ""))
    marks = [dice.choice("GGHHPPEN_") for _ in ORGANISATIONS]
    degrees = {letter: marks.count(letter) for letter in "GHPEN"}
    return {
        "code": code,
        "title": goal["title"],
        "wording": " ".join(goal["wording"].split()),
        "kind_label": KINDS.get(goal["kind"], ""),
        "degrees": {**degrees, "blank": marks.count("_")},
        "development": development,
        "development_label": LABELS[development],
        "reasons": "Fler kommuner har börjat, men ingen har mätt vad det har gett."
        if development
        else "",
        "comments": [
            {
                "organisation": "Sala kommun",
                "text": "Vi har börjat i två skolor.\nFler står på tur.",
            },
            {"organisation": "Föreningen Bron", "text": HOSTILE},
        ]
        if code.endswith((".1", ".4"))
        else [],
    }


def _intervention(number: int, index: int, sub_goals: list[Any], dice: random.Random) -> Any:
    title = TITLES[(index + number) % len(TITLES)]
    if (number, index) == (5, 0):
        title = LONG_WORD
    if (number, index) == (2, 0):
        title = HOSTILE
    return {
        "id": f"{number}-{index}",
        "title": title,
        "organisation": ORGANISATIONS[(number * 7 + index * 3) % 37][0],
        "sub_goals": [dice.choice(sub_goals)["code"]],
        "target_groups": [["Nyanlända"], ["Asylsökande", "Ensamkommande barn och unga"], []][
            index % 3
        ],
        "partners": [["Föreningen Källan", "Arbetsförmedlingen"], []][index % 2],
        "funding": [["Egna medel"], ["Asyl-, migrations- och integrationsfonden"], []][index % 3],
        "status_label": ["Pågår", "Avslutad", ""][index % 3],
        "effect": EFFECTS[index % len(EFFECTS)],
        "counts": _counts(index, dice),
        "continues_label": ["Ja", "Vet ej", "Nej"][index % 3],
        "chosen": index < 3,
    }


def _counts(index: int, dice: random.Random) -> dict[str, Count]:
    """Answered, partly blank, few, "vet ej", all blank, and all zero, in turn."""
    many = [dice.randint(5, 180) for _ in range(5)]
    values: Any = [
        [*many[:4], 0],
        [many[0], many[1], None, None, None],
        [many[0], 3, 1, 0, 2],
        [None] * 5,
        [None] * 5,
        [0] * 5,
    ][index % 6]
    names = ("women", "men", "girls", "boys", "unknown")
    return {**dict(zip(names, values, strict=True)), "not_known": index % 6 == 3}


def _reach(interventions: list[Any]) -> dict[str, Count]:
    reach: dict[str, Count] = {}
    for who in ("women", "men", "girls", "boys", "unknown"):
        reach[who] = sum(one["counts"][who] or 0 for one in interventions)
    reach["total"] = sum(value for value in reach.values() if isinstance(value, int))
    reach["without_counts"] = sum(
        all(one["counts"][who] is None for who in ("women", "men", "girls", "boys", "unknown"))
        for one in interventions
    )
    return reach


def _section(name: str, index: int) -> Any:
    states = (
        "answered",
        "answered",
        "answered",
        "nothing_done",
        "not_relevant",
        "not_known",
        "blank",
    )
    state = states[index % 7]
    return {
        "organisation": name,
        "state": state,
        "interventions": index % 4 if state == "answered" else 0,
    }


def _indicators(number: int) -> list[Any]:
    crowded = {
        "title": "Trångbodda hushåll",
        "unit": "procent",
        "series": [],
        "finding": "Nästan var tredje utomeuropeiskt född person bor trångt",
        "groups": [
            {"label": "Utomeuropeiskt födda", "value": 31, "year": 2017, "place": "Riket"},
            {"label": "Inrikes födda", "value": 2, "year": 2017, "place": "Riket"},
        ],
        "source": "Strategin, fotnot 2",
        "owner": "",
    }
    sport = {
        "title": "Är med i en idrottsförening",
        "unit": "procent",
        "series": [],
        "groups": [
            {"label": "Pojkar", "value": 62, "year": 2019, "place": "Länet"},
            {"label": "Flickor", "value": 28, "year": 2019, "place": "Länet"},
            {"label": "Vill inte svara", "value": None, "year": 2019, "place": "Länet"},
        ],
        "source": "Strategin, fotnot 9",
        "owner": "länets kulturplan",
    }
    places = [
        *("Arboga", "Fagersta", "Hallstahammar", "Kungsör", "Köping"),
        *("Norberg", "Sala", "Skinnskatteberg", "Surahammar", "Västerås"),
    ]
    work_by_place = {
        "title": "Andel i arbete av utrikes födda 20–64 år",
        "unit": "procent",
        "series": [],
        "groups": [
            {"label": place, "value": value, "year": 2025, "place": place}
            for place, value in zip(
                places, (57.1, 51.2, 55.4, 57.6, 54.7, 49.8, 58.9, None, 54.0, 59.8), strict=True
            )
        ],
        "reference": {"label": "Länet", "value": 57.7},
        "source": "Kolada, hämtat 2 oktober 2026",
        "owner": "den regionala utvecklingsstrategin",
    }
    return [_work() if number % 2 else _school(), crowded, sport, work_by_place]


def _measurements(indicator: Any) -> list[Any]:
    """The single values behind a figure."""
    common = {
        "indicator": indicator["title"],
        "unit": indicator["unit"],
        "sex": "Totalt",
        "origin": "",
        "text": "",
        "preliminary": False,
        "computed": False,
        "source": indicator["source"],
        "fetched_on": "2026-10-02",
        "owner": indicator["owner"],
    }
    groups = [
        {"group": one["label"], "place": one["place"], "year": one["year"], "value": one["value"]}
        for one in indicator["groups"]
    ]
    points = [
        {"group": line["label"], "place": "Länet", **point}
        for line in indicator["series"]
        for point in line["points"]
    ]
    return [common | one for one in (*groups, *points)]


def _work() -> Any:
    years = range(2017, 2026)
    women = (41.9, 43.2, 44.1, 43.2, 45.9, 48.7, 50.3, 51.8, 53.4)
    men = (55.2, 56.0, 57.1, 55.4, 57.8, 60.2, 60.9, 61.5, 61.8)
    both = (48.6, 49.6, 50.6, 49.5, 52.0, 54.6, 55.7, 56.8, 57.7)
    lines = (("women", "Kvinnor", women), ("men", "Män", men), ("total", "Totalt", both))
    return {
        "title": "Andel i arbete av utrikes födda 20–64 år, Västmanlands län",
        "unit": "procent",
        "finding": "Gapet mellan kvinnor och män krymper",
        "groups": [],
        "breaks": [2020],
        "series": [_line(kind, label, years, values) for kind, label, values in lines],
        "source": "SCB, hämtat 2 oktober 2026. Egen bearbetning",
        "owner": "",
    }


def _school() -> Any:
    years = range(2019, 2026)
    lines = (
        ("women", "Flickor", (71.0, 72.5, None, 70.1, 69.0, 66.2, 64.8)),
        ("men", "Pojkar", (66.3, 67.0, None, 64.9, 62.0, 59.5, 57.3)),
    )
    return {
        "title": "Behöriga till gymnasiet av elever födda utomlands, Västmanlands län",
        "unit": "procent",
        "groups": [],
        "series": [_line(kind, label, years, values) for kind, label, values in lines],
        "source": "Kolada, hämtat 2 oktober 2026",
        "owner": "",
    }


def _line(kind: str, label: str, years: range, values: tuple[float | None, ...]) -> Any:
    points = [{"year": y, "value": v} for y, v in zip(years, values, strict=True)]
    return {"kind": kind, "label": label, "points": points}


def _proposals() -> list[Any]:
    return [
        {
            "order": 1,
            "title": "Språkstöd på arbetsplatsen",
            "area_number": 5,
            "sub_goal": "5.1",
            "reason": "I alla kommuner. Där det har prövats fick fler kvinnor arbete.",
            "by": "Nätverket för arbete",
            "sources": [
                {
                    "kind": "organisation",
                    "name": "Sala kommun",
                    "sub_goal": "5.1",
                    "text": "Störst behov hos kvinnor.",
                },
                {
                    "kind": "network",
                    "name": "Integrationsnätverk öst",
                    "sub_goal": "",
                    "text": "Stöd där arbetet görs.",
                },
                {
                    "kind": "merged",
                    "name": "Insatser som följer personen",
                    "sub_goal": "5.2",
                    "text": "De behöver hålla ihop.",
                },
            ],
            "weighing": {
                "urgency_label": "Mycket angeläget",
                "feasibility_label": "Kan börja genast",
                "text": "Flest ber om det.",
            },
        },
        {
            "order": 2,
            "title": "En gemensam materialbank om hälsa",
            "area_number": 2,
            "sub_goal": "2.3",
            "reason": "Tolv organisationer gör i dag samma sak var för sig.",
            "by": "Beredningsgruppen",
        },
        {
            "order": 3,
            "title": "Förskola på obekväma tider",
            "area_number": 6,
            "sub_goal": "6.2",
            "reason": "Så att båda föräldrarna kan läsa svenska.",
            "by": "Sala kommun",
        },
    ]
