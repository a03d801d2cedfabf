"""Every address of the shop. Pages for readers carry a language prefix in every language but English."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from marketplace.oscar_urls import central_patterns, name_patterns

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    *central_patterns,
    *name_patterns,
    path("", include("media.urls")),
    path("", include("storefront.urls_machine")),
    *i18n_patterns(
        path("", include("accounts.urls")),
        path("", include("storefront.urls_looking")),
        path("", include("storefront.urls_buying")),
        path("workspace/", include("workspace.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
