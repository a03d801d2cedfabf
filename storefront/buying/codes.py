"""The code that a visitor typed: kept in the session from the basket to the order, and asked for by the quote of every page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.throttles import visitor
from orders.quotes import quote
from orders.vouchers.applying import tidy
from storefront.buying import basket, pincode
from storefront.buying.forms import CodeForm
from storefront.buying.kept_code import drop, keep
from storefront.buying.limits import CODE_CHECK
from storefront.buying.own_basket import own_basket


@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Keep a code that takes something off this basket, or drop the one that is kept. Another code says why, and what was typed stays."""
    if "remove" in request.POST:
        drop(request)
        return basket.back(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return basket.show(request, pincode.of_post(request), code_form=form, status=422)
    if not CODE_CHECK.hit(visitor(request)):
        form.add_error("code", _("Too many codes were tried from here. Please wait an hour."))
        return basket.show(request, pincode.of_post(request), code_form=form, status=429)
    code = tidy(form.cleaned_data["code"])
    quoted = quote(own_basket(request), "", code=code)
    if quoted.voucher_refusal:
        form.add_error("code", str(quoted.voucher_refusal.words))
        return basket.show(request, pincode.of_post(request), code_form=form, status=422)
    if quoted.voucher:
        keep(request, code)
    return basket.back(request)
