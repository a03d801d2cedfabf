"""An address outside India was typed at the checkout: what stands in the form is carried into an enquiry, and nothing is asked twice."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

_KEY = "abroad"
_FIELDS = {"name": 60, "email": 254, "line1": 200, "line2": 200, "city": 80, "pin": 12}


def leave(request: HttpRequest) -> HttpResponse:
    """To the enquiry. Nothing is checked here: what a pincode or a street is abroad, a person reads."""
    typed = {name: " ".join(request.POST.get(name, "").split())[:most] for name, most in _FIELDS.items()}
    request.session[_KEY] = {name: text for name, text in typed.items() if text}
    return HttpResponseRedirect(f"{reverse('enquire')}?for=abroad", status=303)


def known(request: HttpRequest) -> dict[str, str]:
    """What the enquiry can be filled with: ``name``, ``email``, ``place``, and the whole ``address`` in one line."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict):
        return {}
    place = ", ".join(kept[part] for part in ("city", "pin") if part in kept)
    address = ", ".join(kept[part] for part in ("line1", "line2", "city", "pin") if part in kept)
    found = {"name": kept.get("name", ""), "email": kept.get("email", ""), "place": place, "address": address}
    return {name: text for name, text in found.items() if text}


def drop(request: HttpRequest) -> None:
    """The enquiry is on its way."""
    request.session.pop(_KEY, None)
