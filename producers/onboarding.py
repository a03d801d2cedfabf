"""How a group comes to sell: it applies, is approved, may be suspended and taken back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit
from producers import fssai, gstin
from producers.errors import ApplicationRefused, WrongGroupStatus
from producers.members import add_member
from producers.models import PAN_SHAPE, District, Membership, ProducerGroup
from producers.oscar.models import Partner
from producers.signals import group_changed

PIN_SHAPE = re.compile(r"[1-9][0-9]{5}")
# Both kinds of registration under GST have a number; enrolled groups and sellers of exempt goods have none.
FACTS = ("legal_name", "address", "tax_status", "gstin", "pan", "fssai")
STATUSES_WITH_GSTIN = (ProducerGroup.TaxStatus.REGULAR, ProducerGroup.TaxStatus.COMPOSITION)


class _Asked(TypedDict):
    """What every application says."""

    name: str
    kind: str
    district: District
    village: str
    pin: str
    address: str
    legal_name: str
    tax_status: str


class Details(_Asked, total=False):
    """What an application says of the group: columns of ``ProducerGroup``, which knows what holds where nothing is said."""

    gstin: str
    fssai: str
    place_code: str
    year_founded: int | None
    members_count: int
    women_percent: int
    care_phone: str
    care_email: str
    about: str
    history: Sequence[Sequence[Any]]
    dispatch_days: int
    slug: str
    is_demo: bool


def apply(*, owner: User | None = None, acting_user: User | None = None, **details: Unpack[Details]) -> ProducerGroup:
    """Take a group's application. ``owner`` becomes its first owner. Raises ``ApplicationRefused`` with a problem for each field."""
    group = ProducerGroup(**details)
    group.name = group.name.strip()
    group.slug = group.slug or slugify(group.name)[:60]
    group.history = [list(entry) for entry in group.history]
    problems = problems_of(group, timezone.localdate())
    if problems:
        raise ApplicationRefused(problems)
    try:
        with transaction.atomic():
            group.save(force_insert=True)
            audit.record(action="group.apply", subject=group, acting_user=acting_user or owner, after={"name": group.name})
            if owner is not None:
                add_member(user=owner, group=group, role=Membership.Role.OWNER, acting_user=acting_user or owner)
    except IntegrityError:
        raise ApplicationRefused({"slug": _("Another group already has this address.")}) from None
    return group


def problems_of(group: ProducerGroup, day: date) -> dict[str, str]:
    """What is wrong with an application, by field; empty when it can be taken."""
    checks: list[tuple[str, bool, str]] = [
        ("name", bool(group.name), _("Write the name of the group.")),
        ("slug", bool(group.slug), _("The name needs at least one letter or digit of the Latin script for its address.")),
        (
            "slug",
            not ProducerGroup.objects.filter(slug=group.slug).exclude(pk=group.pk).exists(),
            _("Another group already has this address."),
        ),
        ("kind", group.kind in ProducerGroup.Kind.values, _("Choose what kind of group it is.")),
        ("pin", PIN_SHAPE.fullmatch(group.pin) is not None, _("A pincode has six digits and does not begin with zero.")),
        ("women_percent", 0 <= group.women_percent <= 100, _("The share of women is between 0 and 100 percent.")),
        (
            "year_founded",
            group.year_founded is None or 1850 <= group.year_founded <= day.year,
            _("The year of founding lies in the future or before 1850."),
        ),
        ("district", group.district.valid_from <= day, _("This district does not exist yet.")),
        ("district", group.district.valid_to is None or group.district.valid_to > day, _("This district no longer exists.")),
    ]
    problems: dict[str, str] = {}
    for field, is_fine, words in [*checks, *_number_checks(group)]:
        if not is_fine:
            problems.setdefault(field, words)
    return problems


def _number_checks(group: ProducerGroup) -> list[tuple[str, bool, str]]:
    """The checks of tax status, GSTIN and food licence: field, whether it holds, what to say when it does not."""
    is_known = group.tax_status in ProducerGroup.TaxStatus.values
    has_gstin = group.tax_status in STATUSES_WITH_GSTIN
    return [
        ("tax_status", is_known, _("Choose the tax status.")),
        ("gstin", bool(group.gstin) or not has_gstin, _("A group registered under GST gives its GSTIN.")),
        ("gstin", not group.gstin or has_gstin or not is_known, _("A group with this tax status has no GSTIN.")),
        ("gstin", not group.gstin or gstin.is_valid(group.gstin), _("This GSTIN is not right: compare each character with the paper.")),
        ("gstin", not group.gstin or gstin.is_of_ladakh(group.gstin), _("This GSTIN belongs to another state; Ladakh's begin with 38.")),
        ("fssai", not group.fssai or fssai.is_valid(group.fssai), _("An FSSAI number has fourteen digits.")),
        (
            "fssai",
            group.is_demo or not fssai.is_dummy(group.fssai),
            _("An FSSAI number begins with 1 (licence) or 2 (registration)."),
        ),
    ]


