"""The people of the demo: one for each kind of user, all with the same password, named on the start screen."""

from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from producers import contract
from producers.facilitation import grant
from producers.members import add_member
from producers.models import Facilitation, Membership, ProducerGroup

PASSWORD = "ladakh-demo-2026"  # noqa: S105 - printed on the start screen of every demo; an open shop refuses the demo data
STAFF = "staff@demo.example"
ROLES = {"Editors": "editor", "Moderators": "moderator", "Finance": "finance", "Grievance officers": "grievance"}
SHOPPER = "shopper@demo.example"
FACILITATOR = "facilitator@demo.example"
FACILITATED_GROUPS = 2


def load_people(groups: list[ProducerGroup]) -> None:
    """Log-ins for a shopper, an owner of every group, every role of the first group, and a facilitator of two groups.

    Mobile numbers begin with +9100: no Indian mobile number does, so none of them is anybody's.
    """
    user(SHOPPER, "Demo", "Shopper")
    for group in groups:
        _member(group, Membership.Role.OWNER, f"{group.slug}@demo.example")
        _agreed(group)
    for role in (Membership.Role.MANAGER, Membership.Role.PACKER, Membership.Role.ACCOUNTANT):
        _member(groups[0], role, f"{groups[0].slug}-{role}@demo.example")
    facilitator = user(FACILITATOR, "Demo", "Facilitator")
    for group in groups[:FACILITATED_GROUPS]:
        if not Facilitation.objects.filter(user=facilitator, group=group).exists():
            grant(user=facilitator, group=group, consent="Demo: agreed by the owner at the meeting of 3 October 2026.", acting_user=None)


def load_staff() -> User:
    """Central staff of the demo, who check papers and let listings go live, and one person of every other role of staff."""
    for role, name in ROLES.items():
        person = user(f"{name}@demo.example", "Demo", name.capitalize(), is_staff=True)
        person.groups.add(Group.objects.get(name=role))
    return user(STAFF, "Demo", "Staff", is_staff=True, is_superuser=True)


@cache
def _hashed_password() -> str:
    """Once for all: hashing is slow on purpose, and the demo has one password."""
    return make_password(PASSWORD)


def user(email: str, first_name: str, last_name: str, *, is_staff: bool = False, is_superuser: bool = False) -> User:
    """The user with this address, made if missing; the number counts the people of the demo."""
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    number = User.objects.filter(mobile__startswith="+9100000000").count() + 1
    return User.objects.create(
        email=email,
        mobile=f"+9100000000{number:02d}",
        first_name=first_name,
        last_name=last_name,
        password=_hashed_password(),
        is_staff=is_staff,
        is_superuser=is_superuser,
    )


def _member(group: ProducerGroup, role: Membership.Role, email: str) -> None:
    person = user(email, group.name, role.label.capitalize())
    if not Membership.objects.filter(user=person, group=group).exists():
        add_member(user=person, group=group, role=role, acting_user=None)


def _agreed(group: ProducerGroup) -> None:
    """Its owner has agreed to the contract of the shop."""
    text = contract.text_for(contract.FALLBACK)
    owner = Membership.objects.filter(group=group, role=Membership.Role.OWNER).earliest("pk").user
    if text is not None:
        contract.agree(group=group, text_id=str(text.pk), name=str(owner), acting_user=owner)
