"""Willow in other shapes than the harvest basket, and small things of felt."""

from collections.abc import Callable

import numpy as np

from .canvas import Canvas, Material, rgb, tinted
from .fruit import basket_rim, weave_basket
from .noise import Array, clouds
from .plants import bowl
from .shapes import ball, ellipse, smooth, stroke, tube
from .stage import Room, build, flat, lay, stand
from .wool import _felt as felt

WILLOW = "#D2AC70"


def bread_basket(size: int) -> Canvas:
    """A shallow round basket with flat breads."""
    canvas = build(Room("clay", 951, 0.62, 0.04, 0.0, 1.0, "linen"), size)
    layer = canvas.layer()
    layer.paint(layer.polygon(ellipse(0.5, 0.60, 0.372, 0.062)), "#7C5B36")
    for x, y, radius, turn in (
        (0.40, 0.54, 0.185, -0.15),
        (0.60, 0.55, 0.19, 0.12),
        (0.50, 0.50, 0.185, 0.0),
        (0.44, 0.455, 0.165, -0.10),
        (0.57, 0.46, 0.16, 0.18),
    ):
        loaf = layer.polygon(ellipse(x, y, radius, radius * 0.40, angle=turn), margin=0.04)
        layer.darken(layer.polygon(ellipse(x + 0.01, y + 0.018, radius, radius * 0.40, angle=turn), soft=0.010), 0.35)
        spots = np.clip(clouds(loaf.y.shape, int(x * 99), 5, 6), -0.5, 2)
        layer.inflate(loaf, tinted("#C08A4A", 1 - 0.16 * spots), 0.05, bumps=0.12 * clouds(loaf.y.shape, 8, 4, 12))
    weave_basket(layer, 0.5, 0.60, 0.785, 0.375, 0.29, tilt=0.16, colour=WILLOW, rows=44)
    basket_rim(layer, 0.5, 0.608, 0.382, 0.16, start=-1.57, end=1.57, colour="#C39A5C")
    stand(canvas, layer, 0.84, contact=(0.5, 0.27, 0.842))
    return canvas


def carrying_basket(size: int) -> Canvas:
    """Tall, tapered, with two woven straps."""
    canvas = build(Room("mist", 952, 0.74, -0.06), size)
    layer = canvas.layer()
    opening = layer.polygon(ellipse(0.5, 0.225, 0.275, 0.072), margin=0.02)
    layer.paint(opening, tinted("#5C4226", 0.6 + 0.4 * np.abs(np.sin(opening.y * 160))))
    weave_basket(layer, 0.5, 0.225, 0.87, 0.275, 0.15, tilt=0.26, colour="#8E6B40", rows=34)
    basket_rim(layer, 0.5, 0.228, 0.28, 0.262, start=-3.14, end=3.14, colour="#7C5B36")
    for side in (-1, 1):
        line = smooth(
            [(0.5 + side * 0.10, 0.33), (0.5 + side * 0.155, 0.46), (0.5 + side * 0.145, 0.66), (0.5 + side * 0.07, 0.82)], closed=False
        )
        tube(layer, line, 0.040, rgb("#2E2622"))
        for index in range(3, len(line) - 2, 3):
            stroke(
                layer, [(line[index][0] - 0.016, line[index][1]), (line[index][0] + 0.016, line[index][1] + 0.006)], 0.006, "#C9B38A", 0.8
            )
    stand(canvas, layer, 0.91, contact=(0.5, 0.13, 0.912))
    return canvas


