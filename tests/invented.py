"""Invented Swedish of any length, the same each time: what people would write, and the extremes.

The sentences say nothing of anybody. They are made to be laid out: words of ordinary length, the
longest compounds of the trade, and texts of ten thousand characters.
"""

import random

# What a page must hold: the longest words that the strategy's trade has or could have.
COMPOUNDS = (
    "arbetsmarknadsintroduktionssamordnare",
    "flyktingmottagningsverksamhetsutveckling",
    "samhällsorienteringsutbildningsmaterial",
    "ensamkommandesamordningsförbundskansli",
    "bostadsförsörjningsprogramsuppföljning",
    "kompetensförsörjningsstrategiarbetsgrupp",
    "språkutvecklingsombudsutbildningsledare",
    "hälsokommunikatörsverksamhetsplanering",
    "Arbetsmarknadsintroduktionssamordnarutbildningsverksamhetsutvärdering",
)
_WHO = (
    *("Kursledarna", "Deltagarna", "Kommunen", "Föreningen", "Språkombuden", "Handläggarna"),
    *("Familjerna", "Arbetsgivarna", "Skolan", "Biblioteket", "Nätverket", "Projektgruppen"),
)
_DID = (
    *("har träffats varannan vecka", "har prövat ett nytt arbetssätt", "har fått fler platser"),
    *(
        "har bjudit in grannkommunerna",
        "har följt upp förra årets plan",
        "har börjat mäta resultat",
    ),
    *("har anpassat materialet till lätt svenska", "har arbetat uppsökande i bostadsområdena"),
    *("har ordnat barnpassning under kvällarna", "har delat lokaler med kulturskolan"),
)
_WHERE = (
    *("tillsammans med folkhögskolan", "i samarbete med vårdcentralen", "på tre orter i länet"),
    *("med stöd av statsbidraget", "utan extra medel", "sedan i våras", "under hela hösten"),
    *("trots att flera tjänster har varit vakanta", "så långt bemanningen har räckt"),
)
_WHY = (
    *("så att fler kvinnor ska kunna delta", "eftersom kön till kursen har vuxit"),
    *("för att de som arbetar skift också ska nås", "och resultaten ska spridas nästa år"),
    *("men vi vet ännu inte om det räcker", "vilket har kortat vägen till egen försörjning"),
)
_TITLES = (
    *("Språkstöd på arbetsplatsen", "Prova på-kvällar för flickor", "Läxhjälp med föräldrar"),
    *("Gemensam hälsoskola", "Bostadsskola på lätt svenska", "Mentorer för nyanlända kvinnor"),
    *("Samhällsorientering på kvällstid", "Validering av yrkeskunskap", "Cykelkurs för kvinnor"),
    *("Öppen förskola med samtal", "Föreningslots", "Simskola för vuxna", "Språkkafé på bibliotek"),
    *("Vägledning på modersmål", "Praktik i äldreomsorgen", "Familjecentral med tolk"),
)


class Invented:
    """A source of words; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # invents words, keeps no secret

    def sentence(self) -> str:
        """One sentence of ten to twenty words; now and then with one of the long compounds."""
        one = self.dice.choice
        why = f"genom {one(COMPOUNDS[:-1])}" if self.dice.random() < 0.06 else one(_WHY)
        comma = "" if why.startswith(("och", "genom", "så")) else ","
        return f"{one(_WHO)} {one(_DID)} {one(_WHERE)}{comma} {why}."

    def text(self, letters: int) -> str:
        """Whole sentences in paragraphs, until there are so many characters; never more."""
        said = ""
        while True:
            gap = "\n\n" if len(said) // 900 > len(said.rpartition("\n\n")[0]) // 900 else " "
            longer = f"{said}{gap if said else ''}{self.sentence()}"
            if len(longer) > letters:
                return said
            said = longer

    def title(self, number: int) -> str:
        """What an intervention is called; every fiftieth is one endless word."""
        if number % 50 == 49:
            return COMPOUNDS[-1]
        return f"{_TITLES[number % len(_TITLES)]} {1 + number // len(_TITLES)}"
