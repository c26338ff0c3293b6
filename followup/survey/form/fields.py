"""One box of the survey: what it is called, what may stand in it, and what is wrong with it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup.rounds.models import AskedQuestion, Level, Question
from followup.survey.form.values import (
    LONGEST_LINE,
    LONGEST_LINK,
    LONGEST_TEXT,
    MONTHS,
    ValueFaultError,
    bounded,
    count,
    day,
    in_words,
    link,
    money,
    per_cent,
    whole_number,
)
from followup.survey.models import Intervention, Record
from goals.models import SubGoal

Choices = tuple[tuple[str, str], ...]
Value = str | list[str]
Typed = int | Decimal | date | str | list[str] | None

# What is typed in each of these is stored as it was typed, and read when it is checked.
_READERS: dict[str, Callable[[str], int | Decimal | date | str | None]] = {
    "count": count,
    "number": whole_number,
    "per_cent": per_cent,
    "money": money,
    "date": day,
    "link": link,
}
NUMBERS = frozenset({"count", "number", "per_cent", "money"})
SEVERAL = frozenset({"many", "file"})

COUNT_PARTS = ("women", "men", "girls", "boys", "unknown")
WHY = "why"


@dataclass(frozen=True)
class Condition:
    """That a question is asked only where another was answered so; `key` is the other's field.

    No `values` means: where the other was answered at all. `elsewhere`: it stands in the section
    about the organisation, so that the page it is shown on cannot follow it.
    """

    key: str
    values: tuple[str, ...]
    elsewhere: bool = False

    @property
    def values_as_json(self) -> str:
        """For the page's script."""
        return json.dumps(self.values, ensure_ascii=False)

    def is_met(self, value: Value) -> bool:
        """Whether the other question's answer is one that leads here."""
        said = value if isinstance(value, list) else [value]
        if not self.values:
            return any(said)
        return any(one in self.values for one in said)


