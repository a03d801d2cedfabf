"""Templates as functions: what a list of nodes does is written down as Python once, and run for each page.

Django asks every node to render itself and looks every name up anew. Here a stretch of a template is one function: its texts are constants,
its names are looked up once, conditions and loops are Python's own. What has a meaning of its own (a tag of a library, a block) is asked as
before. The function is made when the stretch is first shown; ``written_nodes.py`` says how each kind of node is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.base import Node, NodeList, TextNode, Variable, VariableDoesNotExist
from django.template.base import render_value_in_context as render_any
from django.template.defaulttags import CommentNode, LoadNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # the stubs do not know it
from django.utils.translation import get_language

# In these a node of Django or ours keeps the name that it gives its result. Nobody knows where those of others do.
NAMED_BY = ("asvar", "target_var", "varname", "variable", "variable_name", "var_name")
OF_DJANGO_OR_OURS = ("django.", "marketplace.", "words.")
ANY = "*"
# What these have under a name is an attribute; entries, which are asked for by number, are found in Django's own way.
BY_NUMBER = (str.__getitem__, list.__getitem__, tuple.__getitem__)
# What every context knows.
BUILTINS = {"True": True, "False": False, "None": None}


class Nothing:
    """What a name stands for that nobody gave a value."""

    def __bool__(self) -> bool:
        return False


NOTHING = Nothing()


class NeedsContextError(Exception):
    """What stands here can not be written with names of Python alone."""


class WrittenList(NodeList):
    """Nodes that are written as a function when they are first shown."""

    written: Callable[[Any], str] | None = None

    def render(self, context: Any) -> SafeString:
        """Django's own way where a template switches escaping off, or names without a value are shown."""
        if not context.autoescape or context.template.engine.string_if_invalid:
            return super().render(context)
        if self.written is None:
            self.written = write(self)
        return SafeString(self.written(context))


class Body(Node):
    """The inside of a loop, which Django asks node by node, in one piece."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodelist = nodes

    def render(self, context: Context) -> str:
        return self.nodelist.render(context)

    def render_annotated(self, context: Context) -> str:
        return self.nodelist.render(context)


@dataclass(frozen=True)
class Known:
    """Names of a template that only Python knows, and how Python calls them; nothing for one that can not be written.

    ``is_closed``: there are such names, so nothing may be asked that looks for them in the context.
    """

    names: dict[str, str | None] = field(default_factory=dict)
    is_closed: bool = False

    def further(self, names: dict[str, str | None]) -> "Known":
        return Known({**self.names, **names}, is_closed=True)


def write(nodes: Iterable[Node]) -> Callable[[Any], str]:
    """The function that renders them."""
    from marketplace.written_nodes import WAYS  # which writes with this module

    nodes = list(nodes)
    writer = Writer(WAYS, changing_in(nodes))
    writer.nodes(nodes, Known())
    return writer.function()


def changing_in(nodes: Iterable[Any]) -> set[str]:
    """Names that get a value while the nodes are rendered: they are looked up where they stand, not once. ``ANY`` for all of them."""
    found: set[str] = set()
    for node in nodes:
        is_known = type(node).__module__.startswith(OF_DJANGO_OR_OURS)
        if not is_known or (getattr(node, "takes_context", False) and not node.func.__module__.startswith(OF_DJANGO_OR_OURS)):
            found.add(ANY)
        found |= {str(getattr(node, name)) for name in NAMED_BY if getattr(node, name, None)}
        for name in node.child_nodelists:
            found |= changing_in(getattr(node, name, None) or ())
    return found


class Writer:
    """Writes lines."""

    def __init__(self, ways: "dict[type[Node], Callable[[Writer, Any, Known], None]]", changing: set[str]) -> None:
        self.ways = ways
        self.changing = changing
        self.lines: list[str] = []
        self.depth = 1
        self.text = ""
        self.constants: dict[str, Any] = dict(HELPERS)
        self.roots: dict[str, str] = {}
        self.count = 0

    def line(self, code: str) -> None:
        self._flush()
        self.lines.append("    " * self.depth + code)

    def _flush(self) -> None:
        if self.text:
            text, self.text = self.text, ""
            self.lines.append("    " * self.depth + f"add({text!r})")

    def name(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def constant(self, value: Any) -> str:
        name = self.name()
        self.constants[name] = value
        return name

    def block(self, head: str, write_it: Callable[[], None]) -> None:
        """A line that ends in a colon, and what stands under it."""
        self.line(head)
        self.depth += 1
        before = len(self.lines)
        write_it()
        self._flush()
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    def function(self) -> Callable[[Any], str]:
        """All lines as a function of the context."""
        self._flush()
        head = ["def written(context):", "    out = []", "    add = out.append", "    scopes = context.dicts"]
        head += ["    language = get_language()"] if any("(language" in line for line in self.lines) else []
        head += ["    place = fixed_place()"] if any("(place)" in line for line in self.lines) else []
        head += [f"    {local} = named(context, {name!r})" for name, local in self.roots.items()]
        source = "\n".join([*head, *self.lines, '    return "".join(out)'])
        exec(compile(source, "<written template>", "exec"), self.constants)  # noqa: S102 - lines of our own; texts come as literals
        function: Callable[[Any], str] = self.constants["written"]
        return function

    def value(self, expression: Any, known: Known, missing: str = "''") -> str:
        """The code of an expression with its filters. A name without a value is ``missing``."""
        if not hasattr(expression, "steps"):
            raise NeedsContextError
        code = f"some({self.variable(expression.var, known)}, {missing})" if expression.is_var else self.constant(expression.var)
        for function, arguments, wants_local, wants_escape, keeps_safe in expression.steps:
            code = f"local({code}, context)" if wants_local else code
            given = [f"given({self.variable(one, known)})" if is_name else self.constant(one) for is_name, one in arguments]
            more = [code, *given, *(["autoescape=True"] if wants_escape else [])]
            code = f"kept({', '.join([self.constant(function), *more])})" if keeps_safe else f"{self.constant(function)}({', '.join(more)})"
        return code

    def variable(self, variable: Any, known: Known) -> str:
        """The code of a name with its parts, or of a number; ``NOTHING`` where it has no value."""
        if variable.translate:
            raise NeedsContextError
        if variable.lookups is None:
            return self.constant(variable.literal)
        root, *parts = variable.lookups
        code = known.names[root] if root in known.names else self.root(root)
        if code is None or (known.is_closed and root == "block"):  # the block that this one stands for is rendered with the context
            raise NeedsContextError
        for part in parts:
            code = f"part({code}, {part!r}, context)"
        return code

    def root(self, name: str) -> str:
        """What the context has under a name: looked up at the beginning, or here where it changes meanwhile."""
        if name in self.changing or ANY in self.changing:
            return f"named(context, {name!r})"
        if name not in self.roots:
            self.roots[name] = self.name()
        return self.roots[name]

    def nodes(self, nodes: Iterable[Node], known: Known) -> None:
        for node in nodes:
            if isinstance(node, TextNode):
                self.text += node.s
            elif not isinstance(node, LoadNode | CommentNode):
                self._node(node, known)

    def _node(self, node: Any, known: Known) -> None:
        way = self.ways.get(type(node))
        kept = list(self.lines), self.text, dict(self.roots), self.depth
        try:
            if way is None:
                raise NeedsContextError
            way(self, node, known)
        except NeedsContextError:
            if known.is_closed:
                raise
            self.lines, self.text, self.roots, self.depth = kept
            self.line(f"add({self.constant(node)}.render_annotated(context))")


# --- what the functions call ------------------------------------------------------------------------------------------------------
def named(context: Any, name: str) -> Any:
    """What the innermost scope has under this name."""
    for scope in reversed(context.dicts):
        if name in scope:
            found = scope[name]
            return _asked(name, context) if callable(found) else found
    return _asked(name, context) if hasattr(context, name) else NOTHING


def part(whole: Any, name: str, context: Any) -> Any:
    """An entry of a plain dictionary or an attribute; anything else in Django's own way."""
    if whole is NOTHING:
        return NOTHING
    kind = type(whole)
    try:
        if kind is dict:
            found = whole[name]
        elif hasattr(kind, "__getitem__") and kind.__getitem__ not in BY_NUMBER:
            return _asked(f"whole.{name}", _around(whole, context))
        else:
            found = getattr(whole, name)
    except (KeyError, AttributeError):
        return _asked(f"whole.{name}", _around(whole, context))
    return _asked(f"whole.{name}", _around(whole, context)) if callable(found) else found


