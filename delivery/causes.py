"""Why a way is closed, in sentences that translators know: a shopper reads them in the language of the page.

A closure keeps the English words. What staff typed before they chose from this list is shown as it was typed.
"""

from django.utils.translation import gettext_noop

CAUSES: tuple[str, ...] = (
    gettext_noop("Zoji La closed by snow"),
    gettext_noop("Road from Manali closed"),
    gettext_noop("Pensi La and Shinku La closed by snow"),
    gettext_noop("Khardung La closed"),
    gettext_noop("No flights from Leh"),
    gettext_noop("Hard frost on the way"),
    gettext_noop("Snow on the road"),
    gettext_noop("Landslide on the road"),
    gettext_noop("Flood on the road"),
    gettext_noop("Bridge under repair"),
    gettext_noop("Road closed by order of the administration"),
    gettext_noop("Strike of the carriers"),
    gettext_noop("Flights cancelled because of the weather"),
)
