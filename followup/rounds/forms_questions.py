"""What the coordinator writes about a question: words, limits, checks, who is asked and when."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from actors.models import ActorType
from followup.rounds.forms import EditionForm
from followup.rounds.models import AskedQuestion, Level, Question, QuestionVersion
from followup.rounds.question_kinds import (
    FIRST_STEP,
    FIXED_CHOICES,
    LAST_STEP,
    MADE_ON_SCREEN,
    TEXTS,
    WHOLE,
    choices_of,
    uses,
)
from goals.statistics.models import Indicator

Kind, Scope = Question.Kind, Question.Scope
LARGEST_LIMIT = Decimal(1_000_000_000_000)
MOST_PERSONS = Decimal(1_000_000)  # more than a count can be answered with
MOST_CHOICES, LONGEST_CHOICE = 40, 120
MOST_STEPS = 11
MOST_COLUMNS, LONGEST_LABEL, LONGEST_PART = 12, 80, 20
LONGEST_TEXT = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 20_000}
# Names that a repeated entry's fields already have a meaning for.
PARTS_TAKEN = frozenset({"why", "none", "value"})
SAME, NEW = "same", "new"


class LimitField(forms.CharField):
    """A number as Swedes write it: "1 000", "0,5", "-3"; a Decimal, or None for blank."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """A stored number as it is written."""
        return _written(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        """The number that was written."""
        if isinstance(value, Decimal) or value is None:
            return value
        text = re.sub(r"[\s\u00a0\u202f]", "", str(value)).replace("\u2212", "-")
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,15}(?:,\d{1,2})?", text) or not text.isascii():
            raise forms.ValidationError(
                "Skriv ett tal med siffror, till exempel 1 000 eller 0,5. Högst två decimaler."
            )
        try:
            found = Decimal(text.replace(",", "."))
        except InvalidOperation as wrong:
            raise forms.ValidationError("Skriv ett tal med siffror.") from wrong
        if abs(found) > LARGEST_LIMIT:
            raise forms.ValidationError("Talet är för stort. Skriv ett mindre.")
        return found


def _written(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text


class ChoicesField(forms.CharField):
    """Answers to choose among, one a line; a list."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        """A stored list as it is written."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines that are not blank."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [" ".join(str(line).split()) for line in lines if str(line).strip()]

    def validate(self, value: Any) -> None:
        """At least two, each once, none too long."""
        if len(value) < 2:
            raise forms.ValidationError("Skriv minst två svarsval, ett på varje rad.")
        if len(value) > MOST_CHOICES:
            raise forms.ValidationError(
                f"Det är {len(value)} svarsval. Skriv högst {MOST_CHOICES}."
            )
        seen: set[str] = set()
        for one in value:
            if one.casefold() in seen:
                raise forms.ValidationError(f"”{one}” står två gånger. Ta bort den ena.")
            seen.add(one.casefold())
        if long := next((one for one in value if len(one) > LONGEST_CHOICE), None):
            raise forms.ValidationError(
                f"”{long[:30]}…” är {len(long)} tecken långt. Korta det till högst "
                f"{LONGEST_CHOICE}."
            )

    def run_validators(self, value: Any) -> None:
        """Those of a text say nothing of a list."""


# --- The parts of a repeated entry -------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One part of a repeated entry; no `key` until it is stored."""

    key: str
    label: str
    kind: str

    def __str__(self) -> str:
        return f"{self.label} ({Kind(self.kind).label.lower()})" if self.kind else self.label


COLUMN_KINDS = [(kind, Kind(kind).label) for kind in QuestionVersion.COLUMN_KINDS]


