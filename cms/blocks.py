"""The ten blocks that a campaign is made of. A block holds fields and at most one list: nothing is nested deeper.

Each takes what the page shows from ``cms.parts``, where pictures, products, groups and lots of all blocks are fetched together.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from cms.choosers import GroupChooserBlock, ListingChooserBlock
from cms.pictures import picture_problem
from cms.saved_queries import families

WORDS, GOODS, PEOPLE = _("Words and pictures"), _("Goods"), _("People and proof")
HEADING_LENGTH = 80
TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]
# A phone shows two cards a row; eight are four rows, and more belong into the list of the shop.
MOST_PRODUCTS = 8
SIDES = [("start", _("before the words")), ("end", _("after the words"))]


def heading(**more: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=_("heading"), max_length=HEADING_LENGTH, **more)


class PathBlock(blocks.CharBlock):
    """An address of this site."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value and (not value.startswith("/") or value.startswith("//")):
            raise ValidationError(_("Write an address of this site, beginning with one slash."))
        return value


class PictureBlock(ImageChooserBlock):
    """A picture that may be shown: with alternative text and, where people are on it, with their consent."""

    def clean(self, value: Any) -> Any:
        picture = super().clean(value)
        if picture is not None and (problem := picture_problem(picture)):
            raise ValidationError(str(problem))
        return picture


class Part(blocks.StructBlock):
    """A block of a campaign: shown by ``templates/cms/blocks/<name>.html`` from a ``cms.parts.Part``."""

    def get_template(self, value: Any = None, context: Any = None) -> str:
        return f"cms/blocks/{self.name}.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from cms.parts import parts

        return super().get_context(value, parent_context) | {"part": parts([(self.name, value)])[0]}

    def get_preview_template(self, value: Any = None, context: Any = None) -> str:
        return "cms/previews/block.html"

    def get_preview_value(self) -> Any:
        from cms import samples

        return self.normalize(samples.value_of(self.name))


class WordsBlock(Part):
    heading = heading(required=False)
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = WORDS
        label_format = "{heading}"
        description = _("A heading and a few paragraphs; a sub-heading for each question that is often asked.")


class PictureWordsBlock(Part):
    picture = PictureBlock(label=_("picture"))
    heading = heading()
    text = blocks.TextBlock(label=_("words"), max_length=400, rows=3)
    side = blocks.ChoiceBlock(label=_("where the picture stands"), choices=SIDES, default="start")

    class Meta:
        label = _("Picture and words")
        icon = "image"
        group = WORDS
        label_format = "{heading}"
        description = _("One picture with a heading and a short paragraph beside it.")


class PicturePairBlock(Part):
    first = PictureBlock(label=_("first picture"))
    first_caption = blocks.CharBlock(label=_("words under it"), max_length=120, required=False)
    second = PictureBlock(label=_("second picture"))
    second_caption = blocks.CharBlock(label=_("words under it"), max_length=120, required=False)

    class Meta:
        label = _("Two pictures")
        icon = "image"
        group = WORDS
        label_format = "{first_caption} {second_caption}"
        description = _("Two pictures side by side.")


class QuoteBlock(Part):
    words = blocks.TextBlock(label=_("their own words"), max_length=280, rows=3)
    said_by = blocks.CharBlock(label=_("who said it"), max_length=120, help_text=_("with what they agreed to be called"))

    class Meta:
        label = _("Quote")
        icon = "openquote"
        group = WORDS
        label_format = "{words}"
        description = _("A sentence of somebody from a group, in their own words and with their leave.")


class StepBlock(blocks.StructBlock):
    picture = PictureBlock(label=_("picture"), required=False)
    heading = heading()
    text = blocks.CharBlock(label=_("words"), max_length=160)

    class Meta:
        label = _("Step")
        label_format = "{heading}"


class StepsBlock(Part):
    heading = heading()
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=2, max_num=4, collapsed=True)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        group = WORDS
        label_format = "{heading}"
        description = _("How it is made, in two to four steps, each in a window.")