def tray(size: int) -> Canvas:
    """An oval tray from above with three cups."""
    canvas = flat("#35507F", 953, size, kind="linen")
    layer = canvas.layer()
    for side in (-1, 1):
        tube(
            layer,
            smooth(
                [
                    (0.5 + side * 0.36, 0.42),
                    (0.5 + side * 0.46, 0.44),
                    (0.5 + side * 0.475, 0.50),
                    (0.5 + side * 0.46, 0.56),
                    (0.5 + side * 0.36, 0.58),
                ],
                closed=False,
            ),
            0.030,
            rgb("#A87A42"),
        )
    base = layer.polygon(ellipse(0.5, 0.5, 0.40, 0.275), margin=0.03)
    reach = np.hypot((base.x - 0.5) / 0.40, (base.y - 0.5) / 0.275)
    turn = np.arctan2((base.y - 0.5) / 0.275, (base.x - 0.5) / 0.40)
    rows = np.floor(reach * 15)
    over = np.sin(turn * 36) * np.where(rows % 2 > 0, 1, -1)
    rod = np.abs(np.sin(reach * 15 * np.pi)) ** 0.4
    layer.inflate(
        base,
        tinted(WILLOW, (0.72 + 0.26 * np.clip(over * 0.5 + 0.5, 0, 1) * rod) * np.where(rows % 5 == 3, 0.66, 1.0)),
        0.02,
        bumps=0.35 * (over * 0.5 + 0.5) * rod,
    )
    tube(layer, ellipse(0.5, 0.5, 0.40, 0.275), 0.034, rgb("#B98A50"))
    lay(canvas, layer, depth=0.026)
    rest = canvas.layer()
    for x, y, tea in ((0.36, 0.47, "#C98A2B"), (0.52, 0.555, "#B97A24"), (0.64, 0.445, "#C98A2B")):
        ring = rest.polygon(ellipse(x, y, 0.068, 0.068), margin=0.02)
        rest.inflate(ring, "#EDE6DA", 0.02, material=Material(0.42, 0.35, 26))
        rest.inflate(rest.polygon(ellipse(x, y, 0.054, 0.054), margin=0.02), tea, 0.02, lift=-0.5, material=Material(0.45, 0.4, 30))
    lay(canvas, rest, depth=0.018)
    return canvas


def lampshade(size: int) -> Canvas:
    """A bell of open willow, lit from inside before a dark wall."""
    canvas = build(Room("night", 954, 0.97, 0.03), size)
    area = canvas.everywhere()
    canvas.pixels += np.exp(-((np.hypot(area.x - 0.5, area.y - 0.56) / 0.34) ** 2))[..., None] * np.array([0.42, 0.27, 0.10], np.float32)
    layer = canvas.layer()
    tube(layer, [(0.5, -0.02), (0.5, 0.24)], 0.010, rgb("#1A1A1E"))
    ball(layer, 0.5, 0.56, 0.066, "#FFE9B8", material=Material(1.0, 0.1, 8))
    ys = np.linspace(0.24, 0.78, 19)
    widths = np.interp(ys, [0.24, 0.30, 0.45, 0.62, 0.78], [0.055, 0.125, 0.215, 0.275, 0.325])
    for turn in np.linspace(-1.5, 1.5, 23):
        line = [(float(0.5 + w * np.sin(turn)), float(y + 0.10 * w * np.cos(turn))) for y, w in zip(ys, widths, strict=True)]
        tube(layer, smooth(line, closed=False, steps=3), 0.011, rgb("#D9A85E"))
    for row, (y, w) in enumerate(zip(ys[1:], widths[1:], strict=True)):
        line = [
            (float(0.5 + w * np.sin(t)), float(y + 0.10 * w * np.cos(t) + 0.006 * np.sin(t * 22 + row * 3.14)))
            for t in np.linspace(-1.55, 1.55, 50)
        ]
        tube(layer, line, 0.012 if row % 3 else 0.020, rgb(("#C08A48", "#B07A3C")[row % 2]))
    canvas.place(layer)
    return canvas


