"""What people read on every page of the demo is words: no name of a field, code of a state, letters of a language or sign of a template."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(300), pytest.mark.usefixtures("demo")]

# Who looks, from where, and at what: pages that another one looks at are left to that one.
PEOPLE = {
    "": (("/", "/products/", "/t/L-20931/", "/p/undyed-pashmina-stole/?pin=110001", "/search/?q=saffron+umbrella", "/patterns/"), r"/"),
    "shopper@demo.example": (("/account/", "/"), r"/(?:account|orders|o|grievance)/"),
    "suru-blossom@demo.example": (("/workspace/",), r"/workspace/"),
    "facilitator@demo.example": (("/workspace/",), r"/workspace/"),
    "staff@demo.example": (("/admin/",), r"/admin/"),
}
# So many pages of each address; those of one kind differ in what they are about.
OF_EACH = 4
FEWEST = {"": 60, "suru-blossom@demo.example": 60, "staff@demo.example": 60}
# Addresses of Wagtail and Oscar, whose words are theirs; files; what ends a visit; the page on which sentences are translated with their signs.
PASSED_OVER = re.compile(r"^/(?:(?:hi|ur|lbj|prx)/|static/|media/|central/|admin/(?:pages|images|documents|reports|workflows|users|groups|sites|"
                         r"collections|redirects|locales|account|search|choose|styleguide|settings|snippets|login|logout|words|log)|logout|feeds/)")  # fmt: skip
CODES = {
    "the name of a field": re.compile(r"(?<![\w/@.#-])[a-z]+(?:_[a-z0-9]+)+(?![\w@/-])"),
    "the name of an act": re.compile(
        r"(?<![\w/@.-])(?:orders|payments|producers|catalogue|listing|group|draft|checklist|accounts|words)\.[a-z_.]+"
    ),
    "a language": re.compile(r"(?<![\w./?=-])(?:en|hi|ur|lbj|prx)(?![\w-])"),
    "a way of paying": re.compile(r"\bupi\b|\((?:offline|direct|stripe|split)\)|\bnodal|^(?:offline|direct|stripe|split|cash),"),
    "a value of Python": re.compile(r"^(?:None|True|False|nan|\[.*\]|\(.*,\))$|\bNone,|: None\b|<[a-z]+ object|datetime\.|Decimal\("),
    "a sign of a template": re.compile(r"\{[%{]|[%}]\}|%\(|%[sd]\b|&(?:amp|lt|gt|quot);"),
}
# Words that only look like codes, each with its reason.
FINE = re.compile(
    r"\{(?:shop|number|title|link|code|)\}"  # places in the words of text messages, which staff write
)
# Facts of goods whose answer may be that word.
ANSWERED_NONE = ("Embroidery", "Preservative", "Brocade in centimetres", "Allergens")
SHOWN = ("alt", "title", "placeholder", "aria-label")
UNREAD = ("script", "style", "code", "textarea", "template", "svg")


class Words(HTMLParser):
    """Everything on a page that somebody reads or hears, one string for each piece; and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._unread = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        values = dict(attrs)
        self.pieces += [str(values[name]) for name in SHOWN if values.get(name)]
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.pieces.append(str(values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.pieces.append(" ".join(data.split()))


def codes(page: str) -> Iterator[str]:
    """What is no word on a page."""
    for label, piece in pairwise(["", *Words(page).pieces]):
        read = "" if label in ANSWERED_NONE else FINE.sub("", piece)
        for what, pattern in CODES.items():
            if found := pattern.search(read):
                yield f"{what}: {found.group()!r} in {piece[:100]!r}"


def visit(client: Client, starts: tuple[str, ...], within: str) -> Iterator[tuple[str, str]]:
    """The pages that can be reached by links, some of each address; each with its path."""
    waiting, known, counted = list(starts), set(starts), Counter[tuple[str, tuple[str, ...]]]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        page = answer.content.decode()
        yield path, page
        for link in Words(page).links:
            found = urlsplit(link)
            address = f"{found.path}?{found.query}" if found.query else found.path
            if found.netloc or not re.match(within, found.path) or address in known or PASSED_OVER.match(found.path):
                continue
            known.add(address)
            try:
                kind = resolve(found.path).route, tuple(name for name, _value in parse_qsl(found.query))
            except Resolver404:
                continue
            counted[kind] += 1
            if counted[kind] <= OF_EACH:
                waiting.append(address)


def plain(patterns: Sequence[URLPattern | URLResolver] | None = None, before: str = "/") -> Iterator[str]:
    """Our addresses without a number in them: the menu of the administration is made by a script, which nobody runs here."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from plain(one.url_patterns, path)
        elif re.fullmatch(r"[\w/-]+/", path) and not PASSED_OVER.match(path):
            yield path


@pytest.mark.parametrize("email", PEOPLE)
def test_every_page_speaks_in_words(email: str) -> None:
    client = Client()
    if email:
        client.force_login(User.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    seen, found = 0, defaultdict(list)
    starts, within = PEOPLE[email]
    for path, page in visit(client, (*starts, *(path for path in plain() if within == "/admin/" and path.startswith(within))), within):
        seen += 1
        for fault in codes(page):
            found[fault].append(path)
    assert seen >= FEWEST.get(email, 5)
    faults = [f"{fault} on {len(paths)} pages, first {paths[0]}" for fault, paths in found.items()]
    assert not faults, f"{seen} pages\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "words",
    [
        "<p>Paid by offline, given_up</p>",
        "<p>orders.part_placed</p>",
        "<dd>en</dd>",
        "<dd>None</dd>",
        "<p>{{ amount }}</p>",
        '<img alt="%(title)s">',
        "<dd>UTR1 (offline)</dd>",
        "<dd>offline, upi</dd>",
    ],
)
def test_a_page_that_shows_a_code_is_caught(words: str) -> None:
    assert list(codes(words))
    assert not list(codes("<p>Paid by UPI. None known. 2 of 3 in <code>a_field</code></p>"))
