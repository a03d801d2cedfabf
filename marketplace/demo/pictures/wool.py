"""Yarn, fibre, knitted and felted things, and the knotted rug."""

import numpy as np

from .canvas import MATT, Canvas, Material, mix, normals_of, rgb, shade, tinted
from .marks import APRICOT, NIGHT, TEAL, lit_window
from .noise import Array, clouds, random
from .plants import bowl
from .shapes import ellipse, smooth, tube, turned, wrapped
from .stage import Room, build, lay, stand


def pashmina_yarn_three_naturals(size: int) -> Canvas:
    canvas = build(Room("mist", 101, 0.58, 0.04), size)
    for x, y, angle, colour, band in (
        (0.50, 0.465, -0.09, "#867A6D", "#8E1F2F"),
        (0.485, 0.625, 0.04, "#C9B190", TEAL),
        (0.51, 0.785, -0.03, "#F1EADC", "#27508F"),
    ):
        layer = canvas.layer()
        _skein(layer, x, y, angle, colour, band)
        stand(canvas, layer, y + 0.075, strength=0.4, contact=(x, 0.33, y + 0.078))
    return canvas


def _skein(canvas: Canvas, x: float, y: float, angle: float, colour: str, band: str) -> None:
    patch = canvas.window(x - 0.40, y - 0.13, x + 0.40, y + 0.13)
    cos, sin = np.cos(angle), np.sin(angle)
    along = (patch.x - x) * cos + (patch.y - y) * sin
    across = -(patch.x - x) * sin + (patch.y - y) * cos
    share = along / 0.37
    half = 0.084 * np.sqrt(np.clip(1 - np.abs(share) ** 5, 0, 1)) * (1 + 0.05 * np.sin(along * 60))
    t = across / np.maximum(half, 1e-4)
    body = patch.with_alpha(np.clip((1 - np.abs(t)) * half * canvas.height, 0, 1) * (np.abs(share) < 1))
    t = np.clip(t, -1, 1)
    twist = along / 0.112 - t * 0.42
    round_ = np.sqrt(1 - t * t)
    strands = np.sin(2 * np.pi * (twist * 13 + t * 3.5))
    height = round_ * 0.075 + 0.030 * np.abs(np.cos(np.pi * twist)) ** 0.7 * round_ + 0.0014 * strands
    tone = 0.86 + 0.16 * np.abs(np.cos(np.pi * twist)) ** 0.6 + 0.045 * strands
    canvas.relief(body, height * 1.1, tinted(colour, tone))
    for centre, half_width, tint in ((0.02, 0.055, "#F4EFE3"), (0.066, 0.009, band), (-0.026, 0.009, band)):
        strip = body.with_alpha(body.alpha * np.clip((half_width - np.abs(along - centre)) * canvas.height, 0, 1))
        canvas.relief(strip, round_ * 0.082, tint)
    lit_window(canvas, x + 0.02 * cos, y, 0.021)


def dehaired_pashmina_for_spinners(size: int) -> Canvas:
    """A cloud of down in a dark bowl on a dusk wall, a drop spindle leaning beside it."""
    canvas = build(Room("dusk", 63, 0.70, -0.04), size)
    layer = canvas.layer()
    bowl(layer, 0.43, 0.66, 0.27, 0.060, 0.17, "#8A5C36", wood=True)
    _fluff(layer, 0.43, 0.52, 0.275, 0.20, 130, 3)
    stand(canvas, layer, 0.835, contact=(0.43, 0.13, 0.838))
    spindle = canvas.layer()
    shaft = [(0.80, 0.30), (0.775, 0.855)]
    tube(spindle, shaft, [0.012, 0.020], rgb("#A9774A"))
    turned(spindle, 0.783, [(0.70, 0.012), (0.712, 0.085), (0.728, 0.085), (0.738, 0.012)], "#7B5233", tilt=0.22)
    cop = smooth([(0.783, 0.48), (0.815, 0.56), (0.822, 0.64), (0.782, 0.69), (0.742, 0.64), (0.752, 0.56)])
    patch = spindle.polygon(cop, margin=0.02)
    spindle.inflate(patch, tinted("#EFE8DA", 0.93 + 0.06 * np.sin((patch.y * 3 + patch.x) * 330)), 0.03)
    stand(canvas, spindle, 0.86, strength=0.4, contact=(0.777, 0.018, 0.857))
    return canvas


