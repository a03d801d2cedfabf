"""Carved box, spoons, and the empty willow basket."""

import numpy as np

from .canvas import METAL, Canvas, Material, Patch, tinted
from .fruit import basket_rim, weave_basket
from .noise import Array, box_blur, wood_grain
from .shapes import ellipse, rounded, smooth, tube
from .stage import Room, build, flat, lay, stand

OILED = Material(0.42, 0.12, 12)


def carved_willow_box(size: int) -> Canvas:
    canvas = build(Room("mist", 111, 0.62, 0.05), size)
    layer = canvas.layer()
    lid = layer.polygon([(0.14, 0.465), (0.86, 0.465), (0.78, 0.335), (0.22, 0.335)])
    waves = np.sin((lid.x - 0.5) * 72 / (0.55 + lid.y)) * np.cos((lid.y - 0.40) * 70)
    layer.relief(lid, 0.004 * waves, tinted("#B98453", wood_grain(lid.y, lid.x, 9, 26)), Material(0.62, 0.05, 10))
    for top, bottom, tone in ((0.456, 0.530, 1.06), (0.522, 0.805, 1.0)):
        inset = 0.13 if top < 0.5 else 0.15
        face = layer.polygon(rounded(inset, top, 1 - inset, bottom, 0.006))
        carving = _band(face) if top < 0.5 else _panels(face)
        colour = tinted("#8F5E37", tone * wood_grain(face.y, face.x, 7, 11) * (0.86 + 0.22 * np.clip(carving, -0.6, 1)))
        layer.relief(face, box_blur(carving * 0.0125, size * 0.0012), colour, OILED)
    layer.darken(layer.polygon(rounded(0.15, 0.525, 0.85, 0.545, 0.004), soft=0.006), 0.45)
    for x in (0.19, 0.81):
        foot = layer.polygon([(x - 0.04, 0.80), (x + 0.04, 0.80), (x + 0.03, 0.838), (x - 0.03, 0.838)])
        layer.inflate(foot, "#6E4628", 0.01)
    layer.inflate(
        layer.polygon([(0.472, 0.495), (0.528, 0.495), (0.536, 0.572), (0.464, 0.572)], margin=0.02), "#C79A45", 0.012, material=METAL
    )
    layer.paint(layer.polygon([(0.494, 0.530), (0.506, 0.530), (0.509, 0.553), (0.491, 0.553)]), "#2A1E12")
    stand(canvas, layer, 0.838, contact=(0.5, 0.34, 0.832))
    return canvas


def _band(face: Patch) -> Array:
    notch = np.abs(((face.x * 18) % 1) - 0.5)
    return np.clip(0.5 - notch, 0, 0.5) * 1.6 * np.sqrt(np.clip(1 - np.abs((face.y - 0.493) / 0.026), 0, 1))


def rosette(u: Array, v: Array, radius: float, petals: int = 6) -> Array:
    """Height of a carved flower around (0, 0): petals out to the radius and a boss in the middle."""
    angle, distance = np.arctan2(v, u), np.hypot(u, v) / radius
    petal = np.clip(1 - (distance / (0.42 + 0.55 * np.abs(np.cos(angle * petals / 2)) ** 0.8)) ** 4, 0, 1)
    return petal * (0.55 + 0.45 * np.clip(distance * 1.6, 0, 1)) + 0.9 * np.clip(1 - (distance / 0.24) ** 3, 0, 1)


def _panels(face: Patch) -> Array:
    height = np.zeros_like(face.y)
    for panel in range(3):
        x = 0.15 + 0.7 * (panel + 0.5) / 3
        reach = np.maximum(np.abs(face.x - x) / 0.098, np.abs(face.y - 0.668) / 0.105)
        inside = reach < 1
        height += inside * (-0.6 + 0.5 * np.clip(1 - np.abs(reach - 0.93) / 0.05, 0, 1) + 1.1 * rosette(face.x - x, face.y - 0.668, 0.078))
        for sx in (-1, 1):
            for sy in (-1, 1):
                height += inside * 0.7 * rosette(face.x - x - sx * 0.078, face.y - 0.668 - sy * 0.084, 0.021, 4)
    for line in (0.553, 0.790):
        height += 0.7 * np.clip(1 - np.abs(face.y - line) / 0.006, 0, 1)
    return height


