"""Orchard goods: apricots fresh and dried, kernels, walnuts, apples."""

import numpy as np

from .canvas import Canvas, Material, mix, rgb, tinted
from .noise import Array, clouds, random, wood_grain
from .plants import apricot, bowl, kernel, leaf
from .shapes import ball, ellipse, spot_shadow, stroke, tube, turned
from .stage import Room, build, flat, lay, stand


def halman_apricots_sun_dried(size: int) -> Canvas:
    """A turned tray seen a little from above, heaped with split fruit."""
    canvas = build(Room("sand", 81, 0.50, 0.02), size)
    layer = canvas.layer()
    for y, depth, tone, seed in ((0.655, 0.245, "#7B5233", 5), (0.625, 0.235, "#A06F42", 6)):
        tray = layer.polygon(ellipse(0.5, y, 0.43, depth), margin=0.03)
        layer.inflate(tray, tinted(tone, wood_grain(tray.y, tray.x, seed, 8)), 0.018)
    hollow = layer.polygon(ellipse(0.5, 0.625, 0.385, 0.20))
    layer.paint(hollow, tinted("#5F3F27", wood_grain(hollow.y, hollow.x, 8, 7)))
    source = random(11)
    spots: list[tuple[float, float]] = []
    for _ in range(4000):
        a, b = source.uniform(-1, 1, 2)
        if a * a + b * b < 0.93 and all((a - u) ** 2 + (b - v) ** 2 > 0.030 for u, v in spots):
            spots.append((a, b))
    heap = sorted((0.5 + a * 0.335, 0.612 + b * 0.165 - 0.085 * (1 - a * a - b * b)) for a, b in spots)
    for index, (x, y) in enumerate(sorted(heap, key=lambda p: p[1])):
        dried_half(layer, x, y, source.uniform(0.062, 0.074), index)
    stand(canvas, layer, 0.86, strength=0.4, contact=(0.5, 0.36, 0.862))
    return canvas


