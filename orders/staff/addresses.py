"""The addresses of staff's screens under /admin/, and where the menu leads."""

from django.urls import URLPattern, path

from orders.staff import acts, cards, deliveries, direct, find, grievances, order, payments, refund_files, refunds, returns, statement

urlpatterns: list[URLPattern] = [
    path("payments/awaiting/", payments.payments, name="payments_awaiting"),
    path("payments/awaiting/<str:number>/", payments.confirm, name="payments_confirm"),
    path("payments/awaiting/<str:number>/reject/", payments.reject, name="payments_reject"),
    path("payments/awaiting/<str:number>/back/", payments.send_back, name="payments_send_back"),
    path("payments/statement/", statement.statement, name="payments_statement"),
    path("payments/statement/<int:key>/", statement.decide, name="payments_statement_decide"),
    path("grievances/", grievances.listing, name="grievances"),
    path("grievances/report/", grievances.report, name="grievance_report"),
    path("grievances/<str:number>/", grievances.page, name="grievance_page"),
    path("grievances/<str:number>/act/", grievances.act, name="grievance_act"),
    path("orders/", find.orders, name="staff_orders"),
    path("orders/<str:number>/", order.page, name="staff_order"),
    path("orders/<str:number>/act/", acts.act, name="staff_act"),
    path("orders/<str:number>/address/", acts.change_address, name="staff_address"),
    path("returns/", returns.listing, name="staff_returns"),
    path("returns/<str:number>/", returns.page, name="staff_return"),
    path("returns/<str:number>/photos/<int:photo_id>/", returns.photo, name="staff_return_photo"),
    path("deliveries/", deliveries.upload, name="deliveries_upload"),
    path("payments/straight/", direct.straight, name="payments_straight"),
    path("payments/straight/<slug:name>/", direct.act, name="payments_straight_act"),
    path("payments/cards/", cards.problems, name="payments_cards"),
    path("payments/cards/<str:number>/settled/", cards.settled, name="payments_card_settled"),
    path("payments/refunds/", refunds.refunds, name="refunds_due"),
    path("payments/refunds/files/", refund_files.listing, name="refund_files"),
    path("payments/refunds/files/<str:number>/", refund_files.file, name="refund_file"),
    path("payments/refunds/files/<str:number>/act/", refund_files.act, name="refund_file_act"),
    path("payments/refunds/files/<str:number>/<str:refund>/", refund_files.line, name="refund_file_line"),
    path("payments/refunds/<str:number>/sent/", refunds.sent, name="refunds_sent"),
]
