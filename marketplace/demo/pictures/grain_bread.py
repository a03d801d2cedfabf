"""Kitchen goods: sacks of flour, grain, dried berries, cheese, caraway, mint."""

import numpy as np

from .canvas import METAL, Canvas, Colour, Material, Point, tinted
from .cloth import CLOTH
from .marks import flat_label
from .noise import clouds, random, wood_grain
from .plants import berry, bowl, ear, leaf
from .shapes import ball, ellipse, ribbon, rounded, smooth, spot_shadow, stroke, tube
from .stage import Room, build, flat, lay, stand

Piece = tuple[list[Point], Colour]
SACK = (
    (0.395, 0.30),
    (0.31, 0.36),
    (0.25, 0.46),
    (0.225, 0.60),
    (0.23, 0.76),
    (0.265, 0.852),
    (0.36, 0.875),
    (0.49, 0.878),
    (0.585, 0.855),
    (0.615, 0.76),
    (0.62, 0.60),
    (0.595, 0.46),
    (0.535, 0.36),
    (0.45, 0.30),
)
NECK = (
    (0.335, 0.195),
    (0.37, 0.215),
    (0.42, 0.185),
    (0.465, 0.21),
    (0.515, 0.185),
    (0.50, 0.235),
    (0.455, 0.285),
    (0.455, 0.31),
    (0.39, 0.31),
    (0.39, 0.285),
    (0.35, 0.24),
)


def sack(canvas: Canvas, colour: str, tie: str, *, shift: float = 0.0, label: bool = True) -> None:
    """Tied cloth sack standing on 0.875."""
    move = lambda points: [(x + shift, y) for x, y in points]  # noqa: E731 - shifts the outline
    neck = canvas.polygon(smooth(move(NECK)), margin=0.04)
    canvas.inflate(
        neck, tinted(colour, np.full(neck.y.shape, 0.94)), 0.02, lift=0.9, bumps=0.25 * np.sin((neck.x - 0.42) * 150), material=CLOTH
    )
    body = canvas.polygon(smooth(move(SACK)), margin=0.12)
    gathers = np.sin((body.x - 0.42 - shift) * 40 / (0.2 + body.y)) * np.exp(-(((body.y - 0.35) / 0.08) ** 2))
    thread = 1 + 0.012 * np.sin(body.x * 990) + 0.012 * np.sin(body.y * 990)
    canvas.inflate(
        body,
        tinted(colour, thread),
        0.075,
        lift=1.0,
        bumps=0.9 * clouds(body.y.shape, 12, 4, 3) + 1.0 * gathers,
        material=Material(0.46, 0.02, 8),
    )
    tube(canvas, move([(0.383, 0.292), (0.42, 0.299), (0.463, 0.291)]), 0.020, tie)
    for line in ([(0.45, 0.295), (0.49, 0.33), (0.485, 0.385)], [(0.45, 0.295), (0.468, 0.345), (0.452, 0.40)]):
        tube(canvas, smooth(move(line), closed=False), 0.009, tie)
    if label:
        flat_label(canvas, 0.425 + shift, 0.615, 0.20, 0.235)


def roasted_barley_flour(size: int) -> Canvas:
    canvas = build(Room("lime", 121, 0.68, -0.03, 0.0, 1.0, "wood"), size)
    layer = canvas.layer()
    for x, y, angle, scale in ((0.655, 0.40, -0.95, 1.0), (0.70, 0.47, -0.62, 0.95), (0.60, 0.345, -1.25, 0.9)):
        ear(layer, x, y, angle, scale)
    sack(layer, "#E2D2B2", "#8E1F2F")
    stand(canvas, layer, 0.876, contact=(0.425, 0.165, 0.876))
    front = canvas.layer()
    bowl(front, 0.775, 0.770, 0.140, 0.042, 0.110, "#7A5233", wood=True)
    heap = front.polygon(
        [(0.775 + 0.122 * np.cos(a), 0.770 + 0.030 * np.sin(a)) for a in np.linspace(0, np.pi, 30)]
        + [(0.775 - 0.122 * np.cos(a), 0.770 - 0.085 * np.sin(a) ** 1.4) for a in np.linspace(0, np.pi, 40)],
        margin=0.03,
    )
    front.inflate(heap, tinted("#E6D3AC", 1 + 0.03 * clouds(heap.y.shape, 8, 4, 30)), 0.03, lift=0.9, material=Material(0.52, 0.02, 8))
    stand(canvas, front, 0.892, contact=(0.775, 0.062, 0.892))
    return canvas


