"""Small goods seen from above: kernels, nuts, dried fruit, grain and seed in dishes, on mats and on cloth."""

from collections.abc import Callable
from functools import partial

import numpy as np

from .canvas import METAL, Canvas, Material, Point, rgb, tinted
from .fruit import _stone_half as stone_half
from .grain_bread import _buckwheat as buckwheat
from .grain_bread import _grain as grain
from .grain_bread import _seed as caraway
from .noise import clouds, random, wood_grain
from .pieces import Piece, a_half, a_kernel, frosted, groats, nut_piece, popped, round_grain, slice_of, strip, whole, whole_walnut
from .plants import berry
from .shapes import ellipse, rounded, spot_shadow
from .stage import flat, lay

GLAZED = Material(0.42, 0.3, 24)


def dish(
    size: int,
    *,
    ground: tuple[str, str],
    seed: int,
    vessel: tuple[str, str, Material],
    piece: Piece,
    count: int,
    reach: float,
    middle: Point = (0.50, 0.50),
    radius: float = 0.36,
    loose: int = 5,
    bed: str = "",
) -> Canvas:
    """A round dish brimming with pieces, some fallen beside it. ``reach`` is the size of a piece."""
    canvas = flat(ground[0], seed, size, kind=ground[1])
    layer = canvas.layer()
    x, y = middle
    rim = layer.polygon(ellipse(x, y, radius, radius), margin=0.03)
    wood = vessel[2] is not METAL and vessel[2] is not GLAZED
    colour = tinted(vessel[0], wood_grain(rim.y, rim.x, seed, 16)) if wood else rgb(vessel[0])
    layer.inflate(rim, colour, 0.03, material=vessel[2])
    layer.paint(layer.polygon(ellipse(x, y, radius * 0.91, radius * 0.91)), bed or vessel[1])
    source = random(seed)
    inner = radius * 0.91 - reach * 0.9
    for i in range(count):
        away, turn = inner * ((count - i) / count) ** 0.5, i * 2.39996 + source.normal(0, 0.05)
        px, py = float(x + away * np.cos(turn)), float(y + away * np.sin(turn))
        spot_shadow(layer, px + reach * 0.22, py + reach * 0.3, reach, reach * 0.85, 0.40, reach * 0.22)
        piece(layer, px, py, reach * source.uniform(0.9, 1.1), i)
    lay(canvas, layer, depth=0.032, strength=0.5)
    rest = canvas.layer()
    for i in range(loose):
        turn = source.uniform(0.3, 1.9) if i % 2 else source.uniform(-0.9, 0.2)
        away = radius * source.uniform(1.12, 1.26)
        px, py = float(np.clip(x + away * np.cos(turn), 0.05, 0.95)), float(np.clip(y + away * np.sin(turn), 0.05, 0.95))
        piece(rest, px, py, reach, i)
    lay(canvas, rest, depth=0.010)
    return canvas


