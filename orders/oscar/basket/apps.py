"""Code-only fork of Oscar's basket app: Oscar's label, tables and migrations, our classes."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "orders.oscar.basket"
