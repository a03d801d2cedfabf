"""A bar of plain text for people at a terminal; nothing in a pipe or a log."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from django.core.management.base import OutputWrapper

WIDTH = 24
Item = TypeVar("Item")


class Progress:
    """Shows how far each named step is."""

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.is_shown = stream.isatty()

    def over(self, name: str, items: Sequence[Item]) -> Iterator[Item]:
        """Hand out ``items`` one by one, the bar growing with each that was dealt with."""
        with self.step(name) as show:
            for number, item in enumerate(items, start=1):
                yield item
                show(number, len(items))

    @contextmanager
    def step(self, name: str) -> "Iterator[Show]":
        """A step whose length is told as it goes on."""

        def show(done: int, whole: int) -> None:
            if self.is_shown:
                filled = WIDTH * done // max(1, whole)
                self.stream.write(f"\r  {name:<18} [{'#' * filled}{'.' * (WIDTH - filled)}] {done} of {whole}", ending="")
                self.stream.flush()

        yield show
        if self.is_shown:
            self.stream.write("")


class Show(Protocol):
    """Tells the bar how much of how much is done."""

    def __call__(self, done: int, whole: int) -> None: ...
