"""Publishes what is due, and takes down what has ended, by the schedule of the journal."""

from datetime import timedelta

from django.core.management import call_command

from journal import schedule

JOB_NAME = "cms.publish_scheduled"
# Live within five minutes: a worker that is killed in between is replaced and still in time.
EVERY = timedelta(minutes=2)


@schedule.job(JOB_NAME, every=EVERY)
def publish_scheduled() -> None:
    """Pages and snippets whose hour has come. What was published already is left alone, so a second run changes nothing."""
    call_command("publish_scheduled", verbosity=0)
