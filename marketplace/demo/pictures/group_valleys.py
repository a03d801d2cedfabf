"""Four of the group pictures: the valleys and the high plain where the groups work."""

import numpy as np

from .canvas import Canvas, Material, rgb, tinted
from .landscape import House, Lime, Range, gentle_line, glow, ground, ladakhi_house, mountains, poplar, river, scatter, sky
from .noise import clouds, random, wood_grain
from .shapes import ellipse, ribbon, rounded, smooth, stroke, tube

WIDTH, HEIGHT = 1200, 800
MORNING = ((0.0, "#7FA3CB"), (0.30, "#B9CDDD"), (0.52, "#F0DCC3"))


def group_tso_kar_wool(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """High plain in the morning: black tents, grazing goats, a salt lake."""
    canvas = Canvas(width, height)
    sky(canvas, MORNING)
    glow(canvas, 0.25, 0.40, 0.5, 0.16, (0.12, 0.08, 0.02))
    mountains(
        canvas,
        Range(0.22, 0.24, "#93A0B6", 15, 0.16, 0.58, haze="#D5D2CF", haze_share=0.6, snow_lit="#FFF3E0", snow_shade="#BFCDE0", sun=-1),
    )
    mountains(canvas, Range(0.36, 0.14, "#A98E72", 29, 0.0, 0.52, haze="#D9C6AA", haze_share=0.6, sun=-1))
    mountains(canvas, Range(0.44, 0.09, "#B79A74", 33, 0.0, 0.48, haze="#D8C196", haze_share=0.7, sun=-1))
    floor = gentle_line(canvas, 0.54, 0.015, 4)
    ground(canvas, floor, ("#CDB583", "#B39A62"), 8, rows=55)
    river(canvas, [(-0.1, 0.600), (0.4, 0.592), (0.9, 0.598), (1.6, 0.588)], (0.012, 0.022, 0.020, 0.008), "#7FA9C4", "#D6E4E6")
    for x, foot, size in ((1.16, 0.735, 0.145), (0.93, 0.700, 0.10), (0.30, 0.690, 0.085)):
        _tent(canvas, x, foot, size)
    for index, (a, b, c) in enumerate(sorted(scatter(44, 6), key=lambda s: s[1])):
        y = 0.70 + b * 0.26
        if not (0.95 < a * 1.5 < 1.35 and y < 0.78):
            _goat(canvas, a * 1.5, y, 0.022 + (y - 0.68) * 0.10, c > 0.5, index)
    return canvas


def _tent(canvas: Canvas, x: float, foot: float, size: float) -> None:
    canvas.darken(canvas.polygon(ellipse(x + size * 0.45, foot, size * 1.3, size * 0.10), soft=0.008), 0.35)
    roof = canvas.polygon(
        [
            (x - size, foot),
            (x - size * 0.62, foot - size * 0.55),
            (x - size * 0.12, foot - size * 0.84),
            (x + size * 0.25, foot - size * 0.80),
            (x + size * 0.72, foot - size * 0.5),
            (x + size, foot),
        ]
    )
    weave = 1 + 0.12 * np.sin((roof.x - x) / size * 34) + 0.05 * clouds(roof.y.shape, 3, 4, 6)
    canvas.paint(roof, tinted("#3A302C", weave * (1.25 - 0.5 * np.clip((roof.x - x) / size + 0.3, 0, 1))))
    canvas.paint(
        canvas.polygon(
            [(x - size * 0.20, foot), (x - size * 0.08, foot - size * 0.5), (x + size * 0.10, foot - size * 0.5), (x + size * 0.16, foot)]
        ),
        "#E0A24E",
    )
    for pull in (-1.45, -1.2, 1.2, 1.45):
        stroke(canvas, [(x + pull * size, foot + size * 0.03), (x + pull * size * 0.48, foot - size * 0.62)], 0.0022, "#5B4A3A")
    for index in range(7):
        flag = [
            (x + size * (0.25 + 0.17 * index), foot - size * (0.80 - 0.06 * index) - 0.006),
            (x + size * (0.36 + 0.17 * index), foot - size * (0.77 - 0.06 * index) - 0.006),
            (x + size * (0.34 + 0.17 * index), foot - size * (0.68 - 0.06 * index) - 0.006),
        ]
        canvas.paint(canvas.polygon(flag), ("#27508F", "#F4EFE3", "#B4303F", "#3F7A55", "#E2B866")[index % 5])


def _goat(canvas: Canvas, x: float, y: float, size: float, facing: bool, index: int) -> None:
    side = 1 if facing else -1
    coat = ("#F4EEE2", "#EBE2D2", "#F7F2E8", "#A58A6C", "#5C4A3E")[index % 5]
    canvas.darken(canvas.polygon(ellipse(x + size * 0.3, y, size * 1.1, size * 0.16), soft=size * 0.08), 0.35)
    for leg in (-0.55, -0.35, 0.35, 0.55):
        stroke(canvas, [(x + leg * size, y - size * 0.5), (x + leg * size, y)], size * 0.13, rgb(coat) * 0.75)
    body = canvas.polygon(ellipse(x, y - size * 0.72, size * 0.82, size * 0.46), margin=size * 0.4)
    canvas.inflate(body, rgb(coat), size * 0.30, bumps=size * 3 * clouds(body.y.shape, index, 3, 4), material=Material(0.55, 0, 8))
    canvas.inflate(
        canvas.polygon(ellipse(x + side * size * 0.98, y - size * 0.72, size * 0.28, size * 0.17, angle=side * 0.7), margin=size * 0.2),
        rgb(coat),
        size * 0.12,
    )
    stroke(canvas, [(x + side * size * 0.86, y - size * 0.85), (x + side * size * 0.72, y - size * 1.15)], size * 0.07, "#6B5A48")


def group_suru_blossom(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """Apricot trees in flower on a stone terrace above the green river."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#6F9CCB"), (0.35, "#BFD5E4"), (0.6, "#E9E6DC")))
    mountains(
        canvas,
        Range(0.10, 0.34, "#8C98AA", 19, 0.24, 0.59, haze="#CBD3D8", haze_share=0.5, snow_lit="#FFF6EA", snow_shade="#C4D2E4", sun=-1),
    )
    mountains(canvas, Range(0.34, 0.22, "#8E8270", 41, 0.0, 0.54, haze="#B9B29F", haze_share=0.5, sun=-1))
    ground(canvas, gentle_line(canvas, 0.60, 0.03, 12), ("#8FA365", "#A9B374"), 14, rows=60)
    river(
        canvas,
        [(1.6, 0.62), (1.15, 0.66), (0.80, 0.665), (0.42, 0.72), (-0.1, 0.80)],
        (0.020, 0.030, 0.040, 0.060, 0.095),
        "#4E9A92",
        "#BFE0D6",
    )
    for index, x in enumerate(np.linspace(0.05, 1.45, 15)):
        poplar(
            canvas,
            float(x) + 0.02 * np.sin(index * 3),
            0.625 + 0.01 * np.sin(index),
            0.10 + 0.04 * abs(np.sin(index * 1.7)),
            "#6F8B4C",
            "#A3B868",
            index,
        )
    ground(canvas, 0.83 + 0.02 * np.sin(np.linspace(0, 5, width)), ("#7D9150", "#98A860"), 15, rows=40)
    _stone_wall(canvas)
    for x, foot, size, seed in ((0.36, 0.86, 0.44, 3), (1.20, 0.88, 0.50, 8), (0.80, 0.82, 0.24, 13)):
        _blossom_tree(canvas, x, foot, size, seed)
    return canvas


def _stone_wall(canvas: Canvas) -> None:
    source = random(31)
    canvas.paint(canvas.window(0, 0.882, canvas.aspect, 1.0), "#5B5347")
    for row in range(4):
        x = -0.03 + 0.02 * (row % 2)
        while x < 1.53:
            wide = source.uniform(0.05, 0.10)
            y = 0.885 + row * 0.032
            stone = canvas.polygon(rounded(x, y, x + wide - 0.004, y + 0.029, 0.009), margin=0.01)
            canvas.inflate(stone, rgb(("#A79E8E", "#948B7C", "#B5AB99", "#8A8378")[int(source.integers(4))]), 0.010)
            x += wide


def _blossom_tree(canvas: Canvas, x: float, foot: float, size: float, seed: int) -> None:
    source = random(seed)
    canvas.darken(canvas.polygon(ellipse(x + size * 0.15, foot + 0.01, size * 0.5, size * 0.05), soft=0.012), 0.35)
    tips = []
    for index, angle in enumerate(np.linspace(-2.6, -0.55, 7)):
        bend = [
            (x, foot),
            (x + size * 0.04 * np.sin(seed), foot - size * 0.30),
            (x + np.cos(angle) * size * 0.28, foot - size * 0.42 + np.sin(angle) * size * 0.18),
            (x + np.cos(angle) * size * 0.5, foot - size * 0.46 + np.sin(angle) * size * 0.42),
        ]
        line = smooth(bend, closed=False)
        canvas.paint(
            canvas.polygon(ribbon(line, np.linspace(size * 0.07, size * 0.012, len(line)).tolist())), ("#4E3B30", "#5C4638")[index % 2]
        )
        tips += line[14:]
    spots = []
    for px, py in tips:
        spots += [(px + source.normal(0, size * 0.042), py + source.normal(0, size * 0.038)) for _ in range(15)]
    petals = []
    for index, (px, py) in enumerate(sorted(spots, key=lambda s: -s[1])):
        radius = size * source.uniform(0.008, 0.019)
        sunny = 0.86 + 0.16 * np.clip((foot - size * 0.55 - py) / size + 0.4 - (px - x) / size * 0.4, 0, 1)
        petals.append((ellipse(px, py, radius, radius * 0.85)[::6], rgb(("#F6DFE0", "#FBEFEC", "#EEC6CC", "#FFF8F3")[index % 4]) * sunny))
    for _ in range(40):
        px, py = x + source.normal(0, size * 0.35), foot + abs(source.normal(0, 0.02))
        petals.append((ellipse(px, py, 0.004, 0.002)[::9], rgb("#F6DFE0")))
    canvas.confetti(petals)


def group_shyok_berry(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """Braided river in September, orange bushes on its banks, dunes and dark hills."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#5F8FC4"), (0.35, "#A9C8DF"), (0.55, "#DFE6E4")))
    mountains(
        canvas, Range(0.08, 0.32, "#7A7F92", 27, 0.14, 0.60, haze="#B5BCC8", haze_share=0.5, snow_lit="#FFF6EA", snow_shade="#C4D2E4")
    )
    mountains(canvas, Range(0.26, 0.28, "#6C6670", 43, 0.0, 0.57, haze="#A39C9C", haze_share=0.5))
    mountains(canvas, Range(0.47, 0.10, "#C9B48C", 53, 0.0, 0.36, haze="#DCCBA6", haze_share=0.6, relief=0.22))
    ground(canvas, gentle_line(canvas, 0.585, 0.015, 17), ("#C8BFA8", "#B4AB92"), 18, rows=80)
    for points, widths in (
        ([(1.6, 0.615), (1.1, 0.63), (0.75, 0.68), (0.45, 0.78), (0.30, 1.02)], (0.010, 0.016, 0.030, 0.055, 0.12)),
        ([(1.6, 0.655), (1.25, 0.69), (0.90, 0.71), (0.62, 0.77), (0.50, 1.03)], (0.012, 0.020, 0.024, 0.030, 0.06)),
        ([(1.6, 0.74), (1.3, 0.74), (0.98, 0.72)], (0.024, 0.020, 0.004)),
    ):
        river(canvas, points, widths, "#6F9FB4", "#DCE9E8")
    for index, (a, b, c) in enumerate(sorted(scatter(70, 9), key=lambda s: s[1])):
        y = 0.64 + 0.32 * b**1.3
        x = a * 0.36 - 0.02 if index % 2 else 0.70 + a * 0.85
        if index % 2 or y > 0.80:
            _berry_bush(canvas, x, y, (0.030 + (y - 0.62) * 0.28) * (0.8 + 0.4 * c), index)
    return canvas


