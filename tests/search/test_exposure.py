"""Who is seen: counted without a write, added once, and made good where a district was shown too little."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from journal import outbox
from journal.models import Effect
from search import board, edition, engine, exposure
from search.contract import Query
from search.models import Exposure
from search.ranking import rules
from tests.search.goods import goods, group_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    exposure.take()


def row(day: date, district: str, *, given: int = 0, due: int = 0, group: str = "") -> None:
    Exposure.objects.create(day=day, district_code=district, group_slug=group or f"*{district}", weight_milli=given, due_milli=due)


def test_a_view_is_counted_by_place_and_writes_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    leh, kargil = group_in("leh", "Leh"), group_in("kargil", "Kargil")
    for title in ("Apricot oil", "Apricot jam", "Apricot cup"):
        goods(leh, title)
    goods(kargil, "Walnut box", story="beside an apricot tree")
    result = engine().search(Query(text="apricot"))
    with django_assert_max_num_queries(0):
        exposure.note(result)

    (payload,) = exposure.take()
    assert {slug: (where, shown) for slug, where, shown, _weight in payload["groups"]} == {leh.slug: ("leh", 3), kargil.slug: ("kargil", 1)}
    weights = {slug: weight for slug, _where, _shown, weight in payload["groups"]}
    assert weights == {leh.slug: 1000 + 631 + 500, kargil.slug: 431}
    assert payload["due"] == {"leh": round(2562 * 3 / 4), "kargil": round(2562 / 4)}
    assert exposure.take() == []


def test_a_list_that_names_a_place_or_a_group_is_not_counted_and_every_other_page_of_products_is() -> None:
    leh = group_in("leh", "Leh")
    goods(leh, "Apricot oil")
    client = Client()
    for path in (
        f"/products/?group={leh.slug}",
        "/products/?area=leh",
        "/products/?district=leh",
        "/search/?q=xylophone",
        f"/groups/{leh.slug}/",
    ):
        client.get(path)
    assert exposure.take() == []
    for path in ("/products/", "/search/?q=apricot", "/c/apricot/"):
        client.get(path)

    (payload,) = exposure.take()
    assert [shown for _slug, _where, shown, _weight in payload["groups"]] == [3]
    assert Effect.objects.filter(kind=exposure.KIND).count() == 0


def test_what_was_counted_is_owed_once_and_added_once_however_often_the_worker_tries(
    django_capture_on_commit_callbacks: object,
) -> None:
    goods(group_in("leh", "Leh"), "Apricot oil")
    for _ in range(5):
        exposure.note(engine().search(Query(text="apricot")))

    assert (exposure.hand_over(), exposure.hand_over()) == (2, 0)  # what was shown, and what was looked for
    (payload,) = Effect.objects.filter(kind=exposure.KIND).values_list("payload", flat=True)
    for _ in range(3):
        outbox._kinds[exposure.KIND].handler(payload)

    of_group, of_district = Exposure.objects.exclude(group_slug="*leh").get(), Exposure.objects.get(group_slug="*leh")
    assert (of_group.day, of_group.shown, of_group.weight_milli, of_group.due_milli) == (timezone.localdate(), 5, 5000, 0)
    assert (of_district.weight_milli, of_district.due_milli) == (0, 5000)


def test_shares_are_of_the_days_before_today() -> None:
    row(DAY - timedelta(days=1), "leh", due=1000)
    row(DAY - timedelta(days=28), "leh", given=400, group="some")
    row(DAY - timedelta(days=29), "leh", given=9_000, group="old")
    row(DAY, "leh", given=9_000, group="today")

    assert exposure.shares(DAY, 28)["leh"].part == 0.4


def test_a_district_that_is_short_gains_until_it_is_made_good_and_then_loses_it_again() -> None:
    share = rules().fair_share
    short, full = exposure.Share("nubra", 20, 100), exposure.Share("leh", 130, 100)

    first = exposure.boosts_for({"nubra": short, "leh": full}, {})
    assert first == {"nubra": round(share.step * (share.aim - 0.2))}
    many = first
    for _ in range(10):
        many = exposure.boosts_for({"nubra": short, "leh": full}, many)
    assert many == {"nubra": share.at_most}
    assert exposure.boosts_for({"nubra": exposure.Share("nubra", 200, 100)}, many)["nubra"] < share.at_most
    assert exposure.boosts_for({}, many) == {}


def test_what_districts_gain_is_worked_out_once_a_day_and_orders_products_that_fit_equally_well() -> None:
    leh, nubra = group_in("leh", "Leh"), group_in("nubra", "Nubra")
    goods(leh, "Apricot oil", dispatch_days=1)
    goods(nubra, "Apricot jam", dispatch_days=9)
    goods(nubra, "Cup", story="of apricot wood")
    assert [hit.group_name for hit in engine().search(Query(text="apricot")).hits] == ["Leh", "Nubra", "Nubra"]
    row(DAY - timedelta(days=1), "nubra", due=1000)

    gained = exposure.set_boosts(DAY)
    assert gained["nubra"] > 0
    row(DAY - timedelta(days=1), "nubra", given=5000, group="more")
    exposure.set_boosts(DAY)

    assert board.current().boosts["nubra"] == gained["nubra"]
    assert [hit.title for hit in engine().search(Query(text="apricot")).hits] == ["Apricot jam", "Apricot oil", "Cup"]
    exposure.set_boosts(DAY + timedelta(days=1))
    assert edition.read().boosts.get("nubra", 0) < gained["nubra"]


def test_counts_are_kept_for_a_year() -> None:
    row(DAY - exposure.KEPT - timedelta(days=1), "leh", given=1, group="old")
    row(DAY - exposure.KEPT, "leh", given=1, group="new")
    exposure.set_boosts(DAY)

    assert list(Exposure.objects.values_list("group_slug", flat=True)) == ["new"]