class ActionBlock(Part):
    heading = heading()
    text = blocks.CharBlock(label=_("words"), max_length=200, required=False)
    label = blocks.CharBlock(label=_("button"), max_length=40)
    path = PathBlock(label=_("where the button leads"), max_length=200)

    class Meta:
        label = _("Call to act")
        icon = "link"
        group = WORDS
        label_format = "{heading}"
        description = _("A band with one button.")


class ProductsBlock(Part):
    """Products picked by hand, or a question that the shop answers anew each time."""

    heading = heading()
    picked = blocks.ListBlock(
        ListingChooserBlock(label=_("product")),
        label=_("picked products"),
        min_num=0,
        max_num=MOST_PRODUCTS,
        default=[],
        help_text=_("Shown in this order. Leave the list empty to let the shop choose by the question below."),
    )
    family = blocks.ChoiceBlock(label=_("family"), choices=families, required=False)
    words = blocks.CharBlock(label=_("words to search for"), max_length=80, required=False)
    in_season = blocks.BooleanBlock(label=_("only what is in season now"), required=False)
    sort = blocks.ChoiceBlock(
        label=_("order"), choices=[("fair", _("in fair turns")), ("newest", _("the newest first")), ("price_up", _("cheapest first"))],
        default="fair",
    )  # fmt: skip
    number = blocks.ChoiceBlock(label=_("how many"), choices=[("4", "4"), ("8", "8")], default="4")
    balance = blocks.BooleanBlock(
        label=_("Leh and Kargil in turns"),
        required=False,
        default=True,
        help_text=_("Neither side gets more than half while both have goods."),
    )

    class Meta:
        label = _("Products")
        icon = "tag"
        group = GOODS
        label_format = "{heading}"
        description = _("Up to eight products: picked one by one, or found by the shop.")
        form_classname = "struct-block products-block"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any((cleaned["picked"], cleaned["family"], cleaned["words"], cleaned["in_season"])):
            words = _("Pick products, or say which ones the shop is to find: a family, words or the season.")
            raise StructBlockValidationError(block_errors={"family": ValidationError(words)})
        return cleaned


class GroupsBlock(Part):
    heading = heading()
    groups = blocks.ListBlock(GroupChooserBlock(label=_("group")), label=_("groups"), min_num=1, max_num=12)

    class Meta:
        label = _("Groups")
        icon = "group"
        group = PEOPLE
        label_format = "{heading}"
        description = _("Who is sending: the groups of Leh and of Kargil, each on its side.")


class StoriesBlock(Part):
    heading = heading()
    stories = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="cms.StoryPage", label=_("story")), label=_("stories"), min_num=1, max_num=3
    )

    class Meta:
        label = _("Stories")
        icon = "doc-full"
        group = PEOPLE
        label_format = "{heading}"
        description = _("One to three stories with their pictures.")


class LotBlock(Part):
    heading = heading()
    code = blocks.CharBlock(label=_("code of the lot"), max_length=24, help_text=_("as printed on the label, for example L-20931"))
    text = blocks.CharBlock(label=_("words"), max_length=200, required=False)

    class Meta:
        label = _("Lot")
        icon = "history"
        group = PEOPLE
        label_format = "{code}"
        description = _("The journey of one lot, as it is recorded.")

    def clean(self, value: Any) -> Any:
        from cms.parts import lots

        cleaned = super().clean(value)
        cleaned["code"] = cleaned["code"].strip().upper()
        if cleaned["code"] not in lots([cleaned["code"]]):
            raise StructBlockValidationError(block_errors={"code": ValidationError(_("There is no lot with this code."))})
        return cleaned


class CampaignBody(blocks.StreamBlock):
    """Everything a campaign may hold."""

    words = WordsBlock()
    picture_words = PictureWordsBlock()
    pictures = PicturePairBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    action = ActionBlock()
    products = ProductsBlock()
    groups = GroupsBlock()
    stories = StoriesBlock()
    lot = LotBlock()

    class Meta:
        max_num = 20
        block_counts = {"products": {"max_num": 4}}
        collapsed = True
