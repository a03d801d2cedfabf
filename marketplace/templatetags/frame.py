"""What the frame around every page shows: the families of goods and the languages. Nothing about the visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalogue.queries import Heading, navigation
from marketplace.languages import without_prefix
from storefront.light import is_light
from storefront.looking import linked_data
from words import loading

register = template.Library()


@dataclass(frozen=True)
class Tongue:
    """The same page in one language."""

    code: str
    name: str
    path: str
    is_current: bool


@register.simple_tag
def families() -> list[Heading]:
    """The top families in the language of the page."""
    return navigation(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def tongues(context: Context) -> list[Tongue]:
    """This page in each language, each named in its own script. The question in the address goes along."""
    request = context.get("request")
    path = without_prefix(request.path) if request else "/"
    asked = request.META.get("QUERY_STRING", "") if request else ""
    current = get_language()
    return [
        Tongue(
            code=code,
            name=str(LANG_INFO[code]["name_local"]),
            path=("" if code == settings.LANGUAGE_CODE else f"/{code}") + path + (f"?{asked}" if asked else ""),
            is_current=code == current,
        )
        for code in loading.offered()
    ]


@register.simple_tag(takes_context=True)
def light_pages(context: Context) -> bool:
    """Whether this visitor wants pages with hardly a picture. The request stays with the context in ``include ... only`` too."""
    request = getattr(context, "request", None)
    return request is not None and is_light(request)


@register.simple_tag
def site_data() -> SafeString:
    """The shop as search engines read it."""
    return linked_data.site_data(f"{language_prefix()}/")


@register.simple_tag(takes_context=True)
def story_data(context: Context) -> SafeString:
    """A story as search engines read it."""
    page, request = context["page"], context["request"]
    return linked_data.story_data(title=page.title, words=page.lead, path=request.path, told_on=page.told_on, by=page.told_by)


@register.filter
def share_picture(picture: Mapping[str, Any] | None) -> str:
    """The whole address of the picture that messengers show beside a link."""
    return linked_data.share_picture(picture)


@register.simple_tag
def is_offered() -> bool:
    """Whether readers may choose the language of this page; others are there to be worked on, and not for search engines."""
    return get_language() in loading.offered()


# Which languages need a font that few phones have.
SCRIPTS = {"ur": "css/scripts/ur.css", "prx": "css/scripts/ur.css", "lbj": "css/scripts/lbj.css"}


@register.simple_tag(takes_context=True)
def script_sheet(context: Context) -> str:
    """The sheet that brings the font of this page's script; none for Latin and Devanagari, and none to who saves data."""
    request = context.get("request")
    return "" if request is None or is_light(request) else SCRIPTS.get(get_language() or "", "")


@register.simple_tag
def text_direction() -> str:
    """``rtl`` for Urdu, ``ltr`` for the others."""
    return "rtl" if LANG_INFO.get(get_language() or "", {}).get("bidi") else "ltr"


@register.simple_tag
def policy_path(slug: str) -> str:
    """Where a policy stands. Policies are pages of the CMS, at fixed slugs."""
    return f"{language_prefix()}/policies/{slug}/"


@register.simple_tag
def language_prefix() -> str:
    """``/ur`` on Urdu pages, nothing on English ones."""
    code = get_language()
    return "" if code in (None, settings.LANGUAGE_CODE) else f"/{code}"
