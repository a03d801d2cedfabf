"""The carrier's list: staff upload which parcels have arrived. Line by line the page says what is wrong; then nothing is written."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from orders import delivery_files
from orders.delivery_files import FileRefused, LineError
from orders.staff.frame import frame
from orders.staff.rights import MAY_UPLOAD_DELIVERIES, staff_member


class ListForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        error_messages={"required": gettext_lazy("Choose the file of the carrier."), "empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


@permission_required(MAY_UPLOAD_DELIVERIES)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and what became of a file."""
    if request.method != "POST":
        return _page(request, ListForm(), [])
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, [])
    try:
        done = delivery_files.take(form.cleaned_data["file"].read(delivery_files.MAX_BYTES + 1), acting_user=staff_member(request))
    except FileRefused as refusal:
        return _page(request, form, refusal.errors)
    words = _("%(delivered)d parcels are delivered; %(known)d were delivered before.")
    messages.success(request, words % {"delivered": done.delivered, "known": done.known})
    return redirect("deliveries_upload")


def _page(request: HttpRequest, form: ListForm, errors: list[LineError]) -> HttpResponse:
    context = {
        **frame(_("Deliveries"), "upload"),
        "form": form,
        "errors": errors,
        "limit": delivery_files.MAX_LINES,
    }
    return render(request, "orders/staff/deliveries.html", context, status=422 if errors or form.errors else 200)