def buckwheat_flour_turtuk(size: int) -> Canvas:
    """Grey-brown sack at the right, a wooden scoop and dark three-cornered grains before it."""
    canvas = build(Room("clay", 321, 0.65, -0.16), size)
    layer = canvas.layer()
    sack(layer, "#B9AFA2", "#27508F", shift=0.16)
    stand(canvas, layer, 0.876, contact=(0.585, 0.165, 0.876))
    scoop = canvas.layer()
    tube(scoop, [(0.06, 0.845), (0.20, 0.838)], 0.026, tinted("#8A5A34", np.ones((1, 1)))[0, 0])
    cup = scoop.polygon(smooth([(0.19, 0.80), (0.34, 0.79), (0.385, 0.845), (0.34, 0.89), (0.20, 0.885)]), margin=0.04)
    scoop.inflate(cup, tinted("#9A6A3E", wood_grain(cup.y, cup.x, 4, 18)), 0.03)
    flour = scoop.polygon(smooth([(0.21, 0.815), (0.27, 0.775), (0.33, 0.79), (0.365, 0.83), (0.31, 0.86), (0.22, 0.85)]), margin=0.04)
    scoop.inflate(flour, tinted("#CFC6B8", 1 + 0.05 * clouds(flour.y.shape, 8, 4, 30)), 0.03, material=Material(0.52, 0.02, 8))
    stand(canvas, scoop, 0.893, contact=(0.27, 0.09, 0.892))
    source = random(7)
    for index in range(46):
        x, y = source.normal(0.40, 0.16), source.uniform(0.90, 0.965)
        _buckwheat(canvas, x, y, source.uniform(0.010, 0.013), source.uniform(0, 6.28), index)
    return canvas


def _buckwheat(canvas: Canvas, x: float, y: float, size: float, turn: float, index: int) -> None:
    spot_shadow(canvas, x + 0.006, y + 0.007, size, size * 0.5, 0.45, 0.004)
    corners = [(float(x + size * 1.25 * np.cos(turn + k)), float(y + size * np.sin(turn + k))) for k in (0, 2.1, 4.2)]
    canvas.paint(canvas.polygon(corners), ("#4A3B30", "#5C493A", "#3D322B")[index % 3])
    canvas.paint(canvas.polygon([corners[0], corners[1], (x, y)]), "#7A6350", 0.8)


def naked_barley_grain(size: int) -> Canvas:
    """From above on dark cloth: a copper bowl of grain, some of it spilled, two ears laid across."""
    canvas = flat("#39435A", 131, size, kind="linen")
    layer = canvas.layer()
    layer.inflate(layer.polygon(ellipse(0.52, 0.47, 0.335, 0.335), margin=0.03), "#B46E3C", 0.03, material=METAL)
    layer.paint(layer.polygon(ellipse(0.52, 0.47, 0.305, 0.305)), "#7A4626")
    heap = layer.polygon(ellipse(0.52, 0.47, 0.295, 0.295))
    layer.paint(heap, "#A87A32")
    _grains(layer, 0.52, 0.47, 0.290, 760, 3)
    lay(canvas, layer, depth=0.035, strength=0.55)
    rest = canvas.layer()
    source = random(21)
    spilled: list[Piece] = []
    for _ in range(70):
        reach, turn = source.normal(0.40, 0.045), source.uniform(0.4, 2.3)
        spilled += _grain(0.50 + reach * np.cos(turn), 0.47 + reach * np.sin(turn), source.uniform(0, 6.28), int(source.integers(4)))
    rest.confetti(spilled)
    for x, y, angle in ((0.16, 0.70, -0.85), (0.22, 0.82, -0.65)):
        ear(rest, x, y, angle, 1.05)
    lay(canvas, rest, depth=0.010)
    return canvas


