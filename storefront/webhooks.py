"""What gateways tell the shop by themselves."""

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import webhooks
from payments.errors import GatewayAway, GatewayBroken, NotFromTheGateway

log = structlog.get_logger(__name__)

LONGEST = 256 * 1024


@csrf_exempt
@never_cache
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """A message of Stripe's. 400 for one that Stripe did not sign; 503 asks Stripe to send it again later."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise Http404
    return _take(request, request.headers.get("Stripe-Signature", ""), "stripe")


@csrf_exempt
@never_cache
@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """A message of the licensed gateway's, in the same way."""
    if not settings.SPLIT_GATEWAY_WEBHOOK_SECRET:
        raise Http404
    return _take(request, request.headers.get("X-Razorpay-Signature", ""), "split")


def _take(request: HttpRequest, signature: str, provider: str) -> HttpResponse:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            return HttpResponse(status=413)
        webhooks.take(request.body, signature, provider)
    except (NotFromTheGateway, RequestDataTooBig) as refusal:
        log.warning("gateway_message_refused", why=str(refusal))
        return HttpResponse(status=400)
    except (GatewayAway, GatewayBroken) as error:
        log.warning("gateway_away", why=str(error))
        return HttpResponse(status=503)
    return HttpResponse(status=200)
