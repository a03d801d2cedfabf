"""Django's templates, the same language and the same pages at about half the price.

A list of 24 products looks up 1,800 names and includes 160 components, and Django's own nodes do that with care for cases that hardly
ever occur. The four nodes that pages consist of are replaced while a template is compiled: a name that is a plain entry or attribute
is looked up at once, an include of a fixed name keeps its template and does not copy the context, a fixed sentence is translated once
for each language, a fixed address is made up once for each language. Whatever is not plain goes Django's own way.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    TextNode,
    Token,
    Variable,
    VariableDoesNotExist,
    VariableNode,
)
from django.template.base import render_value_in_context as render_any
from django.template.defaulttags import ForNode, URLNode
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode, IncludeNode, construct_relative_path
from django.template.loaders.base import Loader
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import TranslateNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # the stubs do not know it
from django.utils.translation import get_language

from marketplace.written import Body, WrittenList, included

# A filter, its arguments (a name, or a text), and what it says of itself.
Step = tuple[Callable[..., Any], list[tuple[bool, Any]], bool, bool, bool]
# Not plain: to be looked up in Django's own way.
ODD = object()


class QuickVariable(Variable):
    """A name whose parts are entries of plain dictionaries or attributes, and nothing that is called."""

    def resolve(self, context: Any) -> Any:
        if self.lookups is None or self.translate:
            return super().resolve(context)
        found = _named(context, self.lookups[0])
        for part in self.lookups[1:]:
            if found is ODD:
                break
            found = _part(found, part)
        return super().resolve(context) if found is ODD else found


def _named(context: Context, name: str) -> Any:
    """What the innermost scope has under this name. Raises ``VariableDoesNotExist`` where none has it."""
    for scope in reversed(context.dicts):
        if name in scope:
            found = scope[name]
            return ODD if callable(found) else found
    if hasattr(context, name):
        return ODD
    raise VariableDoesNotExist("Failed lookup for key [%s]", (name,))


def _part(whole: Any, name: str) -> Any:
    kind = type(whole)
    try:
        if kind is dict:
            found = whole[name]
        elif hasattr(kind, "__getitem__"):
            return ODD
        else:
            found = getattr(whole, name)
    except (KeyError, AttributeError):
        return ODD
    return ODD if callable(found) else found


class QuickExpression(FilterExpression):
    """A name with its filters, whose nature is looked at once."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if self.is_var:
            self.var = QuickVariable(self.var.var)
        self.steps = [_step(function, arguments) for function, arguments in self.filters]

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        if not self.is_var:
            found = self.var
        else:
            try:
                found = self.var.resolve(context)
            except VariableDoesNotExist:
                invalid = context.template.engine.string_if_invalid
                if invalid and not ignore_failures:
                    return super().resolve(context)
                found = None if ignore_failures else invalid
        for function, arguments, wants_local, wants_escape, keeps_safe in self.steps:
            values = [argument.resolve(context) if is_name else argument for is_name, argument in arguments]
            if wants_local:
                found = template_localtime(found, context.use_tz)
            made = function(found, *values, autoescape=context.autoescape) if wants_escape else function(found, *values)
            found = mark_safe(made) if keeps_safe and isinstance(found, SafeData) else made  # noqa: S308 - as Django does it
        return found


def _step(function: Callable[..., Any], arguments: list[tuple[bool, Any]]) -> Step:
    known = [(is_name, QuickVariable(one.var) if is_name else mark_safe(one)) for is_name, one in arguments]  # noqa: S308 - from a template
    marks = [bool(getattr(function, mark, False)) for mark in ("expects_localtime", "needs_autoescape", "is_safe")]
    return function, known, marks[0], marks[1], marks[2]


class QuickNode(Node):
    """What goes wrong in it is told without its place in the template, which only debugging shows anyway."""

    def render_annotated(self, context: Context) -> str:
        return self.render(context)


class QuickVariableNode(QuickNode, VariableNode):
    """Writes a value."""

    def render(self, context: Context) -> str:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        return render_any(value, context)


