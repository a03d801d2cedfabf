"""What shoppers say and ask about a listing, and who wants to hear when it is back. Imported by ``catalogue.models``."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Review(models.Model):
    """What one buyer says of one listing of one delivered part; once, and never changed afterwards (IS 19000:2022).

    The door is ``orders.reviewing``: it knows who bought what. A moderator may hide a review, nobody may correct it.
    """

    class About(models.TextChoices):
        """What the stars are for. Those for the delivery count for nobody: roads and passes are not the group's."""

        GOODS = "goods", _("The goods")
        PACKING = "packing", _("The packing")
        DELIVERY = "delivery", _("The delivery")

    class Status(models.TextChoices):
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Hidden")

    number = models.CharField(max_length=24, unique=True)
    listing = models.ForeignKey("catalogue.Listing", on_delete=models.PROTECT, related_name="reviews")
    part_number = models.CharField(_("part of the order that was delivered"), max_length=24, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name as it is shown"), max_length=60, blank=True)
    stars = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=8, choices=About.choices)
    words = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=8, default="en")
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.SHOWN)
    hidden_reason = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    reply_words = models.TextField(_("the group's answer"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_reply_hidden = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        permissions = [("moderate_voice", _("Can decide about reviews and questions"))]
        indexes = [models.Index(fields=["listing", "status", "-id"], name="review_newest")]
        constraints = [
            models.UniqueConstraint(fields=["part_number", "listing"], name="review_one_a_sale"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_stars"),
            models.CheckConstraint(condition=Q(status="shown") | ~Q(hidden_reason=""), name="review_hidden_why"),
            models.CheckConstraint(
                condition=Q(reply_words="", replied_at__isnull=True) | ~Q(reply_words="") & Q(replied_at__isnull=False),
                name="review_replied_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReviewFlag(models.Model):
    """Somebody says that a review does not belong there: one flag a review, decided within seven days, for good."""

    class By(models.TextChoices):
        GROUP = "group", _("The group")
        READER = "reader", _("A reader")
        STAFF = "staff", _("A moderator")

    class Reason(models.TextChoices):
        OTHER_GOODS = "other_goods", _("It is not about these goods")
        PERSONAL = "personal", _("It names a person, a number or an address")
        RUDE = "rude", _("It insults somebody")
        UNTRUE = "untrue", _("It can not be true")

    class Decision(models.TextChoices):
        KEPT = "kept", _("It stays")
        HIDDEN = "hidden", _("It is hidden")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="flag")
    by = models.CharField(max_length=6, choices=By.choices)
    reason = models.CharField(max_length=11, choices=Reason.choices)
    words = models.CharField(max_length=500, blank=True)
    flagged_at = models.DateTimeField(default=timezone.now)
    flagged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decide_by = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decision_words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("flag of a review")
        verbose_name_plural = _("flags of reviews")
        indexes = [models.Index(fields=["decision", "decide_by"], name="review_flag_clock")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="review_flag_decided_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.reason}"


class Question(models.Model):
    """A question to the maker. Shown with its answer; a guest's counts once the link in the mail was used.

    ``email`` is where the answer goes. It is never shown, and forgotten a month after the answer (``catalogue.voices.clock``).
    """

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Waits for the link in the mail")
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        HIDDEN = "hidden", _("Hidden")

    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=64, unique=True, help_text=_("of the form that was sent: twice is once"))
    listing = models.ForeignKey("catalogue.Listing", on_delete=models.PROTECT, related_name="questions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name as it is shown"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    words = models.TextField(max_length=1000)
    language = models.CharField(max_length=8, default="en")
    status = models.CharField(max_length=11, choices=Status.choices)
    hidden_reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_words = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["listing", "status", "-id"], name="question_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered") | ~Q(answer_words="") & Q(answered_at__isnull=False), name="question_answer"
            ),
            models.CheckConstraint(condition=~Q(status="hidden") | ~Q(hidden_reason=""), name="question_hidden_why"),
        ]

    def __str__(self) -> str:
        return self.number


class ListingVoices(models.Model):
    """What the page of a listing shows of all this: one row, read together with the listing. Written by ``catalogue.voices.shown`` only.

    Whole numbers, one for each sale: ``counted`` and ``stars`` are those that were given for the goods.
    """

    listing = models.OneToOneField("catalogue.Listing", on_delete=models.CASCADE, related_name="voices")
    review_count = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)
    question_count = models.PositiveIntegerField(default=0)
    reviews = models.JSONField(default=list, help_text=_("the newest, as they are shown"))
    questions = models.JSONField(default=list, help_text=_("the newest that were answered, as they are shown"))

    class Meta:
        verbose_name = _("voices about a listing")
        verbose_name_plural = _("voices about listings")

    def __str__(self) -> str:
        return str(self.listing_id)


class Wish(models.Model):
    """A listing that a shopper keeps in mind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes")
    listing = models.ForeignKey("catalogue.Listing", on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.listing_id}"


class BackNotice(models.Model):
    """Somebody wants one mail when a listing can be had again. A guest's counts once the link in the mail was used."""

    listing = models.ForeignKey("catalogue.Listing", on_delete=models.CASCADE, related_name="back_notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=8, default="en")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish to be told")
        verbose_name_plural = _("wishes to be told")
        indexes = [models.Index(fields=["told_at", "confirmed_at"], name="back_notice_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["listing", "email"], condition=Q(told_at__isnull=True), name="back_notice_one_open"),
            models.CheckConstraint(condition=Q(told_at__isnull=True) | Q(confirmed_at__isnull=False), name="back_notice_asked_for"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.asked_at:%Y-%m-%d}"
