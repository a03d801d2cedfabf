"""Oyster and button mushrooms, as they grow and as they are packed."""

import numpy as np

from .canvas import Canvas, Material, Point, mix, tinted
from .fruit import basket_rim, weave_basket
from .noise import clouds, random, wood_grain
from .shapes import rounded, smooth, spot_shadow
from .stage import Room, build, flat, lay, stand

FLESH = Material(0.52, 0.08, 14)
# Caps of the growing cluster: centre, radius, direction of the rim.
CLUSTER = (
    (0.50, 0.245, 0.135, -1.57),
    (0.31, 0.33, 0.15, -2.3),
    (0.70, 0.32, 0.15, -0.85),
    (0.21, 0.49, 0.13, -2.85),
    (0.80, 0.49, 0.13, -0.3),
    (0.415, 0.435, 0.165, -1.9),
    (0.61, 0.475, 0.165, -1.15),
    (0.33, 0.615, 0.115, -2.7),
    (0.71, 0.65, 0.105, -0.4),
    (0.50, 0.635, 0.125, -1.5),
)


def oyster_mushrooms_dried(size: int) -> Canvas:
    """One cluster from a single foot, before a sage wall."""
    canvas = build(Room("mist", 51, 0.68, -0.05), size)
    layer = canvas.layer()
    for x, y, radius, angle in sorted(CLUSTER, key=lambda c: c[1]):
        _oyster_stem(layer, x, y, radius, angle, (0.50, 0.83))
    foot = layer.polygon(
        [(0.50 + 0.085 * np.cos(t) * (1 + 0.08 * np.sin(5 * t)), 0.826 + 0.034 * np.sin(t)) for t in np.linspace(0, 6.283, 60)], margin=0.03
    )
    layer.inflate(foot, "#DCCFB6", 0.02, bumps=0.1 * clouds(foot.y.shape, 8, 4, 8))
    for index, (x, y, radius, angle) in enumerate(sorted(CLUSTER, key=lambda c: c[1])):
        oyster_cap(layer, x, y, radius, angle, index)
    stand(canvas, layer, 0.855, contact=(0.50, 0.085, 0.856))
    return canvas


def _oyster_stem(canvas: Canvas, x: float, y: float, radius: float, angle: float, foot: Point) -> None:
    ax, ay = x - np.cos(angle) * radius * 0.55, y - np.sin(angle) * radius * 0.45 + 0.02
    bx = foot[0] + (ax - foot[0]) * 0.18
    patch = canvas.polygon([(ax - 0.045, ay), (ax + 0.045, ay), (bx + 0.036, foot[1]), (bx - 0.036, foot[1])], margin=0.03)
    canvas.inflate(patch, "#EAE4D6", 0.022, bumps=0.10 * np.sin((patch.x - ax) * 165), material=FLESH)


def oyster_cap(canvas: Canvas, x: float, y: float, radius: float, angle: float, index: int, *, flat_by: float = 0.74) -> None:
    """Shell-shaped cap, darker near the stalk, with the pale gill edge under its rim."""
    ax, ay = x - np.cos(angle) * radius * 0.55, y - np.sin(angle) * radius * 0.45 + 0.02
    turn, phase = np.linspace(0, 2 * np.pi, 90), index * 1.7
    reach = (
        radius
        * (1 + 0.045 * np.sin(5 * turn + phase) + 0.025 * np.sin(9 * turn + phase * 2))
        * (1 - 0.38 * np.exp(-(((turn - np.pi) / 0.55) ** 2)))
    )
    a, b = reach * np.cos(turn), reach * np.sin(turn) * 1.05
    px, py = x + a * np.cos(angle) - b * np.sin(angle), y + (a * np.sin(angle) + b * np.cos(angle)) * flat_by
    gills = canvas.polygon(list(zip((x + (px - x) * 0.955).tolist(), (py + 0.017).tolist(), strict=True)))
    canvas.darken(canvas.polygon(list(zip(px.tolist(), (py + 0.028).tolist(), strict=True)), soft=0.012), 0.30)
    canvas.paint(gills, tinted("#F0E4CB", 0.72 + 0.13 * np.sin(np.arctan2(gills.y - ay, gills.x - ax) * 70)))
    cap = canvas.polygon(list(zip(px.tolist(), py.tolist(), strict=True)), margin=0.05)
    distance = np.clip(np.hypot(cap.x - ax, (cap.y - ay) / flat_by) / (radius * 1.55), 0, 1)
    colour = mix(mix("#87715D", "#C0AA8E", np.clip(distance / 0.55, 0, 1)), "#EBDDC2", np.clip((distance - 0.55) / 0.45, 0, 1))
    streaks = 1 + 0.03 * np.sin(np.arctan2(cap.y - ay, cap.x - ax) * 46 + phase) + 0.02 * clouds(cap.y.shape, 60 + index, 4, 8)
    canvas.inflate(cap, colour * streaks[..., None], 0.034, lift=0.95, material=FLESH)


