"""Every page for readers: renders from what it is given, is well formed, and can be used with any tool."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

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


def test_a_template_that_asks_for_what_is_not_there_is_caught(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from storefront.looking import trace

    whole = trace._context
    monkeypatch.setattr(trace, "_context", lambda *given: {name: value for name, value in whole(*given).items() if name != "village"})
    with strict_templates(), pytest.raises(MissingVariable, match="village"):
        get("/t/L-20931/")
