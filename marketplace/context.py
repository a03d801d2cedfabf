"""What every template may use: the shop's own facts, never anything about the visitor."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.officers import grievance_officer
from storefront.light import is_light


def shop(request: HttpRequest) -> dict[str, object]:
    """Constants of the shop. Nothing personal: pages that use only these can be cached for everybody."""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_open": settings.SHOP_OPEN,
        "care_phone": settings.SHOP_CARE_PHONE,
        "care_email": settings.SHOP_CARE_EMAIL,
        "base_url": settings.BASE_URL,
        "light": is_light(request),
        "officer": SimpleLazyObject(grievance_officer),
    }
