"""The seed, as a start unpacks it."""

from pathlib import Path

import pytest

from marketplace import seed

pytestmark = pytest.mark.once
WRITE_AHEAD = 2  # bytes 18 and 19 of a file, https://www.sqlite.org/fileformat.html#the_database_header


def test_it_keeps_a_write_ahead_log_before_anybody_has_opened_it(tmp_path: Path) -> None:
    """Two processes that open it at once would both turn it into one: the second is told "database is locked" without waiting."""
    file = tmp_path / "db.sqlite3"
    seed.unpack(file)
    with file.open("rb") as content:
        assert list(content.read(20)[18:]) == [WRITE_AHEAD, WRITE_AHEAD]
    assert [path.name for path in tmp_path.iterdir()] == ["db.sqlite3"]
