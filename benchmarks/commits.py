"""Which state of the code a kept result was taken with."""

import subprocess
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]


def commit() -> str:
    """The commit, with a plus behind it where something of it was changed; nothing outside a repository."""
    named = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    return named.stdout.strip()
