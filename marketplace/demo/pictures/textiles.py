"""Stoles, shawls, throws and cloth of the two weaving groups."""

import numpy as np

from .canvas import Canvas, mix, rgb
from .cloth import CLOTH, Weave, bottom_fringe, close_up, dyed, fold, hanging
from .marks import flat_label
from .noise import Array, clouds, diamond_twill, twill, wood_grain
from .shapes import ball, rounded, smooth, tube
from .stage import Room, build, flat, lay, stand


def undyed_pashmina_stole(size: int) -> Canvas:
    canvas = build(Room("lime", 31, 0.64), size)
    stripes = ((0.80, 0.815, "#16213A"), (0.83, 0.86, "#8E1F2F"), (0.875, 0.885, "#0F6F70"))
    weave = Weave("#C8B39A", stripes, 165, 31)
    layer = canvas.layer()
    fold(layer, weave, (0.16, 0.665, 0.80, 0.785), seed=4, fringed=True)
    fold(layer, weave, (0.155, 0.555, 0.805, 0.690), seed=16, fringed=True)
    fold(layer, weave, (0.15, 0.335, 0.81, 0.590), seed=29, depth=0.014)
    stand(canvas, layer, 0.79, contact=(0.48, 0.33, 0.785))
    return canvas


def pashmina_shawl_walnut(size: int) -> Canvas:
    """Seen from above on linen: lozenge twill in two soft folds, the fringed end along the foot."""
    canvas = flat("#DCD3C0", 47, size, kind="linen", light=False)
    layer = canvas.layer()
    weave = Weave("#6F503A", (), 120, 5, lambda y, x: 1.9 * diamond_twill(y, x, 62, 13, 5))
    lower = layer.polygon(
        smooth(
            [
                (0.06, -0.10),
                (0.50, -0.12),
                (1.10, -0.05),
                (1.06, 0.40),
                (0.99, 0.79),
                (0.70, 0.83),
                (0.36, 0.81),
                (0.13, 0.84),
                (0.10, 0.40),
            ]
        )
    )
    hanging(layer, weave, lower, seed=5, pleats=2.6, depth=0.05)
    bottom_fringe(layer, weave, 0.15, 0.985, 0.80, 0.10, 31)
    lay(canvas, layer, depth=0.022, strength=0.5)
    fold_over = canvas.layer()
    upper = fold_over.polygon(smooth([(-0.10, -0.10), (1.10, -0.12), (1.10, 0.17), (0.72, 0.33), (0.36, 0.36), (-0.08, 0.50)]))
    hanging(
        fold_over, Weave("#785840", (), 120, 9, lambda y, x: 1.9 * diamond_twill(x, y, 62, 13, 9)), upper, seed=15, pleats=1.9, depth=0.05
    )
    lay(canvas, fold_over, depth=0.03, strength=0.6)
    for points in (((0.24, 0), (0.44, 0), (0.60, 1), (0.34, 1)), ((0.52, 0), (0.76, 0), (1.00, 1), (0.70, 1))):
        canvas.brighten(canvas.polygon(points, soft=0.016), np.array([0.09, 0.07, 0.04], np.float32))
    return canvas


def pashmina_muffler_grey(size: int) -> Canvas:
    canvas = build(Room("sand", 43, 0.93, -0.06), size)
    layer = canvas.layer()
    weave = Weave("#8B8A88", (), 150, 43, lambda y, x: _herringbone(y, x, 43))
    behind = Weave("#777673", (), 150, 44, lambda y, x: _herringbone(y, x, 43))
    back = layer.polygon(smooth([(0.49, 0.18), (0.63, 0.18), (0.69, 0.45), (0.68, 0.74), (0.52, 0.74), (0.51, 0.45)]))
    hanging(layer, behind, back, seed=7, pleats=12, depth=0.045)
    bottom_fringe(layer, behind, 0.53, 0.675, 0.735, 0.065, 3)
    front = layer.polygon(smooth([(0.42, 0.19), (0.50, 0.135), (0.59, 0.17), (0.57, 0.45), (0.55, 0.835), (0.33, 0.835), (0.36, 0.45)]))
    hanging(layer, weave, front, seed=12, pleats=11, depth=0.045)
    bottom_fringe(layer, weave, 0.338, 0.545, 0.83, 0.07, 9)
    lay(canvas, layer, depth=0.026)
    peg = canvas.layer()
    tube(peg, [(0.505, 0.185), (0.505, 0.125)], [0.06, 0.055], rgb("#9C6B3F"))
    ball(peg, 0.505, 0.118, 0.036, "#A8774A")
    lay(canvas, peg, depth=0.014)
    return canvas


