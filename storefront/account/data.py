"""Own data of who is logged in: language, a file with everything, and what the law makes us keep."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import forgetting, own_data, people
from accounts.throttles import visitor
from storefront.account.limits import OWN_DATA


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the file, or choose the language of mails."""
    person = people.signed_in(request)
    if request.method != "POST":
        return _page(request)
    if request.POST.get("act") == "language":
        if request.POST.get("language") not in dict(settings.LANGUAGES):
            return _page(request, _("Choose one of the languages."), status=422)
        people.choose_language(person, request.POST["language"])
        messages.success(request, _("Our mails to you are in this language now."))
    elif not person.email:
        return _page(request, _("Your account has no email address, so the link can not be sent. Please call us."), status=422)
    elif not OWN_DATA.hit(visitor(request)):
        return _page(request, _("You have asked often enough. Please wait a day."), status=429)
    else:
        write = forgetting.ask if request.POST.get("act") == "forget" else own_data.ask
        write(person)
        messages.success(request, _("We have sent you a mail with a link."))
    return HttpResponseRedirect(reverse("account-data"), status=303)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The file, for the very person the link was made for; for anybody else there is nothing here."""
    person = people.signed_in(request)
    if not own_data.is_for(token, person):
        raise Http404
    answer = HttpResponse(own_data.as_zip(person), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the mail: what goes, what stays, and the button. Afterwards nobody is logged in."""
    person = people.signed_in(request)
    if not forgetting.is_for(token, person):
        raise Http404
    reasons = forgetting.hindrances(person)
    if request.method == "POST" and not reasons:
        try:
            forgetting.forget(person)
        except forgetting.StillNeeded as refusal:  # since the page was shown
            reasons = refusal.reasons
        else:
            logout(request)
            return render(request, "storefront/account/forgotten.html")
    context = {"token": token, "reasons": reasons}
    return render(request, "storefront/account/forget.html", context, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, problem: str = "", *, status: int = 200) -> HttpResponse:
    context = {"problem": problem, "languages": settings.LANGUAGES}
    return render(request, "storefront/account/data.html", context, status=status)
