"""What the coordinator writes about a round."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from actors.models import Actor
from followup.rounds.actions import Prolong, StrategyChoice, Succeed
from followup.rounds.contacts import ANSWERS, CONTACT, roles_for
from followup.rounds.letters import PLACEHOLDERS, Letter, unknown_placeholders
from followup.rounds.models import Consultation, Invitation, Round
from goals.models import Strategy
from strategy_portal.access import Role


class DayField(forms.DateField):
    """A day, chosen or written as 2026-10-30."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault(
            "invalid", "Skriv dagen som år-månad-dag, till exempel 2026-10-30."
        )
        super().__init__(**options)


class WorkingDaysField(forms.CharField):
    """Numbers of working days, such as "10, 3"; a list, the largest first."""

    MOST, LONGEST = 5, 60

    def prepare_value(self, value: Any) -> Any:
        """A stored list as it is written."""
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The numbers, each once."""
        if isinstance(value, list):
            return value
        parts = [part for part in re.split(r"[\s,;]+|\boch\b", value or "") if part]
        if not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
            raise forms.ValidationError("Skriv antal arbetsdagar med komma mellan: 10, 3.")
        numbers = sorted({int(part) for part in parts}, reverse=True)
        if any(not 1 <= number <= self.LONGEST for number in numbers):
            raise forms.ValidationError(f"Skriv antal arbetsdagar mellan 1 och {self.LONGEST}.")
        if len(numbers) > self.MOST:
            raise forms.ValidationError(f"Skriv högst {self.MOST} påminnelser.")
        return numbers

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other numbers are written than those stored."""
        return bool(self.prepare_value(initial) != data)


class EditionForm(forms.Form):
    """A form that knows what its writer saw; see `editions.py`."""

    edition = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen(self) -> str:
        """The edition the writer saw."""
        return str(self.cleaned_data["edition"])

    def changes(self) -> dict[str, Any]:
        """What was written, by field."""
        return {name: v for name, v in self.cleaned_data.items() if name != "edition"}


class CreateForm(forms.Form):
    """Which year a first round is for."""

    year = forms.IntegerField(
        label="Vilket år?",
        min_value=2000,
        max_value=2100,
        help_text="Omgången följer strategin som gäller det året.",
    )

    def clean(self) -> dict[str, Any]:
        """The strategy that applies in the year comes with it."""
        data = super().clean() or {}
        if year := data.get("year"):
            if Round.objects.filter(year=year).exists():
                self.add_error("year", f"Det finns redan en omgång för {year}. Välj ett annat år.")
            elif not (strategy := self._strategy(year)):
                self.add_error("year", f"Ingen strategi gäller {year}. Välj ett annat år.")
            else:
                data["strategy"] = strategy
        return data

    @staticmethod
    def _strategy(year: int) -> Strategy | None:
        known = [*Strategy.objects.current(), *Strategy.objects.filter(status="draft")]
        return next((strategy for strategy in known if strategy.covers(year)), None)


class LastDayForm(forms.Form):
    """The only part of an open round's plan that can still change."""

    closes_on = DayField(
        label="Sista dag att svara", help_text="Hela dagen räknas, till klockan 24."
    )

    def clean_closes_on(self) -> date | None:
        """A day that has not been."""
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("Dagen har redan varit. Välj en senare dag.")
        return day


class LettersForm(forms.Form):
    """When the portal writes by itself, and who gets the answers."""

    reminder_days = WorkingDaysField(
        label="Påminnelser, arbetsdagar före sista dagen",
        required=False,
        help_text="Skriv antal arbetsdagar med komma mellan, till exempel 10, 3. Helgdagar, "
        "midsommarafton, julafton och nyårsafton räknas inte. Lämna tomt om portalen inte ska "
        "påminna.",
    )
    overdue_days = forms.IntegerField(
        label="Brev till dem som inte har svarat, arbetsdagar efter sista dagen",
        required=False,
        min_value=1,
        max_value=30,
        help_text="Lämna tomt om portalen inte ska skriva efteråt.",
    )
    reply_to = forms.EmailField(
        label="Svar på breven går till",
        required=False,
        help_text="E-postadressen som mottagarna når när de svarar på ett brev från portalen.",
    )


class CalendarForm(EditionForm, LettersForm, LastDayForm):
    """The part of an open round's plan that can still change."""

    NAMES = ("closes_on", "reminder_days", "overdue_days", "reply_to")
    field_order = list(NAMES)


