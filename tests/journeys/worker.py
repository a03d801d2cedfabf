"""The worker of a shop in a browser test, which runs none."""

from journal import outbox, schedule


def work() -> None:
    """What the worker would have done by now."""
    schedule.sync()
    schedule.run_due("journey")
    while outbox.drain():
        pass
