"""One picture for each producer group: four valleys and two rooms."""

import numpy as np

from .canvas import METAL, Canvas, Material, mix, rgb, tinted
from .landscape import House, Lime, Range, gentle_line, glow, ground, ladakhi_house, mountains, poplar, river, scatter, sky
from .noise import clouds, random, wood_grain
from .plants import ear
from .shapes import ball, ellipse, ribbon, rounded, smooth, stroke, tube, turned

WIDTH, HEIGHT = 1200, 800
MORNING = ((0.0, "#7FA3CB"), (0.30, "#B9CDDD"), (0.52, "#F0DCC3"))


def group_tso_kar_wool(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """High plain in the morning: black tents, grazing goats, a salt lake."""
    canvas = Canvas(width, height)
    sky(canvas, MORNING)
    glow(canvas, 0.25, 0.40, 0.5, 0.16, (0.12, 0.08, 0.02))
    mountains(canvas, Range(0.22, 0.24, "#93A0B6", 15, 0.16, 0.58, haze="#D5D2CF", haze_share=0.6, snow_lit="#FFF3E0", snow_shade="#BFCDE0", sun=-1))
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
    roof = canvas.polygon([(x - size, foot), (x - size * 0.62, foot - size * 0.55), (x - size * 0.12, foot - size * 0.84), (x + size * 0.25, foot - size * 0.80), (x + size * 0.72, foot - size * 0.5), (x + size, foot)])
    weave = 1 + 0.12 * np.sin((roof.x - x) / size * 34) + 0.05 * clouds(roof.y.shape, 3, 4, 6)
    canvas.paint(roof, tinted("#3A302C", weave * (1.25 - 0.5 * np.clip((roof.x - x) / size + 0.3, 0, 1))))
    canvas.paint(canvas.polygon([(x - size * 0.20, foot), (x - size * 0.08, foot - size * 0.5), (x + size * 0.10, foot - size * 0.5), (x + size * 0.16, foot)]), "#E0A24E")
    for pull in (-1.45, -1.2, 1.2, 1.45):
        stroke(canvas, [(x + pull * size, foot + size * 0.03), (x + pull * size * 0.48, foot - size * 0.62)], 0.0022, "#5B4A3A")
    for index in range(7):
        flag = [(x + size * (0.25 + 0.17 * index), foot - size * (0.80 - 0.06 * index) - 0.006), (x + size * (0.36 + 0.17 * index), foot - size * (0.77 - 0.06 * index) - 0.006), (x + size * (0.34 + 0.17 * index), foot - size * (0.68 - 0.06 * index) - 0.006)]
        canvas.paint(canvas.polygon(flag), ("#27508F", "#F4EFE3", "#B4303F", "#3F7A55", "#E2B866")[index % 5])


def _goat(canvas: Canvas, x: float, y: float, size: float, facing: bool, index: int) -> None:
    side = 1 if facing else -1
    coat = ("#F4EEE2", "#EBE2D2", "#F7F2E8", "#A58A6C", "#5C4A3E")[index % 5]
    canvas.darken(canvas.polygon(ellipse(x + size * 0.3, y, size * 1.1, size * 0.16), soft=size * 0.08), 0.35)
    for leg in (-0.55, -0.35, 0.35, 0.55):
        stroke(canvas, [(x + leg * size, y - size * 0.5), (x + leg * size, y)], size * 0.13, rgb(coat) * 0.75)
    body = canvas.polygon(ellipse(x, y - size * 0.72, size * 0.82, size * 0.46), margin=size * 0.4)
    canvas.inflate(body, rgb(coat), size * 0.30, bumps=size * 3 * clouds(body.y.shape, index, 3, 4), material=Material(0.55, 0, 8))
    canvas.inflate(canvas.polygon(ellipse(x + side * size * 0.98, y - size * 0.72, size * 0.28, size * 0.17, angle=side * 0.7), margin=size * 0.2), rgb(coat), size * 0.12)
    stroke(canvas, [(x + side * size * 0.86, y - size * 0.85), (x + side * size * 0.72, y - size * 1.15)], size * 0.07, "#6B5A48")


def group_suru_blossom(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """Apricot trees in flower on a stone terrace above the green river."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#6F9CCB"), (0.35, "#BFD5E4"), (0.6, "#E9E6DC")))
    mountains(canvas, Range(0.10, 0.34, "#8C98AA", 19, 0.24, 0.59, haze="#CBD3D8", haze_share=0.5, snow_lit="#FFF6EA", snow_shade="#C4D2E4", sun=-1))
    mountains(canvas, Range(0.34, 0.22, "#8E8270", 41, 0.0, 0.54, haze="#B9B29F", haze_share=0.5, sun=-1))
    ground(canvas, gentle_line(canvas, 0.60, 0.03, 12), ("#8FA365", "#A9B374"), 14, rows=60)
    river(canvas, [(1.6, 0.62), (1.15, 0.66), (0.80, 0.665), (0.42, 0.72), (-0.1, 0.80)], (0.020, 0.030, 0.040, 0.060, 0.095), "#4E9A92", "#BFE0D6")
    for index, x in enumerate(np.linspace(0.05, 1.45, 15)):
        poplar(canvas, float(x) + 0.02 * np.sin(index * 3), 0.625 + 0.01 * np.sin(index), 0.10 + 0.04 * abs(np.sin(index * 1.7)), "#6F8B4C", "#A3B868", index)
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
        bend = [(x, foot), (x + size * 0.04 * np.sin(seed), foot - size * 0.30), (x + np.cos(angle) * size * 0.28, foot - size * 0.42 + np.sin(angle) * size * 0.18), (x + np.cos(angle) * size * 0.5, foot - size * 0.46 + np.sin(angle) * size * 0.42)]
        line = smooth(bend, closed=False)
        canvas.paint(canvas.polygon(ribbon(line, np.linspace(size * 0.07, size * 0.012, len(line)).tolist())), ("#4E3B30", "#5C4638")[index % 2])
        tips += line[14:]
    spots = []
    for px, py in tips:
        spots += [(px + source.normal(0, size * 0.055), py + source.normal(0, size * 0.05)) for _ in range(9)]
    for index, (px, py) in enumerate(sorted(spots, key=lambda s: -s[1])):
        radius = size * source.uniform(0.016, 0.034)
        shade_ = 0.86 + 0.16 * np.clip((foot - size * 0.55 - py) / size + 0.4 - (px - x) / size * 0.4, 0, 1)
        canvas.paint(canvas.polygon(ellipse(px, py, radius, radius * 0.85)[::6]), rgb(("#F6DFE0", "#FBEFEC", "#EEC6CC", "#FFF8F3")[index % 4]) * shade_)
    for _ in range(40):
        px, py = x + source.normal(0, size * 0.35), foot + abs(source.normal(0, 0.02))
        canvas.paint(canvas.polygon(ellipse(px, py, 0.004, 0.002)[::9]), "#F6DFE0", 0.9)


def group_shyok_berry(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """Braided river in September, orange bushes on its banks, dunes and dark hills."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#5F8FC4"), (0.35, "#A9C8DF"), (0.55, "#DFE6E4")))
    mountains(canvas, Range(0.08, 0.32, "#7A7F92", 27, 0.14, 0.60, haze="#B5BCC8", haze_share=0.5, snow_lit="#FFF6EA", snow_shade="#C4D2E4"))
    mountains(canvas, Range(0.26, 0.28, "#6C6670", 43, 0.0, 0.57, haze="#A39C9C", haze_share=0.5))
    mountains(canvas, Range(0.47, 0.10, "#C9B48C", 53, 0.0, 0.36, haze="#DCCBA6", haze_share=0.6))
    ground(canvas, gentle_line(canvas, 0.585, 0.015, 17), ("#C8BFA8", "#B4AB92"), 18, rows=80)
    for points, widths in (([(1.6, 0.615), (1.1, 0.63), (0.75, 0.68), (0.45, 0.78), (0.30, 1.02)], (0.010, 0.016, 0.030, 0.055, 0.12)), ([(1.6, 0.655), (1.25, 0.69), (0.90, 0.71), (0.62, 0.77), (0.50, 1.03)], (0.012, 0.020, 0.024, 0.030, 0.06)), ([(1.6, 0.74), (1.3, 0.74), (0.98, 0.72)], (0.024, 0.020, 0.004))):
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
        canvas.inflate(lump, rgb("#7C8C6C") * (0.6 + 0.5 * shade_), size * 0.30, bumps=size * 6 * clouds(lump.y.shape, seed, 4, 6), material=Material(0.5, 0, 8))
    for _ in range(int(40 + size * 900)):
        angle, reach = source.uniform(0, 6.28), source.uniform(0, 1) ** 0.6
        px, py = x + np.cos(angle) * size * 0.95 * reach, y - size * 0.62 + np.sin(angle) * size * 0.66 * reach
        radius = max(0.0020, min(0.0062, size * source.uniform(0.030, 0.055)))
        lit = 1.1 - 0.35 * np.clip((px - x) / size + (py - y) / size + 0.9, 0, 1)
        canvas.paint(canvas.polygon(ellipse(px, py, radius, radius)[::9]), rgb(("#F08A13", "#F59B1E", "#E67408")[int(source.integers(3))]) * lit)


