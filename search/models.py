"""ProductFacts: the one read row a product that cards and all search engines use."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Columns that only engines look into; whoever shows a product leaves them in the database: they are two thirds of a row.
SEARCHED = ("title_key", "title_stems", "about_stems", "words", "category_paths")


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
    title_stems = models.TextField(blank=True, help_text=_("stems of the title in all its languages"))
    about_stems = models.TextField(blank=True, help_text=_("stems of what says what it is: summary, type, size, group, place"))
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
    dispatch_days = models.PositiveSmallIntegerField()  # from today on: what waits for ``back_on`` has the wait in it, told anew each day
    stock = models.CharField(max_length=14, choices=Stock.choices)
    back_on = models.DateField(null=True, blank=True, help_text=_("the group is away: the day on which it packs again"))
    is_paused = models.BooleanField(default=False, help_text=_("the group is away and sells nothing meanwhile"))
    stock_left = models.PositiveIntegerField(null=True, blank=True)
    months = models.JSONField(default=list)
    picture = models.JSONField(null=True, blank=True, help_text=_("address of each format and width, alternative text, tint"))
    words = models.TextField(help_text=_("stems of all other text that is searched"))
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
            models.Index(fields=["title_key"], name="facts_title_key", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_out_of_season(self) -> bool:
        """Gone, and not to be had again before its months come round."""
        return self.stock == self.Stock.SOLD_OUT and bool(self.months) and timezone.localdate().month not in self.months


class FactsCategory(models.Model):
    """A category (or an ancestor of one) that a product is found under; flat, so that lists need no tree query."""

    facts = models.ForeignKey(ProductFacts, on_delete=models.CASCADE, related_name="categories")
    category_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category_id", "facts"], name="facts_category_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.facts_id}"


class Edition(models.Model):
    """One row: which edition of the facts is the present one. A new name with every write, so that no copy can pass for it.

    With it lies what is read together with the facts: the lists of names that editors keep, and what the fair share of the day adds.
    """

    token = models.CharField(max_length=32)
    names = models.JSONField(default=list, blank=True)
    boosts = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.token


class Word(models.Model):
    """A word of the shop as it is written, to know what a misspelt one means."""

    word = models.CharField(max_length=40, unique=True)
    length = models.PositiveSmallIntegerField(db_index=True)
    products = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Other names, spellings and scripts of one thing, kept by editors beside those of the data file."""

    names = models.TextField(_("names"), help_text=_("One name a line, in any language and script; at least two."))
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Where the names come from, or who read them through."))
    is_used = models.BooleanField(_("is used"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> list[str]:
        """The names, without empty lines."""
        return [line.strip() for line in self.names.splitlines() if line.strip()]

    def clean(self) -> None:
        """Forms ask this: a list that searches can use."""
        from search.naming import check  # which reads this model

        check(self.lines())


class Exposure(models.Model):
    """How much of the lists of one day a group was given, and how much its goods would have filled by their number. No person is in it."""

    day = models.DateField()
    district_code = models.SlugField(max_length=20)
    group_slug = models.SlugField(max_length=60)
    shown = models.PositiveIntegerField(default=0, help_text=_("how often one of its products stood on a page"))
    weight_milli = models.BigIntegerField(default=0, help_text=_("the same, each place counted by how well it is seen"))
    due_milli = models.BigIntegerField(default=0, help_text=_("what its share of the found products would have been given"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "group_slug"], name="exposure_once_a_day")]
        indexes = [models.Index(fields=["group_slug"], name="exposure_group")]

    def __str__(self) -> str:
        return f"{self.day} {self.group_slug}"


class Sought(models.Model):
    """How often something was looked for or at on one day: words in vain, words that found a group's goods, views. No person is in it."""

    class Kind(models.TextChoices):
        NOTHING = "nothing", _("Found nothing")
        FOUND = "found", _("Found goods of a group")
        VIEW = "view", _("Page of a product shown")

    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    group_slug = models.SlugField(max_length=60, blank=True)
    words = models.CharField(max_length=120, help_text=_("plain words of the question, or the address of the product"))
    types = models.TextField(blank=True, help_text=_("codes of the kinds of goods that the words speak of, each between blanks"))
    times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("what was looked for")
        verbose_name_plural = _("what was looked for")
        constraints = [models.UniqueConstraint(fields=["day", "kind", "group_slug", "words"], name="sought_once_a_day")]
        indexes = [models.Index(fields=["kind", "group_slug", "day"], name="sought_of_group")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.words}"


class Outage(models.Model):
    """A time in which Elasticsearch did not answer and the database searched in its place."""

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.reason}"
