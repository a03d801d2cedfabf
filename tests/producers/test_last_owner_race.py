"""Two owners who leave at the same moment: one of them stays."""

import threading

from django.db import connections

from producers.errors import LastOwner
from producers.members import add_member, end_membership
from producers.models import Membership
from tests.producers.factories import make_group, make_user


def test_of_two_owners_who_leave_at_once_one_stays(committed_db: None) -> None:
    group = make_group()
    owners = [add_member(user=make_user(), group=group, role="owner", acting_user=None) for _number in range(2)]
    barrier, refused = threading.Barrier(2), []

    def leave(membership: Membership) -> None:
        barrier.wait()
        try:
            end_membership(membership=membership, acting_user=None)
        except LastOwner as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=[membership]) for membership in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert Membership.objects.filter(group=group, ended_at__isnull=True).count() == 1