@dataclass(frozen=True)
class Field:
    """One box.

    `widget` is degree, text, line, one_of, pick, many, count, tick, number, per_cent, money,
    date, link or file. `part` says which part of its question it is, where that has several:
    the not_known tick of a number, women … total_because of a count, a column of a `record`,
    and `why`, the word of explanation that a warning asks for. `condition` is that of the whole
    question.
    """

    key: str
    asked: AskedQuestion
    widget: str
    label: str
    help_text: str = ""
    part: str = ""
    choices: Choices = ()
    sub_goal: SubGoal | None = None
    intervention: Intervention | None = None
    record: Record | None = None
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    longest: int | None = None
    condition: Condition | None = None

    @property
    def html_id(self) -> str:
        """The box's id on the page, also the anchor that error summaries lead to."""
        return "f-" + self.key.replace("/", "-")

    @property
    def base_key(self) -> str:
        """The key of the question it belongs to, with the sub-goal; shared by all its parts."""
        name = self.asked.question.key
        return f"{name}/{self.sub_goal.pk}" if self.sub_goal and not self.intervention else name

    @property
    def is_explanation(self) -> bool:
        """Whether it is the word of explanation to a warning, and no answer of its own."""
        return self.part == WHY

    @property
    def shown_if(self) -> Condition | None:
        """The condition under which its question is asked; None where it always is."""
        return self.condition

    @property
    def hint(self) -> str:
        """The help text, and in which form and within which limits to answer."""
        return " ".join(words for words in (self.help_text, self._form(), self._bounds()) if words)

    def _form(self) -> str:
        return {
            "date": "Skriv år, månad och dag, till exempel 2026-03-31.",
            "link": "Kopiera hela adressen, till exempel https://www.exempel.se/sida.",
        }.get(self.widget, "")

    def _bounds(self) -> str:
        if self.longest:
            return f"Högst {in_words(self.longest)} tecken."
        if self.widget not in NUMBERS or self.part in COUNT_PARTS:
            return ""
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            return f"Mellan {in_words(low)} och {in_words(high)}."
        if high is not None:
            return f"Högst {in_words(high)}{self._unit}."
        return f"Minst {in_words(low)}{self._unit}." if low else ""

    @property
    def is_decimal(self) -> bool:
        """Whether decimals are typed in it: which keyboard a phone shows."""
        return self.widget in {"per_cent", "money"}

    @property
    def is_scale(self) -> bool:
        """Whether its choices are steps, to stand in a row."""
        return self.asked.question.kind == Question.Kind.SCALE

    @property
    def empty(self) -> Value:
        """The value of a box that nobody has touched."""
        return [] if self.widget in SEVERAL else ""

    def clean(self, raw: list[str]) -> Value:
        """What the page sent as a value to store; `ValueFaultError` where it cannot be kept.

        A number or a day is kept as it was typed: a draft may hold "ca 10", and the page says
        what to do.
        """
        allowed = {value for value, _ in self.choices}
        if self.widget == "many":
            return sorted({value for value in raw if value in allowed}, key=_natural)
        if self.widget == "file":
            return [value for value in dict.fromkeys(raw) if value in allowed]
        text = raw[-1] if raw else ""
        if self.widget == "text":
            return bounded(text, LONGEST_TEXT)
        if self.widget == "line" or self.widget in _READERS:
            longest = LONGEST_LINK if self.widget == "link" else LONGEST_LINE
            return bounded(text.replace("\n", " "), longest).strip()
        if self.widget == "tick":
            return "yes" if text in {"yes", "on"} else ""
        if text and text not in allowed:
            raise ValueFaultError("Välj ett av alternativen.")
        return text

    def read(self, value: Value) -> Typed:
        """A stored value with its real type; None for blank.

        A count and a number are int, per cent and money Decimal, a day a date, a link its whole
        address. Raises `ValueFaultError` for what cannot be read.
        """
        if isinstance(value, list):
            return value or None
        reader = _READERS.get(self.widget)
        return reader(value) if reader else (value or None)

    def fault(self, value: Value) -> str:
        """What must be put right in a stored value before it can be submitted, or nothing."""
        try:
            read = self.read(value)
        except ValueFaultError as fault:
            return self._said(str(fault))
        if self.asked.version.if_outside == Level.STOP and (words := self.outside(read)):
            return self._said(words)
        return ""

    def outside(self, read: Typed) -> str:
        """That a read value is beyond the question's limits, in words; empty when it is not."""
        if isinstance(read, str) and self.longest and len(read) > self.longest:
            return f"Texten är {len(read)} tecken lång. Korta den till högst {self.longest} tecken."
        if not isinstance(read, int | Decimal):
            return ""
        if self.minimum is not None and read < self.minimum:
            return f"{in_words(read)} är för lågt. Minst {in_words(self.minimum)}{self._unit}."
        if self.maximum is not None and read > self.maximum:
            return f"{in_words(read)} är för högt. Högst {in_words(self.maximum)}{self._unit}."
        return ""

    @property
    def _unit(self) -> str:
        return f"\u00a0{self.unit}" if self.unit else ""

    def _said(self, words: str) -> str:
        mark = "" if self.label.endswith(("?", ".", ":")) else ":"
        return f"{self.label}{mark} {words}"

    def shown(self, value: Value) -> str:
        """A value as people read it: words for codes, thousands apart, the unit after.

        What cannot be read stands as it was typed.
        """
        names = dict(self.choices)
        if isinstance(value, list):
            return ", ".join(names.get(one, one) for one in value)
        if self.widget == "tick":
            return self.label if value else ""
        try:
            read = self.read(value)
        except ValueFaultError:
            return value
        if isinstance(read, date):
            return f"{read.day} {MONTHS[read.month - 1]} {read.year}"
        if isinstance(read, int | Decimal):
            return f"{in_words(read)}{self._unit}"
        return names.get(value, value)


def _natural(value: str) -> tuple[int, str]:
    return len(value), value
