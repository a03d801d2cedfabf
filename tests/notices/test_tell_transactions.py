"""A notice belongs into the transaction of what it tells of."""

import pytest

from journal.audit import NotInTransaction
from notices.models import Notice
from notices.tell import tell


@pytest.mark.usefixtures("committed_db")
def test_a_notice_outside_a_transaction_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(NotInTransaction):
        tell(kind="order.placed", to_email="asha@test.example", key="1", title="t", body="b")
    assert not Notice.objects.exists()
