"""What the search box offers while somebody types. The box works without it: its script only asks here."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

import search
from search.contract import Suggestion
from storefront.looking.lists import language
from storefront.looking.shared import shared_page


@shared_page
def suggest(request: HttpRequest) -> HttpResponse:
    """Lines for the words in ``q``, each with its kind in words and where it leads. Writes nothing, not even a count."""
    found = search.engine().suggest(request.GET.get("q", ""), language=language())
    return JsonResponse({"suggestions": [_line(one) for one in found]})


def _line(one: Suggestion) -> dict[str, str]:
    words = {"product": _("Product"), "group": _("Producer group"), "village": _("Village"), "story": _("Story")}
    return {"title": one.title, "kind": words[one.kind], "href": _address(one)}


def _address(one: Suggestion) -> str:
    if one.kind == "story":
        return one.key
    if one.kind == "village":
        return f"{reverse('search')}?{urlencode({'q': one.key})}"
    return reverse(one.kind, args=[one.key])
