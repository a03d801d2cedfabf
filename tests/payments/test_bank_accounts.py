"""Bank details of groups: given by an owner, sealed, waiting for 72 hours, told to every owner, never written out."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from journal.models import AuditEntry
from notices.models import Notice
from payments import bank_accounts, sealing
from payments.bank_accounts import BankDetails, BankDetailsRefused, change_account, current_account, number_of
from payments.models import BankAccount
from producers.models import Membership
from tests.orders.factories import make_group, make_member

pytestmark = pytest.mark.django_db
NUMBER = "004512345678901"
GIVEN = {"holder": "Phey Wool Cooperative", "number": NUMBER, "ifsc": "sbin 0001234", "upi_id": "phey@sbi"}


def details(**fields: str) -> BankDetails:
    return BankDetails(**{**GIVEN, **fields})


def test_the_number_is_kept_sealed_and_read_back_with_its_leading_zeros() -> None:
    group = make_group()
    account = change_account(group=group, details=details(), acting_user=make_member(group))
    assert (account.ifsc, account.last_four) == ("SBIN0001234", "8901")
    assert number_of(BankAccount.objects.get(pk=account.pk)) == NUMBER
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM payments_bankaccount WHERE id = %s", [account.pk])
        assert NUMBER not in str(cursor.fetchone())


def test_no_number_in_the_journal_the_mails_or_in_what_is_printed() -> None:
    group = make_group()
    account = change_account(group=group, details=details(), acting_user=make_member(group))
    entries = json.dumps([[entry.before, entry.after, entry.reason] for entry in AuditEntry.objects.all()])
    mails = " ".join(f"{notice.title} {notice.body}" for notice in Notice.objects.all())
    assert AuditEntry.objects.get(action="payments.bank_account_changed").after["last_four"] == "8901"
    assert "8901" in mails
    for text in (entries, mails, repr(account), str(account), repr(details()), str(details())):
        assert NUMBER not in text
        assert NUMBER[:-4] not in text


def test_new_details_wait_72_hours_and_replace_the_old_ones_at_once() -> None:
    group = make_group()
    owner = make_member(group)
    first = change_account(group=group, details=details(), acting_user=owner)
    second = change_account(group=group, details=details(number="999988887777"), acting_user=owner)
    assert second.usable_from - second.created_at == timedelta(hours=72)
    assert current_account(group) == second
    assert BankAccount.objects.get(pk=first.pk).replaced_at is not None


def test_the_same_details_again_do_not_begin_the_72_hours_anew() -> None:
    group = make_group()
    owner = make_member(group)
    first = change_account(group=group, details=details(), acting_user=owner)
    assert change_account(group=group, details=details(number="0045 1234 5678 901"), acting_user=owner) == first
    assert BankAccount.objects.count() == 1
    assert AuditEntry.objects.filter(action="payments.bank_account_changed").count() == 1


def test_every_owner_is_told_at_once_and_nobody_else() -> None:
    group, foreign = make_group(), make_group()
    owners = [make_member(group), make_member(group)]
    make_member(group, Membership.Role.MANAGER)
    make_member(foreign)
    gone = make_member(group)
    Membership.objects.filter(user=gone).update(ended_at=timezone.now())
    change_account(group=group, details=details(), acting_user=owners[0])
    told = Notice.objects.filter(kind="bank_account_changed")
    assert {notice.to for notice in told} == {owner.email for owner in owners}
    assert all(str(owners[0]) in notice.body and "72" not in notice.title for notice in told)


def test_where_an_owner_has_no_address_the_groups_own_is_told_too() -> None:
    group = make_group(care_email="care@group.example")
    owner = make_member(group)
    silent = User.objects.create_user(mobile="+919812345679")
    Membership.objects.create(user=silent, group=group, role=Membership.Role.OWNER)
    change_account(group=group, details=details(), acting_user=owner)
    assert dict(Notice.objects.filter(kind="bank_account_changed").values_list("user", "to")) == {
        owner.pk: owner.email,
        silent.pk: "",
        None: "care@group.example",
    }


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("holder", ""),
        ("holder", "=HYPERLINK(1)"),
        ("holder", "फे सहकारी"),
        ("holder", "Wool, Phey"),
        ("number", "12345678"),
        ("number", "1234567890123456789"),
        ("number", "12345678X"),
        ("number", "१२३४५६७८९"),
        ("ifsc", "SBIN1001234"),
        ("ifsc", "SBI00001234"),
        ("ifsc", "SBIN000123"),
        ("upi_id", "phey"),
        ("upi_id", "=a@b"),
    ],
)
def test_details_without_their_shape_are_refused_by_name_and_change_nothing(field: str, typed: str) -> None:
    group = make_group()
    with pytest.raises(BankDetailsRefused) as refusal:
        change_account(group=group, details=details(**{field: typed}), acting_user=make_member(group))
    assert list(refusal.value.problems) == [field]
    assert not BankAccount.objects.exists()
    assert not Notice.objects.exists()


def test_a_number_that_is_copied_into_another_row_does_not_open() -> None:
    group, foreign = make_group(), make_group()
    account = change_account(group=group, details=details(), acting_user=make_member(group))
    other = change_account(group=foreign, details=details(number="999988887777"), acting_user=make_member(foreign))
    BankAccount.objects.filter(pk=other.pk).update(sealed_number=account.sealed_number)
    with pytest.raises(sealing.NotOpened):
        number_of(BankAccount.objects.get(pk=other.pk))
    BankAccount.objects.filter(pk=account.pk).update(ifsc="HDFC0001234")
    with pytest.raises(sealing.NotOpened):
        number_of(BankAccount.objects.get(pk=account.pk))


def test_keys_are_changed_without_a_moment_in_which_a_number_does_not_open(settings: Settings) -> None:
    group = make_group()
    account = change_account(group=group, details=details(), acting_user=make_member(group))
    settings.BANK_KEYS = ["a" * 40]
    assert number_of(account) == NUMBER
    assert bank_accounts.reseal() == 1
    assert bank_accounts.reseal() == 0
    settings.SECRET_KEY = "another key altogether, of which nothing was known before......"
    account.refresh_from_db()
    assert number_of(account) == NUMBER
    settings.BANK_KEYS = ["b" * 40, "a" * 40]
    assert bank_accounts.reseal() == 1
    settings.BANK_KEYS = ["b" * 40]
    account.refresh_from_db()
    assert number_of(account) == NUMBER
    settings.BANK_KEYS = []
    with pytest.raises(sealing.NotOpened):
        number_of(account)


def test_the_command_reseals_and_says_when_a_key_is_missing(settings: Settings) -> None:
    group = make_group()
    change_account(group=group, details=details(), acting_user=make_member(group))
    settings.BANK_KEYS = ["a" * 40]
    out = StringIO()
    call_command("reseal_bank_accounts", stdout=out)
    assert out.getvalue().startswith("1 account numbers were sealed anew.")
    settings.BANK_KEYS = ["b" * 40]
    with pytest.raises(CommandError, match="put its key back into BANK_KEYS"):
        call_command("reseal_bank_accounts")


def test_an_owner_can_give_details_anew_when_the_key_of_the_old_ones_is_gone(settings: Settings) -> None:
    group = make_group()
    owner = make_member(group)
    first = change_account(group=group, details=details(), acting_user=owner)
    settings.SECRET_KEY = "another key altogether, of which nothing was known before......"
    second = change_account(group=group, details=details(), acting_user=owner)
    assert second != first
    assert number_of(second) == NUMBER
