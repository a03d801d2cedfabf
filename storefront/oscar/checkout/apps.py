"""Oscar's checkout label, without Oscar's checkout: our three pages are in ``storefront``, placing is in ``orders``."""

from oscar.core.application import OscarConfig


class CheckoutConfig(OscarConfig):
    label = "checkout"
    name = "storefront.oscar.checkout"
    namespace = "checkout"

    def ready(self) -> None:
        """Oscar looks its own checkout views up here; none of them is routed."""
