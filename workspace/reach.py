"""What every listing screen begins with: the group, listing or draft of this person, or a 404 that says nothing more."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from catalogue import access
from catalogue.models import Listing, ListingDraft
from producers.access import on_behalf_of, role_in
from producers.models import ProducerGroup


def group_or_404(request: HttpRequest, slug: str) -> ProducerGroup:
    """The group whose goods this person may edit. A foreign group looks as if it did not exist."""
    try:
        return access.group_for(request.user, slug)
    except ProducerGroup.DoesNotExist:
        raise Http404 from None


def listing_or_404(request: HttpRequest, slug: str) -> Listing:
    """The listing of such a group."""
    try:
        return access.listing_for(request.user, slug)
    except Listing.DoesNotExist:
        raise Http404 from None


def draft_or_404(request: HttpRequest, key: str) -> ListingDraft:
    """The open draft of such a group."""
    try:
        return access.draft_for(request.user, key)
    except ListingDraft.DoesNotExist:
        raise Http404 from None


def stamp(request: HttpRequest, group: ProducerGroup) -> str:
    """What the journal says of an act here: nothing, or for whom a facilitator acts."""
    return on_behalf_of(request.user, group)


def page(request: HttpRequest, template: str, group: ProducerGroup, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """A page of the workspace with what its frame needs. A page that knows the person's role gives it in its context."""
    frame = {"group": group, "role": context["role"] if "role" in context else role_in(request.user, group), "may_accept": True}
    return render(request, template, {**frame, **context}, status=status)