def dried_half(canvas: Canvas, x: float, y: float, radius: float, index: int) -> None:
    turn = np.linspace(0, 2 * np.pi, 50)
    rough = 1 + 0.07 * np.sin(3 * turn + index) + 0.04 * np.sin(7 * turn + index * 2)
    outline = [(float(x + radius * r * np.cos(t)), float(y + radius * 0.74 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)]
    canvas.darken(canvas.polygon([(a + 0.006, b + 0.010) for a, b in outline], soft=0.006), 0.34)
    patch = canvas.polygon(outline, margin=0.015)
    distance = np.hypot((patch.x - x) / radius, (patch.y - y) / (radius * 0.74))
    along = (patch.x - x) * np.cos(index) + (patch.y - y) * np.sin(index)
    tint = ("#D07320", "#DD8A2E", "#BB5A18", "#C8691D", "#A84A16")[index % 5]
    colour = tinted(tint, 1 - 0.24 * np.exp(-((distance / 0.42) ** 2)))
    wrinkles = 0.13 * clouds(patch.y.shape, 90 + index, 3, 3)
    bumps = -0.55 * np.exp(-((distance / 0.36) ** 2)) * radius * 14 - 0.10 * np.exp(-((along / 0.006) ** 2)) * (distance < 0.75) + wrinkles
    canvas.inflate(patch, colour, 0.020, lift=1.1, bumps=bumps, material=Material(0.44, 0.20, 14))


def sweet_apricot_kernels(size: int) -> Canvas:
    """From above on linen: a dark bowl brimming with kernels, a few stones cracked beside it."""
    canvas = flat("#D8CBB2", 17, size, kind="linen")
    layer = canvas.layer()
    layer.inflate(layer.polygon(ellipse(0.46, 0.46, 0.36, 0.36), margin=0.03), "#34425A", 0.03, material=Material(0.42, 0.3, 24))
    layer.paint(layer.polygon(ellipse(0.46, 0.46, 0.325, 0.325)), "#3A2A1E")
    source = random(5)
    ring = sorted((((i / 260) ** 0.5 * 0.292, i * 2.39996 + source.normal(0, 0.05)) for i in range(260)), key=lambda p: -p[0])
    for index, (reach, turn) in enumerate(ring):
        x, y = 0.46 + reach * np.cos(turn), 0.46 + reach * np.sin(turn)
        spot_shadow(layer, x + 0.006, y + 0.008, 0.030, 0.024, 0.45, 0.006)
        kernel(
            layer,
            x,
            y,
            source.uniform(0.023, 0.029),
            source.uniform(0, 6.283),
            ("#B9803F", "#C58F50", "#A96F38", "#B5793F")[index % 4],
            index,
        )
    lay(canvas, layer, depth=0.035, strength=0.5)
    rest = canvas.layer()
    for x, y, turn in ((0.87, 0.30, 0.4), (0.80, 0.86, 2.2), (0.90, 0.62, 1.2), (0.62, 0.91, -0.4)):
        _stone_half(rest, x, y, turn)
    for index, (x, y) in enumerate(((0.89, 0.46), (0.72, 0.80), (0.17, 0.89), (0.30, 0.92), (0.93, 0.80))):
        kernel(rest, x, y, 0.028, index * 1.3, "#B5793F", index)
    lay(canvas, rest, depth=0.012)
    return canvas


def _stone_half(canvas: Canvas, x: float, y: float, turn: float) -> None:
    shell = canvas.polygon(ellipse(x, y, 0.062, 0.046, angle=turn), margin=0.02)
    canvas.inflate(shell, "#9A6A3E", 0.02, bumps=0.15 * clouds(shell.y.shape, 7, 4, 12))
    hollow = canvas.polygon(ellipse(x, y, 0.045, 0.031, angle=turn))
    canvas.inflate(hollow, "#6B4527", 0.016, lift=-0.8)


def walnuts_in_shell(size: int) -> Canvas:
    canvas = build(Room("mist", 131, 0.55, 0.0), size)
    for x, y, radius, turn, seed in (
        (0.38, 0.44, 0.108, 0.2, 1),
        (0.62, 0.43, 0.112, -0.5, 2),
        (0.24, 0.60, 0.116, 1.1, 3),
        (0.50, 0.575, 0.126, -0.1, 4),
        (0.765, 0.60, 0.116, 0.7, 5),
    ):
        layer = canvas.layer()
        _walnut(layer, x, y, radius, turn, seed)
        stand(canvas, layer, y + radius * 0.97, contact=(x, radius * 0.55, y + radius * 0.95))
    for x, y, radius, turn in ((0.35, 0.785, 0.128, 0.15), (0.67, 0.80, 0.124, -0.25)):
        layer = canvas.layer()
        _opened_walnut(layer, x, y, radius, turn)
        stand(canvas, layer, y + radius * 0.86, contact=(x, radius * 0.8, y + radius * 0.84))
    return canvas


def _walnut(canvas: Canvas, x: float, y: float, radius: float, turn: float, seed: int) -> None:
    patch = canvas.polygon(ellipse(x, y, radius * 1.12, radius, angle=turn), margin=radius * 0.4)
    cos, sin = np.cos(turn), np.sin(turn)
    a = ((patch.x - x) * cos + (patch.y - y) * sin) / radius
    b = (-(patch.x - x) * sin + (patch.y - y) * cos) / radius
    ridges = np.clip(1 - np.abs(clouds(patch.y.shape, seed, 4, 6)), -1, 1)
    seam = np.exp(-(((b - 0.06 * np.sin(a * 2)) / 0.045) ** 2))
    colour = tinted("#B98A55", 0.86 + 0.16 * ridges - 0.25 * seam)
    bumps = (0.30 * ridges + np.exp(-((b / 0.13) ** 2)) - 1.3 * seam) * radius * 6
    canvas.inflate(patch, colour, radius * 0.42, lift=1.2, bumps=bumps, material=Material(0.42, 0.10, 12))


def _opened_walnut(canvas: Canvas, x: float, y: float, radius: float, turn: float) -> None:
    shell = canvas.polygon(ellipse(x, y, radius * 1.15, radius * 0.86, angle=turn), margin=0.03)
    canvas.inflate(shell, "#A97B49", 0.02)
    canvas.paint(canvas.polygon(ellipse(x, y, radius, radius * 0.75, angle=turn)), "#5A3A20")
    area = canvas.window(x - radius, y - radius, x + radius, y + radius)
    cos, sin = np.cos(turn), np.sin(turn)
    a = ((area.x - x) * cos + (area.y - y) * sin) / radius
    b = (-(area.x - x) * sin + (area.y - y) * cos) / radius
    rim = 0.86 + 0.10 * np.sin(np.arctan2(b, a) * 7 + 1)
    lobes = np.clip((rim - np.hypot(a, b / 0.74)) * 18, 0, 1) * (1 - 0.95 * np.exp(-((b / 0.05) ** 2)))
    folds = np.sin(a * 9 + np.sin(b * 11) * 1.3) * 0.5 + np.sin(b * 16 + np.cos(a * 8) * 1.5) * 0.5
    canvas.inflate(
        area.with_alpha(lobes),
        tinted("#D9AE74", 0.92 + 0.12 * folds),
        0.022,
        lift=1.2,
        bumps=folds * 0.55,
        material=Material(0.42, 0.14, 12),
    )


def weave_basket(
    canvas: Canvas,
    x: float,
    top: float,
    bottom: float,
    rim: float,
    foot: float,
    *,
    tilt: float = 0.13,
    colour: str = "#B98A50",
    rows: float = 46,
) -> None:
    """Body of a willow basket: rods going over and under upright stakes."""

    def over(u: Array, y: Array) -> Array:
        return np.sin(np.arcsin(np.clip(u, -1, 1)) * 24) * np.where(np.floor(y * rows) % 2 > 0, 1, -1)

    def paint(u: Array, y: Array) -> Array:
        rod = np.abs(np.sin(y * rows * np.pi))
        tone = 0.78 + 0.22 * np.clip(over(u, y) * 0.5 + 0.5, 0, 1) * rod**0.4
        return tinted(colour, tone + 0.06 * np.sin(np.floor(y * rows) * 2.7))

    bulge = max(rim, foot) * 1.03
    profile = [(top, rim), (top + (bottom - top) * 0.35, (rim + bulge) / 2), (top + (bottom - top) * 0.8, (foot + rim) / 2), (bottom, foot)]
    turned(canvas, x, profile, paint, tilt=tilt, bumps=lambda u, y: (over(u, y) * 0.5 + 0.5) * np.abs(np.sin(y * rows * np.pi)) * 0.42)


def basket_rim(
    canvas: Canvas, x: float, y: float, radius: float, tilt: float, *, start: float, end: float, colour: str = "#A87A42"
) -> None:
    line = [(float(x + radius * np.sin(t)), float(y + radius * tilt * np.cos(t))) for t in np.linspace(start, end, 70)]
    tube(canvas, line, 0.030, rgb(colour))
    for step in np.linspace(start, end, 46):
        px, py = x + radius * np.sin(step), y + radius * tilt * np.cos(step)
        stroke(canvas, [(px - 0.007, py - 0.012), (px + 0.007, py + 0.012)], 0.003, "#6E4B25", 0.5)


def suru_apples(size: int) -> Canvas:
    canvas = build(Room("sage", 191, 0.66, -0.02), size)
    layer = canvas.layer()
    layer.paint(layer.polygon(ellipse(0.5, 0.555, 0.285, 0.05)), "#5B3F22")
    apples = (
        (0.36, 0.43, 0.10),
        (0.52, 0.385, 0.106),
        (0.66, 0.44, 0.098),
        (0.285, 0.52, 0.09),
        (0.725, 0.525, 0.088),
        (0.44, 0.505, 0.105),
        (0.595, 0.51, 0.105),
    )
    for index, (x, y, radius) in enumerate(apples):
        spot_shadow(layer, x + 0.02, y + 0.03, radius, radius, 0.30, 0.02)
        apple(layer, x, y, radius, index)
    leaf(layer, 0.535, 0.285, 0.11, 0.028, -0.45, "#6B8A4E")
    weave_basket(layer, 0.5, 0.545, 0.815, 0.292, 0.235)
    basket_rim(layer, 0.5, 0.552, 0.298, 0.13, start=-1.57, end=1.57)
    stand(canvas, layer, 0.845, contact=(0.5, 0.225, 0.846))
    return canvas


def apple(canvas: Canvas, x: float, y: float, radius: float, index: int) -> None:
    def skin(along: Array, across: Array, normals: Array) -> Array:
        stripes = 0.5 + 0.5 * np.sin(np.arctan2(along, across + 1.6) * 60 + clouds(along.shape, index, 3, 4))
        yellow = np.clip(0.15 + 0.4 * normals[..., 1] * 0.6 + 0.12 * stripes - 0.2 * along, 0, 0.55)
        return mix(("#B3202D", "#C43531", "#A51D2B")[index % 3], "#E0A042", yellow)

    ball(canvas, x, y, radius, "#B8232F", stretch=1.03, angle=0.1 * index, material=Material(0.42, 0.30, 26), skin=skin)
    canvas.darken(canvas.polygon(ellipse(x, y - radius * 0.62, 0.030, 0.012), soft=0.004), 0.6)
    stroke(canvas, [(x, y - radius * 0.62), (x + 0.006, y - radius * 0.8), (x + 0.016, y - radius * 1.0)], [0.006, 0.007, 0.010], "#4E3A22")


def fresh_halman_apricots(size: int) -> Canvas:
    canvas = build(Room("clay", 203, 0.64, 0.05), size)
    layer = canvas.layer()
    bowl(layer, 0.48, 0.600, 0.30, 0.075, 0.205, "#36486B")
    fruits = (
        (0.33, 0.56, 0.088),
        (0.47, 0.44, 0.09),
        (0.59, 0.465, 0.084),
        (0.365, 0.47, 0.084),
        (0.62, 0.555, 0.09),
        (0.48, 0.535, 0.094),
        (0.40, 0.60, 0.088),
        (0.56, 0.605, 0.09),
    )
    for index, (x, y, radius) in enumerate(fruits):
        spot_shadow(layer, x + 0.018, y + 0.02, radius, radius, 0.30, 0.02)
        apricot(layer, x, y, radius, index * 0.9 - 2, 20 + index)
    _front_of_bowl(layer)
    leaf(layer, 0.49, 0.358, 0.15, 0.034, -0.55, "#5F7A4E")
    leaf(layer, 0.475, 0.362, 0.13, 0.030, -2.5, "#708A58")
    stand(canvas, layer, 0.835, contact=(0.48, 0.135, 0.838))
    for x, y, radius, turn, seed in ((0.83, 0.775, 0.085, 0.5, 61), (0.185, 0.83, 0.078, -0.6, 66)):
        rest = canvas.layer()
        apricot(rest, x, y, radius, turn, seed)
        stand(canvas, rest, y + radius * 0.96, contact=(x, radius * 0.55, y + radius * 0.95))
    return canvas


def _front_of_bowl(canvas: Canvas) -> None:
    """The near wall of the bowl again, so that fruit sits inside it."""
    layer = canvas.layer()
    sides = [(0.600 + 0.205 * t, 0.30 * float(0.43 + 0.57 * np.sqrt(1 - (t / 0.93) ** 2.4))) for t in np.linspace(0, 0.93, 24)]
    profile = [*sides, (0.797, 0.129), (0.805, 0.135)]
    turned(layer, 0.48, profile, "#36486B", tilt=0.25, material=Material(0.40, 0.45, 22))
    lip = [(float(0.48 + 0.30 * np.sin(t)), float(0.600 + 0.075 * np.cos(t))) for t in np.linspace(-1.57, 1.57, 60)]
    stroke(layer, lip, 0.010, "#6F83A8")
    canvas.place(layer)
