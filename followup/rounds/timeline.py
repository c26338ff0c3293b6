"""What has happened with one organisation's answers, in words; acts only, never answers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format

from actors.models import Event
from followup.rounds.models import Invitation

# Verbs that are told of, and how. Events of other kinds may name things a draft says.
WORDS = {
    "invite": "Inbjuden",
    "more_time": "Fick mer tid",
    "start": "Öppnade enkäten",
    "submit": "Lämnade in",
    "ask_for_sign_off": "Skickade svaren till attest",
    "take_back": "Tog tillbaka svaren från attest",
    "return": "Attestanten skickade tillbaka svaren",
    "approve": "Attesterade och lämnade in",
    "send_back": "Fick tillbaka svaren",
    "accept": "Svaren godtogs",
    "ask_to_reopen": "Bad att få ändra",
    "decline_reopening": "Fick nej till att ändra",
    "late_file": "Skickade en fil för sent",
    "decline_late_file": "Fick nej till en fil som kom för sent",
    "begin_paper": "Svarar på papper",
    "end_paper": "Svarar själv i portalen",
    "confirm_paper": "Bekräftade svaren från papper",
    "bounce": "Ett brev kom tillbaka",
    "address_works": "Adressen används igen",
}
# Reasons the coordinator wrote, or that were written to the coordinator. An organisation's other
# reasons are its own.
OWN_REASONS = {"more_time", "send_back", "begin_paper", "ask_to_reopen", "decline_reopening"}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, what, who did it, and why."""

    at: datetime
    what: str
    who: str
    reason: str


def timeline(invitation: Invitation) -> list[Happening]:
    """What has happened, the newest first: one query."""
    about = Q(subject_type="invitation", subject_id=str(invitation.pk))
    if submission := getattr(invitation, "submission", None):
        about |= Q(subject_type="submission", subject_id=str(submission.pk))
    events = Event.objects.filter(about, verb__in=WORDS).select_related("person")
    return [_happening(event) for event in events]


def _happening(event: Event) -> Happening:
    what = WORDS[event.verb]
    if until := event.data.get("to"):
        what += f" till {date_format(date.fromisoformat(until), 'j F')}"
    reason = event.reason if event.verb in OWN_REASONS else ""
    return Happening(event.at, what, str(event.person or "Portalen"), reason)
