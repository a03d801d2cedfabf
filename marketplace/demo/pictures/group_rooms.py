"""Two of the group pictures: the kitchen at the hearth and the weaving room."""

import numpy as np

from .canvas import METAL, Canvas, mix, rgb, tinted
from .group_valleys import HEIGHT, WIDTH
from .landscape import glow
from .noise import Array, clouds, random, wood_grain
from .plants import ear
from .shapes import ball, ellipse, rounded, smooth, stroke, tube, turned


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
        canvas.inflate(
            canvas.polygon(ellipse(x, 0.205, 0.052, 0.052), margin=0.02),
            ("#B88A38", "#A86534")[index % 2],
            0.020,
            lift=-0.5,
            material=METAL,
        )
    tube(canvas, [(0.12, 0.350), (1.38, 0.350)], 0.010, rgb("#6B4B2D"))
    for x, length in ((0.20, 0.20), (0.29, 0.24), (0.38, 0.18), (1.20, 0.22), (1.30, 0.19)):
        tube(canvas, [(x, 0.345), (x, 0.345 + length)], 0.013, rgb("#C79A45"), METAL)
        canvas.inflate(canvas.polygon(ellipse(x, 0.365 + length, 0.036, 0.032), margin=0.02), "#C79A45", 0.018, material=METAL)
    _stove(canvas)
    turned(
        canvas,
        0.75,
        [(0.440, 0.130), (0.450, 0.140), (0.475, 0.128), (0.53, 0.165), (0.59, 0.172), (0.635, 0.140)],
        "#B46E3C",
        tilt=0.16,
        material=METAL,
    )
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
        flame = canvas.polygon(
            smooth([(x - 0.018, 0.875), (x - 0.014, 0.84), (x, 0.875 - tall), (x + 0.016, 0.842), (x + 0.018, 0.875)]), soft=0.003
        )
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
    canvas.paint(
        canvas.polygon([(0.133, 0.50), (0.20, 0.36), (0.27, 0.42), (0.36, 0.29), (0.45, 0.41), (0.527, 0.46), (0.53, 0.52), (0.13, 0.52)]),
        "#A9B6C8",
    )
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
        _yarn_ball(canvas, x, y, ("#9A2534", "#27508F", "#E2B866", "#EFE8DA")[index])
    return canvas


def _yarn_ball(canvas: Canvas, x: float, y: float, tint: str) -> None:
    def wound(along: Array, across: Array, normals: Array) -> Array:
        return tinted(tint, 0.92 + 0.10 * np.sin((along + across * 0.6) * 34) * np.cos((across - along * 0.4) * 9))

    ball(canvas, x, y, 0.052, tint, skin=wound)


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