def _berry_bush(canvas: Canvas, x: float, y: float, size: float, seed: int) -> None:
    source = random(seed)
    canvas.darken(canvas.polygon(ellipse(x + size * 0.3, y, size * 1.2, size * 0.22), soft=size * 0.1), 0.38)
    for px, py, shade_ in ((0, 0, 0.55), (-0.45, 0.05, 0.72), (0.4, 0.08, 0.62), (-0.1, -0.3, 0.9)):
        lump = canvas.polygon(_ragged(x + px * size, y - size * 0.55 + py * size, size * 0.66, seed), margin=size * 0.3)
        canvas.inflate(
            lump,
            rgb("#7C8C6C") * (0.6 + 0.5 * shade_),
            size * 0.30,
            bumps=size * 6 * clouds(lump.y.shape, seed, 4, 6),
            material=Material(0.5, 0, 8),
        )
    berries = []
    for _ in range(int(40 + size * 800)):
        angle, reach = source.uniform(0, 6.28), source.uniform(0, 1) ** 0.6
        px, py = x + np.cos(angle) * size * 0.95 * reach, y - size * 0.62 + np.sin(angle) * size * 0.66 * reach
        radius = max(0.0020, min(0.0062, size * source.uniform(0.030, 0.055)))
        lit = 1.1 - 0.35 * np.clip((px - x) / size + (py - y) / size + 0.9, 0, 1)
        berries.append((ellipse(px, py, radius, radius)[::9], rgb(("#F08A13", "#F59B1E", "#E67408")[int(source.integers(3))]) * lit))
    canvas.confetti(berries)


