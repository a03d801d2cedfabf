"""Providers, allocations, fees, refunds, tax."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from payments import deeds, effects, jobs, operator_checks, readiness, settlement  # noqa: F401 - register effects, jobs and checks
        from payments.fee_papers import jobs as fee_jobs  # noqa: F401
        from payments.papers import reminding  # noqa: F401
        from payments.payouts import jobs as payout_jobs  # noqa: F401
        from payments.providers import cash, direct, mode_checks, offline, register, split, stripe  # noqa: F401 - mode_checks registers

        deeds.register()
        register(offline.OfflineProvider())
        register(direct.DirectProvider())
        register(cash.CashProvider())
        register(stripe.StripeProvider())
        register(split.SplitProvider())
        readiness.register()
