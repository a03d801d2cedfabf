"""Threads that start at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

Answer = TypeVar("Answer")


def all_at_once(count: int, act: Callable[[int], Answer]) -> list[Answer | Exception]:
    """Run ``act(0)`` to ``act(count - 1)`` in threads that a barrier lets go together; what each returned or raised."""
    barrier = threading.Barrier(count)
    answers: list[Answer | Exception] = [RuntimeError("did not run")] * count

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            answers[number] = act(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test wants to see it
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
