"""Stems are the same whoever else asks for some at the same moment."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.stems import stem

WORDS = [
    f"{beginning}{ending}"
    for beginning in ("generali", "apricot", "nation", "weav", "hopeful")
    for ending in ("zations", "ing", "ness", "ally")
]


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads that take turns as often as they can, in the middle of a word too."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_that_stem_at_once_do_not_disturb_each_other(hurried_threads: None) -> None:
    one_by_one = stem.__wrapped__
    expected = [one_by_one(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        rounds = list(pool.map(lambda _round: [one_by_one(word) for word in WORDS], range(40)))
    assert all(found == expected for found in rounds)
