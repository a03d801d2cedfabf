"""A group applies, gives its papers, and is approved in one act that provisions everything, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from journal import outbox
from journal.models import AuditEntry
from notices.models import Notice, TextMessage
from producers import admission, applying, checklist, onboarding
from producers.errors import AnswerRefused, ApplicationRefused, ApplicationSent, ChecklistOpen, DecisionGone
from producers.models import Application, ChecklistEntry, ChecklistItem, GroupPaper, Invitation, ProducerGroup
from tests.producers.factories import apply_group, make_group, make_user, staff
from tests.producers.joining import FACTS, applied, begun, in_order, item, pdf

pytestmark = pytest.mark.django_db


def test_an_application_asks_for_fewer_than_ten_answers_and_becomes_a_group_once() -> None:
    assert len(applying.QUESTIONS) < 10
    application = begun()
    group = applying.send(application)
    assert applying.send(application) == group
    assert (group.status, group.slug, group.tax_status, group.makes) == ("applied", "phyang-growers", "", ["apricot"])
    assert AuditEntry.objects.filter(action="group.apply", subject=str(group.pk)).count() == 1
    assert Notice.objects.filter(kind="group_applied").count() == 1
    with pytest.raises(ApplicationSent):
        applying.answer(application, {"name": "Another"})


def test_the_link_of_an_application_goes_out_by_sms_and_is_in_no_table() -> None:
    application = begun()
    applying.send(application)
    token = applying._address_of(str(application.pk)).split("/")[-3]
    assert applying.application_for(token) == application
    outbox.drain()
    text = TextMessage.objects.get(notice__kind="group_applied")
    assert text.to == "+919876543210"
    assert token not in text.text
    assert mail.outbox == []
    for wrong in ("", "x" * 43, token[:-1]):
        with pytest.raises(Application.DoesNotExist):
            applying.application_for(wrong)


def test_what_is_missing_or_wrong_is_named_and_nothing_is_written() -> None:
    for answers, field in (
        ({"name": ""}, "name"),
        ({"mobile": "12"}, "mobile"),
        ({"pin": "0941"}, "pin"),
        ({"district": "pune"}, "district"),
    ):
        with pytest.raises(ApplicationRefused) as refusal:
            applied(**answers)
        assert field in refusal.value.problems
    assert not ProducerGroup.objects.filter(status="applied").exists()


def test_two_groups_of_one_name_and_names_without_latin_letters_get_addresses() -> None:
    slugs = {applied().slug, applied().slug, applied(name="फ्यांग").slug}
    assert len(slugs) == 3
    assert all(slugs)


def test_applications_that_nobody_sent_are_forgotten_after_thirty_days() -> None:
    kept, old = begun(), begun()
    sent = applied()
    Application.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=31))
    Application.objects.filter(group=sent).update(started_at=timezone.now() - timedelta(days=31))
    assert applying.forget_unsent() == 1
    assert set(Application.objects.values_list("pk", flat=True)) == {kept.pk, sent.application.pk}


def test_the_checklist_asks_by_kind_and_goods() -> None:
    def codes(**answers: object) -> set[str]:
        return {row.code for row in checklist.asked_of(applied(**answers))}

    assert codes() >= {"bank", "contract", "tax-status", "fssai"}
    assert "artisan-card" not in codes()
    assert "artisan-card" in codes(kind="artisan_group", makes=["craft-and-home"])
    assert "fssai" not in codes(makes=["craft-and-home"])
    ChecklistItem.objects.create(code="story", label="A story of the group")
    assert "story" in codes()
    ChecklistItem.objects.filter(code="story").update(is_active=False)
    assert "story" not in codes()


def test_a_paper_is_kept_privately_with_number_and_last_day_and_looked_at() -> None:
    group, officer = applied(), staff()
    for lacking in ({}, {"paper": pdf()}, {"paper": pdf(), "number": "21026001000123"}):
        with pytest.raises(AnswerRefused):
            checklist.give(group=group, item=item(), acting_user=None, **lacking)
    assert not ChecklistEntry.objects.exists()
    given = {"number": "21026001000123", "last_day": timezone.localdate() + timedelta(days=400)}
    checklist.give(group=group, item=item(), paper=pdf(), acting_user=None, **given)
    entry = checklist.give(group=group, item=item(), paper=pdf(), acting_user=None, **given)
    paper = GroupPaper.objects.get(entry=entry)
    assert paper.file.name.startswith("group_papers/")
    with pytest.raises(DecisionGone):
        checklist.decide(group=group, item=item(), verdict="accepted", version=1, acting_user=officer)
    checklist.decide(group=group, item=item(), verdict="accepted", version=2, acting_user=officer)
    assert "FSSAI licence or registration" not in checklist.open_labels(group)
    assert AuditEntry.objects.get(action="checklist.accepted").acting_user == officer


def test_refusing_and_waiving_need_a_reason_and_keep_the_name() -> None:
    group, officer = applied(), staff()
    with pytest.raises(AnswerRefused):
        checklist.decide(group=group, item=item("bank"), verdict="waived", version=0, reason=" ", acting_user=officer)
    with pytest.raises(DecisionGone):
        checklist.decide(group=group, item=item("bank"), verdict="accepted", version=0, acting_user=officer)
    entry = checklist.decide(group=group, item=item("bank"), verdict="waived", version=0, reason="Paid in cash", acting_user=officer)
    assert (entry.status, entry.reason, entry.decided_by) == ("waived", "Paid in cash", officer)
    with pytest.raises(DecisionGone):
        checklist.decide(group=group, item=item("bank"), verdict="waived", version=0, reason="Again", acting_user=officer)


def test_approval_waits_for_the_checklist_and_the_facts_and_then_provisions_everything_once() -> None:
    group, officer = applied(), staff()
    with pytest.raises(ChecklistOpen) as refusal:
        admission.approve(group, acting_user=officer)
    assert "Bank account" in refusal.value.labels
    for row in checklist.rows_of(group):
        checklist.decide(group=group, item=row.item, verdict="waived", version=0, reason="Seen", acting_user=officer)
    with pytest.raises(ApplicationRefused):
        admission.approve(group, acting_user=officer)
    assert not Invitation.objects.exists()
    with pytest.raises(ApplicationRefused):
        onboarding.complete(group, facts={**FACTS, "tax_status": "regular"}, acting_user=officer)
    onboarding.complete(group, facts=FACTS, acting_user=officer)
    assert admission.approve(group, acting_user=officer) is True
    assert admission.approve(group, acting_user=officer) is False
    approved = ProducerGroup.objects.get(pk=group.pk)
    assert (approved.status, approved.legal_name, approved.oscar_partner.name) == ("approved", "Phyang Growers SHG", "Phyang Growers")
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.mobile, invitation.name) == ("owner", "+919876543210", "Dolma")
    assert "is approved: begin to sell" in Notice.objects.get(kind="group_begins").title


def test_a_group_that_has_an_owner_gets_no_second_invitation() -> None:
    group, officer = apply_group(owner=make_user("owner@example.com")), staff()
    in_order(group, officer)
    admission.approve(group, acting_user=officer)
    assert not Invitation.objects.exists()
    assert Notice.objects.get(kind="group_approved").to == "owner@example.com"


def test_a_paper_that_runs_out_is_told_once_and_stops_counting() -> None:
    group, officer = make_group(owner=make_user("owner@example.com")), staff()
    ProducerGroup.objects.filter(pk=group.pk).update(makes=["apricot"])
    group.refresh_from_db()
    near = timezone.localdate() + timedelta(days=20)
    checklist.give(group=group, item=item(), paper=pdf(), number="1", last_day=near, acting_user=None)
    assert checklist.remind() == 0, "nobody has accepted it yet"
    checklist.decide(group=group, item=item(), verdict="accepted", version=1, acting_user=officer)
    assert [checklist.remind(), checklist.remind()] == [1, 0]
    assert [notice.to for notice in Notice.objects.filter(kind="paper_runs_out")] == ["owner@example.com"]
    ChecklistEntry.objects.filter(group=group).update(last_day=timezone.localdate() - timedelta(days=1))
    [row] = [row for row in checklist.rows_of(group) if row.item.code == "fssai"]
    assert (row.state, row.is_fine) == ("over", False)
