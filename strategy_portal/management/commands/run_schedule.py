"""`manage.py run_schedule`: what comes of itself on its day, in rounds and in statistics."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from followup.report.afterwards import later_changes
from followup.report.making.queueing import bury_dead_builds
from followup.rounds import schedule
from followup.rounds.models import ListUpload, SentMail
from followup.rounds.sending import send_mails
from followup.survey.attachments.actions import scan_waiting
from followup.survey.models import WorkbookUpload
from goals.statistics import fetching

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Does what is due; safe to run as often as one likes, and in several places at once.

    Also forgets the workbooks that were uploaded and never said yes to.
    """

    help = "Open, remind and close rounds, and fetch statistics that are due, each once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, or for ever with a pause between."""
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """What is due now; with `--every` again and again, whatever goes wrong in between."""
        pause = options["every"]
        if not pause:
            self._once()
            return
        while True:
            try:
                self._once()
            except Exception:
                logger.exception("The schedule could not be run; it is tried again")
            close_old_connections()
            time.sleep(pause)

    def _once(self) -> None:
        done = schedule.run()
        # Also what a mail server refused earlier, or what a worker that was stopped left behind.
        if SentMail.objects.waiting().exists():
            send_mails.enqueue()
        for uploads in (ListUpload.objects, WorkbookUpload.objects):
            uploads.forget_old(timezone.now())
        # Values from Kolada and SCB that can be expected by now; somebody says yes to them later.
        fetching.request_due(timezone.now())
        # A report whose worker has died is not said to be made, also when nobody looks.
        bury_dead_builds()
        # What holds otherwise than an adopted report says; the report is never changed.
        later_changes.look_at_those_due()
        # What came while the virus scanner was away.
        scan_waiting()
        if done:
            self.stdout.write(f"{done} done by the schedule")
