"""Oscar's URL names, each resolving to a page of ours, and Oscar's dashboard for central staff.

Oscar's storefront is not routed, but its models, its dashboard and its mails ask for its addresses by name. They get addresses
under /go/ that only send the reader on.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse
from django.views.decorators.http import require_safe

from catalogue.models import Category, Listing, Product
from marketplace.gates import dashboard_patterns

View = Callable[..., HttpResponse]


def to(name: str, **arguments: str) -> View:
    """A view that leads to our page ``name`` and keeps the query. ``arguments``: the page's own -> what Oscar calls it."""

    @require_safe
    def lead(request: HttpRequest, **given: object) -> HttpResponse:
        address = reverse(name, kwargs={ours: given[oscars] for ours, oscars in arguments.items()})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    return lead


@require_safe
def product(request: HttpRequest, pk: int, **given: object) -> HttpResponse:
    """To the page of the listing that this product, or the parent of this variant, belongs to."""
    found = get_object_or_404(Product.objects.only("pk", "parent_id"), pk=pk)
    slug = Listing.objects.filter(product_id=found.parent_id or found.pk).values_list("slug", flat=True).first()
    if slug is None:
        raise Http404
    return HttpResponseRedirect(reverse("product", args=[slug]))


@require_safe
def product_of_review(request: HttpRequest, product_pk: int, **given: object) -> HttpResponse:
    """Reviews are read on the page of their product."""
    return product(request, pk=product_pk)


@require_safe
def category(request: HttpRequest, pk: int, **given: object) -> HttpResponse:
    """To the page of the heading."""
    return HttpResponseRedirect(reverse("category", args=[get_object_or_404(Category, pk=pk).slug]))


def _names(namespace: str, *patterns: URLPattern) -> URLResolver:
    return path(f"go/{namespace}/", include((list(patterns), namespace)))


central_patterns: list[URLPattern | URLResolver] = [path("central/", include((dashboard_patterns(), "dashboard")))]

name_patterns: list[URLPattern | URLResolver] = [
    _names(
        "catalogue",
        path("", to("products"), name="index"),
        re_path(r"^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", product, name="detail"),
        re_path(r"^category/(?P<category_slug>[\w-]+(/[\w-]+)*)_(?P<pk>\d+)/$", category, name="category"),
        path("ranges/<slug:slug>/", to("products"), name="range"),
        path("<slug:product_slug>_<int:product_pk>/reviews/<int:pk>/", product_of_review, name="reviews-detail"),
    ),
    _names("basket", path("", to("basket"), name="summary")),
    _names(
        "checkout",
        path("", to("checkout-address"), name="index"),
        path("shipping-address/", to("checkout-address"), name="shipping-address"),
        path("shipping-method/", to("checkout-address"), name="shipping-method"),
        path("payment-method/", to("checkout-pay"), name="payment-method"),
        path("payment-details/", to("checkout-pay"), name="payment-details"),
        path("preview/", to("checkout-pay"), name="preview"),
        path("thank-you/", to("order-find"), name="thank-you"),
    ),
    _names("search", path("", to("search"), name="search")),
    _names("offer", path("", to("products"), name="list"), path("<slug:slug>/", to("products"), name="detail")),
    _names("wishlists", path("<str:key>/", to("account"), name="detail")),
    _names(
        "customer",
        path("login/", to("account_login"), name="login"),
        path("logout/", to("account_logout"), name="logout"),
        path("register/", to("account_signup"), name="register"),
        path("", to("account"), name="summary"),
        path("profile/", to("account"), name="profile-view"),
        path("orders/", to("account"), name="order-list"),
        path("orders/<str:order_number>/", to("account-order", number="order_number"), name="order"),
        path("orders/<str:order_number>/<int:line_id>/", to("account-order", number="order_number"), name="order-line"),
        # Oscar signs the order number and calls that a secret. Ours opens by its own link, which is sent once more from this page.
        path("order-status/<str:order_number>/<str:hash>/", to("order-find"), name="anon-order"),
        path("addresses/", to("account"), name="address-list"),
        path("emails/", to("account"), name="email-list"),
        path("emails/<int:email_id>/", to("account"), name="email-detail"),
        path("notifications/inbox/", to("account"), name="notifications-inbox"),
        path("notifications/archive/", to("account"), name="notifications-archive"),
        path("notifications/update/", to("account"), name="notifications-update"),
        path("notifications/<int:pk>/", to("account"), name="notifications-detail"),
        path("alerts/", to("account"), name="alerts-list"),
        path("alerts/confirm/<str:key>/", to("account"), name="alerts-confirm"),
        path("alerts/cancel/key/<str:key>/", to("account"), name="alerts-cancel-by-key"),
        path("wishlists/", to("account"), name="wishlists-list"),
        path("wishlists/<str:key>/", to("account"), name="wishlists-detail"),
    ),
    # The dashboard mails this address when staff press "send password reset": the person asks for the reset on our own page.
    path("go/password-reset/<str:uidb64>/<str:token>/", to("account_reset_password"), name="password-reset-confirm"),
]
