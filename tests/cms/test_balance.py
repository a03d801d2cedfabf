"""The first screen of the administration: Leh beside Kargil, what is closed, and which pages are to be read through again."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cms.balance import Balance, Measure, balance, stands
from cms.models import PolicyPage
from cms.roads import ways
from delivery import closing
from delivery.models import Closure
from orders.models import ProducerOrder
from producers.models import District, ProducerGroup
from search.models import Exposure
from tests.cms.pages import person
from tests.orders import factories as make
from tests.search.goods import goods, group_in
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db


def staff(*codenames: str) -> Client:
    someone = User.objects.create_user("desk@example.com")
    someone.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(someone)
    return client


def row(found: Balance, label: str) -> Measure:
    return next(measure for measure in found.measures if measure.label == label)


def said(found: Balance, label: str) -> tuple[str, str]:
    measure = row(found, label)
    return measure.leh.words, measure.kargil.words


def group(district: str, slug: str, **fields: object) -> ProducerGroup:
    made = make.make_group(slug)
    ProducerGroup.objects.filter(pk=made.pk).update(district=District.objects.get(code=district), **fields)
    made.refresh_from_db()
    return made


def sold(of: ProducerGroup, *, days_ago: int, packed_after: timedelta | None = None, status: str = "accepted") -> ProducerOrder:
    part = make.part_of(make.make_paid_order(make.make_listing(of, price_paise=100_000)), of)
    at = timezone.now() - timedelta(days=days_ago)
    packed_at = at + packed_after if packed_after else None
    ProducerOrder.objects.filter(pk=part.pk).update(released_at=at, packed_at=packed_at, status=status)
    return part


def test_each_figure_is_counted_on_the_side_of_its_district() -> None:
    make.reference()
    for one in ProducerGroup.objects.all():
        ProducerGroup.objects.filter(pk=one.pk).update(status="suspended")
    nubra = group("nubra", "nubra-one", members_count=10, women_percent=80)
    leh = group("leh", "leh-one", members_count=30, women_percent=40)
    drass = group("drass", "drass-one", members_count=5, women_percent=100)
    group("kargil", "asleep", status="suspended", members_count=500)
    for of, hours in ((nubra, 12), (leh, 36), (leh, 60)):
        sold(of, days_ago=3, packed_after=timedelta(hours=hours))
    sold(drass, days_ago=29, packed_after=timedelta(hours=24))
    sold(drass, days_ago=29, packed_after=timedelta(hours=48))
    sold(drass, days_ago=31)
    for gone in ("declined", "cancelled", "held"):
        sold(drass, days_ago=2, status=gone)

    month = balance(30)
    assert said(month, "Groups that sell") == ("2", "1")
    assert said(month, "Parts of orders") == ("3", "2")
    assert said(month, "Goods sold") == ("₹3,000", "₹2,000")
    assert said(month, "Women among the members") == ("50 %", "100 %")
    assert said(month, "Days to pack") == ("1.5", "1.5")
    assert said(balance(90), "Parts of orders") == ("3", "3")
    assert {line.name: line.tally.orders for line in month.lines if line.tally.orders} == {"Leh": 2, "Nubra": 1, "Drass": 2}
    assert sum(line.tally.goods_paise for line in month.lines) == 500_000


def test_what_lists_show_is_beside_what_would_be_fair() -> None:
    today = timezone.localdate()
    for days, code, given, due in ((0, "leh", 700, 500), (29, "drass", 300, 500), (30, "kargil", 90_000, 0)):
        Exposure.objects.create(
            day=today - timedelta(days=days), group_slug=f"*{code}", district_code=code, weight_milli=given, due_milli=due
        )
    seen = row(balance(30), "Seen in lists")
    assert (seen.leh.words, seen.kargil.words, seen.stands) == ("70 %", "30 %", "beyond")
    assert "a fair share is 50 % and 50 %" in str(seen.note)
    assert (seen.leh.bar, seen.kargil.bar) == (100, 43)


@pytest.mark.parametrize(
    ("leh", "kargil", "word"),
    [(0, 0, ""), (1, 1, "even"), (55, 45, "even"), (56, 44, "near"), (40, 60, "near"), (39, 61, "beyond"), (1, 0, "beyond")],
)
def test_how_two_sides_stand_by_the_rule(leh: int, kargil: int, word: str) -> None:
    assert stands(leh, kargil) == word


def test_a_district_that_is_gone_is_kept_only_while_something_is_counted_in_it() -> None:
    district = District.objects.create(code="old", name="Old Town", rollup="kargil", valid_from="2000-01-01", valid_to="2020-01-01")
    assert "Old Town" not in [line.name for line in balance(30).lines]
    of = make.make_group("old-group")
    ProducerGroup.objects.filter(pk=of.pk).update(district=district)
    assert [line.tally.groups for line in balance(30).lines if line.name == "Old Town"] == [1]


def test_the_number_of_queries_is_the_same_for_one_group_and_for_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number, district in enumerate(["leh", "nubra", "drass", "kargil", "changthang", "sham", "zanskar"]):
        if District.objects.filter(code=district).exists():
            goods(group_in(district, f"Group {number}"), f"Jar {number}")
    with django_assert_max_num_queries(9):
        balance(365)


def test_the_report_and_its_file_say_the_same() -> None:
    of = group("drass", "drass-two", members_count=8, women_percent=25)
    sold(of, days_ago=40)
    client = staff()
    month, quarter = (words(client.get(reverse("cms_balance"), {"days": days})) for days in ("30", "90"))
    assert "– Goods sold" not in month
    assert "₹0 Goods sold out of balance" in quarter
    assert "₹1,000" in quarter
    assert "₹1,000" not in month
    answer = client.get(reverse("cms_balance_file"), {"days": "90"})
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    heading, drass = lines[0], next(line for line in lines if line[0] == "Drass")
    told = dict(zip(heading, drass, strict=True))
    assert (told["counted with"], told["Parts of orders"], told["Goods sold, rupees"]) == ("Kargil", "1", "1000.00")
    assert told["share of women, percent"] == "25"
    nonsense = client.get(reverse("cms_balance"), {"days": "all'"})
    assert 'aria-current="page">30 days' in nonsense.content.decode()


def test_the_first_screen_shows_both_sides_to_everybody_who_enters() -> None:
    told = words(staff().get("/admin/"))
    assert "Leh and Kargil, last 30 days" in told
    assert "Groups that sell" in told
    assert "Pass and road" in told


def test_what_is_closed_is_said_with_the_parcels_that_wait_before_it() -> None:
    market = make.make_market()
    make.make_paid_order(market.stole)
    make.place_order(market.apricots)  # not paid: nobody packs it
    Closure.objects.all().delete()  # the usual winter of the reference data
    route = next(iter(closing.routes().values()))
    today = timezone.localdate()
    someone = User.objects.create_user("roads@example.com")
    closing.shut(route=route, starts_on=today, ends_on=today + timedelta(days=4), acting_user=someone)
    closing.shut(route=route, starts_on=today + timedelta(days=8), ends_on=today + timedelta(days=9), acting_user=someone)
    (way,) = ways()
    assert way.has_begun
    assert way.cause == route.cause
    assert way.parcels == 1
    (later,) = ways(today + timedelta(days=5))
    assert not later.has_begun
    told = words(staff().get("/admin/"))
    assert "1 parcel is still to be handed over there." in told
    assert "Change what is closed" not in told


def test_who_runs_the_delivery_changes_it_from_there() -> None:
    Closure.objects.all().delete()
    page = staff("run_delivery").get("/admin/")
    assert "Every way is open" in words(page)
    assert f'<a href="{reverse("delivery_closures")}">Close a way</a>' in page.content.decode()


def test_pages_past_their_day_wait_for_those_who_write_them() -> None:
    assert PolicyPage.objects.exists()
    PolicyPage.objects.update(reviewed_on=timezone.localdate())
    editor = Client()
    editor.force_login(person("Editors"))
    assert "Pages to read through again" not in words(editor.get("/admin/"))
    PolicyPage.objects.filter(slug="terms").update(reviewed_on="2020-01-01")
    assert "1 Pages to read through again" in words(editor.get("/admin/"))
    assert "Pages to read through again" not in words(staff("change_payment").get("/admin/"))
