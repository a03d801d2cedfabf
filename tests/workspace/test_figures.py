"""A group's figures: sales, views, words that found it, and what people looked for in vain; nobody is in them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders.figures import months_until, sales_by_month
from producers.models import Membership
from search import exposure, sought
from search.contract import Query
from search.models import Sought
from tests.orders import factories as make
from tests.search.goods import goods, group_in
from tests.storefront.buyer import queries_of, words
from tests.workspace.listing_pages import Lister
from workspace.figures import chart

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    exposure.take()
    sought.take()


def asked(text: str, times: int) -> None:
    """So many visitors look for ``text`` in the shop, and the worker adds what was counted."""
    for _visitor in range(times):
        Client().get("/search/", {"q": text})
    for payload in sought.take():
        sought.add(payload)
        sought.add(payload)  # tried again, as after a broken line


def test_what_is_looked_for_in_vain_is_wanted_of_the_groups_that_make_such_goods() -> None:
    lister = Lister(group_in("leh", "Leh"))
    goods(lister.group, "Apricot oil")
    asked("apricot marzipan tower", 3)
    asked("titanium spoon", 4)
    asked("apricot kulfi", 2)  # too few to be told
    page = lister.client.get(f"/workspace/groups/{lister.group.slug}/figures/")
    wanted = words(page).partition("Sales of")[0]
    assert "apricot marzipan tower 3" in wanted
    assert "titanium" not in wanted
    assert "kulfi" not in wanted

    staff = User.objects.create_user(email="names@example.org", password="a long pass phrase")
    staff.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", "change_synonym")))
    client = Client()
    client.force_login(staff)
    told = words(client.get("/admin/wanted/"))
    assert told.index("titanium spoon · 4 times") < told.index("apricot marzipan tower · 3 times")
    assert "apricot kulfi · 2 times" in told


def test_what_could_be_of_a_person_is_never_kept() -> None:
    for text in ("asha@example.org", "98765 43210", "call 9 8 7 6 5", "one two three four five six seven", "x" * 61, "  ", "!?"):
        assert sought.fit_to_keep(text) == "", text
    assert sought.fit_to_keep("Öl 500 g!") == "ol 500 g"
    goods(group_in("leh", "Leh"), "Apricot oil")
    asked("asha@example.org", 1)
    assert not Sought.objects.exists()


def test_a_question_that_was_narrowed_down_and_a_later_page_say_nothing_about_goods_that_are_missing() -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    Client().get("/search/", {"q": "zanskar unicorn", "stock": "in_stock"})
    Client().get("/search/", {"q": "zanskar unicorn", "max": "5"})
    counted = [row for payload in sought.take() for row in payload["rows"]]
    assert counted == []
    assert not sought._asks_by_words_alone(Query(text="shawl", price_to=5))
    assert sought._asks_by_words_alone(Query(text="shawl", language="hi", sort="newest"))


def test_figures_are_of_one_group_take_as_many_queries_for_many_rows_and_show_money_to_those_who_see_it() -> None:
    placed = make.make_paid_order((make.make_listing(make.make_group(), price_paise=64_000), 2))
    group = placed.order.producer_orders.get().group
    listing = group.listings.get()
    other = make.make_listing(make.make_group(), title="Foreign shawl")
    rows = [("view", group.slug, listing.slug, 7), ("view", other.group.slug, other.slug, 9), ("found", group.slug, "warm stole", 4)]
    for kind, slug, text, times in rows:
        Sought.objects.create(day=TODAY() - timedelta(days=2), kind=kind, group_slug=slug, words=text, times=times)
    owner, helper = Lister(group), Client()
    address = f"/workspace/groups/{group.slug}/figures/"
    text = words(owner.client.get(address))
    before = len(queries_of(owner.client, address))
    assert "₹1,280, 1 order" in text
    assert "warm stole 4" in text
    assert f"{listing.title} 7" in text
    assert "Foreign" not in text
    for place in range(30):
        Sought.objects.create(day=TODAY() - timedelta(days=place), kind="found", group_slug=group.slug, words=f"stole {place % 9}", times=3)
    assert len(queries_of(owner.client, address)) == before <= 16
    helper.force_login(make.make_member(group, Membership.Role.PACKER))
    assert helper.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_views_are_counted_when_a_product_is_shown_and_old_or_rare_words_are_forgotten() -> None:
    listing = goods(group_in("leh", "Leh"), "Apricot oil")
    for _visitor in range(2):
        assert Client().get(f"/p/{listing.slug}/").status_code == 200
    assert [row[1:] for payload in sought.take() for row in payload["rows"]] == [["view", listing.group.slug, listing.slug, 2]]
    for text, age, times in (("rare", 40, 2), ("often", 40, 2), ("often", 35, 1), ("old", 400, 50), ("fresh", 5, 1)):
        Sought.objects.create(day=TODAY() - timedelta(days=age), kind="nothing", words=text, times=times)
    assert sought.forget(TODAY()) == 2
    assert set(Sought.objects.values_list("words", flat=True)) == {"often", "fresh"}


def test_the_highest_bar_fills_the_chart_and_a_month_without_sales_has_its_line() -> None:
    drawn = chart([("May", 0, "–"), ("June", 1, "₹1"), ("July", 200, "₹200")], "₹201")
    assert [(bar.x, bar.y, bar.height) for bar in drawn.bars] == [(0, 60, 0), (10, 59, 1), (20, 0, 60)]
    firsts = [month.isoformat()[:7] for month in months_until(TODAY().replace(year=2026, month=2, day=28), 4)]
    assert firsts == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert [month.orders for month in sales_by_month(make.make_group(), months=3)] == [0, 0, 0]
