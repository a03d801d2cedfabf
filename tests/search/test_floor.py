"""The floor that benchmarks hold our engine against is true: it finds and counts the same goods."""

import pytest

from benchmarks.floor import differences, floor
from search import engine
from search.contract import Query
from tests.search import test_engines
from tests.search.test_engines import Shop

pytestmark = pytest.mark.django_db
shop = test_engines.shop


@pytest.mark.parametrize(("text", "found"), [("apricot oil", 1), ("pashmina", 3), ("sea buckthorn", 2), ("apri", 3)])
def test_the_bare_engine_finds_and_counts_what_ours_does(shop: Shop, text: str, found: int) -> None:
    assert engine().search(Query(text=text)).total == found
    bare = floor(text).answer()

    assert differences(text, bare) == []
    assert (bare.total, len(bare.best)) == (found, found)


def test_a_floor_that_finds_other_goods_is_none(shop: Shop) -> None:
    engine().search(Query(text="pashmina"))

    assert [told.partition(":")[0] for told in differences("apricot", floor("pashmina").answer())] == ["family", "group"]
