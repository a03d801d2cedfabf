"""A link to one part of an order, for one member of its group: sent as a text message, answered without a login."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrderCard(models.Model):
    """One card. The table holds no token: only its hash, and a random value from which the token can be worked out with the secret key."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("Can not send")

    producer_order = models.ForeignKey("orders.ProducerOrder", on_delete=models.CASCADE, related_name="cards")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order card")
        verbose_name_plural = _("order cards")
        constraints = [
            models.UniqueConstraint(fields=["producer_order", "member"], condition=Q(revoked_at__isnull=True), name="order_card_one_open"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="order_card_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer_order_id} {self.member_id}"
