"""How each kind of node is written as lines of Python (``written.py``). A kind that is not here is asked to render itself."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import Node, VariableDoesNotExist
from django.template.defaulttags import ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.exceptions import TemplateSyntaxError
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.translation import gettext, ngettext

from journal.addresses import path
from marketplace.quick import QuickIncludeNode, QuickTranslateNode, QuickURLNode, QuickVariableNode
from marketplace.written import HELPERS, Known, NeedsContextError, Writer
from words.marking import BEGIN, END, MarkedBlockNode, is_foreign

# So many counts of a sentence are kept in each language.
COUNTS_KEPT = 1000


def variable(writer: Writer, node: Any, known: Known) -> None:
    writer.line(f"add(shown({writer.value(node.filter_expression, known)}, context))")


def include(writer: Writer, node: Any, known: Known) -> None:
    if not node.isolated_context:
        raise NeedsContextError
    values = ", ".join(f"{name!r}: {writer.value(value, known)}" for name, value in node.extra_context.items())
    writer.line(f"add(included({writer.constant(node)}, context, {{{values}}}))")


def sentence(writer: Writer, node: Any, known: Known) -> None:
    name = writer.constant(node)
    writer.line(f"add({name}.said.get(language) or {name}.render(context))")


def fixed_address(writer: Writer, node: Any, known: Known) -> None:
    name = writer.constant(node)
    writer.line(f"add({name}.made.get(place) or {name}.render(context))")


def by_itself(writer: Writer, node: Any, known: Known) -> None:
    """A node that looks no name up."""
    writer.line(f"add({writer.constant(node)}.render(context))")


def static(writer: Writer, node: Any, known: Known) -> None:
    if node.varname is not None or node.path.is_var or node.path.filters:
        raise NeedsContextError
    writer.line(f"add(static_file({str(node.path.var)!r}))")


def static_file(name: str) -> str:
    """The address of a file; Django's own asks each time whether files are served at all."""
    return conditional_escape(staticfiles_storage.url(name))


def tag(writer: Writer, node: Any, known: Known) -> None:
    """A tag of a library, which is a function; what it gives a name to is looked up where it stands."""
    if node.kwargs or (known.is_closed and (node.takes_context or node.target_var)):
        raise NeedsContextError
    given = ["context"] * bool(node.takes_context) + [writer.value(one, known) for one in node.args]
    code = f"{writer.constant(node.func)}({', '.join(given)})"
    writer.line(f"context[{node.target_var!r}] = {code}" if node.target_var else f"add(conditional_escape({code}))")


def address(writer: Writer, node: Any, known: Known) -> None:
    """The address of a page with one name in it."""
    name = node.view_name
    if node.asvar or node.kwargs or len(node.args) != 1 or name.is_var or name.filters or ":" in name.var:
        raise NeedsContextError
    writer.line(f"add(shown(path({str(name.var)!r}, {writer.value(node.args[0], known)}), context))")


# --- conditions and loops ---------------------------------------------------------------------------------------------------------
def if_(writer: Writer, node: Any, known: Known) -> None:
    word = "if"
    for condition, inner in node.conditions_nodelists:
        head = "else" if condition is None else f"{word} {_condition(writer, condition, known)}"
        if head == "else" and word == "if":
            head = "if True"
        writer.block(f"{head}:", lambda inner=inner: writer.nodes(inner, known))  # type: ignore[misc]
        word = "elif"


def _condition(writer: Writer, condition: Any, known: Known) -> str:
    """A condition that could go wrong in a filter is asked itself: what is wrong is then not so."""
    try:
        return _code(writer, condition, known)
    except NeedsContextError:
        if known.is_closed:
            raise
        return f"holds({writer.constant(condition)}, context)"