def _around(whole: Any, context: Any) -> Context:
    """A context in which there is nothing else."""
    made = Context()
    made.dicts = [{"whole": whole}]
    made.template = context.template
    return made


def _asked(name: str, context: Any) -> Any:
    try:
        return Variable(name).resolve(context)
    except VariableDoesNotExist:
        return NOTHING


def some(value: Any, otherwise: Any) -> Any:
    return otherwise if value is NOTHING else value


def given(value: Any) -> Any:
    """The argument of a filter, which has to have a value. Raises ``VariableDoesNotExist``."""
    if value is NOTHING:
        raise VariableDoesNotExist("The argument of a filter has no value.")
    return value


def shown(value: Any, context: Any) -> str:
    """A value as the page writes it."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value)
    return str(value) if kind is int and not settings.USE_THOUSAND_SEPARATOR else render_any(value, context)


def kept(function: Callable[..., Any], value: Any, *given: Any, **more: Any) -> Any:
    """A filter that leaves a safe text safe."""
    made = function(value, *given, **more)
    return mark_safe(made) if isinstance(value, SafeData) else made  # noqa: S308 - as Django does it


def local(value: Any, context: Any) -> Any:
    return template_localtime(value, context.use_tz)


def included(node: Any, context: Any, values: dict[str, Any]) -> str:
    """The template of an ``include ... only``, which sees nothing but these values."""
    template = node.ready or node.load(context)
    state, scopes = context.render_context, context.dicts
    outer, state.template = state.template, template
    state.dicts.append({})
    context.dicts = [BUILTINS, values]
    try:
        return template._render(context)
    finally:
        context.dicts = scopes
        state.template = outer
        state.dicts.pop()


def fixed_place() -> tuple[object, ...]:
    """What an address without a name in it hangs on, where texts are escaped."""
    return get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), True


HELPERS = {
    "get_language": get_language,
    "fixed_place": fixed_place,
    "named": named,
    "part": part,
    "some": some,
    "given": given,
    "shown": shown,
    "kept": kept,
    "local": local,
    "included": included,
}
