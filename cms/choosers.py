"""Choosers of the editor: products and producer groups, with what an editor has to know before taking one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from catalogue.models import Listing
from cms.saved_queries import families
from money.words import rupees
from producers.models import District, ProducerGroup
from search.models import ProductFacts

# Drafts and listings in review were never for sale; nobody can want to show one.
ONCE_LIVE = (Listing.Status.LIVE, Listing.Status.PAUSED, Listing.Status.WITHDRAWN)
OFF_SALE: dict[str, str | Promise] = {
    Listing.Status.WITHDRAWN: _("Withdrawn"),
    Listing.Status.PAUSED: _("Paused"),
}


def facts_of(listing: Listing) -> ProductFacts | None:
    """What readers see of the listing; nothing while it is not on sale."""
    facts: ProductFacts | None = getattr(listing, "facts", None)
    return facts


def warning_of(listing: Listing) -> str:
    """Why readers would miss this product, in a word or two; empty when it is on sale."""
    facts = facts_of(listing)
    if facts is None:
        return str(OFF_SALE.get(listing.status, _("Not on sale")))
    return str(_("Sold out")) if facts.stock == ProductFacts.Stock.SOLD_OUT else ""


def title_of(listing: Listing) -> str:
    """The title as the editor shows it beside a chosen block: what is wrong stands first."""
    warning = warning_of(listing)
    return f"⚠ {warning}: {listing.title}" if warning else listing.title


class ListingFilterForm(BaseFilterForm):
    """Words, family and district. Every field may stay empty."""

    q = forms.CharField(label=_("Words of the title, or the group"), required=False, max_length=80)
    family = forms.ChoiceField(label=_("Family"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.filter(valid_to=None).values_list("code", "name")
        self.fields["family"].choices = [("", _("All families")), *families()]
        self.fields["district"].choices = [("", _("All districts")), *districts]

    def filter(self, objects: "QuerySet[Listing]") -> "QuerySet[Listing]":
        asked = self.cleaned_data
        for word in asked["q"].split():
            objects = objects.filter(title__icontains=word) | objects.filter(group__name__icontains=word)
        if asked["family"]:
            objects = objects.filter(product_type__family=asked["family"])
        if asked["district"]:
            objects = objects.filter(group__district__code=asked["district"])
        self.is_searching = any(asked.values())
        self.search_query = asked["q"]
        return objects


def _cell(name: str, listing: Listing) -> SafeString:
    return render_to_string(f"cms/chooser/{name}.html", {"facts": facts_of(listing), "listing": listing, "warning": warning_of(listing)})


class ListingColumns:
    """The columns of the chooser; Wagtail puts the title, which is the button, after the picture."""

    filter_form_class = ListingFilterForm
    ordering = ("title", "pk")

    def get_object_list(self) -> "QuerySet[Listing]":
        return Listing.objects.filter(status__in=ONCE_LIVE).select_related("group__district", "facts", "product_type")

    @property
    def columns(self) -> list[Column]:
        return [
            Column("picture", label=_("Picture"), accessor=lambda one: _cell("picture", one), width="70px"),
            self.title_column,  # type: ignore[attr-defined]  # of Wagtail's view
            Column("price", label=_("Price"), accessor=_price),
            Column("stock", label=_("Stock"), accessor=lambda one: _cell("stock", one)),
            Column("group", label=_("Group"), accessor=lambda one: one.group.name),
            Column("district", label=_("District"), accessor=lambda one: one.group.district.name),
        ]


def _price(listing: Listing) -> str:
    facts = facts_of(listing)
    return rupees(facts.price_paise) if facts else ""


class ListingChooseView(ListingColumns, ChooseView):
    pass


class ListingChooseResultsView(ListingColumns, ChooseResultsView):
    pass


class ListingChosenView(ChosenView):
    def get_display_title(self, instance: Listing) -> str:
        return title_of(instance)


class ListingChosenMultipleView(ChosenMultipleView):
    def get_display_title(self, instance: Listing) -> str:
        return title_of(instance)


class ListingChooserWidget(BaseChooser):
    """Says beside a chosen product that readers do not see it, or can not buy it."""

    def get_display_title(self, instance: Listing) -> str:
        return title_of(instance)


class ListingChooserViewSet(ChooserViewSet):
    """Products of the shop."""

    model = "catalogue.Listing"
    icon = "tag"
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")
    base_widget_class = ListingChooserWidget
    choose_view_class = ListingChooseView
    choose_results_view_class = ListingChooseResultsView
    chosen_view_class = ListingChosenView
    chosen_multiple_view_class = ListingChosenMultipleView


class GroupFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Words of the name, or the village"), required=False, max_length=80)

    def filter(self, objects: "QuerySet[ProducerGroup]") -> "QuerySet[ProducerGroup]":
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(name__icontains=word) | objects.filter(village__icontains=word)
        return objects


class GroupColumns:
    filter_form_class = GroupFilterForm
    ordering = ("name", "pk")

    def get_object_list(self) -> "QuerySet[ProducerGroup]":
        return ProducerGroup.objects.filter(status=ProducerGroup.Status.APPROVED).select_related("district")

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,  # type: ignore[attr-defined]  # of Wagtail's view
            Column("village", label=_("Village"), accessor="village"),
            Column("district", label=_("District"), accessor="district.name"),
        ]


class GroupChooseView(GroupColumns, ChooseView):
    pass


class GroupChooseResultsView(GroupColumns, ChooseResultsView):
    pass


class GroupChooserViewSet(ChooserViewSet):
    """Approved producer groups."""

    model = "producers.ProducerGroup"
    icon = "group"
    choose_one_text = _("Choose a group")
    choose_another_text = _("Choose another group")
    choose_view_class = GroupChooseView
    choose_results_view_class = GroupChooseResultsView


listing_chooser = ListingChooserViewSet("product_chooser", url_prefix="product-chooser")
group_chooser = GroupChooserViewSet("group_chooser", url_prefix="group-chooser")
ListingChooserBlock = listing_chooser.get_block_class("ListingChooserBlock", module_path="cms.choosers")
GroupChooserBlock = group_chooser.get_block_class("GroupChooserBlock", module_path="cms.choosers")
