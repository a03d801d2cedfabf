"""Command line: `python -m marketplace.demo.pictures [--only NAME ...] [--out DIR]`."""

import argparse
import json
import sys
import time
from pathlib import Path

from .catalogue import pictures
from .encode import dominant_colour, fingerprint, renditions_of, write
from .stage import finish

ASSETS = Path(__file__).resolve().parent.parent / "assets"
GRAIN = 0.003


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m marketplace.demo.pictures", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="draw these pictures and leave the others as they are")
    parser.add_argument("--out", type=Path, default=ASSETS, help="folder for the files and manifest.json")
    options = parser.parse_args(arguments)
    known = pictures()
    unknown = sorted(set(options.only or ()) - set(known))
    if unknown:
        parser.error(f"no such picture: {', '.join(unknown)}; there are: {', '.join(known)}")
    options.out.mkdir(parents=True, exist_ok=True)
    rows = _existing_rows(options.out)
    for name in options.only or known:
        start = time.perf_counter()
        master = finish(known[name].draw(), grain=GRAIN)
        rows[name] = {
            "name": name,
            "alt": known[name].alt,
            "colour": dominant_colour(master),
            "print": fingerprint(master),
            "sizes": write(name, master, options.out, renditions_of(name, is_brief=known[name].is_brief)),
        }
        print(f"{name}: {sum(size['bytes'] for size in rows[name]['sizes']):,} bytes, {time.perf_counter() - start:.1f} s", flush=True)
    ordered = [rows[name] | {"alt": known[name].alt} for name in known if name in rows]
    manifest = {"note": "Illustrations drawn by marketplace.demo.pictures; no photograph, no third-party material.", "pictures": ordered}
    (options.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _existing_rows(out: Path) -> dict[str, dict]:
    path = out / "manifest.json"
    return {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))["pictures"]} if path.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
