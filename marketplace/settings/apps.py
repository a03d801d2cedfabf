"""Installed apps, and the one table that names every Oscar app we swap for our own."""

import oscar

# Oscar's app -> ours. Code-only forks keep Oscar's label and Oscar's migrations (MIGRATION_MODULES below);
# ``catalogue`` is the one fork with migrations of its own.
OSCAR_SWAPS = {
    "oscar.apps.analytics.apps.AnalyticsConfig": "marketplace.oscar_apps.QuietAnalyticsConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig": "catalogue.apps.CatalogueConfig",
    "oscar.apps.partner.apps.PartnerConfig": "producers.oscar.apps.PartnerConfig",
    "oscar.apps.order.apps.OrderConfig": "orders.oscar.order.apps.OrderConfig",
    "oscar.apps.basket.apps.BasketConfig": "orders.oscar.basket.apps.BasketConfig",
    "oscar.apps.shipping.apps.ShippingConfig": "delivery.oscar.apps.ShippingConfig",
    "oscar.apps.checkout.apps.CheckoutConfig": "storefront.oscar.checkout.apps.CheckoutConfig",
    "oscar.apps.search.apps.SearchConfig": "search.apps.SearchConfig",
    # Our own admin and thumbnailer make these two unnecessary.
    "haystack": None,
    "sorl.thumbnail": None,
}

MIGRATION_MODULES = {
    "partner": "oscar.apps.partner.migrations",
    "order": "oscar.apps.order.migrations",
    "basket": "oscar.apps.basket.migrations",
    "shipping": "oscar.apps.shipping.migrations",
    "checkout": None,
}

ROOMS = [
    "marketplace",
    "storefront",
    "workspace",
    "cms",
    "orders",
    "payments",
    "delivery",
    "provenance",
    "producers",
    "media",
    "notices",
    "accounts",
    "words",
    "journal",
]

_oscar_apps = [OSCAR_SWAPS.get(app, app) for app in oscar.INSTALLED_APPS if not app.startswith("django.contrib.")]

INSTALLED_APPS = [
    *ROOMS,
    *[app for app in _oscar_apps if app],
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]
