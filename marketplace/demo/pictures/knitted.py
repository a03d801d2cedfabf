"""Knitted and shaped things to wear: socks, gloves, caps, jerseys, slippers, and yarn by the hank."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from .canvas import Canvas, Colour, Material, Point, rgb, tinted
from .noise import Array, clouds
from .shapes import ball, ellipse, rounded, smooth, stroke, tube
from .stage import Room, build, flat, lay, stand
from .wool import _felt as felt
from .wool import _fluff as fluff
from .wool import _skein as skein
from .wool import knit

SOFT = Material(0.46, 0.01, 8)
Band = tuple[float, float, str]
SOCK_TOP: tuple[Point, ...] = ((-0.085, -1.0), (0.085, -1.0))
FOOT: tuple[Point, ...] = (
    (0.09, 0.0),
    (0.12, 0.07),
    (0.24, 0.12),
    (0.30, 0.17),
    (0.31, 0.23),
    (0.27, 0.275),
    (0.16, 0.28),
    (0.04, 0.265),
    (-0.05, 0.22),
    (-0.10, 0.13),
    (-0.095, 0.0),
)


def _turned(points: Sequence[Point], x: float, y: float, angle: float, scale: float) -> list[Point]:
    cos, sin = np.cos(angle), np.sin(angle)
    return [(float(x + (a * cos - b * sin) * scale), float(y + (a * sin + b * cos) * scale)) for a, b in points]


def _knitted(
    canvas: Canvas, points: Sequence[Point], x: float, y: float, angle: float, scale: float, colours: "Bands", density: float
) -> None:
    """One knitted shape: stitches run along its own axes, bands lie across them."""
    patch = canvas.polygon(_turned(points, x, y, angle, scale), margin=0.05)
    cos, sin = np.cos(angle), np.sin(angle)
    u = ((patch.x - x) * cos + (patch.y - y) * sin) / scale
    v = (-(patch.x - x) * sin + (patch.y - y) * cos) / scale
    stitch, bumps = knit(u * scale, v * scale, density)
    rib = v < colours.rib_until
    bumps = np.where(rib, np.sin(u * scale * 330) * 0.3, bumps)
    canvas.inflate(patch, colours.paint(u, v) * stitch[..., None], 0.030, lift=0.85, bumps=bumps, material=SOFT)


class Bands:
    """Ground colour, bands across (from, to, colour), the end of the ribbing, and places of another colour."""

    def __init__(
        self,
        ground: str,
        bands: Sequence[Band] = (),
        rib_until: float = -9.0,
        other: Callable[[Array, Array], Array] | None = None,
        tint: str = "#8E1F2F",
    ) -> None:
        self.ground, self.bands, self.rib_until, self.other, self.tint = ground, bands, rib_until, other, tint

    def paint(self, u: Array, v: Array) -> Array:
        colour = np.broadcast_to(rgb(self.ground), (*u.shape, 3))
        for top, bottom, tint in self.bands:
            colour = np.where(((v > top) & (v < bottom))[..., None], rgb(tint), colour)
        return colour if self.other is None else np.where(self.other(u, v)[..., None], rgb(self.tint), colour)


def socks(size: int, *, surface: tuple[str, str], seed: int, leg: float, colours: Bands, scale: float = 1.0, pegs: bool = False) -> Canvas:
    """A pair from above, or hanging from a line when ``pegs``. ``leg`` is the length above the heel."""
    canvas = build(Room(surface[0], seed, 0.97, 0.05), size) if pegs else flat(surface[0], seed, size, kind=surface[1])
    shape = [(-0.085, -leg), (0.085, -leg), *smooth([(0.088, -leg * 0.6), *FOOT, (-0.088, -leg * 0.6)], closed=False)]
    middle = 0.50 + (leg - 0.25) * 0.45 * scale
    if pegs:
        stroke(canvas, [(0.0, 0.13), (0.5, 0.15), (1.0, 0.13)], 0.006, "#8A7A5C")
        middle = 0.155 + leg * scale
    for x, angle in ((0.30, 0.10), (0.58, -0.06)):
        layer = canvas.layer()
        _knitted(layer, shape, x, middle + 0.02 * (angle < 0), angle, scale, colours, 54)
        lay(canvas, layer, depth=0.018)
    return canvas


HAND: tuple[Point, ...] = (
    (-0.12, 0.30),
    (-0.125, 0.05),
    (-0.15, -0.02),
    (-0.215, -0.10),
    (-0.245, -0.19),
    (-0.215, -0.225),
    (-0.17, -0.18),
    (-0.125, -0.11),
    (-0.13, -0.22),
    (-0.11, -0.37),
    (-0.05, -0.425),
    (0.03, -0.425),
    (0.10, -0.38),
    (0.125, -0.24),
    (0.13, 0.05),
    (0.12, 0.30),
)
PALM: tuple[Point, ...] = (
    (-0.12, 0.32),
    (-0.125, 0.05),
    (-0.15, -0.02),
    (-0.205, -0.09),
    (-0.175, -0.125),
    (-0.125, -0.09),
    (-0.125, -0.17),
    (0.125, -0.17),
    (0.13, 0.05),
    (0.12, 0.32),
)


def gloves(size: int, *, surface: tuple[str, str], seed: int, colours: Bands, kind: str, cuff: float = 0.30) -> Canvas:
    """A pair of mittens, of gloves with fingers, or of gloves without finger tips."""
    canvas = flat(surface[0], seed, size, kind=surface[1])
    for x, side, angle in ((0.30, -1, -0.12), (0.70, 1, 0.12)):
        layer = canvas.layer()
        base = HAND if kind == "mitten" else PALM
        shape = [(a * -side, cuff if b > 0.29 else b) for a, b in base]
        rounder = smooth(shape[1:-1], closed=False) if kind == "mitten" else shape[1:-1]
        outline = [shape[0], *rounder, shape[-1]]
        if kind != "mitten":
            reach = (0.15, 0.20, 0.19, 0.13) if kind == "glove" else (0.045, 0.05, 0.05, 0.04)
            for finger, length in zip((-0.094, -0.031, 0.031, 0.094), reach, strict=True):
                width = 0.030
                tip = [
                    (finger - width, -0.14),
                    (finger - width, -0.16 - length),
                    *[
                        (finger - width * float(np.cos(t)), -0.16 - length - (0.035 if kind == "glove" else 0.006) * float(np.sin(t)))
                        for t in np.linspace(0.2, 2.94, 9)
                    ],
                    (finger + width, -0.16 - length),
                    (finger + width, -0.14),
                ]
                _knitted(layer, tip, x, 0.53, angle, 1.05, colours, 58)
        _knitted(layer, outline, x, 0.53, angle, 1.05, colours, 58)
        lay(canvas, layer, depth=0.018)
    return canvas


def cap(size: int, *, room: Room, ground: str, brim: str, stars: str = "") -> Canvas:
    """A close knitted cap on a river stone or a wooden block; with a band of stars where a colour is given."""
    canvas = build(room, size)
    layer = canvas.layer()
    block = layer.polygon(smooth([(0.30, 0.86), (0.31, 0.68), (0.50, 0.65), (0.69, 0.68), (0.70, 0.86), (0.50, 0.885)]), margin=0.08)
    layer.inflate(block, tinted("#8C9298" if not stars else "#A9774A", 1 + 0.05 * clouds(block.y.shape, 3, 6, 9)), 0.06)
    dome = layer.polygon(
        smooth([(0.245, 0.66), (0.245, 0.50), (0.31, 0.33), (0.50, 0.23), (0.69, 0.33), (0.755, 0.50), (0.755, 0.66), (0.50, 0.715)]),
        margin=0.1,
    )
    spread = np.maximum(0.04, 0.255 * np.sqrt(np.clip(1 - ((0.64 - dome.y) / 0.43) ** 2, 0, 1)))
    angle = np.arcsin(np.clip((dome.x - 0.5) / spread, -1, 1))
    colour: Colour = tinted(ground, 0.90 + 0.10 * np.cos(angle * (26 if not stars else 44)))
    if stars:
        a, b = ((angle * 2.2) % 1) - 0.5, (dome.y + 0.03 * np.cos(angle) - 0.53) / 0.085
        reach, turn = np.hypot(a * 2, b), np.arctan2(b, a * 2)
        star = reach < 0.55 + 0.22 * np.cos(turn * 8)
        edge = (np.abs(np.abs(b) - 1.15) < 0.16) & (np.abs(b) < 1.4)
        colour = np.where((star | edge)[..., None], rgb(stars), colour)
    row = np.sin(dome.y * 600 + np.cos(angle * 52))
    layer.inflate(dome, colour * (1 + 0.05 * row)[..., None], 0.10, lift=1.2, bumps=0.5 * np.cos(angle * 26) + 0.16 * row)
    rim = layer.polygon(
        smooth([(0.235, 0.60), (0.50, 0.65), (0.765, 0.60), (0.77, 0.69), (0.74, 0.73), (0.50, 0.78), (0.26, 0.73), (0.23, 0.69)]),
        margin=0.08,
    )
    turn = np.arcsin(np.clip((rim.x - 0.5) / 0.272, -1, 1))
    layer.inflate(rim, tinted(brim, 0.88 + 0.14 * np.cos(turn * 32)), 0.04, lift=1.1, bumps=0.7 * np.cos(turn * 32))
    stand(canvas, layer, 0.875, contact=(0.5, 0.20, 0.875))
    return canvas


BODY: tuple[Point, ...] = (
    (-0.10, -0.33),
    (0.10, -0.33),
    (0.20, -0.29),
    (0.25, -0.20),
    (0.25, 0.36),
    (-0.25, 0.36),
    (-0.25, -0.20),
    (-0.20, -0.29),
)
SLEEVE: tuple[Point, ...] = (
    (0.19, -0.29),
    (0.28, -0.22),
    (0.36, 0.05),
    (0.28, 0.24),
    (0.12, 0.28),
    (0.10, 0.20),
    (0.22, 0.13),
    (0.24, 0.05),
    (0.20, -0.10),
)


def jersey(size: int, *, surface: tuple[str, str], seed: int, colours: Bands, scale: float, buttons: str = "") -> Canvas:
    """A pullover or cardigan laid flat with its sleeves folded in."""
    canvas = flat(surface[0], seed, size, kind=surface[1])
    layer = canvas.layer()
    _knitted(layer, BODY, 0.5, 0.5, 0.0, scale, colours, 46)
    hem = Bands(colours.ground, (), 9.0)
    _knitted(layer, rounded(-0.25, 0.33, 0.25, 0.40, 0.015), 0.5, 0.5, 0.0, scale, hem, 46)
    tube(layer, _turned(ellipse(0.0, -0.325, 0.105, 0.045), 0.5, 0.5, 0.0, scale), 0.040 * scale, rgb(colours.ground) * 0.96)
    layer.darken(layer.polygon(_turned(ellipse(0.0, -0.32, 0.085, 0.03), 0.5, 0.5, 0.0, scale), soft=0.006), 0.55)
    if buttons:
        stroke(layer, _turned([(0, -0.28), (0, 0.39)], 0.5, 0.5, 0, scale), 0.006, rgb(colours.ground) * 0.6)
        for step in np.linspace(-0.22, 0.34, 5):
            spot = _turned([(0.022, float(step))], 0.5, 0.5, 0, scale)[0]
            ball(layer, spot[0], spot[1], 0.016, buttons)
    lay(canvas, layer, depth=0.02)
    for side in (-1, 1):
        arm = canvas.layer()
        _knitted(arm, smooth([(a * side, b) for a, b in SLEEVE], steps=6), 0.5, 0.5, 0.0, scale, colours, 46)
        lay(canvas, arm, depth=0.014)
    return canvas


SHOE: tuple[Point, ...] = (
    (-0.09, -0.30),
    (-0.02, -0.345),
    (0.07, -0.33),
    (0.115, -0.25),
    (0.11, -0.08),
    (0.085, 0.10),
    (0.09, 0.24),
    (0.05, 0.33),
    (-0.03, 0.335),
    (-0.085, 0.26),
    (-0.09, 0.08),
    (-0.12, -0.10),
    (-0.125, -0.22),
)


def slippers(size: int, *, surface: tuple[str, str], seed: int, colour: str, inside: str, edge: str, wave: str = "") -> Canvas:
    """A pair of felt slippers from above, with a row of waves where a colour is given."""
    canvas = flat(surface[0], seed, size, kind=surface[1])
    for x, side, angle in ((0.33, 1, -0.10), (0.67, -1, 0.10)):
        layer = canvas.layer()
        at = partial(_turned, x=x, y=0.52, angle=angle, scale=1.15)
        sole = layer.polygon(at(smooth([(a * side * 1.06, b * 1.03) for a, b in SHOE])), margin=0.03)
        layer.inflate(sole, edge, 0.012)
        body = layer.polygon(at(smooth([(a * side, b) for a, b in SHOE])), margin=0.05)
        layer.inflate(body, felt(colour, body.y.shape, seed), 0.05, lift=0.9)
        hole = layer.polygon(
            at(
                smooth(
                    [
                        (a * side, b)
                        for a, b in (
                            (-0.055, -0.03),
                            (0.0, -0.07),
                            (0.055, -0.03),
                            (0.05, 0.12),
                            (0.055, 0.25),
                            (0.0, 0.295),
                            (-0.05, 0.24),
                            (-0.05, 0.10),
                        )
                    ]
                )
            ),
            margin=0.03,
        )
        layer.inflate(hole, felt(inside, hole.y.shape, seed + 5), 0.03, lift=-0.7)
        if wave:
            for row, tint in ((-0.135, wave), (-0.165, "#2C8C88"), (-0.195, wave)):
                line = [(float(t), float(row + 0.012 * np.sin(t * 95) - 0.4 * t * t)) for t in np.linspace(-0.085, 0.085, 40)]
                stroke(layer, at(line), 0.007, tint)
        lay(canvas, layer, depth=0.020)
    return canvas


def liners(size: int) -> Canvas:
    """Two felt boot liners standing."""
    canvas = build(Room("mist", 715, 0.70, 0.0, 0.0, 1.0, "slate"), size)
    for x in (0.28, 0.56):
        layer = canvas.layer()
        shape = smooth(
            [
                (x - 0.085, 0.22),
                (x + 0.085, 0.21),
                (x + 0.085, 0.50),
                (x + 0.11, 0.64),
                (x + 0.24, 0.71),
                (x + 0.265, 0.79),
                (x + 0.22, 0.84),
                (x - 0.07, 0.845),
                (x - 0.105, 0.76),
                (x - 0.095, 0.5),
            ]
        )
        body = layer.polygon(shape, margin=0.05)
        layer.inflate(body, felt("#8E8B86", body.y.shape, 4), 0.06, lift=1.0, bumps=0.16 * clouds(body.y.shape, 6, 4, 9))
        layer.paint(layer.polygon(ellipse(x, 0.222, 0.072, 0.022)), "#4E4B47")
        tube(layer, ellipse(x, 0.222, 0.076, 0.024), 0.016, rgb("#9F9C96"))
        stand(canvas, layer, 0.848, contact=(x + 0.06, 0.17, 0.848))
    return canvas


def hanks(size: int, *, room: Room, yarns: Sequence[tuple[float, float, float, str, str]], spindle: bool = False) -> Canvas:
    """Twisted hanks: middle, angle, colour, and the colour of the paper band's edge."""
    canvas = build(room, size)
    for x, y, angle, colour, band in yarns:
        layer = canvas.layer()
        skein(layer, x, y, angle, colour, band)
        stand(canvas, layer, y + 0.075, strength=0.4, contact=(x, 0.33, y + 0.078))
    if spindle:
        layer = canvas.layer()
        tube(layer, [(0.20, 0.88), (0.80, 0.83)], [0.012, 0.018], rgb("#A9774A"))
        ball(layer, 0.68, 0.84, 0.05, "#7B5233", stretch=0.4)
        lay(canvas, layer, depth=0.012)
    return canvas