def _grains(canvas: Canvas, x: float, y: float, radius: float, count: int, seed: int) -> None:
    source = random(seed)
    pieces: list[Piece] = []
    for i in range(count):
        reach, turn = radius * ((count - i) / count) ** 0.5, i * 2.39996 + source.normal(0, 0.2)
        pieces += _grain(x + reach * np.cos(turn), y + reach * np.sin(turn), source.uniform(0, 6.28), i)
    canvas.confetti(pieces)


def _grain(x: float, y: float, turn: float, index: int) -> list[Piece]:
    """Shadow, body, lit ridge and crease of one grain."""
    cos, sin = np.cos(turn), np.sin(turn)
    corners = ((-0.018, 0), (-0.008, 0.0075), (0.006, 0.007), (0.018, 0), (0.006, -0.007), (-0.008, -0.0075))
    body = [(float(x + a * cos - b * sin), float(y + a * sin + b * cos)) for a, b in corners]
    shadow = [(a + 0.003, b + 0.004) for a, b in body]
    ridge = ribbon([(x - 0.011 * cos - 0.002, y - 0.011 * sin - 0.002), (x + 0.011 * cos - 0.002, y + 0.011 * sin - 0.002)], 0.0028)
    crease = ribbon([(x - 0.014 * cos + 0.001, y - 0.014 * sin + 0.002), (x + 0.014 * cos + 0.001, y + 0.014 * sin + 0.002)], 0.0016)
    return [(shadow, "#6B4A1E"), (body, ("#D9A94F", "#E2B964", "#C9963D", "#D2A047")[index % 4]), (ridge, "#EFD08A"), (crease, "#A4752A")]


def sea_buckthorn_dried_berries(size: int) -> Canvas:
    """A cloth pouch on its side, shrivelled berries rolling out."""
    canvas = build(Room("sage", 331, 0.58, 0.07), size)
    layer = canvas.layer()
    pouch = layer.polygon(
        smooth(
            [
                (0.08, 0.62),
                (0.14, 0.47),
                (0.30, 0.42),
                (0.46, 0.47),
                (0.56, 0.51),
                (0.585, 0.60),
                (0.56, 0.70),
                (0.46, 0.745),
                (0.28, 0.78),
                (0.13, 0.74),
            ]
        ),
        margin=0.1,
    )
    thread = 1 + 0.012 * np.sin(pouch.x * 990) + 0.012 * np.sin(pouch.y * 990)
    layer.inflate(pouch, tinted("#DDD2BA", thread), 0.07, bumps=0.9 * clouds(pouch.y.shape, 6, 4, 3), material=Material(0.46, 0.02, 8))
    mouth = layer.polygon(ellipse(0.558, 0.605, 0.045, 0.098, angle=0.08))
    layer.paint(mouth, "#5A3B1C")
    tube(layer, ellipse(0.558, 0.605, 0.045, 0.098, angle=0.08), 0.016, "#CDBF9F")
    flat_label(layer, 0.30, 0.60, 0.145, 0.17)
    stand(canvas, layer, 0.77, contact=(0.32, 0.21, 0.772))
    source, spots = random(23), []
    for _ in range(170):
        far = abs(source.normal(0, 0.17))
        spots.append(
            (0.56 + far + 0.02, 0.665 + source.normal(0.03, 0.035) + far * 0.28 * source.uniform(0.1, 1), source.uniform(0.017, 0.023))
        )
    for index, (x, y, radius) in enumerate(sorted(spots, key=lambda s: s[1])):
        spot_shadow(canvas, x + 0.010, y + radius * 0.8, radius * 1.1, radius * 0.45, 0.42, 0.006)
        ball(
            canvas,
            x,
            y,
            radius,
            ("#C9630F", "#DB7B18", "#B5520E")[index % 3],
            stretch=1.12,
            angle=source.uniform(0, 3),
            material=Material(0.42, 0.22, 18),
        )
        stroke(
            canvas,
            [(x - radius * 0.5, y + radius * 0.1), (x, y - radius * 0.15), (x + radius * 0.5, y + radius * 0.2)],
            radius * 0.12,
            "#7E3608",
            0.55,
        )
    berry(canvas, 0.90, 0.87, 0.024, 1)
    return canvas


