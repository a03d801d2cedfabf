"""The households behind a group: who they are, when they belonged to it, who stands in for them, and where they may be paid.

A household is no user: most have neither a login nor a telephone. Its group keeps its rows, and none of them is ever deleted.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Household(models.Model):
    """A family that works for a group. ``code`` stands on its paper card; it says nothing about the family."""

    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="households")
    code = models.CharField(_("code on the card"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=120)
    village = models.CharField(_("village"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(village=""), name="household_named")]
        indexes = [models.Index(fields=["group", "name"], name="household_of_group")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class HouseholdStay(models.Model):
    """From when to when a household belonged to its group. Who leaves and comes back has two."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="stays")
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    reason = models.CharField(_("why it left"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("stay of a household")
        verbose_name_plural = _("stays of households")
        ordering = ["joined_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(left_on__isnull=True), name="household_stay_one_open"),
            models.CheckConstraint(condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="household_stay_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.joined_on}"


class Nominee(models.Model):
    """Who gets a household's money when it can not take it itself. Another one is another row."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="nominees")
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("relation"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("nominee")
        verbose_name_plural = _("nominees")
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(replaced_at__isnull=True), name="nominee_one_current"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(relation=""), name="nominee_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.relation}"


class HouseholdAccount(models.Model):
    """Where a household is paid by bank or UPI. Number and UPI id are sealed (``payments.sealing``); people see only what is left of them.

    As with a group's account nothing is paid to it before ``usable_from``, and other details are another row.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="accounts")
    holder = models.CharField(_("name of the account's holder"), max_length=100)
    ifsc = models.CharField("IFSC", max_length=11, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    sealed_number = models.TextField(blank=True)
    upi_mask = models.CharField(max_length=100, blank=True)
    sealed_upi = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    usable_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("account of a household")
        verbose_name_plural = _("accounts of households")
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(replaced_at__isnull=True), name="household_account_one_current"),
            models.CheckConstraint(condition=Q(usable_from__gte=F("created_at")), name="household_account_waits"),
            models.CheckConstraint(
                condition=~Q(holder="") & (~Q(sealed_number="") | ~Q(sealed_upi="")), name="household_account_names_one_way"
            ),
            models.CheckConstraint(
                condition=Q(sealed_number="", ifsc="", last_four="") | (~Q(sealed_number="") & ~Q(ifsc="") & ~Q(last_four="")),
                name="household_account_number_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} …{self.last_four or self.upi_mask}"
