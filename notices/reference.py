"""The words of text messages that the shop begins with."""

import json
from pathlib import Path

from notices.models import TextChannel, TextTemplate

DATA_FILE = Path(__file__).resolve().parent / "data" / "text_templates.json"


def load_text_templates() -> int:
    """Make the rows that are missing; what staff have changed stays."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))["templates"]
    for row in rows:
        TextTemplate.objects.get_or_create(
            kind=row["kind"], channel=TextChannel.SMS, language=row.get("language", "en"), defaults={"text": row["text"]}
        )
    return len(rows)
