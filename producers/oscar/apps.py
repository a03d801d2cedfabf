"""Code-only fork of Oscar's partner app: Oscar's label, tables and migrations, our classes."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    name = "producers.oscar"
