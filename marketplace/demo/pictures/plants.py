"""Parts that return in many pictures: leaves, ears, berries, apricots, bowls."""

import numpy as np

from .canvas import FRUIT, Canvas, Colour, Material, Point, mix, rgb, tinted
from .noise import Array, clouds, random, wood_grain
from .shapes import ball, ellipse, ribbon, stroke, turned

BERRY = Material(0.45, 0.55, 42)
BERRY_COLOURS = ("#F08A13", "#F59B1E", "#E67408")


def leaf(
    canvas: Canvas, x: float, y: float, length: float, width: float, angle: float, colour: Colour = "#6E8067", fold: float = 0.78
) -> None:
    """Pointed leaf from its stalk outward, the far half darker along the midrib."""
    share = np.linspace(0, 1, 20)
    cos, sin = np.cos(angle), np.sin(angle)
    bulge = width * np.sin(np.pi * share) ** 0.8
    at = lambda a, b: (float(x + a * cos - b * sin), float(y + a * sin + b * cos))  # noqa: E731 - turns leaf coordinates
    upper: list[Point] = [at(length * s, -b) for s, b in zip(share, bulge, strict=True)]
    lower: list[Point] = [at(length * s, b) for s, b in zip(share, bulge, strict=True)]
    rib: list[Point] = [at(length * s, 0) for s in share]
    canvas.paint(canvas.polygon(upper + lower[::-1]), rgb(colour))
    canvas.paint(canvas.polygon(lower + rib[::-1]), rgb(colour) * fold)


def ear(canvas: Canvas, x: float, y: float, angle: float, size: float, colour: str = "#C99A4B") -> None:
    """Ear of barley with long awns, from the top of its stalk outward."""
    cos, sin = np.cos(angle), np.sin(angle)
    stroke(canvas, [(x - cos * 0.30 * size, y - sin * 0.30 * size), (x, y)], 0.006 * size, "#B48A45")
    for row in range(11):
        px, py = x + cos * 0.17 * size * row / 10, y + sin * 0.17 * size * row / 10
        for side in (-1, 1):
            tip = (px + np.cos(angle + side * 0.2) * 0.16 * size, py + np.sin(angle + side * 0.2) * 0.16 * size)
            stroke(canvas, [(px, py), tip], [0.0026 * size, 0.0008], "#D9B56B", 0.85)
            leaf(canvas, px, py, 0.052 * size, 0.011 * size, angle + side * 0.42, rgb(colour) * (0.92 + 0.1 * (row % 2)))


def berry(canvas: Canvas, x: float, y: float, radius: float, index: int, angle: float = 0.0) -> None:
    def skin(along: Array, across: Array, normals: Array) -> Array:
        tip = np.exp(-((along / 0.13) ** 2) - ((across - 0.82) / 0.12) ** 2)
        under = 1 - 0.25 * np.clip(normals[..., 1], 0, 1)
        return tinted(BERRY_COLOURS[index % 3], under * (1 - 0.75 * tip))

    ball(canvas, x, y, radius, "#F08A13", stretch=0.88, angle=angle, material=BERRY, skin=skin)


def berry_branch(canvas: Canvas, points: list[Point], seed: int, *, radius: float = 0.026, spread: float = 0.032, leaves: int = 26) -> None:
    """Thorny branch, narrow grey leaves, berries crowded along the wood."""
    source = random(seed)
    count = len(points)
    canvas.paint(canvas.polygon(ribbon(points, np.linspace(0.016, 0.006, count).tolist())), "#5B4636")
    heading = np.arctan2(points[-1][1] - points[0][1], points[-1][0] - points[0][0])
    for i in range(leaves):
        x, y = points[int(2 + (count - 4) * i / leaves)]
        side = 1 if i % 2 else -1
        leaf(
            canvas,
            x,
            y,
            source.uniform(0.09, 0.15),
            source.uniform(0.008, 0.012),
            heading + side * source.uniform(0.6, 1.2),
            ("#7F8F78", "#93A189", "#6B7D68")[i % 3],
            0.8,
        )
    spots = []
    for x, y in points[int(count * 0.12) : int(count * 0.92)]:
        spots += [(x + source.normal(0, spread), y + source.normal(0, spread), source.uniform(0.85, 1.15) * radius) for _ in range(2)]
    for i, (x, y, size) in enumerate(sorted(spots, key=lambda s: s[1])):
        berry(canvas, x, y, size, i, source.uniform(-0.5, 0.5))