def felt_yak(size: int) -> Canvas:
    """A small black yak with a long fringe."""
    canvas = build(Room("sand", 955, 0.70, 0.05, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    for x in (0.32, 0.40, 0.58, 0.66):
        leg = layer.polygon([(x - 0.030, 0.66), (x + 0.030, 0.66), (x + 0.026, 0.82), (x - 0.026, 0.82)], margin=0.02)
        layer.inflate(leg, felt("#2C2724", leg.y.shape, 3), 0.02)
    body = layer.polygon(
        smooth(
            [
                (0.24, 0.56),
                (0.27, 0.44),
                (0.40, 0.38),
                (0.54, 0.34),
                (0.66, 0.36),
                (0.73, 0.44),
                (0.73, 0.58),
                (0.66, 0.68),
                (0.46, 0.70),
                (0.29, 0.67),
            ]
        ),
        margin=0.08,
    )
    layer.inflate(body, felt("#332C28", body.y.shape, 5), 0.09, bumps=0.3 * clouds(body.y.shape, 6, 4, 20))
    source = np.random.default_rng(4)
    for index in range(150):
        x = 0.26 + 0.46 * index / 150
        y = 0.58 + 0.05 * float(np.sin((x - 0.26) / 0.46 * 3.14)) + source.normal(0, 0.012)
        stroke(
            layer,
            smooth(
                [(x, y), (x + source.normal(0, 0.006), y + 0.08), (x + source.normal(0, 0.012), y + source.uniform(0.13, 0.19))],
                closed=False,
                steps=4,
            ),
            np.linspace(0.010, 0.002, 9).tolist(),
            ("#241F1C", "#3B332E", "#2E2824")[index % 3],
        )
    head = layer.polygon(
        smooth([(0.70, 0.42), (0.77, 0.40), (0.84, 0.44), (0.87, 0.55), (0.83, 0.61), (0.76, 0.60), (0.70, 0.54)]), margin=0.05
    )
    layer.inflate(head, felt("#2E2825", head.y.shape, 8), 0.05)
    muzzle = layer.polygon(ellipse(0.835, 0.580, 0.042, 0.036), margin=0.02)
    layer.inflate(muzzle, felt("#CFC4B2", muzzle.y.shape, 9), 0.03)
    for points in (
        ((0.745, 0.425), (0.71, 0.36), (0.725, 0.29), (0.76, 0.265)),
        ((0.80, 0.425), (0.845, 0.37), (0.85, 0.30), (0.82, 0.265)),
    ):
        line = smooth(points, closed=False)
        tube(layer, line, np.linspace(0.026, 0.008, len(line)).tolist(), "#A98A5C")
    for x in (0.775, 0.825):
        ball(layer, x, 0.492, 0.009, "#0E0D0C", material=Material(0.4, 0.8, 30))
    for step in range(9):
        tube(
            layer,
            smooth([(0.25, 0.50), (0.185 - 0.006 * step, 0.56), (0.165 + 0.010 * step, 0.70)], closed=False),
            0.010,
            rgb(("#2A2420", "#3A322C")[step % 2]),
        )
    stand(canvas, layer, 0.825, contact=(0.49, 0.22, 0.826))
    return canvas


def coasters(size: int) -> Canvas:
    """Six round coasters, four in a pile and two leaning, with a cup."""
    canvas = build(Room("teal", 956, 0.60, -0.03, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    tints = ("#C29C6B", "#EFE8DA")
    for index in range(4):
        y = 0.80 - 0.036 * index
        for shift, tone in ((0.020, 0.78), (0.0, 1.0)):
            disc = layer.polygon(ellipse(0.36 + 0.006 * (index % 2), y + shift, 0.205, 0.075), margin=0.02)
            layer.inflate(disc, felt(tints[index % 2], disc.y.shape, index) * tone, 0.012, lift=0.4)
    bowl(layer, 0.36, 0.575, 0.105, 0.030, 0.115, "#35507F", inside="#B97A24")
    stand(canvas, layer, 0.86, contact=(0.36, 0.20, 0.862))
    for x, y, tint in ((0.76, 0.715, 0), (0.66, 0.80, 1)):
        rest = canvas.layer()
        disc = rest.polygon(ellipse(x, y, 0.130, 0.128 if tint == 0 else 0.052), margin=0.02)
        rest.inflate(disc, felt(tints[tint], disc.y.shape, 7 + tint), 0.018, lift=0.6)
        rest.paint(rest.polygon(ellipse(x, y, 0.014, 0.014 if tint == 0 else 0.006)), "#2A2420")
        stand(canvas, rest, y + (0.128 if tint == 0 else 0.055), strength=0.45)
    return canvas


def seat_cushion(size: int) -> Canvas:
    """A round cushion of two felts from above, blanket stitch round its rim."""
    canvas = flat("#8C959A", 957, size)
    layer = canvas.layer()
    lower = layer.polygon(ellipse(0.515, 0.525, 0.385, 0.385), margin=0.03)
    layer.inflate(lower, felt("#8E2233", lower.y.shape, 4), 0.03)
    upper = layer.polygon(ellipse(0.49, 0.485, 0.375, 0.375), margin=0.03)
    layer.inflate(upper, felt("#97979A", upper.y.shape, 6), 0.05, lift=0.8, bumps=0.2 * clouds(upper.y.shape, 8, 4, 12))
    for turn in np.linspace(0, 2 * np.pi, 60, endpoint=False):
        a, b = float(np.cos(turn)), float(np.sin(turn))
        stroke(layer, [(0.49 + 0.340 * a, 0.485 + 0.340 * b), (0.49 + 0.378 * a, 0.485 + 0.378 * b)], 0.006, "#EFE4CC")
    tube(layer, ellipse(0.49, 0.485, 0.377, 0.377), 0.010, rgb("#EFE4CC"))
    for ring in (0.11, 0.22):
        for turn in np.linspace(0, 2 * np.pi, int(ring * 160), endpoint=False):
            a, b = float(np.cos(turn)), float(np.sin(turn))
            stroke(
                layer,
                [
                    (0.49 + ring * a, 0.485 + ring * b),
                    (0.49 + ring * float(np.cos(turn + 0.10)), 0.485 + ring * float(np.sin(turn + 0.10))),
                ],
                0.006,
                "#8E2233",
            )
    tube(layer, smooth([(0.75, 0.21), (0.83, 0.13), (0.87, 0.19), (0.80, 0.26)], closed=False), 0.020, rgb("#97979A"))
    lay(canvas, layer, depth=0.030)
    return canvas


def garland(size: int) -> Canvas:
    """Coloured felt balls on a string, looped over two nails."""
    canvas = build(Room("lime", 958, 0.98, 0.02), size)
    layer = canvas.layer()
    colours = ("#A62B34", "#D9A23A", "#2F5A9A", "#EFE6D6", "#4F7350", "#6E4E38", "#C7738A")
    where: list[tuple[float, float]] = []
    for start, end, sag in (((0.06, 0.15), (0.50, 0.20), 0.26), ((0.50, 0.20), (0.94, 0.13), 0.30), ((0.06, 0.15), (0.94, 0.13), 0.70)):
        line = [
            (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t))
            for t in np.linspace(0, 1, 60).tolist()
        ]
        stroke(layer, line, 0.005, "#C9B38A")
        where += line[3::4] if sag > 0.5 else line[3::6]
    for index, (x, y) in enumerate(where):
        ball(layer, float(x), float(y), 0.037, colours[index % 7], skin=lambda a, b, n, i=index: _fuzz(colours[i % 7], a, i))
    for x, y in ((0.06, 0.15), (0.50, 0.20), (0.94, 0.13)):
        ball(layer, x, y, 0.011, "#55595F")
    lay(canvas, layer, depth=0.022)
    return canvas


def _fuzz(colour: str, along: Array, seed: int) -> Array:
    return tinted(colour, 1 + 0.07 * clouds(along.shape, seed, 5, 8))


SCENES: dict[str, Callable[[int], Canvas]] = {
    "stok-bread-basket": bread_basket,
    "stok-carrying-basket": carrying_basket,
    "stok-serving-tray": tray,
    "stok-lampshade": lampshade,
    "stok-felt-yak": felt_yak,
    "hunder-felt-coasters": coasters,
    "lungnak-round-cushion": seat_cushion,
    "lungnak-felt-garland": garland,
}
