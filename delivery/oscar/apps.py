"""Code-only fork of Oscar's shipping app: Oscar's label, tables and migrations, our classes."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    name = "delivery.oscar"
