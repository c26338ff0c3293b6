"""Invented examples for the gallery at /komponenter/: every component in each of its states.

Nothing here is read anywhere else. One long compound appears in most places where text can be
narrow, since Swedish words do not shrink.
"""

from typing import Any

from django import forms
from django.template import Library

from strategy_portal.charts import Bar, Panel, Series, bars, multiples, trend

register = Library()

COMPOUND = "Arbetsmarknadsintroduktionsverksamheten"
STATUSES = (
    "done",
    "in_progress",
    "not_started",
    "changes_requested",
    "not_relevant",
    "awaiting_sign_off",
    "submitted",
    "accepted",
)
DEVELOPMENTS = ("right", "unchanged", "wrong", "not_assessable", "")
DEGREES = (
    ("G", "Genomfört eller löpande"),
    ("H", "Minst hälften"),
    ("P", "Påbörjat"),
    ("E", "Ej påbörjat"),
    ("N", "Ej relevant"),
)
AREAS = (
    "Bosättning",
    "Fysisk och psykisk hälsa",
    "Meningsfull fritid",
    "Samhällsorientering",
    "Sysselsättning",
    "Utbildning",
    "Utmaningar och förslag",
)


class ExampleForm(forms.Form):
    """One field of each kind that a form in the portal can have."""

    name = forms.CharField(label="Insatsens namn", help_text="Kort, så att andra känner igen den.")
    mail = forms.EmailField(label="E-postadress")
    text = forms.CharField(
        label=f"Vad hände i {COMPOUND.lower()}?", widget=forms.Textarea(attrs={"rows": 3})
    )
    year = forms.IntegerField(label="År", required=False)
    day = forms.DateField(label="Sista dag", widget=forms.DateInput(attrs={"type": "date"}))
    area = forms.ChoiceField(label="Målområde", choices=list(enumerate(AREAS, 1)))
    status = forms.ChoiceField(
        label="Hur går det?",
        choices=[("plan", "Planerad"), ("go", "Pågår"), ("end", "Avslutad")],
        widget=forms.RadioSelect,
    )
    groups = forms.MultipleChoiceField(
        label="Målgrupper",
        required=False,
        choices=[("a", "Asylsökande"), ("b", "Ensamkommande barn och unga"), ("c", "Nyanlända")],
        widget=forms.CheckboxSelectMultiple,
    )
    goes_on = forms.BooleanField(
        label="Insatsen fortsätter nästa år",
        required=False,
        help_text="Då står den redan ifylld i nästa enkät.",
    )
    file = forms.FileField(label="Egen uppföljning", required=False)


def _box(name: str, value: str, *errors: str) -> dict[str, Any]:
    return {"html_name": name, "auto_id": f"example_{name}", "value": value, "errors": errors}


def _forms() -> dict[str, Any]:
    faulty = ExampleForm({"name": "", "mail": "sala", "status": ""}, auto_id="faulty_%s")
    faulty.add_error(None, "Omgången är stängd. Be samordnaren om mer tid.")
    return {"form": ExampleForm(label_suffix=""), "faulty": faulty}


def _lists() -> dict[str, Any]:
    tasks = [
        {
            "area": number,
            "name": name,
            "url": "#",
            "status": status,
            "who": who,
            "meta": meta,
            "who_url": "" if who else "#",
        }
        for number, (name, status, who, meta) in enumerate(
            (
                ("Bosättning", "done", "Elin Berg", "7 av 7 delmål"),
                ("Fysisk och psykisk hälsa", "not_relevant", "Johan Åkesson", ""),
                (COMPOUND, "in_progress", "Bo Ek", "4 av 7 delmål"),
                ("Samhällsorientering", "not_started", "", "Inget svar ännu"),
                ("Sysselsättning", "awaiting_sign_off", "Amina Lund", "9 av 9 delmål"),
                ("Utbildning", "changes_requested", "Sara Nyström", "Förtydliga delmål 6.4."),
                ("Utmaningar och förslag", "submitted", "Bo Ek", ""),
            ),
            1,
        )
    ]
    year = [
        {"name": "Enkät", "when": "past", "text": "Stängde 30 oktober."},
        {"name": "Sammanställning", "when": "now", "text": "Pågår till 27 november."},
        {"name": "Beslut", "when": "later", "text": "Rådet möts 9\u00a0december."},
        {"name": "Planer", "when": "later", "text": "Fokusgrupper skriver under våren."},
        {"name": "Nästa enkät", "when": "later", "text": "Planerna står ifyllda hos er."},
    ]
    return {
        "tasks": tasks,
        "year": year,
        "crumbs": [{"label": "Start", "url": "/"}, {"label": "Enkät 2026", "url": "#"}],
        "tabs": [
            {"label": "Insatser", "url": "#", "current": True, "count": 112},
            {"label": "Genomförandegrad", "url": "#"},
            {"label": "Nya utmaningar", "url": "#", "count": 0},
        ],
        "rows": [
            {"term": "Organisation", "value": "Sala kommun", "url": "#"},
            {"term": COMPOUND, "value": "Två rader\ntext.", "url": "#"},
            {"term": "Kommentar", "value": ""},
        ],
        "board": [
            {"name": "Sala", "status": "in_progress", "sections": STATUSES[:4] + STATUSES[:3]},
            {"name": COMPOUND, "status": "submitted", "sections": ("done",) * 7},
        ],
        "figures": [
            {"number": 15, "status": "submitted", "word": "inlämnade", "url": "#"},
            {"number": 3, "status": "awaiting_sign_off", "word": "väntar på attest", "url": "#"},
            {"number": 14, "status": "in_progress", "word": "påbörjade", "url": "#"},
            {"number": 1, "status": "changes_requested", "word": "ska ändras", "url": "#"},
            {"number": 7, "status": "not_started", "word": "inte öppnade"},
        ],
    }