def _fluff(canvas: Canvas, x: float, y: float, rx: float, ry: float, tufts: int, seed: int) -> None:
    source = random(seed)
    spots = []
    for _ in range(tufts):
        a, b = source.normal(0, 0.42, 2)
        if a * a + b * b < 1:
            spots.append((x + a * rx, y + b * ry + 0.10 * a * a, source.uniform(0.045, 0.085) * (1.1 - 0.5 * (a * a + b * b))))
    for px, py, radius in sorted(spots, key=lambda s: s[1]):
        turn = np.linspace(0, 2 * np.pi, 26)
        rough = radius * (1 + 0.16 * np.sin(turn * 5 + px * 90) + 0.09 * np.sin(turn * 9 + py * 70))
        outline = list(zip(px + rough * np.cos(turn), py + rough * 0.85 * np.sin(turn), strict=True))
        patch = canvas.polygon(outline, margin=radius * 0.6, soft=radius * 0.14)
        canvas.inflate(
            patch, "#ECE4D6", radius * 0.6, bumps=clouds(patch.y.shape, int(px * 9999), 3, 4) * radius * 3, material=Material(0.50, 0, 5)
        )


def sheep_wool_socks(size: int) -> Canvas:
    canvas = build(Room("lime", 171, 0.97, 0.06), size)
    for x, y, angle in ((0.345, 0.46, 0.15), (0.565, 0.54, -0.05)):
        layer = canvas.layer()
        _sock(layer, x, y, angle)
        lay(canvas, layer, depth=0.02)
    return canvas


SOCK = (
    (-0.09, -0.36),
    (0.09, -0.36),
    (0.092, -0.05),
    (0.10, 0.04),
    (0.15, 0.10),
    (0.26, 0.16),
    (0.315, 0.215),
    (0.325, 0.27),
    (0.29, 0.325),
    (0.20, 0.335),
    (0.08, 0.315),
    (-0.02, 0.275),
    (-0.085, 0.20),
    (-0.10, 0.08),
    (-0.092, -0.05),
)


