"""manage.py verify_reports: are the stored reports byte for byte what was made?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followup.report.files import faults
from followup.report.models import AnnualReport


class Command(BaseCommand):
    """Compares every stored PDF with its checksum; fails when one has changed or is gone."""

    help = "Jämför sparade årsrapporter med deras kontrollsummor."

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists what is wrong, or says how many reports were looked at."""
        found = list(faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} fil(er) stämmer inte. Återställ dem från kopia.")
        count = AnnualReport.objects.exclude(pdf="").count()
        self.stdout.write(f"{count} rapport(er) stämmer med sina kontrollsummor.")
