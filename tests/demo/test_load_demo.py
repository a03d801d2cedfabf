"""The demo loads as one piece, marks itself as a demo, changes nothing the second time, and grows to any size."""

import io
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from catalogue.models import Category, Listing, ListingEdit, ProductImage
from catalogue.voice_models import Question
from cms.models import CampaignPage, GroupStory, HomePage, StoryPage
from delivery.models import Origin
from journal.models import AuditEntry, Effect
from marketplace.demo.artwork import ASSETS
from marketplace.demo.progress import Progress
from marketplace.demo.rows import rows
from media.models import Derivative, Picture
from orders.grievance_clocks import clock
from orders.models import Enquiry, Grievance, LineRecord, Parcel, ProducerOrder, Proposal, StandIn
from orders.reconciling import reconcile
from payments.ledger.verifying import verify
from payments.models import BankAccount, CashReceipt, Earning, Payout
from payments.payouts import checks
from producers.access import groups_of, role_in
from producers.models import Facilitation, Membership, ProducerGroup
from producers.oscar.models import StockRecord
from provenance.models import Certificate, Lot, StockLot
from search import engine, facts
from search.contract import Query
from search.models import ProductFacts
from tests.security.test_dashboard_access import holders, partners_of_users

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("demo")]


def test_one_group_was_paid_by_two_people_and_another_waits_for_them() -> None:
    paid = Payout.objects.get(status="settled")
    assert (paid.group.slug, Payout.objects.get(status="due").group.slug) == ("suru-blossom", "mushkoo-wool")
    assert {paid.proposed_by.email, paid.approved_by.email} == {"finance@demo.example", "staff@demo.example"}
    assert list(checks.problems()) == []
    assert all(account.ifsc.startswith("DEMO") for account in BankAccount.objects.all())


def counted() -> dict[str, int]:
    models = (
        *(User, ProducerGroup, Membership, Facilitation, Certificate, Lot, StockLot, Listing, StockRecord, ProductImage, Picture),
        *(Derivative, ProductFacts, AuditEntry, Origin, Effect, ProducerOrder, Payout, BankAccount, StoryPage, GroupStory, CampaignPage),
        *(Grievance, Question, Enquiry, Proposal, StandIn),
    )
    return {model._meta.label: model._default_manager.count() for model in models}


def test_all_groups_sell_and_all_their_products_are_found(demo: str) -> None:
    products, groups = len(rows("products")), len(rows("groups"))
    assert Listing.objects.filter(status="live").count() == ProductFacts.objects.count() == engine().search(Query()).total == products
    assert set(ProducerGroup.objects.filter(status="approved").values_list("slug", flat=True)) == {row["slug"] for row in rows("groups")}
    assert Origin.objects.count() == groups
    assert f"{products} products of {groups} groups are on sale." in demo


def test_what_is_sold_is_what_the_data_files_say() -> None:
    found = {row.slug: row for row in ProductFacts.objects.all()}
    women_led = {row["group"] for row in rows("products") if "women_led" in row["marks"]}
    ordered: Counter[str] = Counter()
    for line in LineRecord.objects.select_related("line__product__listing"):
        ordered[line.line.product.listing.slug] += line.ordered - line.declined - line.cancelled
    for row in rows("products"):
        shown = found[row["slug"]]
        prices = [choice["price_paise"] for choice in row["variants"]] or [row["price_paise"]]
        stock = sum(choice["stock"] for choice in row["variants"]) if row["variants"] else row["stock"]
        assert (shown.title, shown.price_paise, shown.stock_left) == (row["title"], min(prices), stock - ordered[row["slug"]])
        assert (shown.group_slug, shown.months) == (row["group"], row["available_months"])
        # A paper that a group leads itself covers all its goods; every other mark is on the goods that name it.
        assert set(shown.marks) - {"women_led"} == set(row["marks"]) - {"women_led"}, row["slug"]
        assert ("women_led" in shown.marks) is (row["group"] in women_led)
        assert shown.picture["alt"] == row["picture_alt"]
        assert {"avif", "jpeg"} <= set(shown.picture)
        assert all(shown.picture["jpeg"].values())
        assert Category.objects.get(code=row["category"]).path in shown.category_paths


def test_everything_says_that_it_is_a_demo() -> None:
    for model in (ProducerGroup, Listing, Lot, Certificate):
        assert not model._default_manager.filter(is_demo=False).exists(), model
    assert all("(demo)" in name for name in ProducerGroup.objects.values_list("legal_name", flat=True))
    assert all("DEMO" in number for number in Certificate.objects.values_list("number", flat=True))
    assert not Picture.objects.filter(is_illustration=False).exists()


