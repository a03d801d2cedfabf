"""The people and goods of the journeys: a new shop with staff and one group, or a market with goods of three groups."""

from marketplace.demo.people import load_staff, user
from producers.members import add_member
from producers.models import Membership, ProducerGroup
from tests.orders import factories
from tests.search.goods import goods
from tests.storefront.looking import group_at

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


# District, name of the group, what it sells: names of the demo.
MARKET = (
    ("changthang", "Tso Kar Wool Sisters", "tso-kar-wool", "Undyed pashmina stole, natural fawn", "pashmina_stole", "stoles-and-shawls"),
    ("kargil", "Suru Blossom Growers", "suru-blossom", "Halman apricots, sun-dried", "apricot_dried", "dried-apricot-and-kernels"),
    ("nubra", "Shyok Berry Sisters", "shyok-berry", "Sea buckthorn pulp, unsweetened", "sbt_pulp", "sea-buckthorn"),
)


def open_market() -> None:
    """Staff, and three groups with an owner and a product each."""
    load_staff()
    for district, name, login, title, type_code, category in MARKET:
        group = group_at(district, name)
        add_member(user=user(f"{login}@demo.example", name, "Owner"), group=group, role=Membership.Role.OWNER, acting_user=None)
        goods(group, title, type_code=type_code, category=category)
