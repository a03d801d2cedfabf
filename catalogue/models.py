"""Products: Oscar's tables (below) and ours that stand beside them."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractProductImage

from catalogue.note_models import VoiceNote
from catalogue.season_models import Season
from catalogue.voice_models import BackNotice, ListingVoices, Question, Review, ReviewFlag, Wish


class ProductImage(AbstractProductImage):
    """Oscar's picture of a product, pointing at the picture of record."""

    picture = models.ForeignKey("media.Picture", null=True, blank=True, on_delete=models.PROTECT, related_name="product_images")

    class Meta(AbstractProductImage.Meta):
        pass


class ProductType(models.Model):
    """What the shop knows about a kind of goods, loaded from ``catalogue/data/product_types.json`` by ``load_product_types``.

    ``name`` and the labels in the JSON fields are gettext msgids.
    """

    class Guard(models.TextChoices):
        OPEN = "open", _("May be listed")
        REVIEW = "review", _("Goes to review with a reason")
        REFUSED = "refused", _("May not be listed")

    product_class = models.OneToOneField("catalogue.ProductClass", on_delete=models.PROTECT, related_name="product_type")
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    family = models.SlugField(max_length=40, db_index=True)
    hsn = models.CharField(max_length=40, help_text=_("proposed heading or headings; the listing freezes one"))
    gst_bp = models.PositiveIntegerField(null=True, blank=True, help_text=_("basis points; empty where the rate depends on the piece"))
    gst_note = models.CharField(max_length=160, blank=True)
    sale_units = models.JSONField(default=list)
    is_food = models.BooleanField(default=False)
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)
    storage = models.CharField(max_length=160, blank=True)
    harvest_months = models.JSONField(default=list)
    units = models.JSONField(default=dict, help_text=_("unit of each attribute that has one, by its code"))
    declarations = models.JSONField(default=list, help_text=_("codes of what must be declared before the listing may go live"))
    indication = models.JSONField(null=True, blank=True, help_text=_("geographical indication that may apply, and when"))
    guard = models.CharField(max_length=8, choices=Guard.choices, default=Guard.OPEN)
    guard_reason = models.CharField(max_length=240, blank=True)
    return_policy = models.CharField(max_length=40, default="seven_days")
    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        verbose_name = _("product type")
        verbose_name_plural = _("product types")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Listing(models.Model):
    """What one group offers: the facts and texts around one of Oscar's standalone or parent products."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Paused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="listing")
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="listings")
    product_type = models.ForeignKey(ProductType, on_delete=models.PROTECT, related_name="listings")
    slug = models.SlugField(max_length=120, unique=True)
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.DRAFT, db_index=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one line"), max_length=200, blank=True)
    story = models.TextField(_("story"), blank=True)
    story_language = models.CharField(_("language of the story"), max_length=8, default="en", help_text=_("as the group said or wrote it"))
    size_text = models.CharField(_("size in words"), max_length=80, blank=True)
    net_quantity = models.DecimalField(_("net quantity"), max_digits=10, decimal_places=3)
    net_unit = models.CharField(_("unit"), max_length=8)
    mrp_paise = models.BigIntegerField(_("MRP"))
    weight_g = models.PositiveIntegerField(_("packed weight in grams"))
    packed_mm = models.JSONField(_("packed size"), default=list, help_text=_("length, width, height in millimetres"))
    dispatch_days = models.PositiveSmallIntegerField(_("days to pack"))
    made_to_order_days = models.PositiveSmallIntegerField(_("days to make to order"), null=True, blank=True)
    handmade = models.BooleanField(_("handmade"), default=False, help_text=_("a tax fact: declared, audited, never a decoration"))
    is_food = models.BooleanField(_("food"), default=False)
    is_liquid = models.BooleanField(_("liquid"), default=False)
    is_fragile = models.BooleanField(_("fragile"), default=False)
    freezes = models.BooleanField(_("harmed by frost"), default=False)
    hsn = models.CharField(_("HSN"), max_length=8)
    available_months = models.JSONField(_("months in season"), default=list)
    place_code = models.SlugField(_("place of making"), max_length=60, blank=True)
    country_of_origin = models.CharField(_("country of origin"), max_length=2, default="IN")
    declarations = models.JSONField(_("declarations"), default=dict)
    review_reason = models.TextField(_("what the reviewer asked"), blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    live_at = models.DateTimeField(null=True, blank=True)
    review_asked_at = models.DateTimeField(_("sent to review at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # What the sizes would be called after an edit; only ``edits.as_edited`` sets it, in memory.
    size_labels: Sequence[str] = ()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.CheckConstraint(condition=Q(mrp_paise__gt=0), name="listing_mrp_positive"),
            models.CheckConstraint(condition=Q(net_quantity__gt=0), name="listing_quantity_positive"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="listing_weight_positive"),
        ]
        permissions = [("moderate_listing", "May approve listings and give them back")]

    def __str__(self) -> str:
        return self.title


class ListingDraft(models.Model):
    """What a group has answered so far, one page after the other. Sending it writes a listing, or an edit of a live one.

    ``answers`` and ``photos`` (keys of pictures, the first is the main one) are read and written by ``catalogue.drafts`` alone.
    """

    key = models.CharField(max_length=24, unique=True, help_text=_("random, stands in the address"))
    group = models.ForeignKey("producers.ProducerGroup", on_delete=models.PROTECT, related_name="listing_drafts")
    listing = models.ForeignKey(Listing, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts")
    product_type = models.ForeignKey(ProductType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True, help_text=_("sent or thrown away"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("listing being written")
        verbose_name_plural = _("listings being written")
        constraints = [
            models.UniqueConstraint(fields=["listing"], name="draft_one_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.key


class ListingEdit(models.Model):
    """A change of a live listing that waits for staff. The listing itself stays as it was until the change is approved.

    ``before`` and ``after`` hold texts, declarations and the keys of the pictures; see ``catalogue.edits``.
    """

    class Status(models.TextChoices):
        IN_REVIEW = "in_review", _("In review")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        APPROVED = "approved", _("Approved")
        DROPPED = "dropped", _("Taken back")

    OPEN = (Status.IN_REVIEW, Status.CHANGES_ASKED)

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="edits")
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.IN_REVIEW, db_index=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    review_reason = models.TextField(_("what the reviewer asked"), blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("edit of a live listing")
        verbose_name_plural = _("edits of live listings")
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], name="listing_edit_one_open", condition=Q(status__in=["in_review", "changes_asked"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.status}"


class Variant(models.Model):
    """One choice of a listing with variants: what differs from the listing, beside Oscar's child product."""

    product = models.OneToOneField("catalogue.Product", on_delete=models.PROTECT, related_name="variant")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="variants")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("what sets it apart"), max_length=80)
    size_text = models.CharField(_("size in words"), max_length=80, blank=True)
    mrp_paise = models.BigIntegerField(_("MRP"))
    net_quantity = models.DecimalField(_("net quantity"), max_digits=10, decimal_places=3)
    weight_g = models.PositiveIntegerField(_("packed weight in grams"))
    withdrawn_at = models.DateTimeField(_("taken off sale at"), null=True, blank=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["listing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "label"], name="variant_label_once"),
            models.CheckConstraint(condition=Q(mrp_paise__gt=0), name="variant_mrp_positive"),
            models.CheckConstraint(condition=Q(net_quantity__gt=0), name="variant_quantity_positive"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="variant_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.label


class ListingSlug(models.Model):
    """A former address of a listing, which redirects to the present one and is never given to another."""

    slug = models.SlugField(max_length=120, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="former_slugs")
    ended_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class Translation(models.Model):
    """One text of one row in one language, with who reviewed it. Read only through ``catalogue.texts.text``."""

    class Status(models.TextChoices):
        UNREVIEWED = "unreviewed", _("Not reviewed")
        REVIEWED = "reviewed", _("Reviewed")
        OUTDATED = "outdated", _("The original has changed")

    subject_type = models.CharField(max_length=60, help_text=_("label of the model, for example catalogue.listing"))
    subject_key = models.CharField(max_length=64, help_text=_("primary key of the row, as text"))
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    body = models.TextField()
    source_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the original it was made from"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNREVIEWED)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_key", "field", "language"], name="translation_once"),
            models.CheckConstraint(condition=~Q(status="reviewed") | Q(reviewer__isnull=False), name="translation_reviewer_named"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_key} {self.field} {self.language}"


from oscar.apps.catalogue.models import *  # noqa: E402, F403
from oscar.apps.catalogue.models import (  # noqa: E402
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Option,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
    ProductRecommendation,
)

__all__ = [
    "AttributeOption",
    "AttributeOptionGroup",
    "BackNotice",
    "Category",
    "Listing",
    "ListingDraft",
    "ListingEdit",
    "ListingSlug",
    "ListingVoices",
    "Option",
    "Product",
    "ProductAttribute",
    "ProductAttributeValue",
    "ProductCategory",
    "ProductClass",
    "ProductImage",
    "ProductRecommendation",
    "ProductType",
    "Question",
    "Review",
    "ReviewFlag",
    "Season",
    "Translation",
    "Variant",
    "VoiceNote",
    "Wish",
]
