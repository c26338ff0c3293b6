"""Beginning, changing, adopting, publishing and correcting a report."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.events import record
from actors.models import Body, BodyKind, Person
from followup.report.composition import Choice, completed
from followup.report.models import AnnualReport
from followup.report.workflow import REPORTS
from followup.rounds.models import Round
from strategy_portal.exceptions import WrongStateError

State = AnnualReport.State
OVERTAKEN = (
    "Någon annan sparade just före dig. Gå tillbaka: din text står kvar, men är inte sparad."
)


@transaction.atomic
def begin(round_: Round, *, by: Person) -> AnnualReport:
    """The first version of a year's report, as a draft; the round must have been closed."""
    if round_.state in {Round.State.DRAFT, Round.State.OPEN}:
        raise WrongStateError("Stäng omgången först. Rapporten görs av de inlämnade svaren.")
    try:
        with transaction.atomic():
            report = AnnualReport.objects.create(
                round=round_,
                title=f"Årlig uppföljning {round_.year}",
                addressee=_council_name(),
                composition=_last_years_composition(round_),
            )
    except IntegrityError as error:
        raise WrongStateError("Någon annan har redan påbörjat rapporten.") from error
    record("begin_report", report, by=by)
    return report


def _last_years_composition(round_: Round) -> Choice:
    """The parts as they were set in the newest report of an earlier year; else every part."""
    earlier = AnnualReport.objects.filter(round__year__lt=round_.year)
    last = earlier.order_by("-round__year", "-version").values_list("composition", flat=True)
    return completed(last.first())


def _council_name() -> str:
    council = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk").first()
    return council.name if council else ""


@transaction.atomic
def change_texts(report: AnnualReport, *, title: str, addressee: str, by: Person) -> None:
    """The words that are the report's own; only a draft can be changed.

    `report` is as the writer saw it. Raises `WrongStateError` when somebody has changed it since.
    """
    texts = {"title": title, "addressee": addressee}
    seen = {name: getattr(report, name) for name in texts}
    draft = AnnualReport.objects.filter(pk=report.pk, state=State.DRAFT)
    if not draft.filter(**seen).update(**texts):
        report.refresh_from_db(fields=["state"])
        raise WrongStateError(OVERTAKEN if report.state == State.DRAFT else report.why_fixed)
    for name, text in texts.items():
        setattr(report, name, text)
    record("change_report", report, by=by, title=title)


@transaction.atomic
def change_cover(report: AnnualReport, *, picture: str, text: str, by: Person) -> None:
    """Set the cover's picture (its name in the storage) and what it shows, or take it away.

    Pictures are never deleted: an earlier version may have the same one on its cover.
    """
    draft = AnnualReport.objects.filter(pk=report.pk, state=State.DRAFT)
    if not draft.update(cover_picture=picture, cover_text=text):
        report.refresh_from_db(fields=["state"])
        raise WrongStateError(report.why_fixed)
    record("change_cover", report, by=by, picture=picture, text=text)


@transaction.atomic
def change_composition(
    report: AnnualReport, change: Callable[[Choice], Choice], *, by: Person
) -> Choice:
    """Change which parts the report has, or their order; only a draft can be changed.

    `change` is given the parts as they are when it is this person's turn, so that of two who
    move different parts at once both are heeded.
    """
    held = AnnualReport.objects.select_for_update().only("pk", "state", "composition")
    now = held.get(pk=report.pk)
    if now.state != State.DRAFT:
        raise WrongStateError(now.why_fixed)
    before = completed(now.composition)
    after = change(before)
    if after != before:
        AnnualReport.objects.filter(pk=report.pk).update(composition=after)
        record("change_composition", report, by=by, **after)
    return after


@transaction.atomic
def make_ready(report: AnnualReport, *, by: Person) -> None:
    """The report can be put before the council.

    Held while it is compared with the year's answers, so that no word of it changes meanwhile.
    """
    AnnualReport.objects.select_for_update().only("pk").get(pk=report.pk)
    report.refresh_from_db()
    REPORTS.move(report, "make_ready", by=by)


def take_back(report: AnnualReport, *, by: Person) -> None:
    """The report goes back to being a draft, before it is adopted."""
    REPORTS.move(report, "take_back", by=by)


def adopt(report: AnnualReport, *, by: Person) -> None:
    """The report as it was made is fixed for ever: text, figures, files and checksums."""
    REPORTS.move(report, "adopt", by=by, adopted_at=timezone.now(), adopted_by=by)


@transaction.atomic
def publish(report: AnnualReport, *, by: Person) -> None:
    """Anyone may read the report from now on; a version that it corrects is replaced."""
    REPORTS.move(report, "publish", by=by, published_at=timezone.now())
    earlier = AnnualReport.objects.filter(round=report.round, version__lt=report.version)
    for old in earlier.filter(state__in=[State.ADOPTED, State.PUBLISHED]).select_related("round"):
        REPORTS.move(old, "replace", by=by, reason=report.correction_reason)


@transaction.atomic
def correct(report: AnnualReport, *, reason: str, by: Person) -> AnnualReport:
    """A new version as a draft, with the reason; the old one stands until the new is published."""
    if report.state not in {State.ADOPTED, State.PUBLISHED}:
        raise WrongStateError("Bara en fastställd eller publicerad rapport kan rättas.")
    if not reason.strip():
        raise WrongStateError("Skriv varför rapporten rättas. Skälet står i den nya versionen.")
    try:
        with transaction.atomic():
            corrected = AnnualReport.objects.create(
                round=report.round,
                version=report.version + 1,
                title=report.title,
                addressee=report.addressee,
                composition=report.composition,
                cover_picture=report.cover_picture,
                cover_text=report.cover_text,
                correction_reason=reason.strip(),
            )
    except IntegrityError as error:
        raise WrongStateError("Det finns redan en rättad version.") from error
    record("correct_report", corrected, by=by, reason=reason, corrects=report.version)
    return corrected
