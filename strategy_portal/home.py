"""The home page: for each role, the one thing to do next; for everyone, the strategy."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from followup.council.models import ActivityPlan, Meeting
from followup.report.models import AnnualReport
from followup.rounds.models import Invitation, Round
from followup.rounds.steps import organisations
from followup.survey.models import Submission
from goals.models import GoalArea, Strategy
from goals.statistics.models import Fetch, Indicator
from strategy_portal import access
from strategy_portal.access import can


@dataclass(frozen=True)
class Step:
    """Something to do: what, by when or why, and where."""

    title: str
    text: str
    label: str
    url: str


def overview() -> dict[str, Any]:
    """The strategy in force with its areas, and the newest published report."""
    strategy = Strategy.objects.current().first()
    report = (
        AnnualReport.objects.filter(state=AnnualReport.State.PUBLISHED)
        .select_related("round")
        .first()
    )
    areas = GoalArea.objects.of_current_strategy()
    return {"strategy": strategy, "areas": areas, "latest_report": report}


def next_steps(person: Any) -> list[Step]:
    """What a person's roles ask of them now, the most urgent first."""
    if not getattr(person, "is_authenticated", False):
        return []
    steps = _surveys(person)
    if can(person, "survey.send_back"):
        steps += _asking_to_change()
    if can(person, "round.manage"):
        steps += _rounds()
    if can(person, "review.assess"):
        steps += _reviews()
    if can(person, "suggestion.hand_in"):
        steps += _suggestions()
    if can(person, "report.build"):
        steps += _later_changes()
    if can(person, "council.read"):
        steps += _meetings()
    if can(person, "statistics.manage"):
        steps += _statistics()
    return steps + _plans(person)


def _surveys(person: Any) -> list[Step]:
    invitations = (
        Invitation.objects.visible_to(person)
        .filter(round__state__in=[Round.State.OPEN, Round.State.CLOSED])
        .select_related("round", "actor", "submission__sign_off_asked_by")
        .order_by("-round__year", "actor__name")
    )
    now = timezone.now()
    own = access.organisations(person, "survey.read")
    steps = []
    for invitation in invitations:
        if not invitation.accepts_answers(now):
            continue
        if invitation.is_test and invitation.actor_id not in own:
            continue  # tried from the round's page; nothing that waits to be done
        submission: Submission | None = getattr(invitation, "submission", None)
        if submission and _awaits(submission, person):
            steps.append(_sign_off_step(invitation, submission))
        elif submission is None or submission.is_editable:
            may_answer = can(person, "survey.answer", invitation.actor)
            steps.append(_survey_step(invitation, submission, may_answer))
    return steps


def _awaits(submission: Submission, person: Any) -> bool:
    return submission.state == Submission.State.AWAITING and submission.approver_id == person.pk


def _sign_off_step(invitation: Invitation, submission: Submission) -> Step:
    return Step(
        f"Attestera enkät {invitation.round.year} för {invitation.actor}",
        f"{submission.sign_off_asked_by} ber dig läsa och godkänna svaren.",
        "Läs och attestera",
        reverse("survey:sign_off", args=[invitation.round.year, invitation.actor.slug]),
    )


def _survey_step(invitation: Invitation, submission: Submission | None, may_answer: bool) -> Step:
    label = "Läs svaren"
    if may_answer:
        label = "Fortsätt svara" if submission else "Öppna enkäten"
    text = []
    if submission and submission.state == Submission.State.CHANGES:
        text.append("Samordnaren ber er ändra något.")
    elif submission and submission.returned_because:
        text.append("Attestanten vill ändra något.")
    if invitation.closes_on:
        text.append(f"Svara senast {date_format(invitation.closes_on, 'j F')}.")
    return Step(
        f"Enkät {invitation.round.year} för {invitation.actor}",
        " ".join(text),
        label,
        reverse("survey:survey", args=[invitation.round.year, invitation.actor.slug]),
    )


def _asking_to_change() -> list[Step]:
    """The organisations that ask to change what they have handed in, and wait for an answer."""
    asking = Submission.objects.asking_to_change().select_related("round", "actor")
    return [
        Step(
            f"{submission.actor} ber att få ändra",
            f"De har lämnat in enkät {submission.round.year} och väntar på svar.",
            "Läs, och säg ja eller nej",
            reverse("survey:review", args=[submission.round.year, submission.actor.slug]),
        )
        for submission in asking
    ]


_ROUND_STEPS = {
    Round.State.DRAFT: ("är ett utkast", "Gör klart omgången"),
    Round.State.OPEN: ("är öppen", "Se hur det går"),
    Round.State.CLOSED: ("är stängd", "Följ sammanställningen"),
    Round.State.COMPILED: ("är sammanställd", "Se omgången"),
}


