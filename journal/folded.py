"""Rows of another table beside each row of a query: what would be a statement of its own comes along in one column."""

from typing import Any

from django.db import models
from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONObject

_TEMPLATES = {
    "postgresql": "(SELECT coalesce(jsonb_agg(folded.folded), '[]'::jsonb) FROM (%(subquery)s) folded)",
    "sqlite": "(SELECT json_group_array(json(folded.folded)) FROM (%(subquery)s) folded)",
}


class Rows(Subquery):
    """All rows of a query in its order, as a list of objects with these fields (``named``: under other names); an empty list for none.

    Dates come as texts (``date.fromisoformat``), and SQLite says 1 for true.
    """

    def __init__(self, rows: "models.QuerySet[Any]", *fields: str, **named: str) -> None:
        values = JSONObject(**{**{name: name for name in fields}, **named})
        super().__init__(rows.values(folded=values), output_field=JSONField())

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template=template or _TEMPLATES[connection.vendor], **extra)
