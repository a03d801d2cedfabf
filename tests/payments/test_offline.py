"""Paying by UPI or bank transfer: what the app is told, and the picture of it."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from payments.models import Payment
from payments.providers import offline


@pytest.fixture
def payment(settings: object) -> Payment:
    settings.SHOP_UPI_ID = "bazaar@demo"
    settings.SHOP_NAME = "Ladakh & Bazaar"
    return Payment(number="PY-7K3M9Q2X", amount_paise=2_095_605, currency="INR")


def test_the_upi_address_names_payee_amount_and_reference(payment: Payment) -> None:
    link = urlsplit(offline.upi_link(payment))
    assert (link.scheme, link.netloc) == ("upi", "pay")
    assert parse_qs(link.query, strict_parsing=True) == {
        "pa": ["bazaar@demo"],
        "pn": ["Ladakh & Bazaar"],
        "am": ["20956.05"],
        "cu": ["INR"],
        "tr": ["PY7K3M9Q2X"],
        "tn": ["PY7K3M9Q2X"],
    }


def test_the_qr_code_is_plain_svg_without_script_style_or_size(payment: Payment) -> None:
    svg = offline.upi_qr_svg(payment)
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib
    assert not {"style", "width", "height", "onload"} & set(root.attrib)
    assert "<script" not in svg
    assert "<style" not in svg
    assert svg == offline.upi_qr_svg(payment)
    payment.amount_paise += 1
    assert svg != offline.upi_qr_svg(payment)
