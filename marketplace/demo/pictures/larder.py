"""Kitchen goods in sacks, bowls, crates, blocks and bunches."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from .canvas import METAL, Canvas, Material, Point, rgb, tinted
from .dairy import block, cheese, wrapped_butter
from .fruit import apple, basket_rim, weave_basket
from .grain_bread import _buckwheat as buckwheat
from .grain_bread import sack
from .mushrooms import CLUSTER, oyster_cap
from .mushrooms import _oyster_stem as oyster_stem
from .noise import clouds, random, wood_grain
from .plants import apricot, bowl, ear, leaf
from .shapes import ball, ellipse, rounded, smooth, spot_shadow, stroke, tube, turned
from .stage import Room, build, flat, lay, stand

SOFT = Material(0.52, 0.02, 8)


def _heap(canvas: Canvas, x: float, y: float, wide: float, high: float, colour: str, seed: int) -> None:
    outline = [(float(x + wide * np.cos(a)), float(y + wide * 0.22 * np.sin(a))) for a in np.linspace(0, np.pi, 30)]
    outline += [(float(x - wide * np.cos(a)), float(y - high * np.sin(a) ** 1.4)) for a in np.linspace(0, np.pi, 40)]
    heap = canvas.polygon(outline, margin=0.04)
    canvas.inflate(
        heap,
        tinted(colour, 1 + 0.05 * clouds(heap.y.shape, seed, 4, 40)),
        0.05,
        bumps=0.08 * clouds(heap.y.shape, seed + 1, 4, 30),
        material=SOFT,
    )


def flour_bag(size: int, *, room: Room, cloth: str, tie: str, flour: str, side: str) -> Canvas:
    """A tied cloth sack with ears, flowers, breads or a scoop beside it."""
    canvas = build(room, size)
    layer = canvas.layer()
    if side == "ears":
        for x, y, angle in ((0.655, 0.40, -0.95), (0.70, 0.47, -0.62)):
            ear(layer, x, y, angle, 1.0)
    sack(layer, cloth, tie)
    stand(canvas, layer, 0.876, contact=(0.425, 0.165, 0.876))
    front = canvas.layer()
    if side == "breads":
        for x, y, radius in ((0.775, 0.815, 0.15), (0.755, 0.755, 0.14)):
            loaf = front.polygon(ellipse(x, y, radius, radius * 0.42), margin=0.03)
            front.inflate(
                loaf,
                tinted("#B98243", 1 + 0.12 * clouds(loaf.y.shape, int(y * 99), 5, 7)),
                0.04,
                bumps=0.10 * clouds(loaf.y.shape, 7, 4, 12),
            )
    elif side == "scoop":
        tube(front, [(0.95, 0.80), (0.82, 0.835)], 0.026, rgb("#8A5A34"))
        cup = front.polygon(smooth([(0.66, 0.81), (0.80, 0.79), (0.845, 0.84), (0.80, 0.885), (0.67, 0.88)]), margin=0.04)
        front.inflate(cup, tinted("#9A6A3E", wood_grain(cup.y, cup.x, 4, 18)), 0.03)
        _heap(front, 0.745, 0.835, 0.075, 0.06, flour, 4)
    else:
        _heap(front, 0.775, 0.865, 0.13, 0.09, flour, 6)
    stand(canvas, front, 0.89, contact=(0.775, 0.09, 0.888))
    if side == "flowers":
        source = random(6)
        for _ in range(34):
            x, y = source.normal(0.78, 0.08), source.normal(0.72, 0.05)
            stroke(canvas, [(x, y), (x + 0.01, y + 0.10)], 0.003, "#7C8C5C", 0.8)
            ball(canvas, x, y, 0.012, ("#E6A9B4", "#F0C9CE", "#D98A9C")[int(source.integers(3))])
    return canvas


def flour_bowl(size: int) -> Canvas:
    """Fine flour in a turned bowl with a brass spoon."""
    canvas = build(Room("sage", 851, 0.66, 0.05), size)
    layer = canvas.layer()
    bowl(layer, 0.46, 0.62, 0.29, 0.075, 0.20, "#8A5C36", wood=True)
    _heap(layer, 0.46, 0.625, 0.265, 0.17, "#E9DCC0", 5)
    stand(canvas, layer, 0.83, contact=(0.46, 0.13, 0.832))
    spoon = canvas.layer()
    tube(spoon, [(0.93, 0.66), (0.82, 0.80)], 0.014, rgb("#C79A45"), METAL)
    spoon.inflate(spoon.polygon(ellipse(0.79, 0.845, 0.062, 0.036, angle=-0.7), margin=0.02), "#D2A650", 0.018, material=METAL)
    stand(canvas, spoon, 0.875, contact=(0.79, 0.045, 0.873))
    return canvas


def flour_on_slate(size: int, *, seed: int, colour: str, dark_seed: bool) -> Canvas:
    """Flour heaped on slate from above, with loose grain or two ears."""
    canvas = flat("#4E565E", seed, size)
    layer = canvas.layer()
    turn = np.linspace(0, 2 * np.pi, 70, endpoint=False)
    rough = 1 + 0.05 * np.sin(5 * turn + seed) + 0.03 * np.sin(11 * turn)
    patch = layer.polygon(
        [(float(0.5 + 0.30 * r * np.cos(t)), float(0.47 + 0.27 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)],
        margin=0.1,
        soft=0.006,
    )
    specks = np.clip(clouds(patch.y.shape, seed + 2, 2, 150) - 1.6, 0, 1) if dark_seed else 0.0
    layer.inflate(
        patch,
        tinted(colour, 1 + 0.05 * clouds(patch.y.shape, seed, 5, 30) - 0.4 * specks),
        0.13,
        lift=0.9,
        bumps=0.12 * clouds(patch.y.shape, seed + 1, 5, 20),
        material=SOFT,
    )
    lay(canvas, layer, depth=0.02)
    source = random(seed)
    if dark_seed:
        for index in range(60):
            a, b = source.uniform(0, 6.28), source.uniform(0.36, 0.47)
            buckwheat(canvas, 0.5 + b * np.cos(a), 0.48 + b * np.sin(a), source.uniform(0.011, 0.014), source.uniform(0, 6.28), index)
        return canvas
    rest = canvas.layer()
    for x, y, angle in ((0.24, 0.80, -0.55), (0.34, 0.90, -0.35)):
        ear(rest, x, y, angle, 1.15)
    lay(canvas, rest, depth=0.010)
    return canvas


def _crate(layer: Canvas, wood: str, seed: int) -> None:
    for index, (left, top, right, bottom) in enumerate(
        ((0.08, 0.11, 0.92, 0.19), (0.08, 0.83, 0.92, 0.91), (0.08, 0.11, 0.15, 0.91), (0.85, 0.11, 0.92, 0.91))
    ):
        board = layer.polygon(rounded(left, top, right, bottom, 0.006))
        layer.inflate(board, tinted(wood, wood_grain(board.y, board.x, seed + index, 16, 0.0 if index < 2 else 1.5)), 0.012)


def fruit_crate(size: int, *, floor: str, seed: int, wood: str, kind: str) -> Canvas:
    """A crate from above: apples in straw, apricots on leaves, or apricots in paper cups."""
    canvas = flat(floor, seed, size)
    layer = canvas.layer()
    _crate(layer, wood, seed)
    bed = layer.polygon(rounded(0.145, 0.18, 0.855, 0.84, 0.004))
    layer.paint(bed, {"apples": "#C9A862", "leaves": "#5F7A4E", "cups": "#E9E2D2"}[kind])
    source = random(seed)
    if kind == "apples":
        for _ in range(420):
            x, y, a = source.uniform(0.15, 0.85), source.uniform(0.19, 0.83), source.uniform(0, 3.14)
            stroke(
                layer,
                [(x - 0.03 * np.cos(a), y - 0.03 * np.sin(a)), (x + 0.03 * np.cos(a), y + 0.03 * np.sin(a))],
                0.004,
                ("#DDC07A", "#B8954E", "#E6CF94")[int(source.integers(3))],
                0.9,
            )
    if kind == "leaves":
        for _ in range(70):
            x, y = source.uniform(0.16, 0.78), source.uniform(0.20, 0.82)
            leaf(
                layer,
                x,
                y,
                source.uniform(0.10, 0.15),
                0.034,
                source.uniform(0, 6.28),
                ("#5F7A4E", "#6E8A58", "#4F6A42")[int(source.integers(3))],
            )
    rows, radius = (4, 0.078) if kind != "cups" else (5, 0.058)
    step = 0.70 / rows
    for row in range(rows):
        for column in range(rows):
            x, y = 0.15 + step * (column + 0.5) + source.normal(0, 0.006), 0.185 + 0.65 / rows * (row + 0.5) + source.normal(0, 0.006)
            if kind == "cups":
                layer.inflate(layer.polygon(ellipse(x, y, radius * 1.12, radius * 1.10), margin=0.02), "#F4EFE3", 0.012, lift=-0.4)
            spot_shadow(layer, x + 0.016, y + 0.022, radius, radius * 0.95, 0.40, 0.014)
            if kind == "apples":
                apple(layer, x, y, radius, row + column)
            else:
                apricot(layer, x, y, radius * 0.94, float(source.uniform(0, 6.28)), seed + row * 7 + column)
    lay(canvas, layer, depth=0.028)
    return canvas


def painted_apple(canvas: Canvas, x: float, y: float, radius: float, colours: tuple[str, str], index: int) -> None:
    """An apple of another colour, russet round the stalk."""
    ball(
        canvas,
        x,
        y,
        radius,
        colours[0],
        stretch=1.03,
        angle=0.1 * index,
        material=Material(0.42, 0.26, 24),
        skin=lambda a, b, n: (
            tinted(colours[0], 1 + 0.05 * clouds(a.shape, index, 4, 6)) * (1 - 0.5 * np.clip(-b - 0.45, 0, 0.6))[..., None]
            + rgb(colours[1]) * (0.5 * np.clip(-b - 0.45, 0, 0.6))[..., None]
        ),
    )
    canvas.darken(canvas.polygon(ellipse(x, y - radius * 0.62, 0.026, 0.010), soft=0.004), 0.5)
    stroke(
        canvas, [(x, y - radius * 0.62), (x + 0.008, y - radius * 0.85), (x + 0.018, y - radius * 1.05)], [0.006, 0.007, 0.010], "#4E3A22"
    )


def apple_bowl(size: int, *, room: Room, colours: tuple[str, str], vessel: str, metal: bool) -> Canvas:
    canvas = build(room, size)
    layer = canvas.layer()
    for index, (x, y, radius) in enumerate(
        (
            (0.37, 0.44, 0.098),
            (0.52, 0.385, 0.102),
            (0.655, 0.45, 0.095),
            (0.29, 0.535, 0.09),
            (0.72, 0.545, 0.088),
            (0.44, 0.53, 0.102),
            (0.59, 0.535, 0.10),
        )
    ):
        spot_shadow(layer, x + 0.02, y + 0.03, radius, radius, 0.30, 0.02)
        painted_apple(layer, x, y, radius, colours, index)
    sides = [(0.575 + 0.24 * t, 0.30 * float(0.50 + 0.50 * np.sqrt(1 - (t / 0.95) ** 2.4))) for t in np.linspace(0, 0.95, 24)]
    turned(layer, 0.505, sides, vessel, tilt=0.17, material=METAL if metal else Material(0.40, 0.35, 22))
    lip = [(float(0.505 + 0.30 * np.sin(t)), float(0.575 + 0.051 * np.cos(t))) for t in np.linspace(-1.57, 1.57, 60)]
    stroke(layer, lip, 0.012, rgb(vessel) * 1.35)
    stand(canvas, layer, 0.84, contact=(0.505, 0.15, 0.842))
    return canvas


def bunch(size: int, *, room: Room, stems: int, colours: Sequence[str], flowers: str, width: float, hanging: bool) -> Canvas:
    """Herbs tied in a bunch, upright or hanging from a nail."""
    canvas = build(room, size)
    layer = canvas.layer()
    source = random(room.seed)
    way = 1 if hanging else -1
    foot = (0.50, 0.22) if hanging else (0.50, 0.80)
    for stem in range(stems):
        angle = way * 1.57 + (stem - stems / 2) * 0.95 / stems + source.normal(0, 0.03)
        length = source.uniform(0.44, 0.58)
        line: list[Point] = [
            (float(foot[0] + np.cos(angle) * length * t), float(foot[1] + np.sin(angle) * length * t)) for t in np.linspace(0, 1, 22)
        ]
        stroke(layer, line, 0.005, "#6F7D5C")
        stroke(layer, [foot, (float(foot[0] - np.cos(angle) * 0.10), float(foot[1] - np.sin(angle) * 0.10))], 0.006, "#7F8A68")
        for j in range(5, 22):
            for side in (-1, 1):
                tint = colours[(stem + j) % len(colours)]
                leaf(layer, *line[j], source.uniform(0.7, 1.2) * width * 2.6, width, angle + side * source.uniform(0.6, 1.3), tint, 0.80)
        if flowers:
            for _ in range(6):
                ball(layer, line[-1][0] + source.normal(0, 0.012), line[-1][1] + source.normal(0, 0.012), 0.009, flowers)
    for k in range(5):
        y = foot[1] + way * 0.015 + k * 0.011
        tube(layer, [(0.455, y), (0.50, y + 0.006), (0.545, y)], 0.011, "#C9A46B")
    if hanging:
        stroke(layer, [(0.50, 0.08), (0.50, 0.22)], 0.006, "#C9A46B")
        lay(canvas, layer, depth=0.026)
    else:
        stand(canvas, layer, 0.90, contact=(0.50, 0.06, 0.90))
    return canvas


def oyster_box(size: int) -> Canvas:
    """A large grey cluster lying in a paper-lined basket."""
    canvas = build(Room("sage", 871, 0.66, 0.02, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    paper = layer.polygon(
        smooth(
            [
                (0.12, 0.62),
                (0.20, 0.54),
                (0.34, 0.58),
                (0.50, 0.53),
                (0.66, 0.58),
                (0.80, 0.54),
                (0.88, 0.62),
                (0.80, 0.72),
                (0.50, 0.76),
                (0.20, 0.72),
            ]
        ),
        margin=0.03,
    )
    layer.inflate(paper, "#F4F0E6", 0.012, bumps=0.7 * clouds(paper.y.shape, 3, 4, 6))
    moved = [(x * 0.92 + 0.04, y * 0.80 + 0.06, radius * 0.86, angle) for x, y, radius, angle in CLUSTER]
    for x, y, radius, angle in sorted(moved, key=lambda c: c[1]):
        oyster_stem(layer, x, y, radius, angle, (0.50, 0.66))
    for index, (x, y, radius, angle) in enumerate(sorted(moved, key=lambda c: c[1])):
        oyster_cap(layer, x, y, radius, angle, index + 7)
    weave_basket(layer, 0.5, 0.66, 0.82, 0.36, 0.32, colour="#8D6B42", rows=40)
    basket_rim(layer, 0.5, 0.668, 0.366, 0.13, start=-1.57, end=1.57, colour="#7C5B36")
    stand(canvas, layer, 0.86, contact=(0.5, 0.30, 0.862))
    return canvas


def leather_rolls(size: int) -> Canvas:
    """Rolled sheets of dried fruit with paper bands, on slate."""
    canvas = flat("#4C545C", 881, size)
    for index, (y, x, turn) in enumerate(((0.24, 0.47, 0.05), (0.42, 0.53, -0.04), (0.60, 0.47, 0.03), (0.78, 0.54, -0.06))):
        layer = canvas.layer()
        radius, half = 0.070, 0.30
        corner = rounded(-half, -radius, half, radius, 0.02)
        body = layer.polygon(
            [(float(x + a * np.cos(turn) - b * np.sin(turn)), float(y + a * np.sin(turn) + b * np.cos(turn))) for a, b in corner],
            margin=0.04,
        )
        across = -(body.x - x) * np.sin(turn) + (body.y - y) * np.cos(turn)
        height = np.sqrt(np.clip(1 - (across / radius) ** 2, 0.0004, 1)) * radius
        layer.relief(
            body,
            height + 0.0006 * clouds(body.y.shape, index, 5, 12),
            tinted(("#C9661A", "#B8550F", "#D67A24", "#BF5D14")[index], 1 + 0.06 * clouds(body.y.shape, index + 4, 5, 10)),
            Material(0.42, 0.35, 22),
        )
        along = (body.x - x) * np.cos(turn) + (body.y - y) * np.sin(turn)
        band = body.with_alpha(body.alpha * (np.abs(along) < 0.06))
        layer.relief(band, height * 1.02, "#F1E9D8")
        end = layer.polygon(
            ellipse(float(x + half * np.cos(turn)), float(y + half * np.sin(turn)), 0.022, radius * 0.98, angle=turn), margin=0.01
        )
        reach = np.hypot((end.x - x - half * np.cos(turn)) / 0.30, end.y - y - half * np.sin(turn))
        layer.paint(end, tinted("#A84A0E", 0.8 + 0.3 * (np.sin(reach * 400) > 0)))
        lay(canvas, layer, depth=0.018)
    return canvas


SCENES: dict[str, Callable[[int], Canvas]] = {
    "mulbekh-fine-tsampa": flour_bowl,
    "mulbekh-khambir-flour": partial(
        flour_bag, room=Room("clay", 852, 0.68, -0.04, 0.0, 1.0, "wood"), cloth="#D9CDB4", tie="#2F5A8F", flour="#E3D2AC", side="breads"
    ),
    "mulbekh-buckwheat-flour": partial(flour_on_slate, seed=853, colour="#BDB5A9", dark_seed=True),
    "turtuk-sweet-buckwheat": partial(
        flour_bag, room=Room("mist", 854, 0.68, 0.04), cloth="#EFE9DC", tie="#C7738A", flour="#DAD4C8", side="flowers"
    ),
    "sakti-coarse-tsampa": partial(
        flour_bag, room=Room("dusk", 855, 0.70, 0.02, 0.0, 1.0, "wood"), cloth="#B99A6C", tie="#3A2C26", flour="#B48C5A", side="scoop"
    ),
    "sakti-raw-barley-flour": partial(flour_on_slate, seed=856, colour="#EDE3CC", dark_seed=False),
    "chanigund-apples": partial(fruit_crate, floor="#9FA89C", seed=857, wood="#B58B5A", kind="apples"),
    "chanigund-fresh-apricots": partial(fruit_crate, floor="#B98F6C", seed=858, wood="#CDAA78", kind="leaves"),
    "temisgam-raktsey-karpo-fresh": partial(fruit_crate, floor="#54698F", seed=859, wood="#A9774A", kind="cups"),
    "temisgam-golden-apples": partial(
        apple_bowl, room=Room("mist", 860, 0.66, 0.03, 0.0, 1.0, "linen"), colours=("#D9B33C", "#8A5A22"), vessel="#6F7A84", metal=False
    ),
    "batalik-sour-apples": partial(
        apple_bowl, room=Room("clay", 863, 0.66, -0.05, 0.0, 1.0, "wood"), colours=("#7FA03C", "#6A7A2C"), vessel="#9AA0A4", metal=True
    ),
    "trespone-fruit-paste": partial(block, room=Room("lime", 864, 0.66, 0.05), colour="#B4530F", slices=3, paper=False, shine=0.35),
    "panikhar-churned-butter": partial(block, room=Room("teal", 865, 0.66, -0.02), colour="#EFCB5C", slices=0, paper=True),
    "zangla-yak-butter": wrapped_butter,
    "panikhar-string-cheese": partial(cheese, kind="string"),
    "panikhar-hard-chhurpi": partial(cheese, kind="bowl"),
    "zangla-large-chhurpi": partial(cheese, kind="slabs"),
    "turtuk-coriander-leaf": partial(
        bunch, room=Room("lime", 872, 0.97, 0.03), stems=9, colours=("#5F8A48", "#74A05A", "#4F7A3C"), flowers="", width=0.026, hanging=True
    ),
    "drass-thyme": partial(
        bunch,
        room=Room("sand", 873, 0.72, -0.05, 0.0, 1.0, "wood"),
        stems=17,
        colours=("#6C7A58", "#7F8A68", "#5A684A"),
        flowers="#9A6AA8",
        width=0.010,
        hanging=False,
    ),
    "sakti-oyster-fresh": oyster_box,
    "skurbuchan-fruit-leather": leather_rolls,
}