def spread(
    size: int,
    *,
    ground: tuple[str, str],
    seed: int,
    piece: Piece,
    count: int,
    reach: float,
    box: tuple[float, float, float, float],
    mat: str = "",
    kind: str = "",
) -> Canvas:
    """Pieces lying apart on a cloth, a board, a willow mat or a stone."""
    canvas = flat(ground[0], seed, size, kind=ground[1])
    layer = canvas.layer()
    left, top, right, bottom = box
    if mat:
        outline = rounded(left - 0.05, top - 0.05, right + 0.05, bottom + 0.05, 0.03)
        if kind == "stone":
            turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
            rough = 1 + 0.05 * np.sin(3 * turn + 1) + 0.03 * np.sin(7 * turn)
            outline = [(float(0.5 + 0.44 * r * np.cos(t)), float(0.5 + 0.40 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)]
        base = layer.polygon(outline, margin=0.05)
        if kind == "willow":
            rods = np.abs(np.sin(base.y * 130)) ** 0.5 * (0.86 + 0.14 * np.sign(np.sin(base.x * 60 + np.floor(base.y * 41) * 3.14)))
            layer.inflate(base, tinted(mat, rods), 0.012, bumps=0.20 * rods)
        elif kind == "mesh":
            net = 0.86 + 0.14 * (np.abs(np.sin(base.x * 210)) > 0.35) * (np.abs(np.sin(base.y * 210)) > 0.35)
            layer.inflate(base, tinted(mat, net), 0.012)
        else:
            layer.inflate(
                base, tinted(mat, 1 + 0.07 * clouds(base.y.shape, seed, 6, 9)), 0.03, bumps=0.10 * clouds(base.y.shape, seed + 1, 5, 9)
            )
        lay(canvas, layer, depth=0.02)
        layer = canvas.layer()
    source = random(seed + 5)
    spots: list[Point] = []
    for _ in range(6000):
        px, py = source.uniform(left, right), source.uniform(top, bottom)
        if kind == "stone" and ((px - 0.5) / 0.38) ** 2 + ((py - 0.5) / 0.34) ** 2 > 1:
            continue
        if len(spots) < count and all((px - a) ** 2 + (py - b) ** 2 > (reach * 1.55) ** 2 for a, b in spots):
            spots.append((px, py))
    for index, (px, py) in enumerate(sorted(spots, key=lambda s: s[1])):
        spot_shadow(layer, px + reach * 0.3, py + reach * 0.4, reach, reach * 0.8, 0.40, reach * 0.25)
        piece(layer, px, py, reach * source.uniform(0.9, 1.1), index)
    lay(canvas, layer, depth=0.008)
    return canvas


def grain_dish(
    size: int, *, ground: tuple[str, str], seed: int, vessel: tuple[str, str, Material], kind: str, count: int, radius: float = 0.34
) -> Canvas:
    """Fine seed by the thousand, drawn as flat pieces."""
    canvas = flat(ground[0], seed, size, kind=ground[1])
    layer = canvas.layer()
    rim = layer.polygon(ellipse(0.5, 0.5, radius, radius), margin=0.03)
    layer.inflate(rim, vessel[0], 0.03, material=vessel[2])
    layer.paint(layer.polygon(ellipse(0.5, 0.5, radius * 0.9, radius * 0.9)), vessel[1])
    source = random(seed)
    pieces: list[tuple[list[Point], object]] = []
    for i in range(count + 60):
        away = radius * 0.87 * (max(count - i, 1) / count) ** 0.5 if i < count else radius * source.uniform(1.08, 1.35)
        turn = source.uniform(0, 6.28)
        x, y, angle = float(0.5 + away * np.cos(turn)), float(0.5 + away * np.sin(turn)), source.uniform(0, 6.28)
        if kind == "barley":
            pieces += grain(x, y, angle, i)
        elif kind == "caraway":
            pieces += caraway(x, y, angle, i)
        else:
            ring = ellipse(x, y, 0.0085, 0.0055, angle=angle)[::9]
            pieces += [
                ([(a + 0.002, b + 0.003) for a, b in ring], "#2F4424"),
                (ring, ("#5F8A3E", "#7CA552", "#4E7534", "#94B66A")[i % 4]),
                (ellipse(x, y, 0.0035, 0.002, angle=angle)[::12], "#36502A"),
            ]
    layer.confetti(pieces)  # type: ignore[arg-type]  # colours are names or arrays
    lay(canvas, layer, depth=0.028, strength=0.45)
    return canvas


def white_stones(canvas: Canvas) -> Canvas:
    layer = canvas.layer()
    for x, y, turn in ((0.90, 0.22, 0.4), (0.86, 0.87, 1.2), (0.13, 0.90, 2.0)):
        patch = layer.polygon(ellipse(x, y, 0.050, 0.038, angle=turn), margin=0.02)
        layer.inflate(patch, tinted("#EFE4CC", 1 + 0.04 * clouds(patch.y.shape, 5, 4, 9)), 0.03, bumps=0.1 * clouds(patch.y.shape, 7, 4, 9))
    lay(canvas, layer, depth=0.012)
    return canvas


def raktsey_karpo(size: int) -> Canvas:
    return white_stones(
        dish(
            size,
            ground=("#8A9CB4", "linen"),
            seed=804,
            vessel=("#8A5C36", "#5F3F27", Material(0.42, 0.12, 12)),
            piece=whole(("#E8B25A", "#EDC071", "#DDA24A")),
            count=36,
            reach=0.058,
            radius=0.37,
            loose=0,
        )
    )


def cracked_beside(size: int) -> Canvas:
    canvas = dish(
        size,
        ground=("#A9855C", "boards"),
        seed=806,
        vessel=("#C9CED1", "#8E9599", METAL),
        piece=a_kernel(("#B9803F", "#A86F38", "#C58F50")),
        count=130,
        reach=0.030,
        middle=(0.46, 0.47),
        loose=4,
    )
    layer = canvas.layer()
    for x, y, turn in ((0.87, 0.40, 0.4), (0.85, 0.80, 2.2), (0.66, 0.92, 1.2)):
        stone_half(layer, x, y, turn)
    lay(canvas, layer, depth=0.012)
    return canvas


BUCKWHEAT: Piece = lambda canvas, x, y, reach, i: buckwheat(canvas, x, y, reach, i * 1.1, i)  # noqa: E731 - a piece
BERRY: Piece = lambda canvas, x, y, reach, i: berry(canvas, x, y, reach, i, i * 0.7)  # noqa: E731 - a piece
WOODEN = Material(0.42, 0.12, 12)

SCENES: dict[str, Callable[[int], Canvas]] = {
    "chanigund-halman-large": partial(
        spread, ground=("#3E5580", "linen"), seed=801, piece=a_half, count=34, reach=0.074, box=(0.16, 0.16, 0.84, 0.84), mat="#A9774A"
    ),
    "chanigund-apricot-strips": partial(
        dish, ground=("#E0D6C2", "linen"), seed=802, vessel=("#E9E3D6", "#CFC6B4", GLAZED), piece=strip, count=120, reach=0.040, loose=6
    ),
    "chanigund-sweet-kernels": cracked_beside,
    "chanigund-walnuts": partial(
        dish,
        ground=("#B9C2C4", "plaster"),
        seed=803,
        vessel=("#B9BEC2", "#7B8287", METAL),
        piece=whole_walnut,
        count=19,
        reach=0.082,
        radius=0.40,
        loose=2,
    ),
    "temisgam-raktsey-karpo-dried": raktsey_karpo,
    "temisgam-chuli": partial(
        dish,
        ground=("#D9D0BE", "boards"),
        seed=805,
        vessel=("#9A7040", "#5B4022", WOODEN),
        piece=whole(("#7A4420", "#8C5228", "#693A1C")),
        count=58,
        reach=0.046,
        loose=5,
    ),
    "temisgam-walnut-halves": partial(
        dish,
        ground=("#7E8C7A", "linen"),
        seed=807,
        vessel=("#EFEBE2", "#D5CDBE", GLAZED),
        piece=nut_piece(("#DDB981", "#E6C797", "#D2AA6E")),
        count=34,
        reach=0.058,
        loose=4,
    ),
    "temisgam-kernels": partial(
        spread,
        ground=("#DCCFB4", "linen"),
        seed=808,
        piece=a_kernel(("#D2A468", "#C9985A", "#DDB47C")),
        count=110,
        reach=0.030,
        box=(0.16, 0.14, 0.84, 0.86),
        mat="#7B5233",
    ),
    "turtuk-walnut-kernels": partial(
        spread,
        ground=("#2F4670", "linen"),
        seed=809,
        piece=nut_piece(("#B98A5E", "#8E6A5C", "#C99C68")),
        count=42,
        reach=0.052,
        box=(0.12, 0.12, 0.88, 0.88),
    ),
    "turtuk-brown-apricots": partial(
        spread,
        ground=("#C9BFA8", "plaster"),
        seed=810,
        piece=whole(("#5E3218", "#6E3C1C", "#4F2A14"), 0.2),
        count=46,
        reach=0.056,
        box=(0.14, 0.14, 0.86, 0.86),
        mat="#B98A50",
        kind="willow",
    ),
    "turtuk-apricot-kernels": partial(
        dish,
        ground=("#8E6A46", "boards"),
        seed=811,
        vessel=("#2F5A62", "#1E3C42", GLAZED),
        piece=a_kernel(("#B5793F", "#C58F50")),
        count=64,
        reach=0.036,
        radius=0.28,
        middle=(0.47, 0.48),
        loose=9,
    ),
    "turtuk-buckwheat-groats": partial(
        dish,
        ground=("#CFC6B4", "linen"),
        seed=812,
        vessel=("#3A3C40", "#232426", METAL),
        piece=groats,
        count=420,
        reach=0.015,
        radius=0.37,
        loose=14,
    ),
    "batalik-chuli-kilo": partial(
        spread,
        ground=("#B4A68C", "plaster"),
        seed=813,
        piece=whole(("#A85A22", "#94501F", "#BC6E2C")),
        count=52,
        reach=0.050,
        box=(0.12, 0.14, 0.88, 0.86),
        mat="#85888C",
        kind="stone",
    ),
    "batalik-walnut-kernels": partial(
        dish,
        ground=("#71303A", "linen"),
        seed=814,
        vessel=("#C79A45", "#7B5B22", METAL),
        piece=nut_piece(("#B8773A", "#A8672E", "#C48A4C")),
        count=40,
        reach=0.052,
        loose=5,
    ),
    "batalik-apricot-kernels": partial(
        spread,
        ground=("#97A08C", "plaster"),
        seed=815,
        piece=a_kernel(("#A9723A", "#B9844A", "#9A6632")),
        count=70,
        reach=0.034,
        box=(0.16, 0.16, 0.84, 0.84),
        mat="#6E7276",
        kind="stone",
    ),
    "mulbekh-pearl-barley": partial(
        dish,
        ground=("#D5C7A8", "boards"),
        seed=816,
        vessel=("#2F5A9A", "#1E3C6A", GLAZED),
        piece=round_grain(("#EFE4CC", "#E4D6B6", "#F4ECD8")),
        count=520,
        reach=0.0145,
        loose=16,
    ),
    "mulbekh-roasted-snack": partial(
        dish, ground=("#46524A", "linen"), seed=817, vessel=("#B46E3C", "#6E3E20", METAL), piece=popped, count=300, reach=0.019, loose=12
    ),
    "zangla-barley-grain": partial(
        grain_dish, ground=("#A98E66", "linen"), seed=818, vessel=("#B9BEC2", "#9A7A3C", METAL), kind="barley", count=720, radius=0.36
    ),
    "drass-black-caraway": partial(
        grain_dish, ground=("#B4424A", "linen"), seed=819, vessel=("#F2EDE2", "#5A4428", GLAZED), kind="caraway", count=900, radius=0.30
    ),
    "drass-dried-chives": partial(
        grain_dish, ground=("#35507F", "linen"), seed=820, vessel=("#EDE8DC", "#4A6A34", GLAZED), kind="chives", count=900, radius=0.32
    ),
    "sakti-button-slices": partial(
        spread,
        ground=("#B08E66", "boards"),
        seed=821,
        piece=slice_of,
        count=26,
        reach=0.078,
        box=(0.17, 0.17, 0.83, 0.83),
        mat="#D9DAD6",
        kind="mesh",
    ),
    "sumur-winter-berries": partial(
        dish,
        ground=("#5E7894", "plaster"),
        seed=822,
        vessel=("#F4F3EE", "#D9D6CC", GLAZED),
        piece=frosted,
        count=150,
        reach=0.027,
        loose=10,
    ),
}
