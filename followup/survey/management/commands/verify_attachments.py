"""manage.py verify_attachments: are the uploaded files byte for byte what came?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followup.survey.attachments import stocktaking
from followup.survey.models import Attachment


class Command(BaseCommand):
    """Compares every attachment with its file; fails when one has changed, is gone or is extra."""

    help = "Jämför bilagor med sina filer och kontrollsummor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether files that no attachment knows of are taken away."""
        parser.add_argument("--tidy", action="store_true", help="Ta bort filer utan bilaga.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists what is wrong, or says how many files were looked at."""
        if options["tidy"]:
            self.stdout.write(f"{stocktaking.tidy()} fil(er) utan bilaga är borttagna.")
        found = list(stocktaking.faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} fil(er) stämmer inte. Återställ dem från kopia.")
        count = Attachment.objects.count()
        self.stdout.write(f"{count} bilaga(or) stämmer med sina kontrollsummor.")
