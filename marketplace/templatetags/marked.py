"""Django's tags for sentences; what a language has no words for comes marked as English."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.templatetags import i18n

from words.marking import marked

register = template.Library()


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Any:
    """As Django's, with the mark."""
    return marked(i18n.do_translate(parser, token), parser)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> Any:
    """As Django's, with the mark."""
    return marked(i18n.do_block_translate(parser, token), parser)
