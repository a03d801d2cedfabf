"""Every page for readers: renders from what it is given, is well formed, and can be used with any tool."""

import itertools
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.catalogue.factories import make_picture
from tests.cms.pages import every_block, make_campaign, make_group_story, make_story
from tests.pages.strict import MissingVariable, strict_templates
from tests.storefront.looking import Outline, Shop, get, make_sizes, open_shop

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = {
    "home": ("/", 200),
    "products": ("/products/", 200),
    "products-chosen": ("/products/?area=kargil&area=leh&max=700&ready=5&month=11&sort=price_up", 200),
    "products-none": ("/products/?min=90000000", 200),
    "category": ("/c/apricot/", 200),
    "category-below": ("/c/stoles-and-shawls/", 200),
    "product": ("/p/undyed-stole/", 200),
    "product-pin": ("/p/undyed-stole/?pin=110001", 200),
    "product-wrong-pin": ("/p/undyed-stole/?pin=000000", 200),
    "groups": ("/groups/", 200),
    "groups-leh": ("/groups/?area=leh", 200),
    "group": ("/groups/wool-sisters/", 200),
    "search": ("/search/?q=apricots", 200),
    "search-nothing": ("/search/?q=umbrella", 200),
    "search-empty": ("/search/", 200),
    "trace": ("/t/", 200),
    "trace-wrong": ("/t/?code=%3F%3F", 200),
    "lot": ("/t/L-20931/", 200),
    "lot-unknown": ("/t/L-00000/", 404),
    "how-we-rank": ("/how-we-rank/", 200),
    "patterns": ("/patterns/", 200),
    "policies": ("/policies/", 200),
    "policy": ("/policies/returns/", 200),
    "stories": ("/stories/", 200),
    "story": ("/stories/shaken-at-dawn/", 200),
    "campaigns": ("/campaigns/", 200),
    "campaign": ("/campaigns/new-crop/", 200),
    "not-found": ("/no-such-page/", 404),
    "login": ("/login/", 200),
    "signup": ("/signup/", 200),
    "password-reset": ("/password/reset/", 200),
    "basket": ("/basket/", 200),
    "find-order": ("/orders/find/", 200),
    "seasons": ("/seasons/", 200),
    "season": ("/seasons/11/", 200),
    "grievance": ("/grievance/", 200),
    "enquire": ("/enquire/", 200),
    "enquire-group": ("/groups/wool-sisters/enquire/", 200),
    "reviews": ("/p/undyed-stole/reviews/", 200),
    "reviews-group": ("/groups/wool-sisters/reviews/", 200),
    "ask": ("/p/undyed-stole/ask/", 200),
    "tell-me": ("/p/undyed-stole/tell-me/", 200),
    "sell": ("/sell/", 200),
}


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    make_sizes(shop.stole)
    make_group_story(shop)
    story = make_story(group=shop.wool)
    make_campaign(blocks=every_block(shop, story, make_picture("Orchard")))
    return shop


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_renders_from_what_it_is_given_and_can_be_used_with_any_tool(shop: Shop, language: str) -> None:
    found = {}
    for name, (path, status) in PAGES.items():
        try:
            with strict_templates():
                answer = get(path if language == "en" else f"/{language}{path}")
        except MissingVariable as missing:
            found[name] = [f"{missing} is not there"]
            continue
        found[name] = [] if answer.status_code == status else [f"status {answer.status_code}"]
        found[name] += list(faults(answer.content.decode(), language))
    assert [f"{name}: {words}" for name, words in found.items() if words] == []


def test_only_the_choice_of_languages_leads_into_another_language(shop: Shop) -> None:
    """Samples of the pattern page lead nowhere."""
    links = {
        (name, str(link["href"]))
        for name, (path, _status) in PAGES.items()
        if name != "patterns"
        for link in Outline(get(f"/ur{path}").content.decode()).all("a")
        if "hreflang" not in link and str(link["href"]).startswith("/")
    }
    assert {name for name, _address in links} >= {"campaigns", "stories", "campaign", "home"}
    assert [one for one in sorted(links) if not one[1].startswith("/ur/")] == []


