"""Addresses of the workspace for what is around an order and the stock: files, sales elsewhere, what is printed, cards."""

from django.urls import URLPattern, path

from workspace import asking, cards, claims, outbox, outbox_pieces, printing, stock_elsewhere, stock_files

urlpatterns: list[URLPattern] = [
    path("card/<str:token>/", cards.card, name="workspace-card"),
    path("groups/<slug:slug>/print/pick-list/", printing.pick_list, name="workspace-pick-list"),
    path("groups/<slug:slug>/print/pick-list/pdf/", printing.pick_list_pdf, name="workspace-pick-list-pdf"),
    path("groups/<slug:slug>/print/labels/", printing.labels, name="workspace-labels"),
    path("groups/<slug:slug>/print/labels/pdf/", printing.labels_pdf, name="workspace-labels-pdf"),
    path("orders/<str:number>/parcels/<str:parcel>/claim/", claims.claim, name="workspace-claim"),
    path("orders/<str:number>/ask/", asking.ask, name="workspace-ask"),
    path("orders/<str:number>/cards/close/", cards.close, name="workspace-cards-close"),
    path("groups/<slug:slug>/stock/file.csv", stock_files.download, {"kind": "csv"}, name="workspace-stock-csv"),
    path("groups/<slug:slug>/stock/file.xlsx", stock_files.download, {"kind": "xlsx"}, name="workspace-stock-xlsx"),
    path("groups/<slug:slug>/stock/upload/", stock_files.upload, name="workspace-stock-upload"),
    path("offline/me/", outbox.me, name="workspace-offline-me"),
    path("offline.js", outbox.worker, name="workspace-worker"),
    path("groups/<slug:slug>/offline/", outbox.offline, name="workspace-offline"),
    path("groups/<slug:slug>/offline/send/", outbox.send, name="workspace-offline-send"),
    path("groups/<slug:slug>/offline/photos/<str:key>/", outbox_pieces.piece, name="workspace-offline-photo"),
    path("listings/<slug:slug>/sold/", stock_elsewhere.from_listing, name="workspace-listing-sold"),
]