def _sock(canvas: Canvas, x: float, y: float, angle: float) -> None:
    cos, sin = np.cos(angle), np.sin(angle)
    outline = [SOCK[0], SOCK[1], *smooth(SOCK[1:], closed=False), SOCK[0]]
    patch = canvas.polygon([(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in outline], margin=0.05)
    u = (patch.x - x) * cos + (patch.y - y) * sin
    v = -(patch.x - x) * sin + (patch.y - y) * cos
    colour = np.broadcast_to(rgb("#E9E0CE"), (*u.shape, 3))
    for top, bottom, tint in ((-0.22, -0.21, TEAL), (-0.12, -0.11, TEAL), (-0.285, -0.27, "#8E1F2F")):
        colour = np.where(((v > top) & (v < bottom))[..., None], rgb(tint), colour)
    diamond = (np.abs(((u * 15) % 1) - 0.5) + np.abs((v + 0.165) / 0.045) < 0.5) & (np.abs(v + 0.165) < 0.04)
    red = ((u > 0.20) & (v > 0.1)) | ((u + 0.09) ** 2 + (v - 0.25) ** 2 < 0.11**2)
    colour = np.where(diamond[..., None], rgb(APRICOT), np.where(red[..., None], rgb("#9A2534"), colour))
    stitch, bumps = knit(u, v, 52)
    rib = v < -0.27
    bumps = np.where(rib, np.sin(u * 300) * 0.3, bumps)
    canvas.inflate(patch, colour * stitch[..., None], 0.035, lift=0.85, bumps=bumps, material=Material(0.46, 0.01, 8))


def knit(u: Array, v: Array, density: float) -> tuple[Array, Array]:
    """Stocking stitch: brightness factor and bumps for columns of small Vs."""
    column = (u * density) % 1 - 0.5
    row = (v * density * 0.85 + np.abs(column)) % 1
    return 0.82 + 0.26 * np.sin(np.pi * row), np.sin(np.pi * row) * 0.34 * np.sqrt(np.clip(np.cos(np.pi * column), 0, 1))


def camel_wool_cap(size: int) -> Canvas:
    """Set on a river stone; ribs gather towards the crown."""
    canvas = build(Room("sand", 207, 0.72, 0.02), size)
    layer = canvas.layer()
    stone = layer.polygon(
        smooth([(0.22, 0.80), (0.27, 0.70), (0.48, 0.655), (0.71, 0.69), (0.79, 0.79), (0.74, 0.865), (0.50, 0.885), (0.27, 0.865)]),
        margin=0.1,
    )
    layer.inflate(stone, tinted("#8C9298", 1 + 0.05 * clouds(stone.y.shape, 3, 6, 9)), 0.08, bumps=0.3 * clouds(stone.y.shape, 9, 4, 20))
    dome = layer.polygon(
        smooth([(0.255, 0.66), (0.25, 0.50), (0.32, 0.32), (0.50, 0.235), (0.68, 0.32), (0.75, 0.50), (0.745, 0.66), (0.50, 0.70)]),
        margin=0.1,
    )
    spread = np.maximum(0.035, 0.25 * np.sqrt(np.clip(1 - ((0.64 - dome.y) / 0.415) ** 2, 0, 1)))
    u = np.clip((dome.x - 0.5) / spread, -1, 1)
    angle = np.arcsin(u)
    rib = np.cos(angle * 26)
    row = np.sin(dome.y * 620 + np.cos(angle * 52) * 1.1)
    layer.inflate(dome, tinted("#A98257", 0.86 + 0.15 * rib + 0.04 * row), 0.10, lift=1.2, bumps=0.75 * rib + 0.16 * row)
    brim = layer.polygon(
        smooth([(0.235, 0.575), (0.50, 0.625), (0.765, 0.575), (0.77, 0.70), (0.74, 0.735), (0.50, 0.785), (0.26, 0.735), (0.23, 0.70)]),
        margin=0.08,
    )
    layer.darken(
        layer.polygon(smooth([(0.25, 0.565), (0.50, 0.612), (0.75, 0.565), (0.75, 0.60), (0.50, 0.65), (0.25, 0.60)]), soft=0.008), 0.5
    )
    turn = np.arcsin(np.clip((brim.x - 0.5) / 0.272, -1, 1))
    rib = np.cos(turn * 30)
    row = np.sin((brim.y - 0.05 * np.cos(turn)) * 640)
    layer.inflate(brim, tinted("#B38C60", 0.86 + 0.15 * rib + 0.04 * row), 0.045, lift=1.15, bumps=0.8 * rib + 0.16 * row)
    stand(canvas, layer, 0.875, contact=(0.5, 0.25, 0.872))
    return canvas


def felt_hat_madder(size: int) -> Canvas:
    canvas = build(Room("teal", 141, 0.68, -0.06), size)
    layer = canvas.layer()
    top = [(0.12 + 0.76 * t, 0.735 - 0.085 * abs(2 * t - 1) ** 2.6 + 0.055 * np.sin(np.pi * t)) for t in np.linspace(0, 1, 80)]
    under = [(0.88 - 0.76 * t, 0.725 - 0.105 * abs(1 - 2 * t) ** 2.6 - 0.080 * np.sin(np.pi * t)) for t in np.linspace(0, 1, 80)]
    brim = layer.polygon(top + under, margin=0.03)
    layer.inflate(brim, _felt("#86202F", brim.y.shape, 4), 0.020, lift=1.1)
    inner = layer.polygon(
        [(x, y) for x, y in under if 0.2 < x < 0.8] + ellipse(0.5, 0.690, 0.26, 0.035, start=np.pi, end=2 * np.pi)[::-1], soft=0.01
    )
    layer.darken(inner, 0.25)
    top_felt = layer.polygon(ellipse(0.5, 0.292, 0.150, 0.042), margin=0.03)
    layer.inflate(top_felt, _felt("#9E2A3A", top_felt.y.shape, 8), 0.02, lift=0.5)
    profile = [(0.270, 0.148), (0.33, 0.180), (0.42, 0.205), (0.54, 0.226), (0.62, 0.238), (0.688, 0.245)]
    turned(
        layer,
        0.5,
        profile,
        lambda u, y: _felt("#962636", u.shape, 7),
        tilt=0.20,
        material=MATT,
        bumps=lambda u, y: 0.14 * clouds(u.shape, 9, 5, 5),
    )
    for first, last, tint in ((0.60, 0.676, NIGHT), (0.616, 0.630, "#D9B25A"), (0.646, 0.655, "#D9B25A")):
        wrapped(layer, 0.5, 0.2425, first, last, tint, tilt=0.20)
    stand(canvas, layer, 0.80, contact=(0.5, 0.30, 0.782))
    return canvas


def _felt(colour: str, shape: tuple[int, int], seed: int) -> Array:
    return tinted(colour, 1 + 0.05 * clouds(shape, seed, 6, 30) + 0.015 * random(seed).normal(size=shape))


def knotted_wool_rug(size: int) -> Canvas:
    """Fills the frame; every knot is a small square of one colour."""
    canvas = Canvas(size, size)
    area = canvas.everywhere()
    knots = 84
    column, row = np.floor(area.x * knots), np.floor(area.y * knots)
    colour = _rug_colours(np.minimum(column, knots - 1), np.minimum(row, knots - 1), knots)
    pile = np.abs(np.sin(area.x * knots * np.pi)) * 0.5 + np.abs(np.sin(area.y * knots * np.pi)) * 0.5
    height = 0.006 * clouds(area.y.shape, 3, 4, 3) + 0.0016 * pile
    tone = (0.82 + 0.20 * pile) * (1 + 0.04 * clouds(area.y.shape, 6, 3, 50)) * (1.12 - 0.25 * np.hypot(area.x - 0.1, area.y - 0.1))
    canvas.put(area, shade(normals_of(height * canvas.height), colour * tone[..., None], Material(0.38, 0, 8)))
    for points in (((0.30, 0), (0.44, 0), (0.60, 1), (0.38, 1)), ((0.49, 0), (0.66, 0), (0.90, 1), (0.66, 1))):
        canvas.brighten(canvas.polygon(points, soft=0.018), np.array([0.10, 0.075, 0.04], np.float32), 0.9)
    return canvas


def _rug_colours(column: Array, row: Array, knots: int) -> Array:
    colour = np.broadcast_to(rgb("#7E1D2B"), (*column.shape, 3)).copy()
    border = np.minimum(np.minimum(column, knots - 1 - column), np.minimum(row, knots - 1 - row))
    colour[border < 9] = rgb("#1B2A4A")
    colour[(border == 9) | (border == 10)] = rgb("#E2B866")
    colour[((column + row) // 3 % 2 == 0) & (border >= 3) & (border < 6)] = rgb("#D8893A")
    colour[(border == 1) | (border == 7)] = rgb(TEAL)
    field = border > 11
    for x in (25, 42, 59):
        for y in (25, 42, 59):
            steps = np.abs(column - x) + np.abs(row - y)
            for reach, tint in ((9, "#1B2A4A" if (x + y) % 2 == 0 else TEAL), (7, "#E2B866"), (5, "#8E1F2F")):
                colour[(steps < reach) & field] = rgb(tint)
            colour[(np.maximum(np.abs(column - x), np.abs(row - y)) < 2) & field] = rgb("#F1E7D2")
    return mix(colour, "#2A1A14", np.where((column + row * 3) % 7 == 0, 0.05, 0.0))
