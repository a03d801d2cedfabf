"""The manifest of an archive: what it holds, from which database, and the figures that must be the same after a restore."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from marketplace.backup.problems import Damaged

NAME = "manifest.json"
FORMAT = 1
DATABASE_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
UPLOADS = "media/"


@dataclass(frozen=True)
class Member:
    """One file of the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Figures:
    """``rows``: table -> number of rows. ``sums_paise``: "table.column" -> sum, for every column of money."""

    rows: dict[str, int]
    sums_paise: dict[str, int]

    def differences(self, other: "Figures") -> list[str]:
        """What is not the same, one line each."""
        mine, theirs = ({**figures.rows, **figures.sums_paise} for figures in (self, other))
        return [f"{name}: {mine.get(name)} / {theirs.get(name)}" for name in sorted({*mine, *theirs}) if mine.get(name) != theirs.get(name)]


@dataclass(frozen=True)
class Manifest:
    """Everything that is known about an archive before it is unpacked.

    ``migrations``: the applied ones, as "app.name". ``key_mark`` tells whether the same SECRET_KEY is in use, without telling the key.
    """

    made_at: str
    database: str
    migration_hash: str
    migrations: list[str]
    key_mark: str
    figures: Figures
    members: dict[str, Member]

    def __str__(self) -> str:
        rows = sum(self.figures.rows.values())
        return f"{len(self.members) - 1} uploads, {len(self.figures.rows)} tables, {rows} rows"

    @property
    def database_name(self) -> str:
        return DATABASE_NAMES[self.database]

    @property
    def size(self) -> int:
        """Bytes that the unpacked archive takes."""
        return sum(member.size for member in self.members.values())

    def as_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode("utf-8")

    @classmethod
    def read(cls, data: bytes, file: Path) -> "Manifest":
        """The manifest of ``file``. Raises ``Damaged`` when it is none of ours."""
        try:
            plain = json.loads(data)
            if plain.pop("format") != FORMAT or plain["database"] not in DATABASE_NAMES:
                raise Damaged(file, "it was written by another version of the shop")
            figures = Figures(**plain.pop("figures"))
            members = {str(name): Member(**member) for name, member in plain.pop("members").items()}
            return cls(**plain, figures=figures, members=members)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Damaged(file, "its manifest can not be read") from error
