"""Every demo picture by name: who draws it, at which size, and its alternative text."""

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.demo.rows import rows

from . import (
    carved,
    cloth_pieces,
    fruit,
    glassware,
    grain_bread,
    group_landscapes,
    group_rooms,
    group_valleys,
    heaps,
    hero,
    jars_bottles,
    knitted,
    larder,
    mushrooms,
    textiles,
    willow_felt,
    wood_basket,
    wool,
)
from .canvas import Canvas

PRODUCT_SIZE = 1200
HERO_NAME = "hero-dusk"
HERO_ALT = "A Himalayan valley at dusk: snow peaks, poplars and whitewashed Ladakhi houses with lit windows by a river, illustration"

PRODUCT_SCENES: tuple[Callable[[int], Canvas], ...] = (
    textiles.undyed_pashmina_stole,
    textiles.pashmina_shawl_walnut,
    textiles.pashmina_muffler_grey,
    textiles.yak_wool_throw,
    textiles.nambu_shawl_madder,
    textiles.nambu_cloth_indigo,
    textiles.thigma_cushion_indigo,
    wool.pashmina_yarn_three_naturals,
    wool.dehaired_pashmina_for_spinners,
    wool.sheep_wool_socks,
    wool.camel_wool_cap,
    wool.felt_hat_madder,
    wool.knotted_wool_rug,
    fruit.halman_apricots_sun_dried,
    fruit.sweet_apricot_kernels,
    fruit.walnuts_in_shell,
    fruit.suru_apples,
    fruit.fresh_halman_apricots,
    jars_bottles.apricot_kernel_oil,
    jars_bottles.apricot_preserve,
    jars_bottles.sea_buckthorn_pulp,
    jars_bottles.sea_buckthorn_juice,
    jars_bottles.sea_buckthorn_seed_oil,
    jars_bottles.oyster_mushroom_powder,
    jars_bottles.dzomo_ghee,
    jars_bottles.sea_buckthorn_leaf_tea,
    mushrooms.oyster_mushrooms_dried,
    mushrooms.button_mushrooms_dried,
    mushrooms.oyster_mushrooms_fresh,
    mushrooms.button_mushrooms_fresh,
    grain_bread.roasted_barley_flour,
    grain_bread.buckwheat_flour_turtuk,
    grain_bread.naked_barley_grain,
    grain_bread.sea_buckthorn_dried_berries,
    grain_bread.chhurpi_hard_dried,
    grain_bread.kosnyot_caraway,
    grain_bread.garden_mint_shade_dried,
    wood_basket.carved_willow_box,
    wood_basket.willow_spoons,
    wood_basket.willow_harvest_basket,
)
GROUP_SCENES: tuple[Callable[[], Canvas], ...] = (
    group_valleys.group_tso_kar_wool,
    group_valleys.group_suru_blossom,
    group_valleys.group_shyok_berry,
    group_valleys.group_phyang_mushroom,
    group_rooms.group_drass_hearth,
    group_rooms.group_zanskar_loom,
)
# Scenes that vary by their settings, each module with its own table of names.
VARIED = (cloth_pieces, knitted, glassware, heaps, larder, carved, willow_felt)
# Of so many pictures, the first of the list, all sizes are kept in the repository; of the others the master alone.
IN_ALL_SIZES = 48


@dataclass(frozen=True)
class Picture:
    """One picture: its file name stem, alternative text, and the function that draws it."""

    name: str
    alt: str
    draw: Callable[[], Canvas]
    is_brief: bool = False


def pictures() -> dict[str, Picture]:
    """All pictures in a fixed order; fails if a text names a picture that nobody draws, or the other way round."""
    alts = _alternative_texts()
    drawn: dict[str, Callable[[], Canvas]] = {_name(scene): _at_product_size(scene) for scene in PRODUCT_SCENES}
    drawn |= {_name(scene): scene for scene in GROUP_SCENES}
    drawn[HERO_NAME] = hero.hero_dusk
    drawn |= {name: _at_product_size(scene) for module in VARIED for name, scene in module.SCENES.items()}
    drawn |= group_landscapes.SCENES
    if set(alts) != set(drawn):
        raise ValueError(f"pictures and texts differ: {sorted(set(alts) ^ set(drawn))}")
    return {name: Picture(name, alts[name], draw, number >= IN_ALL_SIZES) for number, (name, draw) in enumerate(drawn.items())}


def _name(scene: Callable[..., Canvas]) -> str:
    return scene.__name__.replace("_", "-")


def _at_product_size(scene: Callable[[int], Canvas]) -> Callable[[], Canvas]:
    return lambda: scene(PRODUCT_SIZE)


def _alternative_texts() -> dict[str, str]:
    alts = {HERO_NAME: HERO_ALT}
    for kind in ("products", "groups"):
        for row in rows(kind):
            alts[row["picture"]] = row["picture_alt"]
    return alts
