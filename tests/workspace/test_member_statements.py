"""Statements to print: a household's month adds up, says nothing private in its code, and every script is drawn with its own font."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from payments.household_models import Household
from payments.households import people, splitting
from payments.households.statement import statement_of
from payments.papers import months, pdf, qr
from payments.payouts import paper
from producers.models import Membership, ProducerGroup
from tests.orders.factories import make_member
from tests.payments.household_steps import SINCE, advance, owed, pay
from tests.payments.payout_steps import earn, make_ready_group, refund, settled, staff

pytestmark = pytest.mark.django_db
GROUP = "/workspace/groups/phey-wool/"
# Devanagari, Nastaliq, Tibetan.
NAMES = ("त्सेरिंग डोल्मा", "فاطمہ بانو", "ཚེ་རིང་སྒྲོལ་མ།")


@pytest.fixture
def household(client: Client) -> Household:
    """A household with two shares, an advance and a payment; the group's accountant is logged in."""
    group = make_ready_group("phey-wool")
    client.force_login(make_member(group, Membership.Role.ACCOUNTANT))
    made = people.add(group=group, name="Tsering Dolma", village="Phey", joined_on=SINCE, acting_user=None)
    advance(made, 10_000)
    for net in (100_000, 50_000):
        splitting.by_amounts(earn(group, net), amounts={made: net // 2}, acting_user=staff())
    refund(made.shares.earliest("pk").split.earning, 1_000)
    settled(group)
    pay(made, 30_000)
    return made


def test_what_was_owed_before_and_every_line_add_up_to_what_is_owed(household: Household) -> None:
    this = months.of(timezone.localdate())
    found = statement_of(household, this)
    assert found.before_paise + found.came_paise - found.given_paise == found.owed_paise == owed(household).payable_paise
    assert [(line.sign, line.payable_paise, line.advance_paise) for line in found.lines] == [
        ("clock", 0, 10_000), ("box", 74_500, 0), ("clock", -10_000, -10_000), ("rupee", -30_000, 0),
    ]  # fmt: skip
    later = statement_of(household, this.after)
    assert (later.before_paise, later.lines, later.owed_paise) == (found.owed_paise, [], found.owed_paise)
    assert statement_of(household, this.before).owed_paise == 0


def test_the_code_on_it_is_the_households_code_and_nothing_else(household: Household) -> None:
    assert statement_of(household, months.of(timezone.localdate())).qr_svg == qr.svg(household.code)


def test_the_page_is_read_and_printed(client: Client, household: Household) -> None:
    path = f"{GROUP}households/{household.code}/statement/"
    shown = client.get(path).content.decode()
    for words in ("Tsering Dolma", "₹345", "thumb print, receipt 12", "2 sales"):
        assert words in shown
    assert "style=" not in shown.split("<main")[1]
    assert client.get(path, {"month": "2026-13"}).status_code == 404
    for language, words in (("hi", "अभी देना है"), ("ur", "ابھی دینا ہے")):
        shown = client.get(f"/{language}{path}").content.decode()
        assert words in shown
        assert "Owed now" not in shown
        assert '<bdi dir="ltr">= ₹345</bdi>' in shown


@pytest.mark.pdf
def test_both_statements_are_files_of_safe_names(client: Client, household: Household) -> None:
    month = months.of(timezone.localdate())
    answer = client.get(f"{GROUP}households/{household.code}/statement/pdf/")
    assert answer["Content-Disposition"] == f'attachment; filename="{household.code}-{month}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    payout = household.group.payouts.get()
    answer = client.get(f"{GROUP}money/payouts/{payout.number}/pdf/")
    assert answer["Content-Disposition"] == f'attachment; filename="{payout.number}.pdf"'
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.pdf
def test_names_in_every_script_are_drawn_with_fonts_that_have_them(client: Client, household: Household) -> None:
    statement = statement_of(household, months.of(timezone.localdate()))
    statement.household.name = " ".join(NAMES)
    made = pdf.make(render_to_string("papers/household_pdf.html", {"statement": statement}), is_plain=True)
    for font in (b"Devanagari", b"Nastaliq", b"Tibetan"):
        assert font in made


def test_a_payout_too_long_for_paper_is_read_as_a_sheet(client: Client, household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "AT_MOST", 2)
    payout = household.group.payouts.get()
    assert client.get(f"{GROUP}money/payouts/{payout.number}/pdf/").status_code == 404
    shown = client.get(f"{GROUP}money/payouts/{payout.number}/").content.decode()
    assert "as PDF" not in shown
    assert "as a sheet" in shown


def test_the_paper_of_a_payout_has_every_line_and_its_sum(household: Household) -> None:
    payout = household.group.payouts.get()
    found = paper.paper_of(payout)
    assert sum(row.amounts.net_paise for row in found.rows) == found.totals.net_paise == payout.amount_paise
    assert isinstance(household.group, ProducerGroup)
