"""What the coordinator wrote in from paper: told to the organisation, confirmed by it.

A version that was handed in from paper counts like any other, and says "Inskrivet från papper"
wherever it is shown. The organisation's contact persons get a mail with a link to the whole of
it, and one of them confirms with one press; until then it stands as waiting.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from actors.events import record
from actors.models import Person
from followup.rounds.letters import Letter
from followup.rounds.mail import recipients, write_mail
from followup.rounds.models import Invitation, SentMail
from followup.survey.models import PaperConfirmation, Submission, SubmissionVersion
from strategy_portal.access import can
from strategy_portal.exceptions import WrongStateError

_TEXT = """Hej!

Länsstyrelsen har skrivit in svaren från {organisation} på enkäten {year} från papper.

Läs det som är inskrivet, och bekräfta med ett tryck att det stämmer:
{link}

Är något fel? Svara på det här brevet, så rättar vi det.

Vänliga hälsningar
Länsstyrelsen
"""


def ask_to_confirm(version: SubmissionVersion) -> None:
    """Write to the organisation's contact persons that its paper answers are handed in.

    Inside the transaction that hands in. Does nothing for a version that was not from paper.
    """
    if not version.from_paper:
        return
    submission = version.submission
    invitation = Invitation.objects.with_contacts().get(pk=submission.invitation_id)
    address = reverse("survey:confirm_paper", args=[submission.round.year, submission.actor.slug])
    letter = Letter(
        f"Stämmer svaren på enkäten {submission.round.year}?",
        _TEXT.format(
            organisation=submission.actor.name,
            year=submission.round.year,
            link=settings.BASE_URL + address,
        ),
    )
    for recipient in recipients(invitation.actor):
        write_mail(
            invitation,
            SentMail.Occasion.PAPER,
            str(version.number),
            recipient,
            letter,
            by=version.submitted_by,
        )


def waits_for_confirmation(version: SubmissionVersion) -> bool:
    """Whether it is from paper and the organisation has not said yet that it is right."""
    return version.from_paper and not hasattr(version, "paper_confirmation")


@transaction.atomic
def confirm_paper(version: SubmissionVersion, *, by: Person) -> PaperConfirmation:
    """The organisation's word that what was written in is what it said; once, by whoever is first.

    Raises `WrongStateError` for a version that is not the newest, or not from paper.
    """
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=version.submission_id)
    if submission.current_version_id != version.pk or not version.from_paper:
        raise WrongStateError("Svaren har ändrats. Läs in sidan igen och läs dem som de är nu.")
    if not can(by, "survey.confirm_paper", submission):
        raise WrongStateError("Bara organisationen själv kan bekräfta svaren.")
    confirmation, created = PaperConfirmation.objects.get_or_create(
        version=version, defaults={"by": by}
    )
    if created:
        record("confirm_paper", submission, by=by, actor=submission.actor, version=version.number)
    return confirmation
