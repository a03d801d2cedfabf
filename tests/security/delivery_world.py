"""Closed days of each group, a holiday and a closed road, all far away: what the rules of ``delivery_rules`` speak of."""

from collections.abc import Mapping
from datetime import date

from delivery.models import Closure
from producers.models import AwayPeriod, Holiday, ProducerGroup


def closed_days(groups: Mapping[str, ProducerGroup]) -> dict[str, object]:
    """The things by name."""
    far = {"starts_on": date(2030, 1, 4), "ends_on": date(2030, 1, 20)}
    things: dict[str, object] = {f"away_{letter}": AwayPeriod.objects.create(group=group, **far).pk for letter, group in groups.items()}
    things["holiday"] = Holiday.objects.create(code="world-feast", name="Feast", **far).code
    things["closure"] = Closure.objects.create(cause="Snow", extra_days=1, **far).batch
    return things
