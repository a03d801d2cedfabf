"""Staff's pages of refunds in files for the bank: what would go, two people, the file, and what the bank did with each line."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied, permission_required

from accounts.models import User
from orders import refund_files
from orders.staff.frame import frame, page_of
from orders.staff.rights import MAY_APPROVE_REFUNDS, MAY_REFUND, staff_member
from payments.errors import ReferenceMissing, ReferenceUsed, SentAlready
from payments.models import RefundFile, RefundFileLine
from payments.refund_files import files, reasons
from payments.refund_files.errors import FileDiffers, NotAsSeen, NothingToRefund, ReasonMissing, SamePerson
from payments.sealing import NotOpened

Status = RefundFile.Status
REFUSALS = (NotAsSeen, SamePerson, FileDiffers, NotOpened, ReasonMissing, ReferenceMissing, ReferenceUsed, SentAlready)


@permission_required(MAY_REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What is due with and without a place to go to, and all files; POST proposes the next file."""
    problem = ""
    if request.method == "POST":
        try:
            made = files.propose(acting_user=staff_member(request))
        except NothingToRefund:
            problem = _("No refund that is due has a UPI id to go to.")
        except (FileDiffers, NotOpened):
            problem = _("The file could not be made, and nothing was changed: a UPI id does not open. Please call for help.")
        else:
            messages.success(request, _("The file is proposed. Another person has to approve it."))
            return redirect("refund_file", made.number)
    page = page_of(request, RefundFile.objects.select_related("proposed_by").order_by("-pk"))
    context = {
        **frame(_("Files of refunds"), "rotate", (reverse("refunds_due"), _("Refunds"))),
        "page": page,
        "waiting": files.waiting(),
        "problem": problem,
    }
    return render(request, "orders/staff/refund_files.html", context, status=422 if problem else 200)


@permission_required(MAY_REFUND)
@require_safe
def file(request: HttpRequest, number: str) -> HttpResponse:
    """One file with its lines."""
    return _page(request, _file(number))


@never_cache
@permission_required(MAY_REFUND)
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Approve the file, open it, record that the bank has it, or drop it."""
    found, name, person = _file(number), request.POST.get("act", ""), staff_member(request)
    if name not in ("open", *_STEPS):
        raise Http404
    if name == "approve" and not request.user.has_perm(MAY_APPROVE_REFUNDS):
        return permission_denied(request)
    try:
        if name == "open":
            return _download(found, person)
        said = _STEPS[name](found, request.POST.get("words", ""), person)
    except REFUSALS as refusal:
        return _page(request, _file(number), words_of(refusal))
    messages.success(request, said)
    return redirect("refund_file", number)


@permission_required(MAY_REFUND)
@require_POST
def line(request: HttpRequest, number: str, refund: str) -> HttpResponse:
    """What the bank did with one line: paid, under a reference, or not, for a reason."""
    found = _file(number)
    lines = RefundFileLine.objects.select_related("file", "destination", "refund__allocation__payment")
    held = get_object_or_404(lines.filter(released_at__isnull=True), file=found, refund__number=refund)
    person, name = staff_member(request), request.POST.get("act", "")
    try:
        if name == "sent":
            refund_files.line_sent(held, reference=request.POST.get("words", ""), acting_user=person)
        elif name == "back":
            refund_files.line_came_back(held, reason=request.POST.get("reason", ""), acting_user=person)
        else:
            raise Http404
    except REFUSALS as refusal:
        return _page(request, _file(number), f"{refund}: {words_of(refusal)}")
    messages.success(request, _("Recorded. The shopper is told."))
    return redirect("refund_file", number)


def _approve(found: RefundFile, _words: str, person: User) -> str:
    files.approve(found, acting_user=person)
    return _("The file is approved. Open it and upload it at the bank.")


def _sent(found: RefundFile, words: str, person: User) -> str:
    files.record_sent(found, reference=words, acting_user=person)
    return _("The file is recorded as handed to the bank. Say of each refund what the bank did when it says so.")


def _drop(found: RefundFile, words: str, person: User) -> str:
    files.drop(found, note=words, acting_user=person)
    return _("The file is dropped. Its refunds are due as before.")


_STEPS: dict[str, Callable[[RefundFile, str, User], str]] = {"approve": _approve, "sent": _sent, "drop": _drop}


def words_of(refusal: Exception) -> str:
    """Why the domain refused, for the person who pressed."""
    return {
        NotAsSeen: _("It has changed since you looked at it, or a refund in it was sent in another way. Drop the file and make another."),
        SamePerson: _("You have proposed it. Another person has to approve it."),
        FileDiffers: _("The file can not be made again as it was. Do not pay anything from it; please call for help."),
        NotOpened: _("A UPI id does not open. Do not pay anything from the file; please call for help."),
        ReasonMissing: _("Say why."),
        ReferenceMissing: _("Type the reference that the bank shows."),
        ReferenceUsed: _("This reference was already used. Please look at the statement again."),
        SentAlready: _("This refund was already recorded, with another reference. Nothing was changed."),
    }[type(refusal)]


def _download(found: RefundFile, person: User) -> HttpResponse:
    """The file itself. It is asked for by POST: that it was opened is written to the journal."""
    text = files.text_of(found, acting_user=person)
    answer = HttpResponse(text.encode("ascii"), content_type="text/csv; charset=us-ascii")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
    return answer


def _file(number: str) -> RefundFile:
    return get_object_or_404(RefundFile.objects.select_related("proposed_by", "approved_by", "ended_by"), number=number)


def _page(request: HttpRequest, found: RefundFile, problem: str = "") -> HttpResponse:
    may_approve = request.user.has_perm(MAY_APPROVE_REFUNDS) and found.proposed_by_id != staff_member(request).pk
    context = {
        **frame(found.number, "rotate", (reverse("refunds_due"), _("Refunds")), (reverse("refund_files"), _("Files of refunds"))),
        "file": found,
        "lines": [{"line": row, "reason": reasons.words(row.reason)} for row in files.lines_of(found)],
        "may_approve": may_approve,
        "reasons": reasons.BOUNCED.items(),
        "problem": problem,
    }
    return render(request, "orders/staff/refund_file.html", context, status=422 if problem else 200)