def willow_spoons(size: int) -> Canvas:
    """Laid side by side on pale boards, seen from above."""
    canvas = flat("#CBBFAA", 211, size, kind="boards")
    for x, y, turn, tint, scale in (
        (0.28, 0.52, -0.14, "#9A6A3E", 1.05),
        (0.50, 0.50, 0.03, "#CDA069", 1.12),
        (0.72, 0.53, 0.18, "#5C3B23", 1.0),
    ):
        layer = canvas.layer()
        _spoon(layer, x, y, turn, tint, scale)
        lay(canvas, layer, depth=0.016, strength=0.5)
    return canvas


def _spoon(canvas: Canvas, x: float, y: float, turn: float, tint: str, scale: float) -> None:
    cos, sin = np.cos(turn), np.sin(turn)
    at = lambda a, b: (float(x + (a * cos - b * sin) * scale), float(y + (a * sin + b * cos) * scale))  # noqa: E731
    outline = [
        at(a, b)
        for a, b in (
            (0.0, -0.365),
            (0.075, -0.31),
            (0.083, -0.22),
            (0.05, -0.145),
            (0.019, -0.105),
            (0.016, 0.10),
            (0.023, 0.27),
            (0.029, 0.34),
            (0.016, 0.375),
            (-0.016, 0.375),
            (-0.029, 0.34),
            (-0.023, 0.27),
            (-0.016, 0.10),
            (-0.019, -0.105),
            (-0.05, -0.145),
            (-0.083, -0.22),
            (-0.075, -0.31),
        )
    ]
    body = canvas.polygon(smooth(outline), margin=0.04)
    grain = wood_grain(body.y, body.x, int(x * 50), 14, 1.45 + turn)
    canvas.inflate(body, tinted(tint, grain), 0.018, lift=1.1, material=Material(0.42, 0.14, 14))
    hollow = canvas.polygon([at(0.063 * np.cos(k), -0.245 + 0.095 * np.sin(k)) for k in np.linspace(0, 6.283, 70)], margin=0.03)
    canvas.inflate(hollow, tinted(tint, 0.9 * wood_grain(hollow.y, hollow.x, 3, 14, 1.45)), 0.03, lift=-0.75)
    for step in range(5):
        px, py = at(0, 0.20 + 0.028 * step)
        canvas.paint(canvas.polygon([(px - 0.010, py), (px, py - 0.010), (px + 0.010, py), (px, py + 0.010)]), "#2E1D10", 0.75)


def willow_harvest_basket(size: int) -> Canvas:
    """Empty, with a hooped handle; the far inner wall can be seen."""
    canvas = build(Room("night", 371, 0.70, 0.02), size)
    layer = canvas.layer()
    hoop = [
        (float(0.5 + 0.295 * np.sin(t)), float(0.575 - 0.385 * np.cos(t) ** 0.9 if np.cos(t) > 0 else 0.575))
        for t in np.linspace(-1.57, 1.57, 60)
    ]
    tube(layer, hoop, 0.030, "#9A7040")
    for step in range(5, 55, 3):
        px, py = hoop[step]
        tube(layer, [(px - 0.017, py - 0.004), (px + 0.017, py + 0.008)], 0.008, "#7C5730")
    opening = layer.polygon(ellipse(0.5, 0.575, 0.32, 0.085), margin=0.02)
    rods = np.abs(np.sin(opening.y * 150)) * (0.75 + 0.25 * np.sin(opening.x * 90))
    layer.paint(opening, tinted("#6E4D2B", 0.55 + 0.5 * rods))
    layer.darken(layer.polygon(ellipse(0.47, 0.56, 0.27, 0.060), soft=0.03), 0.55)
    weave_basket(layer, 0.5, 0.575, 0.815, 0.318, 0.25, tilt=0.26, colour="#C3985A", rows=36)
    basket_rim(layer, 0.5, 0.578, 0.324, 0.262, start=-3.14, end=3.14, colour="#A87A42")
    stand(canvas, layer, 0.875, contact=(0.5, 0.20, 0.876))
    return canvas
