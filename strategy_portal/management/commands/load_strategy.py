"""`manage.py load_strategy`: the strategy as data, into the registers."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from strategy_portal.strategy_loader import FixtureError, Loaded, load_strategy


class Command(BaseCommand):
    """Loads the strategy; running it again changes nothing that has not changed in the files."""

    help = "Load the strategy, its organisations, figures and funding sources. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything in one transaction and say what was read, new and changed."""
        try:
            loaded = load_strategy()
        except FixtureError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        if options["verbosity"]:
            self._tell(loaded)

    def _tell(self, loaded: Loaded) -> None:
        for name, tally in loaded.tallies.items():
            new = f", {tally.created} new" if tally.created else ""
            changed = f", {tally.changed} changed" if tally.changed else ""
            self.stdout.write(f"  {tally.read:3} {name}{new}{changed}")
        for row in loaded.kept:
            self.stdout.write(self.style.WARNING(f"  left as edited in the portal: {row}"))
        done = "The strategy is loaded." if loaded.wrote else "The strategy was already loaded."
        self.stdout.write(self.style.SUCCESS(done))