def test_each_kind_of_user_can_log_in_and_reaches_what_is_theirs() -> None:
    first, second = (row["slug"] for row in rows("groups")[:2])
    users = {user.email: user for user in User.objects.all()}
    assert all(user.check_password("ladakh-demo-2026") for user in list(users.values())[:1])
    assert len({user.password for user in users.values()}) == 1
    assert {user.email for user in users.values() if user.is_superuser} == {"staff@demo.example"}
    assert list(groups_of(users["shopper@demo.example"])) == []
    for row in rows("groups"):
        owner = users[f"{row['slug']}@demo.example"]
        assert [group.slug for group in groups_of(owner)] == [row["slug"]]
        assert role_in(owner, ProducerGroup.objects.get(slug=row["slug"])) == "owner"
    for role in ("manager", "packer", "accountant"):
        assert role_in(users[f"{first}-{role}@demo.example"], ProducerGroup.objects.get(slug=first)) == role
    assert {group.slug for group in groups_of(users["facilitator@demo.example"])} == {first, second}
    assert all(user.mobile.startswith("+9100000000") for user in users.values())


def test_lots_tell_their_journey_and_fresh_ones_are_of_today() -> None:
    assert Lot.objects.count() == len(rows("lots"))
    assert max(Lot.objects.values_list("made_on", flat=True)) == timezone.localdate()
    for row in rows("lots"):
        lot = Lot.objects.get(code=row["code"])
        assert [step.stage for step in lot.steps.all()] == [step["stage"] for step in row["steps"]]
    pieces = Counter(StockLot.objects.values_list("stock_record__product__listing__slug", flat=True))
    assert pieces["halman-apricots-sun-dried"] == 1


def test_pictures_are_taken_over_and_the_worker_makes_what_sizes_are_missing() -> None:
    pictures = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))["pictures"]
    left = sum(not any(320 < size["width"] < 1200 for size in row["sizes"]) for row in pictures)
    assert Picture.objects.count() == len(pictures)
    assert Effect.objects.filter(kind="media.make_derivatives").count() == left == len(pictures) - 48
    assert not Effect.objects.filter(kind="search.refresh", done_at__isnull=True).exists()
    assert HomePage.objects.get().hero.title == "demo: hero-dusk"
    assert not Category.objects.filter(image="").exists()
    for group in ProducerGroup.objects.filter(status="approved"):
        assert group.picture is not None


def test_staff_find_work_a_group_two_changes_and_complaints_in_time_late_and_settled() -> None:
    assert [group.slug for group in ProducerGroup.objects.filter(status="applied")] == ["tia-walnut-yard"]
    assert set(ListingEdit.objects.values_list("status", flat=True)) == {"in_review"}
    assert ListingEdit.objects.count() == 2
    clocks = {complaint.subject: clock(complaint) for complaint in Grievance.objects.order_by("pk")}
    assert [complaint.status for complaint in Grievance.objects.order_by("pk")] == ["open", "open", "resolved"]
    assert [found.is_late for found in clocks.values()] == [False, True, False]


def test_nobody_of_the_demo_gets_oscars_access_to_other_groups_orders() -> None:
    assert holders() == []
    assert partners_of_users() == 0


def test_orders_stand_in_every_state_and_pages_are_published() -> None:
    assert set(ProducerOrder.objects.values_list("status", flat=True)) == set(ProducerOrder.Status.values)
    (receipt,) = CashReceipt.objects.all()  # one part was paid at the door, the other is on its way there
    assert [part.status for part in ProducerOrder.objects.filter(order__number=receipt.order_number).order_by("status")] == [
        "delivered",
        "handed_over",
    ]
    assert StoryPage.objects.live().count() == len(rows("stories"))
    assert GroupStory.objects.filter(live=True).count() == len(rows("groups"))
    assert sorted(page.state() for page in CampaignPage.objects.live()) == ["coming", "running"]


def test_another_group_was_asked_about_in_each_state() -> None:
    questions = {row.part.group.slug: row for row in StandIn.objects.select_related("part__group", "new_part")}
    states = {slug: (row.answer, row.part.status) for slug, row in questions.items()}
    assert states == {
        "temisgam-terrace": ("no", "cancelled"),
        "shyok-berry": ("yes", "cancelled"),
        "suru-blossom": ("void", "accepted"),
        "karsha-carvers": ("", "new"),
    }
    handed_on = questions["shyok-berry"].new_part
    assert (handed_on.group.slug, handed_on.status) == ("sumur-berry", "new")


