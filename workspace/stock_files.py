"""The sheet of stock and prices as a file: download it, change it in a spreadsheet, look at what it would do, then apply it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from catalogue import sheet_files, tables
from catalogue.own_listings import MOST_ROWS
from catalogue.sheet import Applied, apply_staged
from catalogue.sheet_files import Checked
from producers.models import ProducerGroup
from workspace import reach

SALT = "workspace.stock_files"
MAX_AGE = timedelta(hours=12)  # between looking at a file and applying it
MAX_STAGED = 400_000  # letters of the signed changes; two thousand rows are far below


@never_cache
@login_required
@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The whole sheet as CSV or XLSX, one address for each."""
    group = reach.group_or_404(request, slug)
    rows = sheet_files.table_of(group)
    content = tables.as_csv(rows) if kind == "csv" else tables.as_xlsx(rows)
    answer = HttpResponse(content, content_type=tables.TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="stock-{group.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file, see what it would change, apply it."""
    group = reach.group_or_404(request, slug)
    if request.method != "POST":
        return _page(request, group)
    if "staged" in request.POST:
        return _apply(request, group)
    sent = request.FILES.get("file")
    if sent is None:
        return _page(request, group, problem=_("Choose a file."))
    if (sent.size or 0) > tables.MAX_BYTES:
        return _page(request, group, problem=_("The file is larger than 1 MB."))
    try:
        table = tables.read(sent.read(), needed=sheet_files.NEEDED, most_rows=MOST_ROWS)
    except tables.TableRefused as refusal:
        return _page(request, group, problem=str(refusal.words))
    return _page(request, group, checked=sheet_files.check(group, table))


def _apply(request: HttpRequest, group: ProducerGroup) -> HttpResponse:
    """What was shown is written, and nothing else: the changes come back signed, for this group and this person."""
    person = signed_in(request)
    text = request.POST["staged"]
    try:
        if len(text) > MAX_STAGED:
            raise signing.BadSignature
        owner, changes = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return _page(request, group, problem=_("This page is too old. Choose the file again."))
    if owner != [group.pk, person.pk]:
        return _page(request, group, problem=_("This page is too old. Choose the file again."))
    applied = apply_staged(group, changes, acting_user=person, on_behalf_of=reach.stamp(request, group))
    _tell(request, applied)
    return HttpResponseRedirect(reverse("workspace-stock", args=[group.slug]), status=303)


def _tell(request: HttpRequest, applied: Applied) -> None:
    if applied.written:
        said = ngettext("%(number)d product was changed.", "%(number)d products were changed.", applied.written)
        messages.success(request, said % {"number": applied.written})
    if applied.refused:
        words = _("These were changed by somebody meanwhile and stay as they are: %(codes)s.")
        messages.error(request, words % {"codes": ", ".join(sorted(applied.refused))})
    if not applied.written and not applied.refused:
        messages.info(request, _("Nothing was changed."))


def _page(request: HttpRequest, group: ProducerGroup, *, checked: Checked | None = None, problem: str = "") -> HttpResponse:
    staged = ""
    if checked and checked.changes:
        owner = [group.pk, signed_in(request).pk]
        staged = signing.dumps([owner, sheet_files.staged(checked.changes)], salt=SALT, compress=True)
    is_wrong = bool(problem or (checked and checked.problems))
    context = {"checked": checked, "staged": staged, "problem": problem, "wrong": is_wrong}
    return reach.page(request, "workspace/stock_file.html", group, context, status=422 if is_wrong else 200)
