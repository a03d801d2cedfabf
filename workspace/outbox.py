"""Work without signal: the page that a phone keeps, and the door through which what was written on it comes in later.

Each entry carries a key of the phone: sent twice it is done once (``journal.receipts``). An entry that is refused, or that meets what
somebody else has changed, leaves nothing behind and stays on the phone with the reason.
"""

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.people import signed_in
from journal import receipts
from producers.access import ACTS, groups_of, may, on_behalf_of, role_in
from producers.models import ProducerGroup
from workspace import outbox_acts, outbox_listings, outbox_sending, reach
from workspace.outbox_entry import Conflict, Done, Entry, Missing, Refused
from workspace.outbox_page import facts_for

KEY_LENGTH = 40
KINDS = {**outbox_listings.KINDS, **outbox_acts.KINDS, **outbox_sending.KINDS}
SCRIPTS = ("js/outbox_store.js", "js/outbox_worker.js")


def tag_of(user: User) -> str:
    """Says whose entries are on a phone without saying who that is."""
    return salted_hmac("workspace.outbox", str(user.pk)).hexdigest()[:16]


@never_cache
@login_required
@require_safe
def offline(request: HttpRequest, slug: str) -> HttpResponse:
    """The page a phone keeps: what this person may write down without signal, and what waits to be sent."""
    group = group_or_404(request, slug)
    acts = ACTS[role_in(request.user, group) or ""]
    return reach.page(request, "workspace/offline.html", group, {**facts_for(group, acts), "who": tag_of(signed_in(request))})


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """Who is logged in, and the token with which entries are posted. Asked before anything is sent."""
    return JsonResponse({"who": tag_of(signed_in(request)), "token": get_token(request)})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, one file for all. It is served from here since it may only look after addresses beside its own."""
    found = [finders.find(name) for name in SCRIPTS]
    text = "\n".join(Path(name).read_text(encoding="utf-8") for name in found if isinstance(name, str))
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@never_cache
@login_required
@require_POST
def send(request: HttpRequest, slug: str) -> JsonResponse:
    """One entry. 200 done, 409 changed by somebody else, 422 refused; 403 of another person; 404 not there for this one."""
    group, person = group_or_404(request, slug), signed_in(request)
    said = _read(request)
    if said.get("who") != tag_of(person):
        return JsonResponse({"words": _("This was written down by somebody else, who has to log in to send it.")}, status=403)
    key, kind, data = said.get("key", ""), said.get("kind", ""), said.get("data", {})
    if not (isinstance(key, str) and 8 <= len(key) <= KEY_LENGTH and kind in KINDS and isinstance(data, dict)):
        return JsonResponse({"words": _("This entry can not be read.")}, status=422)
    permission, act = KINDS[kind]
    if not may(person, group, permission):
        raise Http404
    entry = Entry(person, group, on_behalf_of(person, group), key, data)
    mark = receipts.fingerprint({"kind": kind, "group": group.slug, "data": data})
    try:
        with transaction.atomic(), receipts.once("workspace.outbox", f"{person.pk}:{key}", mark) as answer:
            if answer.is_new:
                answer.result = _told(act(entry))
    except Missing:
        raise Http404 from None
    except Refused as refusal:
        return JsonResponse({"words": refusal.words}, status=422)
    except receipts.KeyReused:
        return JsonResponse({"words": _("This entry was sent before with other words.")}, status=422)
    except Conflict as other:
        return JsonResponse({"rows": other.rows, "seen": other.seen}, status=409)
    return JsonResponse(answer.result)


def group_or_404(request: HttpRequest, slug: str) -> ProducerGroup:
    found = groups_of(request.user).select_related("district").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _told(done: Done) -> dict[str, Any]:
    return {"words": done.words, "href": done.href, **done.more}
