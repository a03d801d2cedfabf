"""What stops a backup or a restore, in words for the person at the keyboard."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BackupProblem(Exception):
    """A backup can not be made, or an archive can not be restored. ``str()`` says what is wrong and what to do."""


class Damaged(BackupProblem):
    """The archive is not what was written."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file} is refused: {reason}. Nothing was changed; take another archive.")


@contextmanager
def disk_full_told(folder: Path) -> Iterator[None]:
    """Turns a full disk under ``folder`` into a ``BackupProblem``."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise BackupProblem(f"The disk is full: nothing more can be written to {folder}. Free some space and run it again.") from error
