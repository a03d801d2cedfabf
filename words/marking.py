"""Marks what a page says in English because its own language has no words for it: ``<span lang="en" dir="ltr">``.

A screen reader then speaks it as English, and a reader sees that the words are missing, not wrong. Only where a sentence stands as text
of a page; in an attribute, a title or an option there is no room for an element.
"""

import re
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.base import Parser, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

BEGIN, END = '<span class="not-yet" lang="en" dir="ltr">', "</span>"
_LATIN_WORD, _LAST_LATIN = re.compile("[A-Za-z]{2}"), 0x24F
# Elements that hold text alone, and their like in drawings.
NO_ROOM = ("</title", "</option", "</textarea", "</script", "</style", "</text", "</desc", "</tspan")


def has_room(parser: Parser) -> bool:
    """Whether the tag just read stands where an element may stand. Told from what comes next: ``<`` before ``>``."""
    if not str(getattr(parser.origin, "template_name", "")).endswith(".html"):
        return False
    tokens: Any = parser.tokens  # the parser takes them from the end
    for token in reversed(tokens):
        if token.token_type == TokenType.BLOCK and token.contents.startswith("endblock") and not token.contents.startswith("endblocktr"):
            return False
        if token.token_type == TokenType.TEXT:
            opens, closes = token.contents.find("<"), token.contents.find(">")
            if opens >= 0 and (closes < 0 or opens < closes):
                return not token.contents[opens:].startswith(NO_ROOM)
            if closes >= 0:
                return False
    return False


class MarkedExpression:
    """The text of a ``translate`` tag: what the language has no words for comes marked."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.var, self.filters, self.token, self.is_var = inner, inner.var, inner.filters, inner.token, inner.is_var

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """The words, or the English in its mark."""
        said = self.inner.resolve(context, ignore_failures)
        if is_foreign() and str(said).replace("%%", "%") == getattr(self.var, "literal", None):
            return _in_english(said)
        return said


class MarkedBlockNode(BlockTranslateNode):
    """A ``blocktranslate`` that marks what it says in English."""

    def render(self, context: Context, nested: bool = False) -> str:
        said = super().render(context, nested)
        return SafeString(f"{BEGIN}{said}{END}") if is_foreign() and not self.has_words() else said

    def has_words(self) -> bool:
        """Whether the language of the page has words for it."""
        one = self.render_token_list(self.singular)[0]
        if not self.plural:
            return gettext(one) != one
        many = self.render_token_list(self.plural)[0]
        return ngettext(one, many, 2) != many


def marked_if_english(said: Any) -> str:
    """Words that were put together in Python. Ours are all written in scripts of their own: Latin letters alone are English."""
    text = str(said)
    if not is_foreign() or not _LATIN_WORD.search(text) or any(sign.isalpha() and ord(sign) > _LAST_LATIN for sign in text):
        return text if not isinstance(said, SafeString) else said
    if isinstance(said, SafeString) and "<ul" in text:  # the rules of a password: no list stands in a line
        return SafeString(f'<div class="not-yet" lang="en" dir="ltr">{said}</div>')
    return _in_english(said)


def _in_english(said: Any) -> SafeString:
    return format_html("{}{}{}", SafeString(BEGIN), said, SafeString(END))


def is_foreign() -> bool:
    """Whether the page is in another language than the one sentences are written in."""
    return get_language() not in (None, settings.LANGUAGE_CODE)


def marked(node: Any, parser: Parser) -> Any:
    """The node of a tag of ``i18n``, marking where it may."""
    if getattr(node, "asvar", None) or getattr(node, "message_context", None) or not has_room(parser):
        return node
    kind = type(node)
    if kind is TranslateNode and not node.noop:
        node.filter_expression = MarkedExpression(node.filter_expression)
    elif kind is BlockTranslateNode:
        node.__class__ = MarkedBlockNode
    return node
