"""What people are told: one row a message to a person, and one for each text message that carries it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import kinds


class Notice(models.Model):
    """One message to one person. The dedup key makes sure that nobody is told the same thing twice.

    It is read in the feed of the person's workspace; ``to`` is the e-mail address it goes to, if any, ``mobile`` the number.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")

    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to = models.CharField(max_length=254, blank=True)
    mobile = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=60)
    subject_number = models.CharField(max_length=64, blank=True, help_text=_("public number of the order, parcel or group it is about"))
    dedup_key = models.CharField(max_length=160, unique=True)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True, help_text=_("a path of the shop, or the placeholder of a secret address"))
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_number}"

    def kind_words(self) -> str:
        return kinds.words_of(self.kind)


class TextChannel(models.TextChoices):
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")


class TextTemplate(models.Model):
    """The words of a text message of one kind. In India an SMS is delivered only if its words are registered (DLT), under this id."""

    kind = models.CharField(_("kind of notice"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=TextChannel.choices, default=TextChannel.SMS)
    language = models.CharField(_("language"), max_length=8, default="en")
    text = models.CharField(
        _("words"), max_length=600, help_text=_("{shop}, {number}, {title} and {link} are filled in; the rest as it is registered.")
    )
    registered_id = models.CharField(_("id of the registered template"), max_length=40, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("words of a text message")
        verbose_name_plural = _("words of text messages")
        ordering = ["kind", "channel", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "channel", "language"], name="text_template_once")]
        permissions = [("run_text_templates", "May change the words of text messages")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.language}"

    def kind_words(self) -> str:
        return kinds.words_of(self.kind)


class TextMessage(models.Model):
    """One SMS or WhatsApp message of a notice. It is written, with its key, before the gateway is called."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="texts")
    channel = models.CharField(max_length=8, choices=TextChannel.choices)
    key = models.CharField(max_length=60, unique=True, help_text=_("what the gateway knows it by; a repeat is not sent twice"))
    to = models.CharField(max_length=16)
    text = models.TextField()
    registered_id = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    gateway_number = models.CharField(max_length=100, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("text message")
        verbose_name_plural = _("text messages")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="text_message_once_a_channel"),
            models.CheckConstraint(condition=Q(sent_at__isnull=True) | Q(failure=""), name="text_message_sent_or_failed"),
        ]

    def __str__(self) -> str:
        return self.key


class Wish(models.Model):
    """How a person wants to be told. Without a row: by e-mail and SMS. The feed in the workspace always has everything."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_sms = models.BooleanField(_("by SMS"), default=True)
    by_whatsapp = models.BooleanField(_("by WhatsApp"), default=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return str(self.user_id)
