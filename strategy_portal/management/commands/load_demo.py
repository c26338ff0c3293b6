"""`manage.py load_demo`: the invented people and years that the demonstration walks through."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from strategy_portal.demo.year import is_loaded, load_year
from strategy_portal.exceptions import WrongStateError


class Command(BaseCommand):
    """Loads the example, whole or not at all; running it again changes nothing."""

    help = "Load the invented example: people, the year 2025, a draft for 2026. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the demonstration; else load and say how far it has come."""
        if not settings.DEMO:
            raise CommandError("Invented data is loaded only in the demonstration (DEMO=1).")
        if is_loaded():
            self._tell(options, "The example was already loaded.")
            return
        began = time.monotonic()
        try:
            load_year(lambda words: self._tell(options, words))
        except WrongStateError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        took = time.monotonic() - began
        self._tell(options, self.style.SUCCESS(f"The example is loaded ({took:.0f} s)."))

    def _tell(self, options: dict[str, Any], words: str) -> None:
        if options["verbosity"]:
            self.stdout.write(words)
            self.stdout.flush()
