"""Telling people something: a notice is written in the caller's transaction and sent afterwards, once."""

from typing import TYPE_CHECKING

from journal import outbox
from journal.audit import require_transaction
from journal.inserting import insert
from notices.models import Notice

if TYPE_CHECKING:
    from accounts.models import User

SEND_EMAIL = "notices.send_email"


def tell_person(person: "User", *, kind: str, key: str, title: str, body: str, subject_number: str = "", link: str = "") -> None:
    """``tell`` for somebody with a login, who may have no e-mail address: the words are in the person's language. Titles are cut to fit."""
    tell(
        kind=kind,
        to_email=person.email or "",
        key=key,
        title=title[:200],
        body=body,
        subject_number=subject_number[:64],
        user=person,
        link=link,
        language=person.language,
    )


def tell(
    *,
    kind: str,
    to_email: str,
    key: str,
    title: str,
    body: str,
    subject_number: str = "",
    user: "User | None" = None,
    to_mobile: str = "",
    link: str = "",
    is_urgent: bool = False,
    language: str = "en",
) -> None:
    """Write the notice and owe its mail and text messages, in the caller's transaction. The same ``kind`` and ``key`` twice tells once.

    ``title`` and ``body`` are the finished words in ``language``; the shop's name is added when the mail is sent. ``user`` reads it
    in the feed and, with a confirmed mobile number and words registered for ``kind`` (``TextTemplate``), by SMS as well;
    ``to_mobile`` is for somebody without a login. ``link`` is a path of the shop or a placeholder (``notices.secrets``).
    ``is_urgent`` goes out at night too.
    """
    require_transaction("A notice")
    dedup_key = f"{kind}:{key}"
    row = Notice(
        user=user,
        to=to_email,
        mobile=to_mobile,
        kind=kind,
        subject_number=subject_number,
        dedup_key=dedup_key,
        language=language,
        title=title,
        body=body,
        link=link,
        is_urgent=is_urgent,
    )
    insert([row], ignores_conflicts=True)
    outbox.owe(SEND_EMAIL, key=dedup_key, payload={"dedup_key": dedup_key})
