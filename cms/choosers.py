"""Choosers of the editor: products and producer groups, with what an editor has to know before taking one."""

from wagtail.admin.viewsets.chooser import ChooserViewSet


class ListingChooserViewSet(ChooserViewSet):
    """Products of the shop."""

    model = "catalogue.Listing"
    icon = "tag"
    choose_one_text = "Choose a product"
    choose_another_text = "Choose another product"


class GroupChooserViewSet(ChooserViewSet):
    """Approved producer groups."""

    model = "producers.ProducerGroup"
    icon = "group"
    choose_one_text = "Choose a group"
    choose_another_text = "Choose another group"


listing_chooser = ListingChooserViewSet("product_chooser", url_prefix="product-chooser")
group_chooser = GroupChooserViewSet("group_chooser", url_prefix="group-chooser")
ListingChooserBlock = listing_chooser.get_block_class("ListingChooserBlock", module_path="cms.choosers")
GroupChooserBlock = group_chooser.get_block_class("GroupChooserBlock", module_path="cms.choosers")