def _herringbone(y: Array, x: Array, seed: int) -> Array:
    turned = np.abs(((x * 34) % 1) - 0.5) * 2 / 34
    return 0.10 * np.sin((y + turned * 1.2) * 130 * 2 * np.pi) + twill(y, x, 260, seed) * 0.3


def yak_wool_throw(size: int) -> Canvas:
    """Over a low bench, two corners hanging."""
    canvas = build(Room("sage", 57, 0.74, 0.05), size)
    layer = canvas.layer()
    for x in (0.20, 0.80):
        leg = layer.polygon([(x - 0.03, 0.52), (x + 0.03, 0.52), (x + 0.022, 0.86), (x - 0.022, 0.86)])
        layer.inflate(leg, rgb("#7E5A38") * wood_grain(leg.y, leg.x, 4, 20, 1.5)[..., None], 0.02)
    top = layer.polygon(rounded(0.10, 0.485, 0.90, 0.545, 0.014))
    layer.inflate(top, rgb("#94683F") * wood_grain(top.y, top.x, 6, 24)[..., None], 0.018)
    stripes = tuple((a, a + w, "#D8CDB6") for a, w in ((0.40, 0.022), (0.47, 0.008), (0.66, 0.05), (0.745, 0.010), (0.775, 0.010)))
    weave = Weave("#3E3A38", stripes, 75, 57)
    drape = layer.polygon(
        smooth(
            [
                (0.17, 0.49),
                (0.22, 0.455),
                (0.50, 0.45),
                (0.78, 0.458),
                (0.83, 0.49),
                (0.835, 0.66),
                (0.80, 0.805),
                (0.60, 0.79),
                (0.40, 0.812),
                (0.19, 0.80),
                (0.165, 0.65),
            ],
            steps=12,
        )
    )
    hanging(layer, weave, drape, seed=57, pleats=5.4, depth=0.05)
    bottom_fringe(layer, weave, 0.19, 0.81, 0.793, 0.035, 5)
    stand(canvas, layer, 0.87, strength=0.5, contact=(0.5, 0.36, 0.865))
    return canvas


def nambu_shawl_madder(size: int) -> Canvas:
    canvas = build(Room("mist", 53, 0.62, -0.08), size)
    bands = ((0.10, 0.118, "#E9B35B"), (0.13, 0.19, "#16213A"), (0.202, 0.212, "#F4EEE0"), (0.224, 0.236, "#E9B35B"))
    weave = Weave("#962333", bands, 92, 53)
    layer = canvas.layer()
    for row, (left, right) in enumerate(((0.17, 0.83), (0.175, 0.825), (0.165, 0.835), (0.18, 0.82))):
        top = 0.70 - row * 0.098
        fold(layer, weave, (left, top, right, top + 0.118), seed=11 + row * 9, depth=0.012)
    fold(layer, weave, (0.175, 0.28, 0.828, 0.43), seed=70, depth=0.018)
    flat_label(layer, 0.70, 0.475, 0.085, 0.11)
    stand(canvas, layer, 0.82, contact=(0.5, 0.34, 0.815))
    return canvas