class PlanForm(forms.ModelForm, EditionForm, LettersForm, LastDayForm):
    """What a draft says of itself to those who are asked; a day can wait until it is known."""

    opens_on = DayField(
        label="Öppnar",
        required=False,
        help_text="Dagen då ni tänker öppna.",
    )
    closes_on = DayField(
        label="Sista dag att svara",
        required=False,
        help_text="Hela dagen räknas, till klockan 24.",
    )

    class Meta:
        model = Round
        fields = (
            "opens_on",
            "opens_by_itself",
            "closes_on",
            "reminder_days",
            "overdue_days",
            "reply_to",
            "expected_minutes",
            "is_voluntary",
            "purpose",
            "use_of_answers",
            "legal_basis",
        )
        labels = {
            "opens_by_itself": "Portalen öppnar omgången av sig själv den dagen",
            "expected_minutes": "Hur lång tid tar det att svara?",
            "is_voluntary": "Det är frivilligt att svara",
            "purpose": "Varför frågar ni?",
            "use_of_answers": "Vad händer med svaren?",
            "legal_basis": "Vad är den rättsliga grunden?",
        }
        help_texts = {
            "opens_by_itself": "Klockan 8, om allt är klart då. Annars står det på omgångens sida "
            "vad som saknas.",
            "expected_minutes": "I minuter. Räkna med en organisation som har mycket att berätta.",
            "is_voluntary": "Ta bort krysset om organisationerna måste svara enligt lag.",
            "purpose": "Står först i enkäten. Skriv till den som ska svara.",
            "legal_basis": "Vad ger er rätt att samla in uppgifterna?",
        }

    field_order = [
        "opens_on",
        "opens_by_itself",
        "closes_on",
        "reminder_days",
        "overdue_days",
        "reply_to",
        "expected_minutes",
        "is_voluntary",
    ]

    def clean(self) -> dict[str, Any]:
        """An opening that comes by itself needs its day, and no round closes before it opens."""
        data = super().clean() or {}
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if data.get("opens_by_itself") and not opens and "opens_on" not in self.errors:
            self.add_error("opens_on", "Skriv vilken dag portalen ska öppna omgången.")
        if data.get("opens_by_itself") and opens and opens < timezone.localdate():
            self.add_error("opens_on", "Dagen har redan varit. Välj en senare dag.")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Sista dagen kan inte vara före dagen då ni öppnar.")
        return data


class ConsultationForm(EditionForm):
    """With whom the form was discussed and when, or why that was not needed."""

    HELD, OMITTED = "held", "omitted"

    was_held = forms.ChoiceField(
        label="Har ni haft samråd om enkäten?",
        choices=[(HELD, "Ja, vi har haft samråd"), (OMITTED, "Nej, det behövdes inte")],
        required=False,
        widget=forms.RadioSelect,
    )
    with_whom = forms.CharField(
        label="Med vilka?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel Sveriges Kommuner och Regioner (SKR), och organisationer som "
        "företräder företagen.",
    )
    consulted_on = DayField(label="Vilken dag?", required=False)
    what_changed = forms.CharField(
        label="Vad ändrade ni efter samrådet?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv ”Inget” om ni inte ändrade något. Texten står på enkätens första sida.",
    )
    omitted_because = forms.CharField(
        label="Varför behövdes det inte?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel att frågorna är desamma som förra året.",
    )

    @classmethod
    def stored(cls, consultation: Consultation | None) -> dict[str, Any]:
        """A consultation as the form's first values."""
        if consultation is None:
            return {}
        return {
            "was_held": cls.OMITTED if consultation.omitted_because else cls.HELD,
            "with_whom": consultation.with_whom,
            "consulted_on": consultation.consulted_on,
            "what_changed": consultation.what_changed,
            "omitted_because": consultation.omitted_because,
        }

    def clean(self) -> dict[str, Any]:
        """Each answer needs its own explanation; what belongs to the other is left out."""
        data = super().clean() or {}
        if data.get("was_held") == self.HELD:
            self._need("with_whom", "Skriv med vilka ni hade samråd.")
            if not data.get("consulted_on") and "consulted_on" not in self.errors:
                self.add_error("consulted_on", "Skriv vilken dag ni hade samråd.")
            self._need("what_changed", "Skriv vad ni ändrade, eller ”Inget”.")
            data["omitted_because"] = ""
        elif data.get("was_held") == self.OMITTED:
            self._need("omitted_because", "Skriv varför samråd inte behövdes.")
            data |= {"with_whom": "", "consulted_on": None, "what_changed": ""}
        elif "was_held" not in self.errors:
            self.add_error("was_held", "Svara ja eller nej.")
        return data

    def _need(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name, "").strip():
            self.add_error(name, message)

    def consultation(self) -> dict[str, Any]:
        """The fields of the consultation to record."""
        return {name: value for name, value in self.changes().items() if name != "was_held"}