def button_cap(canvas: Canvas, x: float, y: float, size: float, turn: float, seed: int) -> None:
    """Whole white mushroom with a short stalk; `size` 1 is a cap 0.27 wide."""
    cos, sin = np.cos(turn), np.sin(turn)
    at = lambda a, b: (float(x + a * size * cos - b * size * sin), float(y + a * size * sin + b * size * cos))  # noqa: E731
    stalk = canvas.polygon(
        [at(a, b) for a, b in ((-0.052, 0.02), (0.052, 0.02), (0.062, 0.125), (0.03, 0.14), (-0.03, 0.14), (-0.062, 0.125))], margin=0.03
    )
    canvas.inflate(stalk, "#EDE6D8", 0.02, bumps=0.05 * clouds(stalk.y.shape, 4, 3, 6), material=FLESH)
    canvas.paint(canvas.polygon([at(0.118 * np.cos(q), 0.036 * np.sin(q) + 0.032) for q in np.linspace(0, 6.28, 40)]), "#8A6D55")
    dome = [at(-0.135 * np.cos(q), -0.15 * np.sin(q) ** 0.85 + 0.034) for q in np.linspace(0, np.pi, 40)]
    lip = [at(0.135 * np.cos(q), 0.028 * np.sin(q) + 0.034) for q in np.linspace(0, np.pi, 30)]
    cap = canvas.polygon(dome + lip, margin=0.05)
    tone = 1 - 0.035 * np.clip(clouds(cap.y.shape, seed, 4, 4), 0, 2)
    canvas.inflate(cap, tinted("#F0E6D2", tone), 0.048 * size, lift=1.1, material=Material(0.46, 0.06, 12))


def button_mushrooms_dried(size: int) -> Canvas:
    """Whole buttons on boards, one halved, dried slices fanned in front."""
    canvas = build(Room("dusk", 71, 0.60, -0.10, 0.0, 1.0, "wood"), size)
    for index, (x, y, scale, turn) in enumerate(
        ((0.36, 0.42, 1.0, -0.1), (0.65, 0.43, 0.95, 0.12), (0.50, 0.55, 1.25, 0.0), (0.20, 0.62, 0.85, -0.25), (0.80, 0.62, 0.9, 0.2))
    ):
        layer = canvas.layer()
        button_cap(layer, x, y, scale, turn, index + 3)
        stand(canvas, layer, y + 0.137 * scale, contact=(x, 0.05 * scale, y + 0.136 * scale))
    fan = canvas.layer()
    for index in range(7):
        _slice(fan, 0.22 + index * 0.092, 0.835 + 0.016 * np.sin(index * 1.9), 0.78 + 0.07 * np.sin(index * 2.3), -0.5 + index * 0.16)
    lay(canvas, fan, depth=0.010)
    return canvas


