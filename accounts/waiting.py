"""What waits for a person, on the first screen of the administration. Each room registers its lists; staff see those they may open."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component


@dataclass(frozen=True)
class Queue:
    """One list: whoever holds one of the rights reads how many rows of it wait. ``order``: the sooner a day runs out, the smaller."""

    order: int
    rights: Collection[str]
    label: str | Promise
    name: str
    count: Callable[[], int]
    query: str = ""

    @property
    def address(self) -> str:
        return reverse(self.name) + self.query


_QUEUES: dict[tuple[str, str], Queue] = {}


def register(*queues: Queue) -> None:
    """Show these lists. The same list twice is shown once."""
    _QUEUES.update({(queue.name, queue.query): queue for queue in queues})


class WaitingPanel(Component):
    """How many rows wait in each list, those with a day first. One count a list."""

    name = "waiting"
    order = 10
    template_name = "accounts/staff/waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        mine = [queue for queue in _QUEUES.values() if any(user.has_perm(right) for right in queue.rights)]
        counted = [(queue, queue.count()) for queue in sorted(mine, key=lambda queue: queue.order)]
        return {"rows": [(queue, count) for queue, count in counted if count], "has_any": bool(mine)}
