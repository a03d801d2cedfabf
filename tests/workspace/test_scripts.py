"""The scripts of the workspace together are small, and none of its pages has script or style inside."""

import re
from pathlib import Path

import brotli
from django.conf import settings

SCRIPTS = ("photo.js", "stock.js", "outbox_store.js", "outbox.js", "offline.js", "outbox_worker.js", "voice.js")
FOLDER = Path(settings.BASE_DIR) / "static" / "js"


def test_all_scripts_of_the_workspace_weigh_at_most_twelve_kilobytes() -> None:
    used = set()
    for page in (Path(settings.BASE_DIR) / "templates" / "workspace").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        used |= set(re.findall(r"js/([a-z_]+\.js)", text))
        assert not re.search(r"<style| style=|<script(?! src=)| on[a-z]+=", text), page.name
    assert used <= set(SCRIPTS), "count the new script too"
    assert sum(len(brotli.compress((FOLDER / name).read_bytes())) for name in SCRIPTS) <= 12 * 1024