class InvitationsForm(forms.Form):
    """Which organisations are asked. `fixed` have had their letter and stay.

    `seen` are those that were asked when the list was shown. What the writer changed is the
    difference from it; what a colleague changed meanwhile stays as the colleague left it.
    """

    actors = forms.ModelMultipleChoiceField(Actor.objects.all(), required=False)
    seen = forms.ModelMultipleChoiceField(Actor.objects.all(), required=False)
    shown = forms.BooleanField(required=False)

    def __init__(self, *args: Any, invited: set[int], fixed: set[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.invited = invited
        self.fixed = fixed

    def _ticked(self) -> set[int]:
        return {actor.pk for actor in self.cleaned_data["actors"]} | self.fixed

    def _seen(self) -> set[int]:
        if not self.cleaned_data["shown"]:
            return self.invited
        return {actor.pk for actor in self.cleaned_data["seen"]}

    def added(self) -> set[int]:
        """Ids of the organisations that the writer ticked."""
        return self._ticked() - self._seen()

    def removed(self) -> set[int]:
        """Ids of the organisations whose tick the writer took away."""
        return self._seen() - self._ticked()

    def changed_by_others(self) -> tuple[set[int], set[int]]:
        """Ids of those a colleague has asked, and has left out, since the list was shown."""
        seen = self._seen()
        asked = self.invited - seen - self.added()
        return asked, seen - self.invited - self.removed()


class LetterForm(EditionForm):
    """The words of a mail; only the known placeholders may stand in it."""

    subject = forms.CharField(label="Ämnesrad", max_length=160)
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Det här fylls i för varje organisation: "
        + " ".join(f"{{{name}}}" for name in PLACEHOLDERS),
    )

    def clean(self) -> dict[str, Any]:
        """No placeholder that would reach the reader as it stands."""
        data = super().clean() or {}
        for name in ("subject", "text"):
            if unknown := unknown_placeholders(data.get(name, "")):
                self.add_error(name, f"{unknown[0]} går inte att fylla i. Ta bort det eller rätta.")
        return data

    def letter(self) -> Letter:
        """The letter as it was written."""
        return Letter(self.cleaned_data["subject"], self.cleaned_data["text"])


class PersonForm(forms.Form):
    """Somebody who acts for an organisation; a `known` person keeps their name."""

    DOES = (
        (CONTACT, "Får breven om enkäten (kontaktperson)"),
        (ANSWERS, "Svarar på enkäten"),
        (Role.ADMINISTRATOR.value, "Ansvarar för enkäten: bjuder in kollegor och fördelar avsnitt"),
        (Role.APPROVER.value, "Attesterar svaren"),
    )

    name = forms.CharField(label="Namn", max_length=120)
    email = forms.EmailField(label="E-postadress", help_text="Dit går koden vid inloggning.")
    does = forms.MultipleChoiceField(
        label="Vad gör personen?",
        choices=DOES,
        error_messages={"required": "Kryssa för vad personen gör."},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if known:
            del self.fields["name"]
            self.fields["does"].required = False
            self.fields["does"].help_text = "Utan kryss lämnar personen organisationen i portalen."

    def address(self) -> str:
        """As written."""
        return str(self.cleaned_data["email"])

    def is_contact(self) -> bool:
        """Whether the letters go to the person."""
        return CONTACT in self.cleaned_data["does"]

    def roles(self) -> set[str]:
        """The roles that were ticked; a contact person who does nothing else answers."""
        return roles_for(self.cleaned_data["does"])


class MailboxForm(forms.Form):
    """An organisation's functional address."""

    email = forms.EmailField(
        label="Adress",
        required=False,
        help_text="Dit går breven när ingen kontaktperson kan nås.",
    )


class BounceForm(forms.Form):
    """What was said when a mail came back."""

    note = forms.CharField(
        label="Vad stod det i svaret?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Till exempel: adressen finns inte, eller slutat.",
    )


class ReopenForm(LastDayForm):
    """Why a closed round opens again, and until when."""

    reason = forms.CharField(
        label="Varför öppnar ni igen?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skälet sparas i händelseloggen.",
    )
    field_order = ["reason", "closes_on"]


class TakeOutForm(forms.Form):
    """Why a round is taken out of the archive."""

    reason = forms.CharField(
        label="Varför tar du fram omgången?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skälet sparas i händelseloggen.",
    )


class MoreTimeForm(forms.Form):
    """A later last day for one organisation."""

    to = DayField(label="Ny sista dag", help_text="Hela dagen räknas.")
    reason = forms.CharField(
        label="Varför?",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Skälet sparas i händelseloggen.",
    )

    def __init__(self, *args: Any, invitation: Invitation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.invitation = invitation

    def clean_to(self) -> date:
        """Later than today's yesterday and than the round's last day."""
        day: date = self.cleaned_data["to"]
        last = self.invitation.round.closes_on
        if day < timezone.localdate():
            raise forms.ValidationError("Dagen har redan varit. Välj en senare dag.")
        if last and day <= last:
            written = date_format(last, "j F Y")
            raise forms.ValidationError(f"Välj en dag efter omgångens sista dag, {written}.")
        return day


class PaperForm(forms.Form):
    """Why the coordinator writes in an organisation's answers for it."""

    because = forms.CharField(
        label="Varför svarar de på papper?",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Skälet sparas i händelseloggen.",
    )


class CopyForm(forms.Form):
    """Which year a copy is for."""

    year = forms.IntegerField(label="Vilket år ska den nya omgången gälla?", max_value=2100)

    def __init__(self, *args: Any, source: Round, **options: Any) -> None:
        super().__init__(*args, **options)
        self.source = source
        self.fields["year"].initial = source.year + 1

    def clean_year(self) -> int:
        """A later year without a round."""
        year: int = self.cleaned_data["year"]
        if year <= self.source.year:
            raise forms.ValidationError(f"Välj ett år efter {self.source.year}.")
        if Round.objects.filter(year=year).exists():
            raise forms.ValidationError(f"Det finns redan en omgång för {year}.")
        return year

    def strategy_choice(self) -> StrategyChoice | None:
        """What happens with the strategy; None where it goes on as it is."""
        return None


class CopyBeyondStrategyForm(CopyForm):
    """A copy for a year when the strategy has ended: prolonged, or another takes over?"""

    PROLONG, SUCCEED = "prolong", "succeed"

    strategy = forms.ChoiceField(
        choices=[(PROLONG, "Strategin förlängs"), (SUCCEED, "En ny strategi tar över")],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om strategin förlängs eller om en ny tar över."},
    )
    title = forms.CharField(
        label="Vad heter den nya strategin?",
        required=False,
        max_length=160,
        help_text="Fyll i om en ny strategi tar över. Målområden, delmål och målgrupper följer "
        "med och kan sedan skrivas om.",
    )
    year_to = forms.IntegerField(label="Till och med vilket år gäller strategin?", max_value=2100)

    def __init__(self, *args: Any, source: Round, **options: Any) -> None:
        super().__init__(*args, source=source, **options)
        ends = source.strategy.year_to
        self.fields["strategy"].label = f"Strategin slutar {ends}. Vad händer sedan?"
        self.fields["year_to"].initial = source.year + 1

    def clean(self) -> dict[str, Any]:
        """A new strategy needs a name, and the years must reach the round."""
        data = super().clean() or {}
        if data.get("strategy") == self.SUCCEED and not data.get("title", "").strip():
            self.add_error("title", "Skriv vad den nya strategin heter.")
        year, year_to = data.get("year"), data.get("year_to")
        if year and year_to and year_to < year:
            self.add_error("year_to", f"Strategin måste gälla minst till och med {year}.")
        return data

    def strategy_choice(self) -> StrategyChoice:
        """As chosen."""
        data = self.cleaned_data
        if data["strategy"] == self.PROLONG:
            return Prolong(data["year_to"])
        return Succeed(data["title"].strip(), data["year_to"])