def chhurpi_hard_dried(size: int) -> Canvas:
    """White cubes on a cutting board, a string of them hanging from the wall above."""
    canvas = build(Room("teal", 341, 0.66, 0.08), size)
    string = canvas.layer()
    line = [(0.12 + 0.76 * t, 0.13 + 0.16 * float(np.sin(np.pi * t))) for t in np.linspace(0, 1, 60)]
    stroke(string, line, 0.006, "#CDB98F")
    for index in range(9):
        x, y = line[6 + index * 6]
        _cube(string, x, y + 0.012, 0.046, 0.25 * np.sin(index * 2.2), index)
    lay(canvas, string, depth=0.022)
    layer = canvas.layer()
    board = layer.polygon(rounded(0.12, 0.765, 0.88, 0.835, 0.02))
    layer.inflate(board, tinted("#94683F", wood_grain(board.y, board.x, 3, 22)), 0.02)
    top = layer.polygon([(0.17, 0.69), (0.83, 0.69), (0.88, 0.785), (0.12, 0.785)])
    layer.paint(top, tinted("#B5854F", wood_grain(top.y * 2, top.x, 5, 14)))
    heap = [
        (0.30, 0.725),
        (0.40, 0.735),
        (0.50, 0.72),
        (0.60, 0.735),
        (0.70, 0.73),
        (0.35, 0.66),
        (0.45, 0.655),
        (0.55, 0.66),
        (0.645, 0.67),
        (0.41, 0.59),
        (0.51, 0.585),
        (0.595, 0.60),
        (0.465, 0.52),
        (0.545, 0.53),
    ]
    for index, (x, y) in enumerate(heap):
        _cube(layer, x, y, 0.056, 0.35 * np.sin(index * 1.9), index)
    stand(canvas, layer, 0.838, contact=(0.5, 0.37, 0.84))
    return canvas


def _cube(canvas: Canvas, x: float, y: float, half: float, turn: float, seed: int) -> None:
    """Block seen a little from above: light top, mid front, dark side."""
    cos, sin = np.cos(turn), np.sin(turn)
    at = lambda a, b: (float(x + half * (a * cos - b * sin)), float(y + half * (a * sin + b * cos)))  # noqa: E731
    for points, tone in (
        (((-0.85, -0.45), (0.35, -0.85), (0.95, -0.55), (-0.2, -0.15)), 1.0),
        (((-0.85, -0.45), (-0.2, -0.15), (-0.15, 0.95), (-0.8, 0.6)), 0.90),
        (((-0.2, -0.15), (0.95, -0.55), (0.9, 0.5), (-0.15, 0.95)), 0.66),
    ):
        face = canvas.polygon([at(a, b) for a, b in points], margin=0.01)
        canvas.inflate(
            face,
            tinted("#F2E3C2", tone * (1 + 0.015 * clouds(face.y.shape, seed + 3, 3, 4))),
            0.012,
            lift=0.35,
            bumps=0.02 * clouds(face.y.shape, seed, 3, 5),
            material=Material(0.60, 0.05, 10),
        )


