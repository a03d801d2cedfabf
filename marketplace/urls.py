"""Every address of the shop. Pages for readers carry a language prefix in every language but English."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from accounts.views import to_login
from marketplace.gates import administration_patterns
from marketplace.oscar_urls import central_patterns, name_patterns

urlpatterns = [
    path("admin/login/", to_login),  # Wagtail has a login page of its own, which nothing throttles
    path("admin/", include(administration_patterns())),
    *central_patterns,
    *name_patterns,
    path("", include("media.urls")),
    path("", include("storefront.urls_machine")),
    *i18n_patterns(
        path("", include("accounts.urls")),
        path("", include("storefront.urls_looking")),
        path("", include("storefront.urls_sharing")),
        path("", include("cms.urls")),
        path("", include("storefront.urls_voices")),
        path("", include("storefront.urls_account")),
        path("", include("storefront.urls_buying")),
        path("", include("storefront.urls_grievance")),
        path("", include("storefront.urls_joining")),
        path("", include("storefront.urls_enquiries")),
        path("", include("storefront.urls_gifts")),
        path("workspace/", include("workspace.urls")),
        path("_util/login/", to_login),  # and one for pages that are closed to the public
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]

handler400 = "storefront.looking.errors.bad_request"
handler403 = "storefront.looking.errors.forbidden"
handler404 = "storefront.looking.errors.not_found"
handler500 = "storefront.looking.errors.broken"
handler429 = "accounts.views.too_many"  # asked for by allauth
