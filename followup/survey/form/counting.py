"""Persons counted: women, men, girls, boys and unknown, and the total an organisation states."""

from collections.abc import Mapping
from dataclasses import dataclass

from followup.survey.form.fields import COUNT_PARTS, Value
from followup.survey.form.values import ValueFaultError, count


@dataclass(frozen=True)
class Counted:
    """The counts of one question or intervention; None is blank, 0 was answered."""

    counts: dict[str, int | None]
    stated: int | None
    because: str
    not_known: bool

    @property
    def sum(self) -> int | None:
        """The counts together; None where none is written."""
        known = [n for n in self.counts.values() if n is not None]
        return sum(known) if known else None

    @property
    def total(self) -> int | None:
        """How many they were: the counts together, or the stated total where it stands alone."""
        return self.stated if self.sum is None else self.sum

    @property
    def is_total_alone(self) -> bool:
        """Whether only a total is stated, which must say why."""
        return self.sum is None and self.stated is not None

    @property
    def differs(self) -> bool:
        """Whether the counts do not make the stated total."""
        return self.sum is not None and self.stated is not None and self.sum != self.stated

    @property
    def reported(self) -> dict[str, int | None]:
        """The counts as they are reported: a total alone is of unknown sex."""
        return self.counts | {"unknown": self.stated} if self.is_total_alone else self.counts


def counted(parts: Mapping[str, Value]) -> Counted:
    """The counts among the parts of a question; what cannot be read is taken as blank."""
    return Counted(
        {part: _readable(parts.get(part, "")) for part in COUNT_PARTS},
        _readable(parts.get("total", "")),
        str(parts.get("total_because", "")).strip(),
        parts.get("counts_not_known") == "yes",
    )


def _readable(value: Value) -> int | None:
    try:
        return count(str(value))
    except ValueFaultError:
        return None
