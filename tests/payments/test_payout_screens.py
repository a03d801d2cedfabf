"""Staff's screens for payouts: who may do what, what is said, and what a refusal leaves as it was."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from journal.models import AuditEntry
from payments.models import Payout, PayoutBatch
from payments.payouts import batches
from tests.orders.factories import make_group, make_member
from tests.payments.payout_steps import approved, due_payout, earn, fresh, make_ready_group, propose, refund, sent, settled, staff

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGE = "/admin/payouts/"
Status = Payout.Status


def login(client: Client, *permissions: str) -> User:
    """Somebody who may enter the administration and has these permissions."""
    user = staff("finance")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client.force_login(user)
    return user


@pytest.fixture
def proposer(client: Client) -> User:
    return login(client, "propose_payout")


@pytest.fixture
def approver(client: Client) -> User:
    return login(client, "approve_payout")


def due_of(paise: int = 100_000) -> Payout:
    group = make_ready_group()
    earn(group, paise)
    return due_payout(group)


def seen(payout: Payout) -> str:
    return f"{payout.number}.{payout.version}"


def act(client: Client, payout: Payout, name: str, **fields: str):
    return client.post(f"{PAGE}{payout.number}/act/", {"act": name, "version": str(payout.version), **fields})


def test_several_are_proposed_with_one_press_and_what_changed_meanwhile_is_not(client: Client, proposer: User) -> None:
    kept, changed = due_of(), due_of(50_000)
    page = client.get(PAGE).content.decode()
    assert seen(kept) in page
    assert "Together ₹1,500." in page
    earn(changed.group, 7_000)
    answer = client.post(f"{PAGE}decide/", {"act": "propose", "payout": [seen(kept), seen(changed), "PT-MADEUP.1", "nonsense"]})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert f"{changed.number}: It has changed since you looked at it." in said
    assert "PT-MADEUP: there is no such payout." in said
    assert "1 payout is proposed." in said
    assert (fresh(kept).status, fresh(kept).proposed_by) == (Status.PROPOSED, proposer)
    assert fresh(changed).status == Status.DUE


def test_nothing_chosen_is_said(client: Client, proposer: User) -> None:
    due_of()
    answer = client.post(f"{PAGE}decide/", {"act": "propose"})
    assert answer.status_code == 422
    assert "Choose at least one payout." in answer.content.decode()


def test_who_proposed_is_told_that_another_person_has_to_approve(client: Client) -> None:
    user = login(client, "propose_payout", "approve_payout")
    payout = due_of()
    assert act(client, payout, "propose").status_code == 302
    payout = fresh(payout)
    page = client.get(f"{PAGE}{payout.number}/").content.decode()
    assert 'value="approve"' not in page
    for answer in (act(client, payout, "approve"), client.post(f"{PAGE}decide/", {"act": "approve", "payout": seen(payout)})):
        assert answer.status_code == 422
        assert "You have proposed it. Another person has to approve it." in answer.content.decode()
    assert (fresh(payout).status, fresh(payout).proposed_by) == (Status.PROPOSED, user)


def test_another_person_approves_and_the_file_is_made_opened_and_handed_over(client: Client) -> None:
    payout = propose(due_of())
    login(client, "propose_payout", "approve_payout")
    assert act(client, payout, "approve").status_code == 302
    made = client.post(f"{PAGE}files/")
    batch = PayoutBatch.objects.get()
    assert made["Location"] == f"{PAGE}files/{batch.number}/"
    opened = client.post(f"{PAGE}files/{batch.number}/act/", {"act": "open"})
    assert opened["Content-Type"].startswith("text/csv")
    assert "no-store" in opened["Cache-Control"]
    assert b"123456789012" in opened.content
    page = client.get(f"{PAGE}files/{batch.number}/").content.decode()
    assert "123456789012" not in page
    assert batch.file_sha256 in page
    assert client.post(f"{PAGE}files/{batch.number}/act/", {"act": "sent", "reference": ""}).status_code == 422
    assert client.post(f"{PAGE}files/{batch.number}/act/", {"act": "sent", "reference": "B1"}).status_code == 302
    assert fresh(payout).status == Status.SENT
    assert client.post(f"{PAGE}files/{batch.number}/act/", {"act": "open"}).status_code == 404
    assert client.post(f"{PAGE}files/{batch.number}/act/", {"act": "drop", "reason": "no"}).status_code == 422


def test_each_right_opens_its_own_steps_and_no_others(client: Client, approver: User) -> None:
    payout = due_of()
    waiting = propose(due_of())
    in_file = approved(waiting_group())
    batch = batches.make(acting_user=staff())
    with_bank = sent(waiting_group())
    entries = AuditEntry.objects.count()
    for attempt in (
        act(client, payout, "propose"),
        client.post(f"{PAGE}decide/", {"act": "propose", "payout": seen(payout)}),
        act(client, with_bank, "settle", reference="UTR1"),
        act(client, with_bank, "bounce", reason="bank_trouble"),
        client.post(f"{PAGE}files/"),
        *(
            client.post(f"{PAGE}files/{batch.number}/act/", {"act": name, "reference": "B", "reason": "R"})
            for name in ("open", "sent", "drop")
        ),
    ):
        assert (attempt.status_code, attempt["Location"]) == (302, "/admin/")
    assert [fresh(row).status for row in (payout, in_file, with_bank)] == [Status.DUE, Status.APPROVED, Status.SENT]
    assert AuditEntry.objects.count() == entries
    client.force_login(other := staff("other"))
    other.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "propose_payout"]))
    for name, fields in (("approve", {}), ("refuse", {"reason": "group_asked"})):
        assert act(client, waiting, name, **fields).status_code == 302
    assert fresh(waiting).status == Status.PROPOSED


def waiting_group():
    group = make_ready_group()
    earn(group)
    return group


def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(client: Client, approver: User) -> None:
    payout = propose(due_of())
    answer = act(client, payout, "refuse", reason="other_refusal", note="")
    assert answer.status_code == 422
    assert "Write what the reason is." in answer.content.decode()
    answer = act(client, payout, "refuse", reason="", note="Too high")
    assert (answer.status_code, "Too high" in answer.content.decode()) == (422, True)
    assert act(client, payout, "refuse", reason="other_refusal", note="Too high").status_code == 302
    assert (fresh(payout).status, fresh(payout).note) == (Status.WITHDRAWN, "Too high")


def test_the_bank_pays_or_sends_back_and_a_used_utr_is_refused(client: Client, proposer: User) -> None:
    settled_before = settled(waiting_group())
    payout = sent(waiting_group())
    answer = act(client, payout, "settle", reference=settled_before.reference)
    assert answer.status_code == 422
    assert "already used" in answer.content.decode()
    assert act(client, payout, "settle", reference="UTR77").status_code == 302
    assert (fresh(payout).status, fresh(payout).reference) == (Status.SETTLED, "UTR77")
    assert act(client, payout, "bounce", reason="").status_code == 422
    assert act(client, payout, "bounce", reason="account_closed").status_code == 302
    assert "The account is closed" in client.get(f"{PAGE}{payout.number}/").content.decode()


def test_what_is_held_says_why_and_a_debt_is_shown(client: Client, proposer: User) -> None:
    silent = make_group("silent-group")
    make_member(silent)
    earn(silent, 81_200)
    indebted = make_ready_group("indebted-group")
    earning = earn(indebted)
    paid = settled(indebted)
    refund(earning, 30_000)
    page = client.get(f"{PAGE}?held=1").content.decode()
    assert "₹812" in page
    assert "The group has given no bank account." in page
    assert "-₹300" in page
    assert "A debt" in page
    assert "-₹300" in client.get(f"{PAGE}{paid.number}/").content.decode()


def test_every_list_opens_with_something_in_it(client: Client) -> None:
    login(client, "propose_payout", "approve_payout")
    rows = {"": due_of(), "approve": propose(due_of()), "approved": approved(waiting_group()), "bank": sent(waiting_group())}
    rows["paid"] = settled(waiting_group())
    for code, payout in rows.items():
        if code != "approved":  # the helpers above have sent it with the others
            assert payout.number in client.get(f"{PAGE}?{code}=1" if code else PAGE).content.decode(), code
    assert client.get(f"{PAGE}?ended=1").status_code == 200
    assert client.get(f"{PAGE}files/").status_code == 200


def test_a_number_that_does_not_exist_and_an_act_that_is_none_are_not_there(client: Client, proposer: User) -> None:
    payout = due_of()
    assert client.get(f"{PAGE}PT-MADEUP/").status_code == 404
    assert act(client, payout, "made_up").status_code == 404
    assert client.post(f"{PAGE}decide/", {"act": "settle", "payout": seen(payout)}).status_code == 404
    assert client.get(f"{PAGE}files/PF-MADEUP/").status_code == 404


def test_a_list_of_fifty_takes_as_many_queries_as_one_of_two(client: Client, proposer: User, django_assert_max_num_queries) -> None:
    for _number in range(2):
        due_of()
    with django_assert_max_num_queries(100) as few:
        client.get(PAGE)
    for _number in range(10):
        due_of()
    with django_assert_max_num_queries(100) as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 14
