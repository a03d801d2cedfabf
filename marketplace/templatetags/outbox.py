"""Whose entries wait on this phone: the mark that the workspace's pages carry for those who work in a group."""

from django import template
from django.template import Context

from workspace.outbox import tag_of

register = template.Library()


@register.simple_tag(takes_context=True)
def outbox_tag(context: Context) -> str:
    """The mark of the person who is logged in; empty for those who are not."""
    user = getattr(context.get("request"), "user", None)
    return tag_of(user) if user is not None and user.is_authenticated else ""
