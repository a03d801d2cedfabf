"""Addresses of the workspace, under ``/workspace/``."""

from django.urls import URLPattern, URLResolver, path

from workspace import (
    fewer,
    handover,
    inbox,
    listings,
    listings_photo,
    listings_steps,
    lots,
    lots_withdrawing,
    money,
    packing,
    papers,
    parts,
    stock,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.home, name="workspace"),
    path("groups/<slug:slug>/", inbox.group, name="workspace-group"),
    path("orders/<str:number>/", parts.part, name="workspace-order"),
    path("orders/<str:number>/accept/", parts.accept, name="workspace-accept"),
    path("orders/<str:number>/decline/", parts.decline, name="workspace-decline"),
    path("orders/<str:number>/fewer/", fewer.fewer, name="workspace-fewer"),
    path("orders/<str:number>/pack/", packing.pack, name="workspace-pack"),
    path("orders/<str:number>/hand-over/", handover.hand_over, name="workspace-hand-over"),
    path("orders/<str:number>/papers/<str:paper>/", papers.paper, name="workspace-paper"),
    path("orders/<str:number>/papers/<str:paper>/pdf/", papers.as_pdf, name="workspace-paper-pdf"),
    path("orders/<str:number>/undo/", parts.take_back, name="workspace-undo"),
    path("groups/<slug:slug>/listings/", listings.listings, name="workspace-listings"),
    path("groups/<slug:slug>/listings/add/", listings_photo.add, name="workspace-listing-add"),
    path("groups/<slug:slug>/stock/", stock.sheet, name="workspace-stock"),
    path("groups/<slug:slug>/money/", money.money, name="workspace-money"),
    path("groups/<slug:slug>/money/bank/", money.bank, name="workspace-bank"),
    path("groups/<slug:slug>/money/payouts/<str:number>/", money.payout, name="workspace-payout"),
    path("groups/<slug:slug>/money/payouts/<str:number>/sheet/", money.payout_sheet, name="workspace-payout-sheet"),
    path("listings/<slug:slug>/", listings.listing, name="workspace-listing"),
    path("listings/<slug:slug>/edit/", listings.edit, name="workspace-listing-edit"),
    path("listings/<slug:slug>/move/", listings.move, name="workspace-listing-move"),
    path("listings/<slug:slug>/lots/", lots.lots, name="workspace-lots"),
    path("listings/<slug:slug>/lots/<str:code>/withdraw/", lots_withdrawing.withdraw_lot, name="workspace-lot-withdraw"),
    path("drafts/<str:key>/drop/", listings_steps.drop, name="workspace-draft-drop"),
    path("drafts/<str:key>/<slug:name>/", listings_steps.step, name="workspace-draft"),
]