def raw_fibre(size: int) -> Canvas:
    """An open sack of combed fibre, seen a little from above."""
    canvas = build(Room("clay", 718, 0.60, 0.04, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    sack = layer.polygon(
        smooth([(0.20, 0.50), (0.18, 0.66), (0.22, 0.83), (0.50, 0.88), (0.78, 0.83), (0.82, 0.66), (0.80, 0.50), (0.50, 0.45)]), margin=0.1
    )
    thread = 1 + 0.03 * np.sin(sack.x * 700) + 0.03 * np.sin(sack.y * 700)
    layer.inflate(sack, tinted("#B59A70", thread), 0.08, bumps=0.9 * clouds(sack.y.shape, 6, 4, 3))
    fluff(layer, 0.50, 0.46, 0.33, 0.19, 150, 9)
    tube(layer, smooth([(0.19, 0.55), (0.34, 0.62), (0.50, 0.60), (0.66, 0.63), (0.81, 0.55)], closed=False), 0.05, rgb("#C3A97E"))
    stand(canvas, layer, 0.872, contact=(0.5, 0.27, 0.872))
    return canvas


STRIPES = (
    (-0.36, -0.27, "#8E1F2F"),
    (-0.27, -0.18, "#E9E0CE"),
    (-0.18, -0.09, "#4E6B3E"),
    (-0.09, 0.0, "#7A5436"),
    (0.0, 0.09, "#8E1F2F"),
    (0.09, 0.18, "#E9E0CE"),
    (0.18, 0.27, "#4E6B3E"),
    (0.27, 0.42, "#7A5436"),
)
heel_and_toe = lambda u, v: ((u > 0.21) & (v > 0.08)) | ((u + 0.08) ** 2 + (v - 0.22) ** 2 < 0.10**2)  # noqa: E731 - one place of colour

SCENES: dict[str, Callable[[int], Canvas]] = {
    "rupshu-raw-combing": raw_fibre,
    "rupshu-lace-yarn": partial(hanks, room=Room("dusk", 701, 0.50, 0.04), yarns=((0.5, 0.60, -0.06, "#F1EBDD", "#E2B866"),), spindle=True),
    "tangtse-walnut-yarn": partial(
        hanks,
        room=Room("sand", 702, 0.54, -0.04, 0.0, 1.0, "wood"),
        yarns=((0.49, 0.52, -0.08, "#6B4A33", "#0F6F70"), (0.51, 0.71, 0.05, "#74533B", "#0F6F70")),
    ),
    "hanle-yak-mittens": partial(
        gloves, surface=("#E9E6DF", "linen"), seed=703, colours=Bands("#4A382D", ((0.17, 0.6, "#E4DAC6"),)), kind="mitten"
    ),
    "tangtse-fingerless-gloves": partial(
        gloves,
        surface=("#2E3F66", "linen"),
        seed=704,
        colours=Bands("#EAE2D0", ((0.02, 0.05, "#2F4F8F"), (0.09, 0.12, "#2F4F8F"))),
        kind="tipless",
    ),
    "hunder-camel-gloves": partial(gloves, surface=("#9AA39A", "boards"), seed=705, colours=Bands("#B48C5C"), kind="glove"),
    "pashkum-striped-gloves": partial(
        gloves, surface=("#D9CFBC", "plaster"), seed=706, colours=Bands("#7A5436", STRIPES), kind="glove", cuff=0.38
    ),
    "hunder-camel-socks": partial(socks, surface=("lime", ""), seed=707, leg=0.30, colours=Bands("#C2A071", (), -0.20), pegs=True),
    "pashkum-ankle-socks": partial(
        socks, surface=("#E2DCCF", "boards"), seed=708, leg=0.13, colours=Bands("#8F8E8C", (), -0.07), scale=1.25
    ),
    "mushkoo-knee-socks": partial(
        socks, surface=("#8C9A92", "plaster"), seed=709, leg=0.50, colours=Bands("#5E4331", ((-9, -0.40, "#EDE6D6"),), -0.40), scale=0.98
    ),
    "tangtse-baby-bootees": partial(
        socks, surface=("#CBBFA6", "linen"), seed=710, leg=0.12, colours=Bands("#F3EEE3", ((-0.03, -0.012, "#A62B34"),), -0.05), scale=1.1
    ),
    "hanle-beanie": partial(cap, room=Room("sage", 711, 0.70, 0.02), ground="#6A4D38", brim="#775941"),
    "pashkum-star-cap": partial(cap, room=Room("lime", 712, 0.70, -0.05), ground="#9A2534", brim="#27406F", stars="#F0E8D8"),
    "tangtse-pullover": partial(jersey, surface=("#5F6E86", "linen"), seed=713, colours=Bands("#E6DCC6"), scale=1.12),
    "pashkum-child-cardigan": partial(
        jersey,
        surface=("#D8B9A2", "linen"),
        seed=714,
        colours=Bands("#EFE7D6", ((-0.14, -0.02, "#6B8A4E"),)),
        scale=0.95,
        buttons="#9C5B33",
    ),
    "lungnak-boot-liners": liners,
    "hanle-felt-slippers": partial(slippers, surface=("#B08E66", "boards"), seed=716, colour="#6E625A", inside="#4A413C", edge="#3A2A1E"),
    "pashkum-embroidered-slippers": partial(
        slippers, surface=("#C9C3B4", "plaster"), seed=717, colour="#7E2230", inside="#4C1620", edge="#B9A07A", wave="#F0E6D2"
    ),
}