def _slice(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    cos, sin = np.cos(turn), np.sin(turn)
    at = lambda a, b: (float(x + a * size * cos - b * size * sin), float(y + (a * size * sin + b * size * cos) * 0.8))  # noqa: E731
    dome = [at(-0.095 * np.cos(q), -0.085 * np.sin(q) ** 0.8) for q in np.linspace(0, np.pi, 40)]
    outline = [*dome, at(0.085, 0.020), at(0.036, 0.016), at(0.040, 0.085), at(-0.040, 0.085), at(-0.036, 0.016), at(-0.085, 0.020)]
    canvas.darken(canvas.polygon([(a + 0.006, b + 0.008) for a, b in outline], soft=0.005), 0.4)
    body = canvas.polygon(outline, margin=0.02)
    canvas.inflate(body, tinted("#EBDDBF", 1 + 0.03 * clouds(body.y.shape, int(x * 90), 4, 6)), 0.010, lift=0.7, material=FLESH)
    for side in (-1, 1):
        gill = canvas.polygon([at(side * a, b) for a, b in ((0.038, 0.010), (0.080, 0.012), (0.072, -0.022), (0.036, -0.028))], soft=0.002)
        canvas.paint(gill, "#94755A", 0.85)


def oyster_mushrooms_fresh(size: int) -> Canvas:
    """A shallow crate from above, lined with paper and filled with caps."""
    canvas = flat("#C9CFC4", 207, size)
    layer = canvas.layer()
    for index, (left, top, right, bottom) in enumerate(
        ((0.10, 0.13, 0.90, 0.20), (0.10, 0.82, 0.90, 0.89), (0.10, 0.13, 0.17, 0.89), (0.83, 0.13, 0.90, 0.89))
    ):
        board = layer.polygon(rounded(left, top, right, bottom, 0.006))
        grain = wood_grain(board.y, board.x, 5 + index, 16, 0.0 if index < 2 else 1.5)
        layer.inflate(board, tinted("#B58B5A", grain), 0.012)
    floor = layer.polygon(rounded(0.165, 0.195, 0.835, 0.825, 0.004))
    layer.inflate(floor, "#E9E2D2", 0.01, lift=0.3, bumps=0.5 * clouds(floor.y.shape, 4, 3, 7))
    layer.darken(
        layer.polygon([(0.165, 0.195), (0.835, 0.195), (0.835, 0.235), (0.21, 0.235), (0.21, 0.825), (0.165, 0.825)], soft=0.015), 0.4
    )
    source = random(19)
    spots = [(0.25 + 0.165 * column + 0.05 * (row % 2), 0.285 + 0.135 * row) for row in range(4) for column in range(4)]
    for index, (x, y) in enumerate(spots):
        oyster_cap(
            layer,
            x + source.normal(0, 0.012),
            y + source.normal(0, 0.010),
            source.uniform(0.095, 0.118),
            source.uniform(0.9, 2.2),
            index,
            flat_by=0.92,
        )
    lay(canvas, layer, depth=0.030)
    return canvas


def button_mushrooms_fresh(size: int) -> Canvas:
    """Round caps heaped in a paper-lined basket."""
    canvas = build(Room("clay", 217, 0.66, 0.03), size)
    layer = canvas.layer()
    paper = layer.polygon(
        smooth(
            [
                (0.16, 0.56),
                (0.22, 0.49),
                (0.30, 0.53),
                (0.38, 0.47),
                (0.50, 0.50),
                (0.61, 0.465),
                (0.70, 0.53),
                (0.79, 0.48),
                (0.845, 0.56),
                (0.80, 0.66),
                (0.50, 0.71),
                (0.20, 0.66),
            ]
        ),
        margin=0.03,
    )
    layer.inflate(paper, "#F4F0E6", 0.012, bumps=0.7 * clouds(paper.y.shape, 3, 4, 6), material=FLESH)
    rows = (
        (0.30, 0.505),
        (0.43, 0.455),
        (0.57, 0.45),
        (0.70, 0.505),
        (0.245, 0.575),
        (0.37, 0.535),
        (0.505, 0.52),
        (0.635, 0.54),
        (0.755, 0.58),
        (0.31, 0.61),
        (0.445, 0.60),
        (0.575, 0.605),
        (0.69, 0.62),
    )
    for index, (x, y) in enumerate(rows):
        spot_shadow(layer, x + 0.012, y + 0.020, 0.080, 0.055, 0.35, 0.014)
        button_cap(layer, x, y, 0.60, (0.15, -0.45, 0.55, -0.1, 2.5, 0.4, -0.3)[index % 7], index + 40)
    weave_basket(layer, 0.5, 0.62, 0.80, 0.325, 0.285, colour="#8D6B42", rows=40)
    basket_rim(layer, 0.5, 0.628, 0.331, 0.13, start=-1.57, end=1.57, colour="#7C5B36")
    stand(canvas, layer, 0.835, contact=(0.5, 0.27, 0.838))
    return canvas
