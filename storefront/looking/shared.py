"""Pages that are the same for everybody: they may be kept by browsers and caches for a short while."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from journal import replicas

# Long enough to carry a rush, short enough that a price is never old by more than a minute or two.
FRESH_S = 60
STALE_S = 300


def shared_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page that carries nothing about its visitor: no cookie, token, message or count. It answers GET and HEAD only."""

    @require_safe
    @wraps(view)
    def shared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with replicas.reading(request):
            response = view(request, *args, **kwargs)
        if response.status_code in (200, 301, 304):
            patch_cache_control(response, public=True, max_age=FRESH_S, stale_while_revalidate=STALE_S)
        return response

    return shared
