"""Cards where each group is paid by itself: neither offered nor taken, and the start of the shop says so."""

import pytest
from pytest_django import Settings

from payments import providers, settlement
from payments.errors import UnknownProvider
from payments.models import Payment
from payments.providers import mode_checks
from tests.orders import factories as make
from tests.payments import payees


@pytest.mark.django_db
def test_cards_are_neither_offered_nor_taken_where_each_group_is_paid_and_the_start_says_so(settings: Settings) -> None:
    with payees.each_group():
        settings.STRIPE_SECRET_KEY = ""
        assert mode_checks.providers_fit_the_mode_of_today() == []
        settings.STRIPE_SECRET_KEY = "sk_test_of_this_test"
        (warning,) = mode_checks.providers_fit_the_mode_of_today()
        assert (warning.id, warning.is_serious()) == ("payments.W020", False)
        assert "stripe has keys, but takes no money in the settlement mode of today, pay_each_group" in warning.msg
        assert [provider.code for provider in providers.offered(settlement.PAY_EACH_GROUP)] == ["direct"]
        group = make.make_group()
        payees.make_payable(group)
        with pytest.raises(UnknownProvider):
            make.place_order(make.make_listing(group), provider="stripe", method="card")
    assert not Payment.objects.exists()
    with payees.modes(payees.row(settlement.NODAL)):
        assert mode_checks.providers_fit_the_mode_of_today() == []
