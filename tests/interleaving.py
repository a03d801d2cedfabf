"""What another process does at an exact point of this one: just before a function is called, or just after it has answered.

Threads that start together meet by luck. Here the second act is put where it hurts, every time, between two transactions of the first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch


@contextmanager
def run_before(target: str, act: Callable[[], object]) -> Iterator[None]:
    """``act`` happens once, right before the function ``target`` (as ``package.module.name``) is called for the first time."""
    with _meeting(target, act, is_before=True):
        yield


@contextmanager
def run_after(target: str, act: Callable[[], object]) -> Iterator[None]:
    """``act`` happens once, right after the function ``target`` has answered for the first time: its caller goes on with old news."""
    with _meeting(target, act, is_before=False):
        yield


@contextmanager
def _meeting(target: str, act: Callable[[], object], *, is_before: bool) -> Iterator[None]:
    module, _dot, name = target.rpartition(".")
    original = getattr(import_module(module), name)
    met: list[bool] = []

    def meet() -> None:
        if not met:
            met.append(True)
            act()

    def function(*args: Any, **kwargs: Any) -> Any:
        if is_before:
            meet()
        answer = original(*args, **kwargs)
        if not is_before:
            meet()
        return answer

    with patch(target, function):
        yield
    assert met, f"{target} was never called"