class ColumnsWidget(forms.Widget):
    """Rows of label and kind, in order, each with buttons to move it and take it away.

    The buttons (`rows`: "add", "up:2", "down:2", "remove:2") send the form to be drawn again;
    nothing is saved by them.
    """

    template_name = "rounds/columns.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[Column]:
        """The rows as they were sent, moved or taken away as a button asked."""
        if not isinstance(data, QueryDict):
            return list(data.get(name, []))
        parts = (data.getlist(f"{name}-{part}") for part in ("key", "label", "kind"))
        rows = [Column(*row) for row in zip(*parts, strict=False)]
        return _reshaped(rows, data.get("rows", ""))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The rows, with blank ones to fill in where there are none."""
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        rows += [Column("", "", "")] * max(0, 2 - len(rows))
        context["widget"] |= {
            "rows": rows,
            "kinds": COLUMN_KINDS,
            "may_add": len(rows) < MOST_COLUMNS,
        }
        return context


def _reshaped(rows: list[Column], button: str) -> list[Column]:
    verb, _, number = button.partition(":")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else -1
    if verb == "add" and len(rows) < MOST_COLUMNS:
        return [*rows, Column("", "", "")]
    if not 0 <= at < len(rows):
        return rows
    if verb == "remove":
        return rows[:at] + rows[at + 1 :]
    to = {"up": at - 1, "down": at + 1}.get(verb, -1)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows


class ColumnsField(forms.Field):
    """The parts of a repeated entry: `Column`s with a label, a kind, and a key of their own."""

    widget = ColumnsWidget

    def __init__(self, *, known: Iterable[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.known = set(known)

    def clean(self, value: list[Column]) -> list[Column]:
        """The rows that have a label; a stored row keeps its key whatever its label becomes."""
        rows = [row for row in value if row.label.strip()]
        if not rows:
            raise forms.ValidationError("Skriv minst en del, till exempel ”Namn på kursen”.")
        if len(rows) > MOST_COLUMNS:
            raise forms.ValidationError(f"Skriv högst {MOST_COLUMNS} delar.")
        columns: list[Column] = []
        kept = {row.key for row in rows} & self.known
        for row in rows:
            label = " ".join(row.label.split())
            self._refuse_wrong(label, row.kind, columns)
            key = row.key if row.key in kept else _part_key(label, kept)
            kept.add(key)
            columns.append(Column(key, label, row.kind))
        if len({column.key for column in columns}) < len(columns):
            raise forms.ValidationError("Delarna har blandats ihop. Läs in sidan igen.")
        return columns

    @staticmethod
    def _refuse_wrong(label: str, kind: str, before: list[Column]) -> None:
        if len(label) > LONGEST_LABEL:
            raise forms.ValidationError(
                f"”{label[:30]}…” är {len(label)} tecken långt. Korta det till högst "
                f"{LONGEST_LABEL}."
            )
        if kind not in QuestionVersion.COLUMN_KINDS:
            raise forms.ValidationError(f"Välj vad som skrivs i ”{label}”.")
        if label.casefold() in {column.label.casefold() for column in before}:
            raise forms.ValidationError(f"”{label}” står två gånger. Ge den ena ett annat namn.")


def _part_key(label: str, taken: set[str]) -> str:
    base = slugify(label)[:LONGEST_PART].strip("-_") or "del"
    if base not in taken | PARTS_TAKEN:
        return base
    numbered = (f"{base[: LONGEST_PART - 3]}-{number}" for number in range(2, 99))
    return next(key for key in numbered if key not in taken)


# --- A question --------------------------------------------------------------------------------


class NewQuestionForm(forms.Form):
    """Which kind of question a new one is, and how often it is asked."""

    kind = forms.ChoiceField(
        label="Vilket slag av svar?",
        choices=[(kind.value, kind.label) for kind in MADE_ON_SCREEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett slag."},
    )
    scope = forms.ChoiceField(
        label="Hur många gånger ställs frågan?",
        choices=Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur många gånger frågan ställs."},
    )


_LEVELS = list(Level.choices)


class QuestionForm(EditionForm):
    """Everything that can be said of a question; only the fields that its kind uses are there.

    `leading` are the questions that may decide whether this one is asked, `hanging` the answers
    that other questions hang on.
    """

    wording = forms.CharField(
        label="Fråga",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Skriv frågan.",
            "max_length": "Frågan är %(show_value)d tecken lång. Korta den till högst "
            "%(limit_value)d.",
        },
    )
    help_text = forms.CharField(
        label="Hjälptext",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En eller två meningar. Den som svarar läser dem under frågan.",
    )
    choices = ChoicesField(label="Svarsval", help_text="Ett på varje rad, i den ordning de visas.")
    columns = ColumnsField(
        label="Delar",
        help_text="Det som skrivs på varje rad, till exempel namn, startdag och antal platser.",
    )
    unit = forms.CharField(
        label="Enhet",
        required=False,
        max_length=40,
        help_text="Står efter rutan, till exempel ”platser”.",
    )
    minimum = LimitField(label="Minst", required=False)
    maximum = LimitField(label="Högst", required=False)
    first_end = forms.CharField(label="Första steget i ord", required=False, max_length=60)
    last_end = forms.CharField(label="Sista steget i ord", required=False, max_length=60)
    longest = forms.IntegerField(
        label="Högst antal tecken",
        required=False,
        min_value=1,
        help_text="Lämna tomt om det inte spelar någon roll.",
    )
    actor_types = forms.MultipleChoiceField(
        label="Vilka ska svara?",
        required=False,
        choices=ActorType.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Utan kryss frågas alla.",
    )
    shown_if = forms.MultipleChoiceField(
        label="Visa bara efter vissa svar",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kryssa för svaren på en av frågorna. Utan kryss visas frågan alltid.",
    )
    if_blank = forms.ChoiceField(label="Om svaret saknas", required=False, choices=_LEVELS)
    if_outside = forms.ChoiceField(
        label="Om svaret är utanför gränserna",
        required=False,
        choices=_LEVELS,
        initial=Level.STOP,
    )
    if_changed = forms.ChoiceField(
        label="Om svaret skiljer sig mycket från förra året", required=False, choices=_LEVELS
    )
    change_share = forms.IntegerField(
        label="Hur mycket är mycket, i procent?",
        required=False,
        min_value=1,
        max_value=1000,
    )
    why_asked = forms.CharField(
        label="Varför frågar ni?", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    legal_basis = forms.CharField(
        label="Rättslig grund",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bara om den är en annan än hela enkätens.",
    )
    meaning = forms.ChoiceField(
        label="Frågar ni om samma sak som förut?",
        choices=[
            (SAME, "Ja, samma sak. Svaren går att jämföra med andra år"),
            (NEW, "Nej, om något annat. Gör en ny fråga som inte jämförs med den gamla"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om frågan betyder samma sak som förut."},
    )

    PARTS = {"first_end": "scale_ends", "last_end": "scale_ends"}
    WORDING = ("wording", "help_text")
    ANSWER = (
        "choices",
        "columns",
        "unit",
        "minimum",
        "maximum",
        "first_end",
        "last_end",
        "longest",
    )
    WHO = ("actor_types", "shown_if")
    CHECKS = ("if_blank", "if_outside", "if_changed", "change_share")
    WHY = ("why_asked", "legal_basis")

    def __init__(
        self,
        *args: Any,
        kind: str,
        key: str = "",
        leading: Iterable[AskedQuestion] = (),
        hanging: Iterable[Any] = (),
        asks_meaning: bool = False,
        known_columns: Iterable[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.hanging = set(hanging)
        self.leading = {one.question.key: one for one in leading}
        used = uses(kind) - ({"choices"} if key in FIXED_CHOICES else set())
        for name in (*self.ANSWER, *self.CHECKS):
            if self.PARTS.get(name, name) not in used:
                del self.fields[name]
        if not asks_meaning:
            del self.fields["meaning"]
        if not self.leading:
            del self.fields["shown_if"]
        self._fit(known_columns)

    def _fit(self, known_columns: Iterable[str]) -> None:
        """Words and limits that hang on the kind."""
        if field := self.fields.get("shown_if"):
            field.choices = [  # type: ignore[attr-defined]  # a choice field
                (one.version.wording, _answers(one)) for one in self.leading.values()
            ]
        if field := self.fields.get("columns"):
            field.known = set(known_columns)  # type: ignore[attr-defined]  # a columns field
        if field := self.fields.get("longest"):
            most = LONGEST_TEXT[Kind(self.kind)]
            most_in_words = f"{most:,}".replace(",", "\u00a0")
            field.max_value = most  # type: ignore[attr-defined]  # told in clean_longest
            field.help_text = (
                f"Lämna tomt om det inte spelar någon roll. Aldrig fler än {most_in_words}."
            )
        if self.kind == Kind.SCALE:
            self.fields["minimum"].label = "Första steget"
            self.fields["maximum"].label = "Sista steget"
            self.fields["minimum"].help_text = f"Lämna tomt för {FIRST_STEP}."
            self.fields["maximum"].help_text = f"Lämna tomt för {LAST_STEP}."
        if self.kind == Kind.PER_CENT:
            self.fields["minimum"].help_text = "Lämna tomt för 0."
            self.fields["maximum"].help_text = "Lämna tomt för 100."
        if self.kind in TEXTS:
            self.fields["if_outside"].label = "Om texten är för lång"

    # --- What the page shows, group by group ---

    def group(self, names: Iterable[str]) -> list[forms.BoundField]:
        """The fields of these names that the kind uses."""
        return [self[name] for name in names if name in self.fields]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        """What may be answered."""
        return self.group(self.ANSWER)

    @property
    def who_fields(self) -> list[forms.BoundField]:
        """Who is asked."""
        return self.group(("actor_types",))

    @property
    def check_fields(self) -> list[forms.BoundField]:
        """What is checked."""
        return self.group(self.CHECKS)

    @property
    def why_fields(self) -> list[forms.BoundField]:
        """Why it is asked."""
        return self.group(self.WHY)

    # --- What is wrong ---

    def clean_longest(self) -> int | None:
        """No longer than any text may be."""
        longest: int | None = self.cleaned_data["longest"]
        most = LONGEST_TEXT[Kind(self.kind)]
        if longest and longest > most:
            raise forms.ValidationError(f"Skriv högst {most}.")
        return longest

    def clean_shown_if(self) -> list[str]:
        """Answers of one question only."""
        ticked: list[str] = self.cleaned_data["shown_if"]
        if len({one.split("=", 1)[0] for one in ticked}) > 1:
            raise forms.ValidationError("Kryssa för svar på en enda fråga.")
        return ticked

    def clean(self) -> dict[str, Any]:
        """Limits that hold together, and answers that other questions hang on still there."""
        data = super().clean() or {}
        self._clean_limits(data)
        if self.kind == Kind.SCALE and not self.errors:
            self._clean_scale(data)
        if "choices" in data:
            self._refuse_gone("choices", data["choices"])
        self._clean_change(data)
        return data

    def _clean_limits(self, data: dict[str, Any]) -> None:
        low, high = data.get("minimum"), data.get("maximum")
        if self.kind in WHOLE:
            for name in ("minimum", "maximum"):
                if data.get(name) is not None and data[name] != data[name].to_integral_value():
                    self.add_error(name, "Skriv ett heltal, utan decimaler.")
        if low is not None and high is not None and low > high and not self.errors:
            self.add_error("maximum", f"Skriv minst {_written(low)}, som är det lägsta.")
        self._refuse_idle_limits(data)
        if self.kind == Kind.COUNTS:
            if low is not None and low < 0:
                self.add_error("minimum", "Ett antal personer är aldrig under 0.")
            if high is not None and high > MOST_PERSONS:
                self.add_error("maximum", f"Skriv högst {_written(MOST_PERSONS)}.")

    def _refuse_idle_limits(self, data: dict[str, Any]) -> None:
        """Limits that the respondent reads must be kept to: somebody must say what happens."""
        if data.get("if_outside", Level.STOP):
            return
        if data.get("longest"):
            self.add_error(
                "if_outside",
                "Välj vad som ska hända när texten är för lång, eller lämna antalet tecken tomt.",
            )
        elif data.get("minimum") is not None or data.get("maximum") is not None:
            self.add_error(
                "if_outside",
                "Välj vad som ska hända när svaret är utanför gränserna, eller lämna dem tomma.",
            )

    def _clean_scale(self, data: dict[str, Any]) -> None:
        first = FIRST_STEP if data["minimum"] is None else int(data["minimum"])
        last = LAST_STEP if data["maximum"] is None else int(data["maximum"])
        if not (0 <= first < last and last - first < MOST_STEPS):
            self.add_error(
                "maximum", f"En skala går uppåt från 0 eller mer och har högst {MOST_STEPS} steg."
            )
        else:
            self._refuse_gone("maximum", [str(step) for step in range(first, last + 1)])

    def _refuse_gone(self, name: str, answers: list[str]) -> None:
        """Answers that decide whether another question is asked must stay."""
        gone = sorted(str(one) for one in self.hanging if str(one) not in answers)
        if gone:
            self.add_error(
                name,
                f"En annan fråga visas bara efter svaret ”{gone[0]}”. Ändra först när den visas.",
            )

    def _clean_change(self, data: dict[str, Any]) -> None:
        if data.get("if_changed") and not data.get("change_share"):
            if "change_share" not in self.errors:
                self.add_error("change_share", "Skriv hur många procent svaret får skilja sig.")
        elif data.get("change_share") and "if_changed" in data and not data["if_changed"]:
            self.add_error("if_changed", "Välj vad som ska hända när svaret skiljer sig så mycket.")

    # --- To and from what is stored ---

    @staticmethod
    def stored(asked: AskedQuestion, lead: AskedQuestion | None = None) -> dict[str, Any]:
        """A question as the form's first values; `lead` is the question it hangs on."""
        version = asked.version
        ends = [*version.scale_ends, "", ""]
        same = (
            "wording help_text choices unit minimum maximum longest if_blank if_outside "
            "if_changed change_share why_asked legal_basis"
        )
        first = {name: getattr(version, name) for name in same.split()}
        return first | {
            "first_end": ends[0],
            "last_end": ends[1],
            "columns": [Column(c["key"], c["label"], c["kind"]) for c in version.columns],
            "actor_types": asked.actor_types,
            "shown_if": _ticks(asked, lead),
        }

    def content(self) -> dict[str, Any]:
        """What was written, as fields of the version and of how it is asked."""
        data = {name: v for name, v in self.changes().items() if name != "meaning"}
        if "columns" in data:
            data["columns"] = [
                {"key": c.key, "label": c.label, "kind": c.kind} for c in data["columns"]
            ]
        if "first_end" in data:
            ends = [data.pop("first_end"), data.pop("last_end")]
            data["scale_ends"] = ends if any(ends) else []
        ticked = data.pop("shown_if", [])
        pairs = [one.split("=", 1) for one in ticked]
        lead = self.leading[pairs[0][0]] if pairs else None
        values = [value for _, value in pairs]
        return data | {
            "shown_if_id": lead.question_id if lead else None,
            "shown_if_values": [] if "" in values else values,
        }

    def is_new_meaning(self) -> bool:
        """Whether something else is asked from now on."""
        return self.cleaned_data.get("meaning") == NEW


def _answers(lead: AskedQuestion) -> list[tuple[str, str]]:
    key = lead.question.key
    each = [(f"{key}={value}", words) for value, words in choices_of(lead)]
    return [*each, (f"{key}=", "Vilket svar som helst")]


def _ticks(asked: AskedQuestion, lead: AskedQuestion | None) -> list[str]:
    """The boxes to tick for a stored condition, whether it names answers by value or by words."""
    if lead is None:
        return []
    named = {words: value for value, words in choices_of(lead)}
    values = [named.get(str(one), str(one)) for one in asked.shown_if_values]
    return [f"{lead.question.key}={value}" for value in values or [""]]


class KnownElsewhereForm(EditionForm):
    """Where the answer to a question is known already."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.order_by("title"),
        label="Indikator som redan har uppgiften",
        required=False,
        empty_label="Ingen",
    )
    held_elsewhere = forms.CharField(
        label="Annan inrapportering som redan har uppgiften",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Till exempel en myndighets årliga statistik. Skriv vilken.",
    )
