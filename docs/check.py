"""Checks that the documentation is true: `python -m docs.check` (part of `make lint`)."""

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = sorted(path.parent for path in PROJECT.glob("*/apps.py"))
ROOM_README_LINES = 15


def markdown_files() -> list[Path]:
    """Every page of documentation in the repository."""
    skipped = {".venv", "var", "node_modules"}
    return [path for path in sorted(PROJECT.rglob("*.md")) if not skipped & set(path.relative_to(PROJECT).parts)]


def dead_links() -> list[str]:
    """Links inside the repository that lead nowhere."""
    found = []
    for page in markdown_files():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                found.append(f"{page.relative_to(PROJECT)}: no such file {target}")
    return found


def unexplained_requirements() -> list[str]:
    """Direct requirements without a line in docs/dependencies.md, and lines there about packages that are gone."""
    page = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)` \|", page, re.M))
    asked = set()
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
            match = re.match(r"([A-Za-z][\w.-]*)", line)
            if match:
                asked.add(match.group(1).lower())
    missing = [f"docs/dependencies.md: {name} is not explained" for name in sorted(asked - explained)]
    return missing + [f"docs/dependencies.md: {name} is not required any more" for name in sorted(explained - asked)]


def undocumented_variables() -> list[str]:
    """Variables of marketplace/env.py without a row in docs/settings.md or with another default, and rows without a variable."""
    from marketplace.env import VARIABLES

    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| \w+ \| `?([^`|]*)`? \|", page, re.M))
    found = [f"docs/settings.md: {variable.name} has no row" for variable in VARIABLES if variable.name not in rows]
    found += [f"docs/settings.md: {name} is no variable" for name in rows if name not in {variable.name for variable in VARIABLES}]
    for variable in VARIABLES:
        if variable.name in rows and rows[variable.name].strip() != (variable.default or "(empty)"):
            found.append(f"docs/settings.md: default of {variable.name} is {variable.default!r}")
    return found


def missing_room_readmes() -> list[str]:
    """Rooms without a README, or with one that is too long to be read."""
    found = []
    for room in ROOMS:
        page = room / "README.md"
        if not page.exists():
            found.append(f"{room.name}: no README.md")
        elif len(page.read_text(encoding="utf-8").splitlines()) > ROOM_README_LINES:
            found.append(f"{room.name}/README.md: more than {ROOM_README_LINES} lines")
    return found


def missing_tests() -> list[str]:
    """Promises of the pages of acceptance whose test is not there."""
    found = []
    for page in sorted((PROJECT / "docs").glob("*acceptance.md")):
        for file, name in re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8")):
            path = PROJECT / "tests" / file
            if not path.exists() or (name and not re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), re.M)):
                found.append(f"docs/{page.name}: no such test {file}::{name}" if name else f"docs/{page.name}: no such test {file}")
    return found


CHECKS = (dead_links, unexplained_requirements, undocumented_variables, missing_room_readmes, missing_tests)


def problems() -> list[str]:
    """Everything that is wrong with the documentation."""
    return [problem for check in CHECKS for problem in check()]


def main() -> int:
    """Print the problems; 1 when there are any."""
    found = problems()
    sys.stdout.write("".join(f"{problem}\n" for problem in found) or "Documentation is in step with the code.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
