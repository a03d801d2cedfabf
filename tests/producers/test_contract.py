"""The contract of sale: published by staff, agreed to by owners with version, name and day, asked anew when it changes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cms.models import ContractPage
from journal.models import AuditEntry
from notices.models import Notice
from producers import admission, applying, checklist, contract, facilitation
from producers.errors import AnswerRefused, ChecklistOpen
from producers.models import Application, ChecklistItem, ContractAgreement, ContractText, Membership, ProducerGroup
from tests.orders import factories as make
from tests.producers.factories import make_group, make_user, staff
from tests.producers.joining import applied, begun, in_order
from tests.storefront.buyer import words

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 22)
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _after_the_first_version() -> None:
    """The reference data holds a version; tests run after its day."""
    if TODAY() < FIRST:
        ContractPage.objects.update(counts_from=TODAY())
        contract_page().save_revision().publish()


def contract_page() -> ContractPage:
    return ContractPage.objects.get()


def text() -> ContractText:
    found = contract.text_for("en")
    assert found is not None
    return found


def row(group: ProducerGroup) -> checklist.Row:
    return next(row for row in checklist.rows_of(group) if row.item.code == "contract")


def agree(group: ProducerGroup, user: User | None = None) -> ContractAgreement:
    return contract.agree(group=group, text_id=str(text().pk), name="Padma", acting_user=user)


def publish(day: date, body: str, *, language: str = "en") -> None:
    """An editor writes another text and publishes it."""
    page = contract_page()
    page.counts_from, page.body, page.language = day, body, language
    page.save_revision(user=make_user(is_staff=True)).publish()


def owner_of(group: ProducerGroup) -> Client:
    client = Client()
    client.force_login(make.make_member(group, Membership.Role.OWNER))
    return client


def papers(group: ProducerGroup) -> str:
    return f"/workspace/groups/{group.slug}/papers/"


def test_the_public_page_names_its_day_and_its_text_is_the_one_that_groups_agree_to() -> None:
    page = words(Client().get("/policies/contract-of-sale/"))
    assert "What the group promises" in page
    assert "Counts from" in page
    assert text().body == contract_page().body
    assert "Contract of sale" in words(Client().get("/policies/"))


def test_approval_waits_for_the_agreement_and_an_applicant_gives_it_behind_the_link() -> None:
    application = begun()
    group = applying.send(application)
    officer = staff()
    in_order(group, officer)
    item = ChecklistItem.objects.get(code="contract")
    assert row(group).state == "waived"
    group.checklist.filter(item=item).delete()
    assert row(group).state == "missing"
    with pytest.raises(ChecklistOpen):
        admission.approve(group, acting_user=officer)

    token = applying._address_of(str(Application.objects.get(group=group).pk)).split("/")[-3]
    client, address = Client(), f"/sell/{token}/state/"
    assert "What the group promises" in words(client.get(address))
    told = {"item": "contract", "text": str(text().pk), "contract-name": "Dolma"}
    assert client.post(address, told).status_code == 422  # not ticked
    assert client.post(address, {**told, "contract-agrees": "on", "contract-name": ""}).status_code == 422
    assert client.post(address, {**told, "contract-agrees": "on"}).status_code == 303
    held = ContractAgreement.objects.get(group=group)
    assert (held.name, held.by_user, held.counts_from, held.text) == ("Dolma", None, text().counts_from, text())
    entry = AuditEntry.objects.get(action="contract.agree")
    assert (entry.actor, entry.after["sha256"]) == ("applicant", text().sha256)
    assert row(group).state == "accepted"
    assert admission.approve(group, acting_user=officer)


def test_staff_read_who_agreed_to_which_version() -> None:
    group = applied()
    agree(group)
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.com"))
    page = words(client.get(f"/admin/producer-groups/{group.slug}/"))
    assert "Padma agreed on" in page


def test_an_owner_agrees_once_and_nobody_else_can() -> None:
    group = make_group()
    told = {"item": "contract", "text": str(text().pk), "contract-agrees": "on", "contract-name": "Padma"}
    manager, helper = Client(), Client()
    manager.force_login(make.make_member(group, Membership.Role.MANAGER))
    facilitator = make_user()
    facilitation.grant(user=facilitator, group=group, consent="At the meeting", acting_user=None)
    helper.force_login(facilitator)
    for client in (manager, helper):
        answer = client.post(papers(group), told)
        assert (answer.status_code, "Only an owner" in words(answer)) == (422, True)
    owner = owner_of(group)
    for _time in range(2):
        assert owner.post(papers(group), told).status_code == 303
    assert ContractAgreement.objects.get(group=group).by_user is not None
    assert AuditEntry.objects.filter(action="contract.agree").count() == 1


def test_a_new_version_is_asked_for_anew_and_the_old_agreement_stays() -> None:
    group = make_group()
    owner = owner_of(group)
    agree(group)
    tomorrow = TODAY() + timedelta(days=1)
    publish(tomorrow, "<p>Another text</p>")
    assert row(group).state == "accepted"  # it does not count yet
    assert "new text" not in words(owner.get(f"/workspace/groups/{group.slug}/"))
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert row(group).state == "over"
        assert "new text" in words(owner.get(f"/workspace/groups/{group.slug}/"))
        assert "Another text" in words(owner.get(papers(group)))
        assert (contract.remind(), contract.remind()) == (1, 1)
        assert Notice.objects.filter(kind="contract_new").count() == 1
        answer = owner.post(papers(group), {"item": "contract", "text": "0", "contract-agrees": "on", "contract-name": "Padma"})
        assert (answer.status_code, "There is another text now" in words(answer)) == (422, True)
        agree(group)
        assert row(group).state == "accepted"
        assert contract.remind() == 0
        assert "new text" not in words(owner.get(f"/workspace/groups/{group.slug}/"))
    assert ContractAgreement.objects.filter(group=group).count() == 2
    with pytest.raises(AnswerRefused):
        contract.agree(group=group, text_id=str(ContractText.objects.latest("pk").pk), name="Padma", acting_user=None)


def test_words_that_are_put_right_keep_the_version_and_what_was_agreed_to() -> None:
    group = make_group()
    before = agree(group).text
    publish(before.counts_from, "<p>Put right</p>")
    publish(before.counts_from, "<p>Put right</p>")
    assert ContractText.objects.filter(counts_from=before.counts_from).count() == 2
    assert text().body == "<p>Put right</p>"
    assert AuditEntry.objects.filter(action="contract.publish").count() == 1
    assert row(group).state == "accepted"
    assert ContractAgreement.objects.get(group=group).text.body == before.body


def test_a_text_in_ones_own_language_is_shown_where_there_is_one() -> None:
    publish(text().counts_from, "<p>हम सहमत हैं</p>", language="hi")
    shown = {language: found.language for language in ("hi", "en", "ur") if (found := contract.text_for(language))}
    assert shown == {"hi": "hi", "en": "en", "ur": "en"}


def test_neither_text_nor_agreement_can_be_changed_afterwards() -> None:
    agree(make_group())
    for model, change in ((ContractText, {"body": "Mine"}), (ContractAgreement, {"name": "Mine"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete(model.objects.db)