def _code(writer: Writer, one: Any, known: Known, *, is_inside: bool = False) -> str:
    if isinstance(one, TemplateLiteral):
        steps = getattr(one.value, "steps", ())
        if steps and (is_inside or any(is_name for _function, given, *_marks in steps for is_name, _one in given)):
            raise NeedsContextError
        return writer.value(one.value, known, "None")
    if one.id == "not":
        return f"(not {_code(writer, one.first, known, is_inside=True)})"
    first, second = (_code(writer, part, known, is_inside=True) for part in (one.first, one.second))
    if one.id in ("and", "or", "==", "!="):
        return f"({first} {one.id} {second})"
    return f"compared({writer.constant(COMPARED[one.id])}, {first}, {second})"


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "in": lambda one, other: one in other,
    "not in": lambda one, other: one not in other,
    "is": operator.is_,
    "is not": operator.is_not,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def compared(function: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    """What can not be compared is not so."""
    try:
        return function(one, other)
    except Exception:  # noqa: BLE001 - as Django does it
        return False


def holds(condition: Any, context: Any) -> Any:
    try:
        return condition.eval(context)
    except VariableDoesNotExist:
        return None


def for_(writer: Writer, node: Any, known: Known) -> None:
    """A loop over one name that does not ask where it stands."""
    if len(node.loopvars) != 1 or node.is_reversed:
        raise NeedsContextError
    many, one = writer.name(), writer.name()
    writer.line(f"{many} = listed({writer.value(node.sequence, known, 'None')})")
    inner = known.further({node.loopvars[0]: one, "forloop": None})

    def each() -> None:
        writer.line(f"if callable({one}):")
        writer.line(f"    {one} = part({{'one': {one}}}, 'one', context)")
        writer.nodes(node.inside, inner)

    writer.block(f"for {one} in {many}:", each)
    if node.nodelist_empty:
        writer.block(f"if not {many}:", lambda: writer.nodes(node.nodelist_empty, known))


def listed(values: Any) -> Any:
    if values is None:
        return ()
    return values if hasattr(values, "__len__") else list(values)


def with_(writer: Writer, node: Any, known: Known) -> None:
    codes = {name: writer.value(value, known) for name, value in node.extra_context.items()}
    names: dict[str, str | None] = {}
    for name, code in codes.items():
        names[name] = local = writer.name()
        writer.line(f"{local} = {code}")
    writer.nodes(node.nodelist, known.further(names))


# --- sentences with values --------------------------------------------------------------------------------------------------------
class Sentence:
    """What a ``blocktranslate`` says in each language, for each count."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.one, names = node.render_token_list(node.singular)
        self.many, more = node.render_token_list(node.plural) if node.plural else ("", [])
        self.names = list(dict.fromkeys([*names, *more]))
        self.said: dict[tuple[str | None, Any], str] = {}

    def say(self, language: str | None, count: Any, values: dict[str, str]) -> str:
        """The sentence with its values; in English where a translation asks for values that there are none of."""
        key = language, count
        words = self.said.get(key)
        if words is None:
            words = self._words(count)
            if type(count) is not int or -1 < count < COUNTS_KEPT:
                self.said[key] = words
        try:
            return words % values
        except (KeyError, ValueError):
            return (self.one if count in (None, 1) else self.many) % values

    def _words(self, count: Any) -> str:
        words = gettext(self.one) if count is None else ngettext(self.one, self.many, count)
        if isinstance(self.node, MarkedBlockNode) and is_foreign() and not self.node.has_words():
            return f"{BEGIN}{words}{END}"
        return words


def with_values(writer: Writer, node: Any, known: Known) -> None:
    if node.asvar or node.message_context or bool(node.plural) != bool(node.countervar and node.counter):
        raise NeedsContextError
    sentence, local = Sentence(node), dict(known.names)
    for name, value in node.extra_context.items():
        code = writer.value(value, known)
        local[name] = writer.name()
        writer.line(f"{local[name]} = {code}")
    count = "None"
    if node.plural:
        code = writer.value(node.counter, Known(dict(local), is_closed=known.is_closed))
        count = local[node.countervar] = writer.name()
        writer.line(f"{count} = counted({code}, {writer.constant(node)})")
    codes = {name: _named(writer, name, local) for name in sentence.names}
    values = ", ".join(f"{name!r}: shown({code}, context)" for name, code in codes.items())
    writer.line(f"add({writer.constant(sentence)}.say(language, {count}, {{{values}}}))")


def _named(writer: Writer, name: str, local: dict[str, str | None]) -> str:
    code = local[name] if name in local else writer.root(name)
    if code is None:
        raise NeedsContextError
    return f"some({code}, '')"


def counted(count: Any, node: Any) -> Any:
    """The number that a sentence hangs on. Raises ``TemplateSyntaxError`` for anything else."""
    if not isinstance(count, Decimal | float | int):
        raise TemplateSyntaxError(f"{node.countervar!r} argument to {node.tag_name!r} tag must be a number.")
    return count


HELPERS.update({"path": path, "compared": compared, "holds": holds, "listed": listed, "counted": counted, "static_file": static_file})
HELPERS["conditional_escape"] = conditional_escape
WAYS: dict[type[Node], Callable[[Writer, Any, Known], None]] = {
    QuickVariableNode: variable,
    QuickIncludeNode: include,
    QuickTranslateNode: sentence,
    QuickURLNode: fixed_address,
    StaticNode: static,
    SimpleNode: tag,
    URLNode: address,
    IfNode: if_,
    ForNode: for_,
    WithNode: with_,
    BlockTranslateNode: with_values,
    MarkedBlockNode: with_values,
}