def complete(group: ProducerGroup, *, facts: Mapping[str, Any], acting_user: User | None) -> ProducerGroup:
    """Write down what stands on the papers of a group: legal name, address, tax status and numbers (``FACTS``).

    Raises ``ApplicationRefused`` with a problem for each field; then nothing is changed.
    """
    with transaction.atomic():
        held = ProducerGroup.objects.select_for_update(of=("self",)).select_related("district").get(pk=group.pk)
        before = {name: getattr(held, name) for name in FACTS}
        for name in FACTS:
            setattr(held, name, facts.get(name, before[name]))
        problems = problems_of(held, timezone.localdate())
        try:
            PAN_SHAPE(held.pan or "AAAAA0000A")
        except ValidationError as error:
            problems["pan"] = error.messages[0]
        for name in ("legal_name", "address"):
            if not getattr(held, name).strip():
                problems[name] = _("Write it as it stands on the paper.")
        if problems:
            raise ApplicationRefused(problems)
        held.version += 1
        held.save(update_fields=[*FACTS, "version"])
        after = {name: getattr(held, name) for name in FACTS if getattr(held, name) != before[name]}
        audit.record(
            action="group.complete", subject=held, acting_user=acting_user, before={name: before[name] for name in after}, after=after
        )
        if held.status != ProducerGroup.Status.APPLIED:
            group_changed.send(sender=ProducerGroup, group_id=held.pk)
    return held


def approve(group: ProducerGroup, *, acting_user: User | None) -> ProducerGroup:
    """Let an applied group sell: its Oscar partner is made, and readers find its page. A group already approved stays as it is.

    Raises ``WrongGroupStatus`` for a suspended group: that one is reinstated.
    """
    with transaction.atomic():
        held = ProducerGroup.objects.select_for_update().get(pk=group.pk)
        if held.status == ProducerGroup.Status.APPROVED:
            return _copied(group, held)
        partner, _made = Partner.objects.get_or_create(code=held.slug, defaults={"name": held.name})
        _move(held, ProducerGroup.Status.APPLIED, ProducerGroup.Status.APPROVED, oscar_partner=partner, approved_at=timezone.now())
        _journal("group.approve", held, ProducerGroup.Status.APPLIED, acting_user)
    return _copied(group, held)


def suspend(group: ProducerGroup, *, reason: str, acting_user: User | None) -> ProducerGroup:
    """Stop a group from selling; its orders stay reachable for its members. Raises ``WrongGroupStatus`` unless it is approved."""
    return _turn("group.suspend", group, ProducerGroup.Status.APPROVED, ProducerGroup.Status.SUSPENDED, reason, acting_user)


def reinstate(group: ProducerGroup, *, reason: str, acting_user: User | None) -> ProducerGroup:
    """Let a suspended group sell again. Raises ``WrongGroupStatus`` unless it is suspended."""
    return _turn("group.reinstate", group, ProducerGroup.Status.SUSPENDED, ProducerGroup.Status.APPROVED, reason, acting_user)


def _turn(action: str, group: ProducerGroup, old: str, new: str, reason: str, acting_user: User | None) -> ProducerGroup:
    if not reason.strip():
        raise ValueError("A group is suspended or reinstated with a reason.")
    with transaction.atomic():
        _move(group, old, new)
        _journal(action, group, old, acting_user, reason)
    return group


def _move(group: ProducerGroup, old: str, new: str, **fields: Any) -> None:
    """One guarded UPDATE from ``old`` to ``new``. Raises ``WrongGroupStatus``."""
    changed = ProducerGroup.objects.filter(pk=group.pk, status=old).update(status=new, **fields)
    if not changed:
        raise WrongGroupStatus(ProducerGroup.objects.values_list("status", flat=True).get(pk=group.pk), old)
    for field, value in {**fields, "status": new}.items():
        setattr(group, field, value)


def _journal(action: str, group: ProducerGroup, old: str, acting_user: User | None, reason: str = "") -> None:
    audit.record(
        action=action,
        subject=group,
        acting_user=acting_user,
        before={"status": str(old)},
        after={"status": str(group.status)},
        reason=reason,
    )
    group_changed.send(sender=ProducerGroup, group_id=group.pk)


def _copied(group: ProducerGroup, held: ProducerGroup) -> ProducerGroup:
    """The caller's object brought up to date with the row, so that both views of the group agree."""
    for field in ("status", "approved_at"):
        setattr(group, field, getattr(held, field))
    group.oscar_partner = held.oscar_partner
    return group
