"""The words of the round's mails, with a few fixed places that are filled in.

Only the placeholders below mean anything. They are replaced in one pass over the text, so
neither the text nor a name that is filled in can reach anything else.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from followup.rounds.models import Invitation

PLACEHOLDERS = ("organisation", "år", "sista_dag", "länk", "läge")
# What {läge} becomes, by the state of the organisation's answers.
_STANDING = {
    "": "har inte börjat svara på enkäten än",
    "in_progress": "har börjat svara på enkäten men inte lämnat in än",
    "awaiting_sign_off": "har svar som väntar på attest hos er",
    "changes_requested": "har fått tillbaka delar av svaren för ändring",
    "submitted": "har lämnat in",
    "accepted": "har lämnat in",
}
_PLACE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Letter:
    """A subject and a text, with or without placeholders."""

    subject: str
    text: str


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces without being a placeholder, as it was written."""
    return [f"{{{name}}}" for name in _PLACE.findall(text) if name not in PLACEHOLDERS]


def addressed(letter: Letter, invitation: Invitation) -> Letter:
    """The letter as one organisation reads it; a subject is always a single line."""
    values = _values(invitation)
    subject = " ".join(_fill(letter.subject, values).split())
    return Letter(subject[:200], _fill(letter.text, values))


def survey_address(invitation: Invitation) -> str:
    """The whole address of the organisation's survey."""
    path = reverse("survey:survey", args=[invitation.round.year, invitation.actor.slug])
    return settings.BASE_URL + path


def _values(invitation: Invitation) -> dict[str, str]:
    last_day = invitation.closes_on
    return {
        "organisation": invitation.actor.name,
        "år": str(invitation.round.year),
        "sista_dag": date_format(last_day, "l j F Y") if last_day else "ännu inte bestämd",
        "länk": survey_address(invitation),
        "läge": _standing(invitation),
    }


def _standing(invitation: Invitation) -> str:
    submission = getattr(invitation, "submission", None)
    return _STANDING[submission.state if submission else ""]


def _fill(text: str, values: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
