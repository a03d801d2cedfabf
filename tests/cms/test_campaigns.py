"""Campaigns: ten kinds of blocks, two days between which they run, and goods that are still there."""

from collections.abc import Iterator

import pytest
from wagtail import blocks

from catalogue.models import Listing
from cms.blocks import CampaignBody
from cms.models import CampaignPage, HomePage
from cms.saved_queries import in_turns
from search import facts
from search.models import ProductFacts
from tests.catalogue.factories import make_picture
from tests.cms.pages import every_block, make_campaign, make_story, products, today
from tests.pages.strict import strict_templates
from tests.pages.test_crawl import faults
from tests.storefront.looking import Shop, get, many_goods, open_shop, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


def everything(shop: Shop, **fields: object) -> CampaignPage:
    return make_campaign(blocks=every_block(shop, make_story(), make_picture("Orchard")), **fields)


def test_a_campaign_with_every_block_shows_each_and_can_be_used_with_any_tool(shop: Shop) -> None:
    everything(shop)
    with strict_templates():
        answer = get("/campaigns/new-crop/")
    words = text_of(answer)
    for one in (
        "No sulphur.",
        "In July.",
        "Two",
        "We cover the trays.",
        "On roofs",
        "Plan",
        "Undyed stole",
        "Leh, 1 group",
        "Shaken at dawn",
        "L-20931",
    ):
        assert one in words, one
    assert list(faults(answer.content.decode(), "en")) == []


def test_a_campaign_is_the_same_for_everybody_and_may_be_kept(shop: Shop) -> None:
    everything(shop)
    first, second = get("/campaigns/new-crop/"), get("/campaigns/new-crop/")
    assert first.content == second.content
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    assert "'unsafe-inline'" not in first["Content-Security-Policy"]


def test_many_blocks_ask_the_database_as_often_as_few(shop: Shop) -> None:
    story, picture = make_story(), make_picture("Orchard")
    few = every_block(shop, story, picture)
    make_campaign("Few", blocks=few)
    make_campaign("Many", blocks=[*few, *[one for one in few if one["type"] != "products"], products(shop.apricots)])
    once, twice = queries_of("/campaigns/few/"), queries_of("/campaigns/many/")
    assert len(once) == len(twice)
    assert len(once) <= 45


def test_what_is_withdrawn_is_left_out_and_what_is_sold_out_is_marked(shop: Shop) -> None:
    make_campaign(blocks=[products(shop.stole, shop.apricots)])
    ProductFacts.objects.filter(listing=shop.apricots).update(stock="sold_out")
    Listing.objects.filter(pk=shop.stole.pk).update(status="withdrawn")
    facts.refresh([shop.stole.pk])
    words = text_of(get("/campaigns/new-crop/"))
    assert "Undyed stole" not in words
    assert "Sun-dried apricots" in words
    assert "Sold out" in words


def test_a_block_whose_goods_are_all_withdrawn_is_not_shown(shop: Shop) -> None:
    make_campaign(blocks=[products(shop.stole, heading="Only wool")])
    Listing.objects.filter(pk=shop.stole.pk).update(status="withdrawn")
    facts.refresh([shop.stole.pk])
    assert "Only wool" not in text_of(get("/campaigns/new-crop/"))


def test_after_its_last_day_a_campaign_says_so_and_leads_to_what_runs(shop: Shop) -> None:
    make_campaign("Old crop", starts_on=today(-30), ends_on=today(-1))
    make_campaign("Winter wool", starts_on=today(), ends_on=today())
    make_campaign("Spring", starts_on=today(5), ends_on=today(9))
    words = text_of(get("/campaigns/old-crop/"))
    assert "This campaign ended on" in words
    assert "Winter wool" in words
    assert "Spring" not in words
    assert "Until" in text_of(get("/campaigns/winter-wool/"))
    assert "From" in text_of(get("/campaigns/spring/"))
    listed = text_of(get("/campaigns/"))
    assert listed.index("Winter wool") < listed.index("Coming") < listed.index("Spring") < listed.index("Old crop")


def test_the_front_page_tells_of_the_campaign_that_ends_first_and_not_twice_of_the_one_at_its_head(shop: Shop) -> None:
    make_campaign("Over", starts_on=today(-9), ends_on=today(-1))
    assert "or as long as there is any" not in text_of(get("/"))

    make_campaign("Winter wool", starts_on=today(-9), ends_on=today(9))
    make_campaign("Last berries", starts_on=today(-9), ends_on=today(2))
    page = get("/ur/").content.decode()
    assert '<h2 lang="en">Last berries</h2>' in page
    assert 'href="/ur/campaigns/last-berries/"' in page
    assert "Winter wool" not in page

    HomePage.objects.update(action_path="/campaigns/last-berries/")
    assert "Winter wool" in text_of(get("/"))


def test_a_saved_query_is_answered_anew_and_gives_both_sides_their_turn(shop: Shop) -> None:
    many_goods(shop.orchard, 6)
    make_campaign(blocks=[products(heading="All", words="", family="", in_season=False, balance=True, number="4", sort="newest")])
    page = get("/campaigns/new-crop/").content.decode()
    sides = [kind for kind in ("leh", "kargil") if f"district-mark {kind}" in page or kind in page]
    assert sides == ["leh", "kargil"]
    assert page.count('class="card"') == 4
    assert "Undyed stole" in page


def test_line_15_sides_take_turns_and_the_other_fills_what_one_lacks() -> None:
    leh, kargil = (list(map(ProductFacts, numbers)) for numbers in ([1, 2, 3], [11]))
    assert [facts.pk for facts in in_turns([leh, kargil], 4)] == [1, 11, 2, 3]
    assert [facts.pk for facts in in_turns([leh, kargil], 2)] == [1, 11]


def nested(block: blocks.Block) -> Iterator[blocks.Block]:
    children = getattr(block, "child_blocks", {}).values() if not isinstance(block, blocks.ListBlock) else [block.child_block]
    for child in children:
        yield child
        yield from nested(child)


def test_there_are_ten_blocks_each_with_a_group_a_picture_and_at_most_one_list_inside() -> None:
    kinds = CampaignBody().child_blocks
    assert len(kinds) == 10
    for name, block in kinds.items():
        assert block.meta.group, name
        assert block.meta.label_format, name
        assert block.meta.description, name
        inside = list(nested(block))
        assert not any(isinstance(one, blocks.StreamBlock) for one in inside), name
        for one in inside:
            if isinstance(one, blocks.ListBlock):
                assert not any(isinstance(deeper, blocks.ListBlock) for deeper in nested(one)), name


@pytest.mark.parametrize("kind", list(CampaignBody().child_blocks))
def test_the_picker_shows_each_block_as_readers_would_see_it(shop: Shop, kind: str) -> None:
    make_story()
    make_picture("Orchard")
    block = CampaignBody().child_blocks[kind]
    part = block.get_context(block.get_preview_value())["part"]
    assert part is not None
    html = block.render(block.get_preview_value())
    assert 'id="part-1"' in html