def nambu_cloth_indigo(size: int) -> Canvas:
    """Close up: the twill fills the frame and one corner is turned back to its paler side."""
    canvas = Canvas(size, size)
    close_up(canvas, Weave("#2F4A7E", (), 60, 61), seed=61, depth=0.035, slant=0.35)
    area = canvas.everywhere()
    canvas.pixels *= (1.10 - 0.30 * np.hypot(area.x - 0.1, area.y - 0.05))[..., None]
    back = [*smooth([(1.05, 0.36), (0.80, 0.46), (0.60, 0.60), (0.46, 0.80), (0.36, 1.05)], closed=False), (1.05, 1.05)]
    canvas.darken(canvas.polygon([(x - 0.02, y - 0.015) for x, y in back], soft=0.03), 0.55)
    corner = canvas.polygon(back, margin=0.05)
    paler = dyed(Weave("#8497B6", (), 60, 66, lambda y, x: -twill(y, -x, 60, 66)), corner.y, corner.x, corner.x)
    canvas.inflate(corner, paler, 0.055, lift=1.3, bumps=1.2 * clouds(corner.y.shape, 8, 3, 3), material=CLOTH)
    for points in (((0.18, 0), (0.40, 0), (0.52, 1), (0.24, 1)), ((0.48, 0), (0.74, 0), (0.94, 1), (0.64, 1))):
        canvas.brighten(canvas.polygon(points, soft=0.016), np.array([0.055, 0.05, 0.035], np.float32))
    return canvas


def thigma_cushion_indigo(size: int) -> Canvas:
    canvas = build(Room("clay", 71, 0.74, -0.08), size)
    layer = canvas.layer()
    centre, half, turn = (0.5, 0.505), 0.335, 0.06
    outline = []
    for side in range(4):
        for t in np.linspace(-1, 1, 40, endpoint=False):
            a, b = t * half, -(1 - 0.10 * np.cos(t * np.pi / 2)) * half
            angle = side * np.pi / 2 + turn
            outline.append((centre[0] + a * np.cos(angle) - b * np.sin(angle), centre[1] + a * np.sin(angle) + b * np.cos(angle)))
    patch = layer.polygon(outline, margin=0.05)
    u = ((patch.x - centre[0]) * np.cos(turn) + (patch.y - centre[1]) * np.sin(turn)) / half
    v = (-(patch.x - centre[0]) * np.sin(turn) + (patch.y - centre[1]) * np.cos(turn)) / half
    u, v = u * (1 + 0.10 * v * v), v * (1 + 0.10 * u * u)
    layer.inflate(patch, thigma_rings(u, v, patch.y, patch.x, "#1F3A6B"), 0.085, lift=1.1, bumps=twill(patch.y, patch.x, 120, 4) * 0.6)
    stand(canvas, layer, 0.845, contact=(0.5, 0.29, 0.812))
    return canvas


def thigma_rings(u: Array, v: Array, y: Array, x: Array, ground: str) -> Array:
    """Tie-dyed rings in a square field: u and v run from -1 to 1, a red line closes the field."""
    a, b = ((u * 1.75) + 0.5) % 1 - 0.5, ((v * 1.75) + 0.5) % 1 - 0.5
    radius = np.hypot(a, b)
    stitches = np.cos(np.arctan2(b, a) * 16) > 0.1
    pale = (
        np.exp(-(((radius - 0.26) / 0.034) ** 2))
        + np.exp(-((radius / 0.07) ** 2))
        + 0.9 * np.exp(-(((radius - 0.40) / 0.02) ** 2)) * stitches
    )
    field = np.maximum(np.abs(u), np.abs(v))
    wobble = 0.88 + 0.12 * np.sin(x * 190) * np.sin(y * 170)
    colour = mix(ground, "#E9D9AE", np.clip(pale, 0, 1) * wobble * (field < 0.80))
    line = np.exp(-(((field - 0.84) / 0.018) ** 2))
    return mix(colour, "#B4303F", line) * (1 + twill(y, x, 120, 3))[..., None]
