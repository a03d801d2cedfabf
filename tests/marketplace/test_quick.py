"""The quick nodes write what Django's own write, and do not stay behind when the language or the context changes."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Engine, TemplateDoesNotExist
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import override

from catalogue.texts import Text
from marketplace.quick import QuickTemplate

PARTS = {
    "part.html": "[{{ inner }}|{{ outer }}|{% with inner='w' %}{{ inner }}{% endwith %}]",
    "base.html": "<{% block a %}{{ outer }}{% endblock %}>",
    "child.html": "{% extends 'base.html' %}{% block a %}{{ block.super }}+{% include 'part.html' with inner=outer only %}{% endblock %}",
}
LIBRARIES = {"i18n": "django.templatetags.i18n", "l10n": "django.templatetags.l10n", "tz": "django.templatetags.tz"}
BUILTINS = ["marketplace.templatetags.words", "django.templatetags.i18n"]
TEMPLATES = (
    "{{ thing.name }} {{ thing.missing }} {{ missing }} {{ missing.part|default:'none' }} {{ thing.shout }} {{ thing.shout.0 }}",
    "{{ table.key }} {{ table.items }} {{ table.absent|default_if_none:'-' }} {{ rows.1 }} {{ rows.9 }} {{ text.0 }}",
    "{{ raw }} {{ safe }} {{ lazy }} {{ number }} {{ big }} {{ share }} {{ yes }} {{ nothing }} {{ said }} {{ raw|upper }} {{ safe|lower }}",
    "{{ raw|safe }} {{ raw|cut:'&' }} {{ number|add:number }} {{ paise|rupees }} {{ number|stringformat:'03d' }}",
    "{% autoescape off %}{{ raw }}{{ safe }}{{ raw|linebreaks }}{% endautoescape %}{{ raw|linebreaks }}{{ raw|force_escape }}",
    "{% for row in rows %}{% include 'part.html' with inner=row only %}{% include 'part.html' with inner=row %}{{ inner }}{% endfor %}",
    "{% trans 'Basket' %} {% trans 'Basket' as kept %}{{ kept }} {% trans '100%% wool' %} {% trans raw %} {% trans 'May' context 'x' %}",
    "{% url 'products' %} {% url 'product' 'a-b' %} {% url 'basket' as kept %}{{ kept }} {% url 'wagtailadmin_home' %}",
    "{% if thing.name == 'Wool' and not missing %}a{% elif missing %}b{% endif %}{% if number > 3 %}c{% endif %}{{ autoescape }}{{ new }}",
    "{% blocktrans with name=thing.name count total=number %}{{ name }} one{% plural %}{{ name }} {{ total }}{% endblocktrans %}",
    "{% extends 'child.html' %}{% block a %}{{ block.super }}{% include 'part.html' %}{{ inner }}{% endblock %}",
)


@dataclass
class Thing:
    name: str = "Wool"

    def shout(self) -> list[str]:
        return ["WOOL!", "<b>"]


class Stock(Engine):
    """Parts from memory."""

    made = None

    def find_template(self, name: str, dirs: Any = None, skip: Any = None) -> tuple[Any, None]:
        if name not in PARTS:
            raise TemplateDoesNotExist(name)
        return self.compile(PARTS[name]), None

    def compile(self, source: str) -> Any:
        from django.template import Origin, Template

        return (QuickTemplate if self.made else Template)(source, Origin("t", "t.html"), "t.html", self)


class Quick(Stock):
    made = QuickTemplate


def values() -> dict[str, Any]:
    return {
        "thing": Thing(),
        "table": {"key": "<k>"},
        "rows": ["<1>", 2, None],
        "raw": "a & <b>",
        "safe": mark_safe("<i>"),
        "lazy": lazystr("<lazy>"),
        "number": 7,
        "big": 1234567,
        "share": 0.25,
        "paise": 12450000,
        "yes": True,
        "nothing": None,
        "said": Text("<said>"),
        "text": "xyz",
        "outer": "<o>",
    }


@pytest.mark.parametrize("source", TEMPLATES)
def test_quick_nodes_write_what_djangos_own_write(source: str) -> None:
    stock, quick = (kind(libraries=LIBRARIES, builtins=BUILTINS) for kind in (Stock, Quick))
    expected, made = stock.compile(source), quick.compile(source)
    for language in ("en", "hi", "ur", "en"):
        with override(language):
            for _ in range(2):
                assert made.render(Context(values())) == expected.render(Context(values()))


def test_an_include_leaves_nothing_behind_even_where_it_breaks() -> None:
    PARTS["broken.html"] = "{% include missing_name %}"
    quick = Quick(libraries=LIBRARIES, builtins=BUILTINS)
    context = Context(values())
    with pytest.raises(TemplateDoesNotExist):
        quick.compile("{% include 'broken.html' with missing_name='no.html' only %}").render(context)
    assert quick.compile("{{ outer }}{{ missing_name }}").render(context) == "&lt;o&gt;"
