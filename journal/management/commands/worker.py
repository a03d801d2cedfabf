"""The background worker: runs due jobs and carries out owed effects until it is told to stop."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from journal.worker import Pace, Worker


class Command(BaseCommand):
    help = "Run due jobs and carry out owed effects. Stops after the current one on SIGTERM or Ctrl-C."
    requires_system_checks: list[str] = []  # a restart after a crash should be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--poll", type=float, default=Pace.poll_s, metavar="SECONDS", help="how often to look for effects")
        parser.add_argument("--jobs", type=float, default=Pace.jobs_s, metavar="SECONDS", help="how often to look for jobs")
        parser.add_argument("--sqlite-timeout", type=float, metavar="SECONDS", help="how long one statement waits for SQLite's write lock")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sqlite_timeout"] is not None and connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"]["timeout"] = options["sqlite_timeout"]
        worker = Worker(Pace(poll_s=options["poll"], jobs_s=options["jobs"]))
        if options["once"]:
            self.stdout.write(f"{worker.run_once()} done")
        else:
            worker.run()
