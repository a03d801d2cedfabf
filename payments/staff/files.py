"""Staff's pages of the bank's files: made from approved payouts, opened, handed over, or dropped."""

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_denied, permission_required

from accounts.admin_frame import frame, page_of
from payments.errors import ReferenceMissing, ReferenceUsed
from payments.models import PayoutBatch
from payments.payouts import batches, queries
from payments.payouts.errors import FileDiffers, NotAsSeen, NothingToSend, ReasonMissing
from payments.sealing import NotOpened
from payments.staff.forms import DropForm, HandedOverForm
from payments.staff.payouts import refusal_words
from payments.staff.rights import ALL, MAY_PROPOSE, staff_member

Status = PayoutBatch.Status
FORMS: dict[str, type[Form]] = {"sent": HandedOverForm, "drop": DropForm}
ACTS = ("open", *FORMS)


@any_permission_required(*ALL)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files that were made, and what would be in the next one; POST makes it."""
    if request.method != "POST":
        return _list(request)
    if not request.user.has_perm(MAY_PROPOSE):
        return permission_denied(request)
    try:
        batch = batches.make(acting_user=staff_member(request))
    except NothingToSend:
        return _list(request, _("No approved payout waits for a file."))
    except (FileDiffers, NotAsSeen, NotOpened):
        return _list(
            request, _("The file could not be made, and nothing was changed: an account number does not open. Please call for help.")
        )
    messages.success(request, _("The file is made. Open it, upload it at the bank, then record the bank's reference here."))
    return redirect("payout_file", batch.number)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    context = {
        **frame(_("Files for the bank"), "download", (reverse("payouts"), _("Payouts"))),
        "page": page_of(request, queries.batches()),
        "waiting": queries.to_send(),
        "may_send": request.user.has_perm(MAY_PROPOSE),
        "problem": problem,
    }
    return render(request, "payments/staff/files.html", context, status=422 if problem else 200)


@any_permission_required(*ALL)
@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """One file: its payouts and what became of each."""
    return _page(request, _batch(number))


@never_cache
@permission_required(MAY_PROPOSE)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Open the file, record that the bank has it, or that it never will."""
    batch, name = _batch(number), request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    form = FORMS[name](request.POST) if name in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, batch, wrong=form)
    try:
        if form is None:
            return _download(request, batch)
        said = _end(name, batch, form, request)
    except (FileDiffers, NotOpened):
        return _page(
            request, batch, problem=_("The file can not be made again as it was. Do not pay anything from it; please call for help.")
        )
    except (NotAsSeen, ReasonMissing, ReferenceUsed, ReferenceMissing) as refusal:
        return _page(request, _batch(number), wrong=form, problem=refusal_words(refusal))
    messages.success(request, said)
    return redirect("payout_file", number)


def _download(request: HttpRequest, batch: PayoutBatch) -> HttpResponse:
    """The file itself. It is asked for by POST: that it was opened is written to the journal."""
    if batch.status != Status.MADE:
        raise Http404
    text = batches.text_of(batch, acting_user=staff_member(request))
    answer = HttpResponse(text.encode("ascii"), content_type="text/csv; charset=us-ascii")
    answer["Content-Disposition"] = f'attachment; filename="{batch.number}.csv"'
    return answer


def _end(name: str, batch: PayoutBatch, form: Form, request: HttpRequest) -> str:
    person = staff_member(request)
    if name == "drop":
        batches.drop(batch, reason=form.cleaned_data["reason"], acting_user=person)
        return _("The file is dropped. Its payouts are withdrawn, and what they held is due again.")
    batches.record_sent(batch, reference=form.cleaned_data["reference"], acting_user=person)
    return _("The file is recorded as handed to the bank. Record each payout as paid or sent back when the bank says so.")


def _batch(number: str) -> PayoutBatch:
    return get_object_or_404(PayoutBatch.objects.select_related("made_by", "ended_by"), number=number)


def _page(request: HttpRequest, batch: PayoutBatch, wrong: Form | None = None, problem: str = "") -> HttpResponse:
    context = {
        **frame(batch.number, "download", (reverse("payouts"), _("Payouts")), (reverse("payout_files"), _("Files for the bank"))),
        "batch": batch,
        "payouts": batches.payouts_of(batch),
        "may_act": batch.status == Status.MADE and request.user.has_perm(MAY_PROPOSE),
        "forms": {name: wrong if wrong.__class__ is kind else kind(auto_id=f"{name}-%s") for name, kind in FORMS.items()},
        "problem": problem,
        "history": queries.history(batch),
    }
    return render(request, "payments/staff/file.html", context, status=422 if wrong or problem else 200)