def _chain() -> list[dict[str, Any]]:
    return [
        {
            "kind": "survey",
            "year": 2024,
            "over": "Enkät",
            "heading": "Nio organisationer beskriver samma hinder",
            "text": "Deltagare klarar arbetet men inte språket på arbetsplatsen.",
            "url": "#",
            "url_text": "Läs svaren",
        },
        {"kind": "assessment", "over": "Bedömning", "development": "unchanged", "text": "Stilla."},
        {
            "kind": "proposal",
            "year": 2025,
            "over": "Förslag från Sala kommun",
            "heading": "Pröva språkstöd på arbetsplatsen",
            "text": "Lades fram i årsrapporten.",
        },
        {
            "kind": "decision",
            "over": "Beslut § 4, 10 december",
            "heading": "Rådet prioriterar språkstöd",
            "text": "Beslutet var enhälligt.",
        },
        {
            "kind": "group",
            "year": 2026,
            "over": "Fokusgrupp",
            "heading": "Arbetsförmedlingen kallar samman",
            "text": "Fem organisationer ingår.",
            "gap": True,
        },
        {"kind": "missing", "text": "Gruppen har inte lämnat någon aktivitetsplan."},
        {
            "kind": "survey",
            "year": 2027,
            "over": "Nästa enkät",
            "heading": "Frågan står först i sitt avsnitt",
            "text": "Planerade insatser är redan ifyllda.",
        },
    ]


def _charts() -> dict[str, Any]:
    measure = "Andel i arbete av utrikes födda 20–64 år, procent"
    women = {2021: 45.9, 2022: 48.7, 2023: 50.3, 2024: 51.8, 2025: 53.4}
    men = {2021: 57.8, 2022: 60.2, 2023: 60.9, 2024: 61.5, 2025: 61.8}
    towns = (("Sala", 58.9), ("Köping", 54.7), ("Norberg", 49.8), ("Skinnskatteberg", 47.3))
    return {
        "trend": trend(
            name="gallery-trend",
            finding="Fler arbetar, och gapet krymper",
            measure=measure,
            series=[Series("Kvinnor", women, "women"), Series("Män", men, "men")],
            source="Påhittade siffror.",
        ),
        "bars": bars(
            name="gallery-bars",
            finding="Två kommuner ligger under hälften",
            measure=measure,
            rows=[Bar(town, share) for town, share in towns],
            reference=("Länet", 57.7),
            source="Påhittade siffror.",
        ),
        "multiples": multiples(
            name="gallery-multiples",
            finding="Gapet är störst i de minsta kommunerna",
            measure=measure,
            panels=[
                Panel(
                    town,
                    (
                        Series("Kvinnor", _moved(women, share - 61), "women"),
                        Series("Män", _moved(men, share - 59), "men"),
                    ),
                )
                for town, share in towns
            ],
            reference=Series("Länet", {year: (women[year] + men[year]) / 2 for year in men}),
            breaks=[2024],
            unit="procent",
            source="Påhittade siffror.",
        ),
    }


def _moved(points: dict[int, float], by: float) -> dict[int, float | None]:
    return {year: value + by for year, value in points.items()}


@register.simple_tag
def examples() -> dict[str, Any]:
    """Everything the gallery shows; invented."""
    return {
        "compound": COMPOUND,
        "findings": [{"sheet": COMPOUND, "cells": "D14–D22, F3", "text": "Skriv Ja eller Nej."}],
        "statuses": STATUSES,
        "degrees": DEGREES,
        "developments": DEVELOPMENTS,
        "areas": list(enumerate(AREAS, 1)),
        "counts": {
            "women": _box("women", "34"),
            "men": _box("men", "12"),
            "girls": _box("girls", "tolv", "Skriv antalet flickor med siffror."),
            "boys": _box("boys", "0"),
            "unknown": _box("unknown", ""),
            "unsure": _box("unsure", ""),
        },
        "read": {"women": 34, "men": 12, "girls": None, "boys": 0, "unknown": None},
        "chain": _chain(),
        **_forms(),
        **_lists(),
        **_charts(),
    }
