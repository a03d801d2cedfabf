"""Reads the demo's data files: one file a kind, or a folder with one file a group. Needs neither Django nor a database."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def rows(name: str) -> list[dict[str, Any]]:
    """All rows of ``data/<name>.json``, or those of ``data/<name>/<group>.json`` in the order of the groups."""
    folder = DATA / name
    if not folder.is_dir():
        return _read(folder.with_suffix(".json"), name)
    files = [folder / f"{group['slug']}.json" for group in rows("groups")]
    return [row for file in files if file.exists() for row in _read(file, name)]


def _read(file: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))[name]
    return found