class QuickIncludeNode(QuickNode, IncludeNode):
    """Includes a template of a fixed name, which stays the same as long as the process lives."""

    ready: Any = None

    def render(self, context: Any) -> Any:
        template = self.ready or self.load(context)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if not self.isolated_context:
            with context.push(**values):
                return template.render(context)
        return included(self, context, values)

    def load(self, context: Any) -> Any:
        name = construct_relative_path(str(self.origin.template_name), self.template.var)
        self.ready = context.template.engine.get_template(name)
        return self.ready


class QuickTranslateNode(QuickNode, TranslateNode):
    """Says a fixed sentence in the language of the page. ``said`` is kept by language."""

    said: dict[str | None, str]

    def render(self, context: Context) -> str:
        language = get_language()
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = super().render(context)
        return said


class QuickURLNode(QuickNode, URLNode):
    """Writes the address of a page without a number or name in it. ``made`` is kept by language and by where addresses begin."""

    made: dict[tuple[object, ...], str]

    def render(self, context: Context) -> str:
        place = (get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), context.autoescape)
        made = self.made.get(place)
        if made is None:
            made = self.made[place] = super().render(context)
        return made


class QuickExtendsNode(QuickNode, ExtendsNode):
    """Puts blocks into another template, whose own blocks are looked for once."""

    def render(self, context: Any) -> Any:
        parent: Any = self.get_parent(context)
        state = context.render_context
        blocks = state.setdefault(BLOCK_CONTEXT_KEY, BlockContext())
        blocks.add_blocks(self.blocks)
        blocks.add_blocks(_blocks_of(parent))
        with state.push_state(parent, isolated_context=False):
            return parent._render(context)


def _blocks_of(template: Any) -> dict[str, BlockNode]:
    """The blocks of a template that extends no other one; those of any other join when it is rendered."""
    found: dict[str, BlockNode] | None = vars(template).get("own_blocks")
    if found is None:
        first = next((node for node in template.nodelist if not isinstance(node, TextNode)), None)
        own = [] if isinstance(first, ExtendsNode) else template.nodelist.get_nodes_by_type(BlockNode)
        found = template.own_blocks = {node.name: node for node in own}
    return found


def _quick(node: Any) -> Node:
    """The same node, or the quick one in its place."""
    kind = type(node)
    if kind is ForNode:
        node.inside = node.nodelist_loop
        node.nodelist_loop = NodeList([Body(node.inside)])
    if kind is VariableNode:
        return QuickVariableNode(node.filter_expression)
    if kind is ExtendsNode:
        return QuickExtendsNode(node.nodelist, node.parent_name)
    if kind is IncludeNode and _is_fixed(node.template):
        return QuickIncludeNode(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)
    if kind is TranslateNode and not (node.asvar or node.message_context or node.noop) and _is_fixed(node.filter_expression):
        quick = QuickTranslateNode(node.filter_expression, node.noop)
        quick.said = {}
        return quick
    if kind is URLNode and not (node.args or node.kwargs or node.asvar) and _is_fixed(node.view_name) and ":" not in str(node.view_name):
        address = QuickURLNode(node.view_name, [], {}, None)
        address.made = {}
        return address
    return node


def _is_fixed(expression: FilterExpression) -> bool:
    """Whether it is a text in quotes."""
    var = expression.var
    literal = var.lookups is None and isinstance(var.literal, str) if isinstance(var, Variable) else isinstance(var, str)
    return literal and not expression.filters


class QuickParser(Parser):
    """Puts quick nodes where they can stand."""

    def compile_filter(self, token: str) -> FilterExpression:
        return QuickExpression(token, self)

    def parse(self, parse_until: Any = None) -> NodeList:
        found = super().parse(parse_until)
        made = WrittenList(found)
        made.contains_nontext = found.contains_nontext
        return made

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        super().extend_nodelist(nodelist, _quick(node), token)


class QuickTemplate(Template):
    """A template of quick nodes."""

    def compile_nodelist(self) -> NodeList:
        engine = self.engine
        parser = QuickParser(Lexer(self.source).tokenize(), engine.template_libraries, engine.template_builtins, self.origin)
        return parser.parse()


class _Compiling(Loader):
    """Finds a template as every loader does, and makes a quick one of it."""

    get_contents: Any  # of the loader that keeps

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return QuickTemplate(contents, origin, str(origin.template_name), self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class QuickLoader(CachedLoader, _Compiling):
    """Keeps compiled templates as long as the process lives. For a shop that is not debugged."""
