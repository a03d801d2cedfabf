"""Two groups with their people and goods, shoppers with an order and a basket, staff: what the tables of rules speak of."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.http import int_to_base36
from wagtail.models import Site
from wagtail.users.models import UserProfile

from accounts.models import User
from catalogue import edits, wishes
from catalogue.models import Category, Listing, ListingDraft, ListingEdit
from catalogue.voices import questions
from journal import tokens
from orders import checkout, grievance_links, own_addresses, reasons
from orders.contacts import Address, Contact
from orders.models import PartPhoto, ProducerOrder, ReturnLine, ReturnRequest
from orders.oscar.basket.models import Basket
from payments import settlement
from payments.advances import deciding as advances
from payments.fee_papers import issuing
from payments.households import splitting
from payments.models import BankAccount, Earning, Payment, TaxPaper
from payments.papers import certificates, months
from payments.payouts import batches
from payments.refund_files import destinations
from payments.refund_files import files as refund_files
from producers import applying, checklist, facilitation, invitations
from producers import papers as papers_of_groups
from producers.models import ChecklistItem, Invitation, Membership, ProducerGroup
from tests.catalogue.factories import make_lot
from tests.catalogue.notes import make_note
from tests.catalogue.voices import make_question, make_review
from tests.orders import factories
from tests.orders.vouchers import make_voucher
from tests.payments import household_steps as households
from tests.payments import papers, payees
from tests.payments import payout_steps as payouts
from tests.security import dispute_world, enquiry_world, parts_world
from tests.security.delivery_world import closed_days

Role = Membership.Role
# Who holds a role of marketplace/roles.py and nothing besides.
STAFF_GROUPS = {"editor": "Editors", "moderator": "Moderators", "finance": "Finance", "grievance": "Grievance officers"}


@dataclass
class World:
    """``people`` by role; ``things`` by the names that the rules use as arguments of addresses."""

    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, object] = field(default_factory=dict)


def make_world() -> World:
    """One order of goods of both groups, paid and released; one of group a that waits for its payment; one filled basket."""
    world = World()
    groups = {letter: factories.make_group(f"group-{letter}") for letter in "ab"}
    _people(world, groups)
    goods = {letter: factories.make_listing(group, stock=50) for letter, group in groups.items()}
    shopper = world.people["shopper"]
    bought = factories.make_paid_order(*goods.values(), user=shopper)
    waiting = factories.place_order(goods["a"])
    refunded = factories.make_paid_order(goods["a"])
    sent = factories.make_paid_order(*goods.values(), user=shopper)
    complaint = factories.make_complaint()
    for letter, group in groups.items():
        world.things |= _of_group(letter, group, goods[letter], bought, sent)
    world.things |= _of_the_shop(world, groups["a"], bought=bought, waiting=waiting)
    world.things |= {
        "sent_link": sent.link_token,
        "complaint": complaint.number,
        "complaint_link": grievance_links.token_of(complaint.nonce),
        "refund_due": factories.owe_refund(refunded).number,
        "basket_line": _filled_basket(shopper, goods["a"]),
        "listing": goods["a"].pk,
        "product": goods["a"].product_id,
        "listing_edit": waiting_edit(goods["a"]).pk,
    }
    _payouts(world, groups)
    _refund_file(world, goods["a"])
    _fee_papers(world, groups)
    _vouchers(world, groups)
    world.things |= closed_days(groups)
    _returns(world)
    world.things |= dispute_world.things(goods["a"])
    _joining(world, groups)
    _straight(world, groups, goods)
    world.things |= parts_world.things(factories.part_of(refunded, groups["a"]).number, world.people["owner_a"])
    world.things |= {f"sent_parcel_{letter}": parts_world.parcel_of(str(world.things[f"sent_{letter}"])) for letter in "ab"}
    world.things["choice"] = parts_world.choice(factories.part_of(bought, groups["a"]).number, world.people["owner_a"])
    world.things["stand_in"] = parts_world.stand_in(factories.part_of(bought, groups["a"]).number, groups["b"], world.people["central"])
    world.things |= {"review_a": make_review(goods["a"]).number, "question_token": questions.token_of(make_question(goods["a"]))}
    makers = {letter: world.people[f"owner_{letter}"] for letter in groups}
    world.things |= enquiry_world.things(makers, world.people["central"], goods)
    world.things["own_address"] = own_addresses.keep(
        user=shopper, contact=Contact("Asha Verma", "+919812345678"), address=Address("12 Janpath", "", "New Delhi", "110001", "Delhi")
    ).key
    world.things |= {f"note_{letter}": make_note(str(world.things[f"draft_{letter}"]), makers[letter]).number for letter in groups}
    world.things["back_notice_token"] = wishes.token_of(wishes.ask(listing=goods["a"], email="asha@example.com", language="en"))
    return world


def _of_group(letter: str, group: ProducerGroup, listing: Listing, bought: checkout.Placed, sent: checkout.Placed) -> dict[str, object]:
    """What each of the two groups has: a part to pack and one that was sent, a listing, a lot and a draft."""
    return {
        f"part_{letter}": factories.part_of(bought, group).number,
        f"sent_{letter}": papers.carry_out(factories.part_of(sent, group)).number,
        f"paper_{letter}": TaxPaper.objects.get(group=group, role="sale").number,
        f"slug_{letter}": group.slug,
        f"goods_{letter}": listing.slug,
        f"product_{letter}": listing.product_id,
        f"lot_{letter}": make_lot(group, code=f"L-WORLD{letter.upper()}").code,
        f"draft_{letter}": ListingDraft.objects.create(key=f"W-DRAFT{letter}", group=group).key,
    }


def _of_the_shop(world: World, group: ProducerGroup, *, bought: checkout.Placed, waiting: checkout.Placed) -> dict[str, object]:
    """Orders, papers and people that addresses name, and words that stand for themselves in an address."""
    return {
        "held_part": factories.part_of(waiting, group).number,
        "order": bought.order.number,
        "link": bought.link_token,
        "waiting_link": waiting.link_token,
        "certificate": certificates.issue(group=group, months=12, acting_user=None).code,
        "group_key": group.pk,
        "tax_month": str(months.of(timezone.localdate())),
        "tax_seller": "LB",
        "parcel": factories.part_of(bought, group).parcels.get().number,
        "waiting_payment": Payment.objects.get(order_number=waiting.order.number).number,
        "credit": factories.make_credit().pk,
        "category": Category.objects.exclude(code=None).latest("depth").slug,
        "sitemap_part": "pages",
        "month": 7,
        "draft_step": "words",
        "decline_reason": next(iter(reasons.DECLINE)),
        "user": world.people["other_shopper"].pk,
        "staff_group": Group.objects.earliest("pk").pk,
        "site": Site.objects.get().pk,
        "reset_uid": int_to_base36(world.people["other_shopper"].pk),
        "reset_key": "worn-out",
    }


def _vouchers(world: World, groups: dict[str, ProducerGroup]) -> None:
    """A code of the shop, and one of each group that waits for its consent."""
    world.things["voucher"] = make_voucher().code
    for letter, group in groups.items():
        world.things[f"voucher_{letter}"] = make_voucher(f"GROUP{letter.upper()}", bearer="group", group=group).code


def _joining(world: World, groups: dict[str, ProducerGroup]) -> None:
    """An application that was begun, an invitation that is worn out, and a paper of group a."""
    item = ChecklistItem.objects.create(code="world", label="A paper")
    paper = papers_of_groups.take_in(BytesIO(b"%PDF-1.4 of the world"))
    entry = checklist.give(group=groups["a"], item=item, paper=paper, acting_user=None)
    invitation = invitations.invite(group=groups["a"], role="packer", mobile="+919876500009", acting_user=None)
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    world.things |= {
        "application_link": applying.start(answers={"name": "New", "kind": "shg"}, language="en"),
        "application_page": "place",
        "worn_invitation": tokens.token_of(invitation.nonce, purpose=invitations.PURPOSE),
        "checklist_item": ChecklistItem.objects.exclude(pk=item.pk).earliest("pk").code,
        "group_paper": entry.papers.get().pk,
    }


def _returns(world: World) -> None:
    """Something of the part of each group that was sent is asked back, with a photo."""
    file = "part_photos/of-the-world.jpg"
    if not default_storage.exists(file):
        default_storage.save(file, ContentFile(b"a photo"))
    for letter in "ab":
        part = ProducerOrder.objects.get(number=world.things[f"sent_{letter}"])
        asked = ReturnRequest.objects.create(
            number=f"RT-WORLD{letter.upper()}",
            key=f"world-{letter}",
            producer_order=part,
            reason="damaged",
            wish="money",
            pays_way_back="group",
            act_by=timezone.now() + timedelta(hours=48),
        )
        ReturnLine.objects.create(request=asked, line=part.lines.get(), pieces=1)
        photo = PartPhoto.objects.create(producer_order=part, kind="return", request=asked, file=file, sha256="0" * 64)
        world.things |= {f"return_{letter}": asked.number, f"return_photo_{letter}": photo.pk}


def _straight(world: World, groups: dict[str, ProducerGroup], goods: dict[str, Listing]) -> None:
    """An order of both groups whose parts wait to be paid to each group by itself."""
    with payees.each_group():
        for letter, group in groups.items():
            account = BankAccount.objects.get(group=group, replaced_at__isnull=True)
            BankAccount.objects.filter(pk=account.pk).update(upi_id=f"group{letter}@sbi")
            payees.make_payable(group)
        placed = factories.place_order(*goods.values())
    for payment in placed.payments:
        letter = "a" if payment.payee_group == groups["a"] else "b"
        world.things[f"straight_{letter}"] = payment.number
    world.things["straight_act"] = "came"


def _fee_papers(world: World, groups: dict[str, ProducerGroup]) -> None:
    """An invoice of each group for the shop's fee, as if shoppers had paid them themselves."""
    for letter, group in groups.items():
        earning = payouts.earn(group, fee_paise=5_000)
        Earning.objects.filter(pk=earning.pk).update(mode=settlement.PAY_EACH_GROUP)
        [paper] = issuing.issue(group.pk, months.of(timezone.localdate()))
        world.things[f"fee_paper_{letter}"] = paper.number


