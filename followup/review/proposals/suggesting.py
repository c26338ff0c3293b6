"""What a network hands in, or the preparation group notes, for the group to take up.

A suggestion is the body's own words. It can be changed or taken back until a proposal has taken
it up; nothing that was written is lost, since each event keeps the words as they were.
"""

from django.db import transaction
from django.utils import timezone

from actors.events import record
from actors.models import Body, Person
from followup.review.models import Suggestion
from followup.review.workflow import held_for_writing
from followup.rounds.models import Round
from goals.models import SubGoal
from strategy_portal.exceptions import WrongStateError


@transaction.atomic
def suggest(
    round_: Round, body: Body, *, sub_goal: SubGoal | None, text: str, by: Person
) -> Suggestion:
    """Hand in a suggestion for a body; the sub-goal is None where it names none."""
    held_for_writing(round_)
    suggestion = Suggestion.objects.create(
        round=round_, body=body, sub_goal=sub_goal, text=text, suggested_by=by
    )
    record("suggest", suggestion, by=by)
    return suggestion


@transaction.atomic
def reword_suggestion(
    suggestion: Suggestion, *, sub_goal: SubGoal | None, text: str, base_edition: int, by: Person
) -> bool:
    """Change a suggestion that waits; False when a colleague has changed it meanwhile.

    Then nothing is changed, and the writer is to see both texts.
    """
    current = _waiting(suggestion)
    is_same = (current.sub_goal, current.text) == (sub_goal, text)
    if current.edition != base_edition and not is_same:
        return False
    before = {"sub_goal": current.sub_goal_id, "text": current.text}
    current.sub_goal, current.text, current.edition = sub_goal, text, current.edition + 1
    current.save(update_fields=["sub_goal", "text", "edition"])
    record("reword_suggestion", current, by=by, before=before)
    return True


@transaction.atomic
def take_back_suggestion(suggestion: Suggestion, *, by: Person) -> None:
    """Take back a suggestion that waits; it stays readable, marked as taken back."""
    current = _waiting(suggestion)
    current.taken_back_at = timezone.now()
    current.save(update_fields=["taken_back_at"])
    record("take_back_suggestion", current, by=by)


def _waiting(suggestion: Suggestion) -> Suggestion:
    """The suggestion as it is now, held; raises when it is taken up or taken back."""
    held_for_writing(suggestion.round)
    found = Suggestion.objects.select_for_update(of=("self",)).select_related("sub_goal")
    current = found.get(pk=suggestion.pk)
    if current.taken_back_at:
        raise WrongStateError("Inspelet är redan tillbakataget.")
    if hasattr(current, "taken_up_in"):
        raise WrongStateError(
            "Beredningsgruppen har tagit upp inspelet i ett förslag. Skriv ett nytt i stället."
        )
    return current