def _rounds() -> list[Step]:
    round_ = Round.objects.exclude(state=Round.State.ARCHIVED).first()
    if round_ is None:
        return [Step("Ingen omgång pågår", "", "Börja en omgång", reverse("rounds:index"))]
    says, label = _ROUND_STEPS[Round.State(round_.state)]
    last_day = f"Sista dag är {date_format(round_.closes_on, 'j F')}." if round_.closes_on else ""
    return [Step(f"Omgång {round_.year} {says}", last_day, label, round_.get_absolute_url())]


def _reviews() -> list[Step]:
    round_ = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSED]).first()
    if round_ is None:
        return []
    handed_in = round_.submissions.counted().submitted().count()
    text = f"{organisations(handed_in)} har lämnat in."
    url = reverse("review:round", args=[round_.year])
    return [Step(f"Svaren {round_.year}", text, "Läs och bedöm", url)]


def _suggestions() -> list[Step]:
    round_ = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSED]).first()
    if round_ is None:
        return []
    return [
        Step(
            f"Vad ska länet prioritera {round_.year + 1}?",
            "Skriv vad nätverket vill. Beredningsgruppen tar upp det i sina förslag till rådet.",
            "Lämna inspel",
            reverse("review:network", args=[round_.year]),
        )
    ]


def _later_changes() -> list[Step]:
    """Reports in force that say something which no longer holds, until somebody has noted it."""
    reports = AnnualReport.objects.in_force().light().with_later_changes()
    return [
        Step(
            f"{report.title} är fastställd, men något har ändrats",
            f"{report.changed_later} att ta ställning till. Rapporten är som den var.",
            "Se vad som har ändrats",
            reverse("report:later_changes", args=[report.round.year]),
        )
        for report in reports.filter(changed_later__gt=0)
    ]


def _statistics() -> list[Step]:
    """Values that wait for a yes, and indicators whose next value should have come."""
    fetched = Fetch.objects.filter(state=Fetch.State.FETCHED).values("link__indicator")
    waiting = list(Indicator.objects.filter(pk__in=fetched).order_by("title"))
    stale = list(Indicator.objects.stale(timezone.localdate()).exclude(pk__in=fetched))
    steps = []
    if waiting:
        text = _titles(waiting) + "."
        steps.append(
            Step("Hämtade värden att granska", text, "Granska dem", reverse("upkeep:index"))
        )
    if stale:
        text = f"Ett nytt värde väntas för {_titles(stale)}."
        steps.append(
            Step("Indikatorer att uppdatera", text, "Se indikatorerna", reverse("upkeep:index"))
        )
    return steps


def _titles(indicators: list[Indicator]) -> str:
    """The first few by name; of more, how many."""
    names = [f"”{one.title}”" for one in indicators[:3]]
    if more := len(indicators) - len(names):
        names.append(f"{more} till")
    return ", ".join(names)


def _meetings() -> list[Step]:
    meeting = (
        Meeting.objects.select_related("body")
        .filter(state__in=[Meeting.State.PLANNED, Meeting.State.SUMMONED])
        .first()
    )
    if meeting is None:
        return []
    day = date_format(timezone.localtime(meeting.starts_at), "j F Y")
    return [
        Step(
            f"Rådets möte {meeting.number}, {meeting.year}",
            f"Mötet är {day}.",
            "Se dagordningen",
            meeting.get_absolute_url(),
        )
    ]


def _plans(person: Any) -> list[Step]:
    """The plans that a person's groups are to decide, and those that give its organisation work."""
    bodies = person.bodies_convened()
    plans = ActivityPlan.objects.with_group().order_by("group__priority__year", "pk")
    drafts = plans.filter(group__body__in=bodies, state=ActivityPlan.State.DRAFT)
    own = access.organisations(person, "plan.read")
    work = plans.decided_with_work_for(own, on=timezone.localdate())
    return [_draft_step(plan) for plan in drafts] + [_work_step(plan) for plan in work]


def _draft_step(plan: ActivityPlan) -> Step:
    return Step(
        f"Aktivitetsplan {plan.year} för {plan.group}",
        "Ni är sammankallande. Skriv vad gruppen ska göra och besluta planen.",
        "Skriv planen",
        plan.get_absolute_url(),
    )


def _work_step(plan: ActivityPlan) -> Step:
    return Step(
        f"Aktivitetsplan {plan.year} för {plan.group}",
        "Ni ansvarar för något i planen. Berätta i enkäten hur det gick.",
        "Läs planen",
        plan.get_absolute_url(),
    )
