"""The states of a submission and who may move it: one table, read by buttons and guard alike."""

from actors.workflow import Transition, Workflow
from followup.survey.models import Submission

State = Submission.State

SUBMISSION = Workflow(
    (
        Transition(
            "submit",
            "Lämna in",
            frozenset({State.IN_PROGRESS, State.CHANGES}),
            State.SUBMITTED,
            "survey.submit",
        ),
        Transition(
            "send_back",
            "Skicka tillbaka",
            frozenset({State.SUBMITTED}),
            State.CHANGES,
            "survey.send_back",
            needs_reason=True,
        ),
    )
)
