"""The contract of sale: which text counts, and who of a group agreed to it, when, in which version.

A version is named by the day from which it counts. On that day groups are asked anew; what they agreed to before stays written down.
"""

import hashlib
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from journal import audit
from producers.errors import AnswerRefused
from producers.letters import tell_group
from producers.members import people_as
from producers.models import ContractAgreement, ContractText, Membership, ProducerGroup

FALLBACK = "en"
# A version that came into force longer ago than this was told of; groups that came later agree when they join.
TELL_DAYS = 30


def keep_text(*, counts_from: date, language: str, title: str, body: str, acting_user: User | None) -> ContractText:
    """Keep what was published; the same words of the same version twice are kept once. In the caller's transaction.

    The text that comes with the shop, without ``acting_user``, is reference data and no act of anybody.
    """
    digest = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
    text, is_new = ContractText.objects.get_or_create(
        counts_from=counts_from, language=language, sha256=digest, defaults={"title": title, "body": body, "by_user": acting_user}
    )
    if is_new and acting_user is not None:
        audit.record(
            action="contract.publish", subject=text, acting_user=acting_user, after={"counts_from": counts_from, "language": language}
        )
    return text


def version_on(day: date) -> date | None:
    """The version that counts on a day; none before the first."""
    found = ContractText.objects.filter(counts_from__lte=day).order_by("-counts_from").values_list("counts_from", flat=True)
    return found.first()


def text_for(language: str, day: date | None = None) -> ContractText | None:
    """The text of the version that counts: in this language, else in English, else in any."""
    version = version_on(day or timezone.localdate())
    if version is None:
        return None
    newest = {text.language: text for text in ContractText.objects.filter(counts_from=version).order_by("pk")}
    return newest.get(language) or newest.get(FALLBACK) or next(reversed(newest.values()))


def agreement_of(group: ProducerGroup) -> ContractAgreement | None:
    """What the group agreed to last, whether or not it still counts."""
    return ContractAgreement.objects.filter(group=group).select_related("text", "by_user").order_by("-counts_from").first()


def asks_anew(group: ProducerGroup) -> bool:
    """Whether a version counts that the group has not agreed to, and it agreed to an earlier one. One query."""
    earlier = ContractAgreement.objects.filter(group=group)
    newest = ContractText.objects.filter(counts_from__lte=timezone.localdate()).order_by("-counts_from")
    found = newest.annotate(is_agreed=Exists(earlier.filter(counts_from=OuterRef("counts_from"))), was_agreed=Exists(earlier))
    row = found.values_list("is_agreed", "was_agreed").first()
    return row == (False, True)


def agree(*, group: ProducerGroup, text_id: str, name: str, acting_user: User | None) -> ContractAgreement:
    """The group agrees to the text that was shown; a second time changes nothing.

    ``acting_user`` is an owner, or nobody where an applicant does it behind the link of the application. A facilitator never is: the
    caller asks ``may_agree``. Raises ``AnswerRefused`` without a name, and for a text that does not count any more.
    """
    if not name.strip():
        raise AnswerRefused(_("Write the name of the person who agrees for the group."))
    text = ContractText.objects.filter(pk=int(text_id) if text_id.isdecimal() and len(text_id) < 18 else 0).first()
    with transaction.atomic():
        if text is None or text.counts_from != version_on(timezone.localdate()):
            raise AnswerRefused(_("There is another text now. Read it, then agree."))
        agreement, is_new = ContractAgreement.objects.get_or_create(
            group=group, counts_from=text.counts_from, defaults={"text": text, "name": name.strip()[:120], "by_user": acting_user}
        )
        if is_new:
            audit.record(
                action="contract.agree",
                subject=group,
                acting_user=acting_user,
                actor="" if acting_user else "applicant",
                after={"version": text.counts_from, "language": text.language, "sha256": text.sha256, "name": agreement.name},
            )
    return agreement


def may_agree(user: User, group: ProducerGroup) -> bool:
    """Only an owner binds the group."""
    return Membership.objects.filter(user=user, group=group, role=Membership.Role.OWNER, ended_at__isnull=True).exists()


def remind() -> int:
    """Tell the owners of groups that have not agreed to a new version, once a version; how many groups were told."""
    today = timezone.localdate()
    version = version_on(today)
    if version is None or version < today - timedelta(days=TELL_DAYS):
        return 0
    agreed = ContractAgreement.objects.filter(counts_from=version).values("group")
    earlier = ContractAgreement.objects.exclude(counts_from=version).values("group")
    groups = ProducerGroup.objects.filter(pk__in=earlier, status=ProducerGroup.Status.APPROVED).exclude(pk__in=agreed)
    for group in groups.order_by("pk"):
        with transaction.atomic():
            _tell(group, version)
    return len(groups)


def _tell(group: ProducerGroup, version: date) -> None:
    tell_group(
        group,
        "contract_new",
        f"{group.pk}.{version.isoformat()}",
        lambda: _("The contract has a new text"),
        lambda: (
            _("It counts from %(day)s. Read it, and agree to it for %(group)s.")
            % {"day": date_format(version, "j F Y"), "group": group.name}
        ),
        link=reverse("workspace-papers", args=[group.slug]),
        people=people_as(group, Membership.Role.OWNER),
    )