def _refund_file(world: World, listing: Listing) -> None:
    """A refund in a file that waits for its approval, and another one that waits for a file."""
    refund, later = (factories.owe_refund(factories.make_paid_order(listing)) for _number in range(2))
    destinations.give(order_number=refund.allocation.payment.order_number, upi_id="asha@okbank")
    world.things |= {"refund_in_file": refund.number, "refund_file": refund_files.propose(acting_user=payouts.staff()).number}
    destinations.give(order_number=later.allocation.payment.order_number, upi_id="asha@okbank")


def _payouts(world: World, groups: dict[str, ProducerGroup]) -> None:
    """One that is due to group a, and one of group b in a file that waits for the bank."""
    for letter, group in groups.items():
        payouts.give_account(group, owner=world.people[f"owner_{letter}"])
        _households(world, letter, group)
        payouts.earn(group)
    world.things["advance"] = advances.propose(
        group=groups["b"], amount_paise=1_000, reason="wool", key="world", acting_user=payouts.staff()
    ).number
    world.things["payout_b"] = payouts.approved(groups["b"]).number
    world.things["payout_file"] = batches.make(acting_user=payouts.staff()).number
    due = payouts.due_payout(groups["a"])
    world.things |= {"payout_a": due.number, "payout_seen": f"{due.number}.{due.version}"}