def faults(page: str, language: str) -> Iterator[str]:
    """What is wrong with a page for somebody who does not see it, or for a strict browser."""
    outline = Outline(page)
    yield from outline.unbalanced
    if outline.all("html")[0] != {"lang": language, "dir": "rtl" if language == "ur" else "ltr"}:
        yield f"language {outline.all('html')[0]}"
    yield from (f"{len(outline.all(tag))} <{tag}>" for tag in ("h1", "main") if len(outline.all(tag)) != 1)
    yield from (f"nameless field {values}" for values in outline.unnamed_fields())
    for picture in outline.all("img"):
        if not {"alt", "width", "height"} <= picture.keys():
            yield f"picture {picture}"
    ids = [str(values["id"]) for _tag, values in outline.tags if values.get("id")]
    yield from (f"id {one} twice" for one in set(ids) if ids.count(one) > 1)
    yield from re.findall(
        r' style="[^"]*"| on[a-z]+="[^"]*"|<script(?! type="application/ld.json"| src="/static/js/suggest[^"]*" defer>)[^>]*>', page
    )
    if len(re.findall(r"<title>[^<]{3,}</title>", page)) != 1:
        yield "title"
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    yield from (f"h{before} then h{after}" for before, after in pairwise(levels) if after > before + 1)


@pytest.mark.long
def test_every_link_and_every_part_of_every_page_answers(shop: Shop) -> None:
    """Addresses that differ only in what they choose are tried once; what English has too, in English. Samples lead nowhere."""
    asked: dict[tuple[str, tuple[str, ...]], str] = {}
    found = []
    read = [path for path, status in PAGES.values() if status == 200 and path != "/patterns/"]
    for language, path in itertools.product(("", "/ur"), read):
        page = get(language + path).content.decode()
        outline = Outline(page)
        ids = {str(values.get("id")) for _tag, values in outline.tags}
        for link in addresses_in(outline):
            parts = urlsplit(link)
            if not parts.path and not parts.query:
                found += [f"{language}{path}: {link}"] if parts.fragment not in ids else []
            elif parts.netloc in ("", urlsplit(settings.BASE_URL).netloc) and parts.scheme in ("", "http", "https"):
                names = tuple(name for name, _value in parse_qsl(parts.query))
                asked.setdefault(
                    (re.sub(r"^/(?:hi|ur|lbj|prx)(?=/)", "", parts.path), names), urlunsplit(("", "", parts.path or path, parts.query, ""))
                )
    assert len(asked) > 80
    found += [f"{address}: {status}" for address in asked.values() if (status := status_of(address)) not in (200, 301, 302)]
    assert found == []


def addresses_in(outline: Outline) -> Iterator[str]:
    """Where the links, forms, sheets, scripts and pictures of a page lead."""
    for tag, values in outline.tags:
        yield from (str(values[name]) for name in ("href", "src") if values.get(name))
        yield from (one.split()[0] for one in (values.get("srcset") or "").split(",") if one.strip())
        if tag == "form" and values.get("method") != "post" and values.get("action"):
            yield str(values["action"])


def status_of(address: str) -> int:
    """What the shop answers; for what lies in a folder, whether it is there. The sizes of pictures are only rows in this shop."""
    path = urlsplit(address).path
    if path.startswith(settings.STATIC_URL):
        return 200 if finders.find(unquote(path.removeprefix(settings.STATIC_URL))) else 404
    return 200 if path.startswith(settings.MEDIA_URL) else get(address).status_code


def test_what_a_style_sheet_names_is_there() -> None:
    styles = settings.BASE_DIR / "static" / "css"
    named = [
        (file, name) for file in styles.rglob("*.css") for name in re.findall(r'url\("?([^"):]+)"?\)', file.read_text(encoding="utf-8"))
    ]
    assert len(named) >= 2
    assert [f"{file.name}: {name}" for file, name in named if not (file.parent / name).resolve().is_file()] == []


def test_a_template_that_asks_for_what_is_not_there_is_caught(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from storefront.looking import trace

    whole = trace._context
    monkeypatch.setattr(trace, "_context", lambda *given: {name: value for name, value in whole(*given).items() if name != "village"})
    with strict_templates(), pytest.raises(MissingVariable, match="village"):
        get("/t/L-20931/")