def kosnyot_caraway(size: int) -> Canvas:
    """Dark seed in a brass dish from above, two dry flower heads beside it."""
    canvas = flat("#E4DCCB", 351, size)
    layer = canvas.layer()
    layer.inflate(layer.polygon(ellipse(0.44, 0.55, 0.31, 0.31), margin=0.03), "#C79A45", 0.026, material=METAL)
    layer.inflate(layer.polygon(ellipse(0.44, 0.55, 0.272, 0.272), margin=0.03), "#8F6B2C", 0.03, lift=-0.7, material=METAL)
    source = random(9)
    heap = layer.polygon(
        [
            (float(0.44 + (0.228 + 0.006 * np.sin(t * 17)) * np.cos(t)), float(0.55 + (0.228 + 0.006 * np.sin(t * 13)) * np.sin(t)))
            for t in np.linspace(0, 6.283, 120)
        ],
        margin=0.04,
    )
    layer.inflate(heap, tinted("#46331F", 1 + 0.25 * clouds(heap.y.shape, 4, 2, 60)), 0.06, bumps=0.25 * clouds(heap.y.shape, 5, 2, 60))
    seeds: list[Piece] = []
    for index in range(1000):
        reach, turn = 0.232 * (1 - index / 1000) ** 0.5, source.uniform(0, 6.283)
        seeds += _seed(0.44 + reach * np.cos(turn), 0.55 + reach * np.sin(turn), source.uniform(0, 3.14), index)
    layer.confetti(seeds)
    lay(canvas, layer, depth=0.032, strength=0.5)
    seeds = []
    heads = canvas.layer()
    for (x, y), foot in (((0.72, 0.17), (0.93, 0.93)), ((0.89, 0.30), (0.97, 0.95))):
        stroke(heads, smooth([(x, y + 0.10), ((x + foot[0]) / 2 + 0.01, 0.55), foot], closed=False), [0.004] * 10 + [0.006] * 11, "#8C8350")
        for ray in range(15):
            angle = -np.pi / 2 + (ray - 7) * 0.15
            tip = (x + 0.12 * np.cos(angle), y + 0.10 + 0.15 * np.sin(angle))
            stroke(heads, [(x, y + 0.10), tip], 0.0022, "#9A8F5C")
            for k in range(7):
                turn = source.uniform(0, 6.28)
                seeds += _seed(tip[0] + 0.012 * np.cos(turn), tip[1] + 0.010 * np.sin(turn), angle + source.normal(0, 0.5), ray + k)
    heads.confetti(seeds)
    lay(canvas, heads, depth=0.012)
    return canvas


def _seed(x: float, y: float, turn: float, index: int) -> list[Piece]:
    """One crescent of caraway with a pale rib."""
    cos, sin = np.cos(turn), np.sin(turn)
    bend = [(x - 0.012 * cos, y - 0.012 * sin), (x - 0.002 * sin, y + 0.002 * cos), (x + 0.012 * cos, y + 0.012 * sin)]
    rib = [(bend[0][0] - 0.001, bend[0][1] - 0.001), (bend[1][0] - 0.001, bend[1][1] - 0.001)]
    return [
        (ribbon(bend, [0.002, 0.0062, 0.002]), ("#54402A", "#6B5136", "#46331F", "#7C6142")[index % 4]),
        (ribbon(rib, 0.0014), "#9A7F58"),
    ]


def garden_mint_shade_dried(size: int) -> Canvas:
    canvas = build(Room("lime", 231, 0.72, 0.04), size)
    layer = canvas.layer()
    source = random(5)
    for stem in range(13):
        angle = -1.57 + (stem - 6) * 0.115 + source.normal(0, 0.03)
        x, y, length = 0.50 + (stem - 6) * 0.004, 0.66, source.uniform(0.36, 0.48)
        line = [
            (float(x + np.cos(angle) * length * t + 0.02 * np.sin(t * 3 + stem) * t), float(y + np.sin(angle) * length * t))
            for t in np.linspace(0, 1, 20)
        ]
        stroke(layer, line, 0.006, "#5E7050")
        stroke(layer, [(x, y), (x - np.cos(angle) * 0.18, y - np.sin(angle) * 0.18)], 0.007, "#6F7D5C")
        for j in range(4, 20, 2):
            px, py = line[j]
            for side in (-1, 1):
                tint = ("#6C7C5C", "#7F8D6C", "#5B6B4E", "#8F9A7C")[(stem + j) % 4]
                leaf(
                    layer, px, py, source.uniform(0.05, 0.085) * (1.15 - j / 30), 0.019, angle + side * source.uniform(0.7, 1.1), tint, 0.80
                )
        ball(layer, *line[-1], 0.012, "#85766F", stretch=1.9, angle=angle)
    for k in range(5):
        tube(layer, [(0.445, 0.635 + k * 0.011), (0.50, 0.645 + k * 0.011), (0.555, 0.637 + k * 0.011)], 0.011, "#C9A46B")
    tube(layer, smooth([(0.55, 0.66), (0.61, 0.70), (0.60, 0.76)], closed=False), 0.008, "#C9A46B")
    stand(canvas, layer, 0.842, contact=(0.50, 0.06, 0.838))
    return canvas