def _ragged(x: float, y: float, radius: float, seed: int) -> list[tuple[float, float]]:
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    rough = 1 + 0.10 * np.sin(turn * 9 + seed) + 0.08 * np.sin(turn * 17 + seed * 2)
    return [(float(x + radius * r * np.cos(t)), float(y + radius * 0.85 * r * np.sin(t))) for t, r in zip(turn, rough, strict=True)]


def group_phyang_mushroom(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """The old sheep house: low mud walls, a blue door, willows, a bare ridge."""
    canvas = Canvas(width, height)
    sky(canvas, ((0.0, "#5E93CE"), (0.4, "#B4D0E6"), (0.6, "#E8E8E0")))
    mountains(canvas, Range(0.12, 0.30, "#A98F78", 39, 0.07, 0.58, haze="#CBB9A4", haze_share=0.45, snow_lit="#FFF6EA", snow_shade="#D4DAE4"))
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
                stroke(canvas, [(px, py), ((px + end[0]) / 2, (py + end[1]) / 2 - 0.002), end], [0.001, 0.006, 0.001], ("#8FA25C", "#A9B670", "#748A4C")[int(source.integers(3))])


def _room(canvas: Canvas, wall: str, floor: str, edge: float, seed: int) -> None:
    area = canvas.everywhere()
    plaster = 1 + 0.025 * clouds(area.y.shape, seed, 7, 5)
    below = np.clip((area.y - edge) * 300, 0, 1)
    boards = wood_grain(area.y * 2.2, area.x, seed + 3, 5)
    canvas.pixels[:] = tinted(wall, plaster * (1 - below)) + tinted(floor, boards * below)
    canvas.pixels *= (1.05 - 0.30 * np.hypot(area.x - 0.3, area.y - 0.2))[..., None]


def group_drass_hearth(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """The hearth: a pot on a clay stove, steam, brass ladles and plates on the wall."""
    canvas = Canvas(width, height)
    _room(canvas, "#4C4A57", "#54402F", 0.80, 6)
    glow(canvas, 0.62, 0.70, 0.42, 0.30, (0.30, 0.15, 0.03))
    shelf = canvas.polygon(rounded(0.10, 0.285, 1.40, 0.315, 0.004))
    canvas.paint(shelf, tinted("#7B5836", wood_grain(shelf.y, shelf.x, 5, 30)))
    for index, x in enumerate((0.22, 0.40, 0.58, 1.00, 1.16, 1.31)):
        plate = canvas.polygon(ellipse(x, 0.205, 0.078, 0.078), margin=0.02)
        canvas.inflate(plate, ("#C79A45", "#B9743F")[index % 2], 0.016, material=METAL)
        canvas.inflate(canvas.polygon(ellipse(x, 0.205, 0.052, 0.052), margin=0.02), ("#B88A38", "#A86534")[index % 2], 0.020, lift=-0.5, material=METAL)
    tube(canvas, [(0.12, 0.350), (1.38, 0.350)], 0.010, rgb("#6B4B2D"))
    for x, length in ((0.20, 0.20), (0.29, 0.24), (0.38, 0.18), (1.20, 0.22), (1.30, 0.19)):
        tube(canvas, [(x, 0.345), (x, 0.345 + length)], 0.013, rgb("#C79A45"), METAL)
        canvas.inflate(canvas.polygon(ellipse(x, 0.365 + length, 0.036, 0.032), margin=0.02), "#C79A45", 0.018, material=METAL)
    _stove(canvas)
    turned(canvas, 0.75, [(0.440, 0.130), (0.450, 0.140), (0.475, 0.128), (0.53, 0.165), (0.59, 0.172), (0.635, 0.140)], "#B46E3C", tilt=0.16, material=METAL)
    canvas.paint(canvas.polygon(ellipse(0.75, 0.440, 0.132, 0.021)), "#3B2416")
    _steam(canvas)
    for x, y, angle in ((1.335, 0.64, -1.35), (1.38, 0.66, -1.1), (1.29, 0.65, -1.7)):
        ear(canvas, x, y, angle, 0.6)
    turned(canvas, 1.33, [(0.74, 0.070), (0.78, 0.085), (0.84, 0.080), (0.86, 0.065)], "#8A5A34", tilt=0.16)
    return canvas


def _stove(canvas: Canvas) -> None:
    body = canvas.polygon([(0.47, 0.63), (1.03, 0.63), (1.07, 0.90), (0.43, 0.90)], margin=0.03)
    canvas.inflate(body, tinted("#A5805C", 1 + 0.05 * clouds(body.y.shape, 8, 6, 6)), 0.03, bumps=0.2 * clouds(body.y.shape, 9, 4, 6))
    top = canvas.polygon(rounded(0.455, 0.605, 1.045, 0.645, 0.012), margin=0.02)
    canvas.inflate(top, "#B8926B", 0.014)
    for x in (0.505, 0.60, 0.90, 0.995):
        canvas.inflate(canvas.polygon([(x, 0.665), (x + 0.028, 0.70), (x, 0.735), (x - 0.028, 0.70)], margin=0.01), "#C39C70", 0.008)
    mouth = canvas.polygon(smooth([(0.655, 0.885), (0.665, 0.77), (0.75, 0.715), (0.835, 0.77), (0.845, 0.885)]))
    heat = np.clip(1 - np.hypot((mouth.x - 0.75) / 0.10, (mouth.y - 0.875) / 0.15), 0, 1)
    canvas.paint(mouth, mix(mix("#1E120C", "#D2480F", np.clip(heat * 2, 0, 1)), "#FFD27A", np.clip(heat * 2 - 0.9, 0, 1)))
    for x, tall in ((0.71, 0.07), (0.745, 0.105), (0.785, 0.08)):
        flame = canvas.polygon(smooth([(x - 0.018, 0.875), (x - 0.014, 0.84), (x, 0.875 - tall), (x + 0.016, 0.842), (x + 0.018, 0.875)]), soft=0.003)
        canvas.paint(flame, "#FFC65A", 0.85)


def _steam(canvas: Canvas) -> None:
    source = random(5)
    for index in range(34):
        rise = index / 34
        x = 0.75 + 0.05 * np.sin(rise * 7) + source.normal(0, 0.022 + 0.03 * rise)
        puff = canvas.polygon(ellipse(x, 0.425 - rise * 0.36, 0.03 + 0.03 * rise, 0.022 + 0.02 * rise), soft=0.018)
        canvas.paint(puff, "#E9E2D8", 0.16 * (1 - rise))


def group_zanskar_loom(width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    """A pedal loom with a strip of madder cloth beside a bright window."""
    canvas = Canvas(width, height)
    _room(canvas, "#DDD3C3", "#8A6A48", 0.79, 16)
    outside = canvas.polygon([(0.16, 0.13), (0.50, 0.13), (0.53, 0.52), (0.13, 0.52)])
    canvas.paint(canvas.polygon([(0.115, 0.075), (0.545, 0.075), (0.59, 0.565), (0.07, 0.565)]), "#1C2740")
    canvas.paint(outside, mix("#7FA8D2", "#F3E6D2", np.clip((outside.y - 0.13) / 0.3, 0, 1)))
    canvas.paint(canvas.polygon([(0.133, 0.50), (0.20, 0.36), (0.27, 0.42), (0.36, 0.29), (0.45, 0.41), (0.527, 0.46), (0.53, 0.52), (0.13, 0.52)]), "#A9B6C8")
    canvas.paint(canvas.polygon([(0.20, 0.36), (0.235, 0.39), (0.21, 0.40), (0.185, 0.39)]), "#FBF7F0")
    canvas.paint(canvas.polygon([(0.36, 0.29), (0.41, 0.355), (0.37, 0.345), (0.345, 0.36), (0.325, 0.34)]), "#FBF7F0")
    for x in (0.245, 0.33, 0.415):
        canvas.paint(canvas.polygon([(x - 0.008, 0.13), (x + 0.008, 0.13), (x + 0.009, 0.52), (x - 0.009, 0.52)]), "#1C2740")
    canvas.paint(canvas.polygon(rounded(0.06, 0.045, 0.60, 0.078, 0.003)), "#8E1F2F")
    for points in (((0.62, 0.20), (0.74, 0.17), (0.98, 0.74), (0.80, 0.78)), ((0.80, 0.155), (0.94, 0.13), (1.22, 0.69), (1.04, 0.73))):
        canvas.brighten(canvas.polygon(points, soft=0.015), np.array([0.13, 0.105, 0.06], np.float32))
    _loom(canvas)
    for index, (x, y) in enumerate(((0.20, 0.845), (0.30, 0.875), (0.115, 0.88), (0.40, 0.85))):
        canvas.darken(canvas.polygon(ellipse(x + 0.03, y + 0.045, 0.06, 0.014), soft=0.008), 0.4)
        tint = ("#9A2534", "#27508F", "#E2B866", "#EFE8DA")[index]
        ball(canvas, x, y, 0.052, tint, skin=lambda a, b, n, tint=tint: tinted(tint, 0.92 + 0.10 * np.sin((a + b * 0.6) * 34) * np.cos((b - a * 0.4) * 9)))
    return canvas


def _beam(canvas: Canvas, points: list[tuple[float, float]], seed: int, tone: float = 1.0, angle: float = 0.0) -> None:
    patch = canvas.polygon(points, margin=0.02)
    canvas.inflate(patch, tinted("#8F643B", tone * wood_grain(patch.y, patch.x, seed, 24, angle)), 0.014)


def _loom(canvas: Canvas) -> None:
    """Frame, warp sheet from the back beam, two heald shafts, and the woven strip rolling to the front."""
    canvas.darken(canvas.polygon([(0.66, 0.90), (1.40, 0.90), (1.47, 0.83), (0.9, 0.83)], soft=0.02), 0.45)
    for x in (0.74, 1.30):
        _beam(canvas, [(x - 0.024, 0.16), (x + 0.024, 0.16), (x + 0.024, 0.84), (x - 0.024, 0.84)], 4, 0.85, 1.5)
    _beam(canvas, [(0.70, 0.15), (1.34, 0.15), (1.34, 0.20), (0.70, 0.20)], 5, 0.95)
    warp = canvas.polygon([(0.85, 0.40), (1.19, 0.40), (1.21, 0.62), (0.83, 0.62)])
    canvas.paint(warp, tinted("#EFE4D0", 0.88 + 0.14 * np.sin((warp.x - 1.02) / (0.8 + warp.y * 0.2) * 640)))
    for y in (0.34, 0.47):
        for x in (0.90, 1.14):
            stroke(canvas, [(x, 0.20), (x, y)], 0.005, "#C9A46B")
        _beam(canvas, [(0.80, y), (1.24, y), (1.24, y + 0.022), (0.80, y + 0.022)], 6, 1.15)
        healds = canvas.polygon([(0.84, y + 0.022), (1.20, y + 0.022), (1.20, y + 0.10), (0.84, y + 0.10)])
        canvas.paint(healds.with_alpha(healds.alpha * (0.25 + 0.35 * (np.sin(healds.x * 420) > 0.3))), "#5B4A3A")
        _beam(canvas, [(0.80, y + 0.10), (1.24, y + 0.10), (1.24, y + 0.120), (0.80, y + 0.120)], 7, 1.1)
    cloth = canvas.polygon([(0.828, 0.615), (1.212, 0.615), (1.225, 0.76), (0.815, 0.76)])
    rows = (cloth.y - 0.615) / 0.145
    colour = mix("#962333", "#16213A", ((rows > 0.30) & (rows < 0.42)).astype(np.float32))
    colour = mix(colour, "#E9B35B", (((rows > 0.22) & (rows < 0.26)) | ((rows > 0.46) & (rows < 0.50))).astype(np.float32))
    canvas.paint(cloth, colour * (0.95 + 0.06 * np.sin((cloth.x + cloth.y) * 900))[..., None])
    turned_roll = canvas.polygon(rounded(0.805, 0.745, 1.235, 0.815, 0.03), margin=0.03)
    canvas.inflate(turned_roll, tinted("#962333", 0.95 + 0.06 * np.sin((turned_roll.x + turned_roll.y) * 900)), 0.030)
    for x in (0.70, 1.34):
        _beam(canvas, [(x - 0.03, 0.74), (x + 0.03, 0.74), (x + 0.034, 0.92), (x - 0.034, 0.92)], 8, 1.0, 1.5)
    _beam(canvas, [(0.67, 0.80), (1.37, 0.80), (1.37, 0.845), (0.67, 0.845)], 9, 1.1)
    for x in (0.94, 1.10):
        stroke(canvas, [(x, 0.845), (x - 0.02, 0.91)], 0.005, "#C9A46B")
        _beam(canvas, [(x - 0.07, 0.905), (x + 0.03, 0.905), (x + 0.02, 0.935), (x - 0.09, 0.935)], 10, 0.9)
