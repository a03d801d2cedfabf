"""Orders, their producer orders and parcels."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    label = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from orders import (  # noqa: F401 - registered by import
            cancelling,
            choosing,
            deeds,
            deliveries,
            disputes,
            effects,
            expiry,
            finding,
            forgetting,
            grievance_reminders,
            links,
            losses,
            own_addresses,
            own_data,
            packed_pieces,
            photo_keeping,
            recalls,
            refunding,
            reminders,
            reviewing,
            shrinking,
            sold_lines,
            statement_matching,
        )
        from orders.enquiries import clock  # noqa: F401 - the clock of enquiries, and the links of quotes in mails
        from orders.enquiries import links as quote_links  # noqa: F401
        from orders.returns import deciding, lapsing, letters  # noqa: F401 - the clock and the mails of returns
        from orders.stand_ins import answering  # noqa: F401 - the clock and the mails of other groups in place of the first

        deeds.register()
        packed_pieces.register()
        sold_lines.register()
        own_data.register()
        own_addresses.register()
        forgetting.register()
