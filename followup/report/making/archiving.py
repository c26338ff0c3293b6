"""What a round's archive package holds besides the report: files handed in, and the event log."""

from typing import Any

from django.db.models import Q, QuerySet

from actors.models import Event
from followup.report.models import AnnualReport
from followup.report.outputs.archive import Enclosed
from followup.survey.attachments import file_store
from followup.survey.models import Attachment, Submission

# Kinds of things a round's events are about, as the event log calls them.
_ROUND, _SUBMISSION, _REPORT, _INVITATION = "round", "submission", "annualreport", "invitation"


def handed_in(report: AnnualReport) -> list[Enclosed]:
    """The files of the newest submitted version of each organisation that counts, in order.

    A file that is held back for its content is told of and left out; one that is damaged stops
    the build, since a package without it would look whole.
    """
    files = (
        Attachment.objects.filter(versions__in=_counted(report).values("current_version"))
        .select_related("section__submission__actor")
        .order_by("section__submission__actor__name", "section__order", "added_at", "pk")
    )
    return [_enclosed(one) for one in files.distinct()]


def _counted(report: AnnualReport) -> QuerySet[Submission]:
    return Submission.objects.counted().filter(round=report.round)


def _enclosed(one: Attachment) -> Enclosed:
    about = {
        "organisation": one.section.submission.actor.name,
        "namn": one.name,
        "typ": one.content_type,
        "storlek": one.size,
        "sha256": one.sha256,
        "falt": one.key,
        "tillagd": one.added_at.isoformat(),
    }
    if one.held_back:
        return Enclosed({**about, "utelamnad": one.held_back}, None)
    # Read whole once to see that it is what came; what is then copied is the same file.
    file_store.verified(one.stored_name, one.sha256)
    return Enclosed(about, lambda: file_store.opened(one.stored_name))


def event_log(report: AnnualReport) -> list[dict[str, Any]]:
    """What happened in the round, from its first event: who, when, what and why."""
    round_ = report.round
    about = (
        Q(subject_type=_ROUND, subject_id=str(round_.pk))
        | Q(subject_type=_REPORT, subject_id__in=_ids(round_.reports))
        | Q(subject_type=_SUBMISSION, subject_id__in=_ids(round_.submissions))
        | Q(subject_type=_INVITATION, subject_id__in=_ids(round_.invitations))
    )
    events = Event.objects.filter(about).select_related("person", "actor").order_by("pk")
    return [
        {
            "tid": one.at.isoformat(),
            "handelse": one.verb,
            "om": f"{one.subject_type} {one.subject_id}",
            "person": one.person.name if one.person else None,
            "organisation": one.actor.name if one.actor else None,
            "skal": one.reason,
            "uppgifter": one.data,
        }
        for one in events
    ]


def _ids(rows: Any) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)]
