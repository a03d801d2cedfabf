"""The shopper's tax papers, behind the secret link of their order and no other."""

import re

import pytest
from django.test import Client

from orders import undo
from orders.models import ProducerOrder
from payments import refunds
from payments.models import TaxPaper
from payments.papers import download, pdf
from tests.orders import factories as make
from tests.orders import steps
from tests.payments import papers

pytestmark = pytest.mark.django_db


class Sent:
    """An order whose part was handed over, with its link and its paper."""

    def __init__(self, title: str = "Pashmina stole") -> None:
        self.placed = make.make_paid_order(make.make_listing(make.make_group(), title, price_paise=1_500_000))
        self.part = papers.carry_out(ProducerOrder.objects.get(order=self.placed.order))
        self.paper = papers.paper_of(self.part)
        self.link = f"/o/{self.placed.link_token}/"
        self.page = f"{self.link}invoice/{self.paper.number}/"


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_order_leads_to_its_invoice_and_the_invoice_says_what_rule_46_asks_for(client: Client) -> None:
    sent = Sent()
    assert sent.page in client.get(sent.link).content.decode()
    words = _words(client, sent.page)
    for said in (
        "Tax invoice",
        papers.number(1),
        "Ladakh Bazaar Operator (demo)",
        "GSTIN 38AAAAA0000A1ZZ",
        "Asha Verma",
        "12 Janpath, New Delhi, Delhi, 110001",
        "Delhi (07)",
        "Reverse charge no",
        "62142020",
        "1 PCS",
        "14,285.71",
        "5 %",
        "IGST",
        "714.29",
        "15,000.00",
        "DEMONSTRATION: the seller is invented.",
    ):
        assert said in words, said


def test_a_paper_is_never_cached_indexed_or_named_to_other_sites(client: Client) -> None:
    answer = client.get(Sent().page)
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


@pytest.mark.parametrize("end", ["", "pdf/"])
def test_the_link_of_one_order_opens_no_paper_of_another(client: Client, end: str) -> None:
    mine, other = Sent(), Sent()
    assert client.get(f"{mine.link}invoice/{other.paper.number}/{end}").status_code == 404
    assert client.get(f"{mine.link}invoice/{papers.number(9999)}/{end}").status_code == 404


@pytest.mark.parametrize("end", ["", "pdf/"])
def test_what_the_group_gives_the_operator_is_not_the_shoppers_to_read(client: Client, end: str) -> None:
    sent = Sent()
    bought = papers.paper_of(sent.part, "purchase")
    assert client.get(f"{sent.link}invoice/{bought.number}/{end}").status_code == 404
    assert bought.number not in client.get(sent.link).content.decode()


def test_a_refund_brings_a_credit_note_with_its_reason_in_words_and_the_number_it_corrects(client: Client) -> None:
    sent = Sent()
    refunds.owe_refund(producer_order_number=sent.part.number, amount_paise=50_000, reason="damaged", key="one")
    note = TaxPaper.objects.get(role="sale", kind="credit")
    words = _words(client, f"{sent.link}invoice/{note.number}/")
    assert "Credit note" in words
    assert f"Corrects {papers.number(1)} of" in words
    assert "Reason: Damaged or not good enough to send" in words
    assert "500.00" in words


def test_a_hand_over_that_was_taken_back_leaves_no_paper_on_the_page_of_the_order(client: Client) -> None:
    sent = Sent()
    undo.undo(sent.part, event_id=steps.last_event(sent.part).pk, acting_user=steps.member_of(sent.part.group))
    assert "/invoice/" not in client.get(sent.link).content.decode()


def test_words_of_people_stay_words(client: Client) -> None:
    sent = Sent("<script>alert(1)</script>")
    assert "<script>alert" not in client.get(sent.page).content.decode()


def test_a_machine_that_can_make_no_pdf_offers_the_page_to_print(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    sent = Sent()
    assert "print this page" in _words(client, sent.page)
    assert client.get(f"{sent.page}pdf/").status_code == 404


@pytest.mark.pdf
def test_the_pdf_is_a_file_of_a_safe_name_and_draws_devanagari_with_its_own_font(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent("पश्मीना शॉल")
    answer = client.get(f"{sent.page}pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{papers.number(1)}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    assert b"Devanagari" in pdf.make("<p>पश्मीना</p>", is_plain=True)


@pytest.mark.pdf
def test_a_paper_fetches_nothing_that_its_words_name(tmp_path: object) -> None:
    made = pdf.make('<p>Goods</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png">', is_plain=True)
    assert made.startswith(b"%PDF-")
    assert b"/Image" not in made


@pytest.mark.pdf
def test_who_asks_for_very_many_files_has_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "make", lambda html: b"%PDF-")
    monkeypatch.setattr(download, "PAPER_PDF", download.Throttle("paper_pdf_test", limit=2, per=download.PAPER_PDF.per))
    sent = Sent()
    assert [client.get(f"{sent.page}pdf/").status_code for _again in range(3)] == [200, 200, 429]
