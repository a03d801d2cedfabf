"""A part that its group does not answer, and another group with the same kind of goods."""

from dataclasses import dataclass

from accounts.models import User
from catalogue.models import Listing
from orders.checkout import Placed
from orders.models import ProducerOrder, StandIn
from orders.stand_ins import asking, shown
from producers.models import ProducerGroup
from tests.orders import factories as make
from tests.orders.steps import fresh, member_of


@dataclass(frozen=True)
class Case:
    """Two pieces and one of another group in one order; ``other`` could send the two for less."""

    placed: Placed
    part: ProducerOrder
    other: ProducerGroup
    goods: Listing
    instead: Listing
    staff: User


def make_case(tag: str = "") -> Case:
    """The order is paid; the part of its first group is new."""
    first, other, third = (make.make_group(f"{name}-wool{tag}") for name in ("phey", "sakti", "wakha"))
    goods = make.make_listing(first, "Wool cap")
    instead = make.make_listing(other, "Striped cap", price_paise=90_000)
    make.make_listing(third, "Dear cap", price_paise=100_001)
    placed = make.make_paid_order((goods, 2), make.make_food(make.make_group()))
    for group in (first, other):
        member_of(group)
    staff = User.objects.create_user(f"desk{tag}@example.com", is_staff=True)
    return Case(placed, fresh(make.part_of(placed, first)), other, goods, instead, staff)


def ask(case: Case) -> StandIn:
    """Staff ask the shopper about the other group."""
    return asking.ask(case.part, group_slug=case.other.slug, reason="Nobody takes the telephone", acting_user=case.staff)


def seen(case: Case) -> str:
    """The hash of what the shopper's page shows now."""
    (asked,) = shown.open_stand_ins(case.placed.order.number)
    return asked.seen
