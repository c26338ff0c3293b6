"""The year in ten steps: what happens, who does it, and where in the portal."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from strategy_portal.demo.answers import FIRST_YEAR

YEAR = FIRST_YEAR + 1
PAGE = "demo"


@dataclass(frozen=True)
class Step:
    """One step: `who` is one of the cast; without one it is done on the demonstration's page."""

    title: str
    text: str
    who: str
    address: str
    arguments: tuple[Any, ...] = ()

    @property
    def url(self) -> str:
        """Where it happens."""
        return reverse(self.address, args=self.arguments)


STEPS = (
    Step(
        f"Öppna omgången {YEAR}",
        "Datum, frågor, samråd och inbjudna är klara. Organisationerna får sina brev.",
        "Maria Holm",
        "rounds:round",
        (YEAR,),
    ),
    Step(
        "Svara för Sala och lämna in",
        "Skriv in en insats och hur många kvinnor den nådde. Allt sparas medan du skriver.",
        "Amina Lund",
        "survey:survey",
        (YEAR, "sala-kommun"),
    ),
    Step(
        "Låt de andra svara",
        "En knapp här på sidan fyller i påhittade svar för de andra organisationerna.",
        "",
        PAGE,
    ),
    Step(
        "Se hur långt alla har kommit",
        "Tavlan visar varje organisation och avsnitt, men ingen text ur ett utkast.",
        "Maria Holm",
        "rounds:board",
        (YEAR,),
    ),
    Step(
        "Stäng omgången",
        "När alla har svarat är det dags att läsa.",
        "Maria Holm",
        "rounds:close",
        (YEAR,),
    ),
    Step(
        "Läs svaren och bedöm utvecklingen",
        "Beredningsgruppen läser tvärs över länet, bredvid statistiken.",
        "Anders Vik",
        "review:round",
        (YEAR,),
    ),
    Step(
        "Föreslå tre prioriteringar",
        "Skriv förslagen och för fram dem till rådet.",
        "Anders Vik",
        "review:proposals",
        (YEAR,),
    ),
    Step(
        "Gör årsrapporten",
        "Den blir en PDF och en sida, från ett fryst underlag. Läs den.",
        "Maria Holm",
        "report:index",
    ),
    Step(
        "Håll rådets sista möte",
        "Kalla, ta upp rapporten och skriv in besluten om prioriteringar.",
        "Maria Holm",
        "council:meeting",
        (YEAR, 4),
    ),
    Step(
        f"Kopiera enkäten till {YEAR + 1}",
        "Välj om strategin förlängs eller ersätts. Prioriteringarna är markerade i enkäten.",
        "Maria Holm",
        "rounds:copy",
        (YEAR,),
    ),
)
