"""The page that tells what was measured: each command writes between two marks of its own, and leaves the rest."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write_between(page: Path, begin: str, end: str, words: str) -> None:
    """Put ``words`` between the marks, each on a line of its own. Raises ``ValueError`` for a page without them, which stays as it is."""
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"{page.name} has no {begin} with {end} behind it.")
    page.write_text(f"{before}{begin}\n{words}\n{end}{after}", encoding="utf-8")
