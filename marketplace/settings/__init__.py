"""All settings of the shop, secure by default: every value that weakens it has to be asked for by name."""

from marketplace.settings.apps import *  # noqa: F403
from marketplace.settings.base import *  # noqa: F403
from marketplace.settings.cards import *  # noqa: F403
from marketplace.settings.logs import *  # noqa: F403
from marketplace.settings.payouts import *  # noqa: F403
from marketplace.settings.scale import *  # noqa: F403
from marketplace.settings.search import *  # noqa: F403
from marketplace.settings.security import *  # noqa: F403
from marketplace.settings.shop import *  # noqa: F403
from marketplace.settings.texts import *  # noqa: F403