def _households(world: World, letter: str, group: ProducerGroup) -> None:
    """A household that is owed something and had a part of it, and a sale of which nobody has said whose it is."""
    household = households.make_household(group)
    splitting.by_amounts(payouts.earn(group), amounts={household: 5_000}, acting_user=payouts.staff())
    payouts.settled(group)
    paid = households.pay(household, 1_000)
    world.things[f"household_{letter}"] = household.code
    world.things[f"member_payment_{letter}"] = paid.number
    world.things[f"earned_{letter}"] = payouts.earn(group).producer_order_number


def _people(world: World, groups: dict[str, ProducerGroup]) -> None:
    people = world.people
    people["anonymous"] = None
    people["shopper"] = User.objects.create_user("shopper@example.com")
    people["other_shopper"] = User.objects.create_user("other@example.com")
    for letter, group in groups.items():
        for role in (Role.OWNER, Role.MANAGER, Role.PACKER, Role.ACCOUNTANT):
            people[f"{role}_{letter}"] = factories.make_member(group, role, f"{role}-{letter}@example.com")
    people["former_a"] = factories.make_member(groups["a"], Role.OWNER, "former@example.com")
    Membership.objects.filter(user=people["former_a"]).update(ended_at=timezone.now())
    people["facilitator_a"] = User.objects.create_user("facilitator@example.com")
    facilitation.grant(group=groups["a"], user=people["facilitator_a"], consent="Agreed at the meeting of 1 May", acting_user=None)
    people["cashier"] = User.objects.create_user("cashier@example.com", is_staff=True)
    people["cashier"].user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_payment"]))
    UserProfile.objects.create(user=people["cashier"])  # Wagtail makes one when its page of the own account is first opened
    for role, name in STAFF_GROUPS.items():
        people[role] = User.objects.create_user(f"{role}@example.com", is_staff=True)
        people[role].groups.add(Group.objects.get(name=name))
        UserProfile.objects.create(user=people[role])
    people["central"] = User.objects.create_superuser("central@example.com")


def waiting_edit(listing: Listing) -> ListingEdit:
    """A change of a live listing that staff have not looked at."""
    now = edits.snapshot(listing)
    return ListingEdit.objects.create(listing=listing, before=now, after={**now, "title": "Another title"})


def _filled_basket(owner: User | None, listing: object) -> int:
    """The basket of a shopper with one line; the line's key."""
    basket = factories.make_basket(listing)
    Basket.objects.filter(pk=basket.pk).update(owner=owner)
    return basket.lines.get().pk
