"""A hundred thousand orders from fifty: every row that tells of them is copied inside PostgreSQL, with numbers and keys of its own.

Which rows those are is found out, not written down: all that were added since ``Copies`` was made. So a table that an order writes to
tomorrow is copied too. Journals are written anew, for each carries the hash of its own number.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from payments.invoice_models import PaperSeries, TaxPaper
from payments.ledger.posting import digest, in_sequence
from payments.ledger_models import Entry, Journal, Seal

# A public number in a text: order, part, parcel, payment, refund.
_NUMBER = "([A-Z]{2}-[2-9A-HJ-NP-TV-Z]{8})"
# Texts that are somebody else's names for things, each used once.
_NAMES = ("reference", "gateway_id", "event_id", "key")
_KEPT = (Seal, PaperSeries)
_HEADS = ("kind", "key", "source", "order_number", "at", "memo")


class Copies:
    """Remembers what there was, so that what came since can be copied up to ``at_most`` times."""

    def __init__(self, *, at_most: int) -> None:
        self.at_most = at_most
        self.first = {model: self._newest(model) for model in self._models()}
        self.strides: dict[type[models.Model], int] = {}

    def _models(self) -> Iterator[type[models.Model]]:
        for model in apps.get_models():
            counted = isinstance(model._meta.pk, models.AutoField | models.OneToOneField)
            if model._meta.managed and not model._meta.proxy and counted:
                yield model

    @staticmethod
    def _newest(model: type[models.Model]) -> int:
        return model._base_manager.aggregate(newest=models.Max("pk"))["newest"] or 0

    def keep_room(self) -> None:
        """What was added by now is what will be copied. Rows made later get ids behind all copies."""
        grown = {model: self._newest(model) - first for model, first in self.first.items()}
        self.strides = {model: rows for model, rows in grown.items() if rows and model not in _KEPT}
        with connection.cursor() as cursor:
            for model, stride in self.strides.items():
                if isinstance(model._meta.pk, models.AutoField):
                    free = self.first[model] + (self.at_most + 1) * stride
                    table, pk = model._meta.db_table, model._meta.pk.column
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, pk, free])

    def add(self, first: int, last: int) -> None:
        """The copies with these numbers, all at once."""
        with transaction.atomic():
            for model in self.strides:
                if model not in (Journal, Entry):
                    self._copy(model, first, last)
            self._copy_journals(first, last)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _copy(self, model: type[models.Model], first: int, last: int) -> None:
        fields = model._meta.concrete_fields
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(model, field) for field in fields)
        pk, table = model._meta.pk.column, model._meta.db_table
        start = self.first[model]
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" old, generate_series(%s, %s) copy'  # noqa: S608 - names of our models
                f' WHERE old."{pk}" > %s AND old."{pk}" <= %s',
                [first, last, start, start + self.strides[model]],
            )

    def _value(self, model: type[models.Model], field: "models.Field[Any, Any]") -> str:
        """The expression of one column of a copy."""
        column = f'old."{field.column}"'
        pointed = field.related_model if isinstance(field, models.ForeignKey) else None
        if field.primary_key and not pointed:
            return f"{column} + copy * {self.strides[model]}"
        if pointed in self.strides:
            return f"CASE WHEN {column} > {self.first[pointed]} THEN {column} + copy * {self.strides[pointed]} ELSE {column} END"
        if isinstance(field, models.UUIDField) and field.unique:
            return f"md5({column}::text || '/' || copy)::uuid"
        if model is TaxPaper and field.name == "serial":
            return f"{column} + copy * {self.strides[model]}"
        if not isinstance(field, models.CharField | models.TextField):
            return column
        named = f"regexp_replace({column}, '{_NUMBER}', '\\1.' || copy, 'g')"
        is_name = field.name in _NAMES or field.unique or (model is TaxPaper and field.name == "number")
        if not is_name:
            return named
        own = f"left(md5({column} || '/' || copy), {field.max_length or 32})"
        return f"CASE WHEN {column} = '' THEN '' WHEN {column} ~ '{_NUMBER}' THEN {named} ELSE {own} END"

    def _copy_journals(self, first: int, last: int) -> None:
        """Each with its own number, key and hash, and its entries; written as one stream."""
        journals = list(Journal.objects.filter(pk__gt=self.first[Journal]).order_by("pk")[: self.strides[Journal]])
        rows = {journal.pk: in_sequence((e.account, e.group_id, e.paise) for e in journal.entries.all()) for journal in journals}
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY payments_journal (id, {', '.join(_HEADS)}, digest, created_at) FROM STDIN") as stream:
                for copy in range(first, last + 1):
                    for journal in journals:
                        stream.write_row(self._journal(journal, rows[journal.pk], copy))
            with cursor.copy("COPY payments_entry (journal_id, account, group_id, paise) FROM STDIN") as stream:
                for copy in range(first, last + 1):
                    for journal in journals:
                        for row in rows[journal.pk]:
                            stream.write_row((journal.pk + copy * self.strides[Journal], *row))

    def _journal(self, journal: Journal, rows: list[tuple[str, int | None, int]], copy: int) -> tuple[object, ...]:
        key, source, order = (f"{text}.{copy}" if text else "" for text in (journal.key, journal.source, journal.order_number))
        mark = digest(journal.kind, key, source, order, journal.at, journal.memo, rows)
        heads = (journal.kind, key, source, order, journal.at, journal.memo)
        return (journal.pk + copy * self.strides[Journal], *heads, mark, journal.created_at)
