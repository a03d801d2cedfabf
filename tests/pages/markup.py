"""Pages read by the Nu HTML checker, the validator of the W3C. `.ci/html-validator` fetches it and names its folder."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

HOME = os.environ.get("HTML_VALIDATOR_HOME", "")
# It runs for seconds, so its code is compiled once and simply; compiled so, its schemas need more than the usual 1 MB of stack.
OPTIONS = ("-Xmx512m", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
# What the checker does not know yet, each with its reason. Nothing else may be left out.
UNKNOWN_TO_IT: tuple[str, ...] = ()


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with the pages, in the words of the checker; one run for all of them, for it takes seconds to begin."""
    names = {}
    for number, (name, page) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(page, encoding="utf-8")
        names[str(file)] = name
    checker = ["java", *OPTIONS, "-cp", f"{HOME}/*", "nu.validator.client.SimpleCommandLineValidator"]
    command = [*checker, "--format", "json", "--exit-zero-always", "--stdout", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, f"The checker ended with {done.returncode}: {done.stderr[-2000:]}"
    return list(_read(json.loads(done.stdout)["messages"], names))


def _read(messages: list[dict[str, str]], names: Mapping[str, str]) -> Iterator[str]:
    for message in messages:
        words = message["message"]
        if message["type"] == "error" and not any(known in words for known in UNKNOWN_TO_IT):
            yield f"{names[message['url'].removeprefix('file:')]}: {words} ({message.get('extract', '').strip()})"
