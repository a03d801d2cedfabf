"""The shop's own values, and what Oscar and Wagtail want to be told."""

from datetime import timedelta

from oscar import defaults as oscar_defaults
from oscar.defaults import *  # noqa: F403

from marketplace import env
from marketplace.settings.security import HTTPS

SHOP_NAME = env.text("SHOP_NAME")
SHOP_OPEN = env.switch("SHOP_OPEN")
SHOP_CARE_PHONE = env.text("SHOP_CARE_PHONE")
SHOP_CARE_EMAIL = env.text("SHOP_CARE_EMAIL")
OPERATOR_NAME = env.text("OPERATOR_NAME")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS")
OPERATOR_GSTIN = env.text("OPERATOR_GSTIN")
SHOP_UPI_ID = env.text("SHOP_UPI_ID")
SHOP_BANK_ACCOUNT = env.text("SHOP_BANK_ACCOUNT")
OFFLINE_HOLD = timedelta(hours=env.whole("OFFLINE_HOLD_HOURS"))
FAULT_POINT = env.text("FAULT_POINT")

# --- Oscar --------------------------------------------------------------------------------------------------------------------
OSCAR_SHOP_NAME = SHOP_NAME
OSCAR_DEFAULT_CURRENCY = "INR"
OSCAR_CURRENCY_FORMAT = {"INR": {"currency_digits": True, "format_type": "standard", "format": "¤#,##,##0.00"}}
OSCAR_CURRENCY_LOCALE = "en_IN"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_BASKET_COOKIE_SECURE = OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = HTTPS
OSCAR_HOMEPAGE = "/"
OSCAR_DELETE_IMAGE_FILES = False  # a picture's file belongs to media.Picture, not to the row that shows it
OSCAR_THUMBNAILER = "media.thumbnailer.DerivativeThumbnailer"
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "postcode", "country")
OSCAR_INITIAL_ORDER_STATUS = "placed"
OSCAR_INITIAL_LINE_STATUS = "placed"
OSCAR_ORDER_STATUS_PIPELINE = {"placed": ()}
OSCAR_LINE_STATUS_PIPELINE = {"placed": ()}
OSCAR_EAGER_ALERTS = False  # Oscar would mail inside the request that changes stock; our mails go through the outbox
OSCAR_USE_LESS = False
OSCAR_HIDDEN_FEATURES = ["reviews_public"]
OSCAR_CSV_INCLUDE_BOM = True
# Offers, vouchers and ranges of Oscar do nothing here (docs/vouchers.md), so its menu does not lead there.
OSCAR_DASHBOARD_NAVIGATION = [
    {**entry, "children": [child for child in entry["children"] if child["url_name"] != "dashboard:range-list"]}
    if "children" in entry
    else entry
    for entry in oscar_defaults.OSCAR_DASHBOARD_NAVIGATION
    if not any(child["url_name"] == "dashboard:offer-list" for child in entry.get("children", ()))
]
# Oscar's search module is imported by its class loader even though Haystack is not installed; it only asks that this exists.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

# --- Wagtail ------------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SHOP_NAME
WAGTAILADMIN_BASE_URL = env.text("BASE_URL").rstrip("/")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("hi", "Hindi"), ("ur", "Urdu"), ("lbj", "Ladakhi (Bhoti)"), ("prx", "Purgi")]
# Wagtail's own screens speak neither Hindi nor Urdu; ours do, and staff may choose them: what has no words stays English.
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("hi", "हिन्दी"), ("ur", "اردو")]
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAIL_USER_TIME_ZONES = ["Asia/Kolkata"]  # every hour in the administration is Indian time, whoever looks
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # no third-party request from our pages
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ol", "ul", "link"]},
    }
}
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # a password that many know can be guessed, and nothing throttles it
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True
