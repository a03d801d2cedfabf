"""Another group that could send in place of one that does not answer: the question to the shopper, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StandIn(models.Model):
    """A group that the shop proposes to the shopper for one part. Without a yes in time the money goes back.

    ``part_status`` is the state in which the part was when it was asked: once the first group has moved it, nothing is asked any more.
    ``total_paise`` is what the shopper was told it costs; it is never more than what is paid for the part.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("The other group sends it")
        NO = "no", _("Money back")
        VOID = "void", _("Not needed any more")

    class Source(models.TextChoices):
        SHOPPER = "shopper", _("The shopper")
        STAFF = "staff", _("Staff")
        CLOCK = "clock", _("No answer in time")

    part = models.ForeignKey("orders.ProducerOrder", on_delete=models.PROTECT, related_name="stand_ins")
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="+")
    part_status = models.CharField(max_length=12)
    total_paise = models.BigIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=7, choices=Source.choices, blank=True)
    new_part = models.OneToOneField(
        "orders.ProducerOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="stands_in_by", verbose_name=_("part instead")
    )

    class Meta:
        verbose_name = _("group in place of another")
        verbose_name_plural = _("groups in place of others")
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(answered_at__isnull=True), name="stand_in_one_open"),
            models.CheckConstraint(condition=Q(total_paise__gt=0), name="stand_in_costs"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, source="") | ~Q(answer="") & Q(answered_at__isnull=False) & ~Q(source=""),
                name="stand_in_answered_how",
            ),
            models.CheckConstraint(
                condition=Q(answer="yes", new_part__isnull=False) | ~Q(answer="yes") & Q(new_part__isnull=True), name="stand_in_its_part"
            ),
            models.CheckConstraint(condition=~Q(part=F("new_part")), name="stand_in_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.group_id}"


class StandInLine(models.Model):
    """What the other group would send for one line of the part, as many pieces."""

    stand_in = models.ForeignKey(StandIn, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("orders.LineRecord", on_delete=models.PROTECT, related_name="+")
    stock_record = models.ForeignKey("partner.StockRecord", on_delete=models.CASCADE, related_name="+")
    pieces = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("goods in place of others")
        verbose_name_plural = _("goods in place of others")
        constraints = [
            models.UniqueConstraint(fields=["stand_in", "line"], name="stand_in_line_once"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="stand_in_line_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} {self.line_id}"