def test_two_groups_bring_their_parcels_to_a_centre_where_an_order_of_both_is_joined() -> None:
    joined = Parcel.objects.exclude(joined_at="").select_related("producer_order__group")
    assert {parcel.producer_order.group.slug for parcel in joined} == {"stok-willow", "tangtse-spindle"}
    assert len({parcel.producer_order.order_id for parcel in joined}) == 1


def test_every_line_of_an_order_shows_what_was_sold() -> None:
    assert LineRecord.objects.exists()
    assert not LineRecord.objects.filter(picture=None).exists()


def test_its_ledger_is_sound_and_says_what_its_orders_say() -> None:
    verdict = verify()
    assert verdict.faults == []
    assert verdict.entries > 50
    report = reconcile()
    assert (report.posted, report.wrong) == (0, [])
    delivered = ProducerOrder.objects.filter(status__in=("delivered", "closed"))
    assert {(earning.producer_order_number, earning.delivered_on) for earning in Earning.objects.all()} == set(
        delivered.values_list("number", "delivered_on")
    )


def test_loading_it_again_changes_nothing_even_where_the_shop_has_another_key(settings: Settings) -> None:
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    Listing.objects.filter(slug="suru-apples").update(summary="Changed by the group")
    facts.refresh_all()
    columns = [field.attname for field in ProductFacts._meta.concrete_fields if field.name != "refreshed_at"]
    before, shown = counted(), list(ProductFacts.objects.order_by("pk").values(*columns))

    call_command("load_demo", verbosity=0)

    assert counted() == before
    assert list(ProductFacts.objects.order_by("pk").values(*columns)) == shown
    assert Listing.objects.get(slug="suru-apples").summary == "Changed by the group"


def test_what_was_deleted_or_never_made_is_made_by_the_next_run() -> None:
    Facilitation.objects.all().delete()
    ProducerGroup.objects.update(picture=None)
    HomePage.objects.update(hero=None)

    call_command("load_demo", verbosity=0)

    assert Facilitation.objects.count() == 2
    assert HomePage.objects.get().hero is not None


def test_an_open_shop_takes_no_demo(settings: Settings) -> None:
    settings.SHOP_OPEN = True
    before = counted()

    with pytest.raises(CommandError, match="an open shop takes no invented groups"):
        call_command("load_demo", verbosity=0)

    assert counted() == before


@pytest.mark.parametrize("number", ["-1", "100001"])
def test_an_impossible_number_of_products_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="from 0 to 100000"):
        call_command("load_demo", f"--products={number}", verbosity=0)


def test_it_grows_to_the_size_asked_for_and_stays_there() -> None:
    call_command("load_demo", "--products=330", verbosity=0)
    call_command("load_demo", "--products=330", verbosity=0)
    result = engine().search(Query())

    assert (result.total, Listing.objects.filter(status="live").count()) == (330, 330)
    assert {hit.rollup for hit in result.hits[:2]} == {"leh", "kargil"}
    assert not Listing.objects.filter(is_demo=False).exists()
    assert not StockRecord.objects.filter(product__listing__mrp_paise__isnull=True, product__parent__isnull=True).exists()
    call_command("load_demo", "--products=340", verbosity=0)
    assert engine().search(Query()).total == 340


def test_a_search_costs_the_same_in_a_large_shop() -> None:
    with CaptureQueriesContext(connection) as small:
        engine().search(Query("apricot", rollup="kargil"))
    call_command("load_demo", "--products=700", verbosity=0)
    engine().search(Query())
    with CaptureQueriesContext(connection) as large:
        engine().search(Query("apricot", rollup="kargil"))

    assert len(large) <= len(small) <= 6


class Terminal(io.StringIO):
    """A stream that is, or is not, a terminal; ``ending`` as Django's output wrapper has it."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str, ending: str | None = None) -> int:
        return super().write(text + ("\n" if ending is None else ending))


def test_progress_is_shown_to_people_and_not_to_logs() -> None:
    shown, silent = Terminal(is_terminal=True), Terminal(is_terminal=False)
    assert list(Progress(shown).over("Lots", [1, 2])) == list(Progress(silent).over("Lots", [1, 2])) == [1, 2]

    assert (
        shown.getvalue()
        == "\r  Lots               [############............] 1 of 2\r  Lots               [########################] 2 of 2\n"
    )
    assert silent.getvalue() == ""
