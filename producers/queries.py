"""What the shop's readers see of groups: the list with its counts, and one group's page."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from producers.models import District, ProducerGroup

PAGE_SIZE = 24


@dataclass(frozen=True)
class GroupList:
    """One page of the public list. ``counts`` holds the groups per rollup (leh, kargil), whatever was chosen."""

    groups: list[ProducerGroup]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


def public_groups() -> QuerySet[ProducerGroup]:
    """The groups that readers may see, with district and picture loaded."""
    return ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED).select_related("district", "picture")


def group_list(*, rollup: str = "", kind: str = "", page: int = 1) -> GroupList:
    """A page of 24 approved groups by name, in two queries. A page beyond the last one shows the last one."""
    rows = ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED)
    if kind:
        rows = rows.filter(kind=kind)
    tally = rows.aggregate(**{code: Count("pk", filter=Q(district__rollup=code)) for code in District.Rollup.values})
    total = tally.get(rollup, 0) if rollup else sum(tally.values())
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = public_groups().filter(**({"kind": kind} if kind else {}), **({"district__rollup": rollup} if rollup else {}))
    return GroupList(
        groups=list(shown.order_by("name", "pk")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        counts=dict(tally),
        total=total,
        page=page,
        pages=pages,
    )


def group_page(slug: str) -> ProducerGroup:
    """The group at this address, in one query. Raises ``ProducerGroup.DoesNotExist`` for an unknown, applied or suspended one."""
    return whole_groups().get(slug=slug)


def whole_groups() -> QuerySet[ProducerGroup]:
    """The groups that readers may see, with all that their pages show of one row."""
    return public_groups().select_related("visit")
