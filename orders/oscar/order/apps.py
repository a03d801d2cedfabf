"""Code-only fork of Oscar's order app: Oscar's label, tables and migrations, our classes."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "orders.oscar.order"