def _ragged(x: float, y: float, radius: float, seed: int) -> list[tuple[float, float]]:
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    rough = 1 + 0.10 * np.sin(turn * 9 + seed) + 0.08 * np.sin(turn * 17 + seed * 2)
    return [(float(x + radius * r * np.cos(t)), float(y + radius * 0.85 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)]


def group_phyang_mushroom(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """The old sheep house: low mud walls, a blue door, willows, a bare ridge."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#5E93CE"), (0.4, "#B4D0E6"), (0.6, "#E8E8E0")))
    mountains(
        canvas, Range(0.12, 0.30, "#A98F78", 39, 0.07, 0.58, haze="#CBB9A4", haze_share=0.45, snow_lit="#FFF6EA", snow_shade="#D4DAE4")
    )
    mountains(canvas, Range(0.33, 0.20, "#B99B78", 47, 0.0, 0.52, haze="#D2BC98", haze_share=0.5))
    ground(canvas, gentle_line(canvas, 0.60, 0.03, 22), ("#A8AE6C", "#C2B878"), 24, rows=60)
    for index, x in enumerate((0.04, 0.11, 0.19, 1.28, 1.36, 1.44)):
        poplar(canvas, x, 0.66, 0.24 + 0.05 * np.sin(index * 2), "#66804A", "#9DB264", index)
    ladakhi_house(canvas, House(0.24, 0.655, 0.20, 0.15, 3, (0, 1, 2)), Lime("#F1EADC", "#BDB4A4"))
    _sheep_house(canvas)
    for x, foot, size, seed in ((1.17, 0.845, 0.46, 4), (0.16, 0.875, 0.40, 9)):
        _willow(canvas, x, foot, size, seed)
    for a, b, _ in scatter(240, 3):
        x, y = a * 1.5, 0.885 + b * 0.13
        stroke(canvas, [(x, y), (x + 0.006, y - 0.03)], [0.004, 0.001], ("#8A9650", "#A8AC62", "#77864A")[int(a * 99) % 3])
    return canvas


def _sheep_house(canvas: Canvas) -> None:
    canvas.darken(canvas.polygon([(0.40, 0.845), (1.20, 0.845), (1.34, 0.80), (1.15, 0.79)], soft=0.015), 0.35)
    wall = canvas.polygon([(0.375, 0.565), (1.085, 0.565), (1.105, 0.85), (0.355, 0.85)])
    bricks = 0.04 * np.sign(np.sin(wall.y * 150)) * np.abs(np.sin(wall.y * 150)) ** 0.3 + 0.05 * clouds(wall.y.shape, 5, 6, 8)
    canvas.paint(wall, tinted("#C6A277", (1.10 - 0.22 * np.clip(wall.x - 0.4, 0, 1)) * (1 + bricks)))
    canvas.paint(canvas.polygon(rounded(0.34, 0.548, 1.12, 0.580, 0.004)), "#8F6E4A")
    brush = canvas.polygon(rounded(0.345, 0.500, 1.115, 0.552, 0.012))
    canvas.paint(brush, tinted("#6E5A40", 1 + 0.25 * np.sin(brush.x * 620) + 0.1 * clouds(brush.y.shape, 4, 4, 20)))
    for x in np.linspace(0.40, 1.06, 12):
        canvas.paint(canvas.polygon(ellipse(float(x), 0.588, 0.011, 0.011)), "#6B4B2D")
    canvas.paint(canvas.polygon([(0.655, 0.62), (0.825, 0.62), (0.84, 0.85), (0.64, 0.85)]), "#3E2E22")
    for left, right in ((0.667, 0.737), (0.742, 0.813)):
        leaf_ = canvas.polygon([(left, 0.637), (right, 0.637), (right + 0.003, 0.85), (left - 0.003, 0.85)])
        canvas.paint(leaf_, tinted("#2F64A0", wood_grain(leaf_.y, leaf_.x, 3, 26, 1.5)))
    for x in (0.50, 0.96):
        canvas.paint(canvas.polygon([(x - 0.045, 0.645), (x + 0.045, 0.645), (x + 0.055, 0.745), (x - 0.055, 0.745)]), "#2B211A")
        canvas.paint(canvas.polygon(rounded(x - 0.033, 0.658, x + 0.033, 0.735, 0.003)), "#A9845A")


def _willow(canvas: Canvas, x: float, foot: float, size: float, seed: int) -> None:
    source = random(seed)
    trunk = smooth([(x, foot), (x + 0.01, foot - size * 0.25), (x - 0.005, foot - size * 0.42)], closed=False)
    canvas.darken(canvas.polygon(ellipse(x + 0.05, foot, size * 0.25, 0.014), soft=0.010), 0.35)
    tube(canvas, trunk, np.linspace(size * 0.13, size * 0.11, len(trunk)).tolist(), "#6A5542")
    for _ in range(60):
        angle = source.uniform(-2.7, -0.45)
        reach = size * source.uniform(0.35, 0.62)
        tip = (x + np.cos(angle) * reach, foot - size * 0.42 + np.sin(angle) * reach)
        line = smooth([(x, foot - size * 0.42), ((x + tip[0]) / 2, (foot - size * 0.42 + tip[1]) / 2 - 0.01), tip], closed=False, steps=6)
        stroke(canvas, line, [0.005] * 6 + [0.002] * 7, "#8A7A4C")
        for px, py in line[5:]:
            for _ in range(3):
                turn = angle + source.normal(0, 0.7)
                end = (px + np.cos(turn) * 0.022, py + np.sin(turn) * 0.022)
                stroke(
                    canvas,
                    [(px, py), ((px + end[0]) / 2, (py + end[1]) / 2 - 0.002), end],
                    [0.001, 0.006, 0.001],
                    ("#8FA25C", "#A9B670", "#748A4C")[int(source.integers(3))],
                )
