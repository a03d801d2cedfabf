"""A group applies from a phone: answers kept page by page, sent once, followed on a page behind a link nobody can guess."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.mobile import in_e164
from journal import audit, tokens
from notices import secrets as mail_secrets
from notices.tell import tell
from producers.districts import UnknownDistrict, district_on
from producers.errors import ApplicationRefused, ApplicationSent
from producers.models import Application, ProducerGroup
from producers.onboarding import problems_of

PURPOSE = "producers.applications"
MAIL_SECRET = "application_link"  # noqa: S105 - the name of a placeholder
# Nine answers, the last of them optional: what staff need to call back. The rest is on the checklist.
QUESTIONS = ("name", "kind", "village", "district", "pin", "makes", "person", "mobile", "email")
KEEP_UNSENT = timedelta(days=30)

# What groups may say that they make: (code, name). A room above knows the goods and gives them through this port.
Goods = Callable[[], list[tuple[str, str]]]
_goods: list[Goods] = []


def register_goods(goods: Goods) -> None:
    """Ask ``goods`` for the families of goods from now on. Called once, when its room starts."""
    if goods not in _goods:
        _goods.append(goods)


def families() -> list[tuple[str, str]]:
    """The families of goods that a group can say it makes."""
    return [family for goods in _goods for family in goods()]


def start(*, answers: Mapping[str, Any], language: str) -> str:
    """Begin an application with the answers of its first page; the token of its address."""
    nonce = tokens.new_nonce()
    token = tokens.token_of(nonce, purpose=PURPOSE)
    Application.objects.create(nonce=nonce, token_hash=tokens.hash_of(token), answers=_known(answers), language=language)
    return token


def application_for(token: str) -> Application:
    """The application a token opens. Raises ``Application.DoesNotExist`` for any other text, always in the same way."""
    if not tokens.may_be_one(token):
        raise Application.DoesNotExist
    return Application.objects.select_related("group__district").get(token_hash=tokens.hash_of(token))


def answer(application: Application, answers: Mapping[str, Any]) -> Application:
    """Keep the answers of one page. Raises ``ApplicationSent``."""
    with transaction.atomic():
        held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        if held.sent_at is not None:
            raise ApplicationSent
        held.answers |= _known(answers)
        held.save(update_fields=["answers"])
    return held


def missing_of(application: Application) -> list[str]:
    """The questions that are not answered yet, in their order."""
    return [name for name in QUESTIONS if name != "email" and not application.answers.get(name)]


def send(application: Application) -> ProducerGroup:
    """Make the group that has applied, once; a second time gives the same group. Raises ``ApplicationRefused`` with the problems."""
    with transaction.atomic():
        held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        if held.group is not None:
            return held.group
        group = _group_of(held)
        group.save(force_insert=True)
        held.group, held.sent_at = group, timezone.now()
        held.save(update_fields=["group", "sent_at"])
        audit.record(action="group.apply", subject=group, actor="applicant", after={"name": group.name, "application": held.pk})
        _thank(held, group)
    return group


def contact_of(application: Application) -> tuple[str, str, str]:
    """Name, mobile number and e-mail address of who applied."""
    answers = application.answers
    return answers.get("person", ""), answers.get("mobile", ""), answers.get("email", "")


def link_in_mail(application: Application) -> str:
    """What stands for the application's address in a stored notice."""
    return mail_secrets.placeholder(MAIL_SECRET, str(application.pk))


@mail_secrets.secret(MAIL_SECRET)
def _address_of(key: str) -> str:
    application = Application.objects.get(pk=int(key))
    token = tokens.token_of(application.nonce, purpose=PURPOSE)
    is_current = tokens.hash_of(token) == application.token_hash
    return settings.BASE_URL + (reverse("sell-page", args=[token, "state"]) if is_current else "")


def forget_unsent() -> int:
    """Delete applications that nobody sent for thirty days, with the names and numbers in them; how many."""
    return Application.objects.filter(sent_at__isnull=True, started_at__lt=timezone.now() - KEEP_UNSENT).delete()[0]


def _known(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answers[name] for name in QUESTIONS if name in answers}


def _group_of(application: Application) -> ProducerGroup:
    """The group as it was described. Raises ``ApplicationRefused``."""
    answers = application.answers
    problems: dict[str, str] = {name: _("Answer this question.") for name in missing_of(application)}
    mobile = _contact(answers, problems)
    try:
        district = district_on(answers.get("district", ""), timezone.localdate())
    except UnknownDistrict:
        raise ApplicationRefused({**problems, "district": _("Choose the district.")}) from None
    name = str(answers.get("name", "")).strip()
    group = ProducerGroup(
        name=name,
        slug=_free_slug(name),
        kind=answers.get("kind", ""),
        district=district,
        village=answers.get("village", ""),
        pin=answers.get("pin", ""),
        legal_name=name,
        care_phone=mobile,
        care_email=answers.get("email", ""),
        makes=list(answers.get("makes", [])),
    )
    # The tax status and the licence are on the checklist, and known before approval.
    problems |= {field: words for field, words in problems_of(group, timezone.localdate()).items() if field != "tax_status"}
    if problems:
        raise ApplicationRefused(problems)
    return group


def _contact(answers: Mapping[str, Any], problems: dict[str, str]) -> str:
    """The mobile number in its one shape; what is wrong with number and address goes into ``problems``."""
    mobile = ""
    for name in ("mobile", "email"):
        try:
            if name == "mobile":
                mobile = in_e164(str(answers.get("mobile", "")))
            elif answers.get("email"):
                validate_email(answers["email"])
        except ValidationError as error:
            problems.setdefault(name, error.messages[0])
    return mobile


def _free_slug(name: str) -> str:
    """An address for the group's page that no other has; names in other scripts than the Latin one get a number."""
    slug = slugify(name)[:50] or f"group-{secrets.token_hex(3)}"
    return slug if not ProducerGroup.objects.filter(slug=slug).exists() else f"{slug}-{secrets.token_hex(3)}"


def _thank(application: Application, group: ProducerGroup) -> None:
    person, mobile, email = contact_of(application)
    with translation.override(application.language):
        title = _("We have the application of %(group)s") % {"group": group.name}
        body = _("%(person)s, staff will call you. Where your application stands, and what is still needed:\n%(link)s")
        body = body % {"person": person, "link": link_in_mail(application)}
    tell(
        kind="group_applied",
        to_email=email,
        to_mobile=mobile,
        key=str(application.pk),
        title=title[:200],
        body=body,
        subject_number=group.slug,
        link=link_in_mail(application),
        is_urgent=True,
        language=application.language,
    )
