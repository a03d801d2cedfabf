"""The fork of Oscar's catalogue, with migrations of its own."""

from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    name = "catalogue"

    def ready(self) -> None:
        """Oscar would import its storefront views here; ours are in ``storefront``. Its receivers stay."""
        from oscar.apps.catalogue import receivers as oscar_receivers  # noqa: F401

        from catalogue import deeds, forgetting, own_data, readiness, receivers, seasons, wishes  # noqa: F401
        from catalogue.families import named_families
        from catalogue.voices import clock, letters  # noqa: F401 - the clock and the links of questions
        from producers.applying import register_goods

        deeds.register()
        readiness.register()
        own_data.register()
        forgetting.register()
        seasons.register()
        register_goods(named_families)
