"""The first people of a shop: staff of every role, one approved group with an owner, one group that has applied."""

from marketplace.demo.people import load_staff, user
from producers.members import add_member
from producers.models import Membership, ProducerGroup
from tests.orders import factories

OWNER = "owner@demo.example"
SLUG = "phey-willow"
APPLIED = "Chiktan Weavers"


def arrive() -> None:
    """Make them. All have the password of the demo."""
    load_staff()
    group = factories.make_group(SLUG, name="Phey Willow Circle", place_code="phey")
    owner = user(OWNER, "Padma", "Dolma")
    add_member(user=owner, group=group, role=Membership.Role.OWNER, acting_user=None)
    factories.make_group("chiktan-weavers", name=APPLIED, status=ProducerGroup.Status.APPLIED)
