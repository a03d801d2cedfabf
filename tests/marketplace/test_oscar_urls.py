"""Oscar's names lead to our pages, and its dashboard opens for central staff alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import oscar
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from accounts.models import User
from catalogue.models import Category, Product
from marketplace.gates import DOES_NOTHING, HANDS_OUT_ACCESS
from marketplace.oscar_urls import central_patterns, name_patterns
from producers.models import Membership
from tests.orders import factories

OSCAR = Path(oscar.__file__).parent
# What central staff and the readers of Oscar's mails are shown, and the models those pages ask for their addresses.
ASKING = (
    *(OSCAR / "templates/oscar/dashboard").rglob("*.html"),
    *(OSCAR / "templates/oscar/communication/emails").rglob("*"),
    *(OSCAR / "apps").rglob("abstract_models.py"),
    *(OSCAR / "apps/dashboard").rglob("*.py"),
    OSCAR / "apps/customer/utils.py",
    OSCAR / "views/decorators.py",
)
NAMED = re.compile(r"""(?:\{%\s*url|reverse(?:_lazy)?\(|redirect\()\s*['"]([a-z-]+(?::[a-z-]+)?)['"]""")


def names_asked_for() -> set[str]:
    """Every name that those files reverse, Oscar's dashboard aside."""
    found = {name for path in ASKING if path.is_file() for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    return {name for name in found if not name.startswith("dashboard:")}


def entries(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from entries(entry.url_patterns, entry.namespace or namespace)
        else:
            yield f"{namespace}:{entry.name}".lstrip(":"), entry


NO_SUCH_ROW = 999_999_999
VALUES = {
    "slug": "wool",
    "key": "abc",
    "hash": "abc:def",
    "uidb64": "MQ",
    "token": "abc-def",
    "number": "LB-1",
    "order_number": "LB-1",
    "product_slug": "stole",
    "category_slug": "crafts/wool",
    "product_class_slug": "wool",
}


def address(name: str, entry: URLPattern) -> str:
    """The address of a named entry with made-up arguments."""
    return reverse(name, kwargs={argument: VALUES.get(argument, NO_SUCH_ROW) for argument in entry.pattern.regex.groupindex})


@pytest.fixture
def central(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("central@example.com"))
    return client


def test_oscar_asks_for_names_and_we_have_every_one() -> None:
    asked = names_asked_for()
    assert {"catalogue:detail", "catalogue:category", "customer:summary", "offer:detail", "customer:login"} <= asked
    known = {name for name, _entry in entries(name_patterns)}
    assert asked - known == set()


def test_a_name_that_nobody_keeps_is_noticed() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("customer:no-such-page")


@pytest.mark.parametrize(("name", "entry"), list(entries(name_patterns)), ids=lambda value: value if isinstance(value, str) else "")
def test_every_name_leads_to_a_page_of_ours_and_takes_no_posts(client: Client, db: None, name: str, entry: URLPattern) -> None:
    if name in ("catalogue:detail", "catalogue:category", "catalogue:reviews-detail"):
        assert client.get(address(name, entry)).status_code == 404
        return
    answer = client.get(address(name, entry) + "?q=wool")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("/go/", "//"))
    assert answer["Location"].endswith("?q=wool")
    assert client.post(address(name, entry)).status_code == 405


def test_a_product_a_variant_and_a_review_lead_to_the_listing(client: Client, db: None) -> None:
    listing = factories.make_listing(factories.make_group())
    listing.product.structure = Product.PARENT
    listing.product.save()
    variant = Product.objects.create(structure=Product.CHILD, parent=listing.product, title="Blue")
    to = f"/p/{listing.slug}/"
    assert client.get(listing.product.get_absolute_url())["Location"] == to
    assert client.get(variant.get_absolute_url())["Location"] == to
    review = reverse("catalogue:reviews-detail", kwargs={"product_slug": "x", "product_pk": listing.product_id, "pk": 1})
    assert client.get(review)["Location"] == to


def test_a_heading_leads_to_its_page(client: Client, db: None) -> None:
    heading = Category.objects.exclude(code=None).latest("depth")
    assert client.get(heading.get_absolute_url())["Location"] == f"/c/{heading.slug}/"


def index_pages() -> list[str]:
    """The pages of the dashboard that need no object."""
    found = entries(central_patterns)
    names = {name for name, entry in found if not entry.pattern.regex.groupindex and name not in NOT_A_PAGE}
    return sorted(name for name in names if not name.removeprefix("dashboard:").startswith(DOES_NOTHING))


# A form's target, ways in and out, JSON for a search field, and steps that want the step before.
NOT_A_PAGE = {
    "dashboard:login",
    "dashboard:logout",
    "dashboard:catalogue-product-bulk-action",
    "dashboard:catalogue-product-create",
}


def test_the_dashboard_has_its_pages() -> None:
    assert len(index_pages()) > 20


def test_screens_whose_discounts_nobody_would_get_are_shut_and_in_no_menu(central: Client) -> None:
    shut = [(name, entry) for name, entry in entries(central_patterns) if name.removeprefix("dashboard:").startswith(DOES_NOTHING)]
    assert len(shut) > 20
    for name, entry in shut:
        assert central.get(address(name, entry)).status_code == 404
        assert central.post(address(name, entry)).status_code == 404
    menu = central.get(reverse("dashboard:index")).content.decode()
    for name in ("dashboard:voucher-list", "dashboard:voucher-set-list", "dashboard:offer-list", "dashboard:range-list"):
        assert reverse(name) not in menu


@pytest.mark.parametrize("name", index_pages())
def test_central_staff_can_open_every_index_page_of_the_dashboard(central: Client, name: str) -> None:
    answer = central.get(reverse(name))
    assert answer.status_code == 200
    assert answer.content
    assert "no-store" in answer["Cache-Control"]


def every_central_entry() -> list[tuple[str, URLPattern]]:
    return list(entries(central_patterns))


@pytest.mark.long
@pytest.mark.once
def test_nobody_but_central_staff_passes_the_gate(client: Client, db: None) -> None:
    dashboard_access = Permission.objects.get(codename="dashboard_access")
    owner = factories.make_member(factories.make_group(), Membership.Role.OWNER)
    staff = User.objects.create_user("staff@example.com", is_staff=True)
    for person in (owner, staff):  # past the receiver that refuses to give it
        User.user_permissions.through.objects.create(user=person, permission=dashboard_access)
    for name, entry in every_central_entry():
        at = address(name, entry)
        client.logout()
        anonymous = client.get(at)
        assert (anonymous.status_code, anonymous["Location"]) == (302, f"/login/?next={at}"), name
        for person in (owner, staff):
            client.force_login(person)
            assert client.get(at).status_code == 403, name
            assert client.post(at).status_code == 403, name


def test_the_dashboard_has_no_login_page_of_its_own(central: Client) -> None:
    answer = central.post("/central/login/", {"username": "central@example.com", "password": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/central/")


def test_the_pages_that_hand_out_access_to_the_dashboard_are_not_there(central: Client) -> None:
    group = factories.make_group()
    owner = factories.make_member(group)
    ours = [(name, entry) for name, entry in every_central_entry() if entry.name in HANDS_OUT_ACCESS]
    assert len(ours) == len(HANDS_OUT_ACCESS)
    for name, entry in ours:
        values = {"partner_pk": group.oscar_partner_id, "user_pk": owner.pk}
        at = reverse(name, kwargs={argument: values[argument] for argument in entry.pattern.regex.groupindex})
        assert central.get(at).status_code == 404
        assert central.post(at, {"email": "new@example.com", "role": "limited"}).status_code == 404
    assert not User.objects.filter(user_permissions__codename="dashboard_access").exists()
