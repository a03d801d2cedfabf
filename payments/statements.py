"""Importing a statement: its credits are kept once, whatever file brings them, and matched by the worker afterwards."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from journal import audit, outbox
from payments.models import StatementCredit, StatementFile
from payments.statement_file import Credit, read

if TYPE_CHECKING:
    from accounts.models import User

MATCH = "payments.match_statement"
CHUNK = 200


@dataclass(frozen=True)
class Imported:
    """The file with its counts, and whether this call brought it."""

    file: StatementFile
    is_new: bool


def import_statement(content: bytes, *, name: str, acting_user: "User") -> Imported:
    """Keep the credits of a file that are not known yet, and owe their matching. The same content again adds nothing.

    Raises ``StatementRefused`` with every line that can not be read; nothing is kept then.
    """
    found = read(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        file, is_new = StatementFile.objects.get_or_create(
            sha256=digest, defaults={"name": name[:120], "credits": len(found), "known": 0, "uploaded_by": acting_user}
        )
        if is_new:
            file.known = len(found) - _keep(file, found)
            file.save(update_fields=["known"])
            outbox.owe(MATCH, key=str(file.pk), payload={"file": file.pk})
            audit.record(
                action="payments.statement_imported",
                subject=file,
                acting_user=acting_user,
                after={
                    "name": file.name,
                    "credits": file.credits,
                    "known": file.known,
                    "sum_paise": sum(row.amount_paise for row in found),
                },
            )
    return Imported(file, is_new)


def _keep(file: StatementFile, found: list[Credit]) -> int:
    """Write the credits whose reference no file has brought yet; how many."""
    known: set[str] = set()
    references = [credit.reference for credit in found]
    for start in range(0, len(references), CHUNK):
        stored = StatementCredit.objects.filter(reference__in=references[start : start + CHUNK])
        known.update(stored.values_list("reference", flat=True))
    fresh = [credit for credit in found if credit.reference not in known]
    StatementCredit.objects.bulk_create(
        (
            StatementCredit(
                file=file,
                line=credit.line,
                reference=credit.reference,
                booked_on=credit.booked_on,
                amount_paise=credit.amount_paise,
                words=credit.words,
            )
            for credit in fresh
        ),
        batch_size=CHUNK,
        ignore_conflicts=True,  # another file with the same line, at the same moment
    )
    return len(fresh)
