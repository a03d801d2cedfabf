"""Who may take the money is dated data, and the shop does not start where money would pool with somebody who may not take it."""

from datetime import date
from typing import Any

import pytest
from django.core import checks

from payments import settlement
from payments.settlement import NoSettlementMode, faults_of, mode_on, read

TODAY = date(2026, 11, 22)


def _row(**fields: Any) -> dict[str, Any]:
    return {
        "valid_from": "2026-04-01",
        "code": "nodal_seller_of_record",
        "payee": "seller_of_record",
        "withholds_tcs": False,
        "withholds_tds": False,
        "note": "",
        **fields,
    }


def test_on_day_one_a_seller_of_record_takes_the_money_and_nothing_is_withheld() -> None:
    mode = mode_on(TODAY)
    assert (mode.code, mode.payee, mode.withholds_tcs, mode.withholds_tds) == ("nodal_seller_of_record", "seller_of_record", False, False)
    assert faults_of(settlement.modes(), TODAY) == []
    assert settlement.money_is_taken_by_someone_who_may() == []


def test_a_later_mode_holds_from_its_day_on_and_alters_no_day_before(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read([_row(valid_from="2027-04-01", code="pay_each_group", payee="group"), _row()])
    monkeypatch.setattr(settlement, "modes", lambda: found)
    assert mode_on(date(2027, 3, 31)).code == "nodal_seller_of_record"
    assert mode_on(date(2027, 4, 1)).code == "pay_each_group"
    assert faults_of(found, TODAY) == []
    with pytest.raises(NoSettlementMode):
        mode_on(date(2026, 3, 31))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"payee": "platform"}, "would be pooled with 'platform'"),
        ({"payee": "group"}, "would be pooled with 'group'"),
        ({"valid_from": "2030-01-01", "payee": "platform"}, "would be pooled with 'platform'"),
        ({"code": "licensed_gateway", "payee": "platform"}, "would be pooled with 'platform'"),
        ({"code": "licensed_gateway", "payee": "seller_of_record"}, "its payee is 'licensed', not 'seller_of_record'"),
        ({"payee": "licensed"}, "its payee is 'seller_of_record', not 'licensed'"),
        ({"code": "pay_each_group", "payee": "platform"}, "its payee is 'group', not 'platform'"),
        ({"code": "pay_each_group", "payee": "seller_of_record"}, "its payee is 'group', not 'seller_of_record'"),
        ({"code": "pay_each_group", "payee": "group", "withholds_tcs": True}, "only where the shop collects the money"),
        ({"withholds_tcs": True}, "sells its own goods"),
        ({"code": "barter"}, "there is no such mode"),
        ({"valid_from": "2027-01-01"}, "No mode holds on 2026-11-22"),
        ({"withholds_tds": True}, "sells its own goods"),
    ],
)
def test_modes_by_which_money_may_not_be_taken_are_named(fields: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in faults_of(read([_row(**fields)]), TODAY))


def test_two_modes_of_one_day_are_refused() -> None:
    assert faults_of(read([_row(), _row(code="pay_each_group", payee="group")]), TODAY)[-1] == "Two modes begin on the same day."


def test_the_check_stops_the_start_and_says_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settlement, "modes", lambda: read([_row(payee="platform")]))
    found = [message for message in checks.run_checks() if message.id == "payments.E001"]
    assert len(found) == 1
    assert found[0].is_serious()
    assert "settlement_modes.json" in str(found[0].hint)


def test_a_file_that_can_not_be_read_stops_the_start_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("payee")

    monkeypatch.setattr(settlement, "modes", broken)
    assert [message.id for message in settlement.money_is_taken_by_someone_who_may()] == ["payments.E001"]