def apricot(canvas: Canvas, x: float, y: float, radius: float, angle: float, seed: int) -> None:
    def skin(along: Array, across: Array, normals: Array) -> Array:
        blush = np.clip((normals @ np.array([0.80, 0.45, 0.15])) * 1.15 + 0.12 + 0.15 * clouds(along.shape, seed, 5, 5), 0, 1)
        colour = mix("#F2A03C", "#C9401F", blush * 0.80)
        groove = np.exp(-(((along - 0.34 * np.sqrt(np.clip(1 - across * across, 0, 1))) / 0.05) ** 2)) * (np.abs(across) < 0.97)
        return colour * (1 - 0.20 * groove + 0.010 * clouds(along.shape, seed + 3, 3, 20))[..., None]

    ball(canvas, x, y, radius, "#F7AE45", stretch=1.04, angle=angle, material=FRUIT, skin=skin)


def kernel(canvas: Canvas, x: float, y: float, radius: float, angle: float, colour: str = "#B5793F", seed: int = 3) -> None:
    """Almond-shaped seed with fine lines along it."""
    turn = np.linspace(0, 2 * np.pi, 50)
    a, b = 1.35 * np.cos(turn), 0.82 * (1 - 0.22 * np.cos(turn)) * np.sin(turn)
    cos, sin = np.cos(angle), np.sin(angle)
    patch = canvas.polygon(
        [(float(x + radius * (p * cos - q * sin)), float(y + radius * (p * sin + q * cos))) for p, q in zip(a, b, strict=True)],
        margin=radius * 0.5,
    )
    across = (-(patch.x - x) * sin + (patch.y - y) * cos) / radius
    lines = 0.05 * np.sin(across * 26 + 0.6 * clouds(patch.y.shape, seed, 3, 4))
    canvas.inflate(patch, tinted(colour, 1 + lines), radius * 0.45, lift=1.1, material=Material(0.42, 0.12, 16))


def bowl(
    canvas: Canvas, x: float, y: float, rx: float, ry: float, depth: float, colour: str, *, wood: bool = False, inside: str = ""
) -> None:
    """Open bowl: its rim is the ellipse at (x, y), its foot `depth` lower."""
    foot = y + depth
    sides = [(y + depth * t, rx * float(0.43 + 0.57 * np.sqrt(1 - (t / 0.93) ** 2.4))) for t in np.linspace(0, 0.93, 24)]
    profile = [*sides, (foot - depth * 0.04, rx * 0.43), (foot, rx * 0.45)]
    grain = (lambda u, level: tinted(colour, wood_grain(level, u * rx, 7, 22))) if wood else colour
    turned(
        canvas,
        x,
        profile,
        grain,
        tilt=ry / rx,
        material=Material(0.40, 0.18 if wood else 0.45, 22),
        bumps=lambda u, level: 0.03 * np.sin(level * 420),
    )
    canvas.paint(canvas.polygon(ellipse(x, y, rx, ry)), rgb(colour) * 1.28)
    canvas.paint(canvas.polygon(ellipse(x, y + ry * 0.03, rx * 0.955, ry * 0.91)), inside or rgb(colour) * 0.55)
    canvas.darken(canvas.polygon(ellipse(x - rx * 0.12, y - ry * 0.10, rx * 0.8, ry * 0.7), soft=0.012), 0.35)
