"""Sessions as Django keeps them in the database, read and changed by statements that are composed once.

Every page of the checkout reads one and most write it. New sessions, and those that are ended, are Django's own affair.
"""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from journal.changing import Changing
from journal.composed import Composed, Hole

_KEY, _DATA = Session._meta.get_field("session_key"), Session._meta.get_field("session_data")
_EXPIRES = Session._meta.get_field("expire_date")


def _standing(key: Hole, now: Hole) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


def _changed(key: Hole, data: Hole, expires: Hole) -> tuple[QuerySet[Session], dict[str, Any]]:
    return Session.objects.filter(session_key=key), {"session_data": data, "expire_date": expires}


_STANDING = Composed(Session, _standing, key=_KEY, now=_EXPIRES)
_CHANGE = Changing(Session, _changed, key=_KEY, data=_DATA, expires=_EXPIRES)


class SessionStore(DatabaseStore):
    """``SESSION_ENGINE``."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """The row of a session that has not run out; without one the visitor has no session any more."""
        found = _STANDING.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """Raises ``UpdateError`` for a session that another request has ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        try:
            changed = _CHANGE.run(key=row.session_key, data=row.session_data, expires=row.expire_date)
        except DatabaseError as error:
            raise UpdateError from error
        if not changed:
            raise UpdateError
