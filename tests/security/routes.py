"""Every address that the URLconf answers to, with made-up arguments where a rule gives none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize

MADE_UP = "999999999"


@dataclass(frozen=True)
class Route:
    """One pattern of the tree. ``template`` is its address with ``%(name)s`` for each argument."""

    name: str
    template: str
    arguments: tuple[str, ...]
    pattern: URLPattern
    is_translated: bool

    def path(self, values: Mapping[str, object]) -> str:
        """The address with these arguments; what is not given is made up."""
        return "/" + self.template % {name: values.get(name, MADE_UP) for name in self.arguments}

    @property
    def is_reachable(self) -> bool:
        """Whether the address leads to this very pattern, or an earlier one takes it."""
        return resolve(self.path({})).func is self.pattern.callback


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns))


def _walk(entries: list[URLPattern | URLResolver], before: str = "", namespace: str = "", translated: bool = False) -> Iterator[Route]:
    for entry in entries:
        template, _arguments = _template(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            is_translated = translated or isinstance(entry.pattern, LocalePrefixPattern)
            yield from _walk(entry.url_patterns, before + template, inner, is_translated)
        else:
            whole = before + template
            yield Route(f"{namespace}{entry.name}" if entry.name else whole, whole, _names_in(whole), entry, translated)


def _template(entry: URLPattern | URLResolver) -> tuple[str, list[str]]:
    """What Django itself fills in when it reverses the pattern; the form with the most arguments."""
    if isinstance(entry.pattern, LocalePrefixPattern):
        return "", []
    return max(normalize(entry.pattern.regex.pattern), key=lambda form: len(form[1]))


def _names_in(template: str) -> tuple[str, ...]:
    return tuple(part.split(")s")[0] for part in template.split("%(")[1:])
