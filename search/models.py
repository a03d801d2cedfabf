"""ProductFacts: the one read row a product that cards and all search engines use."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProductFacts(models.Model):
    """Everything a card, a list and a search need to know of a live listing, written by ``search.facts`` only."""

    class Stock(models.TextChoices):
        IN_STOCK = "in_stock", _("In stock")
        FEW = "few", _("Few left")
        MADE_TO_ORDER = "made_to_order", _("Made to order")
        SOLD_OUT = "sold_out", _("Sold out")

    listing = models.OneToOneField("catalogue.Listing", on_delete=models.CASCADE, related_name="facts")
    product_id = models.BigIntegerField(unique=True)
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=160)
    title_key = models.CharField(max_length=200, blank=True, help_text=_("the title as plain words, to know an exact hit"))
    summary = models.CharField(max_length=200, blank=True)
    size_text = models.CharField(max_length=80, blank=True)
    type_code = models.SlugField(max_length=40)
    type_name = models.CharField(max_length=120)
    family = models.SlugField(max_length=40)
    category_paths = models.JSONField(default=list, help_text=_("treebeard paths of all its categories"))
    group_slug = models.SlugField(max_length=60)
    group_name = models.CharField(max_length=120)
    village = models.CharField(max_length=80)
    district_code = models.SlugField(max_length=20)
    district_name = models.CharField(max_length=60)
    rollup = models.CharField(max_length=6, db_index=True)
    price_paise = models.BigIntegerField(help_text=_("lowest price among its variants"))
    has_price_range = models.BooleanField(default=False)
    marks = models.JSONField(default=list, help_text=_("codes of trust marks that are valid now"))
    marks_until = models.DateField(null=True, blank=True, help_text=_("day after which the marks must be worked out again"))
    dispatch_days = models.PositiveSmallIntegerField()
    stock = models.CharField(max_length=14, choices=Stock.choices)
    stock_left = models.PositiveIntegerField(null=True, blank=True)
    months = models.JSONField(default=list)
    picture = models.JSONField(null=True, blank=True, help_text=_("address of each format and width, alternative text, tint"))
    words = models.TextField(help_text=_("all text that is searched"))
    turn = models.PositiveIntegerField(default=0, help_text=_("place in its group's own queue, for fair turns between groups"))
    live_at = models.DateTimeField()
    refreshed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("product facts")
        verbose_name_plural = _("product facts")
        indexes = [
            models.Index(fields=["turn", "rollup", "listing"], name="facts_fair"),
            models.Index(fields=["price_paise", "listing"], name="facts_price"),
            models.Index(fields=["family", "turn"], name="facts_family"),
            models.Index(fields=["group_slug"], name="facts_group"),
        ]

    def __str__(self) -> str:
        return self.slug


class FactsCategory(models.Model):
    """A category (or an ancestor of one) that a product is found under; flat, so that lists need no tree query."""

    facts = models.ForeignKey(ProductFacts, on_delete=models.CASCADE, related_name="categories")
    category_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category_id", "facts"], name="facts_category_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.facts_id}"


class Edition(models.Model):
    """One row: which edition of the facts is the present one. A new name with every write, so that no copy can pass for it."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
