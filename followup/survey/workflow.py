"""The states of a submission and who may move it: one table, read by buttons and guard alike."""

from actors.workflow import Transition, Workflow
from followup.survey.models import Submission

State = Submission.State


def manager_hinder(submission: Submission) -> str:
    """That the manager is to approve before the answers go in; empty where nobody is chosen.

    What is written in from paper has been read inside the organisation before it was sent.
    """
    if submission.approver is None or submission.is_on_paper:
        return ""
    return f"{submission.approver.name} ska attestera svaren innan de lämnas in."


def no_manager_hinder(submission: Submission) -> str:
    """That nobody is chosen to approve."""
    return "" if submission.approver_id else "Välj först vem som ska attestera."


def changes_asked_for(submission: Submission) -> str:
    """Answers that the coordinator has sent back are to be changed also after a turn at the
    manager's, or the board would lose sight of them."""
    return State.CHANGES if submission.current_version_id else ""


SUBMISSION = Workflow(
    (
        Transition(
            "submit",
            "Lämna in",
            frozenset({State.IN_PROGRESS, State.CHANGES}),
            State.SUBMITTED,
            "survey.submit",
            hinder=manager_hinder,
        ),
        Transition(
            "ask_for_sign_off",
            "Skicka till attest",
            frozenset({State.IN_PROGRESS, State.CHANGES}),
            State.AWAITING,
            "survey.submit",
            hinder=no_manager_hinder,
        ),
        Transition(
            "approve",
            "Godkänn och lämna in",
            frozenset({State.AWAITING}),
            State.SUBMITTED,
            "survey.approve",
        ),
        Transition(
            "return",
            "Skicka tillbaka till kollegan",
            frozenset({State.AWAITING}),
            State.IN_PROGRESS,
            "survey.approve",
            needs_reason=True,
            instead=changes_asked_for,
        ),
        Transition(
            "take_back",
            "Ta tillbaka från attest",
            frozenset({State.AWAITING}),
            State.IN_PROGRESS,
            "survey.submit",
            instead=changes_asked_for,
        ),
        Transition(
            "send_back",
            "Skicka tillbaka",
            frozenset({State.SUBMITTED, State.ACCEPTED}),
            State.CHANGES,
            "survey.send_back",
            needs_reason=True,
        ),
        Transition(
            "accept",
            "Godta svaren",
            frozenset({State.SUBMITTED}),
            State.ACCEPTED,
            "survey.send_back",
        ),
    )
)
