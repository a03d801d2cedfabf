"""The quick nodes write what Django's own write, and do not stay behind when the language or the context changes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from django.template import Context, Engine, Node, NodeList, TemplateDoesNotExist
from django.template.base import VariableNode
from django.template.defaulttags import ForNode, IfNode
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
BUILTINS = ["marketplace.templatetags.words", "marketplace.templatetags.frame", "django.templatetags.i18n"]
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
    "{% extends 'child.html' %}{% block a %}{% with outer='<w>' %}{{ block.super }}{% endwith %}{% endblock %}",
    # Loops that Python runs, and those that ask where they stand.
    "{% for row in rows %}{{ row }}{{ outer }}{% if row == 2 %}b{% elif row %}a{% else %}{{ missing }}c{% endif %}{% endfor %}{{ row }}",
    "{% for thing in things %}{{ thing.name }}{{ thing.shout.1 }}{% for row in thing.rows %}{{ row|add:number }}{% empty %}-{% endfor %}{% endfor %}",
    "{% for row in rows %}{{ forloop.counter }}{% for inner in text %}{{ forloop.parentloop.counter }}{{ inner }}{% endfor %}{% endfor %}",
    "{% for row in rows reversed %}{{ row }}{% endfor %}{% for a, b in pairs %}{{ a }}={{ b }}{% endfor %}{% for x in missing %}x{% empty %}y{% endfor %}",
    "{% for kind in kinds %}{{ kind }}{% endfor %}{% for row in nothing %}x{% endfor %}{% for one in made %}{{ one }}{% endfor %}",
    "{% for row in rows %}{% trans 'Basket' %}{% url 'products' %}{% url 'product' slug %}{% with was=row %}{{ was|default:'-' }}{% endwith %}{% endfor %}",
    "{% for row in rows %}{% trans 'Basket' as kept %}{{ kept }}{{ row }}{% endfor %}{% firstof missing raw as first %}{{ first }}{{ first|safe }}",
    # Conditions, also those that can not hold.
    "{% if rows and not nothing or missing %}a{% endif %}{% if number in rows %}b{% endif %}{% if 2 in rows %}c{% endif %}{% if yes is True %}d{% endif %}",
    "{% if number < text %}a{% else %}b{% endif %}{% if rows|length > 2 %}c{% endif %}{% if missing|length > 2 %}d{% endif %}{% if x.y == None %}e{% endif %}",
    "{% if number in nothing %}a{% elif number not in rows %}b{% endif %}{% if missing == nothing %}c{% endif %}{% if text|add:missing %}d{% else %}e{% endif %}",
    "{% if thing.shout %}a{% endif %}{% if not thing.missing.more %}b{% endif %}{% if table.items %}c{% endif %}{% if 'x' in text and number >= 7 %}d{% endif %}",
    # Sentences with values.
    "{% for row in rows %}{% blocktrans with name=row %}By {{ name }}, {{ outer }}{% endblocktrans %}{% endfor %}{% blocktrans %}{{ missing }}%{% endblocktrans %}",
    "{% blocktrans count number=number %}{{ number }} of {{ said }}{% plural %}{{ number }} in {{ share }}{% endblocktrans %}{{ number }}",
    "{% blocktrans count days=one %}Packed in {{ days }} day{% plural %}Packed in {{ days }} days{% endblocktrans %}",
    "{% blocktrans count days=number with days=share|add:1 %}Packed in {{ days }} day{% plural %}Packed in {{ days }} days{% endblocktrans %}",
    "{% blocktrans asvar kept with price=paise|rupees %}Where {{ price }} goes{% endblocktrans %}{{ kept }}{% blocktrans context 'a' %}b{% endblocktrans %}",
    # Filters with names, times and what changes the way of writing.
    "{{ raw|default:outer }}{{ missing|default:raw }}{{ nothing|default_if_none:safe }}{{ moment|date:'H:i' }}{{ safe|cut:text }}{{ text|slice:':2'|upper }}",
    "{% load l10n tz %}{% localize off %}{{ big }}{% endlocalize %}{{ big }}{% timezone 'UTC' %}{{ moment|time:'H:i' }}{% endtimezone %}{{ moment }}",
    "{% autoescape off %}{% for row in rows %}{{ row }}{% if row %}{{ raw }}{% endif %}{% endfor %}{% endautoescape %}{% spaceless %}<b> {{ raw }} </b> <i>{% endspaceless %}",
    "{% with a=raw b=number|add:1 %}{{ a }}{{ b }}{% include 'part.html' with inner=a only %}{% include 'part.html' %}{% endwith %}{{ a }}",
    # Tags that are functions, with values, with a name for what they give, with the context.
    "{% english %}{% policy_path 'returns' %}{% policy_path slug %}{% for row in rows %}{% policy_path row %}{% english %}{% endfor %}",
    "{% light_pages as light %}{{ light }}{% if light %}a{% endif %}{% language_prefix as begin %}{{ begin }}{% policy_path text|upper as kept %}{{ kept }}",
    "{% for row in rows %}{% language_prefix as begin %}{{ begin }}{{ row }}{% endfor %}{% with light=1 %}{% light_pages as light %}{{ light }}{% endwith %}{{ light }}",
    # What texts, lists and tuples have under a name, and by number.
    "{{ said.language }}{{ said.0 }}{{ said.missing }}{{ rows.count }}{{ rows.append.x }}{{ pairs.0.1 }}{{ told.name }}{{ told.0 }}{{ told.rows.0 }}{{ text.upper }}",
    "{% language 'hi' %}{% trans 'Basket' %}{% endlanguage %}{% trans 'Basket' %}{% get_current_language as tongue %}{{ tongue }}",
)


@dataclass
class Thing:
    name: str = "Wool"
    rows: tuple[int, ...] = ()

    def shout(self) -> list[str]:
        return ["WOOL!", "<b>"]


class Told(NamedTuple):
    name: str
    rows: tuple[int, ...]


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
        "one": 1,
        "slug": "a-b",
        "things": [Thing(), Thing("<Felt>", (1, 2))],
        "pairs": [("<a>", 1), ("b", None)],
        "kinds": [str, list],
        "made": (number for number in (1, 2)),
        "told": Told("<t>", (5,)),
        "moment": datetime(2026, 11, 23, 20, 30, tzinfo=UTC),
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


def test_a_template_is_written_once_and_asks_no_node_of_djangos_own(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "{% for thing in things %}{% if thing.rows %}{{ thing.name }}{% else %}{% trans 'Basket' %}{% endif %}{% endfor %}"
    template = Quick(libraries=LIBRARIES, builtins=BUILTINS).compile(source)
    for kind in (ForNode, IfNode, VariableNode, NodeList):
        monkeypatch.setattr(kind, "render", None)
    assert [template.render(Context(values())) for _ in range(2)] == ["Basket&lt;Felt&gt;"] * 2
    assert template.nodelist.written is not None


def test_the_blocks_of_a_parent_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Quick(libraries=LIBRARIES, builtins=BUILTINS)
    parent = engine.compile("<{% block a %}x{% endblock %}>")
    template = engine.compile("{% extends parent %}{% block a %}{{ block.super }}{{ number }}{% endblock %}")
    assert template.render(Context({**values(), "parent": parent})) == "<x7>"
    monkeypatch.setattr(NodeList, "get_nodes_by_type", None)
    assert template.render(Context({**values(), "parent": parent})) == "<x7>"


class Naming(Node):
    """Of somebody else: who knows where it keeps the name."""

    __module__ = "else.where"

    def render(self, context: Context) -> str:
        context["outer"] = "given"
        return ""


def test_a_name_that_a_tag_of_others_gives_is_looked_up_behind_it() -> None:
    template = Quick(libraries=LIBRARIES, builtins=BUILTINS).compile("{{ outer }}{{ text }} {{ outer }}")
    template.nodelist.insert(2, Naming())
    assert template.render(Context(values())) == "&lt;o&gt;xyz given"


def test_names_without_a_value_are_shown_where_an_engine_says_so() -> None:
    made = [kind(libraries=LIBRARIES, builtins=BUILTINS, string_if_invalid="?%s?") for kind in (Stock, Quick)]
    assert [engine.compile("{{ missing }}{{ thing.no }}").render(Context(values())) for engine in made] == ["?missing??thing.no?"] * 2
